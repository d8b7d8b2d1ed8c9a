//! The list of listings: what the device said last, and how the person looks at it.
//!
//! The one rule: the order of what is shown is remembered, never computed while drawing.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use lagoon_listing::DraftId;

use crate::listings::{book::Book, filter::Filter, sort::Sort, stale::Stale};

/// Listings that were just deleted and can still be brought back with one tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The drafts.
    pub ids: Vec<DraftId>,
    /// The title of the one, or how many there are.
    pub title: String,
    /// How many of them were public.
    pub published: usize,
    /// Tells this deletion from a later one of the same drafts.
    pub at: i64,
}

/// The list, and how it is looked at.
#[derive(Default, Store)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, no two of them one state")]
pub struct Listings {
    /// All listings, deleted ones included; `None` until the first answer.
    pub drafts: Option<Book>,
    /// The listings that are shown, in their order: it changes only when the person does something.
    pub arranged: Vec<DraftId>,
    /// What the list shows.
    pub filter: Filter,
    /// In what order.
    pub sort: Sort,
    /// What the list is searched for.
    pub search: String,
    /// The listing of the list that had the focus last.
    pub cursor: Option<DraftId>,
    /// The list has the focus.
    pub in_list: bool,
    /// The listings that are chosen, while several are being chosen.
    pub selection: Option<BTreeSet<DraftId>>,
    /// The deletion that can be undone.
    pub deleted: Option<Deleted>,
    /// Listings that are just being deleted (`true`) or restored (`false`): what is read meanwhile may not know of it yet.
    pub deleting: BTreeMap<DraftId, bool>,
    /// The next reading of the list puts it in order.
    pub arrange_next: bool,
    /// A reading of the list is under way.
    pub reading_list: bool,
    /// What of it is not as the device has it any more.
    pub stale: Stale,
    /// A new listing is being made.
    pub creating: bool,
}

#[store(pub)]
impl<Lens> Store<Listings, Lens> {
    /// Whether there is a listing outside the trash.
    fn has_listings(&self) -> bool {
        self.drafts().read().iter().flat_map(Book::iter).any(|draft| !draft.deleted)
    }

    /// Whether all of it was read.
    fn is_whole(&self) -> bool {
        self.drafts().read().as_ref().is_some_and(Book::is_whole)
    }

    /// Whether the list is searched for something.
    fn is_searched(&self) -> bool {
        !self.search().read().trim().is_empty()
    }

    /// Whether several listings are being chosen.
    fn is_choosing(&self) -> bool {
        self.selection().read().is_some()
    }

    /// Whether a listing is among the chosen ones, while several are being chosen.
    fn is_chosen(&self, id: DraftId) -> Option<bool> {
        self.selection().read().as_ref().map(|chosen| chosen.contains(&id))
    }

    /// The listings that an export writes: the chosen ones, or else all that are shown.
    fn to_export(&self) -> Vec<DraftId> {
        let chosen = self.selection().read().as_ref().filter(|chosen| !chosen.is_empty()).cloned();
        chosen.map_or_else(|| self.arranged().read().clone(), |chosen| chosen.into_iter().collect())
    }
}
