//! What of a listing in a file is to be written over what stands.
//!
//! The one rule: without being told to, nothing is written over what its reader has not seen, if the file says what they saw.

use std::collections::BTreeSet;

use lagoon_client::export::{
    base::Base,
    cells::{self, Row},
    units,
};
use lagoon_listing::{DraftId, GroupName, Groups, Property};
use lagoon_sync::canonical::canonical;
use serde_json::Value;

use super::verdict::{Verdict, verdict};
use crate::{arguments::Stale, output::plain};

/// What an import writes, and what it leaves as it stands.
#[derive(Default)]
pub struct Merged {
    /// The values to write. Some may stand already.
    pub wanted: Groups,
    /// What both changed, in words.
    pub conflicts: Vec<String>,
    /// How many values stand as somebody changed them since the export, and the file does not say otherwise.
    pub newer: u32,
    /// Whether anything stands that the file's reader has not seen.
    pub moved_on: bool,
}

/// Weighs a row against what stands.
pub fn row(id: DraftId, mut file: Row, now: &Groups, base: &Base, stale: Stale) -> Result<Merged, String> {
    let mut merged = Merged::default();
    let stands = cells::row(now)?;
    for unit in units() {
        let is_base =
            |row: &Row| unit.iter().all(|column| row.get(column).is_none_or(|cell| base.is(id, column, cell)));
        let there: Row = unit.iter().filter_map(|column| Some((*column, file.get(column)?.clone()))).collect();
        let now_is_base = unit.iter().all(|column| base.is(id, column, stands.get(column).map_or("", String::as_str)));
        if there.is_empty() {
            merged.moved_on |= !now_is_base;
            continue;
        }
        // A cell that cannot be read is not the same as anything; reading the row says why.
        let same = cells::changes(&there, now)
            .is_ok_and(|made| made.iter().all(|(name, value)| now.get(name).unwrap_or(&Value::Null) == value));
        let found = verdict(same, is_base(&file), now_is_base);
        let words = |row: &Row| {
            unit.iter().filter_map(|column| row.get(column)).map(|cell| short(cell)).collect::<Vec<_>>().join(" ")
        };
        if !merged.takes(found, stale, || told(unit[0], &words(&file), &words(&stands))) {
            file.retain(|column, _| !unit.contains(column));
        }
    }
    merge_amenities(id, &mut file, now, base, stale, &mut merged)?;
    merged.wanted = cells::changes(&file, now)?;
    Ok(merged)
}

/// Each amenity is a value of its own.
fn merge_amenities(
    id: DraftId,
    file: &mut Row,
    now: &Groups,
    base: &Base,
    stale: Stale,
    merged: &mut Merged,
) -> Result<(), String> {
    let stands = Property::from_groups(id, now).amenities;
    let Some(text) = file.get("amenities").cloned() else { return Ok(()) };
    let mine = cells::amenities(&text)?;
    match base.set(id, "amenities") {
        Some(before) => {
            let newer: BTreeSet<_> =
                stands.symmetric_difference(&before).filter(|id| mine.contains(id) != stands.contains(id)).collect();
            merged.newer += u32::try_from(newer.len()).unwrap_or(u32::MAX);
            merged.moved_on |= !newer.is_empty();
            let takes =
                |id| if mine.contains(id) == before.contains(id) { stands.contains(id) } else { mine.contains(id) };
            let all = mine.union(&stands).filter(|id| takes(*id));
            file.insert("amenities", all.map(ToString::to_string).collect::<Vec<_>>().join(";"));
        }
        None if mine != stands => {
            let words = short(&stands.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
            if !merged.takes(Verdict::Conflict, stale, || told("amenities", &short(&text), &words)) {
                file.remove("amenities");
            }
        }
        None => {}
    }
    Ok(())
}

/// Whether a group has the value that was exported.
pub fn group_is_base(id: DraftId, name: &GroupName, value: Option<&Value>, base: &Base) -> bool {
    let text = value.filter(|value| !value.is_null()).map(canonical).unwrap_or_default();
    base.is(id, name.as_str(), &text)
}

/// Weighs groups against what stands.
pub fn groups(id: DraftId, file: Groups, now: &Groups, base: &Base, stale: Stale) -> Merged {
    let mut merged = Merged::default();
    let unnamed = now.iter().filter(|(name, _)| **name != GroupName::TRASH && !file.contains_key(*name));
    merged.moved_on = unnamed.into_iter().any(|(name, value)| !group_is_base(id, name, Some(value), base));
    for (name, value) in file {
        let stands = now.get(&name);
        let same = stands.unwrap_or(&Value::Null) == &value;
        let found = verdict(same, group_is_base(id, &name, Some(&value), base), group_is_base(id, &name, stands, base));
        let words = |value: &Value| short(&crate::shown::text(&name, value));
        if merged.takes(found, stale, || told(name.as_str(), &words(&value), &stands.map(words).unwrap_or_default())) {
            merged.wanted.insert(name, value);
        }
    }
    merged
}

impl Merged {
    /// Whether a value of the file is to be written.
    fn takes(&mut self, found: Verdict, stale: Stale, words: impl FnOnce() -> String) -> bool {
        self.moved_on |= matches!(found, Verdict::Newer | Verdict::Conflict);
        match found {
            Verdict::Same => false,
            Verdict::Write => true,
            Verdict::Newer => {
                self.newer += 1;
                false
            }
            Verdict::Conflict => match stale {
                Stale::Mine => true,
                Stale::Theirs => {
                    self.newer += 1;
                    false
                }
                Stale::Report => {
                    self.conflicts.push(words());
                    false
                }
            },
        }
    }

    /// Whether a listing may be published, withdrawn, deleted or restored as the file says: not if its reader has not seen
    /// what stands.
    pub fn takes_place(&mut self, what: &str, stale: Stale) -> bool {
        if !self.moved_on || stale == Stale::Mine {
            return true;
        }
        if stale == Stale::Report {
            self.conflicts.push(format!("{what}: the listing was changed since the export, and stays as it is"));
        } else {
            self.newer += 1;
        }
        false
    }
}

fn told(what: &str, file: &str, stands: &str) -> String {
    format!("{what}: changed since the export. The file says “{file}”, here stands “{stands}”, which stays")
}

/// So much of a text as tells which it is.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let text = plain(text);
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}
