//! The list's line of the listing that was just written, so that the list never shows an older one while it is read.

use lagoon_listing::{GroupName, Property, check_for_publishing};
use lagoon_sync::view::{DraftSummary, DraftView, Saved};

use crate::open_draft::OpenDraft;

/// Brings the line of the open listing up to date, or adds it.
pub fn refresh(list: &mut Vec<DraftSummary>, open: &OpenDraft, now: i64) {
    let line = list.iter_mut().find(|summary| summary.id == open.id());
    match line {
        Some(line) if open.was_edited() => *line = summarise(&open.view, now),
        Some(_) => {}
        None => list.push(summarise(&open.view, now)),
    }
}

fn summarise(view: &DraftView, edited_at: i64) -> DraftSummary {
    let property = Property::from_groups(view.id, &view.groups);
    let problems = u32::try_from(check_for_publishing(&property).len()).unwrap_or(u32::MAX);
    let place = property.location.clone().unwrap_or_default();
    let saved = match (view.held.is_empty(), view.unsent.is_empty()) {
        (false, _) => Saved::Held,
        (true, false) => Saved::Here,
        (true, true) => Saved::Cloud,
    };
    DraftSummary {
        id: view.id,
        unpublished_changes: property.has_unpublished_changes(),
        title: property.title,
        price: property.price,
        area: place.area.or(place.lga).or(place.state).filter(|place| !place.is_empty()),
        status: property.status,
        problems,
        deleted: view.groups.get(&GroupName::TRASH).and_then(serde_json::Value::as_bool).unwrap_or(view.deleted),
        saved,
        edited_at,
    }
}
