//! Listings as JSON: one document with one listing in each line, so that a line that somebody breaks costs that listing alone.

use lagoon_sync::view::DraftView;
use serde_json::json;

use super::{groups_base, is_published};

/// The version of the document.
pub const VERSION: u64 = 1;

/// The document: a version and the listings, each with all of its groups.
pub fn write(views: &[DraftView]) -> String {
    let listing = |view: &DraftView| {
        let status = if is_published(view) { "PUBLISHED" } else { "DRAFT" };
        let base = groups_base(view.id, &view.groups, view.deleted);
        json!({"id": view.id, "status": status, "deleted": view.deleted, "groups": view.groups, "base": base})
            .to_string()
    };
    let listings: Vec<_> = views.iter().map(listing).collect();
    format!("{{\"version\":{VERSION},\"listings\":[\n{}\n]}}\n", listings.join(",\n"))
}
