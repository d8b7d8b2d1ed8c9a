//! How public a listing is, and where a change of that stands.
//!
//! The one rule: nothing is called published, or withdrawn, before the cloud has confirmed it.

use lagoon_listing::{Property, Status};
use lagoon_sync::view::{DraftSummary, DraftView};
use lagoon_words::phrases;

phrases! {
    draft: "Draft";
    waiting_to_publish: "Waiting to publish";
    published: "Published";
    published_and_changed: "Published · changes not published yet";
    waiting_to_unpublish: "Waiting to unpublish · still public";
}

/// What buyers see of a listing, and what they are to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publicity {
    /// Nothing, and nobody asked for it.
    #[default]
    Draft,
    /// It was published here, and the cloud has not confirmed it.
    WaitingToPublish,
    /// The copy that was published.
    Published,
    /// The copy that was published; the listing has moved on since.
    Changed,
    /// Still the copy that was published: the cloud has not confirmed that it is withdrawn.
    WaitingToUnpublish,
}

impl Publicity {
    /// `unsent`: the cloud has not confirmed what was last said of it.
    fn new(status: Status, changed: bool, unsent: bool) -> Self {
        match (status, unsent) {
            (Status::Published, true) => Self::WaitingToPublish,
            (Status::Draft, true) => Self::WaitingToUnpublish,
            (Status::Published, false) if changed => Self::Changed,
            (Status::Published, false) => Self::Published,
            (Status::Draft, false) => Self::Draft,
        }
    }

    /// Of a line of the list.
    pub fn of_line(line: &DraftSummary) -> Self {
        Self::new(line.status, line.unpublished_changes, line.publication_waits)
    }

    /// Of the open listing.
    pub fn of_open(view: &DraftView, property: &Property) -> Self {
        Self::new(property.status, property.has_unpublished_changes(), view.publication_waits)
    }

    /// Whether it is public, or is to be.
    pub fn is_wanted(self) -> bool {
        matches!(self, Self::WaitingToPublish | Self::Published | Self::Changed)
    }

    /// Whether buyers may see it now, or soon.
    pub fn is_public(self) -> bool {
        self != Self::Draft
    }

    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => draft(),
            Self::WaitingToPublish => waiting_to_publish(),
            Self::Published => published(),
            Self::Changed => published_and_changed(),
            Self::WaitingToUnpublish => waiting_to_unpublish(),
        }
    }

    /// The look of its badge.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Draft => "badge badge-draft",
            Self::Published => "badge",
            Self::WaitingToPublish | Self::Changed | Self::WaitingToUnpublish => "badge badge-changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn open(publication: &Value, waits: bool) -> Publicity {
        let view: DraftView = serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": {"publication": publication}, "held": {}, "deleted": false, "stamps": {},
            "unsent": ["publication"], "publicationWaits": waits,
            "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view");
        Publicity::of_open(&view, &Property::from_groups(view.id, &view.groups))
    }

    #[test]
    fn a_listing_is_published_or_withdrawn_only_once_the_cloud_has_said_so() {
        let copy = json!({"fields": {}, "publishedAt": 1});
        assert_eq!(open(&copy, true), Publicity::WaitingToPublish);
        assert_eq!(open(&Value::Null, true), Publicity::WaitingToUnpublish);
    }

    #[test]
    fn what_was_called_off_before_it_was_sent_waits_for_nothing() {
        let copy = json!({"fields": {}, "publishedAt": 1});
        assert_eq!(open(&copy, false), Publicity::Published, "the withdrawal was called off");
        assert_eq!(open(&Value::Null, false), Publicity::Draft, "the publishing was called off");
    }

    #[test]
    fn nothing_but_a_confirmed_copy_is_called_published() {
        for state in [Publicity::Draft, Publicity::WaitingToPublish, Publicity::WaitingToUnpublish] {
            assert!(!state.words().contains("Published"), "{state:?}");
        }
    }
}
