//! `updatePropertyDraft` as the story has it (`PUT /v1/property-drafts/{id}`): plain fields and one `lastModified`, all
//! or nothing.

use std::collections::BTreeSet;

use lagoon_listing::{
    AmenityId, Choice, DraftId, FieldError, GroupName, Groups, Problem, Property, PropertyType, Publication, Purpose,
    Status, TitleDocument, check_change_for_storing, check_for_publishing, check_for_storing,
};
#[cfg(feature = "openapi")]
use lagoon_listing::{Building, Location, Price, Rooms, Size, Terms};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{Context, Decision, HeldDraft, HistoryValue, notice, room::Room};
use crate::{DeviceId, Millis, Stamp, canonical::canonical, wire::GroupHead};

/// A field of a `PUT`: absent leaves it as it is, `null` clears it.
#[allow(clippy::option_option)]
type Patch<T> = Option<Option<T>>;

#[allow(clippy::option_option, clippy::unnecessary_wraps)]
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Patch<T>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A group of several fields as it was sent: what is not said in it is not the same as what is said to be `false`.
type Fields = Map<String, Value>;

/// What buyers may not see is told by these alone: a client that does not know of them must not open what they close.
const STANDS_UNLESS_SAID: [(GroupName, &str); 2] =
    [(GroupName::PRICE, "onRequest"), (GroupName::LOCATION, "hideAddress")];

/// The story's payload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PropertyDraftInput {
    /// When it was changed, in milliseconds since 1970 UTC. Only what is newer than what stands is accepted.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub last_modified: Millis,
    /// The headline.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub title: Patch<String>,
    /// What it is offered for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Purpose>))]
    pub purpose: Patch<Choice<Purpose>>,
    /// What is offered.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<PropertyType>))]
    pub property_type: Patch<Choice<PropertyType>>,
    /// The asking price. Without `onRequest`, that stands as it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Price>))]
    pub price: Patch<Fields>,
    /// What is asked beside it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Terms>))]
    pub terms: Patch<Fields>,
    /// What the title rests on.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TitleDocument>))]
    pub title_document: Patch<Choice<TitleDocument>>,
    /// Where it stands. Without `hideAddress`, that stands as it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Location>))]
    pub location: Patch<Fields>,
    /// Its rooms.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Rooms>))]
    pub rooms: Patch<Fields>,
    /// How large it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Size>))]
    pub size: Patch<Fields>,
    /// The building itself.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Building>))]
    pub building: Patch<Fields>,
    /// The whole set.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeSet<String>>))]
    pub amenities: Patch<BTreeSet<AmenityId>>,
    /// The long text.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub description: Patch<String>,
    /// What the team knows and buyers must not. Never part of what is published.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub private_notes: Patch<String>,
    /// PUBLISHED copies what stands after this update for buyers to see; DRAFT withdraws the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// What becomes of a plain update.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainDecision {
    /// Newer, or the same again: write what the decision holds (nothing, if nothing differs).
    Accepted(Decision),
    /// Not newer than what stands. The decision holds only history.
    NotNewer(Decision),
    /// The same `lastModified` already stands for other content.
    StampReused,
    /// `lastModified` lies more than a minute ahead of the server.
    ClockAhead,
    /// A field may not be stored.
    Invalid(FieldError),
    /// It asks to be published, and these fields fail.
    NotReady(Vec<Problem>),
}

/// Decides one plain update. `device` is the sign-in's own id.
pub fn update_plain_property_draft(
    id: DraftId,
    held: Option<&HeldDraft>,
    input: &PropertyDraftInput,
    device: DeviceId,
    context: Context,
) -> PlainDecision {
    if input.last_modified > context.latest(held.map(HeldDraft::last_modified)) {
        return PlainDecision::ClockAhead;
    }
    let values = held.map(HeldDraft::values).unwrap_or_default();
    let wanted = wanted_groups(input, &values);
    for (name, value) in &wanted {
        if let Err(error) = check_change_for_storing(name, values.get(name), value) {
            return PlainDecision::Invalid(error);
        }
    }
    let wanted = wanted.into_iter().map(|(name, value)| (name.clone(), as_written(id, &name, value)));
    let mut differing: Groups = wanted.filter(|(name, value)| !same(id, name, values.get(name), value)).collect();
    let standing = held.map(HeldDraft::last_modified);
    match add_publication(id, input, &values, &mut differing, context) {
        // What is not newer is not refused for being unready: it is kept in history like any other late value.
        Err(problems) if standing <= Some(input.last_modified) => return PlainDecision::NotReady(problems),
        Err(_) | Ok(()) => {}
    }
    // The copy holds all public groups at once: each may fit and the copy not.
    if let Some(copy) = differing.get(&GroupName::PUBLICATION)
        && let Err(error) = check_for_storing(&GroupName::PUBLICATION, copy)
    {
        return PlainDecision::Invalid(error);
    }
    let stamp = Stamp { millis: input.last_modified, device };
    let head = |value: Value| GroupHead { value, stamp, author: context.user };
    if standing >= Some(input.last_modified) && !differing.is_empty() {
        if standing == Some(input.last_modified) {
            return PlainDecision::StampReused;
        }
        let history = differing.into_iter().map(|(group, value)| HistoryValue { group, head: head(value) }).collect();
        return PlainDecision::NotNewer(Decision { history, ..Decision::default() });
    }
    if standing > Some(input.last_modified) {
        return PlainDecision::NotNewer(Decision::default());
    }
    let mut room = Room::of(held);
    for (name, value) in &differing {
        if let Err(error) = room.take(name, values.get(name), value) {
            return PlainDecision::Invalid(error);
        }
    }
    let replaced = differing.keys().filter_map(|name| {
        let old = held?.groups.get(name)?;
        Some(HistoryValue { group: name.clone(), head: old.head.clone() })
    });
    let history = replaced.collect();
    let writes = differing.into_iter().map(|(name, value)| (name, head(value))).collect();
    let mut decision = Decision { writes, history, ..Decision::default() };
    let after = HeldDraft::after(held, &decision, context);
    // Whoever sends plain fields has read the draft: only a delete that this undoes is told of.
    decision.notices.extend(after.and_then(|after| notice::of_revival(held, &after, false)));
    PlainDecision::Accepted(decision)
}

/// The groups as the payload wants them. Amenities that it leaves out are set to `false`.
fn wanted_groups(input: &PropertyDraftInput, values: &Groups) -> Groups {
    fn add<T: Serialize>(groups: &mut Groups, name: GroupName, field: Option<&Option<T>>) {
        if let Some(value) = field {
            groups.insert(name, serde_json::to_value(value).expect("listing fields have string keys only"));
        }
    }
    let mut groups = Groups::new();
    add(&mut groups, GroupName::TITLE, input.title.as_ref());
    add(&mut groups, GroupName::PURPOSE, input.purpose.as_ref());
    add(&mut groups, GroupName::PROPERTY_TYPE, input.property_type.as_ref());
    add(&mut groups, GroupName::PRICE, input.price.as_ref());
    add(&mut groups, GroupName::TERMS, input.terms.as_ref());
    add(&mut groups, GroupName::TITLE_DOCUMENT, input.title_document.as_ref());
    add(&mut groups, GroupName::LOCATION, input.location.as_ref());
    add(&mut groups, GroupName::ROOMS, input.rooms.as_ref());
    add(&mut groups, GroupName::SIZE, input.size.as_ref());
    add(&mut groups, GroupName::BUILDING, input.building.as_ref());
    add(&mut groups, GroupName::DESCRIPTION, input.description.as_ref());
    add(&mut groups, GroupName::PRIVATE_NOTES, input.private_notes.as_ref());
    if let Some(amenities) = &input.amenities {
        let chosen = amenities.iter().flatten().map(|id| (GroupName::amenity(id), Value::Bool(true)));
        groups.extend(chosen);
        for name in values.keys().filter(|name| name.as_amenity().is_some()) {
            groups.entry(name.clone()).or_insert(Value::Bool(false));
        }
    }
    for (group, flag) in STANDS_UNLESS_SAID {
        let stands = values.get(&group).and_then(|held| held.get(flag)).filter(|stands| !stands.is_null());
        if let (Some(Value::Object(fields)), Some(stands)) = (groups.get_mut(&group), stands) {
            fields.entry(flag).or_insert_with(|| stands.clone());
        }
    }
    groups
}

/// A value as this version writes it, so that what says the same is the same.
fn as_written(id: DraftId, name: &GroupName, value: Value) -> Value {
    let read = Property::from_groups(id, &Groups::from([(name.clone(), value.clone())]));
    read.to_groups().remove(name).unwrap_or(value)
}

/// Whether writing `wanted` would change nothing: an absent group is as good as a cleared one.
fn same(id: DraftId, name: &GroupName, held: Option<&Value>, wanted: &Value) -> bool {
    match held {
        Some(held) => canonical(&as_written(id, name, held.clone())) == canonical(wanted),
        None => wanted.is_null() || *wanted == Value::Bool(false),
    }
}

fn add_publication(
    id: DraftId,
    input: &PropertyDraftInput,
    values: &Groups,
    differing: &mut Groups,
    context: Context,
) -> Result<(), Vec<Problem>> {
    let public = values.get(&GroupName::PUBLICATION).filter(|value| !value.is_null());
    match input.status {
        None => {}
        Some(Status::Draft) if public.is_none() => {}
        Some(Status::Draft) => {
            differing.insert(GroupName::PUBLICATION, Value::Null);
        }
        Some(Status::Published) => {
            let mut merged = values.clone();
            merged.extend(differing.clone());
            let property = Property::from_groups(id, &merged);
            // As it is read, which is how it is judged.
            let fields = Property::public_groups(&property.to_groups());
            let standing = Property::from_groups(id, values).publication;
            if standing.is_some_and(|copy| copy.fields == fields) {
                return Ok(());
            }
            let problems = check_for_publishing(&property);
            if !problems.is_empty() {
                return Err(problems);
            }
            let copy = Publication {
                fields,
                published_by: Some(context.user),
                published_at: input.last_modified.get(),
                other: Map::new(),
            };
            let copy = serde_json::to_value(copy).expect("a publication has string keys only");
            differing.insert(GroupName::PUBLICATION, copy);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use lagoon_listing::UserId;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const NOW: i64 = 1_000_000;
    const ID: DraftId = DraftId(Uuid::nil());

    fn context() -> Context {
        Context { now: Millis::clamped(NOW), user: UserId(Uuid::from_u128(1)), device_time: None }
    }

    fn put(held: Option<&HeldDraft>, payload: Value) -> PlainDecision {
        let input = serde_json::from_value(payload).expect("a valid payload");
        update_plain_property_draft(ID, held, &input, DeviceId(7), context())
    }

    fn accepted(held: Option<&HeldDraft>, payload: Value) -> HeldDraft {
        match put(held, payload) {
            PlainDecision::Accepted(decision) => {
                HeldDraft::after(held, &decision, context()).expect("something stands")
            }
            other => panic!("not accepted: {other:?}"),
        }
    }

    /// A payload of a listing of which nothing is missing.
    fn complete() -> Value {
        let mut payload = crate::sample::ready();
        payload["lastModified"] = 10.into();
        payload["status"] = "PUBLISHED".into();
        payload
    }

    #[test]
    fn newer_is_accepted_and_older_refused_with_its_values_in_history() {
        let first = accepted(None, json!({"lastModified": 10, "title": "One"}));
        let second = accepted(Some(&first), json!({"lastModified": 20, "title": "Two"}));
        assert_eq!(second.rev, 2);
        match put(Some(&second), json!({"lastModified": 15, "title": "Late"})) {
            PlainDecision::NotNewer(decision) => {
                assert!(decision.writes.is_empty());
                assert_eq!(decision.history[0].head.value, json!("Late"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn absent_leaves_null_clears_and_equal_values_keep_their_stamp() {
        let first = accepted(None, json!({"lastModified": 10, "title": "One", "description": "Text"}));
        let second = accepted(Some(&first), json!({"lastModified": 20, "title": "One", "description": null}));
        assert_eq!(second.groups[&GroupName::TITLE].head.stamp.millis, Millis::clamped(10));
        assert_eq!(second.groups[&GroupName::DESCRIPTION].head.value, Value::Null);
        assert_eq!(accepted(Some(&second), json!({"lastModified": 30})), second);
    }

    #[test]
    fn equal_last_modified_is_fine_with_equal_content_only() {
        let first = accepted(None, json!({"lastModified": 10, "title": "One"}));
        assert_eq!(accepted(Some(&first), json!({"lastModified": 10, "title": "One"})), first);
        let reused = put(Some(&first), json!({"lastModified": 10, "title": "Two"}));
        assert_eq!(reused, PlainDecision::StampReused);
    }

    #[test]
    fn the_clock_tolerance_is_a_minute() {
        assert!(matches!(put(None, json!({"lastModified": NOW + 60_000, "title": "x"})), PlainDecision::Accepted(_)));
        assert_eq!(put(None, json!({"lastModified": NOW + 60_001, "title": "x"})), PlainDecision::ClockAhead);
    }

    #[test]
    fn amenities_are_the_whole_set() {
        let first = accepted(None, json!({"lastModified": 10, "amenities": ["pool", "gym"]}));
        let second = accepted(Some(&first), json!({"lastModified": 20, "amenities": ["gym", "bq"]}));
        let ids: Vec<_> = second.property(ID).amenities.iter().map(ToString::to_string).collect();
        assert_eq!(ids, ["bq", "gym"]);
    }

    #[test]
    fn a_negative_price_is_invalid_by_name() {
        let payload = json!({"lastModified": 10, "price": {"amountMinor": -5, "currency": "NGN"}});
        assert!(matches!(put(None, payload), PlainDecision::Invalid(e) if e.field == "price.amountMinor"));
    }

    #[test]
    fn a_public_copy_that_is_larger_than_a_group_is_invalid_by_name() {
        let mut large = complete();
        large["price"]["later"] = "x".repeat(30_000).into();
        large["location"]["later"] = "y".repeat(40_000).into();
        let refused = put(None, large);
        assert!(matches!(&refused, PlainDecision::Invalid(e) if e.code == "tooLarge"), "{refused:?}");
    }

    #[test]
    fn every_field_of_a_listing_can_be_sent_and_is_kept() {
        let payload = json!({
            "lastModified": 10, "title": "Two-bedroom flat", "description": "Bright.", "privateNotes": "In a hurry.",
            "purpose": "rent", "propertyType": "flat", "titleDocument": "cOfO",
            "price": {"amountMinor": 500_000_000, "currency": "NGN", "period": "year"},
            "terms": {"serviceCharge": "about 500k", "agencyPercent": 1_000, "advanceMonths": 12},
            "location": {"state": "Lagos", "latitude": 6_447_400, "longitude": 3_470_600, "hideAddress": true},
            "rooms": {"bedrooms": 2, "boysQuarters": 1}, "size": {"livingArea": 120},
            "building": {"yearBuilt": 2019, "furnished": "partly", "serviced": true},
        });
        let stands = accepted(None, payload.clone());
        let groups = serde_json::to_value(stands.values()).expect("serialises");
        let sent = payload.as_object().expect("an object").iter().filter(|(name, _)| *name != "lastModified");
        for (name, value) in sent {
            assert_eq!(&groups[name], value, "{name}");
        }
        let cleared = accepted(Some(&stands), json!({"lastModified": 20, "rooms": null, "privateNotes": null}));
        let property = cleared.property(ID);
        assert_eq!((property.rooms, property.private_notes), (None, None));
        assert_eq!(property.purpose, Some(Purpose::Rent));
    }

    #[test]
    fn what_buyers_must_not_see_stays_so_until_it_is_said_otherwise() {
        let first = accepted(
            None,
            json!({
                "lastModified": 10, "price": {"amountMinor": 5, "currency": "NGN", "onRequest": true},
                "location": {"street": "5 Admiralty Way", "hideAddress": true},
            }),
        );
        let second = accepted(
            Some(&first),
            json!({"lastModified": 20, "price": {"amountMinor": 6}, "location": {"street": "6 Admiralty Way"}}),
        );
        let property = second.property(ID);
        assert_eq!(property.price.map(|price| (price.amount_minor, price.on_request)), Some((Some(6), true)));
        assert_eq!(
            property.location.map(|place| (place.street, place.hide_address)),
            Some((Some("6 Admiralty Way".into()), true))
        );
        let shown = json!({"lastModified": 30, "price": {"amountMinor": 6, "onRequest": false}, "location": {"hideAddress": false}});
        let property = accepted(Some(&second), shown).property(ID);
        assert_eq!(property.price.map(|price| price.on_request), Some(false));
        assert_eq!(property.location.map(|place| place.hide_address), Some(false));
        assert_eq!(accepted(Some(&second), json!({"lastModified": 30, "location": null})).property(ID).location, None);
    }

    #[test]
    fn what_cannot_be_read_stands_when_another_field_of_it_is_sent_along() {
        let head = GroupHead {
            value: json!({"latitude": 6.4474, "hideAddress": "yes"}),
            stamp: Stamp { millis: Millis::clamped(5), device: DeviceId(1) },
            author: context().user,
        };
        let writes = [(GroupName::LOCATION, head)].into();
        let held = HeldDraft::after(None, &Decision { writes, ..Decision::default() }, context());
        let read = json!({"latitude": 6_447_400, "hideAddress": "yes"});
        let same = accepted(held.as_ref(), json!({"lastModified": 10, "location": read}));
        assert_eq!(Some(same), held, "what was read and is sent back is no change");
        let street = accepted(held.as_ref(), json!({"lastModified": 10, "location": {"street": "5 Admiralty Way"}}));
        let stands = &street.values()[&GroupName::LOCATION];
        assert_eq!(*stands, json!({"street": "5 Admiralty Way", "hideAddress": "yes"}));
        let degrees = put(held.as_ref(), json!({"lastModified": 10, "location": {"latitude": 6.5}}));
        assert!(matches!(degrees, PlainDecision::Invalid(error) if error.field == "location.latitude"));
    }

    #[test]
    fn a_choice_of_a_newer_version_is_kept_and_a_malformed_one_refused() {
        let payload =
            json!({"lastModified": 10, "purpose": "auction", "propertyType": "houseboat", "titleDocument": "digital"});
        let stands = accepted(None, payload).values();
        assert_eq!(stands[&GroupName::PURPOSE], json!("auction"));
        assert_eq!(stands[&GroupName::PROPERTY_TYPE], json!("houseboat"));
        assert_eq!(stands[&GroupName::TITLE_DOCUMENT], json!("digital"));
        let refused = put(None, json!({"lastModified": 10, "purpose": "for sale"}));
        assert!(matches!(refused, PlainDecision::Invalid(error) if error.field == "purpose"));
    }

    #[test]
    fn what_buyers_must_not_see_is_not_in_the_copy() {
        let mut payload = complete();
        payload["privateNotes"] = "The owner is in a hurry.".into();
        payload["location"]["street"] = "5 Admiralty Way".into();
        payload["location"]["hideAddress"] = true.into();
        let published = accepted(None, payload);
        let copy = published.property(ID).publication.expect("published");
        assert!(!copy.fields.contains_key(&GroupName::PRIVATE_NOTES));
        assert_eq!(copy.fields[&GroupName::LOCATION].get("street"), None);
        assert!(published.values()[&GroupName::LOCATION].get("street").is_some(), "the draft keeps it");
    }

    #[test]
    fn what_an_older_version_wrote_otherwise_is_published_as_it_is_read() {
        let mut draft = complete();
        draft["status"] = "DRAFT".into();
        let mut held = accepted(None, draft);
        let location = &mut held.groups.get_mut(&GroupName::LOCATION).expect("it has a place").head.value;
        (location["latitude"], location["longitude"]) = (json!(6.4474), json!(3.47));
        location["hideAddress"] = Value::Null;
        let published = accepted(Some(&held), json!({"lastModified": 20, "status": "PUBLISHED"}));
        let copy = &published.groups[&GroupName::PUBLICATION].head.value;
        assert_eq!(copy["fields"]["location"]["latitude"], json!(6_447_400));
        assert_eq!(lagoon_listing::check_for_storing(&GroupName::PUBLICATION, copy), Ok(()));
    }

    #[test]
    fn publishing_needs_a_complete_listing_and_copies_it() {
        let incomplete = put(None, json!({"lastModified": 10, "title": "One", "status": "PUBLISHED"}));
        assert!(matches!(incomplete, PlainDecision::NotReady(problems) if !problems.is_empty()));
        let complete = complete();
        let published = accepted(None, complete.clone());
        assert_eq!(published.property(ID).status, Status::Published);
        assert_eq!(accepted(Some(&published), complete), published);
        let late = put(Some(&published), json!({"lastModified": 5, "title": "x", "status": "PUBLISHED"}));
        let PlainDecision::NotNewer(kept) = late else { panic!("{late:?}") };
        assert_eq!(kept.history.len(), 1, "it is kept although it could not be published");
        let withdrawn = accepted(Some(&published), json!({"lastModified": 20, "status": "DRAFT"}));
        assert_eq!(withdrawn.property(ID).status, Status::Draft);
    }
}
