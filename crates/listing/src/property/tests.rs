use proptest::{collection::btree_map, prelude::*};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::Count;

fn groups(value: Value) -> Groups {
    serde_json::from_value(value).expect("valid groups")
}

#[test]
fn unknown_fields_and_groups_survive_a_round_trip() {
    let id = DraftId(Uuid::from_u128(7));
    let original = groups(json!({
        "title": "Duplex",
        "purpose": "sale",
        "propertyType": "detached",
        "titleDocument": "cOfO",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN", "period": "fortnight", "vat": 1},
        "terms": {
            "serviceCharge": {"amountMinor": 50_000_000, "currency": "NGN", "vat": true},
            "serviceChargeFrequency": "fortnight", "agencyPercent": 750, "legalPercent": "five", "later": [1],
        },
        "location": {
            "state": "Lagos", "latitude": 6_447_400, "longitude": "3.4.7", "hideAddress": true, "plusCode": "6FR5",
        },
        "rooms": {"bedrooms": 4, "toilets": "some", "studies": 2},
        "size": {"landSize": 650, "terrace": 40},
        "building": {"yearBuilt": 2019, "furnished": "antique", "serviced": true, "floors": 2},
        "privateNotes": "The owner is in a hurry.",
        "amenity:pool": true,
        "amenity:hologram-room": true,
        "photos": [{"id": "1"}],
    }));
    let property = Property::from_groups(id, &original);
    assert_eq!(property.title.as_deref(), Some("Duplex"));
    assert_eq!(property.amenities.len(), 2);
    assert_eq!(property.purpose, Some(Purpose::Sale));
    assert_eq!(property.rooms.as_ref().and_then(|rooms| rooms.bedrooms.clone()), Some(Count(4).into()));
    assert!(property.other.keys().all(|name| name.as_str() == "photos"), "{:?}", property.other);
    assert_eq!(property.to_groups(), original);
}

#[test]
fn what_an_older_version_wrote_is_written_again_byte_for_byte() {
    for (group, text) in [
        (GroupName::PRICE, r#"{"amountMinor":4500000000,"currency":"NGN"}"#),
        (GroupName::PRICE, r#"{"currency":"USD","typed":"about 45"}"#),
        (GroupName::LOCATION, r#"{"area":"Lekki Phase 1","lga":"Eti-Osa","state":"Lagos","street":"5 Admiralty Way"}"#),
    ] {
        let value: Value = serde_json::from_str(text).expect("valid");
        let written = Property::from_groups(DraftId(Uuid::nil()), &Groups::from([(group.clone(), value)])).to_groups();
        assert_eq!(serde_json::to_string(&written[&group]).expect("serialises"), text);
    }
}

#[test]
fn private_notes_and_what_is_not_known_to_be_public_never_reach_a_public_copy() {
    let all = groups(json!({
        "title": "Duplex", "privateNotes": "In a hurry", "trash": true, "later": 1, "publication": {"fields": {}},
    }));
    let names: Vec<_> = Property::public_groups(&all).into_keys().collect();
    assert_eq!(names, [GroupName::TITLE]);
}

#[test]
fn a_hidden_address_never_reaches_a_public_copy() {
    let place = json!({
        "state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1", "estate": "Phase 1", "landmark": "By the gate",
        "street": "5 Admiralty Way", "latitude": 6_447_400, "longitude": 3_470_600, "plusCode": "6FR5",
    });
    let public = |hide: Value| {
        let mut place = place.clone();
        place["hideAddress"] = hide;
        Property::public_groups(&groups(json!({"location": place})))[&GroupName::LOCATION].clone()
    };
    let hidden = json!({
        "state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1", "estate": "Phase 1", "landmark": "By the gate",
        "hideAddress": true,
    });
    assert_eq!(public(json!(true)), hidden);
    assert_eq!(public(json!("yes"))["street"], Value::Null, "what cannot be read may mean that it is hidden");
    assert_eq!(public(json!(false))["street"], "5 Admiralty Way");
    let once = Property::public_groups(&groups(json!({"location": public(json!(true))})));
    assert_eq!(once[&GroupName::LOCATION], hidden);
}

#[test]
fn the_amount_of_a_price_on_request_never_reaches_a_public_copy() {
    let price =
        json!({"amountMinor": 5, "currency": "USD", "typed": "5", "period": "year", "onRequest": true, "later": 1});
    let public = Property::public_groups(&groups(json!({"price": price})));
    assert_eq!(public[&GroupName::PRICE], json!({"currency": "USD", "period": "year", "onRequest": true}));
}

#[test]
fn what_buyers_do_not_see_is_no_change_to_publish() {
    let mut all = groups(json!({
        "location": {"area": "Lekki", "street": "5 Admiralty Way", "hideAddress": true},
        "price": {"amountMinor": 5, "currency": "NGN", "onRequest": true},
        "privateNotes": "In a hurry",
    }));
    let copy = json!({"fields": Property::public_groups(&all), "publishedAt": 1});
    all.insert(GroupName::PUBLICATION, copy);
    let changed = |all: &Groups| Property::from_groups(DraftId(Uuid::nil()), all).has_unpublished_changes();
    assert!(!changed(&all));
    all.insert(GroupName::LOCATION, json!({"area": "Lekki", "street": "6 Admiralty Way", "hideAddress": true}));
    all.insert(GroupName::PRICE, json!({"amountMinor": 6, "currency": "NGN", "onRequest": true}));
    all.insert(GroupName::PRIVATE_NOTES, json!("In no hurry"));
    assert!(!changed(&all));
    all.insert(GroupName::LOCATION, json!({"area": "Lekki", "street": "6 Admiralty Way"}));
    assert!(changed(&all));
}

#[test]
fn a_part_that_says_nothing_is_null() {
    assert_eq!(group_value(&Rooms::default()), Value::Null);
    assert_eq!(group_value(&Rooms { bedrooms: Some(Count(4).into()), ..Rooms::default() }), json!({"bedrooms": 4}));
}

#[test]
fn a_value_this_version_cannot_read_is_kept() {
    let original = groups(json!({
        "title": {"en": "Duplex", "yo": "Ile"}, "price": "many", "purpose": "auction", "propertyType": "houseboat",
        "rooms": {"bedrooms": 4.5}, "titleDocument": "digital", "building": [1],
    }));
    let property = Property::from_groups(DraftId(Uuid::nil()), &original);
    assert_eq!(property.title, None);
    assert_eq!(property.to_groups(), original);
}

#[test]
fn a_listing_is_published_exactly_while_it_holds_a_public_copy() {
    let mut all = groups(json!({"title": "Duplex in Lekki", "amenity:pool": true, "amenity:gym": false}));
    let copy =
        Publication { fields: Property::public_groups(&all), published_by: None, published_at: 1, other: Map::new() };
    all.insert(GroupName::PUBLICATION, serde_json::to_value(copy).expect("serialises"));
    let published = Property::from_groups(DraftId(Uuid::nil()), &all);
    assert_eq!(published.status, Status::Published);
    assert!(!published.has_unpublished_changes());

    all.insert(GroupName::TITLE, json!("Duplex in Ikoyi"));
    assert!(Property::from_groups(DraftId(Uuid::nil()), &all).has_unpublished_changes());

    all.insert(GroupName::PUBLICATION, Value::Null);
    assert_eq!(Property::from_groups(DraftId(Uuid::nil()), &all).status, Status::Draft);
}

#[test]
fn a_default_that_was_not_spelled_out_when_published_is_no_change() {
    let fields = json!({"price": {"amountMinor": 5}, "location": {"state": "Lagos", "street": null}});
    let all = groups(json!({
        "price": {"amountMinor": 5},
        "location": {"state": "Lagos", "street": null},
        "publication": {"fields": fields, "publishedAt": 1},
    }));
    assert!(!Property::from_groups(DraftId(Uuid::nil()), &all).has_unpublished_changes());
}

/// Any JSON that is not `null`, which means "cleared" at the top of a group.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        "[a-z₦]{0,6}".prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(
                "state|lga|typed|currency|amountMinor|period|bedrooms|landSize|yearBuilt|furnished|latitude|[a-z]{1,4}",
                inner,
                0..4
            )
            .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// What a field for a figure may hold.
fn entry() -> impl Strategy<Value = Value> {
    prop_oneof![(0_u32..3_000).prop_map(Value::from), "[a-z0-9 ]{0,6}".prop_map(Value::String)]
}

fn group() -> impl Strategy<Value = (GroupName, Value)> {
    let text = || "\\PC{0,12}".prop_map(Value::String);
    prop_oneof![
        (Just(GroupName::TITLE), prop_oneof![text(), json()]),
        (Just(GroupName::DESCRIPTION), prop_oneof![text(), json()]),
        (
            Just(GroupName::PRICE),
            prop_oneof![
                (any::<i64>(), "[A-Z]{3}").prop_map(|(a, c)| json!({"amountMinor": a, "currency": c})),
                "[a-z ]{1,9}".prop_map(|typed| json!({"typed": typed, "currency": "NGN"})),
                json(),
            ],
        ),
        (
            Just(GroupName::LOCATION),
            prop_oneof![
                ("[a-z]{1,5}", json()).prop_map(|(area, new)| json!({"area": area, "newField": new})),
                json()
            ],
        ),
        (
            proptest::sample::select(vec![GroupName::PURPOSE, GroupName::PROPERTY_TYPE, GroupName::TITLE_DOCUMENT]),
            prop_oneof!["sale|rent|flat|land|cOfO|later".prop_map(Value::String), json()],
        ),
        (Just(GroupName::PRIVATE_NOTES), prop_oneof![text(), json()]),
        (
            Just(GroupName::TERMS),
            prop_oneof![
                (any::<i64>(), entry(), json()).prop_map(|(amount, entry, new)| json!({
                    "serviceCharge": {"amountMinor": amount, "currency": "NGN", "new": new.clone()},
                    "serviceChargeFrequency": "year", "agencyPercent": entry, "new": new,
                })),
                json(),
            ],
        ),
        (
            proptest::sample::select(vec![GroupName::ROOMS, GroupName::SIZE, GroupName::BUILDING]),
            prop_oneof![
                (entry(), entry(), json()).prop_map(|(one, other, new)| json!({
                    "bedrooms": one.clone(), "parking": other.clone(), "landSize": one.clone(), "livingArea": other.clone(),
                    "yearBuilt": one, "furnished": other, "serviced": true, "new": new,
                })),
                json(),
            ],
        ),
        (
            Just(GroupName::PUBLICATION),
            prop_oneof![
                (any::<i64>(), json(), json()).prop_map(
                    |(at, title, new)| json!({"fields": {"title": title}, "publishedAt": at, "new": new})
                ),
                json(),
            ],
        ),
        (
            "amenity:[a-zA-Z-]{1,9}".prop_map(|name| name.parse().expect("a valid name")),
            prop_oneof![Just(Value::Bool(true)), json()]
        ),
        ("[a-zA-Z0-9_.:-]{1,64}".prop_map(|name| name.parse().expect("a valid name")), json()),
    ]
}

proptest! {
    #[test]
    fn whatever_the_groups_hold_the_listing_survives_being_written_and_read(
        groups in proptest::collection::vec(group(), 0..12)
    ) {
        let groups: Groups = groups.into_iter().collect();
        let property = Property::from_groups(DraftId(Uuid::nil()), &groups);
        let written = property.to_groups();
        prop_assert_eq!(&Property::from_groups(property.id, &written), &property);

        // Every value that says something is still there, whether this version can read it or not.
        for (name, value) in &groups {
            let absent_amenity = name.as_amenity().is_some() && *value == Value::Bool(false);
            prop_assert_eq!(written.contains_key(name), !absent_amenity, "{}", name);
            if let (Value::Object(before), Some(Value::Object(after))) = (value, written.get(name)) {
                for (field, value) in before {
                    prop_assert_eq!(after.get(field), Some(value), "{}.{}", name, field);
                }
            } else if !absent_amenity {
                prop_assert_eq!(written.get(name), Some(value), "{}", name);
            }
        }
    }
}
