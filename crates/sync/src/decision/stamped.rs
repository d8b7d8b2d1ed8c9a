//! `updatePropertyDraft` as devices send it: every group with its own stamp, each decided for itself.

use std::cmp::Ordering;

use lagoon_listing::{FieldError, GroupName, Publication, check_change_for_storing, check_publication_for_publishing};
use lagoon_words::tr;
use serde_json::Value;

use super::{Context, Decision, HeldDraft, HistoryValue, notice, room::Room};
use crate::{
    canonical::canonical,
    wire::{GroupHead, GroupOutcome, GroupUpdate, UpdatePropertyDraft},
};

/// Decides one update of one draft.
pub fn update_property_draft(held: Option<&HeldDraft>, update: &UpdatePropertyDraft, context: Context) -> Decision {
    if held.is_none() && update.base_rev != 0 {
        return Decision { unknown: true, ..Decision::default() };
    }
    let mut decision = Decision::default();
    let mut room = Room::of(held);
    let greatest = update.groups.values().map(|group| group.stamp.millis).max();
    let truthful = update.last_modified == greatest;
    for (name, group) in &update.groups {
        let outcome = if truthful {
            decide_group(held, name, group, context, &mut room, &mut decision)
        } else {
            GroupOutcome::Rejected(FieldError {
                code: "lastModifiedMismatch".into(),
                field: "lastModified".into(),
                message: "lastModified must be the time of the newest stamp among the groups.".into(),
            })
        };
        decision.outcomes.insert(name.clone(), outcome);
    }
    keep_past(held, update, context, &mut decision);
    if let Some(after) = HeldDraft::after(held, &decision, context).filter(|_| !decision.writes.is_empty()) {
        let written = |name| decision.writes.contains_key(name);
        let revival = notice::of_revival(held, &after, written(&GroupName::TRASH));
        let moved_on = written(&GroupName::PUBLICATION).then(|| notice::of_publishing(&after)).flatten();
        decision.notices.extend(revival.into_iter().chain(moved_on));
    }
    decision
}

/// Values that were replaced on their device before they were ever sent: history, nothing else. They wait for a draft to
/// belong to, and for a stamp that is not ahead of the server's clock.
fn keep_past(held: Option<&HeldDraft>, update: &UpdatePropertyDraft, context: Context, decision: &mut Decision) {
    if (held.is_none() && decision.writes.is_empty()) || context.is_device_off() {
        return;
    }
    for past in &update.past {
        let stands = held.and_then(|draft| draft.groups.get(&past.group)).map(|group| &group.head);
        let standing = stands.map(|head| head.stamp);
        if past.stamp.millis > context.latest(held.map(HeldDraft::last_modified)) {
            return;
        }
        // What arrived by an earlier request and stands is kept when it is replaced.
        let fits = || check_change_for_storing(&past.group, stands.map(|head| &head.value), &past.value).is_ok();
        if standing != Some(past.stamp) && fits() {
            let head = GroupHead { value: past.value.clone(), stamp: past.stamp, author: context.user };
            decision.history.push(HistoryValue { group: past.group.clone(), head });
        }
        decision.past += 1;
    }
}

fn decide_group(
    held: Option<&HeldDraft>,
    name: &GroupName,
    sent: &GroupUpdate,
    context: Context,
    room: &mut Room,
    decision: &mut Decision,
) -> GroupOutcome {
    let standing = held.and_then(|draft| draft.groups.get(name));
    if let Err(error) = check_change_for_storing(name, standing.map(|standing| &standing.head.value), &sent.value) {
        // What was taken while an odd field stood may come again after that was mended: history knows.
        let came_before = standing.filter(|standing| sent.stamp < standing.head.stamp);
        decision.doubtful.extend(came_before.map(|_| (name.clone(), sent.stamp)));
        return GroupOutcome::Rejected(error);
    }
    if sent.stamp.millis > context.latest(held.map(HeldDraft::last_modified)) {
        return GroupOutcome::ClockAhead { server_time: context.now };
    }
    let head = GroupHead { value: sent.value.clone(), stamp: sent.stamp, author: context.user };
    let order = standing.map_or(Ordering::Greater, |standing| sent.stamp.cmp(&standing.head.stamp));
    if context.is_device_off() && order.is_ne() {
        // A copy of what came before is refused by nobody's clock: history knows.
        decision.doubtful.extend(order.is_lt().then(|| (name.clone(), sent.stamp)));
        return GroupOutcome::ClockAhead { server_time: context.now };
    }
    if order.is_gt() {
        let before = standing.map(|standing| &standing.head.value);
        // A copy that stands already is not judged again: the rules may have changed since.
        let stands = before.is_some_and(|before| canonical(before) == canonical(&sent.value));
        let fits = if stands { Ok(()) } else { check_public_copy(name, &sent.value) };
        let fits = fits.and_then(|()| room.take(name, before, &sent.value));
        if let Err(error) = fits {
            return GroupOutcome::Rejected(error);
        }
    }
    let Some(standing) = standing else {
        decision.writes.insert(name.clone(), head);
        return GroupOutcome::Applied;
    };
    if order.is_ne() {
        decision.notices.extend(notice::of_conflict(name, &standing.head, &head, sent.base));
    }
    match order {
        Ordering::Greater => {
            let keystroke =
                sent.continues == Some(standing.head.stamp) && sent.stamp.device == standing.head.stamp.device;
            if !keystroke {
                decision.history.push(HistoryValue { group: name.clone(), head: standing.head.clone() });
            }
            decision.writes.insert(name.clone(), head);
            GroupOutcome::Applied
        }
        Ordering::Equal if canonical(&sent.value) == canonical(&standing.head.value) => GroupOutcome::Applied,
        Ordering::Equal => GroupOutcome::StampReused,
        Ordering::Less => {
            decision.history.push(HistoryValue { group: name.clone(), head });
            GroupOutcome::Superseded
        }
    }
}

/// The server repeats what devices check before they publish: buyers see this copy.
fn check_public_copy(name: &GroupName, value: &Value) -> Result<(), FieldError> {
    if *name != GroupName::PUBLICATION || value.is_null() {
        return Ok(());
    }
    let problems = match serde_json::from_value::<Publication>(value.clone()) {
        Ok(copy) => check_publication_for_publishing(&copy),
        // Refused before: it may not even be stored.
        Err(_) => return Ok(()),
    };
    let Some(first) = problems.first() else { return Ok(()) };
    let sentences: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    let message = tr!("This listing is not ready to be published. {problems}", problems = sentences.join(" "));
    Err(FieldError { code: "notReady".into(), field: first.field.into(), message })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lagoon_listing::{DraftId, MAX_GROUPS, UserId};
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{DeviceId, Millis, Stamp};

    const NOW: i64 = 1_000_000;

    fn context() -> Context {
        Context { now: Millis::clamped(NOW), user: UserId(Uuid::from_u128(1)), device_time: None }
    }

    fn stamp(millis: i64, device: u64) -> Stamp {
        Stamp { millis: Millis::clamped(millis), device: DeviceId(device) }
    }

    fn update(groups: &[(&GroupName, Value, Stamp)]) -> UpdatePropertyDraft {
        let groups: BTreeMap<_, _> = groups
            .iter()
            .map(|(name, value, stamp)| {
                ((*name).clone(), GroupUpdate { value: value.clone(), stamp: *stamp, base: None, continues: None })
            })
            .collect();
        let last_modified = groups.values().map(|group| group.stamp.millis).max();
        UpdatePropertyDraft { id: DraftId(Uuid::nil()), base_rev: 0, last_modified, groups, past: vec![] }
    }

    fn title(value: &str, stamp: Stamp) -> UpdatePropertyDraft {
        update(&[(&GroupName::TITLE, json!(value), stamp)])
    }

    /// Sends updates one after the other and returns the draft and everything that went to history.
    fn send(updates: &[UpdatePropertyDraft]) -> (HeldDraft, Vec<HistoryValue>, Vec<Decision>) {
        let mut held = None;
        let mut history: Vec<HistoryValue> = vec![];
        let mut decisions = vec![];
        for update in updates {
            let decision = update_property_draft(held.as_ref(), update, context());
            held = HeldDraft::after(held.as_ref(), &decision, context());
            for value in &decision.history {
                if !history.contains(value) {
                    history.push(value.clone());
                }
            }
            decisions.push(decision);
        }
        (held.expect("something was stored"), history, decisions)
    }

    fn outcome(decision: &Decision) -> &GroupOutcome {
        &decision.outcomes[&GroupName::TITLE]
    }

    #[test]
    fn the_same_update_twice_changes_nothing_the_second_time() {
        let (draft, history, decisions) = send(&[title("a", stamp(5, 1)), title("a", stamp(5, 1))]);
        assert_eq!(draft.rev, 1);
        assert!(history.is_empty());
        assert!(decisions.iter().all(|d| *outcome(d) == GroupOutcome::Applied));
    }

    #[test]
    fn an_older_update_after_a_newer_one_is_kept_in_history_only() {
        let (draft, history, decisions) = send(&[title("new", stamp(9, 1)), title("old", stamp(5, 2))]);
        assert_eq!(draft.groups[&GroupName::TITLE].head.value, json!("new"));
        assert_eq!(draft.rev, 1);
        assert_eq!(history[0].head.value, json!("old"));
        assert_eq!(*outcome(&decisions[1]), GroupOutcome::Superseded);
    }

    #[test]
    fn a_public_copy_that_is_not_ready_is_refused_and_its_neighbours_are_stored() {
        let copy = |title: &str| {
            let mut fields = crate::sample::ready();
            fields["title"] = title.into();
            json!({"publishedAt": 1, "fields": fields})
        };
        let publish = |title: &str| {
            update(&[
                (&GroupName::TITLE, json!(title), stamp(5, 1)),
                (&GroupName::PUBLICATION, copy(title), stamp(5, 1)),
            ])
        };
        let refused = update_property_draft(None, &publish("Call 0803 123 4567"), context());
        assert_eq!(*outcome(&refused), GroupOutcome::Applied);
        match &refused.outcomes[&GroupName::PUBLICATION] {
            GroupOutcome::Rejected(error) => {
                assert_eq!((&error.code[..], &error.field[..]), ("notReady", "title"));
                assert!(error.message.contains("phone number"), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert!(!refused.writes.contains_key(&GroupName::PUBLICATION));
        let accepted = update_property_draft(None, &publish("Four-bedroom duplex, Lekki"), context());
        assert_eq!(accepted.outcomes[&GroupName::PUBLICATION], GroupOutcome::Applied);
        let withdrawn = update(&[(&GroupName::PUBLICATION, Value::Null, stamp(6, 1))]);
        let withdrawn = update_property_draft(None, &withdrawn, context());
        assert_eq!(withdrawn.outcomes[&GroupName::PUBLICATION], GroupOutcome::Applied);
    }

    #[test]
    fn the_same_stamp_with_another_value_flips_nothing() {
        let (draft, _, decisions) = send(&[title("a", stamp(5, 1)), title("b", stamp(5, 1))]);
        assert_eq!(draft.groups[&GroupName::TITLE].head.value, json!("a"));
        assert_eq!(*outcome(&decisions[1]), GroupOutcome::StampReused);
    }

    #[test]
    fn an_update_on_a_draft_that_is_not_held_any_more_stores_nothing() {
        let builds_on = UpdatePropertyDraft { base_rev: 3, ..title("a", stamp(5, 1)) };
        let decision = update_property_draft(None, &builds_on, context());
        assert_eq!(decision, Decision { unknown: true, ..Decision::default() });
    }

    #[test]
    fn stamps_of_a_device_that_is_wrong_about_the_time_are_refused() {
        let sent = title("a", stamp(5, 1));
        for (device_time, refused) in
            [(NOW - 60_001, true), (NOW - 60_000, false), (NOW + 60_000, false), (NOW + 60_001, true)]
        {
            let context = Context { device_time: Some(Millis::clamped(device_time)), ..context() };
            let decision = update_property_draft(None, &sent, context);
            assert_eq!(decision.writes.is_empty(), refused, "{device_time}");
            let ahead = GroupOutcome::ClockAhead { server_time: Millis::clamped(NOW) };
            assert_eq!(*outcome(&decision) == ahead, refused);
        }
    }

    #[test]
    fn keystrokes_of_one_run_leave_no_trace_in_history() {
        let continuing = |value: &str, at: i64, continues: Stamp| {
            let mut update = title(value, stamp(at, 1));
            update.groups.get_mut(&GroupName::TITLE).expect("a title").continues = Some(continues);
            update
        };
        let (first, other) = (stamp(5, 1), stamp(6, 2));
        let (_, history, _) = send(&[title("D", first), continuing("Du", 7, first)]);
        assert_eq!(history, []);
        let (_, history, _) = send(&[title("D", first), title("X", other), continuing("Du", 7, first)]);
        assert_eq!(history.len(), 2, "another's value in between is kept");
        let (_, history, _) = send(&[title("X", other), continuing("Du", 7, other)]);
        assert_eq!(history.len(), 1, "nobody continues another's run");
    }

    #[test]
    fn a_value_from_the_servers_own_future_can_be_replaced_by_who_has_seen_it() {
        let future = stamp(NOW + 3_600_000, 1);
        let held = HeldDraft::after(
            None,
            &Decision {
                writes: [(
                    GroupName::TITLE,
                    GroupHead { value: json!("From the future"), stamp: future, author: context().user },
                )]
                .into(),
                ..Decision::default()
            },
            context(),
        );
        let above =
            |millis| update_property_draft(held.as_ref(), &title("Now", stamp(NOW + 3_600_000 + millis, 2)), context());
        assert_eq!(above(1).outcomes[&GroupName::TITLE], GroupOutcome::Applied);
        assert!(matches!(above(1_001).outcomes[&GroupName::TITLE], GroupOutcome::ClockAhead { .. }));
    }

    #[test]
    fn what_may_not_be_stored_and_is_older_than_what_stands_may_have_come_before() {
        let rooms = |value: Value, stamp| update(&[(&GroupName::ROOMS, value, stamp)]);
        let odd = || json!({"bedrooms": true, "toilets": 4});
        assert!(check_change_for_storing(&GroupName::ROOMS, None, &odd()).is_err(), "or this shows nothing");
        let (mended, _, _) = send(&[rooms(json!({"bedrooms": 3}), stamp(9, 2))]);
        let decide = |at| update_property_draft(Some(&mended), &rooms(odd(), stamp(at, 1)), context());
        for (at, doubtful) in [(5, true), (10, false)] {
            let decision = decide(at);
            assert!(matches!(decision.outcomes[&GroupName::ROOMS], GroupOutcome::Rejected(_)), "{at}");
            assert_eq!(!decision.doubtful.is_empty(), doubtful, "{at}");
            assert!(decision.writes.is_empty() && decision.history.is_empty());
        }
        let new = update_property_draft(None, &rooms(odd(), stamp(5, 1)), context());
        assert_eq!(new.doubtful, [], "nothing stands that it could have lost to");
    }

    #[test]
    fn a_minute_ahead_is_tolerated_and_more_is_not() {
        let accepted = update_property_draft(None, &title("a", stamp(NOW + 60_000, 1)), context());
        assert_eq!(*outcome(&accepted), GroupOutcome::Applied);
        let refused = update_property_draft(None, &title("a", stamp(NOW + 60_001, 1)), context());
        assert_eq!(*outcome(&refused), GroupOutcome::ClockAhead { server_time: context().now });
        assert!(refused.writes.is_empty());
    }

    #[test]
    fn nobody_leads_a_draft_into_the_future_step_by_step() {
        let mut held = None;
        for ahead in [0, 30_000, 59_000, 60_000] {
            let decision = update_property_draft(held.as_ref(), &title("a", stamp(NOW + ahead, 1)), context());
            held = HeldDraft::after(held.as_ref(), &decision, context());
        }
        assert_eq!(held.as_ref().map(HeldDraft::last_modified), Some(Millis::clamped(NOW + 60_000)));
        let further = update_property_draft(held.as_ref(), &title("a", stamp(NOW + 60_001, 1)), context());
        assert_eq!(*outcome(&further), GroupOutcome::ClockAhead { server_time: context().now });
    }

    #[test]
    fn a_bad_group_does_not_hold_up_its_neighbours() {
        let both = update(&[
            (&GroupName::TITLE, json!("fine"), stamp(5, 1)),
            (&GroupName::PRICE, json!({"amountMinor": -1}), stamp(5, 1)),
        ]);
        let decision = update_property_draft(None, &both, context());
        assert_eq!(*outcome(&decision), GroupOutcome::Applied);
        assert!(
            matches!(&decision.outcomes[&GroupName::PRICE], GroupOutcome::Rejected(e) if e.field == "price.amountMinor")
        );
        assert_eq!(decision.writes.len(), 1);
    }

    #[test]
    fn what_an_older_version_stored_in_one_field_does_not_refuse_a_change_of_another() {
        let head = |value| GroupHead { value, stamp: stamp(5, 1), author: context().user };
        let writes = [(GroupName::ROOMS, head(json!({"bedrooms": 4.5, "toilets": 4})))].into();
        let held = HeldDraft::after(None, &Decision { writes, ..Decision::default() }, context());
        let outcome = |value| {
            let sent = update(&[(&GroupName::ROOMS, value, stamp(6, 1))]);
            update_property_draft(held.as_ref(), &sent, context()).outcomes.remove(&GroupName::ROOMS)
        };
        assert_eq!(outcome(json!({"bedrooms": 4.5, "toilets": 5})), Some(GroupOutcome::Applied));
        assert!(matches!(outcome(json!({"bedrooms": 5.5})), Some(GroupOutcome::Rejected(_))));
        assert!(matches!(outcome(json!({"bedrooms": 4.5, "toilets": -1})), Some(GroupOutcome::Rejected(_))));
    }

    #[test]
    fn a_last_modified_that_disagrees_with_the_stamps_is_rejected_by_name() {
        let mut lying = title("a", stamp(5, 1));
        lying.last_modified = Some(Millis::clamped(6));
        let decision = update_property_draft(None, &lying, context());
        assert!(matches!(outcome(&decision), GroupOutcome::Rejected(e) if e.field == "lastModified"));
        assert!(decision.writes.is_empty());
    }

    #[test]
    fn a_draft_has_a_limited_number_of_groups() {
        let many: Vec<GroupName> = (0..=MAX_GROUPS).map(|i| format!("later-{i:04}").parse().expect("valid")).collect();
        let groups: Vec<_> = many.iter().map(|name| (name, json!(1), stamp(5, 1))).collect();
        let decision = update_property_draft(None, &update(&groups), context());
        assert_eq!(decision.writes.len(), MAX_GROUPS);
    }

    proptest! {
        #[test]
        fn any_order_of_arrival_ends_the_same_and_keeps_every_value(
            order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
            times in proptest::collection::vec(0..4_i64, 6),
        ) {
            // Every value has its own device, so that no two stamps are equal.
            let updates: Vec<_> = times.iter().zip(0_u64..).map(|(t, i)| title(&format!("v{i}"), stamp(*t, i))).collect();
            let shuffled: Vec<_> = order.iter().map(|i| updates[*i].clone()).collect();
            let (straight, kept, _) = send(&updates);
            let (other, other_kept, _) = send(&shuffled);
            prop_assert_eq!(&straight.groups[&GroupName::TITLE].head, &other.groups[&GroupName::TITLE].head);
            prop_assert_eq!(kept.len(), 5);
            prop_assert_eq!(other_kept.len(), 5);
        }
    }
}
