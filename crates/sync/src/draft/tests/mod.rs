//! A draft on its devices against the real server decision: what the protocol promises, without any network.

mod deletes;
mod past;
mod restored;

use lagoon_listing::{DraftId, GroupName, UserId};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    DeviceId, Millis,
    clock::ServerClock,
    decision::{Context, HeldDraft, HistoryValue, update_property_draft},
    wire::{DraftOutcome, GroupOutcome},
};

const ID: DraftId = DraftId(Uuid::nil());

/// One server with one draft.
#[derive(Default)]
struct Server {
    held: Option<HeldDraft>,
    history: Vec<HistoryValue>,
}

impl Server {
    fn answer(&mut self, outgoing: &Outgoing, now: i64) -> DraftOutcome {
        let context = Context { now: Millis::clamped(now), user: UserId(Uuid::from_u128(1)), device_time: None };
        let decision = update_property_draft(self.held.as_ref(), &outgoing.update, context);
        self.held = HeldDraft::after(self.held.as_ref(), &decision, context);
        for value in &decision.history {
            if !self.history.contains(value) {
                self.history.push(value.clone());
            }
        }
        let base_rev = outgoing.update.base_rev;
        let just_applied = |name: &GroupName, stamp| {
            outgoing.update.groups.get(name).is_some_and(|sent| sent.stamp == stamp)
                && decision.outcomes.get(name) == Some(&GroupOutcome::Applied)
        };
        let draft = self.held.as_ref().map(|held| {
            held.to_head(base_rev == 0, |name, group| group.rev > base_rev && !just_applied(name, group.head.stamp))
        });
        DraftOutcome { groups: decision.outcomes, past: decision.past, draft, unknown: decision.unknown }
    }

    fn value(&self, name: &GroupName) -> Value {
        self.held.as_ref().map_or(Value::Null, |held| held.groups[name].head.value.clone())
    }
}

/// One device. Its boot clock is the true time less `booted`; its wall clock says what it likes.
struct Device {
    draft: Draft,
    id: DeviceId,
    booted: i64,
    boot_id: u64,
    wall_error: i64,
    clock: ServerClock,
}

impl Device {
    fn new(id: u64, wall_error: i64, now: i64) -> Self {
        let mut device = Self {
            draft: Draft::default(),
            id: DeviceId(id),
            booted: 0,
            boot_id: 1,
            wall_error,
            clock: ServerClock::default(),
        };
        device.hear(now);
        device
    }

    fn reading(&self, now: i64) -> Reading {
        Reading { wall: now + self.wall_error, boot: now - self.booted, boot_id: self.boot_id }
    }

    /// Starts again with a wall clock that somebody or nobody set; it hears from the server before it sends anything.
    fn reboot(&mut self, wall_error: i64, now: i64) {
        (self.booted, self.boot_id, self.wall_error) = (now, self.boot_id + 1, wall_error);
        self.hear(now);
    }

    fn hear(&mut self, now: i64) {
        let reading = self.reading(now);
        self.clock.observe(&reading, &reading, Millis::clamped(now));
    }

    fn edit(&mut self, name: &GroupName, value: &str, now: i64) {
        let base = self.draft.groups.get(name).and_then(GroupState::base);
        let at = self.reading(now);
        self.draft.edit(name, json!(value), base, at);
    }

    fn send(&mut self, now: i64) -> Outgoing {
        let at = self.reading(now);
        let author = UserId(Uuid::from_u128(1));
        self.draft.prepare_update(ID, author, self.id, &self.clock, &at).expect("the server's time is known")
    }

    fn sync(&mut self, server: &mut Server, now: i64) -> Answered {
        let outgoing = self.send(now);
        let outcome = server.answer(&outgoing, now);
        self.draft.apply_outcome(&outgoing, &outcome, self.reading(now))
    }

    fn shows(&self, name: &GroupName) -> Value {
        self.draft.groups.get(name).and_then(GroupState::visible).cloned().unwrap_or(Value::Null)
    }
}

/// Where the time of an answer does not matter.
const AT: Reading = Reading { wall: 0, boot: 0, boot_id: 1 };
const TITLE: GroupName = GroupName::TITLE;
const TEXT: GroupName = GroupName::DESCRIPTION;

#[test]
fn the_open_listing_waits_for_the_cloud_only_with_a_publication_that_it_has_not_confirmed() {
    const PUBLICATION: GroupName = GroupName::PUBLICATION;
    let copy = json!({"fields": {"title": "One"}, "publishedAt": 1});
    let stamp = |millis| Stamp { millis: Millis::clamped(millis), device: DeviceId(1) };
    let mut draft = Draft::default();
    let waits = |draft: &Draft| draft.to_view(ID, None).publication_waits;
    draft.edit(&TITLE, json!("One"), None, AT);
    assert!(!waits(&draft), "a title is no publication");
    draft.edit(&PUBLICATION, copy.clone(), None, AT);
    assert!(waits(&draft));
    let group = draft.groups.get_mut(&PUBLICATION).expect("it was edited");
    let head = GroupHead { value: copy.clone(), stamp: stamp(5), author: UserId(Uuid::nil()) };
    (group.dirty, group.confirmed, group.last_sent) = (None, Some(head), Some(stamp(5)));
    assert!(!waits(&draft), "the cloud has it");
    draft.edit(&PUBLICATION, Value::Null, Some(stamp(5)), AT);
    assert!(waits(&draft));
    draft.edit(&PUBLICATION, copy, Some(stamp(5)), AT);
    assert!(!waits(&draft), "it was called off before it was sent");
    draft.groups.get_mut(&PUBLICATION).expect("there").last_sent = Some(stamp(9));
    assert!(waits(&draft), "a withdrawal that was sent may have arrived");
}

#[test]
fn an_edit_during_a_push_stays_dirty_and_goes_next() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "One", 1_000);
    device.edit(&TEXT, "Text", 1_000);
    let outgoing = device.send(1_500);
    device.edit(&TITLE, "Two", 1_600);
    let outcome = server.answer(&outgoing, 1_700);
    device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert_eq!(device.draft.sendable().collect::<Vec<_>>(), [&TITLE], "the other group is confirmed");
    assert_eq!(device.shows(&TITLE), json!("Two"));
    device.sync(&mut server, 1_800);
    assert_eq!(server.value(&TITLE), json!("Two"));
    assert!(!device.draft.is_dirty());
}

#[test]
fn a_retry_is_the_same_message() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "One", 1_000);
    let lost = device.send(1_500);
    server.answer(&lost, 1_500);
    let retry = device.send(9_000);
    assert_eq!(lost, retry);
    let outcome = server.answer(&retry, 9_000);
    device.draft.apply_outcome(&retry, &outcome, AT);
    assert_eq!(server.held.as_ref().expect("held").rev, 1);
    assert!(!device.draft.is_dirty());
}

#[test]
fn an_answer_heard_twice_is_as_heard_once() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "One", 1_000);
    let outgoing = device.send(1_500);
    let outcome = server.answer(&outgoing, 1_500);
    device.draft.apply_outcome(&outgoing, &outcome, AT);
    let once = device.draft.clone();
    assert!(once.groups[&TITLE].run.is_some(), "the run goes on");
    device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert_eq!(device.draft, once);
}

#[test]
fn what_a_server_applied_below_what_is_confirmed_is_kept_in_history() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "One", 1_000);
    let outgoing = device.send(1_500);
    let outcome = server.answer(&outgoing, 1_500);
    let newer = Stamp { millis: Millis::clamped(2_000), device: DeviceId(2) };
    let head = GroupHead { value: json!("Newer"), stamp: newer, author: UserId(Uuid::nil()) };
    device.draft.groups.entry(TITLE).or_default().confirmed = Some(head);
    let answered = device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert_eq!(device.shows(&TITLE), json!("Newer"));
    assert_eq!(answered.replaced.iter().map(|kept| &kept.value).collect::<Vec<_>>(), [&json!("One")]);
}

#[test]
fn two_edits_in_the_same_millisecond_keep_their_order() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    for value in ["One", "Two", "Three"] {
        device.edit(&TITLE, value, 1_000);
        device.sync(&mut server, 1_000);
        assert_eq!(server.value(&TITLE), json!(value));
    }
}

#[test]
fn a_wall_clock_ten_days_slow_wins_over_what_it_has_seen_and_over_older_edits() {
    const DAY: i64 = 86_400_000;
    let start = 100 * DAY;
    let mut server = Server::default();
    let (mut right, mut slow) = (Device::new(1, 0, start), Device::new(2, -10 * DAY, start));
    right.edit(&TITLE, "an hour ago", start);
    right.sync(&mut server, start);
    // It was offline, has not seen the other's edit, and edits a minute before first contact.
    let now = start + 3_600_000;
    slow.edit(&TITLE, "a minute ago", now - 60_000);
    // The network mends the clock in between: the age of the edit does not grow by ten days.
    slow.wall_error = 0;
    slow.hear(now);
    slow.sync(&mut server, now);
    assert_eq!(server.value(&TITLE), json!("a minute ago"));
}

#[test]
fn a_stamp_from_the_future_is_made_anew_and_nothing_is_dropped() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000_000));
    // The server's clock went back two hours since this device last heard from it.
    device.edit(&TITLE, "One", 8_200_000);
    let outgoing = device.send(8_200_000);
    let outcome = server.answer(&outgoing, 1_000_000);
    device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert!(server.held.is_none());
    assert!(device.draft.is_dirty());
    let again = device.send(8_200_100);
    let outcome = server.answer(&again, 1_000_100);
    device.draft.apply_outcome(&again, &outcome, AT);
    assert_eq!(server.value(&TITLE), json!("One"));
    assert!(server.held.expect("held").last_modified() <= Millis::clamped(1_000_000));
}

#[test]
fn the_later_edit_wins_and_the_loser_is_in_both_histories() {
    let mut server = Server::default();
    let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
    ada.edit(&TITLE, "Ada's", 2_000);
    chidi.edit(&TITLE, "Chidi's", 3_000);
    chidi.sync(&mut server, 4_000);
    let answered = ada.sync(&mut server, 5_000);
    assert_eq!(ada.shows(&TITLE), json!("Chidi's"));
    assert_eq!(answered.replaced[0].value, json!("Ada's"));
    assert_eq!(server.history[0].head.value, json!("Ada's"));
    assert!(!answered.receipt_differs);
}

#[test]
fn edits_of_different_groups_are_both_kept() {
    let mut server = Server::default();
    let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
    ada.edit(&TITLE, "Ada's", 2_000);
    chidi.edit(&TEXT, "Chidi's", 3_000);
    chidi.sync(&mut server, 4_000);
    let answered = ada.sync(&mut server, 5_000);
    assert_eq!((ada.shows(&TITLE), ada.shows(&TEXT)), (json!("Ada's"), json!("Chidi's")));
    assert!(answered.replaced.is_empty());
}

/// Seed 13306 of the simulation: the server's clock was ahead, then the server was restored and its clock put right.
#[test]
fn a_refused_value_waits_alone_and_the_next_edit_goes_out() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "Duplex", 1_000);
    device.edit(&TEXT, "Text", 1_000);
    let outgoing = device.send(1_000);
    let mut outcome = server.answer(&outgoing, 1_000);
    let refusal = lagoon_listing::FieldError { code: "x".into(), field: "title".into(), message: "No.".into() };
    outcome.groups.insert(TITLE, GroupOutcome::Rejected(refusal));
    device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert_eq!(device.draft.sendable().count(), 0);
    assert_eq!(device.draft.first_held().expect("held").0, &TITLE);
    device.edit(&TITLE, "Other", 2_000);
    assert_eq!(device.draft.sendable().collect::<Vec<_>>(), [&TITLE]);
}

#[test]
fn a_confirmed_copy_that_differs_is_noticed_and_fetched_whole() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "One", 1_000);
    let outgoing = device.send(1_000);
    let mut outcome = server.answer(&outgoing, 1_000);
    outcome.draft.as_mut().expect("held").content_hash = "something else".into();
    let answered = device.draft.apply_outcome(&outgoing, &outcome, AT);
    assert!(answered.receipt_differs);
    assert_eq!(device.draft.rev, 0);
}

proptest! {
    /// Three devices with wrong wall clocks, which somebody sets, edit, sync, lose answers and start again in any order;
    /// once all is quiet, all agree.
    #[test]
    fn devices_converge_whatever_gets_lost(
        steps in proptest::collection::vec((0..3_usize, 0..6_u8, 0..5_u32, 0..3_000_i64), 1..60),
    ) {
        let mut server = Server::default();
        let mut devices = [Device::new(1, 0, 1_000), Device::new(2, -900_000, 1_000), Device::new(3, 864_000_000, 1_000)];
        let mut now = 1_000;
        for (step, (who, act, what, pause)) in steps.into_iter().enumerate() {
            now += pause;
            let device = &mut devices[who];
            let name = if what % 2 == 0 { TITLE } else { TEXT };
            match act {
                0 | 1 => device.edit(&name, &format!("{who} {step}"), now),
                2 => { device.sync(&mut server, now); }
                3 => { let outgoing = device.send(now); server.answer(&outgoing, now); }
                4 => device.wall_error = i64::from(what) * 40_000_000 - 86_400_000,
                _ => device.reboot(i64::from(what) * 40_000_000 - 86_400_000, now),
            }
        }
        for _ in 0..3 {
            for device in &mut devices {
                now += 1_000;
                device.hear(now);
                let answered = device.sync(&mut server, now);
                prop_assert!(!answered.receipt_differs);
            }
        }
        for device in &devices {
            prop_assert!(!device.draft.is_dirty());
            prop_assert_eq!(&device.draft.visible(), &devices[0].draft.visible());
            if let Some(held) = &server.held {
                prop_assert_eq!(&device.draft.visible(), &held.values());
            }
        }
    }
}

#[test]
fn a_refused_stamp_whose_message_comes_once_more_does_not_stand() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000_000));
    device.edit(&TITLE, "Early", 1_000_000);
    let refused = device.send(1_000_000);
    // The server's clock went back by 70 s.
    let outcome = server.answer(&refused, 930_000);
    device.draft.apply_outcome(&refused, &outcome, AT);
    device.hear(930_000);
    device.sync(&mut server, 930_000);
    device.edit(&TITLE, "Late", 935_000);
    device.draft.end_runs();
    device.sync(&mut server, 935_000);
    // A copy of the first message was on its way all the time: now it lies less than a minute ahead.
    server.answer(&refused, 945_000);
    assert_eq!(server.value(&TITLE), json!("Early"));
    let head = server.held.as_ref().expect("held").to_head(true, |_, _| true);
    device.draft.apply_pulled(&head, device.reading(946_000));
    assert_eq!(device.shows(&TITLE), json!("Late"));
    device.sync(&mut server, 947_000);
    assert_eq!((server.value(&TITLE), device.draft.is_dirty()), (json!("Late"), false));
}

#[test]
fn a_draft_names_whoever_changed_it_last_unless_that_was_here_and_is_not_sent() {
    let person = |n| UserId(Uuid::from_u128(n));
    let group = |millis, author| {
        let stamp = Stamp { millis: Millis::clamped(millis), device: DeviceId(1) };
        GroupState {
            confirmed: Some(GroupHead { value: json!("x"), stamp, author: person(author) }),
            ..GroupState::default()
        }
    };
    let mut draft = Draft::default();
    assert_eq!(draft.edited_by(), None);
    draft.groups.extend([
        (GroupName::TITLE, group(1_000, 1)),
        (GroupName::PRICE, group(2_000, 2)),
        (GroupName::TRASH, group(3_000, 3)),
    ]);
    assert_eq!(draft.edited_by(), Some(person(2)), "deleting is no edit");
    let mut write = |wall, held| {
        let at = Reading { wall, boot: 0, boot_id: 1 };
        let dirty = Dirty { held, ..Dirty::new(json!("y"), at) };
        draft.groups.get_mut(&GroupName::TITLE).expect("there").dirty = Some(dirty);
        draft.edited_by()
    };
    assert_eq!(write(1, None), None, "it goes out as the newest, whatever this device's clock says");
    let refused =
        || Some(FieldError { code: "invalidValue".into(), field: "title".into(), message: "Too long.".into() });
    assert_eq!((write(1_500, refused()), write(2_500, refused())), (Some(person(2)), None));
}
