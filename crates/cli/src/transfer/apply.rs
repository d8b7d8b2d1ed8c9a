//! One listing of a file onto this device: first what is to be done, then doing it.
//!
//! The one rule: what is written was weighed against the very values that it replaces.

use std::path::PathBuf;

use lagoon_client::{Client, export::is_published};
use lagoon_listing::{DraftId, Groups, Property, check_for_publishing};
use lagoon_sync::view::DraftView;
use uuid::Uuid;

use super::{
    Entry,
    plan::{Place, Plan},
};
use crate::{
    arguments::{Import, Stale},
    failure::Failure,
};

/// What an import came to, or would come to.
#[derive(Default)]
pub struct Done {
    /// Listings that were started.
    pub created: u32,
    /// Those of them that are here now, by line.
    pub started: Vec<(u64, DraftId)>,
    /// How many rows were left for another import, and where.
    pub rejected: Option<(usize, PathBuf)>,
    /// Listings that were changed.
    pub updated: u32,
    /// Listings that stand as they did.
    pub unchanged: u32,
    /// Values that were written into listings that were here.
    pub values: u32,
    /// How many of them the file gave without saying what it was exported from.
    pub unbased: u32,
    /// Values that somebody changed since the export and that stand.
    pub newer: u32,
    /// Listings that were exported elsewhere and left out, because nobody here knows what they are by now.
    pub unseen: u32,
    /// What both the file and somebody else changed, by line.
    pub conflicts: Vec<(u64, DraftId, String)>,
    /// Lines that were not taken, or not wholly, and why.
    pub problems: Vec<(u64, String)>,
    /// What is to be known of a line that was taken.
    pub notes: Vec<(u64, String)>,
}

/// How the listings of a file are taken.
pub struct How<'a> {
    /// What was asked.
    pub asked: &'a Import,
    /// Whether this device knows all that the cloud knows, so that a listing that is not here is nowhere.
    pub knows_all: bool,
}

/// Makes a listing of this device what the file says, or only counts it.
pub async fn entry(client: &Client, (line, entry): (u64, Entry), how: &How<'_>, done: &mut Done) -> Result<(), String> {
    let before = find(client, entry.id).await?;
    over(client, before, (line, entry), how, done).await
}

/// The same, over what was found.
async fn over(
    client: &Client,
    mut before: Option<DraftView>,
    (line, entry): (u64, Entry),
    how: &How<'_>,
    done: &mut Done,
) -> Result<(), String> {
    if before.is_none() && is_left_out(line, &entry, how, done) {
        return Ok(());
    }
    let mut plan = Plan::of(&entry, before.as_ref(), how.asked)?;
    let mut started = None;
    if before.is_none() && !how.asked.dry_run {
        let view = start(client, entry.id).await.map_err(|failure| failure.message)?;
        if view.groups.is_empty() {
            started = Some(view);
        } else {
            // It arrived meanwhile: nobody has weighed what it holds.
            plan = Plan::of(&entry, Some(&view), how.asked)?;
            before = Some(view);
        }
    }

    let count = plan.count();
    if before.is_some() {
        done.values += count;
        done.unbased += if entry.base.is_some() { 0 } else { count };
    }
    done.newer += plan.newer;
    done.notes.extend(plan.notes.into_iter().map(|note| (line, note)));
    let id = entry.id.unwrap_or(DraftId(Uuid::nil()));
    done.conflicts.extend(plan.conflicts.into_iter().map(|why| (line, id, why)));
    let mut changed = count > 0;
    let is_new = before.is_none();
    let here = started.as_ref().or(before.as_ref()).filter(|_| !how.asked.dry_run);
    let placed = if let Some(view) = here {
        write(client, view, plan.values).await.map_err(|failure| failure.message)?;
        plan.place.perform(client, view.id, &mut changed).await
    } else {
        changed |= plan.place.moves(before.as_ref());
        let mut after = before.map(|view| view.groups).unwrap_or_default();
        after.extend(plan.values);
        if plan.place.published == Some(true) { ready(&after) } else { Ok(()) }
    };
    match (is_new, changed) {
        (true, _) => {
            done.created += 1;
            done.started.extend(started.map(|view| (line, view.id)));
        }
        (false, true) => done.updated += 1,
        (false, false) => done.unchanged += 1,
    }
    placed.and(plan.left_out)
}

/// A listing that was exported elsewhere may stand in the cloud with newer values, which would be written over unseen.
fn is_left_out(line: u64, entry: &Entry, how: &How<'_>, done: &mut Done) -> bool {
    let Some(id) = entry.id.filter(|_| entry.base.is_some() && !how.knows_all && !how.asked.ignore_base) else {
        return false;
    };
    let why = "the listing is not on this device, and the cloud was not asked what it is by now; left out";
    match how.asked.stale() {
        Stale::Mine => return false,
        Stale::Report => done.conflicts.push((line, id, why.into())),
        Stale::Theirs => done.notes.push((line, why.into())),
    }
    done.unseen += 1;
    true
}

async fn find(client: &Client, id: Option<DraftId>) -> Result<Option<DraftView>, String> {
    let Some(id) = id else { return Ok(None) };
    match client.read_draft(id).await {
        Ok(view) => Ok(Some(view)),
        Err(error) if error.code() == "noSuchDraft" => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

async fn start(client: &Client, id: Option<DraftId>) -> Result<DraftView, Failure> {
    Ok(match id {
        Some(id) => client.create_draft_as(id).await?,
        None => client.create_draft().await?,
    })
}

async fn write(client: &Client, view: &DraftView, values: Groups) -> Result<(), Failure> {
    for (group, value) in values {
        client.edit(view.id, &group, value, view.stamps.get(&group).copied()).await?;
    }
    Ok(())
}

fn ready(groups: &Groups) -> Result<(), String> {
    let problems = check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), groups));
    if problems.is_empty() {
        return Ok(());
    }
    let sentences: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    Err(format!("This listing cannot be published yet: {}", sentences.join(" ")))
}

impl Place {
    /// Publishes or withdraws, then deletes or restores: an edit would take a listing out of the trash.
    async fn perform(&self, client: &Client, id: DraftId, changed: &mut bool) -> Result<(), String> {
        let view = client.read_draft(id).await.map_err(|error| error.to_string())?;
        let mut problem = Ok(());
        if self.published.is_some_and(|published| published != is_published(&view)) {
            let placed =
                if is_published(&view) { client.unpublish_draft(id).await } else { client.publish_draft(id).await };
            *changed |= placed.is_ok();
            problem = placed
                .map(drop)
                .map_err(|error| format!("its values were taken over. {}", Failure::from(error).message));
        }
        let view = client.read_draft(id).await.map_err(|error| error.to_string())?;
        if self.deleted.is_some_and(|deleted| deleted != view.deleted) {
            let placed = if view.deleted { client.restore_draft(id).await } else { client.delete_draft(id).await };
            *changed |= placed.is_ok();
            placed.map_err(|error| error.to_string())?;
        }
        problem
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use clap::Parser as _;
    use lagoon_client::{Config, Settings, SystemClock, export::groups_base};
    use lagoon_listing::GroupName;
    use serde_json::json;

    use super::*;
    use crate::{
        arguments::{Action, Cli},
        secrets,
        transfer::Content,
    };

    async fn client(directory: &std::path::Path) -> Client {
        let config = Config {
            directory: directory.to_owned(),
            default_server_url: "http://127.0.0.1:1".into(),
            device_name: "test".into(),
            clock: Arc::new(SystemClock::new()),
            secrets: secrets::none(),
            settings: Settings::default(),
            extra_roots: vec![],
        };
        Client::start(config).await.expect("starts").0
    }

    fn asked() -> Import {
        let cli = Cli::try_parse_from(["lagoon-cli", "import", "old.json"]).expect("understood");
        let Action::Import(asked) = cli.action else { unreachable!("it says import") };
        asked
    }

    #[tokio::test]
    async fn a_listing_that_arrives_while_its_row_is_read_is_weighed_and_not_written_over() {
        let files = tempfile::tempdir().expect("a directory");
        let client = client(files.path()).await;
        let old = Groups::from([(GroupName::TITLE, json!("Duplex")), (GroupName::DESCRIPTION, json!("Bright"))]);
        let id = client.create_draft().await.expect("started").id;
        let base = Some(groups_base(id, &old, false));
        client.edit(id, &GroupName::TITLE, json!("Newer"), None).await.expect("written");

        let asked = asked();
        let how = How { asked: &asked, knows_all: true };
        let (mut done, content) = (Done::default(), Content::Groups(old));
        let entry = Entry { id: Some(id), content, deleted: Some(false), published: None, base };
        // Nothing was found a moment ago.
        over(&client, None, (1, entry), &how, &mut done).await.expect("taken");
        let groups = client.read_draft(id).await.expect("here").groups;
        assert_eq!(groups, Groups::from([(GroupName::TITLE, json!("Newer"))]));
        assert_eq!((done.created, done.unchanged, done.newer), (0, 1, 2));
    }
}
