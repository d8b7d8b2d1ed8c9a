//! The step for what a listing is and what it is offered for.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, PropertyType, Purpose};

use super::{
    asks,
    controls::{Card, RadioCards},
    stored::{use_stored, write_choice},
    words,
};
use crate::state::use_app;

/// The step.
#[component]
pub fn KindStep() -> Element {
    let app = use_app();
    let purpose = use_stored::<String>(GroupName::PURPOSE);
    let kind = use_stored::<String>(GroupName::PROPERTY_TYPE);
    rsx! {
        RadioCards {
            ask: &asks::PURPOSE,
            class: "radios-few",
            value: purpose(),
            sets: vec![("", Purpose::ALL.iter().map(|purpose| purpose_card(*purpose)).collect())],
            onedit: move |id: String| write_choice(app, GroupName::PURPOSE, &id),
        }
        RadioCards {
            ask: &asks::PROPERTY_TYPE,
            value: kind(),
            sets: vec![(words::homes(), type_cards(true)), (words::land_and_business(), type_cards(false))],
            onedit: move |id: String| write_choice(app, GroupName::PROPERTY_TYPE, &id),
        }
    }
}

fn purpose_card(purpose: Purpose) -> Card {
    let hint = match purpose {
        Purpose::Sale => words::sale_hint(),
        Purpose::Rent => words::rent_hint(),
        Purpose::ShortLet => words::short_let_hint(),
    };
    Card { value: purpose.id().into(), label: purpose.label().into(), hint }
}

fn type_cards(homes: bool) -> Vec<Card> {
    let kinds = PropertyType::ALL.iter().filter(|kind| kind.is_home() == homes);
    kinds.map(|kind| Card { value: kind.id().into(), label: kind.label().into(), hint: "" }).collect()
}
