use lagoon_sync::{DeviceId, Stamp, wire::GroupHead};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

fn published(copy: Value) -> PublishedCopy {
    let stamp = Stamp { millis: Millis::clamped(1_800_000_000_000), device: DeviceId(1) };
    let author = UserId(Uuid::from_u128(2));
    PublishedCopy { id: DraftId(Uuid::from_u128(1)), copy: GroupHead { value: copy, stamp, author } }
}

#[allow(clippy::needless_pass_by_value, reason = "samples are written in place")]
fn told(fields: Value) -> Value {
    let copy = json!({
        "publishedAt": 1_799_999_999_000_i64, "publishedBy": Uuid::from_u128(3), "fields": fields,
    });
    serde_json::to_value(Listing::read(&published(copy)).expect("read")).expect("serialises")
}

#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "samples are written in place")]
fn tells(told: &Value, expected: Value) {
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(told.get(name), Some(value), "{name}");
    }
}

#[test]
fn a_copy_has_the_names_of_the_data_dictionary() {
    let told = told(json!({
        "title": "Four-bedroom duplex", "purpose": "rent", "propertyType": "duplex",
        "price": {"amountMinor": 4_500_000_050_i64, "currency": "NGN", "period": "year"},
        "terms": {
            "serviceCharge": {"amountMinor": 50_000_000, "currency": "USD"}, "serviceChargeFrequency": "quarter",
            "agencyPercent": 750, "legalPercent": 1_000, "cautionDeposit": {"amountMinor": 5, "currency": "NGN"},
            "advanceMonths": 12,
        },
        "location": {
            "state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1", "street": "Admiralty Way 5",
            "estate": "Phase 1", "landmark": "By the gate", "latitude": 6_447_400, "longitude": 3_470_600,
        },
        "rooms": {"bedrooms": 4, "bathrooms": 3, "toilets": 5, "boysQuarters": 1, "parking": 2},
        "size": {"livingArea": 220, "landSize": 650},
        "building": {"yearBuilt": 2019, "furnished": "partly", "newBuild": true},
        "amenity:pool": true, "amenity:gym": false, "description": "Bright.",
    }));
    tells(
        &told,
        json!({
            "ListingKey": Uuid::from_u128(1), "StandardStatus": "Active", "ListingTitle": "Four-bedroom duplex",
            "PropertyType": "Residential Lease", "PropertySubType": "duplex", "Purpose": "rent",
            "Amenities": ["pool"], "PublicRemarks": "Bright.", "ListAgentKey": Uuid::from_u128(3),
            "ModificationTimestamp": "2027-01-15T08:00:00.000Z", "OnMarketTimestamp": "2027-01-15T07:59:59.000Z",
        }),
    );
    tells(
        &told,
        json!({
            "ListPrice": 45_000_000.5, "ListPriceMinorUnits": 4_500_000_050_i64, "ListPriceCurrency": "NGN",
            "ListPricePeriod": "year", "PriceOnRequest": false, "AssociationFee": 500_000,
            "AssociationFeeCurrency": "USD", "AssociationFeeFrequency": "Quarterly", "AgencyFeePercent": 7.5,
            "LegalFeePercent": 10, "CautionDeposit": 0.05, "CautionDepositCurrency": "NGN", "AdvanceRentMonths": 12,
        }),
    );
    tells(
        &told,
        json!({
            "StateOrProvince": "Lagos", "CountyOrParish": "Eti-Osa", "MLSAreaMajor": "Lekki Phase 1",
            "SubdivisionName": "Phase 1", "CrossStreet": "By the gate", "StreetName": "Admiralty Way 5",
            "Latitude": 6.4474, "Longitude": 3.4706, "InternetAddressDisplayYN": true,
        }),
    );
    tells(
        &told,
        json!({
            "BedroomsTotal": 4, "BathroomsTotalInteger": 3, "ToiletsTotal": 5, "BoysQuartersTotal": 1, "ParkingTotal": 2,
            "LivingArea": 220, "LivingAreaUnits": "Square Meters", "LotSizeArea": 650, "LotSizeUnits": "Square Meters",
            "YearBuilt": 2019, "Furnished": "Partially", "ServicedYN": false, "NewConstructionYN": true,
        }),
    );
}

#[test]
fn only_what_is_asked_of_its_kind_is_told() {
    let answers = json!({
        "titleDocument": "cOfO", "price": {"amountMinor": 100, "currency": "NGN", "period": "year"},
        "terms": {"advanceMonths": 12, "legalPercent": 500}, "rooms": {"bedrooms": 4},
    });
    let of = |purpose: &str, kind: &str| {
        let mut fields = answers.clone();
        fields["purpose"] = json!(purpose);
        fields["propertyType"] = json!(kind);
        told(fields)
    };
    tells(
        &of("sale", "flat"),
        json!({
            "TitleDocument": "cOfO", "ListPricePeriod": null, "AdvanceRentMonths": null, "LegalFeePercent": 5,
            "BedroomsTotal": 4,
        }),
    );
    tells(
        &of("rent", "flat"),
        json!({"TitleDocument": null, "ListPricePeriod": "year", "AdvanceRentMonths": 12, "BedroomsTotal": 4}),
    );
    tells(&of("sale", "land"), json!({"TitleDocument": "cOfO", "BedroomsTotal": null}));
}

#[test]
fn a_copy_that_holds_what_buyers_must_not_see_tells_nothing_of_it() {
    let secret = told(json!({
        "title": "Four-bedroom duplex", "purpose": "sale", "privateNotes": "The owner is in a hurry",
        "price": {"amountMinor": 4_500_000_050_i64, "currency": "NGN", "onRequest": true, "period": "year"},
        "location": {
            "state": "Lagos", "street": "Secret Way 5", "latitude": 6_447_400, "longitude": 3_470_600,
            "hideAddress": true,
        },
    }));
    tells(
        &secret,
        json!({
            "StateOrProvince": "Lagos", "StreetName": null, "Latitude": null, "Longitude": null,
            "InternetAddressDisplayYN": false, "ListPrice": null, "ListPriceMinorUnits": null,
            "ListPriceCurrency": null, "ListPricePeriod": null, "PriceOnRequest": true,
        }),
    );
    let text = secret.to_string();
    for hidden in ["hurry", "Secret", "45000000", "6.4474"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
}

#[test]
fn a_copy_that_an_older_version_made_of_land_offers_no_lift() {
    let of = |kind: &str| {
        told(json!({"propertyType": kind, "purpose": "sale", "amenity:lift": true, "amenity:paved-roads": true}))
    };
    tells(&of("land"), json!({"Amenities": ["paved-roads"]}));
    tells(&of("flat"), json!({"Amenities": ["lift", "paved-roads"]}));
}

#[test]
fn the_kind_of_a_property_is_told_in_the_dictionarys_words() {
    for (kind, purpose, word) in [
        ("flat", "sale", "Residential"),
        ("flat", "shortLet", "Residential Lease"),
        ("shop", "sale", "Commercial Sale"),
        ("office", "rent", "Commercial Lease"),
        ("land", "sale", "Land"),
    ] {
        assert_eq!(told(json!({"propertyType": kind, "purpose": purpose}))["PropertyType"], word, "{kind} {purpose}");
    }
    assert_eq!(told(json!({"propertyType": "houseboat", "purpose": "sale"}))["PropertyType"], Value::Null);
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
