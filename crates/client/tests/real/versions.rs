//! A server that wants a newer version of the app: the person is told, and nothing is lost or kept from being written.

use lagoon_client::{Client, ClientEvent};
use lagoon_listing::GroupName;
use lagoon_server::clients::Clients;
use lagoon_sync::{AppVersion, status::SyncState, view::Saved};

use crate::support::{Device, PATIENCE, Server, edit, synced, until_status, write};

fn newest() -> AppVersion {
    "999.0.0".parse().expect("a version")
}

/// What the account says, without what these devices say of their secrets.
async fn notice(client: &Client) -> Option<String> {
    let notice = client.read_account().await.expect("an account").notice?;
    let rest =
        notice.strip_prefix("This device has no place for secrets: you will have to sign in again after a restart.");
    Some(rest.unwrap_or(&notice).trim().to_owned()).filter(|rest| !rest.is_empty())
}

/// Waits for the event, and checks that the account says the same.
async fn told(client: &Client, events: &mut tokio::sync::broadcast::Receiver<ClientEvent>) -> Option<String> {
    let heard = async {
        loop {
            if let ClientEvent::Outdated(sentence) = events.recv().await.expect("the client runs") {
                return sentence;
            }
        }
    };
    let sentence = tokio::time::timeout(PATIENCE, heard).await.expect("told in time");
    assert_eq!(notice(client).await, sentence);
    sentence
}

#[tokio::test]
async fn who_has_an_older_version_than_the_server_wants_is_told_and_goes_on_and_the_notice_goes() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    assert_eq!(notice(&ada).await, None);
    let mut events = ada.subscribe();
    server.stop().await;
    server.resume_with(Clients { oldest_client: Some(newest()), ..Clients::default() }).await;
    let sentence = told(&ada, &mut events).await.expect("a sentence");
    assert!(sentence.contains("999.0.0 or newer") && sentence.contains(env!("CARGO_PKG_VERSION")), "{sentence}");
    write(&ada, "Duplex").await;
    synced(&ada).await;
    server.stop().await;
    let own = Some(env!("CARGO_PKG_VERSION").parse().expect("a version"));
    server.resume_with(Clients { oldest_client: own, ..Clients::default() }).await;
    assert_eq!(told(&ada, &mut events).await, None, "new enough");
}

#[tokio::test]
async fn a_server_that_refuses_an_old_version_stops_nobody_from_writing_and_gets_all_of_it_after_the_update() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    let mut events = ada.subscribe();
    server.stop().await;
    server.resume_with(Clients { oldest_served_client: Some(newest()), ..Clients::default() }).await;
    edit(&ada, id, &GroupName::TITLE, "Duplex with a pool").await;
    let sentence = told(&ada, &mut events).await.expect("a sentence");
    assert!(sentence.contains("Update it; your work is saved on this device"), "{sentence}");
    until_status(&ada, SyncState::Error).await;
    let status = ada.status();
    assert_eq!((&status.words[..], &status.detail, status.waiting), ("Needs attention", &sentence, 1));
    edit(&ada, id, &GroupName::DESCRIPTION, "Written while it is refused").await;
    let listed = ada.list_drafts(None).await.expect("listed");
    assert!(listed.iter().all(|draft| draft.saved == Saved::Here), "{listed:?}");
    // The update: the app is started anew, and is no longer too old.
    drop((ada, events));
    server.stop().await;
    server.resume().await;
    let ada = device.start().await;
    synced(&ada).await;
    assert_eq!(notice(&ada).await, None);
    assert_eq!(ada.read_draft(id).await.expect("there").groups[&GroupName::TITLE], "Duplex with a pool");
}
