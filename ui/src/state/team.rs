//! What colleagues did that the person has to be told of, and what they are called.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use lagoon_listing::{DraftId, UserId};
use lagoon_sync::wire::Notice;

/// The team, as far as it concerns the person.
#[derive(Default, Store)]
pub struct Team {
    /// What the person has to be told of, newest first, of all listings.
    pub notices: Vec<Notice>,
    /// What the team's people are called.
    pub people: BTreeMap<UserId, String>,
    /// When the server was last asked for their names, on the steady clock.
    pub people_asked_at: Option<i64>,
}

#[store(pub)]
impl<Lens> Store<Team, Lens> {
    /// What somebody is called, if that is known.
    fn name_of(&self, person: UserId) -> Option<String> {
        self.people().read().get(&person).cloned()
    }

    /// How much of a listing there is to review.
    fn to_review(&self, id: DraftId) -> usize {
        self.notices().read().iter().filter(|notice| notice.draft == id).count()
    }
}
