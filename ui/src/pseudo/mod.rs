//! Draws every page and state in a language that nobody speaks, and looks for words that did not come from the catalogue.
//!
//! The one rule: what is made up here holds no letters, so that every letter on a page is one that Lagoon said.

mod controls;
mod html;
mod said;
mod screens;

use dioxus::prelude::*;
use lagoon_listing::Step;
use lagoon_sync::view::DraftView;
use lagoon_words::show_pseudo;
use serde_json::{Value, json};

use crate::{
    app::Whole,
    open_draft::OpenDraft,
    state::{App, Screen, prelude::*},
    wizard::place::Place,
};

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
enum Case {
    /// One of [`screens::ALL`].
    Screen(usize),
    /// A listing in the wizard.
    Wizard { view: Box<DraftView>, place: Place, checked: bool },
}

#[component]
fn Drawn(case: Case) -> Element {
    let app = use_context_provider(App::new);
    use_hook(|| match case {
        Case::Screen(index) => (screens::ALL[index].1)(app),
        Case::Wizard { view, place, checked } => open(app, *view, place, checked),
    });
    rsx! { Whole {} }
}

/// Shows a listing.
fn open(app: App, view: DraftView, place: Place, checked: bool) {
    let (mut screen, mut open, mut places, mut those) =
        (app.shown.screen(), app.writing.open(), app.writing.places(), app.writing.checked());
    places.write().insert(view.id, place);
    if checked {
        those.write().insert(view.id);
    }
    open.set(Some(OpenDraft::new(view)));
    screen.set(Screen::Wizard);
}

/// The page as it is drawn.
fn page(case: Case) -> String {
    let mut page = VirtualDom::new_with_props(Drawn, DrawnProps { case });
    page.rebuild_in_place();
    dioxus_ssr::render(&page)
}

/// The page of one of [`screens::ALL`], by its name.
fn screen(name: &str) -> String {
    let index = screens::ALL.iter().position(|(called, _)| *called == name);
    page(Case::Screen(index.unwrap_or_else(|| panic!("no screen is called {name}"))))
}

/// Fails if the page holds a word that is not of the catalogue.
fn draw(name: &str, case: Case) {
    show_pseudo(true);
    let html = page(case);
    show_pseudo(false);
    assert!(html.contains('⟦'), "{name}: nothing of the catalogue is drawn");
    let left = html::left_out(&html);
    assert!(left.is_empty(), "{name}: not in the catalogue: {left:#?}");
}

/// A listing with these groups, of which one is unsent and one was refused.
fn view(groups: &Value) -> DraftView {
    let held = json!({"title": {"code": "tooLarge", "field": "title", "message": "1"}});
    serde_json::from_value(json!({
        "id": "00000000-0000-0000-0000-000000000001", "groups": groups, "stamps": {}, "unsent": ["terms"], "held": held,
        "deleted": false, "userId": null, "teamId": null, "updatedAt": null,
    }))
    .expect("a valid view")
}

/// All that can be answered, in three ways: not, well, and so that it cannot stay.
fn answers() -> [Value; 4] {
    let well = json!({
        "title": "1234567890 / 12", "description": "12 34 56", "privateNotes": "1 2",
        "price": {"amountMinor": 4_511_511_250_i64, "currency": "NGN", "period": "year"},
        "terms": {
            "serviceCharge": {"amountMinor": 50_000_000, "currency": "NGN"}, "serviceChargeFrequency": "year",
            "agencyPercent": 1_250, "legalPercent": 500, "cautionDeposit": {"amountMinor": 100, "currency": "USD"},
            "advanceMonths": 24,
        },
        "titleDocument": "cOfO",
        "location": {
            "state": "Lagos", "lga": "Eti-Osa", "area": "1 2 3", "estate": "4", "street": "5", "landmark": "6",
            "latitude": 6_447_400, "longitude": 3_472_300, "hideAddress": true,
        },
        "rooms": {"bedrooms": 4, "bathrooms": 1, "toilets": 5, "boysQuarters": 1, "parking": 2},
        "size": {"livingArea": 450, "landSize": 1_200},
        "building": {"yearBuilt": 2019, "furnished": "partly", "serviced": true, "newBuild": true},
        "amenity:pool": true, "amenity:generator": true, "amenity:99": true,
    });
    let wrong = json!({
        "title": "12", "description": "1 2", "price": {"typed": "1..2"}, "titleDocument": "1",
        "terms": {
            "serviceCharge": "1..2", "serviceChargeFrequency": "1", "agencyPercent": "1..2", "legalPercent": "-5",
            "cautionDeposit": "", "advanceMonths": "1.5",
        },
        "location": {"state": "1", "lga": "2", "latitude": 90_000_000, "longitude": 1},
        "rooms": {"bedrooms": "1.5", "bathrooms": "", "toilets": "1,2", "boysQuarters": "-1", "parking": "99999"},
        "size": {"livingArea": "1..", "landSize": "1.2.3"}, "building": {"yearBuilt": "1", "furnished": "1"},
    });
    let on_request = json!({
        "title": "0803 123 4567 12", "price": {"amountMinor": 0, "currency": "JPY", "onRequest": true},
        "publication": {"fields": {"title": "1"}, "publishedAt": 1},
    });
    [json!({}), well, wrong, on_request]
}

/// Listings that are offered for `purpose`, some of them checked.
fn offered(purpose: &str) -> Vec<(Value, bool)> {
    let [empty, well, wrong, on_request] = answers();
    let cases = [("flat", well.clone(), true), ("land", well.clone(), false), ("office", well, false)].into_iter();
    let cases = cases.chain([("flat", wrong.clone(), true), ("land", wrong.clone(), true), ("office", wrong, false)]);
    let cases = cases.chain([("flat", empty, true), ("duplex", on_request, true)]);
    cases
        .map(|(kind, mut groups, checked)| {
            groups["propertyType"] = kind.into();
            groups["purpose"] = purpose.into();
            (groups, checked)
        })
        .collect()
}

/// Every place of a listing's wizard.
fn places(groups: &Value, checked: bool) -> Vec<(String, Case)> {
    let places = Step::ALL.map(Place::Step).into_iter().chain([Place::Hub]);
    let case = |place| Case::Wizard { view: Box::new(view(groups)), place, checked };
    places.map(|place| (format!("{place:?} of {groups}"), case(place))).collect()
}

/// Draws the wizard of listings that are offered for `purpose`: every step of each.
fn draw_wizard(purpose: &str) {
    for (groups, checked) in offered(purpose) {
        draw_steps(&groups, checked);
    }
}

fn draw_steps(groups: &Value, checked: bool) {
    for (name, case) in places(groups, checked) {
        draw(&name, case);
    }
}

#[test]
fn the_wizard_of_a_sale_says_nothing_that_is_not_in_the_catalogue() {
    draw_wizard("sale");
}

#[test]
fn the_wizard_of_a_rent_says_nothing_that_is_not_in_the_catalogue() {
    draw_wizard("rent");
}

#[test]
fn the_wizard_of_a_short_let_says_nothing_that_is_not_in_the_catalogue() {
    draw_wizard("shortLet");
}

#[test]
fn the_wizard_of_something_unknown_says_nothing_that_is_not_in_the_catalogue() {
    for groups in answers() {
        draw_steps(&groups, false);
        draw_steps(&groups, true);
    }
}

#[test]
fn every_other_page_says_nothing_that_is_not_in_the_catalogue() {
    for (index, (name, _)) in screens::ALL.iter().enumerate() {
        draw(name, Case::Screen(index));
    }
}
