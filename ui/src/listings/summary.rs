//! The list's line of the listing that was just written, so that the list never shows an older one while it is read.

use lagoon_listing::GroupName;
use lagoon_sync::view::{DraftSummary, Saved, Standing};
use serde_json::Value;

use super::book::Book;
use crate::open_draft::OpenDraft;

/// Brings the line of the open listing up to date, or adds it.
pub fn refresh(book: &mut Book, open: &OpenDraft, now: i64) {
    let line = book.get(open.id());
    if line.is_some() && !open.was_edited() {
        return;
    }
    let view = &open.view;
    let saved = match (view.held.is_empty(), view.unsent.is_empty()) {
        (false, _) => Saved::Held,
        (true, false) => Saved::Here,
        (true, true) => Saved::Cloud,
    };
    let standing = Standing {
        publication_waits: view.publication_waits,
        deleted: view.groups.get(&GroupName::TRASH).and_then(Value::as_bool).unwrap_or(view.deleted),
        deleted_at: line.and_then(|line| line.deleted_at),
        user_id: view.user_id,
        saved,
        edited_at: now,
        edited_by: None,
    };
    book.put(DraftSummary::of(open.id(), &view.groups, standing));
}
