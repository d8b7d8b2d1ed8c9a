//! What a listing is not asked, by what it is and what it is for. Such answers stay in the draft, for the day when they are asked
//! for again; buyers see none of them, because whoever publishes does not see them either.

use serde_json::Value;

use crate::{GroupName, Groups, PropertyType, Purpose};

/// What of a group is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of it.
    All,
    /// All but these fields.
    AllBut(&'static [&'static str]),
    /// Nothing.
    Nothing,
}

/// What of a group is asked of the listing that these groups are.
pub(crate) fn asked(name: &GroupName, groups: &Groups) -> Asked {
    let is = |group: GroupName| *name == group;
    let (sale, kind) = (purpose(groups).map(|purpose| purpose == Purpose::Sale), kind(groups));
    let is_land = kind == Some(PropertyType::Land);
    if is(GroupName::TITLE_DOCUMENT) && sale == Some(false) || is(GroupName::BUILDING) && is_land {
        return Asked::Nothing;
    }
    if is(GroupName::ROOMS) {
        return match kind {
            Some(PropertyType::Land) => Asked::Nothing,
            Some(kind) if !kind.is_home() => Asked::AllBut(&["bedrooms", "bathrooms", "toilets", "boysQuarters"]),
            Some(_) | None => Asked::All,
        };
    }
    if is(GroupName::SIZE) && is_land {
        return Asked::AllBut(&["livingArea"]);
    }
    match sale {
        Some(true) if is(GroupName::TERMS) => Asked::AllBut(&["cautionDeposit", "advanceMonths"]),
        Some(true) if is(GroupName::PRICE) => Asked::AllBut(&["period"]),
        _ => Asked::All,
    }
}

/// What an unknown purpose or type asks, nobody can say: then everything is.
fn purpose(groups: &Groups) -> Option<Purpose> {
    groups.get(&GroupName::PURPOSE).and_then(|value| serde_json::from_value(value.clone()).ok())
}

fn kind(groups: &Groups) -> Option<PropertyType> {
    groups.get(&GroupName::PROPERTY_TYPE).and_then(|value| serde_json::from_value(value.clone()).ok())
}

/// A value with what is asked of it; `None`: nothing is left.
pub(crate) fn only_asked(asked: Asked, value: &Value) -> Option<Value> {
    match (asked, value) {
        (Asked::All, _) => Some(value.clone()),
        (Asked::AllBut(left_out), Value::Object(fields)) => {
            let kept = fields.iter().filter(|(field, _)| !left_out.contains(&field.as_str()));
            let kept: serde_json::Map<_, _> = kept.map(|(field, value)| (field.clone(), value.clone())).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        // What is no object cannot be read, and may hold what is not asked.
        (Asked::Nothing | Asked::AllBut(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Property;

    fn public(purpose: &str, kind: &str) -> Value {
        let groups = json!({
            "purpose": purpose, "propertyType": kind, "titleDocument": "cOfO",
            "price": {"amountMinor": 5, "currency": "NGN", "period": "year"},
            "terms": {"advanceMonths": 24, "cautionDeposit": {"amountMinor": 5}, "legalPercent": 500},
            "rooms": {"bedrooms": 4, "toilets": 5, "parking": 2}, "size": {"livingArea": 200, "landSize": 600},
            "building": {"yearBuilt": 2019},
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
        let shop = public("rent", "shop");
        assert_eq!((&shop["rooms"], &shop["titleDocument"]), (&json!({"parking": 2}), &Value::Null));
        assert_eq!((&shop["price"]["period"], &shop["terms"]["advanceMonths"]), (&json!("year"), &json!(24)));
        let home = public("sale", "duplex");
        assert_eq!(home["rooms"], json!({"bedrooms": 4, "toilets": 5, "parking": 2}));
    }

    #[test]
    fn of_what_a_newer_version_offers_everything_is_told() {
        let other = public("auction", "houseboat");
        assert_eq!(other["rooms"]["bedrooms"], 4);
        assert_eq!(other["terms"]["advanceMonths"], 24);
    }
}
