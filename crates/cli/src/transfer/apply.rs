//! One listing of a file onto this device.
//!
//! The one rule: everything of a listing is checked before anything of it is written.

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName, Groups, Publication, check_publication_for_publishing};
use lagoon_sync::view::DraftView;
use serde::Deserialize as _;

use super::{Content, Entry, cells, is_published};
use crate::{failure::Failure, value::storable};

/// What an import came to.
#[derive(Default)]
pub struct Done {
    /// Listings that were started.
    pub created: u32,
    /// Listings that were changed.
    pub updated: u32,
    /// Listings that were already as the file has them.
    pub unchanged: u32,
    /// Lines that were not taken, or not wholly, and why.
    pub problems: Vec<(u64, String)>,
}

/// Makes a listing of this device what the file says.
pub async fn entry(client: &Client, entry: Entry, done: &mut Done) -> Result<(), String> {
    let before = find(client, entry.id).await?;
    let now = before.as_ref().map(|view| view.groups.clone()).unwrap_or_default();
    let wanted = match entry.content {
        Content::Groups(groups) => groups,
        Content::Cells(row) => cells::changes(&row, &now)?,
    };
    let differing: Groups = wanted.into_iter().filter(|(name, value)| now.get(name) != Some(value)).collect();
    let mut differing: Groups =
        differing.into_iter().filter(|(name, value)| !value.is_null() || now.contains_key(name)).collect();
    differing.iter().try_for_each(|(name, value)| storable(name, value)).map_err(|failure| failure.message)?;
    let left_out = leave_out_what_is_not_ready(&mut differing);

    let is_new = before.is_none();
    let view = match before {
        Some(view) => view,
        None => start(client, entry.id).await.map_err(|failure| failure.message)?,
    };
    let mut changed = !differing.is_empty();
    write(client, &view, differing).await.map_err(|failure| failure.message)?;
    let placed = place(client, view.id, entry.published, entry.deleted, &mut changed).await;
    match (is_new, changed) {
        (true, _) => done.created += 1,
        (false, true) => done.updated += 1,
        (false, false) => done.unchanged += 1,
    }
    placed.and(left_out)
}

/// A public copy goes through the check that publishing makes, whoever wrote the file.
fn leave_out_what_is_not_ready(values: &mut Groups) -> Result<(), String> {
    let Some(value) = values.get(&GroupName::PUBLICATION).filter(|value| !value.is_null()) else { return Ok(()) };
    let copy = Publication::deserialize(value).map_err(|error| error.to_string())?;
    let problems = check_publication_for_publishing(&copy);
    if problems.is_empty() {
        return Ok(());
    }
    values.remove(&GroupName::PUBLICATION);
    let sentences: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    Err(format!("its values were taken over, its public copy was left out. It is not ready: {}", sentences.join(" ")))
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

/// Publishes or withdraws, then deletes or restores: an edit would take a listing out of the trash.
async fn place(
    client: &Client,
    id: DraftId,
    published: Option<bool>,
    deleted: Option<bool>,
    changed: &mut bool,
) -> Result<(), String> {
    let view = client.read_draft(id).await.map_err(|error| error.to_string())?;
    let mut problem = Ok(());
    if published.is_some_and(|published| published != is_published(&view)) {
        let placed =
            if is_published(&view) { client.unpublish_draft(id).await } else { client.publish_draft(id).await };
        *changed |= placed.is_ok();
        problem =
            placed.map(drop).map_err(|error| format!("its values were taken over. {}", Failure::from(error).message));
    }
    let view = client.read_draft(id).await.map_err(|error| error.to_string())?;
    if deleted.is_some_and(|deleted| deleted != view.deleted) {
        let placed = if view.deleted { client.restore_draft(id).await } else { client.delete_draft(id).await };
        *changed |= placed.is_ok();
        placed.map_err(|error| error.to_string())?;
    }
    problem
}
