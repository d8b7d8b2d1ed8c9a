//! A pasted advertisement: what it says of a listing is offered, to be taken one by one.
//!
//! The one rule: nothing is filled in that nobody took, and what stood there before is in the history.

pub mod words;

use dioxus::prelude::*;
use lagoon_listing::{GroupName, Property, Recognised, is_worth_offering, read_blurb};
use serde_json::Value;

use crate::{
    dialog::Dialog,
    open_draft::OpenDraft,
    past::{parts, values},
    state::{App, Overlay, Screen, prelude::*, use_app},
    toast::Toast,
};

/// What a pasted text said, for as long as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    found: Vec<Recognised>,
}

impl App {
    /// Takes a text that was pasted anywhere. The field it was pasted into has it too.
    pub fn take_pasted(self, text: &str) {
        let mut offer = self.told.pasted();
        let here = matches!(*self.shown.screen().peek(), Screen::Wizard | Screen::Listings);
        if !here || self.shown.overlay().peek().is_some() || !is_worth_offering(text) {
            return;
        }
        offer.set(Some(Offer { found: read_blurb(text) }));
    }

    /// Shows what was found; from the list, for a new listing.
    fn review_pasted(self) {
        if *self.shown.screen().peek() == Screen::Listings {
            self.new_listing_and(move || self.open_overlay(Overlay::Pasted, "pasted"));
        } else {
            self.open_overlay(Overlay::Pasted, "pasted");
        }
    }

    /// Writes what was found into the open listing.
    fn take_found(self, found: Vec<Recognised>) {
        self.write_over(move || {
            for found in &found {
                if let Some((group, value)) = change_of(self, found) {
                    self.edit(group, value);
                }
            }
        });
    }
}

/// The group that taking it would change, and its value then. `None`: the listing says so already.
fn change_of(app: App, found: &Recognised) -> Option<(GroupName, Value)> {
    let open = app.writing.open();
    let open = open.peek();
    let open = open.as_ref()?;
    let group = found.said.group();
    let mut property = property_of(open);
    found.said.write(&mut property);
    let value = property.to_groups().get(&group).cloned().unwrap_or(Value::Null);
    (open.view.groups.get(&group) != Some(&value)).then_some((group, value))
}

fn property_of(open: &OpenDraft) -> Property {
    Property::from_groups(open.id(), &open.view.groups)
}

/// The offer, until it is taken up or closed.
#[component]
pub fn PastedToast() -> Element {
    let app = use_app();
    let mut offer = app.told.pasted();
    let count = offer.read().as_ref().map(|offer| offer.found.len());
    let listed = app.shown.is_on(Screen::Listings);
    let here = matches!(*app.shown.screen().read(), Screen::Listings | Screen::Wizard);
    let shown = here && !app.shown.is_over(Overlay::Pasted);
    rsx! {
        Toast {
            id: "pasted-offer",
            shown: shown && count.is_some(),
            whole: true,
            second: app.list.deleted().read().is_some() || app.told.informed().read().is_some(),
            act_id: "review-pasted",
            act: if listed { words::new_listing() } else { words::review() },
            onact: move |()| app.review_pasted(),
            close_id: "close-pasted-offer",
            onclose: move |()| offer.set(None),
            {count.map(words::offer).unwrap_or_default()}
        }
    }
}

/// Everything that was found, while somebody reviews it.
#[component]
pub fn PastedDialog() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::Pasted) {
        return rsx! {};
    }
    let found = app.told.pasted().read().as_ref().map(|offer| offer.found.clone()).unwrap_or_default();
    // Read, so that it is told again when the listing changes.
    let all_taken = app.writing.open().read().is_some() && found.iter().all(|found| change_of(app, found).is_none());
    let all = found.clone();
    rsx! {
        Dialog { id: "pasted", title: words::title(), described_by: "pasted-hint",
            p { id: "pasted-hint", class: "muted", {words::hint()} }
            ul { class: "found",
                for (index , found) in found.into_iter().enumerate() {
                    Found { key: "{index}", index, found }
                }
            }
            div { class: "question-actions",
                button {
                    class: "button-plain",
                    r#type: "button",
                    "aria-disabled": all_taken.then_some("true"),
                    "data-testid": "use-all-found",
                    onclick: move |_| app.take_found(all.clone()),
                    {words::take_all()}
                }
                button {
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "close-pasted",
                    onclick: move |_| app.close_overlay(),
                    {words::done()}
                }
            }
        }
    }
}

/// One thing that was found: what it is, where it stands in the text, what it would replace.
#[component]
fn Found(index: usize, found: Recognised) -> Element {
    let app = use_app();
    let (group, said) = (found.said.group(), found.said.words());
    let taken = app.writing.open().read().is_some() && change_of(app, &found).is_none();
    let before = app.writing.open().read().as_ref().and_then(|open| {
        let value = open.view.groups.get(&group).filter(|value| !value.is_null())?;
        // Of a group of many parts only the one that it would change.
        let (_, new) = change_of(app, &found)?;
        let (_, before, _) = values::told_apart(&group, value, &new);
        (before != parts::nothing()).then_some(before)
    });
    let note = match before {
        Some(before) => words::read_from_instead_of(&found.quoted, &before),
        _ => words::read_from(&found.quoted),
    };
    rsx! {
        li { class: "found-line", "data-testid": "found-{index}",
            div { class: "found-words",
                span { class: "found-said", "{said}" }
                span { class: "muted", "{note}" }
            }
            button {
                class: "button-plain found-take",
                r#type: "button",
                "aria-label": words::take_this(&said),
                "aria-disabled": taken.then_some("true"),
                "data-testid": "use-found-{index}",
                onclick: move |_| app.take_found(vec![found.clone()]),
                if taken { {words::taken()} } else { {words::take()} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_sync::view::DraftView;
    use serde_json::json;

    use super::*;

    const AD: &str = "4 bed duplex Lekki phase 1, 85m, C of O, serviced, BQ";

    fn view() -> DraftView {
        serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": {"rooms": {"bedrooms": 3, "toilets": 5}, "propertyType": "duplex"},
            "stamps": {}, "unsent": [], "held": {}, "deleted": false, "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view")
    }

    fn page(text: &'static str) -> String {
        #[component]
        fn Shown(text: &'static str) -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                let (mut open, mut screen, mut overlay) = (app.writing.open(), app.shown.screen(), app.shown.overlay());
                open.set(Some(OpenDraft::new(view())));
                screen.set(Screen::Wizard);
                app.take_pasted(text);
                if app.told.pasted().peek().is_some() {
                    overlay.set(Some(Overlay::Pasted));
                }
            });
            rsx! {
                PastedToast {}
                PastedDialog {}
            }
        }
        let mut page = VirtualDom::new_with_props(Shown, ShownProps { text });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn everything_that_was_found_is_offered_with_where_it_was_read_and_what_it_replaces() {
        let html = page(AD);
        for part in ["4 bedrooms", "₦85,000,000", "from “85m”", "instead of 3", "Lekki Phase 1"] {
            assert!(html.contains(part), "no {part} in {html}");
        }
        assert_eq!(html.matches(">Used<").count(), 1, "it is a duplex already: {html}");
    }

    #[test]
    fn all_of_it_can_be_taken_with_one_tap_and_stands_in_the_listing_then() {
        let html = page(AD);
        assert!(html.contains("data-testid=\"use-all-found\"") && html.contains(">Use all<"), "{html}");
        let mut open = OpenDraft::new(view());
        for found in read_blurb(AD) {
            let mut property = property_of(&open);
            found.said.write(&mut property);
            let group = found.said.group();
            open.change(group.clone(), property.to_groups().get(&group).cloned().unwrap_or(Value::Null));
        }
        let groups = &open.view.groups;
        assert_eq!(groups[&GroupName::ROOMS]["bedrooms"], json!(4), "{groups:?}");
        assert_eq!(groups[&GroupName::ROOMS]["toilets"], json!(5), "what the text does not speak of stays");
        assert_eq!(groups[&GroupName::TITLE_DOCUMENT], json!("cOfO"));
    }

    #[test]
    fn the_button_of_a_detail_is_as_wide_once_it_is_used() {
        let html = page(AD);
        assert_eq!(html.matches("found-take").count(), html.matches("data-testid=\"use-found-").count());
        let style = include_str!("../../style/45-keys-and-found.css");
        let rule = style.split(".found-take {").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
        assert!(rule.contains("min-width"), "{rule}");
    }

    #[test]
    fn a_text_that_says_little_of_a_listing_offers_nothing() {
        assert!(!page("Call me at six, the owner is in a hurry.").contains("data-testid"), "nothing is shown");
    }

    #[test]
    fn taking_one_thing_leaves_the_other_parts_of_its_group() {
        let mut open = OpenDraft::new(view());
        let found = read_blurb(AD).into_iter().find(|found| found.said.field() == "rooms.bedrooms").expect("bedrooms");
        let mut property = property_of(&open);
        found.said.write(&mut property);
        let value = property.to_groups()[&GroupName::ROOMS].clone();
        assert_eq!(value, json!({"bedrooms": 4, "toilets": 5}));
        assert!(open.change(GroupName::ROOMS, value).is_some());
    }
}
