//! The open listing, and where in it somebody is.
//!
//! The one rule: what is remembered of other listings (places, fields, checks) stands beside the open one by its id.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use lagoon_listing::DraftId;

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
