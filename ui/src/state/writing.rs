//! The open listing, and where in it somebody is.
//!
//! The one rule: what is remembered of other listings (places, fields, checks) stands beside the open one by its id.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use lagoon_listing::{DraftId, GroupName};
use serde::de::DeserializeOwned;

use crate::{
    acts::{Past, Restored},
    open_draft::{Caret, OpenDraft},
    wizard::place::Place,
};

/// The open listing, and where in each listing somebody was.
#[derive(Default, Store)]
pub struct Writing {
    /// The open listing.
    pub open: Option<OpenDraft>,
    /// Where in each listing its wizard was left.
    pub places: BTreeMap<DraftId, Place>,
    /// The field of each listing in which somebody wrote last, by its id, until they go to another place.
    pub fields: BTreeMap<DraftId, String>,
    /// Listings that somebody asked to check: from then on problems are shown beside the fields.
    pub checked: BTreeSet<DraftId>,
    /// The text field that has the focus.
    pub caret: Option<Caret>,
    /// The history of the open listing, while it is shown.
    pub past: Past,
    /// What was given back last and can be taken back.
    pub restored: Option<Restored>,
}

#[store(pub)]
impl<Lens> Store<Writing, Lens> {
    /// Which listing is open.
    fn id(&self) -> Option<DraftId> {
        self.open().read().as_ref().map(OpenDraft::id)
    }

    /// The same for an act, on account of which nothing is drawn again.
    fn peek_id(&self) -> Option<DraftId> {
        self.open().peek().as_ref().map(OpenDraft::id)
    }

    /// The place of the open listing's wizard.
    fn place(&self) -> Place {
        self.id().and_then(|id| self.places().read().get(&id).copied()).unwrap_or_default()
    }

    /// Whether problems are shown beside the fields: only once somebody asked for a check of the open listing.
    fn shows_problems(&self) -> bool {
        self.id().is_some_and(|id| self.checked().read().contains(&id))
    }

    /// The value of a group of the open listing, as far as this version can read it.
    fn group<T: DeserializeOwned>(&self, group: &GroupName) -> Option<T> {
        let open = self.open();
        let open = open.read();
        T::deserialize(open.as_ref()?.view.groups.get(group)?).ok()
    }

    /// What the cloud says against a group of the open listing, if it refuses it.
    fn refusal(&self, group: &GroupName) -> Option<String> {
        let open = self.open();
        let open = open.read();
        open.as_ref().and_then(|open| open.view.held.get(group)).map(|error| error.message.clone())
    }
}
