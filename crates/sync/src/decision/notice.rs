//! Who has to be told. A notice goes to the author of a value that lost to one that was made without having seen it.
//!
//! The one rule: whichever value loses, and in whatever order the two arrive, its author hears of it once.

use lagoon_listing::{GroupName, Property, Publication};
use serde::Deserialize as _;

use super::{HeldDraft, NewNotice};
use crate::{
    Stamp,
    canonical::canonical,
    wire::{GroupHead, NoticeKind},
};

/// Two values of one group met, of which `base` (of the one that arrived) is what its author had seen. The older one's
/// author is told, unless the newer one was made with the older one on screen.
pub(super) fn of_conflict(
    group: &GroupName,
    standing: &GroupHead,
    arrived: &GroupHead,
    base: Option<Stamp>,
) -> Option<NewNotice> {
    let seen = base == Some(standing.stamp);
    let same_device = standing.stamp.device == arrived.stamp.device;
    if seen || same_device || canonical(&standing.value) == canonical(&arrived.value) {
        return None;
    }
    let late = arrived.stamp < standing.stamp;
    let (mine, theirs) = if late { (arrived, standing) } else { (standing, arrived) };
    Some(NewNotice {
        kind: NoticeKind::Overwritten,
        group: group.clone(),
        mine: mine.clone(),
        their_group: None,
        theirs: theirs.clone(),
        late,
    })
}

/// A delete and a newer edit met, in either order: whoever deleted is told that the draft lives.
pub(super) fn of_revival(before: Option<&HeldDraft>, after: &HeldDraft, trash_written: bool) -> Option<NewNotice> {
    let trash = &after.groups.get(&GroupName::TRASH)?.head;
    let was_deleted = before.is_some_and(HeldDraft::is_deleted);
    if trash.value != true || after.is_deleted() || !(was_deleted || trash_written) {
        return None;
    }
    let content = after.groups.iter().filter(|(name, _)| name.is_content());
    let (name, newest) = content.max_by_key(|(_, group)| group.head.stamp)?;
    (newest.head.stamp.device != trash.stamp.device).then(|| NewNotice {
        kind: NoticeKind::Revived,
        group: GroupName::TRASH,
        mine: trash.clone(),
        their_group: Some(name.clone()),
        theirs: newest.head.clone(),
        late: false,
    })
}

/// A copy was published that is not what the draft holds by now: whoever published it is told.
pub(super) fn of_publishing(after: &HeldDraft) -> Option<NewNotice> {
    let publication = &after.groups.get(&GroupName::PUBLICATION)?.head;
    let published = Publication::deserialize(&publication.value).ok()?;
    let now = Property::public_groups(&after.values());
    let differs = |name: &GroupName| now.get(name) != published.fields.get(name);
    let others = after.groups.iter().filter(|(name, group)| {
        let counts = now.contains_key(*name) || published.fields.contains_key(*name);
        counts && differs(name) && group.head.stamp.device != publication.stamp.device
    });
    let (name, newest) = others.max_by_key(|(_, group)| group.head.stamp)?;
    Some(NewNotice {
        kind: NoticeKind::MovedOn,
        group: GroupName::PUBLICATION,
        mine: publication.clone(),
        their_group: Some(name.clone()),
        theirs: newest.head.clone(),
        late: false,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lagoon_listing::{DraftId, Groups, UserId};
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::{
        DeviceId, Millis,
        decision::{Context, Decision, update_property_draft},
        wire::{GroupUpdate, UpdatePropertyDraft},
    };

    const TITLE: GroupName = GroupName::TITLE;

    fn stamp(millis: i64, device: u64) -> Stamp {
        Stamp { millis: Millis::clamped(millis), device: DeviceId(device) }
    }

    fn user(device: u64) -> UserId {
        UserId(Uuid::from_u128(u128::from(device)))
    }

    fn update(groups: &[(&GroupName, Value, Stamp, Option<Stamp>)]) -> UpdatePropertyDraft {
        let groups: BTreeMap<_, _> = groups
            .iter()
            .map(|(name, value, stamp, base)| {
                ((*name).clone(), GroupUpdate { value: value.clone(), stamp: *stamp, base: *base, continues: None })
            })
            .collect();
        let last_modified = groups.values().map(|group| group.stamp.millis).max();
        UpdatePropertyDraft { id: DraftId(Uuid::nil()), base_rev: 0, last_modified, groups, past: vec![] }
    }

    /// Sends updates one after the other, each as the user of its device, and returns the draft and the last decision.
    fn send(updates: &[UpdatePropertyDraft]) -> (HeldDraft, Decision) {
        let (mut held, mut last) = (None, Decision::default());
        for update in updates {
            let by = update.groups.values().map(|group| group.stamp.device.0).next().unwrap_or(1);
            let context = Context { now: Millis::clamped(1_000_000), user: user(by), device_time: None };
            last = update_property_draft(held.as_ref(), update, context);
            held = HeldDraft::after(held.as_ref(), &last, context);
        }
        (held.expect("something was stored"), last)
    }

    #[test]
    fn whichever_of_two_unseen_values_loses_its_author_is_told() {
        let (earlier, later) = (stamp(5, 1), stamp(9, 2));
        let one = update(&[(&TITLE, json!("Earlier"), earlier, None)]);
        let two = update(&[(&TITLE, json!("Later"), later, None)]);
        for (order, late) in [([&one, &two], false), ([&two, &one], true)] {
            let (_, decision) = send(&order.map(Clone::clone));
            let [notice] = &decision.notices[..] else { panic!("{decision:?}") };
            assert_eq!((notice.kind.clone(), notice.late), (NoticeKind::Overwritten, late));
            assert_eq!((notice.mine.stamp, notice.mine.author), (earlier, user(1)));
            assert_eq!((&notice.theirs.value, notice.theirs.author), (&json!("Later"), user(2)));
        }
    }

    #[test]
    fn who_has_seen_what_stood_or_wrote_it_or_agrees_with_it_causes_no_notice() {
        let first = update(&[(&TITLE, json!("First"), stamp(5, 1), None)]);
        for quiet in [
            update(&[(&TITLE, json!("Seen"), stamp(9, 2), Some(stamp(5, 1)))]),
            update(&[(&TITLE, json!("Own"), stamp(9, 1), None)]),
            update(&[(&TITLE, json!("First"), stamp(9, 2), None)]),
        ] {
            assert_eq!(send(&[first.clone(), quiet]).1.notices, []);
        }
    }

    #[test]
    fn who_deleted_is_told_of_a_revival_in_either_order() {
        let start = update(&[(&TITLE, json!("Duplex"), stamp(1, 1), None)]);
        let delete = update(&[(&GroupName::TRASH, json!(true), stamp(5, 2), None)]);
        let edit = update(&[(&TITLE, json!("Duplex in Lekki"), stamp(9, 1), Some(stamp(1, 1)))]);
        for order in [[&start, &delete, &edit], [&start, &edit, &delete]] {
            let (draft, decision) = send(&order.map(Clone::clone));
            assert!(!draft.is_deleted());
            let [notice] = &decision.notices[..] else { panic!("{decision:?}") };
            assert_eq!((notice.kind.clone(), notice.mine.author), (NoticeKind::Revived, user(2)));
            assert_eq!((notice.their_group.as_ref(), notice.theirs.author), (Some(&TITLE), user(1)));
        }
        let restored = update(&[(&GroupName::TRASH, json!(false), stamp(9, 1), Some(stamp(5, 2)))]);
        assert_eq!(
            send(&[start.clone(), delete.clone(), restored]).1.notices,
            [],
            "a restore says itself what it does"
        );
        let own = update(&[(&TITLE, json!("Again"), stamp(9, 2), Some(stamp(1, 1)))]);
        assert_eq!(send(&[start, delete, own]).1.notices, [], "one's own edit is no news");
    }

    #[test]
    fn who_published_is_told_that_the_draft_had_moved_on() {
        // What a copy holds beside the title is fit to be shown, and stands in the draft as it is in the copy.
        let rest = || -> Groups {
            let mut groups: Groups = serde_json::from_value(crate::sample::ready()).expect("valid groups");
            groups.remove(&TITLE);
            groups
        };
        let copy = |title: &str| {
            let fields: Groups = rest().into_iter().chain([(TITLE, json!(title))]).collect();
            json!({"fields": fields, "publishedAt": 1})
        };
        let rest = rest();
        let mut start: Vec<_> = rest.iter().map(|(name, value)| (name, value.clone(), stamp(1, 1), None)).collect();
        start.push((&TITLE, json!("Duplex in Ajah"), stamp(1, 1), None));
        let start = update(&start);
        let edit = update(&[(&TITLE, json!("Duplex in Lekki"), stamp(9, 1), Some(stamp(1, 1)))]);
        let publish = |title| update(&[(&GroupName::PUBLICATION, copy(title), stamp(10, 2), None)]);
        let (_, decision) = send(&[start.clone(), edit.clone(), publish("Duplex in Ajah")]);
        let [notice] = &decision.notices[..] else { panic!("{decision:?}") };
        assert_eq!((notice.kind.clone(), notice.mine.author), (NoticeKind::MovedOn, user(2)));
        assert_eq!((&notice.theirs.value, notice.theirs.author), (&json!("Duplex in Lekki"), user(1)));
        assert_eq!(send(&[start, edit, publish("Duplex in Lekki")]).1.notices, []);
    }
}
