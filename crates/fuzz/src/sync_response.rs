//! The server's half of an exchange, as a device takes it in.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName, UserId};
use lagoon_sync::{
    DeviceId, InstallId, Millis, Stamp,
    clock::{Reading, ServerClock},
    draft::{Absorbed, Draft, Outgoing, Said},
    wire::{GroupHead, GroupOutcome, Resync, SCHEMA, SyncRequest, SyncResponse},
};
use serde_json::json;
use uuid::Uuid;

use crate::survives_the_wire;

const AUTHOR: UserId = UserId(Uuid::from_u128(2));
const DEVICE: DeviceId = DeviceId(0xcd);

/// Whatever an answer says, it clears no value that it did not answer, loses none, lowers no stamp, and heard twice it is
/// as heard once.
pub fn sync_response(data: &[u8]) -> bool {
    let Ok(response) = serde_json::from_slice::<SyncResponse>(data) else { return false };
    survives_the_wire(&response);
    let request = a_request(response.outcomes.len());
    for (id, said) in Said::all(&request, &response) {
        let (draft, sent) = a_device(id, &said, response.server_time);
        for begins_anew in [None, Some(Resync::Restored), Some(Resync::Purged)] {
            check(id, &said, Some(&draft), Some(&sent), begins_anew);
            check(id, &said, Some(&draft), None, begins_anew);
        }
        check(id, &said, None, None, response.resync);
    }
    true
}

/// Outcomes are matched with updates by their place.
fn a_request(updates: usize) -> SyncRequest {
    let updates: Vec<_> =
        (0..updates).map(|index| json!({"id": Uuid::from_u128(index as u128), "baseRev": 0})).collect();
    let request = json!({"device": DEVICE, "install": InstallId(1), "schema": SCHEMA, "updates": updates});
    serde_json::from_value(request).expect("a request")
}

fn at(boot: i64) -> Reading {
    Reading { wall: boot, boot, boot_id: 1 }
}

/// A draft that has the groups the answer speaks of and a few others: confirmed, edited, edited again, and some of them
/// once more after the update was made.
fn a_device(id: DraftId, said: &Said, server_time: Millis) -> (Draft, Outgoing) {
    // Half of them the server has named before.
    let mut draft = Draft { rev: said.last_modified().unwrap_or_default() % 2, ..Draft::default() };
    let (outcomes, heads): (Vec<_>, Vec<_>) = match said {
        Said::Outcome(outcome) => {
            (outcome.groups.keys().collect(), outcome.draft.iter().flat_map(|head| &head.groups).collect())
        }
        Said::Changed(head) => (vec![], head.groups.iter().collect()),
    };
    for (name, head) in heads.iter().step_by(2) {
        let older = Stamp { millis: head.stamp.millis.plus(-1), device: DEVICE };
        let before = GroupHead { value: json!("before"), stamp: older, author: AUTHOR };
        draft.groups.entry((*name).clone()).or_default().confirmed = Some(before);
    }
    let others = [GroupName::TITLE, GroupName::DESCRIPTION, GroupName::TRASH];
    let names: BTreeSet<GroupName> = outcomes
        .into_iter()
        .take(8)
        .chain(heads.iter().take(4).map(|(name, _)| *name))
        .chain(&others)
        .cloned()
        .collect();
    let edit = |draft: &mut Draft, every: usize, value: &str, boot: i64| {
        for name in names.iter().step_by(every) {
            let value = if *name == GroupName::TRASH { json!(value == "second") } else { json!(value) };
            draft.edit(name, value, None, at(boot));
        }
    };
    edit(&mut draft, 2, "first", 1_000);
    draft.end_runs();
    edit(&mut draft, 1, "second", 2_000);
    draft.release_held();
    let mut clock = ServerClock::default();
    clock.observe(&at(3_000), &at(3_000), server_time);
    let sent = draft.prepare_update(id, AUTHOR, DEVICE, &clock, &at(3_000)).expect("the server's time is known");
    edit(&mut draft, 3, "third", 4_000);
    (draft, sent)
}

fn check(id: DraftId, said: &Said, before: Option<&Draft>, sent: Option<&Outgoing>, begins_anew: Option<Resync>) {
    let once = said.absorb(before, sent, begins_anew, at(5_000));
    let twice = said.absorb(Some(&once.draft), sent, None, at(6_000));
    if once.forget {
        assert!(!once.draft.is_dirty(), "what is unsent is not forgotten");
        return;
    }
    assert_eq!(once.draft, twice.draft, "heard twice it is as heard once");
    assert!(!twice.changed);
    // What follows an answer works on what it left.
    let _ = (once.draft.to_view(id, None), once.draft.to_outbox(id), once.draft.visible());
    let Some(before) = before else { return };
    assert_eq!(once.changed, *before != once.draft);
    for name in before.groups.keys() {
        check_group(name, said, before, sent, &once);
    }
    check_past(said, before, sent, &once);
}

fn check_group(name: &GroupName, said: &Said, before: &Draft, sent: Option<&Outgoing>, once: &Absorbed) {
    let (old, new) = (&before.groups[name], &once.draft.groups[name]);
    assert!(new.generation >= old.generation);
    if new.dirty.is_none() && once.draft.past.len() == before.past.len() {
        // Where the server has lost something, it is unsent again.
        assert!(new.confirmed_stamp() >= old.confirmed_stamp(), "{name}: the server's copy went back");
    }
    let kept = |value: &serde_json::Value| {
        once.answered.replaced.iter().any(|kept| kept.group == *name && kept.value == *value)
    };
    if let Some(dirty) = &old.dirty {
        if let Some(still) = &new.dirty {
            assert_eq!((&still.value, still.edited), (&dirty.value, dirty.edited), "{name}");
            return;
        }
        let answer = match said {
            Said::Outcome(outcome) => outcome.groups.get(name),
            Said::Changed(_) => None,
        };
        let of_this_one =
            sent.and_then(|sent| sent.sent.get(name)).is_some_and(|sent| sent.generation == old.generation);
        assert!(of_this_one, "{name} was cleared, and nobody had sent it");
        match answer {
            Some(GroupOutcome::Applied) => {
                let stands = new.confirmed.as_ref().is_some_and(|head| head.value == dirty.value);
                assert!(stands || kept(&dirty.value), "{name} was applied and is lost");
            }
            Some(GroupOutcome::Superseded) => assert!(kept(&dirty.value), "{name} was superseded and is lost"),
            other => panic!("{name} was cleared by {other:?}"),
        }
    } else if let Some(head) = &old.confirmed {
        let stands = [new.confirmed.as_ref().map(|head| &head.value), new.visible()].contains(&Some(&head.value));
        let past = once.draft.past.iter().any(|past| past.group == *name && past.value == head.value);
        assert!(stands || past || kept(&head.value), "{name}: what the server had confirmed is lost");
    }
}

fn check_past(said: &Said, before: &Draft, sent: Option<&Outgoing>, once: &Absorbed) {
    let dealt_with = match (said, sent) {
        (Said::Outcome(outcome), Some(sent)) => &sent.sent_past[..outcome.past.min(sent.sent_past.len())],
        _ => &[],
    };
    for past in &before.past {
        let waits = once.draft.past.iter().any(|other| other.group == past.group && other.value == past.value);
        let dealt_with = dealt_with.iter().any(|(group, stamp)| *group == past.group && past.stamp == Some(*stamp));
        assert!(waits || dealt_with, "a past value of {} is lost", past.group);
    }
}
