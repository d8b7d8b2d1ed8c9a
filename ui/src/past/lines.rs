//! The history of a listing in one list: what this device holds and what the cloud holds, each value once, newest first.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{GroupName, UserId};
use lagoon_sync::{
    DeviceId, Stamp,
    view::{DraftView, HistoryEntry},
};
use serde_json::Value;

/// Who made a value, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever is signed in, or wrote here before any sign-in.
    You,
    /// Somebody else of the team.
    Colleague(UserId),
    /// Neither this device nor the cloud's history says.
    Unknown,
}

/// Where a value was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// On this device.
    Here,
    /// On the device with this id.
    Device(DeviceId),
}

/// One value that a group had, or has.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The group.
    pub group: GroupName,
    /// What it had before; `None`: this is the oldest that is known.
    pub before: Option<Value>,
    /// What it was changed to.
    pub after: Value,
    /// Who changed it.
    pub who: Who,
    /// On which device.
    pub device: Where,
    /// When it was made, on the server's clock; without one it never left the device.
    pub stamp: Option<Stamp>,
    /// When something else took its place, on this device's clock; `None`: it is in use.
    pub replaced_at: Option<i64>,
}

impl Line {
    /// Newer is greater. What never left the device was made just before it was replaced.
    fn age(&self) -> (i64, bool) {
        let made = self.stamp.map(|stamp| stamp.millis.get());
        (made.or(self.replaced_at).unwrap_or(i64::MAX), self.stamp.is_some())
    }

    /// Tells it from every other line.
    pub fn key(&self) -> String {
        match self.stamp {
            Some(stamp) => format!("{}-{stamp}", self.group),
            None => format!("{}-{}-{}", self.group, self.replaced_at.unwrap_or(0), self.after),
        }
    }
}

/// What is known beside a history.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Whoever is signed in.
    pub me: Option<UserId>,
    /// This device.
    pub device: Option<DeviceId>,
    /// Who made values that stand in no history yet, by the device that they did it on.
    pub people: BTreeMap<DeviceId, UserId>,
}

/// All values of a listing, newest first.
pub fn merge(here: &[HistoryEntry], cloud: &[HistoryEntry], view: &DraftView, known: Known) -> Vec<Line> {
    let Known { me, device: this_device, mut people } = known;
    for entry in cloud.iter().chain(here) {
        if let Some((stamp, author)) = entry.stamp.zip(entry.author) {
            people.insert(stamp.device, author);
        }
    }
    // A device may have gone by other ids before.
    let own = here.iter().filter(|entry| entry.author.is_none()).filter_map(|entry| Some(entry.stamp?.device));
    let this: BTreeSet<DeviceId> = own.chain(this_device).collect();
    let line = |group: &GroupName, value: &Value, stamp: Option<Stamp>, author: Option<UserId>, replaced_at| {
        let device = stamp.map(|stamp| stamp.device).filter(|device| !this.contains(device));
        let author = author.or_else(|| device.and_then(|device| people.get(&device).copied()));
        let who = match author {
            Some(author) if Some(author) == me => Who::You,
            Some(author) => Who::Colleague(author),
            None if device.is_none() || me.is_none() => Who::You,
            None => Who::Unknown,
        };
        let device = device.map_or(Where::Here, Where::Device);
        Line { group: group.clone(), before: None, after: value.clone(), who, device, stamp, replaced_at }
    };
    let stands = view.groups.iter().map(|(group, value)| {
        let stamp = view.stamps.get(group).copied().filter(|_| !view.unsent.contains(group));
        line(group, value, stamp, None, None)
    });
    // The cloud's entries come first: they know their authors.
    let past = cloud
        .iter()
        .chain(here)
        .map(|entry| line(&entry.group, &entry.value, entry.stamp, entry.author, Some(entry.replaced_at)));
    let mut seen = BTreeSet::new();
    let mut lines: Vec<Line> = stands
        .chain(past)
        .filter(|line| line.stamp.is_none_or(|stamp| seen.insert((line.group.clone(), stamp))))
        .collect();
    lines.sort_by_key(Line::age);
    let mut before = BTreeMap::new();
    for line in &mut lines {
        line.before = before.insert(line.group.clone(), line.after.clone());
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ADA: u128 = 1;
    const CHIDI: u128 = 2;

    fn user(n: u128) -> UserId {
        format!("{n:032x}").parse().expect("a UUID")
    }

    fn entry(value: &str, stamp: Option<&str>, author: Option<u128>, replaced_at: i64) -> HistoryEntry {
        HistoryEntry {
            group: GroupName::TITLE,
            value: json!(value),
            stamp: stamp.map(|stamp| stamp.parse().expect("a stamp")),
            author: author.map(user),
            replaced_at,
        }
    }

    fn view(title: &str, stamp: &str, unsent: bool) -> DraftView {
        serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": {"title": title}, "stamps": {"title": stamp}, "held": {}, "deleted": false,
            "unsent": if unsent { json!(["title"]) } else { json!([]) },
            "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view")
    }

    fn said(lines: &[Line]) -> Vec<(Option<&str>, &str)> {
        lines
            .iter()
            .map(|line| (line.before.as_ref().and_then(Value::as_str), line.after.as_str().unwrap_or("")))
            .collect()
    }

    const A: &str = "00000000000000aa";
    const C: &str = "00000000000000cc";

    fn known(me: Option<u128>) -> Known {
        Known { me: me.map(user), ..Known::default() }
    }

    #[test]
    fn each_value_stands_once_newest_first_with_what_it_replaced() {
        let here = [entry("Two", Some(&format!("20-{A}")), None, 30), entry("One", Some(&format!("10-{A}")), None, 20)];
        let cloud = [
            entry("Two", Some(&format!("20-{A}")), Some(ADA), 31),
            entry("Late", Some(&format!("15-{C}")), Some(CHIDI), 20),
        ];
        let lines = merge(&here, &cloud, &view("Three", &format!("30-{C}"), false), known(Some(ADA)));
        let expected = [(Some("Two"), "Three"), (Some("Late"), "Two"), (Some("One"), "Late"), (None, "One")];
        assert_eq!(said(&lines), expected);
        let made: Vec<(Who, Where)> = lines.iter().map(|line| (line.who, line.device)).collect();
        let (there, c) = (Who::Colleague(user(CHIDI)), Where::Device(C.parse().expect("a device")));
        assert_eq!(made, [(there, c), (Who::You, Where::Here), (there, c), (Who::You, Where::Here)]);
    }

    #[test]
    fn what_never_left_the_device_stands_where_it_was_replaced() {
        let here = [entry("Draft", None, None, 19)];
        let lines = merge(&here, &[], &view("Now", "20-00000000000000aa", true), known(None));
        assert_eq!(said(&lines), [(Some("Draft"), "Now"), (None, "Draft")]);
        assert!(lines.iter().all(|line| line.who == Who::You && line.device == Where::Here));
        assert_eq!(lines[0].replaced_at, None, "it is in use");
    }

    #[test]
    fn without_the_clouds_part_nobody_is_made_up() {
        let stamp = format!("20-{C}");
        let lines = merge(&[], &[], &view("Theirs", &stamp, false), known(Some(ADA)));
        assert_eq!(lines[0].who, Who::Unknown);
        let people = [(C.parse().expect("a device"), user(CHIDI))].into_iter().collect();
        let known = Known { people, ..known(Some(ADA)) };
        let lines = merge(&[], &[], &view("Theirs", &stamp, false), known);
        assert_eq!(lines[0].who, Who::Colleague(user(CHIDI)), "a notice named who made it");
    }

    #[test]
    fn what_this_device_sent_is_its_own_even_where_only_the_cloud_knows_it() {
        let cloud = [entry("One", Some(&format!("10-{A}")), Some(ADA), 20)];
        let known = Known { device: A.parse().ok(), ..known(Some(ADA)) };
        let lines = merge(&[], &cloud, &view("Two", &format!("30-{A}"), false), known);
        assert!(lines.iter().all(|line| (line.who, line.device) == (Who::You, Where::Here)), "{lines:?}");
    }
}
