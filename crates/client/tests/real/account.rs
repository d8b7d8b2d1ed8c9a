//! Signing in and out: unsent work belongs to whoever wrote it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lagoon_client::{MemorySecrets, SecretStore};
use lagoon_listing::GroupName;
use lagoon_sync::status::{SignIn, SyncState};

use crate::support::{Device, PASSWORD, Server, edit, shows, synced, until_status, visitor, write};

#[tokio::test]
async fn a_wrong_password_a_bad_address_and_no_server_each_say_what_to_do() {
    let server = Server::start().await;
    let device = Device::new(&server.url());
    let client = device.start().await;
    let code = async |email: &str, password: &str, url: &str| {
        client.sign_in(email, password, url, false).await.expect_err("refused").code()
    };
    assert_eq!(code("ada@example.com", "wrong", &server.url()).await, "wrongPassword");
    assert_eq!(code("nobody@example.com", PASSWORD, &server.url()).await, "wrongPassword");
    assert_eq!(code("ada@example.com", PASSWORD, "not an address").await, "badAddress");
    assert_eq!(code("ada@example.com", PASSWORD, "http://127.0.0.1:1").await, "noServer");
    assert_eq!(client.read_account().await.expect("readable").sign_in, SignIn::Never);
}

#[tokio::test]
async fn drafts_written_before_any_sign_in_go_to_the_first_who_signs_in_and_agrees() {
    let server = Server::start().await;
    let device = Device::new(&server.url());
    let client = device.start().await;
    let id = write(&client, "Written first").await;
    until_status(&client, SyncState::Idle).await;
    assert_eq!(client.read_account().await.expect("readable").unclaimed_drafts, 1);
    client.sign_in("ada@example.com", PASSWORD, &server.url(), false).await.expect("signed in");
    synced(&client).await;
    assert!(client.list_drafts(None).await.expect("listed").is_empty(), "not asked for, not taken");
    client.sign_out(false).await.expect("nothing is unsent");
    client.sign_in("chidi@example.com", PASSWORD, &server.url(), true).await.expect("signed in");
    synced(&client).await;
    let other = visitor(&server, "ada@example.com").await;
    shows(&other, id, &GroupName::TITLE, "Written first").await;
}

#[tokio::test]
async fn a_lost_sign_in_keeps_everything_and_the_next_one_sends_it() {
    let server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    server.end_all_sessions().await;
    edit(&ada, id, &GroupName::TITLE, "Written after").await;
    until_status(&ada, SyncState::Error).await;
    assert!(ada.status().detail.contains("Sign in"), "{}", ada.status().detail);
    edit(&ada, id, &GroupName::TITLE, "And still writing").await;
    ada.sign_in("ada@example.com", PASSWORD, &server.url(), true).await.expect("signed in");
    synced(&ada).await;
    let other = visitor(&server, "chidi@example.com").await;
    shows(&other, id, &GroupName::TITLE, "And still writing").await;
}

#[tokio::test]
async fn signing_out_asks_about_unsent_work_and_then_leaves_nothing_behind() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    server.stop().await;
    let id = write(&ada, "Unsent").await;
    assert_eq!(ada.sign_out(false).await.expect_err("unsent work").code(), "unsentWork");
    assert_eq!(ada.list_drafts(None).await.expect("listed").len(), 1);
    ada.sign_out(true).await.expect("told to discard");
    assert!(ada.list_drafts(None).await.expect("listed").is_empty());
    assert!(ada.read_draft(id).await.is_err());
}

#[tokio::test]
async fn another_persons_sign_in_never_uploads_unsent_work() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    server.stop().await;
    let id = write(&ada, "Ada's own").await;
    until_status(&ada, SyncState::Offline).await;
    server.resume().await;
    ada.set_paused(true);
    ada.sign_in("zainab@example.com", PASSWORD, &server.url(), true).await.expect("signed in");
    ada.set_paused(false);
    synced(&ada).await;
    assert!(ada.list_drafts(None).await.expect("listed").is_empty());
    let colleague = visitor(&server, "zainab@example.com").await;
    synced(&colleague).await;
    assert!(colleague.list_drafts(None).await.expect("listed").is_empty(), "the other team has it");
    ada.sign_in("ada@example.com", PASSWORD, &server.url(), true).await.expect("signed in");
    assert_eq!(ada.list_drafts(None).await.expect("listed").len(), 1);
    let chidi = visitor(&server, "chidi@example.com").await;
    shows(&chidi, id, &GroupName::TITLE, "Ada's own").await;
}

/// A secret store that a person can lock: then nothing more is kept in it.
#[derive(Default)]
struct Lockable {
    kept: MemorySecrets,
    locked: AtomicBool,
}

impl SecretStore for Lockable {
    fn load(&self, name: &str) -> Result<Option<String>, String> {
        self.kept.load(name)
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), String> {
        if self.locked.load(Ordering::SeqCst) { Err("locked".into()) } else { self.kept.save(name, secret) }
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        if self.locked.load(Ordering::SeqCst) { Err("locked".into()) } else { self.kept.forget(name) }
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn one_persons_token_is_never_used_for_anothers_listings() {
    let server = Server::start().await;
    let secrets = Arc::new(Lockable::default());
    let device = Device { secrets: secrets.clone(), ..Device::new(&server.url()) };
    let client = device.signed_in("ada@example.com").await;
    synced(&client).await;
    secrets.locked.store(true, Ordering::SeqCst);
    client.sign_in("zainab@example.com", PASSWORD, &server.url(), true).await.expect("signed in");
    client.set_paused(true);
    write(&client, "Zainab's own").await;
    drop(client);

    let client = device.start().await;
    let account = client.read_account().await.expect("readable");
    assert_eq!((account.email.as_deref(), account.sign_in), (Some("zainab@example.com"), SignIn::Lost));
    client.send_now();
    until_status(&client, SyncState::Error).await;
    let chidi = visitor(&server, "chidi@example.com").await;
    synced(&chidi).await;
    assert!(chidi.list_drafts(None).await.expect("listed").is_empty());
}

#[tokio::test]
async fn a_new_token_that_cannot_be_kept_leaves_the_one_that_is_kept_good() {
    let server = Server::start().await;
    let secrets = Arc::new(Lockable::default());
    let device = Device { secrets: secrets.clone(), ..Device::new(&server.url()) };
    let client = device.signed_in("ada@example.com").await;
    synced(&client).await;
    secrets.locked.store(true, Ordering::SeqCst);
    client.sign_in("ada@example.com", PASSWORD, &server.url(), false).await.expect("signed in");
    client.finish_signing_out(Duration::from_secs(10)).await;
    drop(client);

    let client = device.start().await;
    write(&client, "Written after the next start").await;
    synced(&client).await;
}

#[tokio::test]
async fn closing_does_not_wait_for_what_cannot_be_sent_now() {
    let device = Device::new("http://127.0.0.1:9");
    let client = device.start().await;
    write(&client, "Nobody is signed in").await;
    let limit = Duration::from_mins(1);
    tokio::time::timeout(limit / 10, client.send_before_leaving(limit)).await.expect("it returns at once");
}

#[tokio::test]
async fn closing_sends_what_is_unsent() {
    let server = Server::start().await;
    let ada = visitor(&server, "ada@example.com").await;
    synced(&ada).await;
    write(&ada, "The last word").await;
    ada.send_before_leaving(Duration::from_secs(10)).await;
    assert_eq!(ada.status().waiting, 0);
}

#[tokio::test]
async fn the_teams_names_are_known_without_a_network_and_leave_with_the_sign_in() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let client = device.start().await;
    assert!(client.list_people().await.expect("readable").is_empty());
    assert!(client.refresh_people().await.is_err(), "nobody is signed in");
    client.sign_in("ada@example.com", PASSWORD, &server.url(), false).await.expect("signed in");
    let people = client.refresh_people().await.expect("told");
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names.len(), 2, "those of the own team: {names:?}");
    assert!(names.contains(&"ada@example.com") && names.contains(&"chidi@example.com"), "{names:?}");
    server.stop().await;
    assert!(client.refresh_people().await.is_err());
    assert_eq!(client.list_people().await.expect("readable"), people);
    client.sign_out(true).await.expect("signed out");
    assert!(client.list_people().await.expect("readable").is_empty());
    server.resume().await;
    client.sign_in("zainab@example.com", PASSWORD, &server.url(), false).await.expect("signed in");
    assert!(client.list_people().await.expect("readable").is_empty(), "another team's");
}
