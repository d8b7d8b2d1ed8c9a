//! What a device does by itself: edits during a push, many drafts, fast typing, and a server that has lost something.

use std::time::Duration;

use lagoon_client::ClientEvent;
use lagoon_listing::GroupName;
use lagoon_sync::{
    status::SyncState,
    view::{DraftView, Saved},
};
use serde_json::{Value, json};

use crate::{
    line::Mode,
    person::Person,
    support::{ADA, CHIDI, Device, Server, device_of, edit, shows, synced, until_status, until_view, write},
    world::{HOUR, MINUTE},
};

#[tokio::test]
async fn case_19_an_edit_while_its_push_is_in_flight_stays_dirty_and_goes_next() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let witness = Person::sign_in(&server, CHIDI).await;
    let id = ada.create_draft().await.expect("created").id;
    one.line.set(Mode::HoldAnswers);
    edit(&ada, id, &GroupName::TITLE, "First").await;
    edit(&ada, id, &GroupName::DESCRIPTION, "Bright").await;
    one.line.until_answered(1).await;
    // In flight: the server holds it, the device does not know yet.
    let mut events = ada.subscribe();
    edit(&ada, id, &GroupName::TITLE, "Second").await;
    assert_eq!(ada.status().sync_status, SyncState::Syncing);

    // The first answer arrives, and the second push is held before the server hears of it.
    one.line.set(Mode::HoldRequests);
    one.line.until(|all| all.iter().filter(|exchange| !exchange.updates().is_empty()).count() == 2).await;
    let view = ada.read_draft(id).await.expect("there");
    assert_eq!(view.groups[&GroupName::TITLE], "Second");
    assert_eq!(view.unsent, [GroupName::TITLE], "the title is dirty, the other group of the draft is confirmed");
    assert_eq!(witness.value(id, "title").await, "First");
    assert_eq!(ada.list_drafts(Some(&[id])).await.expect("listed")[0].saved, Saved::Here);
    assert_ne!(ada.status().sync_status, SyncState::Synced);
    let pushes = one.line.pushes();
    let carried: Vec<_> = pushes[1].updates()[0]["groups"].as_object().expect("groups").keys().collect();
    assert_eq!(carried, ["title"], "only the dirty group goes next");
    while let Ok(event) = events.try_recv() {
        let saved = matches!(&event, ClientEvent::SyncStatus(status) if status.sync_status == SyncState::Synced);
        assert!(!saved, "not “saved” in between");
    }

    one.line.set(Mode::Open);
    synced(&ada).await;
    assert_eq!(witness.value(id, "title").await, "Second");
    assert_eq!(one.line.pushes().len(), 2);
}

#[tokio::test]
async fn case_22_one_invalid_group_among_fifty_drafts_waits_alone_with_its_reason() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let witness = Person::sign_in(&server, CHIDI).await;
    one.cut();
    let mut ids = vec![];
    for number in 0..50 {
        ids.push(write(&ada, &format!("Draft {number}")).await);
    }
    // Each of these groups is fine, and all of them are one too many for a draft: only the server counts that.
    let groups: Vec<GroupName> = (0..17).map(|n| format!("later-{n:02}").parse().expect("a name")).collect();
    let culprit = ids[20];
    for name in &groups {
        edit(&ada, culprit, name, "x".repeat(62_000)).await;
    }
    one.mend(&ada);
    until_status(&ada, SyncState::Error).await;
    let only_it = |status: &lagoon_sync::status::SyncStatus| status.waiting == 1;
    crate::support::in_time("the others", ada.wait_for_status(only_it)).await.expect("the client runs");

    let refused_all = |view: &DraftView| view.unsent.len() == 1 && view.held.len() == 1;
    let view = until_view(&ada, culprit, "one group held", refused_all).await;
    let (held, error) = view.held.first_key_value().expect("one");
    assert_eq!(error.code, "tooLarge");
    assert_eq!(ada.status().detail, error.message, "the chip says why");
    let listed = ada.list_drafts(None).await.expect("listed");
    for draft in &listed {
        let expected = if draft.id == culprit { Saved::Held } else { Saved::Cloud };
        assert_eq!(draft.saved, expected, "{:?}", draft.title);
    }
    let all = witness.sync(None, vec![]).await;
    assert_eq!(all["changes"].as_array().map(Vec::len), Some(50));
    let stored = witness.head(culprit).await;
    assert_eq!(stored["groups"].as_object().map(serde_json::Map::len), Some(17), "its title and sixteen more");
    assert_eq!(stored["groups"][held.as_str()], Value::Null);

    // The next edit of it releases it.
    edit(&ada, culprit, held, "short").await;
    synced(&ada).await;
    assert_eq!(witness.value(culprit, held.as_str()).await, "short");
}

#[tokio::test]
async fn case_22_a_group_that_the_device_itself_knows_to_be_invalid_waits_alone_too() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    one.cut();
    let mut ids = vec![];
    for number in 0..50 {
        ids.push(write(&ada, &format!("Draft {number}")).await);
    }
    edit(&ada, ids[7], &GroupName::DESCRIPTION, "x".repeat(100_000)).await;
    one.mend(&ada);
    let only_it = |status: &lagoon_sync::status::SyncStatus| status.waiting == 1;
    crate::support::in_time("the others", ada.wait_for_status(only_it)).await.expect("the client runs");
    let view = ada.read_draft(ids[7]).await.expect("there");
    assert_eq!(view.unsent, [GroupName::DESCRIPTION]);
    assert!(view.held[&GroupName::DESCRIPTION].message.contains("64 KB"), "{:?}", view.held);
    let witness = Person::sign_in(&server, CHIDI).await;
    let all = witness.sync(None, vec![]).await;
    let titles =
        all["changes"].as_array().expect("changes").iter().filter(|draft| draft["groups"]["title"].is_object());
    assert_eq!(titles.count(), 50);
}

#[tokio::test]
async fn case_29_a_thousand_keystrokes_in_ten_seconds_are_at_most_six_requests() {
    let server = Server::start().await;
    let mut one = Device::new(&server).await;
    one.poll = HOUR;
    let ada = one.signed_in(ADA).await;
    let id = write(&ada, "Empty").await;
    synced(&ada).await;
    let before = one.line.exchanges().len();
    let mut keys = tokio::time::interval(Duration::from_millis(10));
    let began = std::time::Instant::now();
    let mut text = String::new();
    for key in 0..1_000_u32 {
        keys.tick().await;
        text.push(char::from(b'a' + u8::try_from(key % 26).expect("a letter")));
        edit(&ada, id, &GroupName::TITLE, text.clone()).await;
    }
    let took = began.elapsed();
    synced(&ada).await;
    let requests = one.line.exchanges().len() - before;
    assert!(took < Duration::from_secs(13), "the machine is too slow for this test: {took:?}");
    assert!((1..=6).contains(&requests), "{requests} requests in {took:?}");
    assert_eq!(Person::sign_in(&server, CHIDI).await.value(id, "title").await, text);
}

/// What the server holds, draft by draft: values and stamps.
async fn holdings(server: &Server) -> Vec<(Value, Value)> {
    let all = Person::sign_in(server, CHIDI).await.sync(None, vec![]).await;
    let groups = |draft: &Value| {
        let groups = draft["groups"].as_object().expect("groups").iter();
        groups.map(|(name, head)| (name.clone(), json!([head["value"], head["stamp"]]))).collect::<Value>()
    };
    let mut held: Vec<_> =
        all["changes"].as_array().expect("changes").iter().map(|draft| (draft["id"].clone(), groups(draft))).collect();
    held.sort_by_key(|(id, _)| id.to_string());
    held
}

async fn everybody_brings_the_hour_back(said: bool) {
    let mut server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (two, chidi) = device_of(&server, CHIDI).await;
    let old = write(&ada, "Before the backup").await;
    edit(&ada, old, &GroupName::DESCRIPTION, "Never touched again").await;
    let doomed = write(&ada, "Deleted in the hour").await;
    shows(&chidi, doomed, &GroupName::TITLE, "Deleted in the hour").await;
    synced(&ada).await;
    let copy = server.back_up().await;

    server.world.pass(HOUR / 2);
    edit(&ada, old, &GroupName::TITLE, "After the backup").await;
    let new = write(&ada, "Only after the backup").await;
    shows(&chidi, new, &GroupName::TITLE, "Only after the backup").await;
    edit(&chidi, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    chidi.delete_draft(doomed).await.expect("deleted");
    until_view(&ada, doomed, "deleted", |view| view.deleted).await;
    shows(&ada, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    synced(&ada).await;
    synced(&chidi).await;
    server.world.pass(HOUR / 2);
    let before = holdings(&server).await;

    // Chidi's device is off. Ada's is started anew after the restore, and nobody touches it.
    drop(chidi);
    drop(ada);
    one.cut();
    server.restore(&copy, said).await;
    assert_ne!(holdings(&server).await, before, "the hour is gone");
    one.line.set(Mode::Open);
    let ada = one.start().await;
    let (_three, late) = device_of(&server, CHIDI).await;
    shows(&late, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    shows(&late, old, &GroupName::TITLE, "After the backup").await;
    until_view(&late, doomed, "deleted", |view| view.deleted).await;
    synced(&ada).await;
    assert_eq!(holdings(&server).await, before, "the same values with the same stamps");

    // The other device holds the same: nothing changes by its return.
    let chidi = two.start().await;
    synced(&chidi).await;
    server.world.pass(MINUTE);
    edit(&chidi, new, &GroupName::TITLE, "And on it goes").await;
    shows(&ada, new, &GroupName::TITLE, "And on it goes").await;
    shows(&late, new, &GroupName::TITLE, "And on it goes").await;
}

#[tokio::test]
async fn case_32_a_restored_server_gets_the_lost_hour_back_from_the_devices() {
    everybody_brings_the_hour_back(true).await;
}

#[tokio::test]
async fn case_32_a_restore_that_nobody_mentioned_is_noticed_all_the_same() {
    everybody_brings_the_hour_back(false).await;
}
