//! Which questions a listing is asked, by what it is and what it is for.
//!
//! The one rule: a question that is not asked keeps its answer, for the day when it is asked again. Until then it neither keeps a
//! listing from being published nor reaches buyers: whoever publishes does not see it either.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{GroupName, Groups, Property, PropertyType, Purpose};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each question is asked or not, whatever the others")]
pub struct Asked {
    /// What a sale rests on.
    pub sale: bool,
    /// What is asked of tenants and guests.
    pub rent: bool,
    /// The rooms of a home.
    pub rooms: bool,
    /// Places to park, without other rooms.
    pub parking_alone: bool,
    /// What only buildings have.
    pub building: bool,
    /// How much is lived or worked in.
    pub living_area: bool,
    /// Whether it is a plot, whose size has to be known.
    pub land: bool,
}

impl Asked {
    /// What is asked of a listing. As long as nobody said what it is, it may be a home.
    pub fn of(property: &Property) -> Self {
        Self::by(property.purpose, property.property_type)
    }

    fn by(purpose: Option<Purpose>, kind: Option<PropertyType>) -> Self {
        let land = kind == Some(PropertyType::Land);
        let home = kind.is_none_or(PropertyType::is_home);
        Self {
            sale: purpose == Some(Purpose::Sale),
            rent: purpose.is_some_and(Purpose::is_periodic),
            rooms: home,
            parking_alone: !home && !land,
            building: !land,
            living_area: !land,
            land,
        }
    }
}

impl Default for Asked {
    /// As long as nobody said what it is.
    fn default() -> Self {
        Self::by(None, None)
    }
}

/// What of a group is kept from buyers because it is not asked.
#[derive(Clone, Copy)]
enum LeftOut {
    Fields(&'static [&'static str]),
    Everything,
}

/// A value with what is asked of it, of the listing that these groups are; `None`: nothing is left.
pub(crate) fn only_asked(name: &GroupName, value: &Value, groups: &Groups) -> Option<Value> {
    match (left_out(name, groups), value) {
        (LeftOut::Fields([]), _) => Some(value.clone()),
        (LeftOut::Fields(left_out), Value::Object(fields)) => {
            let kept = fields.iter().filter(|(field, _)| !left_out.contains(&field.as_str()));
            let kept: serde_json::Map<_, _> = kept.map(|(field, value)| (field.clone(), value.clone())).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        // What is no object cannot be read, and may hold what is not asked.
        (LeftOut::Everything | LeftOut::Fields(_), _) => None,
    }
}

/// What a purpose of a newer version asks, nobody can say: then nothing is left out for its sake.
fn left_out(name: &GroupName, groups: &Groups) -> LeftOut {
    let is = |group: GroupName| *name == group;
    let (purpose, kind) = (choice(groups, &GroupName::PURPOSE), choice(groups, &GroupName::PROPERTY_TYPE));
    let asked = Asked::by(purpose, kind);
    let no_sale = purpose.is_some() && !asked.sale;
    let no_rent = purpose.is_some() && !asked.rent;
    if is(GroupName::TITLE_DOCUMENT) && no_sale || is(GroupName::BUILDING) && !asked.building {
        return LeftOut::Everything;
    }
    if name.as_amenity().is_some_and(|id| !id.is_asked_of(kind)) {
        return LeftOut::Everything;
    }
    if is(GroupName::ROOMS) && !asked.rooms {
        let but_parking = LeftOut::Fields(&["bedrooms", "bathrooms", "toilets", "boysQuarters"]);
        return if asked.parking_alone { but_parking } else { LeftOut::Everything };
    }
    LeftOut::Fields(match () {
        () if is(GroupName::SIZE) && !asked.living_area => &["livingArea"],
        () if is(GroupName::TERMS) && no_rent => &["cautionDeposit", "advanceMonths"],
        () if is(GroupName::PRICE) && no_rent => &["period"],
        () => &[],
    })
}

fn choice<T: DeserializeOwned>(groups: &Groups, name: &GroupName) -> Option<T> {
    groups.get(name).and_then(|value| T::deserialize(value).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DraftId, check_for_publishing};

    fn public(purpose: &str, kind: &str) -> Value {
        let groups = json!({
            "purpose": purpose, "propertyType": kind, "titleDocument": "cOfO",
            "price": {"amountMinor": 5, "currency": "NGN", "period": "year"},
            "terms": {"advanceMonths": 24, "cautionDeposit": {"amountMinor": 5}, "legalPercent": 500},
            "rooms": {"bedrooms": 4, "toilets": 5, "parking": 2}, "size": {"livingArea": 200, "landSize": 600},
            "building": {"yearBuilt": 2019}, "amenity:lift": true, "amenity:paved-roads": true,
        });
        let groups: Groups = serde_json::from_value(groups).expect("groups");
        serde_json::to_value(Property::public_groups(&groups)).expect("serialises")
    }

    #[test]
    fn buyers_see_no_answer_that_whoever_publishes_does_not() {
        let land = public("sale", "land");
        assert_eq!((&land["rooms"], &land["building"]), (&Value::Null, &Value::Null));
        assert_eq!(land["size"], json!({"landSize": 600}));
        assert_eq!(land["terms"], json!({"legalPercent": 500}));
        assert_eq!(land["price"], json!({"amountMinor": 5, "currency": "NGN"}));
        assert_eq!(land["titleDocument"], "cOfO");
        assert_eq!((&land["amenity:lift"], &land["amenity:paved-roads"]), (&Value::Null, &json!(true)));
        let shop = public("rent", "shop");
        assert_eq!((&shop["rooms"], &shop["titleDocument"]), (&json!({"parking": 2}), &Value::Null));
        assert_eq!((&shop["price"]["period"], &shop["terms"]["advanceMonths"]), (&json!("year"), &json!(24)));
        let home = public("sale", "duplex");
        assert_eq!(home["rooms"], json!({"bedrooms": 4, "toilets": 5, "parking": 2}));
        assert_eq!(home["amenity:lift"], json!(true));
    }

    #[test]
    fn of_what_a_newer_version_offers_everything_is_told() {
        let other = public("auction", "houseboat");
        assert_eq!(other["rooms"]["bedrooms"], 4);
        assert_eq!(other["terms"]["advanceMonths"], 24);
    }

    #[test]
    fn land_has_no_rooms_and_a_shop_only_parking() {
        let land = Asked::by(Some(Purpose::Sale), Some(PropertyType::Land));
        assert!(land.sale && land.land && !land.rooms && !land.parking_alone && !land.building && !land.rent);
        let shop = Asked::by(Some(Purpose::Rent), Some(PropertyType::Shop));
        assert!(shop.rent && shop.parking_alone && shop.building && !shop.rooms && !shop.sale);
        let unknown = Asked::by(None, None);
        assert!(unknown.rooms && unknown.building && !unknown.rent && !unknown.sale);
    }

    #[test]
    fn an_answer_that_is_not_asked_keeps_nothing_from_being_published() {
        let odd = json!({
            "purpose": "sale", "propertyType": "land",
            "terms": {"cautionDeposit": "one month", "advanceMonths": "some", "legalPercent": "little"},
            "rooms": {"bedrooms": "many", "parking": "some"}, "size": {"livingArea": "large", "landSize": "wide"},
            "building": {"yearBuilt": "old"},
        });
        let unreadable = |odd: &Value| -> Vec<&str> {
            let groups = serde_json::from_value(odd.clone()).expect("groups");
            let problems = check_for_publishing(&Property::from_groups(DraftId(uuid::Uuid::nil()), &groups));
            problems.iter().filter(|problem| problem.code == "unreadable").map(|problem| problem.field).collect()
        };
        assert_eq!(unreadable(&odd), ["terms.legalPercent", "size.landSize"]);
        let mut shop = odd.clone();
        (shop["propertyType"], shop["purpose"]) = (json!("shop"), json!("rent"));
        let fields = [
            "terms.legalPercent",
            "terms.cautionDeposit",
            "terms.advanceMonths",
            "rooms.parking",
            "size.livingArea",
            "size.landSize",
            "building.yearBuilt",
        ];
        assert_eq!(unreadable(&shop), fields);
    }
}
