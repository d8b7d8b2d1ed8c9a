//! Clocks that are wrong, jump, stand still or are put right: what counts is when somebody really edited.

use std::collections::BTreeSet;

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    DeviceId, Millis, Stamp,
    clock::{Reading, ServerClock},
    draft::Draft,
};
use serde_json::{Value, json};

use crate::{
    person::{Person, outcome, stamp_of, title},
    support::{ADA, CHIDI, Device, Server, device_of, edit, new_id, shows, synced, write},
    world::{DAY, HOUR, MINUTE, SECOND},
};

#[tokio::test]
async fn case_04_of_two_edits_in_one_millisecond_the_second_wins() {
    let server = Server::start().await;
    let (_one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    server.world.stand_still();
    let id = ada.create_draft().await.expect("created").id;
    let mut stamps = vec![];
    // Timers stand as well: each is sent at once, as on leaving a step.
    for text in ["First", "Second"] {
        edit(&ada, id, &GroupName::TITLE, text).await;
        ada.send_now();
        synced(&ada).await;
        stamps.push(ada.read_draft(id).await.expect("there").stamps[&GroupName::TITLE]);
    }
    assert!(stamps[0] < stamps[1] && stamps[1].millis.get() - stamps[0].millis.get() <= 1, "{stamps:?}");
    // Twice more, without anything being sent in between.
    edit(&ada, id, &GroupName::TITLE, "Third").await;
    edit(&ada, id, &GroupName::TITLE, "Fourth").await;
    ada.send_now();
    shows(&chidi, id, &GroupName::TITLE, "Fourth").await;
    assert_eq!(Person::sign_in(&server, CHIDI).await.value(id, "title").await, "Fourth");
}

#[tokio::test]
async fn case_05_of_two_devices_in_one_millisecond_the_same_one_wins_everywhere() {
    for ada_is_first in [true, false] {
        let server = Server::start().await;
        server.world.stand_still();
        let (one, ada) = device_of(&server, ADA).await;
        let (two, chidi) = device_of(&server, CHIDI).await;
        let id = ada.create_draft().await.expect("created").id;
        edit(&ada, id, &GroupName::TITLE, "At first").await;
        // As on leaving a step: it goes out although timers stand, and what follows is no keystroke of the same run.
        ada.flush_drafts().await.expect("saved");
        shows(&chidi, id, &GroupName::TITLE, "At first").await;
        synced(&ada).await;

        server.world.pass(MINUTE);
        one.cut();
        two.cut();
        edit(&ada, id, &GroupName::TITLE, "Ada's").await;
        edit(&chidi, id, &GroupName::TITLE, "Chidi's").await;
        let order = if ada_is_first { [(&one, &ada), (&two, &chidi)] } else { [(&two, &chidi), (&one, &ada)] };
        for (device, client) in order {
            device.mend(client);
            synced(client).await;
        }
        let sent = |device: &Device| {
            let push = device.line.pushes().into_iter().rev().find(|push| push.answer.is_some()).expect("sent");
            stamp_of(&push.updates()[0]["groups"]["title"])
        };
        let (of_ada, of_chidi) = (sent(&one), sent(&two));
        assert_eq!(of_ada.millis, of_chidi.millis, "the same millisecond");
        let winner = if of_ada.device > of_chidi.device { "Ada's" } else { "Chidi's" };
        for client in [&ada, &chidi] {
            shows(client, id, &GroupName::TITLE, winner).await;
        }
        let person = Person::sign_in(&server, CHIDI).await;
        assert_eq!(person.value(id, "title").await, winner);
        assert_eq!(person.past(id, "title").await.len(), 2, "and the other is in history, as is the first");
    }
}

/// No stamp that the server holds lies ahead of its time.
async fn nothing_from_the_future(server: &Server, id: DraftId) {
    let head = Person::sign_in(server, CHIDI).await.head(id).await;
    for (name, group) in head["groups"].as_object().expect("groups") {
        let stamp = stamp_of(group);
        assert!(stamp.millis.get() <= server.world.now(), "{name}: {stamp} at {}", server.world.now());
    }
}

/// Ends the client, boots the device with this error of its wall clock, and starts the client again.
async fn reboot(device: &Device, client: Client, wall_error: i64) -> Client {
    drop(client);
    // The directory is free only when the old client's last task has ended: until then it may still read the clock.
    drop(device.start().await);
    device.clock.reboot();
    device.clock.set_wall_error(wall_error);
    device.start().await
}

#[tokio::test]
async fn case_07_wall_clock_ten_days_ahead_then_repaired_on_reconnect() {
    for reboots_in_between in [false, true] {
        let server = Server::start().await;
        let (one, ada) = device_of(&server, ADA).await;
        let (_two, chidi) = device_of(&server, CHIDI).await;
        let old = write(&ada, "Known before").await;
        shows(&chidi, old, &GroupName::TITLE, "Known before").await;
        one.cut();
        let mut ada = reboot(&one, ada, 10 * DAY).await;
        edit(&ada, old, &GroupName::TITLE, "From the future").await;
        let new = write(&ada, "New in the future").await;
        server.world.pass(5 * MINUTE);
        if reboots_in_between {
            ada = reboot(&one, ada, 0).await;
        } else {
            one.clock.set_wall_error(0);
        }
        server.world.pass(MINUTE);
        one.mend(&ada);
        shows(&chidi, old, &GroupName::TITLE, "From the future").await;
        shows(&chidi, new, &GroupName::TITLE, "New in the future").await;
        synced(&ada).await;
        for id in [old, new] {
            nothing_from_the_future(&server, id).await;
        }
        // And who edits it now is not held up by anything.
        server.world.pass(MINUTE);
        edit(&chidi, old, &GroupName::TITLE, "And on it goes").await;
        shows(&ada, old, &GroupName::TITLE, "And on it goes").await;
    }
}

#[tokio::test]
async fn case_08_wall_clock_ten_days_behind_and_an_edit_of_a_value_it_has_seen_wins() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&chidi, "Seen").await;
    let ada = reboot(&one, ada, -10 * DAY).await;
    shows(&ada, id, &GroupName::TITLE, "Seen").await;
    one.cut();
    edit(&ada, id, &GroupName::TITLE, "Later").await;
    // Put right by hand before the next boot: now the edit looks ten days old.
    let ada = reboot(&one, ada, 0).await;
    one.mend(&ada);
    shows(&chidi, id, &GroupName::TITLE, "Later").await;
    synced(&ada).await;
    let person = Person::sign_in(&server, ADA).await;
    assert_eq!(
        (person.value(id, "title").await, person.past(id, "title").await),
        (json!("Later"), vec![json!("Seen")])
    );
    nothing_from_the_future(&server, id).await;
}

#[tokio::test]
async fn case_09_wall_clock_always_ten_days_behind_and_the_later_real_edit_wins() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&chidi, "At first").await;
    shows(&ada, id, &GroupName::TITLE, "At first").await;
    one.cut();
    let ada = reboot(&one, ada, -10 * DAY).await;
    edit(&chidi, id, &GroupName::TITLE, "An hour ago").await;
    synced(&chidi).await;
    server.world.pass(HOUR - MINUTE);
    edit(&ada, id, &GroupName::TITLE, "A minute ago").await;
    server.world.pass(MINUTE);

    let before = one.line.exchanges().len();
    one.mend(&ada);
    shows(&chidi, id, &GroupName::TITLE, "A minute ago").await;
    synced(&ada).await;
    let contacts = one.line.exchanges();
    let first = contacts[before..].iter().find(|exchange| exchange.answer.is_some()).expect("made contact");
    assert!(first.updates().is_empty(), "the first contact of a boot only brings the time: {first:?}");
    let person = Person::sign_in(&server, ADA).await;
    assert_eq!(person.value(id, "title").await, "A minute ago");
    assert!(person.past(id, "title").await.contains(&json!("An hour ago")));
    let age = server.world.now() - person.stamp(id, "title").await.millis.get();
    assert!((MINUTE..MINUTE + 30 * SECOND).contains(&age), "stamped with its age: {age} ms");
}

#[tokio::test]
async fn case_10_wall_clock_back_an_hour_between_edits_and_across_a_restart() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&ada, "First").await;
    synced(&ada).await;
    server.world.pass(MINUTE);
    one.clock.set_wall_error(-HOUR);
    edit(&ada, id, &GroupName::TITLE, "Second").await;
    shows(&chidi, id, &GroupName::TITLE, "Second").await;
    synced(&ada).await;

    // Again, across a restart of the app, offline.
    server.world.pass(MINUTE);
    one.cut();
    edit(&ada, id, &GroupName::TITLE, "Third").await;
    drop(ada);
    one.clock.set_wall_error(-2 * HOUR);
    let ada = one.start().await;
    edit(&ada, id, &GroupName::TITLE, "Fourth").await;
    one.mend(&ada);
    shows(&chidi, id, &GroupName::TITLE, "Fourth").await;
    synced(&ada).await;

    // And across a boot, with the edit before it sent and the one after it made before any contact.
    server.world.pass(MINUTE);
    one.cut();
    let ada = reboot(&one, ada, -3 * HOUR).await;
    edit(&ada, id, &GroupName::TITLE, "Fifth").await;
    let ada = reboot(&one, ada, -4 * HOUR).await;
    edit(&ada, id, &GroupName::TITLE, "Sixth").await;
    one.mend(&ada);
    shows(&chidi, id, &GroupName::TITLE, "Sixth").await;
    synced(&ada).await;
    assert_eq!(Person::sign_in(&server, CHIDI).await.value(id, "title").await, "Sixth");
    nothing_from_the_future(&server, id).await;
}

#[tokio::test]
async fn case_12_edits_inside_one_frozen_millisecond_are_counted_one_by_one_and_the_last_arrives() {
    const EDITS: u64 = 2_000;
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&ada, "At first").await;
    shows(&chidi, id, &GroupName::TITLE, "At first").await;
    synced(&ada).await;
    server.world.stand_still();
    let first = ada.read_draft(id).await.expect("there").stamps[&GroupName::TITLE];
    for number in 1..=EDITS {
        let receipt = ada.edit(id, &GroupName::TITLE, json!(format!("Edit {number}")), Some(first)).await;
        assert_eq!(receipt.expect("saved").generation, 1 + number);
        if number % 500 == 0 {
            ada.send_now();
        }
    }
    ada.send_now();
    shows(&chidi, id, &GroupName::TITLE, format!("Edit {EDITS}")).await;
    let sent: Vec<_> = one.line.pushes().iter().map(|push| stamp_of(&push.updates()[0]["groups"]["title"])).collect();
    assert!(sent.len() >= 2 && sent.is_sorted_by(|a, b| a < b), "{sent:?}");
}

/// A hundred thousand edits, each stamped by the device's own code while its clock stands, and all of them sent. The server's
/// clock goes on: in a single millisecond of its own it takes no more than 60,000, which then lie a minute ahead of it.
#[tokio::test(flavor = "multi_thread")]
async fn case_12_a_hundred_thousand_edits_inside_one_frozen_millisecond_have_stamps_of_their_own_in_order() {
    const EDITS: usize = 100_000;
    let server = Server::start().await;
    server.world.stand_still();
    let person = Person::sign_in(&server, ADA).await;
    let author = serde_json::from_value(person.session["userId"].clone()).expect("an id");
    let (id, frozen) = (new_id(), Reading { wall: server.world.now(), boot: 1, boot_id: 1 });
    let mut clock = ServerClock::default();
    clock.observe(&frozen, &frozen, Millis::clamped(server.world.now()));
    let counter: GroupName = "counter".parse().expect("a name");
    let (mut draft, mut stamps) = (Draft::default(), vec![]);
    for some in (0..EDITS).collect::<Vec<_>>().chunks(200) {
        let updates = some.iter().map(|number| {
            draft.edit(&counter, json!(number), None, frozen);
            let outgoing = draft.prepare_update(id, author, DeviceId(1), &clock, &frozen).expect("the time is known");
            stamps.push(outgoing.update.groups[&counter].stamp);
            serde_json::to_value(outgoing.update).expect("serialises")
        });
        let updates: Vec<_> = updates.collect();
        server.world.pass(SECOND);
        let answer = person.sync(None, updates).await;
        assert!((0..some.len()).all(|index| outcome(&answer, index, "counter") == "applied"), "{answer}");
    }
    assert!(stamps.is_sorted_by(|a, b| a < b), "in order");
    assert_eq!(stamps.iter().collect::<BTreeSet<&Stamp>>().len(), EDITS, "all distinct");
    let head = person.head(id).await;
    assert_eq!((&head["groups"]["counter"]["value"], &head["rev"]), (&json!(EDITS - 1), &json!(EDITS)));
}

#[tokio::test]
async fn case_13_a_stamp_59_seconds_ahead_is_accepted_and_one_61_seconds_ahead_is_not() {
    let server = Server::start().await;
    server.world.stand_still();
    let person = Person::sign_in(&server, ADA).await;
    let now = server.world.now();
    for (ahead, expected) in [(59 * SECOND, "applied"), (61 * SECOND, "clockAhead")] {
        let id = new_id();
        let answer = person.sync(None, vec![title(id, "Ahead", now + ahead, 1)]).await;
        assert_eq!(outcome(&answer, 0, "title"), expected, "{answer}");
        let (status, plain) =
            person.put(new_id(), json!({"lastModified": now + ahead, "title": "Ahead"}).to_string()).await;
        if expected == "applied" {
            assert_eq!(status.as_u16(), 200, "{plain}");
            assert_eq!(person.value(id, "title").await, "Ahead");
        } else {
            assert_eq!(answer["outcomes"][0]["groups"]["title"]["serverTime"], now);
            assert_eq!(
                (status.as_u16(), &plain["code"], &plain["serverTime"]),
                (422, &json!("clockAhead"), &json!(now))
            );
            assert_eq!(person.head(id).await, Value::Null, "nothing of it is stored");
        }
    }
}
