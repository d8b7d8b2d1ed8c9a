//! How much one draft may hold, so that any draft fits into any answer.

use lagoon_listing::{FieldError, GroupName, MAX_DRAFT_BYTES, MAX_GROUPS};
use lagoon_words::tr;
use serde_json::Value;

use super::HeldDraft;

/// What a draft holds, while a decision adds to it.
pub(super) struct Room {
    groups: usize,
    bytes: usize,
}

impl Room {
    pub(super) fn of(held: Option<&HeldDraft>) -> Self {
        let groups = held.map(|draft| &draft.groups);
        Self {
            groups: groups.map_or(0, std::collections::BTreeMap::len),
            bytes: groups.into_iter().flatten().map(|(_, group)| size(&group.head.value)).sum(),
        }
    }

    /// Makes room for a value in the place of what stands in its group, or says why there is none.
    pub(super) fn take(&mut self, name: &GroupName, standing: Option<&Value>, value: &Value) -> Result<(), FieldError> {
        let groups = self.groups + usize::from(standing.is_none());
        let bytes = self.bytes - standing.map_or(0, size) + size(value);
        let refused =
            |code: &str, message: String| Err(FieldError { code: code.into(), field: name.to_string(), message });
        if groups > self.groups.max(MAX_GROUPS) {
            let message = tr!("A listing has at most {most} parts. Remove some amenities first.", most = MAX_GROUPS);
            return refused("tooManyGroups", message);
        }
        if bytes > self.bytes.max(MAX_DRAFT_BYTES) {
            let most = MAX_DRAFT_BYTES / 1024;
            let message =
                tr!("With this the listing is larger than the {most} KB that the cloud keeps. Shorten it.", most);
            return refused("tooLarge", message);
        }
        (self.groups, self.bytes) = (groups, bytes);
        Ok(())
    }
}

fn size(value: &Value) -> usize {
    value.to_string().len()
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{DraftId, MAX_GROUP_BYTES, UserId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        DeviceId, Millis, Stamp,
        decision::{Context, PlainDecision, update_plain_property_draft},
        wire::GroupHead,
    };

    const USER: UserId = UserId(Uuid::nil());

    fn name(number: usize) -> GroupName {
        format!("later-{number:04}").parse().expect("valid")
    }

    #[test]
    fn a_draft_never_holds_more_than_an_answer_can_carry() {
        let mut room = Room::of(None);
        let large = json!("x".repeat(MAX_GROUP_BYTES - 2));
        let taken = (0..MAX_GROUPS).filter(|number| room.take(&name(*number), None, &large).is_ok()).count();
        assert_eq!(taken, MAX_DRAFT_BYTES / MAX_GROUP_BYTES);
        assert_eq!(room.take(&name(0), Some(&large), &large), Ok(()), "what stands may be replaced");
        assert_eq!(room.take(&name(0), Some(&large), &json!("")), Ok(()));
        assert_eq!(room.take(&name(999), None, &json!("short")), Ok(()), "there is room again");
    }

    #[test]
    fn a_plain_update_cannot_add_groups_without_end() {
        let amenities: Vec<_> = (0..=MAX_GROUPS).map(|number| format!("a{number}")).collect();
        let input = serde_json::from_value(json!({"lastModified": 1, "amenities": amenities})).expect("valid");
        let context = Context { now: Millis::clamped(1), user: USER, device_time: None };
        let decision = update_plain_property_draft(DraftId(Uuid::nil()), None, &input, DeviceId(1), context);
        let PlainDecision::Invalid(error) = decision else { panic!("accepted: {decision:?}") };
        assert_eq!(error.code, "tooManyGroups");
    }

    #[test]
    fn a_draft_from_before_the_limit_can_still_shrink() {
        let stamp = Stamp { millis: Millis::clamped(1), device: DeviceId(1) };
        let group = |number| {
            let head = GroupHead { value: json!(true), stamp, author: USER };
            (name(number), super::super::HeldGroup { head, rev: 1 })
        };
        let held = HeldDraft {
            rev: 1,
            updated_at: Millis::clamped(1),
            user_id: USER,
            groups: (0..MAX_GROUPS + 5).map(group).collect(),
        };
        let mut room = Room::of(Some(&held));
        assert_eq!(room.take(&name(0), Some(&json!(true)), &json!(1)), Ok(()));
        assert!(room.take(&name(9_999), None, &json!(true)).is_err());
    }
}
