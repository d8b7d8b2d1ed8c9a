//! All answers in one list, step by step, each with a way back to where it was given.

use dioxus::prelude::*;
use lagoon_listing::{Asked, Entry, Figure, Property, PropertyType, Purpose, SquareMetres, Step, TitleDocument};

use super::{asks, facts, place::Place, words};
use crate::state::use_app;

/// A question and its answer; none: it was not answered.
type Row = (&'static str, Option<String>);

/// The lists.
#[component]
pub fn Answers(property: Property) -> Element {
    let steps = Step::ALL.into_iter().filter(|step| *step != Step::Check);
    rsx! {
        section { class: "answers", "aria-labelledby": "answers-title", "data-testid": "answers",
            h3 { id: "answers-title", class: "check-title", {words::answers()} }
            for step in steps {
                StepAnswers { key: "{step.slug()}", step, rows: rows(step, &property) }
            }
        }
    }
}

#[component]
fn StepAnswers(step: Step, rows: Vec<Row>) -> Element {
    let app = use_app();
    rsx! {
        div { class: "sheet answers-step",
            div { class: "sheet-head",
                h4 { class: "sheet-title", "{step.title()}" }
                button {
                    class: "button-quiet",
                    r#type: "button",
                    "aria-label": words::change_step(step.title()),
                    "data-testid": "change-{step.slug()}",
                    onclick: move |_| app.go(Place::Step(step)),
                    {words::change()}
                }
            }
            dl { class: "answers-list",
                for (question , answer) in &rows {
                    div { key: "{question}", class: "answers-row",
                        dt { "{question}" }
                        dd { class: if answer.is_none() { "answers-none" }, dir: "auto",
                            {answer.as_deref().unwrap_or(words::not_filled_in())}
                        }
                    }
                }
            }
        }
    }
}

/// What was asked in a step, and what was answered. What does not apply is left out.
fn rows(step: Step, property: &Property) -> Vec<Row> {
    let asked = Asked::of(property);
    match step {
        Step::Kind => vec![
            (asks::PURPOSE.label(), property.purpose.map(|it| Purpose::label(it).to_owned())),
            (asks::PROPERTY_TYPE.label(), property.property_type.map(|it| PropertyType::label(it).to_owned())),
        ],
        Step::Price => price_rows(property, asked),
        Step::Location => location_rows(property),
        Step::Rooms => rooms_rows(property, asked),
        Step::Words => vec![
            (asks::TITLE.label(), text(property.title.as_ref())),
            (asks::DESCRIPTION.label(), text(property.description.as_ref())),
            (asks::NOTES.label(), text(property.private_notes.as_ref())),
        ],
        Step::Check => Vec::new(),
    }
}

fn price_rows(property: &Property, asked: Asked) -> Vec<Row> {
    let price = property.price.as_ref();
    let amount = price.and_then(|price| facts::amount(price, asked.rent).or_else(|| price.typed.clone()));
    let mut rows = vec![(asks::PRICE.label(), amount)];
    if price.is_some_and(|price| price.on_request) {
        rows.push((asks::ON_REQUEST.label(), Some(words::yes().into())));
    }
    if asked.sale {
        let document = property.title_document.map(|it| TitleDocument::label(it).to_owned());
        rows.push((asks::TITLE_DOCUMENT.label(), document));
    }
    let terms = property.terms.as_ref().map(|terms| facts::terms_of(terms, asked)).unwrap_or_default();
    rows.push((words::terms(), listed(&terms)));
    rows
}

fn location_rows(property: &Property) -> Vec<Row> {
    let location = property.location.clone().unwrap_or_default();
    let point = match (&location.latitude, &location.longitude) {
        (None, None) => None,
        (north, east) => Some([north, east].map(|it| it.as_ref().map(Entry::text).unwrap_or_default()).join(", ")),
    };
    let mut rows = vec![
        (asks::STATE.label(), text(location.state.as_ref())),
        (asks::LGA.label(), text(location.lga.as_ref())),
        (asks::AREA.label(), text(location.area.as_ref())),
        (asks::ESTATE.label(), text(location.estate.as_ref())),
        (asks::STREET.label(), text(location.street.as_ref())),
        (asks::LANDMARK.label(), text(location.landmark.as_ref())),
        (words::on_the_map(), point),
    ];
    if location.hide_address {
        rows.push((asks::HIDE_ADDRESS.label(), Some(words::yes().into())));
    }
    rows
}

fn rooms_rows(property: &Property, asked: Asked) -> Vec<Row> {
    let rooms = property.rooms.clone().unwrap_or_default();
    let size = property.size.clone().unwrap_or_default();
    let mut building = property.building.clone().unwrap_or_default();
    let mut rows = Vec::new();
    if asked.rooms {
        rows.push((asks::BEDROOMS.label(), figure(rooms.bedrooms.as_ref())));
        rows.push((asks::BATHROOMS.label(), figure(rooms.bathrooms.as_ref())));
        rows.push((asks::TOILETS.label(), figure(rooms.toilets.as_ref())));
        rows.push((asks::BOYS_QUARTERS.label(), figure(rooms.boys_quarters.as_ref())));
    }
    if asked.rooms || asked.parking_alone {
        rows.push((asks::PARKING.label(), figure(rooms.parking.as_ref())));
    }
    if asked.living_area {
        rows.push((asks::LIVING_AREA.label(), area(size.living_area.as_ref())));
    }
    rows.push((asks::LAND_SIZE.label(), area(size.land_size.as_ref())));
    if asked.building {
        rows.push((asks::YEAR_BUILT.label(), figure(building.year_built.take().as_ref())));
        rows.push((words::building(), listed(&facts::building_of(&building))));
    }
    let amenities: Vec<String> =
        property.asked_amenities().map(|id| id.label().map_or_else(|| id.to_string(), str::to_owned)).collect();
    rows.push((words::amenities_heading(), listed(&amenities)));
    rows
}

/// A figure as it stands in its field, readable or not.
fn figure<T: Figure>(entry: Option<&Entry<T>>) -> Option<String> {
    entry.map(Entry::text)
}

fn area(entry: Option<&Entry<SquareMetres>>) -> Option<String> {
    entry.map(|entry| if entry.value().is_some() { facts::in_sqm(&entry.text()) } else { entry.text() })
}

fn text(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn listed(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join(" · "))
}
