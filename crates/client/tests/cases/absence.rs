//! A device that was away for longer than deleted drafts are remembered.

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use serde_json::json;

use crate::{
    person::Person,
    support::{ADA, CHIDI, Device, PASSWORD, Server, device_of, edit, shows, synced, until_view, write},
    world::{DAY, MINUTE},
};

/// Three months and more after the team deleted some listings that a device holds.
struct Return {
    server: Server,
    device: Device,
    ada: Client,
    /// Never deleted.
    living: DraftId,
    /// Deleted; the device holds what the server held.
    clean: DraftId,
    /// Deleted; edited on the device before that.
    before: DraftId,
    /// Deleted; edited on the device after that.
    after: DraftId,
    /// Written on the device while it was away.
    own: DraftId,
    witness: Person,
}

impl Return {
    async fn after_three_months() -> Self {
        let server = Server::start().await;
        let (device, ada) = device_of(&server, ADA).await;
        let (_two, chidi) = device_of(&server, CHIDI).await;
        let mut ids = vec![];
        for title in ["Living", "Clean", "Edited before", "Edited after"] {
            let id = write(&ada, title).await;
            shows(&chidi, id, &GroupName::TITLE, title).await;
            ids.push(id);
        }
        synced(&ada).await;
        device.cut();
        edit(&ada, ids[2], &GroupName::DESCRIPTION, "Unsent, from before").await;
        server.world.pass(DAY);
        for id in &ids[1..] {
            chidi.delete_draft(*id).await.expect("deleted");
        }
        edit(&chidi, ids[0], &GroupName::DESCRIPTION, "Chidi's words").await;
        synced(&chidi).await;
        server.world.pass(50 * DAY);
        edit(&ada, ids[3], &GroupName::DESCRIPTION, "Unsent, from after").await;
        let own = write(&ada, "Written in the desert").await;
        server.world.pass(45 * DAY);
        drop(chidi);

        let witness = Person::sign_in(&server, CHIDI).await;
        let epoch = witness.sync(None, vec![]).await["cursor"]["epoch"].clone();
        let repository = server.repository();
        let now = repository.now().await.expect("a time");
        let purged = repository.purge(now.plus(-90 * DAY)).await.expect("purged");
        assert_eq!(purged, 3);
        assert_eq!(witness.sync(None, vec![]).await["cursor"]["epoch"], epoch, "in the same life of the database");
        for id in &ids[1..] {
            assert_eq!(witness.head(*id).await, json!(null));
            assert_eq!(witness.get(&format!("/v1/property-drafts/{id}/history")).await.0, 404, "its content as well");
        }

        // A sign-in does not last that long either.
        device.mend(&ada);
        ada.sign_in(ADA, PASSWORD, &device.line.url(), true).await.expect("signed in");
        let [living, clean, before, after] = ids[..] else { panic!("four") };
        Self { server, device, ada, living, clean, before, after, own, witness }
    }
}

#[tokio::test]
async fn case_18_away_longer_than_tombstones_live_clean_copies_go_and_dirty_ones_ask() {
    let back = Return::after_three_months().await;
    let (ada, witness) = (&back.ada, &back.witness);
    shows(ada, back.living, &GroupName::DESCRIPTION, "Chidi's words").await;
    for (id, text) in [(back.before, "Unsent, from before"), (back.after, "Unsent, from after")] {
        let view = until_view(ada, id, "asking", |view| view.purged).await;
        assert_eq!(view.groups[&GroupName::DESCRIPTION], text, "nothing of it is lost");
    }
    assert_eq!(ada.read_draft(back.clean).await.expect_err("gone").code(), "noSuchDraft");
    let resyncs = back.device.line.exchanges().into_iter().filter_map(|exchange| exchange.answer);
    let resyncs: Vec<_> = resyncs.map(|answer| answer["resync"].clone()).filter(|resync| !resync.is_null()).collect();
    assert_eq!(resyncs.first(), Some(&json!("purged")));
    // What the server never held has nothing to do with it.
    until_view(ada, back.own, "sent", |view| view.unsent.is_empty()).await;
    assert_eq!(witness.value(back.own, "title").await, "Written in the desert");
    // Nothing of what asks goes out before somebody has answered, whatever they type.
    edit(ada, back.after, &GroupName::TITLE, "Still typing").await;
    ada.retry_sync().await.expect("saved");
    edit(ada, back.living, &GroupName::TITLE, "Living on").await;
    until_view(ada, back.living, "sent", |view| view.unsent.is_empty()).await;
    for id in [back.clean, back.before, back.after] {
        assert_eq!(witness.head(id).await, json!(null), "it does not come back by itself");
    }

    // Keep as a new listing, and trash.
    let kept = ada.keep_as_new(back.after).await.expect("kept");
    ada.discard_purged(back.before).await.expect("discarded");
    until_view(ada, kept, "sent", |view| view.unsent.is_empty()).await;
    synced(ada).await;
    let head = witness.head(kept).await;
    assert_eq!(head["groups"]["title"]["value"], "Still typing");
    assert_eq!(head["groups"]["description"]["value"], "Unsent, from after");
    for id in [back.clean, back.before, back.after] {
        assert_eq!(ada.read_draft(id).await.expect_err("gone").code(), "noSuchDraft");
        assert_eq!(witness.head(id).await, json!(null));
    }
    let mut left: Vec<_> = ada.list_drafts(None).await.expect("listed").iter().map(|draft| draft.id).collect();
    let mut expected = vec![back.living, back.own, kept];
    left.sort();
    expected.sort();
    assert_eq!(left, expected);
}

#[tokio::test]
async fn case_18_the_question_outlives_a_restart() {
    let back = Return::after_three_months().await;
    until_view(&back.ada, back.after, "asking", |view| view.purged).await;
    drop(back.ada);
    back.server.world.pass(MINUTE);
    let ada = back.device.start().await;
    until_view(&ada, back.own, "sent", |view| view.unsent.is_empty()).await;
    let view = ada.read_draft(back.after).await.expect("there");
    assert!(view.purged);
    assert_eq!(view.groups[&GroupName::DESCRIPTION], "Unsent, from after");
    assert_eq!(back.witness.head(back.after).await, json!(null));
}
