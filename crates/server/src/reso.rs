//! A published copy as other systems read it: field names of the RESO Data Dictionary 2.0 where it has one.
//!
//! The one rule: only what this version knows to be public is told. What a copy holds beside it stays here.

#[cfg(test)]
mod tests;

use chrono::DateTime;
use lagoon_listing::{
    AmenityId, Choice, Count, DraftId, Entry, Frequency, Furnished, MicroDegrees, Percent, Period, Property,
    PropertyType, Publication, Purpose, SquareMetres, Sum, TitleDocument, UserId, lga_as_listed,
};
use lagoon_sync::Millis;
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use crate::{repository::PublishedCopy, views::rfc3339};

/// A listing that buyers may see.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names, reason = "the dictionary names them")]
pub struct Listing {
    /// The draft's id.
    #[schema(value_type = uuid::Uuid)]
    listing_key: DraftId,
    /// `Active`: nothing else is published.
    standard_status: &'static str,
    /// The headline. Not of RESO.
    listing_title: Option<String>,
    /// What kind of property it is and what it is offered for, in RESO's words: `Residential`, `Residential Lease`,
    /// `Commercial Sale`, `Commercial Lease` or `Land`.
    property_type: Option<&'static str>,
    /// What it is, in our own words: RESO's `Duplex` is two homes, ours a house on two floors.
    property_sub_type: Option<PropertyType>,
    /// What it is offered for. Not of RESO.
    purpose: Option<Purpose>,
    /// The price in major units, with minor ones after the point.
    #[schema(value_type = Option<f64>)]
    list_price: Option<Number>,
    /// The price in minor units: kobo, cents, pence. Exact. Not of RESO.
    list_price_minor_units: Option<i64>,
    /// The currency of the price (ISO 4217). Not of RESO.
    list_price_currency: Option<String>,
    /// What time the price is for, of rents and short lets. Not of RESO.
    list_price_period: Option<Period>,
    /// Whether buyers are asked to ask; then there is no price. Not of RESO.
    price_on_request: bool,
    /// The service charge in major units.
    #[schema(value_type = Option<f64>)]
    association_fee: Option<Number>,
    /// Its currency (ISO 4217). Not of RESO.
    association_fee_currency: Option<String>,
    /// How often it is due: `Monthly`, `Quarterly` or `Annually`.
    association_fee_frequency: Option<&'static str>,
    /// The agent's fee in percent. Not of RESO.
    #[schema(value_type = Option<f64>)]
    agency_fee_percent: Option<Number>,
    /// The lawyer's fee in percent. Not of RESO.
    #[schema(value_type = Option<f64>)]
    legal_fee_percent: Option<Number>,
    /// What is given back at the end, in major units. Not of RESO.
    #[schema(value_type = Option<f64>)]
    caution_deposit: Option<Number>,
    /// Its currency (ISO 4217). Not of RESO.
    caution_deposit_currency: Option<String>,
    /// How many months of rent are asked in advance. Not of RESO.
    advance_rent_months: Option<u32>,
    /// What the title rests on. Not of RESO.
    title_document: Option<TitleDocument>,
    /// The state.
    state_or_province: Option<String>,
    /// The local government area.
    county_or_parish: Option<String>,
    /// The neighbourhood.
    #[serde(rename = "MLSAreaMajor")]
    mls_area_major: Option<String>,
    /// The estate.
    subdivision_name: Option<String>,
    /// What it stands near.
    cross_street: Option<String>,
    /// Street and number, unless they are kept from buyers.
    street_name: Option<String>,
    /// Degrees north of the equator, unless they are kept from buyers.
    #[schema(value_type = Option<f64>)]
    latitude: Option<Number>,
    /// Degrees east of Greenwich, unless they are kept from buyers.
    #[schema(value_type = Option<f64>)]
    longitude: Option<Number>,
    /// Whether the exact address may be shown.
    #[serde(rename = "InternetAddressDisplayYN")]
    internet_address_display_yn: bool,
    /// Rooms to sleep in, boys' quarters left out.
    bedrooms_total: Option<u32>,
    /// Rooms with a bath or shower.
    bathrooms_total_integer: Option<u32>,
    /// Toilets. Not of RESO.
    toilets_total: Option<u32>,
    /// Rooms for staff. Not of RESO.
    boys_quarters_total: Option<u32>,
    /// Cars that can be parked.
    parking_total: Option<u32>,
    /// What is lived or worked in.
    living_area: Option<u32>,
    /// `Square Meters`, if there is an area.
    living_area_units: Option<&'static str>,
    /// The plot.
    lot_size_area: Option<u32>,
    /// `Square Meters`, if there is a size.
    lot_size_units: Option<&'static str>,
    /// When it was built.
    year_built: Option<u32>,
    /// `Furnished`, `Partially` or `Unfurnished`.
    furnished: Option<&'static str>,
    /// Whether cleaning, power and repairs come with it. Not of RESO.
    #[serde(rename = "ServicedYN")]
    serviced_yn: Option<bool>,
    /// Whether nobody has lived in it yet.
    #[serde(rename = "NewConstructionYN")]
    new_construction_yn: Option<bool>,
    /// Ids of the amenities. Not of RESO.
    amenities: Vec<String>,
    /// The long text.
    public_remarks: Option<String>,
    /// Who published it.
    #[schema(value_type = uuid::Uuid)]
    list_agent_key: UserId,
    /// When this copy was made, by the server's clock (RFC 3339).
    modification_timestamp: String,
    /// When its agent published it, by their device's clock (RFC 3339). Absent when that is no time.
    on_market_timestamp: Option<String>,
}

impl Listing {
    /// Reads a published copy; `None` when this version cannot.
    pub fn read(published: &PublishedCopy) -> Option<Self> {
        let copy: Publication = serde_json::from_value(published.copy.value.clone()).ok()?;
        // Whoever made the copy may have put more into it than buyers may see.
        let property = Property::from_groups(published.id, &Property::public_groups(&copy.fields));
        let amenities = property.asked_amenities().map(AmenityId::to_string).collect();
        let price = property.price.unwrap_or_default();
        let terms = property.terms.unwrap_or_default();
        let location = property.location.unwrap_or_default();
        let rooms = property.rooms.unwrap_or_default();
        let size = property.size.unwrap_or_default();
        let (serviced_yn, new_construction_yn) =
            property.building.as_ref().map(|building| (building.serviced, building.new_build)).unzip();
        let building = property.building.unwrap_or_default();
        let (association_fee, association_fee_currency) = sum(terms.service_charge.as_ref()).unzip();
        let (caution_deposit, caution_deposit_currency) = sum(terms.caution_deposit.as_ref()).unzip();
        let (living_area, lot_size_area) =
            (square_metres(size.living_area.as_ref()), square_metres(size.land_size.as_ref()));
        let is_periodic = property.purpose.is_some_and(Purpose::is_periodic);
        Some(Self {
            listing_key: published.id,
            standard_status: "Active",
            listing_title: property.title,
            property_type: property
                .property_type
                .zip(property.purpose)
                .map(|(kind, purpose)| resos_kind(kind, purpose)),
            property_sub_type: property.property_type,
            purpose: property.purpose,
            list_price: price.amount_minor.and_then(|minor| major_units(minor, price.currency.minor_digits())),
            list_price_minor_units: price.amount_minor,
            list_price_currency: price.amount_minor.map(|_| price.currency.to_string()),
            list_price_period: price.period().filter(|_| is_periodic),
            price_on_request: price.on_request,
            association_fee: association_fee.flatten(),
            association_fee_currency,
            association_fee_frequency: terms
                .service_charge_frequency
                .as_ref()
                .and_then(Choice::known)
                .map(resos_frequency),
            agency_fee_percent: percent(terms.agency_percent.as_ref()),
            legal_fee_percent: percent(terms.legal_percent.as_ref()),
            caution_deposit: caution_deposit.flatten(),
            caution_deposit_currency,
            advance_rent_months: terms.advance_months.as_ref().and_then(Entry::value).map(|months| months.0),
            title_document: property.title_document,
            county_or_parish: location.lga.map(|lga| {
                let listed = location.state.as_deref().and_then(|state| lga_as_listed(state, &lga));
                listed.map_or(lga, str::to_owned)
            }),
            state_or_province: location.state,
            mls_area_major: location.area,
            subdivision_name: location.estate,
            cross_street: location.landmark,
            street_name: location.street,
            latitude: degrees(location.latitude.as_ref()),
            longitude: degrees(location.longitude.as_ref()),
            internet_address_display_yn: !location.hide_address,
            bedrooms_total: count(rooms.bedrooms.as_ref()),
            bathrooms_total_integer: count(rooms.bathrooms.as_ref()),
            toilets_total: count(rooms.toilets.as_ref()),
            boys_quarters_total: count(rooms.boys_quarters.as_ref()),
            parking_total: count(rooms.parking.as_ref()),
            living_area,
            living_area_units: living_area.map(|_| SQUARE_METRES),
            lot_size_area,
            lot_size_units: lot_size_area.map(|_| SQUARE_METRES),
            year_built: building.year_built.as_ref().and_then(Entry::value).map(|year| year.0),
            furnished: building.furnished.as_ref().and_then(Choice::known).map(resos_furnished),
            serviced_yn,
            new_construction_yn,
            amenities,
            public_remarks: property.description,
            list_agent_key: copy.published_by.unwrap_or(published.copy.author),
            modification_timestamp: rfc3339(published.copy.stamp.millis),
            on_market_timestamp: DateTime::from_timestamp_millis(copy.published_at)
                .and(Millis::new(copy.published_at).ok())
                .map(rfc3339),
        })
    }

    /// What it is offered for, for filters.
    pub fn purpose(&self) -> Option<Purpose> {
        self.purpose
    }

    /// What it is, for filters.
    pub fn kind(&self) -> Option<PropertyType> {
        self.property_sub_type
    }

    /// How many bedrooms it has, for filters.
    pub fn bedrooms(&self) -> Option<u32> {
        self.bedrooms_total
    }

    /// The state, for filters.
    pub fn state(&self) -> Option<&str> {
        self.state_or_province.as_deref()
    }

    /// The local government area, for filters.
    pub fn lga(&self) -> Option<&str> {
        self.county_or_parish.as_deref()
    }

    /// The area, for filters.
    pub fn area(&self) -> Option<&str> {
        self.mls_area_major.as_deref()
    }

    /// The price in minor units and its currency, for filters.
    pub fn price(&self) -> Option<(i64, &str)> {
        Some((self.list_price_minor_units?, self.list_price_currency.as_deref()?))
    }

    /// Whether it offers an amenity, for filters.
    pub fn offers(&self, amenity: &str) -> bool {
        self.amenities.iter().any(|id| id == amenity)
    }
}

const SQUARE_METRES: &str = "Square Meters";

/// RESO's `PropertyType`.
fn resos_kind(kind: PropertyType, purpose: Purpose) -> &'static str {
    match (kind, purpose) {
        (PropertyType::Land, _) => "Land",
        (kind, Purpose::Sale) if kind.is_home() => "Residential",
        (kind, _) if kind.is_home() => "Residential Lease",
        (_, Purpose::Sale) => "Commercial Sale",
        _ => "Commercial Lease",
    }
}

fn resos_frequency(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Month => "Monthly",
        Frequency::Quarter => "Quarterly",
        Frequency::Year => "Annually",
    }
}

fn resos_furnished(furnished: Furnished) -> &'static str {
    match furnished {
        Furnished::Unfurnished => "Unfurnished",
        Furnished::Partly => "Partially",
        Furnished::Furnished => "Furnished",
    }
}

fn count(entry: Option<&Entry<Count>>) -> Option<u32> {
    entry.and_then(Entry::value).map(|count| count.0)
}

fn square_metres(entry: Option<&Entry<SquareMetres>>) -> Option<u32> {
    entry.and_then(Entry::value).map(|area| area.0)
}

fn sum(entry: Option<&Entry<Sum>>) -> Option<(Option<Number>, String)> {
    let sum = entry.and_then(Entry::value)?;
    Some((major_units(sum.amount_minor, sum.currency.minor_digits()), sum.currency.to_string()))
}

fn percent(entry: Option<&Entry<Percent>>) -> Option<Number> {
    fraction(i64::from(entry.and_then(Entry::value)?.0), 2)
}

fn degrees(entry: Option<&Entry<MicroDegrees>>) -> Option<Number> {
    fraction(i64::from(entry.and_then(Entry::value)?.0), 6)
}

/// Minor units as a JSON number of major ones: 4,500,000,050 kobo are 45000000.5. A number with a fraction is the one
/// nearest to it that a double can hold: exact to fifteen digits, ten trillion with its kobo. Beyond, the minor units are.
fn major_units(minor: i64, digits: u8) -> Option<Number> {
    fraction(minor, digits)
}

/// A whole number of decimal fractions as a JSON number.
fn fraction(minor: i64, digits: u8) -> Option<Number> {
    let factor = 10_i64.checked_pow(digits.into())?;
    if minor % factor == 0 {
        return Some(Number::from(minor / factor));
    }
    let rest = minor.unsigned_abs() % factor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    let whole = minor.unsigned_abs() / factor.unsigned_abs();
    let text = format!("{sign}{whole}.{rest:0width$}", width = usize::from(digits));
    text.parse::<f64>().ok().and_then(Number::from_f64)
}
