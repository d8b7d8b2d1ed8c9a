//! Outages: the server goes away, the process ends, the disk is full.

use std::time::{Duration, Instant};

use lagoon_listing::GroupName;
use lagoon_sync::status::SyncState;
use serde_json::json;

use crate::support::{Device, Server, edit, shows, synced, until_status, visitor, write};

#[tokio::test]
async fn what_was_written_offline_goes_out_untouched_when_the_server_is_back() {
    let mut server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    server.stop().await;
    edit(&ada, id, &GroupName::TITLE, "Written offline").await;
    until_status(&ada, SyncState::Offline).await;
    assert_eq!(ada.status().words, "Offline · 1");
    server.resume().await;
    let back = Instant::now();
    synced(&ada).await;
    assert!(back.elapsed() < Duration::from_secs(10), "{:?}", back.elapsed());
    shows(&chidi, id, &GroupName::TITLE, "Written offline").await;
}

#[tokio::test]
async fn a_sign_that_the_network_is_back_sends_within_two_seconds() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    server.stop().await;
    let id = write(&ada, "Written offline").await;
    until_status(&ada, SyncState::Offline).await;
    for sign in ["connectivity", "retry", "edit"] {
        server.resume().await;
        let back = Instant::now();
        match sign {
            "connectivity" => ada.report_connectivity(true),
            "retry" => ada.retry_sync().await.expect("tries"),
            _ => edit(&ada, id, &GroupName::TITLE, "Edited when back").await,
        }
        synced(&ada).await;
        assert!(back.elapsed() < Duration::from_secs(2), "{sign}: {:?}", back.elapsed());
        server.stop().await;
        edit(&ada, id, &GroupName::TITLE, format!("Offline again after {sign}")).await;
        until_status(&ada, SyncState::Offline).await;
    }
}

#[tokio::test]
async fn unsent_work_survives_a_restart_and_goes_out() {
    let mut server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let ada = one.signed_in("ada@example.com").await;
    synced(&ada).await;
    server.stop().await;
    let id = write(&ada, "Written before the restart").await;
    drop(ada);
    server.resume().await;
    let ada = one.start().await;
    synced(&ada).await;
    let chidi = two.signed_in("chidi@example.com").await;
    shows(&chidi, id, &GroupName::TITLE, "Written before the restart").await;
}

/// Two devices and a third that comes later, on a server that loses what came after the backup.
async fn a_restored_server_gets_back_what_it_lost(said: bool) {
    let mut server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let ada = one.signed_in("ada@example.com").await;
    let old = write(&ada, "Before the backup").await;
    edit(&ada, old, &GroupName::DESCRIPTION, "Never touched again").await;
    synced(&ada).await;
    let chidi = two.signed_in("chidi@example.com").await;
    shows(&chidi, old, &GroupName::TITLE, "Before the backup").await;
    let copy = server.back_up().await;
    edit(&ada, old, &GroupName::TITLE, "After the backup").await;
    let new = write(&ada, "Only after the backup").await;
    shows(&chidi, new, &GroupName::TITLE, "Only after the backup").await;
    edit(&chidi, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    shows(&ada, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    // The author is not there when the server comes back: whoever has it brings it back.
    drop(chidi);
    ada.set_paused(true);

    server.restore(&copy, said).await;
    ada.set_paused(false);
    let late = visitor(&server, "chidi@example.com").await;
    shows(&late, old, &GroupName::TITLE, "After the backup").await;
    shows(&late, old, &GroupName::DESCRIPTION, "Never touched again").await;
    shows(&late, new, &GroupName::TITLE, "Only after the backup").await;
    shows(&late, new, &GroupName::DESCRIPTION, "Chidi's words").await;
    synced(&ada).await;
    // The other device, which held the same, changes nothing by bringing it back once more.
    let chidi = two.start().await;
    synced(&chidi).await;
    edit(&chidi, new, &GroupName::TITLE, "And on it goes").await;
    shows(&ada, new, &GroupName::TITLE, "And on it goes").await;
    shows(&late, new, &GroupName::TITLE, "And on it goes").await;
}

#[tokio::test]
async fn what_a_server_lost_by_a_restore_comes_back_from_the_devices() {
    a_restored_server_gets_back_what_it_lost(true).await;
}

#[tokio::test]
async fn a_restore_that_nobody_mentioned_is_noticed_by_the_devices_place() {
    a_restored_server_gets_back_what_it_lost(false).await;
}

#[tokio::test]
async fn a_price_that_was_replaced_offline_is_in_the_servers_history() {
    let mut server = Server::start().await;
    let one = Device::new(&server.url());
    let ada = one.signed_in("ada@example.com").await;
    synced(&ada).await;
    server.stop().await;
    let id = write(&ada, "Duplex").await;
    let price = |millions: i64| json!({"amountMinor": millions * 100_000_000, "currency": "NGN"});
    edit(&ada, id, &GroupName::PRICE, price(45)).await;
    // The step is left: what stands is worth keeping.
    ada.flush_drafts().await.expect("saved");
    drop(ada);
    let ada = one.start().await;
    edit(&ada, id, &GroupName::PRICE, price(48)).await;
    server.resume().await;
    synced(&ada).await;
    assert_eq!(ada.read_draft(id).await.expect("there").groups[&GroupName::PRICE], price(48));
    assert_eq!(server.history("price").await, [price(45).to_string()]);
    let here = ada.read_history(id).await.expect("readable");
    assert_eq!(here.first().map(|entry| entry.value.clone()), Some(price(45)));
}

#[tokio::test]
async fn a_full_disk_says_so_loses_nothing_and_recovers() {
    let server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    // SQLite answers SQLITE_FULL beyond this size, exactly as when the disk has no more room.
    let limit = async |pages: i64| {
        sqlx::query_scalar::<_, i64>(&format!("PRAGMA max_page_count = {pages}"))
            .fetch_one(ada.pool())
            .await
            .expect("set")
    };
    let used: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(ada.pool()).await.expect("read");
    limit(used).await;
    let failed = ada.edit(id, &GroupName::DESCRIPTION, json!("x".repeat(60_000)), None).await.expect_err("full");
    assert_eq!(failed.code(), "diskFull");
    until_status(&ada, SyncState::Error).await;
    assert_eq!(ada.status().words, "Not saved");
    assert!(ada.status().detail.contains("Free space"), "{}", ada.status().detail);
    assert_eq!(ada.read_draft(id).await.expect("readable").groups[&GroupName::TITLE], json!("Duplex"));
    // Asking to try again, leaving the step or storing something else does not make up for the value that is missing.
    let _ = ada.retry_sync().await;
    let _ = ada.flush_drafts().await;
    edit(&ada, id, &GroupName::TITLE, "Duplex!").await;
    ada.read_panel().await.expect("readable");
    assert_eq!(ada.status().words, "Not saved");
    limit(1_000_000).await;
    edit(&ada, id, &GroupName::DESCRIPTION, "x".repeat(60_000)).await;
    synced(&ada).await;
}

#[tokio::test]
async fn an_answer_that_could_not_be_stored_is_no_reason_to_doubt_what_is_saved_later() {
    let mut server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    shows(&chidi, id, &GroupName::TITLE, "Duplex").await;
    let limit = async |pages: i64| {
        sqlx::query_scalar::<_, i64>(&format!("PRAGMA max_page_count = {pages}"))
            .fetch_one(ada.pool())
            .await
            .expect("set")
    };
    let used: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(ada.pool()).await.expect("read");
    limit(used).await;
    edit(&chidi, id, &GroupName::DESCRIPTION, "x".repeat(60_000)).await;
    synced(&chidi).await;
    until_status(&ada, SyncState::Error).await;
    assert_eq!(ada.status().words, "Not saved");
    server.stop().await;
    limit(1_000_000).await;
    edit(&ada, id, &GroupName::TITLE, "Duplex, saved offline").await;
    until_status(&ada, SyncState::Offline).await;
    assert_eq!(ada.status().words, "Offline · 1");
    server.resume().await;
    synced(&ada).await;
    shows(&ada, id, &GroupName::DESCRIPTION, "x".repeat(60_000)).await;
}

#[tokio::test]
async fn one_process_per_data_directory() {
    let device = Device::new("http://127.0.0.1:9");
    let _first = device.start().await;
    let second = lagoon_client::Config {
        directory: device.files.path().to_owned(),
        default_server_url: String::new(),
        device_name: String::new(),
        clock: std::sync::Arc::new(lagoon_client::SystemClock::new()),
        secrets: std::sync::Arc::new(lagoon_client::MemorySecrets::default()),
        settings: lagoon_client::Settings::default(),
        extra_roots: vec![],
    };
    let refused = lagoon_client::Client::start(second).await.err().expect("refused");
    assert_eq!(refused.code(), "alreadyRunning");
}
