//! What the wizard shows of a listing, drawn on the host.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, Groups, Property, Step, check_for_publishing};
use lagoon_sync::view::DraftView;
use serde_json::{Value, json};

use super::{
    Wizard,
    place::{Place, element_of},
    progress::Progress,
    summary::Found,
};
use crate::{
    open_draft::OpenDraft,
    state::{App, prelude::*},
};

/// A listing as it is drawn.
#[derive(Clone, PartialEq)]
struct Case {
    view: DraftView,
    place: Place,
    checked: bool,
}

#[component]
fn Shown(case: Case) -> Element {
    let app = use_context_provider(App::new);
    use_hook(move || {
        let (mut open, mut places, mut checked) = (app.writing.open(), app.writing.places(), app.writing.checked());
        let id = case.view.id;
        places.write().insert(id, case.place);
        if case.checked {
            checked.write().insert(id);
        }
        open.set(Some(OpenDraft::new(case.view)));
    });
    rsx! {
        Wizard {}
    }
}

fn view(groups: &Value) -> DraftView {
    serde_json::from_value(json!({
        "id": "00000000-0000-0000-0000-000000000001",
        "groups": groups, "stamps": {}, "unsent": ["terms"], "held": {}, "deleted": false,
        "userId": null, "teamId": null, "updatedAt": null,
    }))
    .expect("a valid view")
}

fn draw(groups: &Value, place: Place, checked: bool) -> String {
    let case = Case { view: view(groups), place, checked };
    let mut page = VirtualDom::new_with_props(Shown, ShownProps { case });
    page.rebuild_in_place();
    dioxus_ssr::render(&page)
}

fn step(groups: &Value, step: Step) -> String {
    draw(groups, Place::Step(step), false)
}

/// Every value of an attribute, in the order of the page.
fn all<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let before = format!(" {attribute}=\"");
    html.split(before.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn has(html: &str, id: &str) -> bool {
    all(html, "data-testid").contains(&id)
}

fn property(groups: &Value) -> Property {
    let groups: Groups = serde_json::from_value(groups.clone()).expect("groups");
    Property::from_groups(view(&json!({})).id, &groups)
}

fn kinds() -> Vec<Value> {
    let mut kinds = vec![json!({})];
    for purpose in ["sale", "rent", "shortLet"] {
        for kind in ["flat", "land", "office"] {
            kinds.push(json!({"purpose": purpose, "propertyType": kind}));
        }
    }
    kinds
}

#[test]
fn every_label_names_a_control_every_id_is_one_and_every_control_can_be_found() {
    for groups in kinds() {
        for place in Step::ALL.map(Place::Step).into_iter().chain([Place::Hub]) {
            let html = draw(&groups, place, true);
            let ids = all(&html, "id");
            for label in all(&html, "for") {
                assert!(ids.contains(&label), "{groups} {place:?}: no control for the label of {label}");
            }
            for (index, id) in ids.iter().enumerate() {
                assert!(!ids[..index].contains(id), "{groups} {place:?}: {id} is there twice");
            }
            for described in all(&html, "aria-describedby").iter().flat_map(|ids| ids.split_whitespace()) {
                assert!(ids.contains(&described), "{groups} {place:?}: nothing is called {described}");
            }
            for control in ["<input", "<select", "<textarea", "<button"] {
                for tag in html.split(control).skip(1).filter_map(|rest| rest.split('>').next()) {
                    assert!(tag.contains(" data-testid=\""), "{groups} {place:?}: {control}{tag}");
                }
            }
        }
    }
}

#[test]
fn a_sale_is_asked_for_its_papers_and_a_rent_for_its_time_and_deposits() {
    let sale = step(&json!({"purpose": "sale"}), Step::Price);
    assert!(has(&sale, "field-titleDocument") && has(&sale, "field-agencyPercent"));
    for id in ["field-period", "field-cautionDeposit", "field-advanceMonths"] {
        assert!(!has(&sale, id), "{id}");
        for purpose in ["rent", "shortLet"] {
            assert!(has(&step(&json!({"purpose": purpose}), Step::Price), id), "{id} of {purpose}");
        }
    }
    assert!(!has(&step(&json!({"purpose": "rent"}), Step::Price), "field-titleDocument"));
}

#[test]
fn a_home_is_asked_for_its_rooms_a_shop_for_parking_and_land_for_its_size_alone() {
    let of = |kind: &str| step(&json!({"propertyType": kind}), Step::Rooms);
    let (home, shop, land) = (of("flat"), of("shop"), of("land"));
    for id in ["field-bedrooms", "field-bathrooms", "field-toilets", "field-boysQuarters"] {
        assert!(has(&home, id) && !has(&shop, id) && !has(&land, id), "{id}");
    }
    assert!(has(&home, "field-parking") && has(&shop, "field-parking") && !has(&land, "field-parking"));
    for id in ["field-livingArea", "field-yearBuilt", "field-furnished", "field-serviced", "field-newBuild"] {
        assert!(has(&home, id) && has(&shop, id) && !has(&land, id), "{id}");
    }
    assert!([&home, &shop, &land].iter().all(|html| has(html, "field-landSize") && has(html, "amenity-gated")));
    assert!(has(&home, "amenity-pool") && has(&shop, "amenity-lift") && !has(&land, "amenity-lift"));
}

#[test]
fn an_answer_that_is_not_asked_for_any_more_comes_back_with_its_question() {
    let rooms = json!({"bedrooms": 4});
    let land = json!({"propertyType": "land", "rooms": rooms});
    assert!(!has(&step(&land, Step::Rooms), "field-bedrooms"));
    let home = step(&json!({"propertyType": "flat", "rooms": rooms}), Step::Rooms);
    assert!(home.contains("value=\"4\""), "{home}");
}

#[test]
fn an_answer_that_is_not_asked_is_neither_shown_nor_called_wrong() {
    let groups = json!({
        "purpose": "sale", "propertyType": "land",
        "terms": {"cautionDeposit": "one month"}, "rooms": {"bedrooms": "many"}, "building": {"yearBuilt": "old"},
    });
    let problems = check_for_publishing(&property(&groups));
    assert!(problems.iter().all(|problem| problem.code != "unreadable"), "{problems:?}");
    let hidden =
        [(Step::Price, "field-cautionDeposit"), (Step::Rooms, "field-bedrooms"), (Step::Rooms, "field-yearBuilt")];
    for (shown_in, id) in hidden {
        assert!(!has(&step(&groups, shown_in), id), "{id}");
    }
}

#[test]
fn nothing_is_called_missing_before_a_check_and_everything_after_it() {
    for groups in kinds() {
        let problems = check_for_publishing(&property(&groups));
        assert!(!problems.is_empty());
        for problem in problems {
            let before = step(&groups, problem.step);
            assert!(!before.contains("note-problem"), "{groups}: {}", problem.field);
            let after = draw(&groups, Place::Step(problem.step), true);
            let said = problem.message.replace('\'', "&#39;");
            assert!(after.contains(&format!(">{said}</span>")), "{groups}: {said}");
            let summary = draw(&groups, Place::Step(Step::Check), true);
            let listed = format!("<span class=\"problem-message\">{said}</span>");
            assert!(summary.contains(&listed), "in the same words as beside the field: {groups}: {said}");
        }
    }
}

#[test]
fn every_problem_leads_to_a_control_of_its_step() {
    for groups in kinds() {
        for problem in check_for_publishing(&property(&groups)) {
            let id = element_of(problem.field);
            assert!(
                all(&step(&groups, problem.step), "id").contains(&id.as_str()),
                "{groups}: {} has no {id}",
                problem.field
            );
        }
    }
}

/// What stands around a control, from the beginning of its field to the end of it.
fn field_around<'a>(html: &'a str, id: &str) -> &'a str {
    let at = html.find(&format!(" id=\"{id}\"")).expect("a control");
    let (start, end) = match html[..at].rfind("<fieldset") {
        // The last field set that began and has not ended.
        Some(start) if !html[start..at].contains("</fieldset") => (start, "</fieldset>"),
        _ => (html[..at].rfind("<div class=\"field").expect("a field"), "</p></div>"),
    };
    let length = html[at..].find(end).expect("it ends") + at - start;
    &html[start..start + length]
}

#[test]
fn whoever_is_led_to_a_problem_finds_its_label_and_its_words_in_the_field_that_is_scrolled_to() {
    for groups in kinds() {
        for problem in check_for_publishing(&property(&groups)) {
            let html = draw(&groups, Place::Step(problem.step), true);
            let id = element_of(problem.field);
            let field = field_around(&html, &id);
            assert!(field.contains("<label") || field.contains("<legend"), "{groups}: {id}: {field}");
            let said = field.find("note-problem").expect("what is wrong is said in the field");
            // Cards may be higher than the page: what is wrong with them stands at their top.
            assert!(!field.starts_with("<fieldset") || said < field.find("<input").unwrap_or(0), "{id}: {field}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_kept_as_it_was_typed() {
    let html = step(&json!({"price": {"typed": "about 45"}}), Step::Price);
    assert!(html.contains("value=\"about 45\"") && html.contains("field-price-problem"), "{html}");
}

#[test]
fn every_group_finds_the_control_that_writes_it() {
    let groups = json!({"purpose": "sale", "propertyType": "flat"});
    for group in [
        GroupName::PURPOSE,
        GroupName::PROPERTY_TYPE,
        GroupName::PRICE,
        GroupName::TERMS,
        GroupName::TITLE_DOCUMENT,
        GroupName::LOCATION,
        GroupName::ROOMS,
        GroupName::SIZE,
        GroupName::BUILDING,
        GroupName::TITLE,
        GroupName::DESCRIPTION,
        GroupName::PRIVATE_NOTES,
    ] {
        let html = draw(&groups, crate::past::values::place(&group), false);
        let id = crate::past::values::field(&group);
        assert!(all(&html, "id").contains(&id.as_str()), "{group} has no {id}");
    }
}

#[test]
fn each_group_says_where_it_is_saved() {
    let groups = json!({"price": {"amountMinor": 100}, "terms": {"legalPercent": 500}});
    let html = step(&groups, Step::Price);
    assert_eq!(all(&html, "data-where"), ["cloud", "here"]);
    assert!(html.contains("In the cloud") && html.contains("On this device"));
}

#[test]
fn what_buyers_may_not_see_is_in_the_answers_and_not_in_the_preview() {
    let groups = json!({
        "purpose": "sale",
        "propertyType": "duplex",
        "price": {"amountMinor": 4_500_000_000_i64, "onRequest": true},
        "location": {"street": "12 Admiralty Way", "area": "Lekki Phase 1", "state": "Lagos", "hideAddress": true},
        "rooms": {"bedrooms": 4, "bathrooms": "four or five"},
        "privateNotes": "The owner would take 42m",
    });
    let html = step(&groups, Step::Check);
    let (answers, preview) = html.split_once("data-testid=\"preview\"").expect("a preview after the answers");
    for hidden in ["12 Admiralty Way", "₦45,000,000", ">four or five<", "The owner would take 42m"] {
        assert!(!preview.contains(hidden) && answers.contains(hidden), "{hidden}");
    }
    for seen in ["Price on request", "Lekki Phase 1", "4 bedrooms"] {
        assert!(preview.contains(seen), "{seen}");
    }
    for slug in ["kind", "price", "location", "rooms", "words"] {
        assert!(has(answers, &format!("change-{slug}")), "{slug}");
    }
}

/// A listing that can be published, with what was published of it.
fn ready(publication: &Value) -> Value {
    json!({
        "purpose": "sale", "propertyType": "detached", "titleDocument": "cOfO",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
        "rooms": {"bedrooms": 4, "bathrooms": 4, "toilets": 5},
        "title": "Duplex on a quiet close",
        "description": "Bright rooms on a quiet close, minutes from the expressway, with constant light and treated water.",
        "publication": publication,
    })
}

fn draw_unsent(groups: &Value, place: Place) -> String {
    let mut view = view(groups);
    view.unsent = vec![GroupName::PUBLICATION];
    view.publication_waits = true;
    view.stamps.insert(GroupName::PUBLICATION, "2-00000000000000ab".parse().expect("a stamp"));
    let case = Case { view, place, checked: false };
    let mut page = VirtualDom::new_with_props(Shown, ShownProps { case });
    page.rebuild_in_place();
    dioxus_ssr::render(&page)
}

/// What stands in the element with this test id.
fn said<'a>(html: &'a str, id: &str) -> &'a str {
    let rest = html.split(&format!("data-testid=\"{id}\"")).nth(1).expect("it is there");
    rest.split_once('>').and_then(|(_, rest)| rest.split('<').next()).unwrap_or_default()
}

#[test]
fn a_publishing_that_the_cloud_has_not_confirmed_is_called_so_everywhere() {
    let copy =
        json!({"fields": Property::public_groups(&property(&ready(&Value::Null)).to_groups()), "publishedAt": 1});
    let groups = ready(&copy);
    let (hub, check) = (draw_unsent(&groups, Place::Hub), draw_unsent(&groups, Place::Step(Step::Check)));
    for html in [&hub, &check] {
        assert_eq!(said(html, "wizard-publicity"), "Waiting to publish");
        assert!(!html.contains(">Published<"), "{html}");
    }
    assert!(hub.contains(">Waiting to publish</h2>"), "{hub}");
    assert_eq!(said(&check, "publish-heading"), "Waiting to publish");
    assert_eq!(said(&check, "publish-note"), "Will publish once you sign in.");
    assert_eq!(said(&check, "unpublish"), "Cancel publishing");
    assert!(check.contains("button-guarded\" type=\"button\" data-testid=\"unpublish\""), "{check}");
    let confirmed = step(&groups, Step::Check);
    assert_eq!((said(&confirmed, "publish-heading"), said(&confirmed, "unpublish")), ("Published", "Unpublish"));
}

#[test]
fn a_published_listing_that_was_edited_says_so_wherever_it_is_open() {
    let copy = json!({
        "fields": Property::public_groups(&property(&ready(&Value::Null)).to_groups()), "publishedAt": 1,
    });
    let mut groups = ready(&copy);
    groups["title"] = "Duplex on a quiet close, renovated".into();
    for place in [Place::Hub, Place::Step(Step::Words), Place::Step(Step::Check)] {
        let html = draw(&groups, place, false);
        assert_eq!(said(&html, "wizard-publicity"), "Published · changes not published yet", "{place:?}");
    }
    let check = step(&groups, Step::Check);
    assert_eq!((said(&check, "publish"), said(&check, "unpublish")), ("Publish changes", "Unpublish"));
}

#[test]
fn a_withdrawal_that_the_cloud_has_not_confirmed_leaves_the_listing_public() {
    let check = draw_unsent(&ready(&Value::Null), Place::Step(Step::Check));
    assert_eq!(said(&check, "wizard-publicity"), "Waiting to unpublish · still public");
    assert!(said(&check, "publish-note").starts_with("Buyers still see it"), "{check}");
    assert!(has(&check, "cancel-unpublish") && has(&check, "publish"));
}

#[test]
fn publishing_stands_above_the_answers_and_once_more_at_the_end() {
    for groups in [ready(&Value::Null), json!({})] {
        let html = step(&groups, Step::Check);
        let at = |id: &str| html.find(&format!("data-testid=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {html}"));
        let first = if groups == json!({}) { "problems" } else { "no-problems" };
        assert!(at(first) < at("publish") && at("publish") < at("answers"), "what keeps from it, then the button");
        assert!(at("answers") < at("preview") && at("preview") < at("publish-below"));
    }
}

#[test]
fn what_a_check_found_is_still_there_for_whoever_comes_back_less_what_was_put_right() {
    #[component]
    fn Back() -> Element {
        let app = use_context_provider(App::new);
        let draft = view(&json!({"purpose": "sale"}));
        let id = draft.id;
        // As it was found before the purpose was chosen, on a hub that is not drawn any more.
        use_context_provider(|| {
            let mut found = Found::default();
            found.put(Some(id), None, check_for_publishing(&property(&json!({}))));
            Signal::new(found)
        });
        use_hook(move || {
            app.writing.open().set(Some(OpenDraft::new(draft)));
        });
        let progress: super::Derived =
            use_memo(move || app.writing.open().read().as_ref().map(|open| Progress::of(&open.view, true)));
        use_context_provider(|| progress);
        rsx! { super::hub::Hub {} }
    }
    let mut page = VirtualDom::new(Back);
    page.rebuild_in_place();
    let html = dioxus_ssr::render(&page);
    assert!(has(&html, "problems") && html.contains("Choose what it is, such as"), "{html}");
    assert!(!html.contains("Choose what it is offered for"), "that was put right: {html}");
}

#[test]
fn the_hub_has_six_steps_and_the_foot_says_which_is_open() {
    let hub = draw(&json!({}), Place::Hub, false);
    for slug in ["kind", "price", "location", "rooms", "words", "check"] {
        assert!(has(&hub, &format!("step-{slug}")), "{slug}");
    }
    assert!(has(&hub, "check-for-errors"));
    assert!(step(&json!({}), Step::Location).contains("Step 3 of 6"));
}

#[test]
fn the_dots_of_the_foot_count_the_steps_and_are_no_buttons() {
    let html = step(&json!({}), Step::Location);
    let dots = html.split_once("<div class=\"foot-steps\" aria-hidden=\"true\">").expect("dots").1;
    let dots = dots.split_once("</div>").expect("an end").0;
    let past = "<span class=\"foot-dot foot-dot-past\"></span>";
    assert_eq!(dots, past.repeat(3) + &"<span class=\"foot-dot\"></span>".repeat(3));
}

#[test]
fn texts_take_any_direction_and_notes_say_who_sees_them() {
    let html = step(&json!({"title": "شقة in Ikoyi 🏡", "privateNotes": "Keys at the gate"}), Step::Words);
    assert!(html.contains("value=\"شقة in Ikoyi 🏡\""), "{html}");
    assert!(all(&html, "dir").len() >= 3 && html.contains("Only your team sees this"));
}
