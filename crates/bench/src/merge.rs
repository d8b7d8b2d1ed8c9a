//! `cargo xtask bench merge`: how long device and server take for a draft of twelve groups, without disk and network.

use std::{collections::BTreeMap, hint::black_box, time::Instant};

use lagoon_listing::{DraftId, GroupName, Groups, UserId};
use lagoon_server::exchange::decide;
use lagoon_sync::{
    DeviceId, Millis, Seq, Stamp,
    canonical::content_hash,
    clock::Reading,
    decision::{Context, HeldDraft, HeldGroup},
    draft::{Draft, Said},
    merge::{Register, merge},
    wire::{DraftHead, GroupHead, UpdatePropertyDraft},
};
use serde_json::json;
use uuid::Uuid;

use crate::figures::{Figures, print_head};

/// Rounds, each of so many repetitions.
const ROUNDS: usize = 501;
const TIMES: u32 = 50;
/// What the merge alone is to stay below, in nanoseconds.
const TARGET: u64 = 5_000;

const NOW: i64 = 1_732_406_400_000;
const USER: UserId = UserId(Uuid::from_u128(1));
const ID: DraftId = DraftId(Uuid::from_u128(2));

/// A listing as an agent leaves it.
pub fn twelve_groups() -> Groups {
    let description = "A bright, newly built home on a quiet street, close to the expressway, the shops and a school. \
                       Four bedrooms, all en suite, a fitted kitchen, a study and rooms for staff.";
    let location = json!({"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1", "street": "Admiralty Way"});
    let mut groups = Groups::from([
        (GroupName::TITLE, json!("Detached duplex with BQ")),
        (GroupName::PRICE, json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"})),
        (GroupName::LOCATION, location),
        (GroupName::DESCRIPTION, json!(description)),
    ]);
    let amenities = ["pool", "gym", "bq", "borehole", "generator", "security", "parking", "garden"];
    groups.extend(amenities.map(|id| (GroupName::amenity(&id.parse().expect("an amenity")), json!(true))));
    groups
}

fn heads(millis: i64, device: u64) -> BTreeMap<GroupName, GroupHead> {
    let stamp = Stamp { millis: Millis::clamped(millis), device: DeviceId(device) };
    let head = |(name, value)| (name, GroupHead { value, stamp, author: USER });
    twelve_groups().into_iter().map(head).collect()
}

/// Measures and prints a report.
pub fn measure() {
    let (older, newer) = (heads(NOW - 60_000, 1), heads(NOW, 2));
    let mut before = Draft { rev: 1, ..Draft::default() };
    for (name, head) in &older {
        before.groups.entry(name.clone()).or_default().confirmed = Some(head.clone());
    }
    let head = draft_head(&newer);
    let at = Reading { wall: NOW, boot: 1, boot_id: 1 };
    let absorbed = Said::Changed(&head).absorb(Some(&before), None, None, at);
    assert!(
        !absorbed.answered.receipt_differs && absorbed.answered.visible_changed.eq(&false),
        "the same values, newer"
    );

    let registers = |heads: &BTreeMap<GroupName, GroupHead>| -> Vec<Register> {
        heads.values().map(|head| Register { value: head.value.clone(), stamp: head.stamp }).collect()
    };
    let (old, new) = (registers(&older), registers(&newer));
    let merged = time_with(
        || (old.clone(), new.clone()),
        |(old, new)| old.into_iter().zip(new).map(|(old, new)| merge(old, new)).collect::<Vec<_>>(),
    );
    let hashed = time(|| content_hash(newer.iter().map(|(name, head)| (name, &head.value, head.stamp))));
    let copied = time(|| before.clone());
    let both = time(|| Said::Changed(&head).absorb(Some(&before), None, None, at));
    let (held, updates) = (held_draft(&older), [update(&newer)]);
    let context = Context { now: Millis::clamped(NOW), user: USER, device_time: Some(Millis::clamped(NOW)) };
    let decided = time_with(
        || BTreeMap::from([(ID, held.clone())]),
        |held| decide(held, &updates, false, Seq(1), context).expect("it fits"),
    );

    print_head("merge");
    println!("{ROUNDS} rounds of {TIMES} times, in nanoseconds: median (least to most).\n");
    println!("| what | ns |\n| --- | --- |");
    println!("| merge of 12 groups alone (to stay below {TARGET}) | {merged} |");
    println!("| receipt hash of 12 groups alone | {hashed} |");
    println!("| copying the draft before | {copied} |");
    println!("| device: `Said::absorb` of a changed head, all of the above | {both} |");
    println!("| server: `decide` of an update of 12 groups, receipt included | {decided} |");
    let verdict = if merged.median() < TARGET { "reached" } else { "missed" };
    println!("\nThe target is {verdict}.");
}

fn draft_head(groups: &BTreeMap<GroupName, GroupHead>) -> DraftHead {
    held_draft(groups).to_head(true, |_, _| true)
}

fn held_draft(groups: &BTreeMap<GroupName, GroupHead>) -> HeldDraft {
    let group = |(name, head): (&GroupName, &GroupHead)| (name.clone(), HeldGroup { head: head.clone(), rev: 2 });
    HeldDraft { rev: 2, updated_at: Millis::clamped(NOW), user_id: USER, groups: groups.iter().map(group).collect() }
}

fn update(groups: &BTreeMap<GroupName, GroupHead>) -> UpdatePropertyDraft {
    let sent = |head: &GroupHead| json!({"value": head.value, "stamp": head.stamp});
    let update = json!({
        "id": ID,
        "baseRev": 2,
        "lastModified": groups.values().map(|head| head.stamp.millis).max(),
        "groups": groups.iter().map(|(name, head)| (name.to_string(), sent(head))).collect::<BTreeMap<_, _>>(),
    });
    serde_json::from_value(update).expect("an update as devices send it")
}

/// Nanoseconds of one time, the cleaning up of what it made not counted.
fn time<T>(work: impl Fn() -> T) -> Figures {
    time_with(|| (), |()| work())
}

/// The same for work that uses up what `prepare` makes, which is not counted.
fn time_with<P, T>(prepare: impl Fn() -> P, work: impl Fn(P) -> T) -> Figures {
    let round = |_| {
        let prepared: Vec<P> = (0..TIMES).map(|_| prepare()).collect();
        let mut made = Vec::with_capacity(prepared.len());
        let started = Instant::now();
        for prepared in prepared {
            made.push(black_box(work(black_box(prepared))));
        }
        let nanos = started.elapsed().as_nanos() / u128::from(TIMES);
        u64::try_from(nanos).expect("a round is short")
    };
    Figures::of((0..ROUNDS).map(round))
}
