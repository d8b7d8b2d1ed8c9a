//! A listing that begins as a copy of another.

use lagoon_listing::{DraftId, GroupName};
use serde_json::json;

use crate::{
    person::Person,
    support::{ADA, CHIDI, Device, Server, device_of, edit, shows, synced, write},
};

fn group(name: &str) -> GroupName {
    name.parse().expect("a name")
}

#[tokio::test]
async fn a_copy_holds_what_the_listing_holds_and_is_neither_published_nor_deleted() {
    let server = Server::start().await;
    let (_device, ada) = device_of(&server, ADA).await;
    let id = write(&ada, "Half a plot of dry land ").await;
    let told = [
        ("purpose", json!("sale")),
        ("propertyType", json!("land")),
        ("price", json!({"amountMinor": 1_000_000_000, "currency": "NGN"})),
        ("location", json!({"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"})),
        ("titleDocument", json!("cOfO")),
        ("size", json!({"landSize": 300})),
        ("description", json!("Dry and fenced, five minutes from the first roundabout, survey ready.")),
        ("amenity:gated", json!(true)),
        ("privateNotes", json!("Owner is in a hurry")),
        ("fromLater", json!({"a": [1]})),
    ];
    let mut public = json!({"title": "Half a plot of dry land"});
    for (name, value) in &told[..7] {
        public[*name] = value.clone();
    }
    let not_copied = [
        ("amenity:gym", json!(false)),
        ("rooms", json!(null)),
        ("publication", json!({"fields": public, "publishedAt": 1})),
    ];
    for (name, value) in told.iter().chain(&not_copied) {
        edit(&ada, id, &group(name), value.clone()).await;
    }
    ada.delete_draft(id).await.expect("deleted");
    let copy = ada.duplicate_draft(id).await.expect("copied");
    assert_ne!(copy, id);
    let view = ada.read_draft(copy).await.expect("there");
    let mut expected = json!({"title": "Half a plot of dry land (copy)"});
    for (name, value) in told {
        expected[name] = value;
    }
    assert_eq!(json!(view.groups), expected);
    assert!(!view.deleted && ada.read_draft(id).await.expect("there").deleted, "each has a trash of its own");

    synced(&ada).await;
    let chidi = Person::sign_in(&server, CHIDI).await;
    assert_eq!(chidi.value(copy, "title").await, json!("Half a plot of dry land (copy)"));
    assert_eq!(chidi.value(copy, "publication").await, json!(null));
    edit(&ada, copy, &GroupName::TITLE, "Another").await;
    synced(&ada).await;
    assert_eq!(ada.read_draft(id).await.expect("there").groups[&GroupName::TITLE], json!("Half a plot of dry land "));
}

#[tokio::test]
async fn a_copy_is_durable_when_it_is_told_and_works_without_a_sign_in() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    let id = client.create_draft().await.expect("created").id;
    let empty = client.duplicate_draft(id).await.expect("copied");
    edit(&client, id, &GroupName::TITLE, "Land").await;
    let copy = client.duplicate_draft(id).await.expect("copied");
    drop(client);
    let client = device.start().await;
    shows(&client, copy, &GroupName::TITLE, "Land (copy)").await;
    assert!(client.read_draft(empty).await.expect("there").groups.is_empty(), "of nothing nothing is copied");
    let nowhere = DraftId(uuid::Uuid::new_v4());
    let refused = client.duplicate_draft(nowhere).await.expect_err("there is none");
    assert_eq!(refused.code(), "noSuchDraft");
}
