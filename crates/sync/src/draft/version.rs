//! Going back: to a value that a group had, or to a draft as it was at some time. Both are new edits; nothing is undone.

use std::collections::BTreeMap;

use lagoon_listing::{GroupName, Groups};
use serde_json::Value;

use super::{Draft, Edit, GroupState};
use crate::{Millis, Stamp, clock::Reading};

/// What a draft held at a time, from everything that any of its groups ever held. What lies in the trash or was published
/// is not part of it: going back neither deletes nor publishes.
pub fn version_at<'a>(values: impl IntoIterator<Item = (&'a GroupName, Stamp, &'a Value)>, at: Millis) -> Groups {
    let mut newest: BTreeMap<&GroupName, (Stamp, &Value)> = BTreeMap::new();
    for (name, stamp, value) in values {
        let own = *name != GroupName::TRASH && *name != GroupName::PUBLICATION;
        if own && stamp.millis <= at && newest.get(name).is_none_or(|(known, _)| *known < stamp) {
            newest.insert(name, (stamp, value));
        }
    }
    newest.into_iter().map(|(name, (_, value))| (name.clone(), value.clone())).collect()
}

impl Draft {
    /// Writes a value that a group once had. What stands now is kept, like a value that ended a run.
    pub fn restore(&mut self, name: &GroupName, value: Value, at: Reading) -> Edit {
        let ended = |group: &mut GroupState| {
            group.run = None;
            if let Some(dirty) = &mut group.dirty {
                dirty.run_ended = true;
            }
        };
        if let Some(group) = self.groups.get_mut(name) {
            ended(group);
        }
        let base = self.groups.get(name).and_then(GroupState::base);
        let edit = self.edit(name, value, base, at);
        if let Some(group) = self.groups.get_mut(name) {
            ended(group);
        }
        edit
    }

    /// Makes the draft what it was in `version`. Returns the edits that changed something.
    pub fn restore_version(&mut self, version: &Groups, at: Reading) -> Vec<Edit> {
        let mut wanted = version.clone();
        for name in self.groups.keys().filter(|name| **name != GroupName::TRASH && **name != GroupName::PUBLICATION) {
            let absent = if name.as_amenity().is_some() { Value::Bool(false) } else { Value::Null };
            wanted.entry(name.clone()).or_insert(absent);
        }
        let edits = wanted.into_iter().map(|(name, value)| self.restore(&name, value, at));
        edits.filter(|edit| edit.changed).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::DeviceId;

    const AT: Reading = Reading { wall: 0, boot: 0, boot_id: 1 };

    fn stamp(millis: i64) -> Stamp {
        Stamp { millis: Millis::clamped(millis), device: DeviceId(1) }
    }

    #[test]
    fn a_version_holds_the_newest_value_of_each_group_up_to_its_time() {
        let (one, two, yes) = (json!("One"), json!("Two"), json!(true));
        let values = [
            (&GroupName::TITLE, stamp(1), &one),
            (&GroupName::TITLE, stamp(5), &two),
            (&GroupName::DESCRIPTION, stamp(9), &one),
            (&GroupName::TRASH, stamp(2), &yes),
        ];
        let at = |millis| version_at(values, Millis::clamped(millis));
        assert_eq!(at(4), [(GroupName::TITLE, one.clone())].into());
        assert_eq!(at(5), [(GroupName::TITLE, two.clone())].into());
        assert_eq!(at(9).len(), 2);
        assert_eq!(at(0), Groups::new());
    }

    #[test]
    fn going_back_is_an_edit_and_keeps_what_stood() {
        let mut draft = Draft::default();
        let pool: GroupName = "amenity:pool".parse().expect("a name");
        draft.edit(&GroupName::TITLE, json!("Now"), None, AT);
        draft.edit(&pool, json!(true), None, AT);
        let version = [(GroupName::TITLE, json!("Then"))].into();
        let edits = draft.restore_version(&version, AT);
        let kept: Vec<_> = edits.iter().filter_map(|edit| edit.replaced.as_ref()).map(|kept| &kept.value).collect();
        assert_eq!(kept, [&json!(true), &json!("Now")]);
        assert_eq!(draft.visible(), [(GroupName::TITLE, json!("Then")), (pool, json!(false))].into());
        assert!(draft.restore_version(&version, AT).is_empty());
    }
}
