//! What is to be done with one listing of a file, from what the file says and what stands here.
//!
//! The one rule: everything of a listing is checked before anything of it is written.

use lagoon_client::export::{
    base::Base,
    cells, is_published,
    parts::{self, Kind, Part},
};
use lagoon_listing::{DraftId, GroupName, Groups, Publication, check_publication_for_publishing};
use lagoon_sync::view::DraftView;
use serde::Deserialize as _;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Content, Entry,
    merge::{self, Merged},
};
use crate::{
    arguments::{Import, Stale},
    known, slips,
    value::storable,
};

/// What a listing is to become.
pub struct Plan {
    /// Values that differ from what stands.
    pub values: Groups,
    /// Where it is to lie once they are written.
    pub place: Place,
    /// How many values stand as somebody changed them since the export.
    pub newer: u32,
    /// What the file and somebody else changed, in words.
    pub conflicts: Vec<String>,
    /// What is to be known of it.
    pub notes: Vec<String>,
    /// Why its public copy is not taken over, if it is not.
    pub left_out: Result<(), String>,
}

/// Where a listing is to lie.
pub struct Place {
    /// Published or withdrawn. Absent: as it is.
    pub published: Option<bool>,
    /// In the trash or out of it. Absent: as it was before.
    pub deleted: Option<bool>,
}

impl Plan {
    /// Weighs what the file says against what stands. `None`: nothing stands.
    pub fn of(entry: &Entry, before: Option<&DraftView>, how: &Import) -> Result<Self, String> {
        let now = before.map(|view| view.groups.clone()).unwrap_or_default();
        let id = entry.id.unwrap_or(DraftId(Uuid::nil()));
        let base = entry.base.as_ref().filter(|_| before.is_some() && !how.ignore_base);
        if !how.unknown {
            refuse_unknown(id, entry, &now)?;
        }
        let stale = how.stale();
        let mut merged = match (entry.content.clone(), base) {
            (Content::Groups(groups), Some(base)) => merge::groups(id, groups, &now, base, stale),
            (Content::Cells(row), Some(base)) => merge::row(id, row, &now, base, stale)?,
            (Content::Groups(wanted), None) => Merged { wanted, ..Merged::default() },
            (Content::Cells(row), None) => Merged { wanted: cells::changes(&row, &now)?, ..Merged::default() },
        };
        let mut values = std::mem::take(&mut merged.wanted);
        values.retain(|name, value| now.get(name).unwrap_or(&Value::Null) != value);
        values.iter().try_for_each(|(name, value)| storable(name, value)).map_err(|failure| failure.message)?;
        if !how.unknown {
            refuse_slips(id, entry, &values, &now)?;
        }
        let left_out = leave_out_what_is_not_ready(&mut values);
        let (place, moved) = Place::of(before, entry, base, id, (stale, &mut merged));
        let Merged { newer, conflicts, .. } = merged;
        let mut plan = Self { values, place, newer, conflicts, notes: vec![], left_out };
        if before.is_some_and(|view| view.deleted) && plan.would_revive() {
            plan.leave_in_trash(moved, stale);
        } else {
            plan.newer += u32::from(moved);
        }
        let note = kept_currency(&entry.content, &now).filter(|_| plan.values.contains_key(&GroupName::PRICE));
        plan.notes.extend(note);
        Ok(plan)
    }

    /// How many values are to be written.
    pub fn count(&self) -> u32 {
        u32::try_from(self.values.len()).unwrap_or(u32::MAX)
    }

    /// Whether doing it would bring a deleted listing back although nothing says so: every edit does.
    fn would_revive(&self) -> bool {
        self.place.deleted.is_none() && (!self.values.is_empty() || self.place.published.is_some())
    }

    /// A listing comes out of the trash because somebody said so, and never as a side effect of a cell. `moved`: it was
    /// deleted since the export.
    fn leave_in_trash(&mut self, moved: bool, stale: Stale) {
        if stale == Stale::Mine {
            self.place.deleted = Some(false);
            self.notes.push("the listing was in the trash; --mine takes it out".into());
            return;
        }
        let mut names: Vec<_> = self.values.keys().map(GroupName::as_str).collect();
        names.extend(self.place.published.map(|_| "status"));
        if stale == Stale::Report {
            let since = if moved { "was moved to the trash since the export" } else { "is in the trash" };
            let names = names.join(", ");
            self.conflicts.push(format!("{names}: the listing {since}, and stays there as it is; --mine takes it out"));
        } else {
            self.newer += u32::from(moved) + u32::try_from(names.len()).unwrap_or(u32::MAX);
        }
        self.values.clear();
        (self.place.published, self.left_out) = (None, Ok(()));
    }
}

impl Place {
    /// What the file says of it and its reader may decide; and whether the listing was deleted or restored since the export
    /// and the file does not say otherwise.
    fn of(
        before: Option<&DraftView>,
        entry: &Entry,
        base: Option<&Base>,
        id: DraftId,
        (stale, merged): (Stale, &mut Merged),
    ) -> (Self, bool) {
        let is_published = before.is_some_and(is_published);
        let is_deleted = before.is_some_and(|view| view.deleted);
        let mut weigh = |said: Option<bool>, now: bool, column: &str, words: [&str; 2]| {
            let Some(said) = said.filter(|said| *said != now) else { return (None, false) };
            let Some(base) = base else { return (Some(said), false) };
            // Of two answers the other one stands: the reader kept what was exported.
            if base.is(id, column, words[usize::from(said)]) {
                return (None, true);
            }
            (merged.takes_place(column, stale).then_some(said), false)
        };
        let (published, moved_status) = weigh(entry.published, is_published, "status", ["DRAFT", "PUBLISHED"]);
        let (deleted, moved) = weigh(entry.deleted, is_deleted, "deleted", ["false", "true"]);
        merged.newer += u32::from(moved_status);
        // An edit takes a listing out of the trash, so that what the file says has to be said again.
        let deleted = deleted.or(entry.deleted.filter(|said| *said && is_deleted));
        (Self { published, deleted }, moved)
    }

    /// Whether a listing is not there yet.
    pub fn moves(&self, before: Option<&DraftView>) -> bool {
        let is_deleted = before.is_some_and(|view| view.deleted);
        self.published.is_some() || self.deleted.is_some_and(|deleted| deleted != is_deleted)
    }
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

/// A currency, a state or a choice that this version does not know is a slip, unless an export wrote it or the listing has it already.
fn refuse_slips(id: DraftId, entry: &Entry, values: &Groups, now: &Groups) -> Result<(), String> {
    let exported = |name: &GroupName, value| {
        entry.base.as_ref().is_some_and(|base| match &entry.content {
            Content::Groups(_) => merge::group_is_base(id, name, Some(value), base),
            Content::Cells(row) => {
                let own = parts::of(name).filter(|part| matches!(part.kind, Kind::State | Kind::Choice(_)));
                let amount = ["price", "currency"].into_iter().filter(|_| *name == GroupName::PRICE);
                let columns: Vec<_> = own.map(Part::column).chain(amount).chain(["other"]).collect();
                columns.iter().all(|column| row.get(column).is_none_or(|cell| base.is(id, column, cell)))
            }
        })
    };
    let mut new = values.iter().filter(|(name, value)| !exported(name, value));
    new.try_for_each(|(name, value)| slips::refuse(name, value, now, known::IMPORT)).map_err(|failure| failure.message)
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
