//! `SyncRequest` as it arrives, with values that are measured before they are built.
//!
//! The one rule: what it takes and how it is refused is as if `SyncRequest` itself were read.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    DeviceId, InstallId, Millis, Stamp,
    wire::{Cursor, GroupUpdate, NoticeId, PastUpdate, SyncRequest, UpdatePropertyDraft},
};
use serde::Deserialize;

use super::Measured;

/// A device's half of an exchange.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    device: DeviceId,
    #[serde(default)]
    install: Option<InstallId>,
    schema: u32,
    #[serde(default)]
    clock: Option<Millis>,
    #[serde(default)]
    cursor: Option<Cursor>,
    #[serde(default)]
    updates: Vec<Update>,
    #[serde(default)]
    settled: Vec<NoticeId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    id: DraftId,
    base_rev: i64,
    #[serde(default)]
    last_modified: Option<Millis>,
    #[serde(default)]
    groups: BTreeMap<GroupName, Group>,
    #[serde(default)]
    past: Vec<Past>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Past {
    group: GroupName,
    value: Measured,
    stamp: Stamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    value: Measured,
    stamp: Stamp,
    #[serde(default)]
    base: Option<Stamp>,
    #[serde(default)]
    continues: Option<Stamp>,
}

impl Sent {
    /// About how many bytes of memory [`Self::into_request`] takes.
    pub fn heft(&self) -> usize {
        let around = size_of::<Self>() + self.settled.capacity() * size_of::<NoticeId>();
        around + self.updates.iter().map(Update::heft).sum::<usize>()
    }

    /// The request, with its values built.
    pub fn into_request(self) -> SyncRequest {
        let Self { device, install, schema, clock, cursor, updates, settled } = self;
        let updates = updates.into_iter().map(UpdatePropertyDraft::from).collect();
        SyncRequest { device, install, schema, clock, cursor, updates, settled }
    }
}

impl Update {
    fn heft(&self) -> usize {
        // A tree of groups has nodes with places for eleven, of which five are taken at the least.
        let nodes = self.groups.len().div_ceil(5) * 11 * (size_of::<GroupName>() + size_of::<GroupUpdate>());
        let groups = self.groups.values().map(|group| group.value.heft());
        let past = self.past.iter().map(|past| 2 * size_of::<PastUpdate>() + past.value.heft());
        2 * size_of::<UpdatePropertyDraft>() + nodes + groups.sum::<usize>() + past.sum::<usize>()
    }
}

impl From<Update> for UpdatePropertyDraft {
    fn from(update: Update) -> Self {
        let Update { id, base_rev, last_modified, groups, past } = update;
        Self {
            id,
            base_rev,
            last_modified,
            groups: groups.into_iter().map(|(name, group)| (name, group.into())).collect(),
            past: past.into_iter().map(PastUpdate::from).collect(),
        }
    }
}

impl From<Group> for GroupUpdate {
    fn from(group: Group) -> Self {
        let Group { value, stamp, base, continues } = group;
        Self { value: value.into_value(), stamp, base, continues }
    }
}

impl From<Past> for PastUpdate {
    fn from(past: Past) -> Self {
        let Past { group, value, stamp } = past;
        Self { group, value: value.into_value(), stamp }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_a_device_says_arrives_whole() {
        let said = json!({
            "device": "0000000000000001", "install": "0000000000000009", "schema": 1, "clock": 1_800_000_000_000_i64,
            "cursor": {"epoch": "0000000000000001", "seq": 7, "began": 9},
            "updates": [{
                "id": "0197f3a0-0000-7000-8000-000000000001", "baseRev": 3, "lastModified": 1_800_000_000_000_i64,
                "groups": {"price": {
                    "value": {"amountMinor": 45, "currency": "NGN"}, "stamp": "1800000000000-0000000000000001",
                    "base": "1700000000000-0000000000000002", "continues": "1600000000000-0000000000000001",
                }},
                "past": [{"group": "title", "value": "Before", "stamp": "1500000000000-0000000000000001"}],
            }],
            "settled": [{
                "draft": "0197f3a0-0000-7000-8000-000000000001", "group": "title",
                "stamp": "1400000000000-0000000000000001",
            }],
        });
        let request: SyncRequest = serde_json::from_value(said.clone()).expect("a request");
        let sent: Sent = serde_json::from_value(said.clone()).expect("the same");
        assert_eq!(serde_json::to_value(&request).expect("JSON"), said, "every field is in the sample");
        assert_eq!(sent.into_request(), request);
    }
}
