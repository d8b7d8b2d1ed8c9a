//! Every question of the wizard: its words, its id, and the group that keeps the answer.
//!
//! The one rule: a field of a problem has a question here, so that its message finds a control.

use lagoon_listing::GroupName;

use super::controls::Ask;

const fn ask(id: &'static str, field: &'static str, group: GroupName, label: &'static str) -> Ask {
    Ask { id, field, group, label, hint: "", optional: false }
}

const fn maybe(id: &'static str, field: &'static str, group: GroupName, label: &'static str) -> Ask {
    Ask { id, field, group, label, hint: "", optional: true }
}

impl Ask {
    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}

pub static PURPOSE: Ask = ask("purpose", "purpose", GroupName::PURPOSE, "What is it for?");
pub static PROPERTY_TYPE: Ask = ask("type", "propertyType", GroupName::PROPERTY_TYPE, "What is it?");

pub static PRICE: Ask = ask("field-price", "price", GroupName::PRICE, "Asking price").hint("Such as 45m or 1.5bn");
pub static CURRENCY: Ask = ask("field-currency", "price.currency", GroupName::PRICE, "Currency").hint("\u{a0}");
pub static ON_REQUEST: Ask = ask("field-onRequest", "price.onRequest", GroupName::PRICE, "Price on request")
    .hint("Buyers see “Price on request”. What you enter here stays with your team.");
pub static PERIOD: Ask = ask("field-period", "price.period", GroupName::PRICE, "Period").hint("What the price is for");

pub static SERVICE_CHARGE: Ask =
    maybe("field-serviceCharge", "terms.serviceCharge", GroupName::TERMS, "Service charge").hint("Such as 500k");
pub static FREQUENCY: Ask =
    maybe("field-serviceChargeFrequency", "terms.serviceChargeFrequency", GroupName::TERMS, "Service charge due")
        .hint("How often");
pub static AGENCY: Ask =
    maybe("field-agencyPercent", "terms.agencyPercent", GroupName::TERMS, "Agency fee").hint("Percent, such as 10");
pub static LEGAL: Ask =
    maybe("field-legalPercent", "terms.legalPercent", GroupName::TERMS, "Legal fee").hint("Percent, such as 5");
pub static CAUTION: Ask = maybe("field-cautionDeposit", "terms.cautionDeposit", GroupName::TERMS, "Caution deposit")
    .hint("Given back at the end");
pub static ADVANCE: Ask = maybe("field-advanceMonths", "terms.advanceMonths", GroupName::TERMS, "Rent in advance")
    .hint("Months, such as 12, or 1 year");
pub static TITLE_DOCUMENT: Ask =
    ask("field-titleDocument", "titleDocument", GroupName::TITLE_DOCUMENT, "Title document")
        .hint("What the seller's right to it rests on");

pub static STATE: Ask =
    ask("field-state", "location.state", GroupName::LOCATION, "State").hint("Or the Federal Capital Territory");
pub static LGA: Ask =
    ask("field-lga", "location.lga", GroupName::LOCATION, "Local government area").hint("Such as Eti-Osa");
pub static AREA: Ask =
    ask("field-area", "location.area", GroupName::LOCATION, "Area").hint("As people call it, such as Lekki Phase 1");
pub static ESTATE: Ask =
    maybe("field-estate", "location.estate", GroupName::LOCATION, "Estate").hint("Such as Carlton Gate");
pub static LANDMARK: Ask =
    maybe("field-landmark", "location.landmark", GroupName::LOCATION, "Landmark").hint("Such as the second toll gate");
pub static STREET: Ask =
    maybe("field-street", "location.street", GroupName::LOCATION, "Street and number").hint("Such as 12 Admiralty Way");
pub static LATITUDE: Ask =
    maybe("field-latitude", "location.latitude", GroupName::LOCATION, "Latitude").hint("Degrees north, such as 6.4474");
pub static LONGITUDE: Ask = maybe("field-longitude", "location.longitude", GroupName::LOCATION, "Longitude")
    .hint("Degrees east, such as 3.4723");
pub static HIDE_ADDRESS: Ask =
    ask("field-hideAddress", "location.hideAddress", GroupName::LOCATION, "Hide the exact address")
        .hint("Buyers see the area, the estate and the landmark; street and map position stay with your team.");

pub static BEDROOMS: Ask = ask("field-bedrooms", "rooms.bedrooms", GroupName::ROOMS, "Bedrooms");
pub static BATHROOMS: Ask = ask("field-bathrooms", "rooms.bathrooms", GroupName::ROOMS, "Bathrooms");
pub static TOILETS: Ask = ask("field-toilets", "rooms.toilets", GroupName::ROOMS, "Toilets");
pub static BOYS_QUARTERS: Ask = ask("field-boysQuarters", "rooms.boysQuarters", GroupName::ROOMS, "BQ rooms");
pub static PARKING: Ask = ask("field-parking", "rooms.parking", GroupName::ROOMS, "Parking spaces");

pub static LIVING_AREA: Ask = maybe("field-livingArea", "size.livingArea", GroupName::SIZE, "Floor area")
    .hint("Square metres that are lived or worked in");
pub static LAND_SIZE: Ask =
    maybe("field-landSize", "size.landSize", GroupName::SIZE, "Land size").hint("Square metres of the whole plot");
pub static LAND_SIZE_OF_LAND: Ask =
    ask("field-landSize", "size.landSize", GroupName::SIZE, "Land size").hint("Square metres of the whole plot");

pub static YEAR_BUILT: Ask =
    maybe("field-yearBuilt", "building.yearBuilt", GroupName::BUILDING, "Year built").hint("Such as 2019");
pub static FURNISHED: Ask =
    maybe("field-furnished", "building.furnished", GroupName::BUILDING, "Furniture").hint("What comes with it");
pub static SERVICED: Ask = ask("field-serviced", "building.serviced", GroupName::BUILDING, "Serviced")
    .hint("Cleaning, power and repairs come with it");
pub static NEW_BUILD: Ask =
    ask("field-newBuild", "building.newBuild", GroupName::BUILDING, "Newly built").hint("Nobody has lived in it yet");

pub static TITLE: Ask = ask("field-title", "title", GroupName::TITLE, "Title")
    .hint("What it is and where: 4-bedroom detached duplex with BQ, Lekki Phase 1");
pub static DESCRIPTION: Ask = ask("field-description", "description", GroupName::DESCRIPTION, "Description")
    .hint("Light, space, finish, what is nearby. No phone numbers: buyers reach you through the listing.");
pub static NOTES: Ask = maybe("field-privateNotes", "privateNotes", GroupName::PRIVATE_NOTES, "Private notes")
    .hint("Keys, viewing times, what the owner would accept");
