//! One listing of a file onto this device: first what is to be done, then doing it.
//!
//! The one rule: everything of a listing is checked before anything of it is written.

use lagoon_client::Client;
use lagoon_listing::{
    DraftId, GroupName, Groups, Property, Publication, check_for_publishing, check_publication_for_publishing,
};
use lagoon_sync::view::DraftView;
use serde::Deserialize as _;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Content, Entry,
    base::Base,
    cells, is_published,
    merge::{self, Merged},
};
use crate::{
    arguments::{Import, Stale},
    failure::Failure,
    known,
    value::storable,
};

/// What an import came to, or would come to.
#[derive(Default)]
pub struct Done {
    /// Listings that were started.
    pub created: u32,
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
    /// What both the file and somebody else changed, by line.
    pub conflicts: Vec<(u64, DraftId, String)>,
    /// Lines that were not taken, or not wholly, and why.
    pub problems: Vec<(u64, String)>,
    /// What is to be known of a line that was taken.
    pub notes: Vec<(u64, String)>,
}

/// Makes a listing of this device what the file says, or only counts it.
pub async fn entry(client: &Client, (line, entry): (u64, Entry), how: &Import, done: &mut Done) -> Result<(), String> {
    let before = find(client, entry.id).await?;
    let now = before.as_ref().map(|view| view.groups.clone()).unwrap_or_default();
    let (id, new_id) = (entry.id.unwrap_or(DraftId(Uuid::nil())), entry.id);
    let base = entry.base.as_ref().filter(|_| before.is_some() && !how.ignore_base);
    if !how.unknown {
        refuse_unknown(id, &entry, &now)?;
    }
    let stale = how.stale();
    let kept_currency = kept_currency(&entry.content, &now);
    let mut merged = match (entry.content, base) {
        (Content::Groups(groups), Some(base)) => merge::groups(id, groups, &now, base, stale),
        (Content::Cells(row), Some(base)) => merge::row(id, row, &now, base, stale)?,
        (Content::Groups(wanted), None) => Merged { wanted, ..Merged::default() },
        (Content::Cells(row), None) => Merged { wanted: cells::changes(&row, &now)?, ..Merged::default() },
    };
    let mut differing = std::mem::take(&mut merged.wanted);
    differing.retain(|name, value| now.get(name).unwrap_or(&Value::Null) != value);
    differing.iter().try_for_each(|(name, value)| storable(name, value)).map_err(|failure| failure.message)?;
    if let Some(note) = kept_currency.filter(|_| differing.contains_key(&GroupName::PRICE)) {
        done.notes.push((line, note));
    }
    let left_out = leave_out_what_is_not_ready(&mut differing);
    let place = Place::of(before.as_ref(), (entry.published, entry.deleted), base, id, (stale, &mut merged));

    let count = u32::try_from(differing.len()).unwrap_or(u32::MAX);
    if before.is_some() {
        done.values += count;
        done.unbased += if entry.base.is_some() { 0 } else { count };
    }
    done.newer += merged.newer;
    done.conflicts.extend(merged.conflicts.into_iter().map(|why| (line, id, why)));
    let mut changed = count > 0;
    let is_new = before.is_none();
    let placed = if how.dry_run {
        changed |= place.moves(before.as_ref());
        let mut after = now;
        after.extend(differing);
        if place.published == Some(true) { ready(&after) } else { Ok(()) }
    } else {
        let view = match before {
            Some(view) => view,
            None => start(client, new_id).await.map_err(|failure| failure.message)?,
        };
        write(client, &view, differing).await.map_err(|failure| failure.message)?;
        place.perform(client, view.id, &mut changed).await
    };
    match (is_new, changed) {
        (true, _) => done.created += 1,
        (false, true) => done.updated += 1,
        (false, false) => done.unchanged += 1,
    }
    placed.and(left_out)
}

/// A name that this version does not know is a slip, unless an export wrote it or the listing has it already.
fn refuse_unknown(id: DraftId, entry: &Entry, now: &Groups) -> Result<(), String> {
    let base = entry.base.as_ref();
    let refused = |name: &GroupName| known::refuse(name.as_str(), known::IMPORT).map_err(|failure| failure.message);
    let stands = |name: &GroupName| known::is_known(name) || now.get(name).is_some_and(|value| !value.is_null());
    match &entry.content {
        Content::Groups(groups) => {
            let exported =
                |name: &GroupName, value| base.is_some_and(|base| merge::group_is_base(id, name, Some(value), base));
            let slip = groups.iter().find(|(name, value)| !stands(name) && !value.is_null() && !exported(name, value));
            slip.map_or(Ok(()), |(name, _)| refused(name))
        }
        Content::Cells(row) => {
            let exported = base.and_then(|base| base.set(id, "amenities")).unwrap_or_default();
            let named = cells::amenities(row.get("amenities").map_or("", String::as_str))?;
            let slip = named.iter().find(|id| !stands(&GroupName::amenity(id)) && !exported.contains(*id));
            slip.map_or(Ok(()), |id| refused(&GroupName::amenity(id)))?;
            let untouched = base.zip(row.get("other")).is_some_and(|(base, cell)| base.is(id, "other", cell));
            let other = cells::other(row)?;
            let slip = other.keys().find(|name| !untouched && !stands(name));
            slip.map_or(Ok(()), refused)
        }
    }
}

/// What to know of a price whose row names no currency.
fn kept_currency(content: &Content, now: &Groups) -> Option<String> {
    let Content::Cells(row) = content else { return None };
    let cell = |column: &str| row.get(column).map(|cell| cell.trim()).unwrap_or_default();
    if cell("price").is_empty() || !cell("currency").is_empty() {
        return None;
    }
    crate::value::currency_of(cell("price"), now).filter(|(_, from)| *from != "typed").map(|(currency, from)| {
        let why = if from == "kept" { "the listing's, was kept" } else { "the usual one, was taken" };
        format!("price: the row names no currency; {currency}, {why}")
    })
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

fn ready(groups: &Groups) -> Result<(), String> {
    let problems = check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), groups));
    if problems.is_empty() {
        return Ok(());
    }
    let sentences: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    Err(format!("This listing cannot be published yet: {}", sentences.join(" ")))
}

/// Where a listing is to lie once its values are written.
struct Place {
    /// Published or withdrawn. Absent: as it is.
    published: Option<bool>,
    /// In the trash or out of it. Absent: as it was before.
    deleted: Option<bool>,
}

impl Place {
    /// What the file says of it and its reader may decide.
    fn of(
        before: Option<&DraftView>,
        (published, deleted): (Option<bool>, Option<bool>),
        base: Option<&Base>,
        id: DraftId,
        (stale, merged): (Stale, &mut Merged),
    ) -> Self {
        let is_published = before.is_some_and(is_published);
        let is_deleted = before.is_some_and(|view| view.deleted);
        let mut weigh = |said: Option<bool>, now: bool, column: &str, words: [&str; 2]| {
            let said = said.filter(|said| *said != now)?;
            let Some(base) = base else { return Some(said) };
            let text = words[usize::from(said)];
            // Of two answers the other one stands: the reader kept what was exported.
            if base.is(id, column, text) {
                merged.newer += 1;
                return None;
            }
            merged.takes_place(column, stale).then_some(said)
        };
        Self {
            published: weigh(published, is_published, "status", ["DRAFT", "PUBLISHED"]),
            // An edit takes a listing out of the trash, so that what the file says has to be said again.
            deleted: weigh(deleted, is_deleted, "deleted", ["false", "true"])
                .or(deleted.filter(|said| *said && is_deleted)),
        }
    }

    /// Whether a listing is not there yet.
    fn moves(&self, before: Option<&DraftView>) -> bool {
        let is_deleted = before.is_some_and(|view| view.deleted);
        self.published.is_some() || self.deleted.is_some_and(|deleted| deleted != is_deleted)
    }

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
