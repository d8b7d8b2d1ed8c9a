//! Whatever comes from a wire, tried with bytes that nobody meant. Each target is a plain function that takes any bytes,
//! and panics when a promise is broken.
//!
//! The one rule: a target does more than parse. What can be read is put to use, and what must then hold is checked. The
//! answer says whether the bytes could be read, so that a seed that has gone stale is noticed.

mod body;
mod group_values;
mod names;
mod property_draft;
mod reading;
mod sync_request;
mod sync_response;

use lagoon_listing::{DraftId, GroupName, UserId};
use lagoon_sync::{
    DeviceId, Millis, Stamp,
    decision::{Context, HeldDraft, HeldGroup},
    wire::GroupHead,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

pub use body::body;
pub use group_values::group_values;
pub use names::names;
pub use property_draft::property_draft;
pub use reading::{events, problem};
pub use sync_request::sync_request;
pub use sync_response::sync_response;

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// All of them.
pub const TARGETS: [Target; 8] = [
    ("body", body),
    ("events", events),
    ("group_values", group_values),
    ("names", names),
    ("problem", problem),
    ("property_draft", property_draft),
    ("sync_request", sync_request),
    ("sync_response", sync_response),
];

/// The server's clock. Seeds have their stamps around it.
const NOW: i64 = 1_732_406_400_000;

fn context() -> Context {
    Context { now: Millis::clamped(NOW), user: UserId(Uuid::from_u128(1)), device_time: None }
}

/// A draft that stood before: a title, a price, an amenity and a restored trash mark, half a minute old.
fn standing_draft() -> HeldDraft {
    let pool = "amenity:pool".parse().expect("a group's name");
    let price = json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"});
    let values = [
        (GroupName::TITLE, json!("Duplex")),
        (GroupName::PRICE, price),
        (pool, json!(true)),
        (GroupName::TRASH, json!(false)),
    ];
    let group = |(name, value): (GroupName, Value)| {
        let stamp = Stamp { millis: Millis::clamped(NOW - 30_000), device: DeviceId(0xab) };
        (name, HeldGroup { head: GroupHead { value, stamp, author: context().user }, rev: 1 })
    };
    HeldDraft {
        rev: 1,
        updated_at: Millis::clamped(NOW - 30_000),
        user_id: context().user,
        groups: values.into_iter().map(group).collect(),
    }
}

/// What was read, written and read again is the same.
fn survives_the_wire<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("what was read can be written");
    let again: T = serde_json::from_str(&text).expect("what was written can be read");
    assert_eq!(*value, again, "it changed on its way: {text}");
}

/// No group's stamp goes down, and a stamp never stands for two values.
fn stamps_only_rise(id: DraftId, before: &HeldDraft, after: &HeldDraft) {
    for (name, old) in &before.groups {
        let new = &after.groups.get(name).unwrap_or_else(|| panic!("{name} of {id} is gone")).head;
        assert!(new.stamp > old.head.stamp || *new == old.head, "{name} of {id}: {:?}, then {new:?}", old.head);
    }
    assert!(after.rev >= before.rev && after.updated_at >= before.updated_at);
}
