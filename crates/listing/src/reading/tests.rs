use proptest::{collection::btree_map, prelude::*, sample::select};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::Part;
use crate::{
    Building, Count, Currency, Entry, Furnished, GroupName, Groups, Location, MicroDegrees, Money, Months, Percent,
    Period, Price, Property, Rooms, Size, SquareMetres, Sum, Terms, Year, check_for_publishing, check_for_storing,
    sample::ready,
    storing::{fields_of, own_name},
};

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("an object is read")
}

fn written<T: serde::Serialize>(part: &T) -> Value {
    serde_json::to_value(part).expect("serialises")
}

#[test]
fn a_field_of_another_kind_leaves_the_others_readable_and_stays_as_it_stands() {
    let stored = json!({
        "state": "Lagos", "lga": 7, "street": "5 Admiralty Way", "latitude": [6.4], "longitude": "3.4.7",
        "hideAddress": "yes", "landmark": null, "plusCode": "6FR5",
    });
    let location: Location = read(&stored);
    assert_eq!((location.state.as_deref(), location.lga.as_deref()), (Some("Lagos"), None));
    assert_eq!(location.longitude, Some(Entry::Typed("3.4.7".into())));
    assert_eq!((location.latitude.clone(), location.hide_address), (None, false));
    let mut again = stored;
    again.as_object_mut().expect("an object").remove("landmark");
    assert_eq!(written(&location), again);
    let rooms: Rooms = read(&json!({"bedrooms": 4, "bathrooms": 4.5, "toilets": -1, "parking": 1e30}));
    assert_eq!((rooms.bedrooms.clone(), rooms.bathrooms.clone()), (Some(Count(4).into()), None));
    assert_eq!(written(&rooms), json!({"bedrooms": 4, "bathrooms": 4.5, "toilets": -1, "parking": 1e30}));
}

#[test]
fn what_is_set_takes_the_place_of_what_could_not_be_read_for_good() {
    let mut rooms: Rooms = read(&json!({"bedrooms": 4.5, "bathrooms": true}));
    rooms.bedrooms = Some(Count(4).into());
    let stored = written(&rooms);
    assert_eq!(stored, json!({"bedrooms": 4, "bathrooms": true}));
    let text = serde_json::to_string(&rooms).expect("serialises");
    assert_eq!(text.matches("bedrooms").count(), 1, "{text}");
    let mut rooms: Rooms = read(&stored);
    rooms.bedrooms = None;
    assert_eq!(written(&rooms), json!({"bathrooms": true}), "what was replaced does not come back");
    let mut location: Location = read(&json!({"hideAddress": "yes"}));
    location.hide_address = true;
    assert_eq!(written(&location), json!({"hideAddress": true}));
}

#[test]
fn a_null_where_a_switch_belongs_says_that_nobody_answered() {
    let location: Location = read(&json!({"street": "5 Admiralty Way", "hideAddress": null}));
    assert_eq!(written(&location), json!({"street": "5 Admiralty Way"}));
    let price: Price = read(&json!({"amountMinor": 5, "currency": null, "onRequest": null}));
    assert_eq!(written(&price), json!({"amountMinor": 5, "currency": "NGN"}));
}

#[test]
fn degrees_with_a_fraction_become_millionths_and_nothing_else_does() {
    let latitude = |value: Value| read::<Location>(&json!({"latitude": value})).latitude;
    let millionths = |value: i32| Some(Entry::Value(MicroDegrees(value)));
    assert_eq!(latitude(json!(6.4474)), millionths(6_447_400));
    assert_eq!(latitude(json!(-0.5)), millionths(-500_000));
    assert_eq!(latitude(json!(6.447_412_399_99)), millionths(6_447_412));
    assert_eq!(latitude(json!(1e-9)), millionths(0));
    assert_eq!(latitude(json!(6_447_400)), millionths(6_447_400));
    assert_eq!(latitude(json!(6)), millionths(6), "a whole number counts millionths");
    for unclear in [json!(6.0), json!(90.5), json!(-91.25), json!(6_447_400.5), json!(1e300)] {
        assert_eq!(latitude(unclear.clone()), None, "{unclear}");
    }
    let longitude = |value: Value| read::<Location>(&json!({"longitude": value})).longitude;
    assert_eq!(longitude(json!(103.25)), millionths(103_250_000));
    assert_eq!(longitude(json!(180.5)), None);
    assert_eq!(written(&read::<Location>(&json!({"latitude": 6.4474}))), json!({"latitude": 6_447_400}));
}

#[test]
fn an_amount_in_a_currency_that_nobody_can_read_is_no_amount_of_naira() {
    let stored = json!({"amountMinor": 5, "currency": {"iso": "NGN"}, "period": "year"});
    let price: Price = read(&stored);
    assert_eq!((price.money(), price.period()), (None, Some(Period::Year)));
    assert_eq!(written(&price), stored);
    let mut entered = price.clone();
    entered.amount_minor = Some(7);
    assert_eq!(written(&entered), json!({"amountMinor": 7, "currency": "NGN", "period": "year"}));
    let mut chosen = price;
    chosen.currency = Currency::USD;
    assert_eq!(written(&chosen), json!({"amountMinor": 5, "currency": "USD", "period": "year"}));
}

#[test]
fn what_buyers_would_be_told_unread_keeps_a_listing_from_being_published() {
    let problems = |group: GroupName, field: &str, value: Value| {
        let mut groups = ready().to_groups();
        groups.entry(group.clone()).or_insert_with(|| json!({}))[field] = value;
        let property = Property::from_groups(crate::DraftId(uuid::Uuid::nil()), &groups);
        let problems = check_for_publishing(&property);
        problems.iter().map(|problem| (problem.field, problem.code)).collect::<Vec<_>>()
    };
    assert_eq!(problems(GroupName::LOCATION, "hideAddress", json!("yes")), [("location.hideAddress", "unreadable")]);
    assert_eq!(problems(GroupName::ROOMS, "bedrooms", json!(4.5)), [("rooms.bedrooms", "unreadable")]);
    assert_eq!(problems(GroupName::PRICE, "currency", json!(5)), [("price", "unreadable")]);
    assert_eq!(problems(GroupName::PRICE, "amountMinor", json!(0.5)), [("price", "unreadable")]);
    assert_eq!(problems(GroupName::BUILDING, "serviced", json!("yes")), [("building.serviced", "unreadable")]);
    assert_eq!(problems(GroupName::TERMS, "advanceMonths", json!(0.5)), [], "a sale is not asked");
    assert_eq!(problems(GroupName::ROOMS, "studies", json!(0.5)), [], "what newer versions ask is no problem");
}

/// What a field may hold after other versions, other programs and mishaps.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-5_i64..3_000).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-200.0..200.0_f64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::String),
        select(vec!["NGN", "USD", "naira", "year", "furnished", "4"]).prop_map(Value::from),
        (any::<i64>(), select(vec!["NGN", "naira"])).prop_map(|(a, c)| json!({"amountMinor": a, "currency": c})),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            btree_map("[a-zA-Z]{1,11}", inner, 0..3).prop_map(|fields| json!(fields)),
        ]
    })
}

fn group(name: &GroupName) -> impl Strategy<Value = Value> + use<> {
    let known: Vec<String> = fields_of(name).map(|field| own_name(field).to_owned()).collect();
    btree_map(prop_oneof![4 => select(known), 1 => "[a-z]{1,4}"], anything(), 0..8).prop_map(|fields| json!(fields))
}

fn is_flag(field: &str) -> bool {
    ["onRequest", "hideAddress", "serviced", "newBuild"].contains(&field)
}

/// Whether reading and writing may only have spelt the field otherwise: nothing said, or degrees as millionths.
fn is_same(field: &str, known: bool, before: &Value, after: Option<&Value>) -> bool {
    if known && (before.is_null() || is_flag(field) && *before == Value::Bool(false)) {
        return after.is_none() || field == "currency" && after == Some(&json!("NGN"));
    }
    let degrees = before.as_f64().filter(|it| before.is_f64() && it.fract() != 0.0);
    let most = if field == "latitude" { 90.0 } else { 180.0 };
    match degrees {
        Some(degrees) if ["latitude", "longitude"].contains(&field) && degrees.abs() <= most => {
            after.and_then(Value::as_i64).is_some_and(|it| {
                #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
                let millionths = it as f64;
                (millionths - degrees * 1e6).abs() <= 1.0
            })
        }
        _ => after == Some(before),
    }
}

fn sum() -> Entry<Sum> {
    Entry::Value(Sum::new(Money { minor: 5, currency: Currency::NGN }))
}

/// The promises that every group keeps, whatever it holds. `set` sets one field, which it names.
fn check<T>(group: &GroupName, value: &Value, set: impl Fn(&mut T) -> &'static str)
where
    T: Part + DeserializeOwned + serde::Serialize + Clone + PartialEq + std::fmt::Debug,
{
    let known: Vec<&str> = fields_of(group).map(own_name).collect();
    let part: T = read(value);
    let after = written(&part);
    let fields = value.as_object().expect("an object");
    for (field, before) in fields {
        assert!(is_same(field, known.contains(&&**field), before, after.get(field)), "{field}: {value} → {after}");
        let alone = T::read_whole(&Value::Object(Map::from_iter([(field.clone(), before.clone())])));
        let with_currency = *group == GroupName::PRICE && part.kept().contains_key("currency");
        if known.contains(&&**field) && alone.is_ok() && !(with_currency && field == "amountMinor") {
            assert!(!part.kept().contains_key(field), "{field} can be read: {value}");
        }
    }
    let new = after.as_object().expect("an object").keys().filter(|field| !fields.contains_key(*field));
    assert!(new.clone().all(|field| field == "currency"), "{new:?} came from nowhere: {value}");
    assert_eq!(read::<T>(&after), part, "written and read it is the same");
    assert_eq!(written(&read::<T>(&after)), after);
    if check_for_storing(group, value).is_ok() {
        assert!(known.iter().all(|field| !part.kept().contains_key(*field)), "what may be stored is read: {value}");
        assert_eq!(check_for_storing(group, &after), Ok(()), "what may be stored may be stored again");
    }

    let mut changed = part;
    let field = set(&mut changed);
    let changed = written(&changed);
    let names = changed.as_object().into_iter().chain(after.as_object()).flat_map(Map::keys);
    for name in names.filter(|name| *name != field) {
        let with_amount = *group == GroupName::PRICE && field == "amountMinor" && name == "currency";
        assert!(with_amount || changed.get(name) == after.get(name), "{field} changed {name}: {after} → {changed}");
    }
    assert_eq!(check_for_storing(group, &json!({field: changed[field]})), Ok(()), "{field} is as it was set");
}

macro_rules! set {
    ($pick:expr; $($field:literal => $set:expr),+ $(,)?) => {
        move |part: &mut _| {
            let all: Vec<(&'static str, Box<dyn Fn(&mut _)>)> = vec![$(($field, Box::new($set))),+];
            let (field, set) = &all[$pick.index(all.len())];
            set(part);
            *field
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_a_price_holds(value in group(&GroupName::PRICE), pick in any::<prop::sample::Index>()) {
        check::<Price>(&GroupName::PRICE, &value, set!(pick;
            "amountMinor" => |it: &mut Price| it.amount_minor = Some(5),
            "typed" => |it: &mut Price| it.typed = Some("about 5".into()),
            "onRequest" => |it: &mut Price| it.on_request = true,
            "period" => |it: &mut Price| it.period = Some(Period::Month.into()),
            "currency" => |it: &mut Price| it.currency = Currency::GBP,
        ));
    }

    #[test]
    fn whatever_terms_hold(value in group(&GroupName::TERMS), pick in any::<prop::sample::Index>()) {
        check::<Terms>(&GroupName::TERMS, &value, set!(pick;
            "serviceCharge" => |it: &mut Terms| it.service_charge = Some(sum()),
            "serviceChargeFrequency" => |it: &mut Terms| it.service_charge_frequency = Some(crate::Frequency::Year.into()),
            "agencyPercent" => |it: &mut Terms| it.agency_percent = Some(Percent(500).into()),
            "legalPercent" => |it: &mut Terms| it.legal_percent = Some(Percent(500).into()),
            "cautionDeposit" => |it: &mut Terms| it.caution_deposit = Some(sum()),
            "advanceMonths" => |it: &mut Terms| it.advance_months = Some(Months(12).into()),
        ));
    }

    #[test]
    fn whatever_a_location_holds(value in group(&GroupName::LOCATION), pick in any::<prop::sample::Index>()) {
        check::<Location>(&GroupName::LOCATION, &value, set!(pick;
            "state" => |it: &mut Location| it.state = Some("Lagos".into()),
            "street" => |it: &mut Location| it.street = Some("5 Admiralty Way".into()),
            "latitude" => |it: &mut Location| it.latitude = Some(MicroDegrees(6_447_400).into()),
            "longitude" => |it: &mut Location| it.longitude = Some(Entry::Typed("3.4.7".into())),
            "hideAddress" => |it: &mut Location| it.hide_address = true,
        ));
    }

    #[test]
    fn whatever_rooms_hold(value in group(&GroupName::ROOMS), pick in any::<prop::sample::Index>()) {
        check::<Rooms>(&GroupName::ROOMS, &value, set!(pick;
            "bedrooms" => |it: &mut Rooms| it.bedrooms = Some(Count(4).into()),
            "bathrooms" => |it: &mut Rooms| it.bathrooms = Some(Count(4).into()),
            "toilets" => |it: &mut Rooms| it.toilets = Some(Entry::Typed("4 or 5".into())),
            "boysQuarters" => |it: &mut Rooms| it.boys_quarters = Some(Count(1).into()),
            "parking" => |it: &mut Rooms| it.parking = Some(Count(2).into()),
        ));
    }

    #[test]
    fn whatever_a_size_holds(value in group(&GroupName::SIZE), pick in any::<prop::sample::Index>()) {
        check::<Size>(&GroupName::SIZE, &value, set!(pick;
            "livingArea" => |it: &mut Size| it.living_area = Some(SquareMetres(120).into()),
            "landSize" => |it: &mut Size| it.land_size = Some(SquareMetres(650).into()),
        ));
    }

    #[test]
    fn whatever_a_building_holds(value in group(&GroupName::BUILDING), pick in any::<prop::sample::Index>()) {
        check::<Building>(&GroupName::BUILDING, &value, set!(pick;
            "yearBuilt" => |it: &mut Building| it.year_built = Some(Year(2019).into()),
            "furnished" => |it: &mut Building| it.furnished = Some(Furnished::Partly.into()),
            "serviced" => |it: &mut Building| it.serviced = true,
            "newBuild" => |it: &mut Building| it.new_build = true,
        ));
    }

    #[test]
    fn no_listing_panics_whatever_its_groups_hold(
        location in group(&GroupName::LOCATION), price in group(&GroupName::PRICE), rooms in group(&GroupName::ROOMS),
    ) {
        let groups = Groups::from([
            (GroupName::LOCATION, location), (GroupName::PRICE, price), (GroupName::ROOMS, rooms),
        ]);
        let property = Property::from_groups(crate::DraftId(uuid::Uuid::nil()), &groups);
        prop_assert!(property.other.is_empty(), "every object is read: {:?}", property.other);
        let _ = check_for_publishing(&property);
        prop_assert_eq!(Property::from_groups(property.id, &property.to_groups()), property);
    }
}
