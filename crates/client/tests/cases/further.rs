//! Further cases: wrong clocks all at once, a data directory that was copied, a damaged copy, and going back.

use std::collections::BTreeSet;

use lagoon_client::{Client, ClientEvent};
use lagoon_listing::GroupName;
use lagoon_sync::{Millis, view::HistoryEntry};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use crate::{
    person::Person,
    support::{ADA, CHIDI, Device, Server, device_of, edit, in_time, shows, synced, until_view, write},
    world::{DAY, HOUR, MINUTE},
};

/// How often the person was told that the clock is wrong, among what was heard so far.
fn told(events: &mut Receiver<ClientEvent>) -> Vec<String> {
    let mut sentences = vec![];
    while let Ok(event) = events.try_recv() {
        if let ClientEvent::ClockWrong(sentence) = event {
            sentences.push(sentence);
        }
    }
    sentences
}

async fn first_sentence(events: &mut Receiver<ClientEvent>) -> String {
    let heard = async {
        loop {
            if let Ok(ClientEvent::ClockWrong(sentence)) = events.recv().await {
                return sentence;
            }
        }
    };
    in_time("a word about the clock", heard).await
}

#[tokio::test]
async fn further_fast_slow_repaired_and_right_clocks_end_in_the_order_in_which_things_happened() {
    let server = Server::start().await;
    let errors = [10 * DAY, -10 * DAY, 7 * DAY, 0];
    let mut devices = vec![];
    for _ in errors {
        devices.push(device_of(&server, ADA).await);
    }
    let id = write(&devices[0].1, "At first").await;
    synced(&devices[0].1).await;
    for (device, client) in &devices {
        shows(client, id, &GroupName::TITLE, "At first").await;
        device.cut();
    }
    for ((device, _), error) in devices.iter().zip(errors) {
        device.clock.set_wall_error(error);
    }
    // Each edits unseen by the others, in every turn another one last.
    let (mut typed, witness) = (BTreeSet::new(), Person::sign_in(&server, CHIDI).await);
    for turn in 0..devices.len() {
        let order: Vec<_> = (0..devices.len()).map(|place| (place + turn) % devices.len()).collect();
        let mut last = String::new();
        for which in &order {
            server.world.pass(2 * MINUTE);
            last = format!("{which} in turn {turn}");
            devices[*which].1.flush_drafts().await.expect("the run before is over");
            edit(&devices[*which].1, id, &GroupName::TITLE, last.clone()).await;
            typed.insert(last.clone());
        }
        // The network sets the third one's wall clock right as it comes back.
        devices[2].0.clock.set_wall_error(0);
        for (device, client) in devices.iter().rev() {
            device.mend(client);
        }
        for (_, client) in &devices {
            shows(client, id, &GroupName::TITLE, last.clone()).await;
            synced(client).await;
        }
        for (device, _) in &devices {
            device.cut();
        }
    }
    let kept = witness.past(id, "title").await.into_iter().chain([witness.value(id, "title").await]);
    let kept: BTreeSet<String> = kept.filter_map(|value| value.as_str().map(ToOwned::to_owned)).collect();
    assert!(typed.is_subset(&kept), "lost: {:?}", typed.difference(&kept));
}

#[tokio::test]
async fn further_the_person_is_told_once_of_a_wrong_clock_and_again_only_if_it_was_right_in_between() {
    let server = Server::start().await;
    for (error, words) in [(10 * DAY, "10 days fast"), (-10 * DAY, "10 days slow")] {
        let device = Device::new(&server).await;
        device.clock.set_wall_error(error);
        let client = device.start().await;
        let mut events = client.subscribe();
        client.sign_in(ADA, crate::support::PASSWORD, &device.line.url(), true).await.expect("signed in");
        assert!(first_sentence(&mut events).await.contains(words));
        let again = async |client: &Client| {
            write(client, "More").await;
            synced(client).await;
        };
        again(&client).await;
        assert_eq!(told(&mut events), [] as [&str; 0]);
        assert!(client.read_account().await.expect("readable").notice.is_some_and(|notice| notice.contains(words)));
        drop(client);
        let client = device.start().await;
        let mut events = client.subscribe();
        again(&client).await;
        assert_eq!(told(&mut events), [] as [&str; 0], "also not after a restart");
        device.clock.set_wall_error(0);
        again(&client).await;
        device.clock.set_wall_error(HOUR);
        again(&client).await;
        assert_eq!(told(&mut events).len(), 1);
    }
}

#[tokio::test]
async fn further_a_copied_data_directory_is_a_device_of_its_own() {
    let server = Server::start().await;
    let (original, ada) = device_of(&server, ADA).await;
    let id = write(&ada, "Before the copy").await;
    synced(&ada).await;
    let copy = Device::new(&server).await;
    let database = "drafts.db";
    let vacuumed = original.directory().join("copy.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", original.directory().join(database).display()))
        .await
        .expect("opens");
    sqlx::query("VACUUM INTO ?").bind(vacuumed.display().to_string()).execute(&pool).await.expect("copied");
    pool.close().await;
    std::fs::copy(&vacuumed, copy.directory().join(database)).expect("copied");

    let twin = copy.start().await;
    twin.sign_in(ADA, crate::support::PASSWORD, &copy.line.url(), true).await.expect("signed in");
    synced(&ada).await;
    synced(&twin).await;
    edit(&ada, id, &GroupName::TITLE, "On the original").await;
    edit(&twin, id, &GroupName::DESCRIPTION, "On the copy").await;
    for client in [&ada, &twin] {
        shows(client, id, &GroupName::TITLE, "On the original").await;
        shows(client, id, &GroupName::DESCRIPTION, "On the copy").await;
        synced(client).await;
    }
    let stamps = ada.read_draft(id).await.expect("there").stamps;
    assert_ne!(stamps[&GroupName::TITLE].device, stamps[&GroupName::DESCRIPTION].device);
}

#[tokio::test]
async fn further_check_my_data_repairs_what_differs_and_touches_nothing_unsent() {
    let server = Server::start().await;
    let (device, ada) = device_of(&server, ADA).await;
    let ids = [write(&ada, "One").await, write(&ada, "Two").await, write(&ada, "Three").await];
    synced(&ada).await;
    let client = ada;
    // Somebody's hand in the file: a value changed under its stamp, and another draft is gone.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", device.directory().join("drafts.db").display()))
        .await
        .expect("opens");
    let spoilt = "UPDATE draft_groups SET confirmed_value = '\"Spoilt\"' WHERE draft_id = ? AND name = 'title'";
    sqlx::query(spoilt).bind(ids[0].to_string()).execute(&pool).await.expect("written");
    sqlx::query("DELETE FROM drafts WHERE id = ?").bind(ids[1].to_string()).execute(&pool).await.expect("written");
    pool.close().await;
    client.set_paused(true);
    edit(&client, ids[2], &GroupName::DESCRIPTION, "Not sent yet").await;

    let found = client.check_data().await.expect("compared");
    assert_eq!(found.compared, 3);
    assert_eq!(found.repaired.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([ids[0], ids[1]]));
    client.set_paused(false);
    shows(&client, ids[0], &GroupName::TITLE, "One").await;
    shows(&client, ids[1], &GroupName::TITLE, "Two").await;
    until_view(&client, ids[2], "sent", |view| view.unsent.is_empty()).await;
    shows(&client, ids[2], &GroupName::DESCRIPTION, "Not sent yet").await;
    synced(&client).await;
    assert_eq!(client.check_data().await.expect("compared").repaired, []);
}

#[tokio::test]
async fn further_going_back_to_a_value_or_a_version_is_an_edit_and_keeps_what_stood() {
    let server = Server::start().await;
    let (_one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&ada, "First").await;
    edit(&ada, id, &GroupName::DESCRIPTION, "Words").await;
    ada.flush_drafts().await.expect("saved");
    shows(&chidi, id, &GroupName::DESCRIPTION, "Words").await;
    synced(&ada).await;
    server.world.pass(HOUR);
    let then = Millis::clamped(server.world.now());
    server.world.pass(HOUR);
    edit(&chidi, id, &GroupName::TITLE, "Second").await;
    edit(&chidi, id, &GroupName::PRICE, json!({"amountMinor": 5, "currency": "NGN"})).await;
    chidi.flush_drafts().await.expect("saved");
    shows(&ada, id, &GroupName::TITLE, "Second").await;

    let view = ada.restore_version(id, then).await.expect("restored");
    assert_eq!((&view.groups[&GroupName::TITLE], &view.groups[&GroupName::PRICE]), (&json!("First"), &Value::Null));
    shows(&chidi, id, &GroupName::TITLE, "First").await;
    until_view(&chidi, id, "no price", |view| view.groups.get(&GroupName::PRICE) == Some(&Value::Null)).await;
    assert_eq!(view.groups[&GroupName::DESCRIPTION], "Words");
    let past = async |client: &Client| {
        let lines: Vec<HistoryEntry> = client.read_cloud_history(id).await.expect("readable");
        lines.into_iter().filter(|line| line.group == GroupName::TITLE).map(|line| line.value).collect::<Vec<_>>()
    };
    assert_eq!(past(&chidi).await, [json!("Second"), json!("First")]);
    ada.restore_value(id, &GroupName::TITLE, json!("Second")).await.expect("restored");
    shows(&chidi, id, &GroupName::TITLE, "Second").await;
    let before = ada.restore_version(id, Millis::clamped(1)).await.expect_err("nothing is known of that time");
    assert_eq!(before.code(), "noSuchVersion");
}

#[tokio::test]
async fn further_a_history_that_is_too_long_to_read_makes_no_version_of_half_of_it() {
    let server = Server::start().await;
    let (_one, ada) = device_of(&server, ADA).await;
    let id = write(&ada, "First").await;
    ada.flush_drafts().await.expect("saved");
    synced(&ada).await;
    let then = Millis::clamped(server.world.now());
    server.world.pass(MINUTE);
    edit(&ada, id, &GroupName::TITLE, "Second").await;
    ada.flush_drafts().await.expect("saved");
    synced(&ada).await;
    assert_eq!(ada.read_cloud_history(id).await.expect("readable").len(), 1);
    // Ten thousand newer values of another group: the title of then lies behind all that is read.
    let database = server.database().await;
    let made = sqlx::query(
        "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 10000)
         INSERT INTO draft_history (team_id, draft_id, stamp_millis, stamp_device, name, value, author, replaced_at)
         SELECT team_id, draft_id, stamp_millis + n, stamp_device, 'description', '\"x\"', author, replaced_at + n
         FROM draft_history, many WHERE draft_id = ?",
    );
    assert_eq!(made.bind(id.to_string()).execute(&database).await.expect("written").rows_affected(), 10_000);
    database.close().await;
    let before = ada.read_draft(id).await.expect("there");
    let refused = ada.restore_version(id, then).await.expect_err("the title of then is not among what was read");
    assert_eq!(refused.code(), "historyTooLong");
    assert_eq!(ada.read_draft(id).await.expect("there").groups, before.groups);
    assert_eq!(ada.restore_version(id, then.plus(HOUR)).await.expect_err("not yet").code(), "inTheFuture");
}
