//! A published copy as other systems read it: field names of the RESO Data Dictionary 2.0 where it has one.
//!
//! The one rule: only what this version knows to be public is told. What a copy holds beside it stays here.

use chrono::DateTime;
use lagoon_listing::{AmenityId, DraftId, Property, Publication, UserId};
use lagoon_sync::Millis;
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use crate::{repository::PublishedCopy, views::rfc3339};

/// A listing that buyers may see.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[allow(clippy::struct_field_names, reason = "the dictionary names them")]
#[schema(example = json!({
    "ListingKey": "0197f3a0-0000-7000-8000-000000000001", "StandardStatus": "Active",
    "ListingTitle": "Four-bedroom duplex with BQ, Lekki Phase 1",
    "ListPrice": 45_000_000, "ListPriceMinorUnits": 4_500_000_000_i64, "ListPriceCurrency": "NGN",
    "StateOrProvince": "Lagos", "CountyOrParish": "Eti-Osa", "MLSAreaMajor": "Lekki Phase 1", "StreetName": null,
    "Amenities": ["pool"], "PublicRemarks": "A bright duplex on a quiet street, ten minutes from the bridge.",
    "ListAgentKey": "0197f3a0-0000-7000-8000-0000000000aa", "ModificationTimestamp": "2026-11-24T09:30:00.000Z",
    "OnMarketTimestamp": "2026-11-24T09:29:58.120Z"
}))]
pub struct Listing {
    /// The draft's id.
    #[schema(value_type = uuid::Uuid)]
    listing_key: DraftId,
    /// `Active`: nothing else is published.
    standard_status: &'static str,
    /// The headline. Not of RESO.
    listing_title: Option<String>,
    /// The price in major units, with minor ones after the point.
    #[schema(value_type = Option<f64>)]
    list_price: Option<Number>,
    /// The price in minor units: kobo, cents, pence. Exact. Not of RESO.
    list_price_minor_units: Option<i64>,
    /// The currency of the price (ISO 4217). Not of RESO.
    list_price_currency: Option<String>,
    /// The state.
    state_or_province: Option<String>,
    /// The local government area.
    county_or_parish: Option<String>,
    /// The neighbourhood.
    #[serde(rename = "MLSAreaMajor")]
    mls_area_major: Option<String>,
    /// Street and number.
    street_name: Option<String>,
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
        let property = Property::from_groups(published.id, &copy.fields);
        let location = property.location.unwrap_or_default();
        let price = property.price.as_ref();
        Some(Self {
            listing_key: published.id,
            standard_status: "Active",
            listing_title: property.title,
            list_price: price.and_then(|price| major_units(price.amount_minor?, price.currency.minor_digits())),
            list_price_minor_units: price.and_then(|price| price.amount_minor),
            list_price_currency: price.map(|price| price.currency.to_string()),
            state_or_province: location.state,
            county_or_parish: location.lga,
            mls_area_major: location.area,
            street_name: location.street,
            amenities: property.amenities.iter().map(AmenityId::to_string).collect(),
            public_remarks: property.description,
            list_agent_key: copy.published_by.unwrap_or(published.copy.author),
            modification_timestamp: rfc3339(published.copy.stamp.millis),
            on_market_timestamp: DateTime::from_timestamp_millis(copy.published_at)
                .and(Millis::new(copy.published_at).ok())
                .map(rfc3339),
        })
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

/// Minor units as a JSON number of major ones: 4,500,000,050 kobo are 45000000.5. A number with a fraction is the one
/// nearest to it that a double can hold: exact to fifteen digits, ten trillion with its kobo. Beyond, the minor units are.
fn major_units(minor: i64, digits: u8) -> Option<Number> {
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

#[cfg(test)]
mod tests {
    use lagoon_sync::{DeviceId, Stamp, wire::GroupHead};
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn published(copy: Value) -> PublishedCopy {
        let stamp = Stamp { millis: Millis::clamped(1_800_000_000_000), device: DeviceId(1) };
        let author = UserId(Uuid::from_u128(2));
        PublishedCopy { id: DraftId(Uuid::from_u128(1)), copy: GroupHead { value: copy, stamp, author } }
    }

    #[test]
    fn a_copy_has_the_names_of_the_data_dictionary() {
        let listing = Listing::read(&published(json!({
            "publishedAt": 1_799_999_999_000_i64, "publishedBy": Uuid::from_u128(3),
            "fields": {
                "title": "Four-bedroom duplex", "price": {"amountMinor": 4_500_000_050_i64, "currency": "NGN"},
                "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1", "street": "Admiralty Way 5"},
                "amenity:pool": true, "amenity:gym": false, "description": "Bright.",
                "privateNotes": "The owner is in a hurry",
            }
        })));
        assert_eq!(
            serde_json::to_value(listing).expect("serialises"),
            json!({
                "ListingKey": Uuid::from_u128(1), "StandardStatus": "Active", "ListingTitle": "Four-bedroom duplex",
                "ListPrice": 45_000_000.5, "ListPriceMinorUnits": 4_500_000_050_i64, "ListPriceCurrency": "NGN",
                "StateOrProvince": "Lagos", "CountyOrParish": "Eti-Osa", "MLSAreaMajor": "Lekki Phase 1",
                "StreetName": "Admiralty Way 5", "Amenities": ["pool"], "PublicRemarks": "Bright.",
                "ListAgentKey": Uuid::from_u128(3), "ModificationTimestamp": "2027-01-15T08:00:00.000Z",
                "OnMarketTimestamp": "2027-01-15T07:59:59.000Z",
            })
        );
    }

    #[test]
    fn prices_have_no_digit_too_many_or_too_few() {
        for (minor, digits, text) in [
            (4_500_000_000, 2, "45000000"),
            (1, 2, "0.01"),
            (100_005, 2, "1000.05"),
            (999_999_999_999_999, 2, "9999999999999.99"),
            (1_234, 0, "1234"),
            (1_234, 3, "1.234"),
        ] {
            assert_eq!(major_units(minor, digits).map(|number| number.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_a_time_that_is_none_is_absent() {
        assert_eq!(Listing::read(&published(json!("later"))), None);
        let odd = Listing::read(&published(json!({"publishedAt": i64::MAX, "fields": {}}))).expect("read");
        assert_eq!((odd.on_market_timestamp, odd.list_price), (None, None));
    }
}
