//! Every question of the wizard: its words, its id, and the group that keeps the answer.
//!
//! The one rule: a field of a problem has a question here, so that its message finds a control.

use lagoon_listing::GroupName;
use lagoon_words::{Message, msg};

use super::controls::Ask;

const fn ask(id: &'static str, field: &'static str, group: GroupName, label: Message) -> Ask {
    Ask { id, field, group, label, hint: Message::NONE, optional: false }
}

const fn maybe(id: &'static str, field: &'static str, group: GroupName, label: Message) -> Ask {
    Ask { id, field, group, label, hint: Message::NONE, optional: true }
}

/// What the question behind a part of a group is called; what is a group of its own is named by its messages.
pub fn label_of(field: &str) -> Option<&'static str> {
    let parts = [
        &SERVICE_CHARGE,
        &AGENCY,
        &LEGAL,
        &CAUTION,
        &ADVANCE,
        &LATITUDE,
        &LONGITUDE,
        &BEDROOMS,
        &BATHROOMS,
        &TOILETS,
        &BOYS_QUARTERS,
        &PARKING,
        &LIVING_AREA,
        &LAND_SIZE,
        &YEAR_BUILT,
    ];
    parts.into_iter().find(|ask| ask.field == field).map(Ask::label)
}

impl Ask {
    const fn says(mut self, hint: Message) -> Self {
        self.hint = hint;
        self
    }
}

pub static PURPOSE: Ask = ask("purpose", "purpose", GroupName::PURPOSE, msg!("What is it for?"));
pub static PROPERTY_TYPE: Ask = ask("type", "propertyType", GroupName::PROPERTY_TYPE, msg!("What is it?"));

pub static PRICE: Ask =
    ask("field-price", "price", GroupName::PRICE, msg!("Asking price")).says(msg!("Such as 45m or 1.5bn"));
pub static CURRENCY: Ask =
    ask("field-currency", "price.currency", GroupName::PRICE, msg!("Currency")).says(Message::of("\u{a0}"));
pub static ON_REQUEST: Ask = ask("field-onRequest", "price.onRequest", GroupName::PRICE, msg!("Price on request"))
    .says(msg!("Buyers see “Price on request”. What you enter here stays with your team."));
pub static PERIOD: Ask =
    ask("field-period", "price.period", GroupName::PRICE, msg!("Period")).says(msg!("What the price is for"));

pub static SERVICE_CHARGE: Ask =
    maybe("field-serviceCharge", "terms.serviceCharge", GroupName::TERMS, msg!("Service charge"))
        .says(msg!("Such as 500k"));
pub static FREQUENCY: Ask =
    maybe("field-serviceChargeFrequency", "terms.serviceChargeFrequency", GroupName::TERMS, msg!("Service charge due"))
        .says(msg!("How often"));
pub static AGENCY: Ask = maybe("field-agencyPercent", "terms.agencyPercent", GroupName::TERMS, msg!("Agency fee"))
    .says(msg!("Percent, such as 10"));
pub static LEGAL: Ask = maybe("field-legalPercent", "terms.legalPercent", GroupName::TERMS, msg!("Legal fee"))
    .says(msg!("Percent, such as 5"));
pub static CAUTION: Ask =
    maybe("field-cautionDeposit", "terms.cautionDeposit", GroupName::TERMS, msg!("Caution deposit"))
        .says(msg!("Given back at the end"));
pub static ADVANCE: Ask =
    maybe("field-advanceMonths", "terms.advanceMonths", GroupName::TERMS, msg!("Rent in advance"))
        .says(msg!("Months, such as 12, or 1 year"));
pub static TITLE_DOCUMENT: Ask =
    ask("field-titleDocument", "titleDocument", GroupName::TITLE_DOCUMENT, msg!("Title document"))
        .says(msg!("What the seller's right to it rests on"));

pub static STATE: Ask = ask("field-state", "location.state", GroupName::LOCATION, msg!("State"))
    .says(msg!("Or the Federal Capital Territory"));
pub static LGA: Ask =
    ask("field-lga", "location.lga", GroupName::LOCATION, msg!("Local government area")).says(msg!("Such as Eti-Osa"));
pub static AREA: Ask = ask("field-area", "location.area", GroupName::LOCATION, msg!("Area"))
    .says(msg!("As people call it, such as Lekki Phase 1"));
pub static ESTATE: Ask =
    maybe("field-estate", "location.estate", GroupName::LOCATION, msg!("Estate")).says(msg!("Such as Carlton Gate"));
pub static LANDMARK: Ask = maybe("field-landmark", "location.landmark", GroupName::LOCATION, msg!("Landmark"))
    .says(msg!("Such as the second toll gate"));
pub static STREET: Ask = maybe("field-street", "location.street", GroupName::LOCATION, msg!("Street and number"))
    .says(msg!("Such as 12 Admiralty Way"));
pub static LATITUDE: Ask = maybe("field-latitude", "location.latitude", GroupName::LOCATION, msg!("Latitude"))
    .says(msg!("Degrees north, such as 6.4474"));
pub static LONGITUDE: Ask = maybe("field-longitude", "location.longitude", GroupName::LOCATION, msg!("Longitude"))
    .says(msg!("Degrees east, such as 3.4723"));
pub static HIDE_ADDRESS: Ask =
    ask("field-hideAddress", "location.hideAddress", GroupName::LOCATION, msg!("Hide the exact address"))
        .says(msg!("Buyers see the area, the estate and the landmark; street and map position stay with your team."));

pub static BEDROOMS: Ask = ask("field-bedrooms", "rooms.bedrooms", GroupName::ROOMS, msg!("Bedrooms"));
pub static BATHROOMS: Ask = ask("field-bathrooms", "rooms.bathrooms", GroupName::ROOMS, msg!("Bathrooms"));
pub static TOILETS: Ask = ask("field-toilets", "rooms.toilets", GroupName::ROOMS, msg!("Toilets"));
pub static BOYS_QUARTERS: Ask = ask("field-boysQuarters", "rooms.boysQuarters", GroupName::ROOMS, msg!("BQ rooms"));
pub static PARKING: Ask = ask("field-parking", "rooms.parking", GroupName::ROOMS, msg!("Parking spaces"));

pub static LIVING_AREA: Ask = maybe("field-livingArea", "size.livingArea", GroupName::SIZE, msg!("Floor area"))
    .says(msg!("Square metres that are lived or worked in"));
pub static LAND_SIZE: Ask = maybe("field-landSize", "size.landSize", GroupName::SIZE, msg!("Land size"))
    .says(msg!("Square metres of the whole plot"));
pub static LAND_SIZE_OF_LAND: Ask = ask("field-landSize", "size.landSize", GroupName::SIZE, msg!("Land size"))
    .says(msg!("Square metres of the whole plot"));

pub static YEAR_BUILT: Ask =
    maybe("field-yearBuilt", "building.yearBuilt", GroupName::BUILDING, msg!("Year built")).says(msg!("Such as 2019"));
pub static FURNISHED: Ask = maybe("field-furnished", "building.furnished", GroupName::BUILDING, msg!("Furniture"))
    .says(msg!("What comes with it"));
pub static SERVICED: Ask = ask("field-serviced", "building.serviced", GroupName::BUILDING, msg!("Serviced"))
    .says(msg!("Cleaning, power and repairs come with it"));
pub static NEW_BUILD: Ask = ask("field-newBuild", "building.newBuild", GroupName::BUILDING, msg!("Newly built"))
    .says(msg!("Nobody has lived in it yet"));

pub static TITLE: Ask = ask("field-title", "title", GroupName::TITLE, msg!("Title"))
    .says(msg!("What it is and where: 4-bedroom detached duplex with BQ, Lekki Phase 1"));
pub static DESCRIPTION: Ask = ask("field-description", "description", GroupName::DESCRIPTION, msg!("Description"))
    .says(msg!("Light, space, finish, what is nearby. No phone numbers: buyers reach you through the listing."));
pub static NOTES: Ask = maybe("field-privateNotes", "privateNotes", GroupName::PRIVATE_NOTES, msg!("Private notes"))
    .says(msg!("Keys, viewing times, what the owner would accept"));
