//! What a text says, as the listing has it.

use lagoon_words::{tr, trn};
use serde_json::{Value, json};

use crate::{
    AmenityId, Count, Entry, Figure, Frequency, Furnished, GroupName, Money, Months, Percent, Period, PlaceMatch,
    Property, PropertyType, Purpose, SquareMetres, Sum, TitleDocument,
};

/// One thing that a text says of a listing.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// What it is offered for.
    Purpose(Purpose),
    /// What is offered.
    PropertyType(PropertyType),
    /// What is asked, in its currency.
    Price(Money),
    /// What time that is for.
    Period(Period),
    /// That the price is told to who asks.
    PriceOnRequest,
    /// What is paid for what the estate shares.
    ServiceCharge(Money),
    /// How often.
    ServiceChargeFrequency(Frequency),
    /// The agent's fee.
    AgencyPercent(Percent),
    /// The lawyer's fee.
    LegalPercent(Percent),
    /// What is given back at the end.
    CautionDeposit(Money),
    /// How much rent is asked in advance.
    AdvanceMonths(Months),
    /// What the title rests on.
    TitleDocument(TitleDocument),
    /// Where it stands.
    Place(PlaceMatch),
    /// Rooms to sleep in.
    Bedrooms(Count),
    /// Rooms with a bath or shower.
    Bathrooms(Count),
    /// Toilets.
    Toilets(Count),
    /// Rooms for staff. A "BQ" of which no number is said is one.
    BoysQuarters(Count),
    /// Cars that can be parked.
    Parking(Count),
    /// What is lived or worked in.
    LivingArea(SquareMetres),
    /// The plot.
    LandSize(SquareMetres),
    /// How much furniture comes with it.
    Furnished(Furnished),
    /// That cleaning, power and repairs come with it.
    Serviced,
    /// That nobody has lived in it yet.
    NewBuild,
    /// Something that it offers.
    Amenity(AmenityId),
}

impl Said {
    /// The field it belongs to, as `group` or `group.field`; a place fills state, LGA and area.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Purpose(_) => "purpose",
            Self::PropertyType(_) => "propertyType",
            Self::Price(_) => "price.amountMinor",
            Self::Period(_) => "price.period",
            Self::PriceOnRequest => "price.onRequest",
            Self::ServiceCharge(_) => "terms.serviceCharge",
            Self::ServiceChargeFrequency(_) => "terms.serviceChargeFrequency",
            Self::AgencyPercent(_) => "terms.agencyPercent",
            Self::LegalPercent(_) => "terms.legalPercent",
            Self::CautionDeposit(_) => "terms.cautionDeposit",
            Self::AdvanceMonths(_) => "terms.advanceMonths",
            Self::TitleDocument(_) => "titleDocument",
            Self::Place(_) => "location",
            Self::Bedrooms(_) => "rooms.bedrooms",
            Self::Bathrooms(_) => "rooms.bathrooms",
            Self::Toilets(_) => "rooms.toilets",
            Self::BoysQuarters(_) => "rooms.boysQuarters",
            Self::Parking(_) => "rooms.parking",
            Self::LivingArea(_) => "size.livingArea",
            Self::LandSize(_) => "size.landSize",
            Self::Furnished(_) => "building.furnished",
            Self::Serviced => "building.serviced",
            Self::NewBuild => "building.newBuild",
            Self::Amenity(_) => "amenities",
        }
    }

    /// The group it is written to.
    pub fn group(&self) -> GroupName {
        match self {
            Self::Amenity(id) => GroupName::amenity(id),
            Self::Purpose(_) => GroupName::PURPOSE,
            Self::PropertyType(_) => GroupName::PROPERTY_TYPE,
            Self::TitleDocument(_) => GroupName::TITLE_DOCUMENT,
            Self::Place(_) => GroupName::LOCATION,
            Self::Price(_) | Self::Period(_) | Self::PriceOnRequest => GroupName::PRICE,
            Self::ServiceCharge(_)
            | Self::ServiceChargeFrequency(_)
            | Self::AgencyPercent(_)
            | Self::LegalPercent(_)
            | Self::CautionDeposit(_)
            | Self::AdvanceMonths(_) => GroupName::TERMS,
            Self::Bedrooms(_) | Self::Bathrooms(_) | Self::Toilets(_) | Self::BoysQuarters(_) | Self::Parking(_) => {
                GroupName::ROOMS
            }
            Self::LivingArea(_) | Self::LandSize(_) => GroupName::SIZE,
            Self::Furnished(_) | Self::Serviced | Self::NewBuild => GroupName::BUILDING,
        }
    }

    /// What tells it from others of which a listing has one each.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Amenity(id) => format!("amenity:{id}"),
            other => other.field().to_owned(),
        }
    }

    /// It in words, for who decides whether to take it: "4 bedrooms", "₦85,000,000", "per year".
    pub fn words(&self) -> String {
        match self {
            Self::Purpose(purpose) => purpose.label().into(),
            Self::PropertyType(kind) => kind.label().into(),
            Self::Price(money) => money.format(),
            Self::Period(period) => period.label().into(),
            Self::PriceOnRequest => tr!("Price on request").into(),
            Self::ServiceCharge(money) => tr!("Service charge {sum}", sum = money.format()),
            Self::ServiceChargeFrequency(frequency) => tr!("Service charge {often}", often = frequency.label()),
            Self::AgencyPercent(percent) => tr!("Agency fee {percent}", percent = percent.format()),
            Self::LegalPercent(percent) => tr!("Legal fee {percent}", percent = percent.format()),
            Self::CautionDeposit(money) => tr!("Caution deposit {sum}", sum = money.format()),
            Self::AdvanceMonths(Months(count)) => {
                trn!(*count, "{count} month in advance", "{count} months in advance")
            }
            Self::TitleDocument(document) => document.label().into(),
            Self::Place(place) => {
                [place.area, place.lga, Some(place.state)].into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
            Self::Bedrooms(Count(count)) => trn!(*count, "{count} bedroom", "{count} bedrooms"),
            Self::Bathrooms(Count(count)) => trn!(*count, "{count} bathroom", "{count} bathrooms"),
            Self::Toilets(Count(count)) => trn!(*count, "{count} toilet", "{count} toilets"),
            Self::BoysQuarters(Count(count)) => trn!(*count, "{count} BQ room", "{count} BQ rooms"),
            Self::Parking(Count(count)) => trn!(*count, "{count} parking space", "{count} parking spaces"),
            Self::LivingArea(area) => tr!("{area} sqm floor area", area = area.format()),
            Self::LandSize(area) => tr!("{area} sqm of land", area = area.format()),
            Self::Furnished(furnished) => furnished.label().into(),
            Self::Serviced => tr!("Serviced").into(),
            Self::NewBuild => tr!("Newly built").into(),
            Self::Amenity(id) => id.label().unwrap_or(id.as_str()).into(),
        }
    }

    /// It as JSON: a figure, an id, a sum.
    pub fn value(&self) -> Value {
        let sum = |money: &Money| json!({"amountMinor": money.minor, "currency": money.currency});
        match self {
            Self::Purpose(it) => json!(it),
            Self::PropertyType(it) => json!(it),
            Self::TitleDocument(it) => json!(it),
            Self::Period(it) => json!(it),
            Self::ServiceChargeFrequency(it) => json!(it),
            Self::Furnished(it) => json!(it),
            Self::Price(money) | Self::ServiceCharge(money) | Self::CautionDeposit(money) => sum(money),
            Self::AgencyPercent(percent) | Self::LegalPercent(percent) => json!(percent),
            Self::AdvanceMonths(months) => json!(months),
            Self::Place(place) => json!({"area": place.area, "lga": place.lga, "state": place.state}),
            Self::Bedrooms(number)
            | Self::Bathrooms(number)
            | Self::Toilets(number)
            | Self::BoysQuarters(number)
            | Self::Parking(number) => json!(number),
            Self::LivingArea(area) | Self::LandSize(area) => json!(area),
            Self::PriceOnRequest | Self::Serviced | Self::NewBuild | Self::Amenity(_) => json!(true),
        }
    }

    /// Writes it into a listing; every other field stays.
    pub fn write(&self, property: &mut Property) {
        match self {
            Self::Purpose(it) => property.purpose = Some(*it),
            Self::PropertyType(it) => property.property_type = Some(*it),
            Self::TitleDocument(it) => property.title_document = Some(*it),
            Self::Amenity(id) => {
                property.amenities.insert(id.clone());
            }
            Self::Place(place) => {
                let location = property.location.get_or_insert_default();
                // A larger place says nothing against an area of it that is known already.
                let same = location.lga.as_deref() == place.lga && location.state.as_deref() == Some(place.state);
                if place.area.is_some() || !same {
                    location.area = place.area.map(str::to_owned);
                }
                location.state = Some(place.state.to_owned());
                location.lga = place.lga.map(str::to_owned);
            }
            Self::Price(money) => {
                let price = property.price.get_or_insert_default();
                (price.amount_minor, price.currency, price.typed) = (Some(money.minor), money.currency.clone(), None);
            }
            Self::Period(it) => property.price.get_or_insert_default().period = Some((*it).into()),
            Self::PriceOnRequest => property.price.get_or_insert_default().on_request = true,
            Self::LivingArea(it) => property.size.get_or_insert_default().living_area = Some((*it).into()),
            Self::LandSize(it) => property.size.get_or_insert_default().land_size = Some((*it).into()),
            Self::Furnished(it) => property.building.get_or_insert_default().furnished = Some((*it).into()),
            Self::Serviced => property.building.get_or_insert_default().serviced = true,
            Self::NewBuild => property.building.get_or_insert_default().new_build = true,
            _ => {
                self.write_terms(property);
                self.write_rooms(property);
            }
        }
    }

    fn write_terms(&self, property: &mut Property) {
        if self.group() != GroupName::TERMS {
            return;
        }
        let terms = property.terms.get_or_insert_default();
        let sum = |money: &Money| Some(Entry::Value(Sum::new(money.clone())));
        match self {
            Self::ServiceCharge(money) => terms.service_charge = sum(money),
            Self::ServiceChargeFrequency(it) => terms.service_charge_frequency = Some((*it).into()),
            Self::AgencyPercent(it) => terms.agency_percent = Some((*it).into()),
            Self::LegalPercent(it) => terms.legal_percent = Some((*it).into()),
            Self::CautionDeposit(money) => terms.caution_deposit = sum(money),
            Self::AdvanceMonths(it) => terms.advance_months = Some((*it).into()),
            _ => {}
        }
    }

    fn write_rooms(&self, property: &mut Property) {
        if self.group() != GroupName::ROOMS {
            return;
        }
        let rooms = property.rooms.get_or_insert_default();
        match self {
            Self::Bedrooms(it) => rooms.bedrooms = Some((*it).into()),
            Self::Bathrooms(it) => rooms.bathrooms = Some((*it).into()),
            Self::Toilets(it) => rooms.toilets = Some((*it).into()),
            Self::BoysQuarters(it) => rooms.boys_quarters = Some((*it).into()),
            Self::Parking(it) => rooms.parking = Some((*it).into()),
            _ => {}
        }
    }
}
