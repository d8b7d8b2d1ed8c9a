use serde_json::json;

use super::*;
use crate::{
    Building, Choice, Currency, Location, Money, Price, PropertyType, Purpose, Rooms, Size, Sum, Terms, TitleDocument,
    sample::ready,
};

/// Field and code of every problem after a change to a listing that is ready.
fn problems(change: impl FnOnce(&mut Property)) -> Vec<(&'static str, &'static str)> {
    let mut property = ready();
    change(&mut property);
    found(&property)
}

fn found(property: &Property) -> Vec<(&'static str, &'static str)> {
    check_for_publishing(property).iter().map(|problem| (problem.field, problem.code)).collect()
}

#[test]
fn a_complete_listing_is_ready() {
    assert_eq!(problems(|_| {}), []);
}

#[test]
fn an_empty_listing_misses_every_required_field_in_the_order_of_the_steps() {
    let problems = check_for_publishing(&Property::new(DraftId(Uuid::nil())));
    let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        ["purpose", "propertyType", "price", "location.state", "location.lga", "location.area", "title", "description"]
    );
    assert!(problems.iter().all(|problem| problem.code == "required"));
    assert!(problems.is_sorted_by_key(|problem| problem.step));
    assert_eq!(problems[6].message, "Write a title of at least 10 characters.");
}

#[test]
fn every_problem_stands_in_the_step_of_its_group() {
    let groups = serde_json::from_value(json!({
        "purpose": "sale", "propertyType": 1, "price": 1, "terms": 1, "titleDocument": 1, "location": 1, "rooms": 1, "size": 1,
        "building": 1, "title": 1, "description": 1,
    }));
    let property = Property::from_groups(DraftId(Uuid::nil()), &groups.expect("valid groups"));
    let problems = check_for_publishing(&property);
    assert_eq!(problems.len(), 10);
    assert!(problems.is_sorted_by_key(|problem| problem.step));
    for problem in problems {
        assert_eq!(problem.code, "unreadable", "{}", problem.field);
        let group = problem.field.split('.').next().and_then(|group| group.parse().ok()).expect("a group");
        assert_eq!(problem.step, Step::of_group(&group), "{}", problem.field);
    }
}

#[test]
fn a_purpose_of_a_newer_version_is_called_unreadable() {
    let groups = serde_json::from_value(json!({"purpose": 1})).expect("valid groups");
    let problems = check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), &groups));
    assert_eq!((problems[0].field, problems[0].code, problems[0].step), ("purpose", "unreadable", Step::Kind));
}

#[test]
fn a_price_must_be_readable_above_zero_and_in_a_known_currency() {
    let with = |price: Price| problems(|property| property.price = Some(price));
    let price = |minor, currency: Currency| Price::new(Money { minor, currency });
    assert_eq!(with(Price::default()), [("price", "required")]);
    assert_eq!(with(price(0, Currency::NGN)), [("price", "zero")]);
    assert_eq!(with(price(-1, Currency::NGN)), [("price", "zero")]);
    assert_eq!(with(price(1, "CHF".parse().expect("valid"))), [("price", "unknownCurrency")]);
    assert_eq!(with(Price { typed: Some("about 45".into()), ..Price::default() }), [("price", "unreadable")]);
    assert_eq!(with(Price { typed: Some("45m".into()), ..Price::default() }), [("price", "unreadable")]);
    let other = Price { typed: Some("48m".into()), ..price(4_500_000_000, Currency::NGN) };
    assert_eq!(with(other), [("price", "unreadable")]);
    let same = Price { typed: Some("45m".into()), ..price(4_500_000_000, Currency::NGN) };
    assert_eq!(with(same), []);
    assert_eq!(with(Price { typed: Some("  ".into()), ..Price::default() }), [("price", "required")]);
}

#[test]
fn a_price_that_cannot_be_read_says_what_to_type() {
    let mut property = ready();
    property.price = Some(Price { typed: Some("about 45".into()), ..Price::default() });
    let message = &check_for_publishing(&property)[0].message;
    assert_eq!(message, "“about” is not part of a price. Type only the amount, such as 45m or 45,000,000.");
}

#[test]
fn a_price_on_request_needs_no_amount() {
    let with = |price: Price| problems(|property| property.price = Some(price));
    assert_eq!(with(Price { on_request: true, ..Price::default() }), []);
    assert_eq!(with(Price { on_request: true, typed: Some("ask us".into()), ..Price::default() }), []);
}

#[test]
fn a_rent_says_what_time_it_is_for_and_a_sale_does_not() {
    for purpose in [Purpose::Rent, Purpose::ShortLet] {
        assert_eq!(problems(|property| property.purpose = Some(purpose)), [("price.period", "required")]);
        let with = |period: Choice<crate::Period>, on_request| {
            problems(|property| {
                property.purpose = Some(purpose);
                let price = property.price.as_mut().expect("a ready listing has one");
                (price.period, price.on_request) = (Some(period), on_request);
            })
        };
        assert_eq!(with(crate::Period::Year.into(), false), []);
        assert_eq!(with(Choice::Unknown("week".into()), false), [("price.period", "unreadable")]);
        assert_eq!(with(Choice::Unknown("week".into()), true), []);
    }
    let sale = problems(|property| {
        property.price.as_mut().expect("a ready listing has one").period = Some(Choice::Unknown("week".into()));
    });
    assert_eq!(sale, []);
}

#[test]
fn terms_are_optional_but_must_be_readable() {
    let of = |purpose, terms: Terms| {
        problems(|property| {
            (property.purpose, property.terms) = (Some(purpose), Some(terms));
            property.price.as_mut().expect("a ready listing has one").period = Some(crate::Period::Year.into());
        })
    };
    let with = |terms: Terms| of(Purpose::Rent, terms);
    let sum = |text| Entry::read_sum(text, &Currency::NGN);
    assert_eq!(with(Terms::default()), []);
    let frequency = Some(crate::Frequency::Year.into());
    assert_eq!(
        with(Terms { service_charge: sum("500k"), service_charge_frequency: frequency, ..Terms::default() }),
        []
    );
    let charge = Terms { service_charge: sum("500k"), ..Terms::default() };
    assert_eq!(with(charge.clone()), [("terms.serviceChargeFrequency", "required")]);
    let unknown = Some(Choice::Unknown("week".into()));
    let week = Terms { service_charge_frequency: unknown, ..charge };
    assert_eq!(with(week), [("terms.serviceChargeFrequency", "unreadable")]);
    let unread = Terms {
        agency_percent: Entry::read("ten"),
        legal_percent: Entry::read("101"),
        caution_deposit: sum("some"),
        advance_months: Entry::read("many"),
        ..Terms::default()
    };
    let fields = ["terms.agencyPercent", "terms.legalPercent", "terms.cautionDeposit", "terms.advanceMonths"];
    assert_eq!(with(unread.clone()), fields.map(|field| (field, "unreadable")));
    assert_eq!(of(Purpose::Sale, unread), [fields[0], fields[1]].map(|field| (field, "unreadable")), "asked of a sale");
    let francs = Sum::new(Money { minor: 1, currency: "CHF".parse().expect("valid") });
    let deposit = Terms { caution_deposit: Some(francs.into()), ..Terms::default() };
    assert_eq!(with(deposit), [("terms.cautionDeposit", "unknownCurrency")]);
}

#[test]
fn a_sale_names_its_title_document_and_a_rent_need_not() {
    assert_eq!(problems(|property| property.title_document = None), [("titleDocument", "required")]);
    assert_eq!(problems(|property| property.title_document = Some(TitleDocument::NotConfirmed)), []);
    let rent = problems(|property| {
        (property.purpose, property.title_document) = (Some(Purpose::Rent), None);
        property.price.as_mut().expect("a ready listing has one").period = Some(crate::Period::Year.into());
    });
    assert_eq!(rent, []);
}

#[test]
fn a_location_needs_a_state_of_nigeria_an_lga_of_it_and_an_area() {
    let with = |state: &str, lga: &str, area: &str| {
        problems(|property| {
            property.location = Some(Location {
                state: Some(state.into()),
                lga: Some(lga.into()),
                area: Some(area.into()),
                ..Location::default()
            });
        })
    };
    assert_eq!(with("Lagos", "Eti-Osa", "Lekki"), []);
    assert_eq!(with("Lagos", " eti osa", "Lekki"), []);
    assert_eq!(with("Lagoss", "Eti-Osa", "Lekki"), [("location.state", "unknownState")]);
    assert_eq!(with("Lagos", " ", "Lekki"), [("location.lga", "required")]);
    assert_eq!(with("Lagos", "Lekki", "Lekki"), [("location.lga", "unknownLga")]);
    assert_eq!(with("Ogun", "Eti-Osa", "Lekki"), [("location.lga", "unknownLga")]);
    assert_eq!(with(" ", "Eti-Osa", ""), [("location.state", "required"), ("location.area", "required")]);
}

#[test]
fn coordinates_are_optional_come_in_pairs_and_lie_in_nigeria() {
    let with = |latitude: &str, longitude: &str| {
        problems(|property| {
            let location = property.location.as_mut().expect("a ready listing has one");
            (location.latitude, location.longitude) = (Entry::read(latitude), Entry::read(longitude));
        })
    };
    assert_eq!(with("", ""), []);
    assert_eq!(with("6.4474", "3.4706"), []);
    assert_eq!(with("3.4706", "6.4474"), [("location.latitude", "outOfRange")]);
    assert_eq!(with("6.4474", "33.4706"), [("location.longitude", "outOfRange")]);
    assert_eq!(with("6.4474", ""), [("location.longitude", "required")]);
    assert_eq!(with("", "3.4706"), [("location.latitude", "required")]);
    assert_eq!(with("here", "3.4706"), [("location.latitude", "unreadable")]);
}

#[test]
fn homes_name_their_bedrooms_bathrooms_and_toilets_and_other_places_need_not() {
    let missing = ["rooms.bedrooms", "rooms.bathrooms", "rooms.toilets"].map(|field| (field, "required"));
    assert_eq!(problems(|property| property.rooms = None), missing);
    for kind in [PropertyType::Office, PropertyType::Shop, PropertyType::Warehouse] {
        assert_eq!(problems(|property| (property.property_type, property.rooms) = (Some(kind), None)), []);
    }
    let typed = |property: &mut Property| {
        property.property_type = Some(PropertyType::Office);
        property.rooms = Some(Rooms { parking: Entry::read("many"), ..Rooms::default() });
    };
    assert_eq!(problems(typed), [("rooms.parking", "unreadable")]);
}

#[test]
fn more_rooms_than_any_home_has_are_named_by_their_field_and_offices_park_any_number() {
    let with = |rooms: Rooms| problems(|property| property.rooms = Some(rooms));
    let rooms = || ready().rooms.expect("a ready listing has some");
    let at_most = Rooms {
        bedrooms: Entry::read("50"),
        toilets: Entry::read("50"),
        boys_quarters: Entry::read("20"),
        parking: Entry::read("100"),
        ..rooms()
    };
    assert_eq!(with(at_most), []);
    for (rooms, field) in [
        (Rooms { bedrooms: Entry::read("51"), ..rooms() }, "rooms.bedrooms"),
        (Rooms { bathrooms: Entry::read("400"), ..rooms() }, "rooms.bathrooms"),
        (Rooms { toilets: Entry::read("500"), ..rooms() }, "rooms.toilets"),
        (Rooms { boys_quarters: Entry::read("21"), ..rooms() }, "rooms.boysQuarters"),
        (Rooms { parking: Entry::read("101"), ..rooms() }, "rooms.parking"),
    ] {
        assert_eq!(with(rooms), [(field, "outOfRange")]);
    }
    let mut property = ready();
    property.rooms = Some(Rooms { toilets: Entry::read("500"), ..rooms() });
    let message = &check_for_publishing(&property)[0].message;
    assert_eq!(message, "Toilets: 500 is too many. Enter a number from 0 to 50.");
    property.property_type = Some(PropertyType::Office);
    property.rooms = Some(Rooms { parking: Entry::read("400"), ..Rooms::default() });
    assert_eq!(found(&property), []);
}

#[test]
fn land_names_its_size() {
    let with = |size: Option<Size>| {
        problems(|property| {
            (property.property_type, property.rooms, property.size) = (Some(PropertyType::Land), None, size);
        })
    };
    assert_eq!(with(None), [("size.landSize", "required")]);
    assert_eq!(with(Some(Size { land_size: Entry::read("650 sqm"), ..Size::default() })), []);
    let plots = Size { land_size: Entry::read("2 plots"), ..Size::default() };
    assert_eq!(with(Some(plots)), [("size.landSize", "unreadable")]);
}

#[test]
fn what_is_said_of_the_building_must_be_readable() {
    let with = |building: Building| problems(|property| property.building = Some(building));
    assert_eq!(with(Building { serviced: true, year_built: Entry::read("2019"), ..Building::default() }), []);
    let soon = Building { year_built: Entry::read("soon"), ..Building::default() };
    assert_eq!(with(soon), [("building.yearBuilt", "unreadable")]);
    let antique = Building { furnished: Some(Choice::Unknown("antique".into())), ..Building::default() };
    assert_eq!(with(antique), [("building.furnished", "unreadable")]);
}

#[test]
fn an_amenity_of_a_newer_version_only_blocks_publishing() {
    let add = |property: &mut Property| {
        property.amenities.extend(["a1", "a2", "a3", "a4"].map(|id| id.parse().expect("valid")));
    };
    assert_eq!(problems(add), [("amenities", "unknownAmenity")]);
    let mut property = ready();
    add(&mut property);
    assert!(check_for_publishing(&property)[0].message.contains("a1, a2, a3 and 1 more"));
}

#[test]
fn a_title_has_10_to_100_characters_whatever_they_weigh() {
    let with = |title: String| problems(|property| property.title = Some(title));
    assert_eq!(with("é".repeat(9)), [("title", "tooShort")]);
    assert_eq!(with(format!("  {}  ", "é".repeat(9))), [("title", "tooShort")]);
    assert_eq!(with("é".repeat(10)), []);
    assert_eq!(with("é".repeat(100)), []);
    assert_eq!(with("é".repeat(101)), [("title", "tooLong")]);
    assert_eq!(with("   ".into()), [("title", "required")]);
}

#[test]
fn a_title_holds_no_way_around_the_listing() {
    let with = |title: &str| problems(|property| property.title = Some(title.into()));
    assert_eq!(with("Duplex, call 0803 123 4567"), [("title", "phoneNumber")]);
    assert_eq!(with("Duplex in Lekki for ₦45m"), [("title", "price")]);
    assert_eq!(with("Duplex, see www.example.com"), [("title", "webAddress")]);
}

#[test]
fn a_description_has_50_to_2000_characters() {
    let with = |count| problems(|property| property.description = Some("é".repeat(count)));
    assert_eq!(with(49), [("description", "tooShort")]);
    assert_eq!(with(50), []);
    assert_eq!(with(2000), []);
    assert_eq!(with(2001), [("description", "tooLong")]);
}

#[test]
fn what_buyers_never_see_keeps_nothing_from_being_published() {
    let groups = serde_json::from_value(json!({"privateNotes": {"en": "In a hurry"}, "later": [1]}));
    let mut property = ready();
    property.other = groups.expect("valid groups");
    assert_eq!(found(&property), []);
}

#[test]
fn a_public_copy_of_a_ready_listing_is_ready_too() {
    for change in [
        |_: &mut Property| {},
        |property: &mut Property| property.location.as_mut().expect("ready").hide_address = true,
        |property: &mut Property| property.price.as_mut().expect("ready").on_request = true,
    ] {
        let mut property = ready();
        change(&mut property);
        let fields = Property::public_groups(&property.to_groups());
        let copy = Publication { fields, published_by: None, published_at: 1, other: serde_json::Map::new() };
        assert_eq!(check_publication_for_publishing(&copy), []);
    }
}
