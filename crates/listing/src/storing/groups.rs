//! What each group may hold: the shape of every field that this version knows.
//!
//! The one rule: ids and fields of newer versions are stored as they are; what no version could mean is refused by its name.

use lagoon_words::{Message, msg, tr};
use serde_json::{Map, Value};

use super::{FieldError, check_for_storing};
use crate::{Count, Currency, GroupName, Groups, Months, Percent, Publication, SquareMetres, Year};

/// The largest whole number that every reader of JSON keeps exactly: 2^53 - 1.
pub(crate) const LARGEST_AMOUNT: i64 = (1 << 53) - 1;

/// The longest id of a choice, in bytes. None is half as long.
const LONGEST_CHOICE: usize = 48;

/// What a field may hold. Each may be absent too.
enum Shape {
    /// Text, or nothing.
    Text,
    /// `true` or `false`.
    Flag,
    /// An id from a list that newer versions may have made longer, or nothing.
    Choice,
    /// A whole number within bounds, or nothing.
    Whole(i64, i64),
    /// A whole number within bounds, the text that was typed for one, or nothing.
    Figure(i64, i64),
    /// A sum of money, the text that was typed for one, or nothing.
    Sum,
    /// An ISO 4217 code.
    Currency,
}

/// A field, as `group.field`, and what it may hold.
type Field = (&'static str, Shape);

/// A group of several fields: what is said of a value that is none, and its fields.
struct Parts {
    is_not: Message,
    fields: &'static [Field],
}

const COUNT: Shape = Shape::Figure(Count::LEAST as i64, Count::MOST as i64);
const AREA: Shape = Shape::Figure(SquareMetres::LEAST as i64, SquareMetres::MOST as i64);
const PERCENT: Shape = Shape::Figure(Percent::LEAST as i64, Percent::MOST as i64);

const PRICE: Parts = Parts {
    is_not: msg!("This is not a price"),
    fields: &[
        ("price.amountMinor", Shape::Whole(0, LARGEST_AMOUNT)),
        ("price.currency", Shape::Currency),
        ("price.typed", Shape::Text),
        ("price.onRequest", Shape::Flag),
        ("price.period", Shape::Choice),
    ],
};
const TERMS: Parts = Parts {
    is_not: msg!("These are not terms"),
    fields: &[
        ("terms.serviceCharge", Shape::Sum),
        ("terms.serviceChargeFrequency", Shape::Choice),
        ("terms.agencyPercent", PERCENT),
        ("terms.legalPercent", PERCENT),
        ("terms.cautionDeposit", Shape::Sum),
        ("terms.advanceMonths", Shape::Figure(Months::LEAST as i64, Months::MOST as i64)),
    ],
};
const LOCATION: Parts = Parts {
    is_not: msg!("This is not a location"),
    fields: &[
        ("location.state", Shape::Text),
        ("location.lga", Shape::Text),
        ("location.area", Shape::Text),
        ("location.street", Shape::Text),
        ("location.estate", Shape::Text),
        ("location.landmark", Shape::Text),
        // As far as a figure is read at all: publishing asks for a point in Nigeria.
        ("location.latitude", Shape::Figure(-180_000_000, 180_000_000)),
        ("location.longitude", Shape::Figure(-180_000_000, 180_000_000)),
        ("location.hideAddress", Shape::Flag),
    ],
};
const ROOMS: Parts = Parts {
    is_not: msg!("These are not rooms"),
    fields: &[
        ("rooms.bedrooms", COUNT),
        ("rooms.bathrooms", COUNT),
        ("rooms.toilets", COUNT),
        ("rooms.boysQuarters", COUNT),
        ("rooms.parking", COUNT),
    ],
};
const SIZE: Parts =
    Parts { is_not: msg!("This is not a size"), fields: &[("size.livingArea", AREA), ("size.landSize", AREA)] };
const BUILDING: Parts = Parts {
    is_not: msg!("This is not a building"),
    fields: &[
        ("building.yearBuilt", Shape::Figure(Year::LEAST as i64, Year::MOST as i64)),
        ("building.furnished", Shape::Choice),
        ("building.serviced", Shape::Flag),
        ("building.newBuild", Shape::Flag),
    ],
};

/// The groups of several fields.
static GROUPS: [(GroupName, Parts); 6] = [
    (GroupName::PRICE, PRICE),
    (GroupName::TERMS, TERMS),
    (GroupName::LOCATION, LOCATION),
    (GroupName::ROOMS, ROOMS),
    (GroupName::SIZE, SIZE),
    (GroupName::BUILDING, BUILDING),
];

fn parts_of(group: &GroupName) -> Option<&'static Parts> {
    GROUPS.iter().find(|(name, _)| name == group).map(|(_, parts)| parts)
}

/// Every field that this version knows of a group of several, as `group.field`.
pub(crate) fn fields_of(group: &GroupName) -> impl Iterator<Item = &'static str> {
    parts_of(group).into_iter().flat_map(|parts| parts.fields).map(|(field, _)| *field)
}

/// A field's name within its group.
pub(crate) fn own_name(field: &str) -> &str {
    field.split_once('.').map_or(field, |(_, name)| name)
}

/// Checks a value that is not `null`, where `stands` stands. A field that is as it stands already is not judged: who writes
/// another field of the group cannot mend it.
pub(super) fn check(name: &GroupName, stands: Option<&Value>, value: &Value) -> Result<(), FieldError> {
    if let Some(parts) = parts_of(name) {
        return match value {
            Value::Object(fields) => check_fields(parts, stands.and_then(Value::as_object), fields),
            _ => Err(FieldError::invalid(
                name.as_str(),
                tr!("{is_not}: it has to be an object.", is_not = parts.is_not.said()),
            )),
        };
    }
    let is = |group: GroupName| *name == group;
    if is(GroupName::TITLE) || is(GroupName::DESCRIPTION) || is(GroupName::PRIVATE_NOTES) {
        check_shape(name.as_str(), &Shape::Text, value)
    } else if is(GroupName::TRASH) || name.as_amenity().is_some() {
        check_shape(name.as_str(), &Shape::Flag, value)
    } else if is(GroupName::PURPOSE) || is(GroupName::PROPERTY_TYPE) || is(GroupName::TITLE_DOCUMENT) {
        check_shape(name.as_str(), &Shape::Choice, value)
    } else if is(GroupName::PUBLICATION) {
        check_publication(value)
    } else {
        Ok(())
    }
}

fn check_fields(
    parts: &Parts,
    stands: Option<&Map<String, Value>>,
    fields: &Map<String, Value>,
) -> Result<(), FieldError> {
    parts.fields.iter().try_for_each(|(field, shape)| match fields.get(own_name(field)) {
        None => Ok(()),
        Some(value) if stands.is_some_and(|stands| stands.get(own_name(field)) == Some(value)) => Ok(()),
        Some(value) => check_shape(field, shape, value),
    })
}

fn check_shape(field: &str, shape: &Shape, value: &Value) -> Result<(), FieldError> {
    let refuse = |message: String| Err(FieldError::invalid(field, message));
    match (shape, value) {
        (Shape::Flag, Value::Bool(_)) => Ok(()),
        (Shape::Flag, _) => refuse(tr!("This must be true or false.").into()),
        (Shape::Currency, value) => check_currency(field, value),
        (_, Value::Null) | (Shape::Text | Shape::Figure(..) | Shape::Sum, Value::String(_)) => Ok(()),
        (Shape::Text, _) => refuse(tr!("This must be text.").into()),
        (Shape::Choice, Value::String(id)) if is_choice(id) => Ok(()),
        (Shape::Choice, _) => refuse(tr!(
            "This must be one of its choices: 1 to {most} letters, digits, '_' or '-'.",
            most = LONGEST_CHOICE
        )),
        (Shape::Whole(least, most) | Shape::Figure(least, most), value) => check_whole(field, value, *least, *most),
        (Shape::Sum, Value::Object(sum)) => {
            let amount = sum.get("amountMinor").unwrap_or(&Value::Null);
            check_whole(&format!("{field}.amountMinor"), amount, 0, LARGEST_AMOUNT)?;
            sum.get("currency").map_or(Ok(()), |value| check_currency(&format!("{field}.currency"), value))
        }
        (Shape::Sum, _) => refuse(tr!("This must be an amount and its currency, or the text that was typed.").into()),
    }
}

fn is_choice(id: &str) -> bool {
    (1..=LONGEST_CHOICE).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn check_whole(field: &str, value: &Value, least: i64, most: i64) -> Result<(), FieldError> {
    match value.as_i64() {
        Some(number) if (least..=most).contains(&number) => Ok(()),
        _ => Err(FieldError::invalid(field, tr!("This must be a whole number from {least} to {most}.", least, most))),
    }
}

fn check_currency(field: &str, value: &Value) -> Result<(), FieldError> {
    match value.as_str().map(str::parse::<Currency>) {
        Some(Ok(_)) => Ok(()),
        _ => Err(FieldError::invalid(field, tr!("This must be a code of three capital letters, such as NGN."))),
    }
}

fn check_publication(value: &Value) -> Result<(), FieldError> {
    let copy: Publication = serde_json::from_value(value.clone())
        .map_err(|error| FieldError::invalid("publication", tr!("This is not a publication: {error}.", error)))?;
    if copy.fields.get(&GroupName::PRIVATE_NOTES).is_some_and(|notes| !notes.is_null()) {
        return Err(FieldError::invalid(
            "publication",
            tr!("Private notes are never published. Take them out of the copy."),
        ));
    }
    check_groups(&copy.fields)
}

fn check_groups(groups: &Groups) -> Result<(), FieldError> {
    groups.iter().filter(|(name, _)| **name != GroupName::PUBLICATION).try_for_each(|(n, v)| check_for_storing(n, v))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check_change_for_storing;

    fn refused(name: &GroupName, value: &Value) -> String {
        check_for_storing(name, value).expect_err("refused").field
    }

    #[test]
    fn a_negative_fractional_or_boundless_price_is_refused_by_name() {
        for bad in [json!(-1), json!(0.5), json!("45m"), json!(1e300), json!(u64::MAX), json!(1_i64 << 53)] {
            let price = json!({"amountMinor": bad, "currency": "NGN"});
            assert_eq!(refused(&GroupName::PRICE, &price), "price.amountMinor", "{bad}");
        }
        assert_eq!(check_for_storing(&GroupName::PRICE, &json!({"amountMinor": 0, "currency": "NGN"})), Ok(()));
        assert_eq!(check_for_storing(&GroupName::PRICE, &json!({"typed": "about 45", "currency": "NGN"})), Ok(()));
    }

    #[test]
    fn what_no_version_could_mean_is_refused_by_name() {
        for (group, value, field) in [
            (GroupName::PURPOSE, json!(1), "purpose"),
            (GroupName::PURPOSE, json!(""), "purpose"),
            (GroupName::PURPOSE, json!("for sale"), "purpose"),
            (GroupName::PROPERTY_TYPE, json!({"id": "flat"}), "propertyType"),
            (GroupName::TITLE_DOCUMENT, json!("x".repeat(49)), "titleDocument"),
            (GroupName::PRIVATE_NOTES, json!(["x"]), "privateNotes"),
            (GroupName::PRICE, json!({"onRequest": "yes"}), "price.onRequest"),
            (GroupName::PRICE, json!({"period": 1}), "price.period"),
            (GroupName::PRICE, json!("45m"), "price"),
            (GroupName::TERMS, json!({"serviceCharge": 500_000}), "terms.serviceCharge"),
            (GroupName::TERMS, json!({"serviceCharge": {"currency": "NGN"}}), "terms.serviceCharge.amountMinor"),
            (GroupName::TERMS, json!({"cautionDeposit": {"amountMinor": -1}}), "terms.cautionDeposit.amountMinor"),
            (
                GroupName::TERMS,
                json!({"cautionDeposit": {"amountMinor": 1, "currency": "naira"}}),
                "terms.cautionDeposit.currency",
            ),
            (GroupName::PRICE, json!({"amountMinor": 1, "currency": "naira"}), "price.currency"),
            (GroupName::PRICE, json!({"amountMinor": 1, "currency": null}), "price.currency"),
            (GroupName::TERMS, json!({"agencyPercent": 7.5}), "terms.agencyPercent"),
            (GroupName::TERMS, json!({"agencyPercent": 10_001}), "terms.agencyPercent"),
            (GroupName::TERMS, json!({"advanceMonths": 121}), "terms.advanceMonths"),
            (GroupName::TERMS, json!([]), "terms"),
            (GroupName::LOCATION, json!({"latitude": 6.4474}), "location.latitude"),
            (GroupName::LOCATION, json!({"latitude": 180_000_001}), "location.latitude"),
            (GroupName::LOCATION, json!({"longitude": -180_000_001}), "location.longitude"),
            (GroupName::LOCATION, json!({"estate": 1}), "location.estate"),
            (GroupName::LOCATION, json!({"hideAddress": null}), "location.hideAddress"),
            (GroupName::ROOMS, json!({"bedrooms": -1}), "rooms.bedrooms"),
            (GroupName::ROOMS, json!({"toilets": 1_000}), "rooms.toilets"),
            (GroupName::ROOMS, json!({"parking": true}), "rooms.parking"),
            (GroupName::SIZE, json!({"landSize": 0}), "size.landSize"),
            (GroupName::SIZE, json!({"livingArea": 100_000_001}), "size.livingArea"),
            (GroupName::BUILDING, json!({"yearBuilt": 19}), "building.yearBuilt"),
            (GroupName::BUILDING, json!({"serviced": 1}), "building.serviced"),
            (GroupName::BUILDING, json!({"furnished": {}}), "building.furnished"),
        ] {
            assert_eq!(refused(&group, &value), field, "{value}");
        }
    }

    #[test]
    fn what_was_typed_and_what_newer_versions_write_is_stored() {
        for (group, value) in [
            (GroupName::PURPOSE, json!("auction")),
            (GroupName::PROPERTY_TYPE, json!("houseboat")),
            (GroupName::TITLE_DOCUMENT, json!("digitalTitle")),
            (GroupName::PRIVATE_NOTES, json!("The owner is in a hurry.")),
            (GroupName::PRICE, json!({"onRequest": true, "period": "week", "later": 1})),
            (GroupName::TERMS, json!({"serviceCharge": "about 500k", "agencyPercent": "ten", "later": [1]})),
            (GroupName::TERMS, json!({"serviceCharge": {"amountMinor": 1, "currency": "CHF", "vat": true}})),
            (GroupName::LOCATION, json!({"latitude": "6.4.4", "longitude": 3_470_600, "plusCode": "6FR5"})),
            (GroupName::ROOMS, json!({"bedrooms": "4 or 5", "bathrooms": null, "studies": 2})),
            (GroupName::SIZE, json!({"landSize": "2 plots", "livingArea": 220})),
            (GroupName::BUILDING, json!({"yearBuilt": "soon", "furnished": "antique", "newBuild": false})),
        ] {
            assert_eq!(check_for_storing(&group, &value), Ok(()), "{value}");
        }
    }

    #[test]
    fn a_field_that_stands_already_is_not_judged_and_its_neighbours_are() {
        let stands = json!({"latitude": 6.4474, "hideAddress": null, "street": "5 Admiralty Way"});
        let check = |value| check_change_for_storing(&GroupName::LOCATION, Some(&stands), &value);
        assert_eq!(check(json!({"latitude": 6.4474, "hideAddress": null, "street": "6 Admiralty Way"})), Ok(()));
        let field = |value| check(value).expect_err("refused").field;
        assert_eq!(field(json!({"latitude": 6.4475, "street": "5 Admiralty Way"})), "location.latitude");
        assert_eq!(field(json!({"latitude": 6.4474, "street": 5})), "location.street");
    }

    #[test]
    fn a_public_copy_with_private_notes_is_refused() {
        let copy = json!({"fields": {"title": "Duplex", "privateNotes": "In a hurry"}, "publishedAt": 1});
        assert_eq!(refused(&GroupName::PUBLICATION, &copy), "publication");
        let copy = json!({"fields": {"title": "Duplex", "privateNotes": null}, "publishedAt": 1});
        assert_eq!(check_for_storing(&GroupName::PUBLICATION, &copy), Ok(()));
    }
}
