//! The parts of a group that has many, each with its name and its words.

use lagoon_listing::{
    Building, Currency, Entry, Figure, Frequency, Furnished, GroupName, Location, Period, Price, Rooms, Size, Sum,
    Terms,
};
use lagoon_words::{tr, trn};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::wizard::{asks, choices, controls::Ask};

/// Stands for what is not there.
pub fn nothing() -> &'static str {
    tr!("nothing")
}

/// A part: its name, and its value in words.
pub type Part = (&'static str, String);

/// The parts that are there. `None`: the group has no parts, or this version cannot read it.
pub fn parts(group: &GroupName, value: &Value) -> Option<Vec<Part>> {
    let parts = match group {
        group if *group == GroupName::PRICE => price(&read(value)?),
        group if *group == GroupName::TERMS => terms(&read(value)?),
        group if *group == GroupName::LOCATION => location(&read(value)?),
        group if *group == GroupName::ROOMS => rooms(&read(value)?),
        group if *group == GroupName::SIZE => size(&read(value)?),
        group if *group == GroupName::BUILDING => building(&read(value)?),
        _ => return None,
    };
    Some(parts.into_iter().flatten().collect())
}

/// "yes" or "no".
pub fn yes_or_no(on: bool) -> String {
    if on { tr!("yes") } else { tr!("no") }.into()
}

fn read<T: DeserializeOwned + Default>(value: &Value) -> Option<T> {
    if value.is_null() { Some(T::default()) } else { T::deserialize(value).ok() }
}

fn price(price: &Price) -> Vec<Option<Part>> {
    let amount = price.money().map(|money| money.format()).or_else(|| price.typed.clone());
    let foreign = amount.is_none() && price.currency != Currency::default();
    vec![
        foreign.then(|| (asks::CURRENCY.label(), price.currency.to_string())),
        amount.map(|amount| (tr!("Price"), amount)),
        price.period.as_ref().map(|period| (asks::PERIOD.label(), choices::said(period, Period::label))),
        switch(asks::ON_REQUEST.label(), price.on_request),
    ]
}

fn terms(terms: &Terms) -> Vec<Option<Part>> {
    let often = terms.service_charge_frequency.as_ref();
    vec![
        sum(&asks::SERVICE_CHARGE, terms.service_charge.as_ref()),
        often.map(|often| (asks::FREQUENCY.label(), choices::said(often, Frequency::label))),
        figure(&asks::AGENCY, terms.agency_percent.as_ref()),
        figure(&asks::LEGAL, terms.legal_percent.as_ref()),
        sum(&asks::CAUTION, terms.caution_deposit.as_ref()),
        terms.advance_months.as_ref().map(|months| (asks::ADVANCE.label(), months_of(months))),
    ]
}

/// So many months, or what was typed instead.
fn months_of<T: Figure>(months: &Entry<T>) -> String {
    let count = months.value().and_then(|_| months.text().parse::<u32>().ok());
    count.map_or_else(|| months.text(), |count| trn!(count, "{count} month", "{count} months"))
}

fn location(location: &Location) -> Vec<Option<Part>> {
    vec![
        text(&asks::STATE, location.state.as_ref()),
        text(&asks::LGA, location.lga.as_ref()),
        text(&asks::AREA, location.area.as_ref()),
        text(&asks::ESTATE, location.estate.as_ref()),
        text(&asks::STREET, location.street.as_ref()),
        text(&asks::LANDMARK, location.landmark.as_ref()),
        figure(&asks::LATITUDE, location.latitude.as_ref()),
        figure(&asks::LONGITUDE, location.longitude.as_ref()),
        switch(tr!("Hidden address"), location.hide_address),
    ]
}

fn rooms(rooms: &Rooms) -> Vec<Option<Part>> {
    vec![
        figure(&asks::BEDROOMS, rooms.bedrooms.as_ref()),
        figure(&asks::BATHROOMS, rooms.bathrooms.as_ref()),
        figure(&asks::TOILETS, rooms.toilets.as_ref()),
        figure(&asks::BOYS_QUARTERS, rooms.boys_quarters.as_ref()),
        figure(&asks::PARKING, rooms.parking.as_ref()),
    ]
}

fn size(size: &Size) -> Vec<Option<Part>> {
    vec![figure(&asks::LIVING_AREA, size.living_area.as_ref()), figure(&asks::LAND_SIZE, size.land_size.as_ref())]
}

fn building(building: &Building) -> Vec<Option<Part>> {
    let furnished = building.furnished.as_ref();
    vec![
        figure(&asks::YEAR_BUILT, building.year_built.as_ref()),
        furnished.map(|furnished| (asks::FURNISHED.label(), choices::said(furnished, Furnished::label))),
        switch(asks::SERVICED.label(), building.serviced),
        switch(asks::NEW_BUILD.label(), building.new_build),
    ]
}

fn text(ask: &Ask, text: Option<&String>) -> Option<Part> {
    text.filter(|text| !text.trim().is_empty()).map(|text| (ask.label(), text.clone()))
}

fn figure<T: Figure>(ask: &Ask, entry: Option<&Entry<T>>) -> Option<Part> {
    entry.map(|entry| (ask.label(), entry.text()))
}

fn sum(ask: &Ask, entry: Option<&Entry<Sum>>) -> Option<Part> {
    entry.map(|entry| (ask.label(), entry.sum_text()))
}

fn switch(label: &'static str, on: bool) -> Option<Part> {
    on.then(|| (label, yes_or_no(true)))
}
