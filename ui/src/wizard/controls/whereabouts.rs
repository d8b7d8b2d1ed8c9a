//! Where a group's newest value is: one tick for this device, two for the cloud.
//!
//! The one rule: its room is always kept, so that it moves nothing. What cannot be stored the chip says, and the message above.

use dioxus::prelude::*;
use lagoon_listing::GroupName;
use serde_json::Value;

use crate::{
    icon::{Glyph, Icon},
    open_draft::OpenDraft,
    outbox::Outbox,
    state::{prelude::*, use_app},
    wizard::words,
};

/// Whose whereabouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhereaboutsOf {
    /// One group.
    Group(GroupName),
    /// All amenities, each of which is a group.
    Amenities,
}

impl WhereaboutsOf {
    fn has(&self, group: &GroupName) -> bool {
        match self {
            Self::Group(name) => name == group,
            Self::Amenities => group.as_str().starts_with("amenity:"),
        }
    }
}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing was written.
    Empty,
    /// On its way to this device's store: a few milliseconds, or until "Try again".
    Coming,
    /// On this device.
    Here,
    /// In the cloud.
    Cloud,
    /// The cloud refuses it.
    Held,
}

fn state(of: &WhereaboutsOf, open: &OpenDraft, outbox: &Outbox) -> State {
    let view = &open.view;
    if outbox.pending(view.id).any(|edit| of.has(&edit.group)) {
        State::Coming
    } else if view.held.keys().any(|group| of.has(group)) {
        State::Held
    } else if view.unsent.iter().any(|group| of.has(group)) {
        State::Here
    } else if view.groups.iter().any(|(group, value)| of.has(group) && is_something(value)) {
        State::Cloud
    } else {
        State::Empty
    }
}

fn is_something(value: &Value) -> bool {
    !value.is_null() && *value != Value::Bool(false)
}

/// The ticks.
#[component]
pub fn Whereabouts(of: WhereaboutsOf) -> Element {
    let app = use_app();
    let state = use_memo(move || {
        let open = app.writing.open();
        let open = open.read();
        open.as_ref().map_or(State::Empty, |open| state(&of, open, &app.sending.outbox().read()))
    });
    let (look, said) = match state() {
        State::Empty => ("empty", ""),
        // The same words, so that typing does not make them flicker: it takes a few milliseconds.
        State::Coming => ("coming", words::is_here()),
        State::Here => ("here", words::is_here()),
        State::Cloud => ("cloud", words::is_in_cloud()),
        State::Held => ("held", words::is_held()),
    };
    rsx! {
        span { class: "where where-{look}", "data-where": look,
            match state() {
                State::Empty => rsx! {},
                State::Coming | State::Here => rsx! { Icon { glyph: Glyph::Check } },
                State::Cloud => rsx! { Icon { glyph: Glyph::Checks } },
                State::Held => rsx! { Icon { glyph: Glyph::Alert } },
            }
            span { class: "where-words", "{said}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_sync::view::DraftView;
    use serde_json::json;

    use super::*;

    fn open(groups: &Value, unsent: &Value, held: &Value) -> OpenDraft {
        let view: DraftView = serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": groups, "stamps": {}, "unsent": unsent, "held": held, "deleted": false,
            "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view");
        OpenDraft::new(view)
    }

    #[test]
    fn a_group_is_where_the_store_says_and_nowhere_else() {
        let title = WhereaboutsOf::Group(GroupName::TITLE);
        let nothing = Outbox::default();
        let groups = json!({"title": "Flat", "amenity:pool": true, "description": null});
        let refused = json!({"title": {"code": "tooLarge", "field": "title", "message": "Shorten it."}});
        let sent = open(&groups, &json!([]), &json!({}));
        assert_eq!(state(&title, &sent, &nothing), State::Cloud);
        assert_eq!(state(&WhereaboutsOf::Amenities, &sent, &nothing), State::Cloud);
        assert_eq!(state(&WhereaboutsOf::Group(GroupName::DESCRIPTION), &sent, &nothing), State::Empty);
        let mut unsent = open(&groups, &json!(["title"]), &json!({}));
        assert_eq!(state(&title, &unsent, &nothing), State::Here);
        assert_eq!(state(&WhereaboutsOf::Amenities, &unsent, &nothing), State::Cloud);
        assert_eq!(state(&title, &open(&groups, &json!(["title"]), &refused), &nothing), State::Held);

        let mut outbox = Outbox::default();
        outbox.put(unsent.change(GroupName::TITLE, json!("Flats")).expect("a change"));
        assert_eq!(state(&title, &unsent, &outbox), State::Coming, "not before the store has it");
    }
}
