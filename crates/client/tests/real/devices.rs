//! Devices of one team, and of another.

use std::time::{Duration, Instant};

use lagoon_listing::{GroupName, Status};
use lagoon_sync::{status::SyncState, view::Saved};
use serde_json::json;

use crate::support::{Device, Server, edit, shows, synced, until_status, visitor, write};

#[tokio::test]
async fn a_title_is_in_the_cloud_within_a_second_of_the_last_key() {
    let server = Server::start().await;
    let ada = visitor(&server, "ada@example.com").await;
    synced(&ada).await;
    let id = write(&ada, "Duplex").await;
    let last_key = Instant::now();
    let saved = ada.wait_for_status(|status| status.waiting == 0 && status.last_synced_at.is_some());
    assert_eq!(ada.status().waiting, 1, "an edit is never answered while the chip says that all is in the cloud");
    let saved = tokio::time::timeout(Duration::from_secs(1), saved).await;
    assert!(saved.is_ok(), "not in the cloud after {:?}", last_key.elapsed());
    let listed = ada.list_drafts(Some(&[id])).await.expect("listed");
    assert_eq!(listed[0].saved, Saved::Cloud);
}

#[tokio::test]
async fn a_second_device_of_the_team_shows_the_edit() {
    let server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "Duplex").await;
    let view = shows(&chidi, id, &GroupName::TITLE, "Duplex").await;
    assert!(view.unsent.is_empty());
    edit(&chidi, id, &GroupName::TITLE, "Duplex in Lekki").await;
    shows(&ada, id, &GroupName::TITLE, "Duplex in Lekki").await;
    let history = ada.read_history(id).await.expect("readable");
    assert_eq!(history[0].value, json!("Duplex"));
}

#[tokio::test]
async fn an_edit_shows_on_another_device_within_a_second_of_its_confirmation() {
    const NEVER: i64 = 3_600_000;
    let server = Server::start().await;
    let (one, two) =
        (Device { poll: NEVER, ..Device::new(&server.url()) }, Device { poll: NEVER, ..Device::new(&server.url()) });
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "First").await;
    shows(&chidi, id, &GroupName::TITLE, "First").await;
    for title in ["Second", "Third", "Fourth"] {
        edit(&ada, id, &GroupName::TITLE, title).await;
        synced(&ada).await;
        let confirmed = Instant::now();
        shows(&chidi, id, &GroupName::TITLE, title).await;
        assert!(confirmed.elapsed() < Duration::from_secs(1), "{:?}", confirmed.elapsed());
    }
}

#[tokio::test]
async fn after_a_restart_of_the_server_news_comes_by_itself_again() {
    const NEVER: i64 = 3_600_000;
    let mut server = Server::start().await;
    let two = Device { poll: NEVER, ..Device::new(&server.url()) };
    let chidi = two.signed_in("chidi@example.com").await;
    synced(&chidi).await;
    server.stop().await;
    until_status(&chidi, SyncState::Offline).await;
    server.resume().await;
    let ada = visitor(&server, "ada@example.com").await;
    let id = write(&ada, "After the restart").await;
    shows(&chidi, id, &GroupName::TITLE, "After the restart").await;
}

#[tokio::test]
async fn a_new_device_lists_what_it_pulls_by_when_it_was_edited() {
    let server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let ada = one.signed_in("ada@example.com").await;
    let mut written = vec![];
    for title in ["First", "Second", "Third"] {
        written.insert(0, write(&ada, title).await);
        synced(&ada).await;
    }
    let chidi = two.signed_in("chidi@example.com").await;
    shows(&chidi, written[0], &GroupName::TITLE, "Third").await;
    let listed = async |client: &lagoon_client::Client| {
        let drafts = client.list_drafts(None).await.expect("listed");
        drafts.into_iter().map(|draft| (draft.id, draft.edited_at)).collect::<Vec<_>>()
    };
    let (here, there) = (listed(&ada).await, listed(&chidi).await);
    assert_eq!(there.iter().map(|(id, _)| *id).collect::<Vec<_>>(), written);
    for ((_, here), (_, there)) in here.iter().zip(&there) {
        assert!((here - there).abs() < 1_000, "edited at {here}, listed as {there}");
    }
}

#[tokio::test]
async fn another_team_sees_nothing() {
    let server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, zainab) = (one.signed_in("ada@example.com").await, two.signed_in("zainab@example.com").await);
    write(&ada, "Duplex").await;
    synced(&ada).await;
    let own = write(&zainab, "Own").await;
    synced(&zainab).await;
    let seen: Vec<_> = zainab.list_drafts(None).await.expect("listed").into_iter().map(|draft| draft.id).collect();
    assert_eq!(seen, [own]);
}

#[tokio::test]
async fn a_deleted_listing_is_in_everybodys_trash_until_restored() {
    let server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "Duplex").await;
    shows(&chidi, id, &GroupName::TITLE, "Duplex").await;
    ada.delete_draft(id).await.expect("deleted");
    assert!(shows(&chidi, id, &GroupName::TRASH, true).await.deleted);
    chidi.restore_draft(id).await.expect("restored");
    assert!(!shows(&ada, id, &GroupName::TRASH, false).await.deleted);
}

#[tokio::test]
async fn publishing_asks_for_a_complete_listing_and_reaches_the_team() {
    let server = Server::start().await;
    let (one, two) = (Device::new(&server.url()), Device::new(&server.url()));
    let (ada, chidi) = (one.signed_in("ada@example.com").await, two.signed_in("chidi@example.com").await);
    let id = write(&ada, "Detached duplex with BQ").await;
    assert_eq!(ada.publish_draft(id).await.expect_err("incomplete").code(), "notReady");
    for (group, value) in [
        (GroupName::PURPOSE, json!("sale")),
        (GroupName::PROPERTY_TYPE, json!("detached")),
        (GroupName::PRICE, json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"})),
        (GroupName::TITLE_DOCUMENT, json!("cOfO")),
        (GroupName::LOCATION, json!({"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"})),
        (GroupName::ROOMS, json!({"bedrooms": 4, "bathrooms": 4, "toilets": 5})),
        (GroupName::DESCRIPTION, json!("A bright home on a quiet street, close to the expressway and the shops.")),
    ] {
        edit(&ada, id, &group, value).await;
    }
    let published = ada.publish_draft(id).await.expect("complete");
    synced(&ada).await;
    ada.set_paused(true);
    edit(&ada, id, &GroupName::TITLE, "Detached duplex with BQ and pool").await;
    let again = ada.publish_draft(id).await.expect("complete");
    assert_ne!(again.groups[&GroupName::PUBLICATION], published.groups[&GroupName::PUBLICATION]);
    let cancelled = ada.cancel_publishing(id).await.expect("cancelled");
    assert_eq!(cancelled.groups[&GroupName::PUBLICATION], published.groups[&GroupName::PUBLICATION], "buyers keep it");
    edit(&ada, id, &GroupName::TITLE, "Detached duplex with BQ").await;
    ada.set_paused(false);
    shows(&chidi, id, &GroupName::PUBLICATION, published.groups[&GroupName::PUBLICATION].clone()).await;
    let listed = chidi.list_drafts(Some(&[id])).await.expect("listed");
    assert_eq!((listed[0].status, listed[0].unpublished_changes), (Status::Published, false));
}
