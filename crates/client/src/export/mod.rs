//! Listings as files: what an export writes, and the marks in it by which an import tells what changed since.
//!
//! The one rule: a listing comes back from its file as it was, what this version does not know included. The file is for the
//! team that wrote it: it holds everything, private notes too.

pub mod base;
pub mod cells;
pub mod json;
pub mod parts;
pub mod table;
pub mod values;

use lagoon_listing::{DraftId, GroupName, Groups, Property, Status};
use lagoon_sync::{canonical::canonical, view::DraftView};

use self::{
    base::Base,
    cells::{COLUMNS, Row},
};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileFormat {
    /// Everything, for programs.
    Json,
    /// A table, for spreadsheets.
    Csv,
}

impl FileFormat {
    /// What a file's name ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// Listings as the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The text.
    pub text: String,
    /// How many listings are in it.
    pub listings: usize,
}

/// The text of a file with some listings. The same listings always make the same file.
///
/// # Errors
/// Why a table could not be made, which no listing should bring about.
pub fn write(mut views: Vec<DraftView>, format: FileFormat) -> Result<Exported, String> {
    views.sort_by_key(|view| view.id);
    let text = match format {
        FileFormat::Json => json::write(&views),
        FileFormat::Csv => table::write(&views)?,
    };
    Ok(Exported { text, listings: views.len() })
}

/// The cells of a row that stand for one value: price and currency do, and every other one stands for its own.
pub fn units() -> Vec<Vec<&'static str>> {
    let alone = COLUMNS
        .into_iter()
        .filter(|column| !["id", "status", "deleted", "price", "currency", "amenities", "base"].contains(column));
    std::iter::once(vec!["price", "currency"]).chain(alone.map(|column| vec![column])).collect()
}

/// The marks of a listing as a row.
pub fn row_base(id: DraftId, row: &Row, groups: &Groups) -> Base {
    let mut base = Base::default();
    for column in units().into_iter().flatten().chain(["status", "deleted"]) {
        base.mark(id, column, row.get(column).map_or("", String::as_str));
    }
    base.mark_set(id, "amenities", &Property::from_groups(id, groups).amenities);
    base
}

/// The marks of a listing as groups.
pub fn groups_base(id: DraftId, groups: &Groups, deleted: bool) -> Base {
    let mut base = Base::default();
    for (name, value) in groups.iter().filter(|(name, value)| **name != GroupName::TRASH && !value.is_null()) {
        base.mark(id, name.as_str(), &canonical(value));
    }
    base.mark(id, "deleted", &deleted.to_string());
    base
}

/// Whether buyers see a listing.
pub fn is_published(view: &DraftView) -> bool {
    Property::from_groups(view.id, &view.groups).status == Status::Published
}
