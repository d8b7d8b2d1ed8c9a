//! What a person is told, what they do about it, and whether this device and the cloud hold the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Profile, Server};

fn notices(told: &Value) -> &Vec<Value> {
    told["notices"].as_array().expect("a list")
}

/// Ada and Chidi change one title without having seen the other's; Chidi's is the later one.
async fn ada_lost_a_title(server: &Server) -> (Profile, Profile, String) {
    let ada = Profile::signed_in(server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    let chidi = Profile::signed_in(server, "chidi@example.com").await;
    ada.json(&["edit", &id, "title", "Ada's", "--no-wait"]).await;
    chidi.json(&["edit", &id, "title", "Chidi's", "--no-wait"]).await;
    ada.json(&["sync"]).await;
    assert_eq!(chidi.json(&["sync"]).await["notices"], 0);
    assert_eq!(ada.json(&["sync"]).await["notices"], 1);
    (ada, chidi, id)
}

#[tokio::test]
async fn who_lost_a_value_is_told_in_plain_words_and_can_use_it_again() {
    let server = Server::start().await;
    let (ada, chidi, id) = ada_lost_a_title(&server).await;
    let told = ada.json(&["notices"]).await;
    let [notice] = &notices(&told)[..] else { panic!("{told}") };
    assert_eq!(
        (&notice["kind"], &notice["title"], &notice["you"]),
        (&json!("overwritten"), &json!("Chidi's"), &json!(false))
    );
    assert_eq!((&notice["mine"]["value"], &notice["theirs"]["value"]), (&json!("Ada's"), &json!("Chidi's")));
    let name = notice["notice"].as_str().expect("a name");
    assert!(name.starts_with(&format!("{id}/title/")), "{name}");
    let text = ada.run(&["notices"]).await.stdout;
    for part in [name, "mine: Ada's", "theirs: Chidi's (a colleague ("] {
        assert!(text.contains(part), "{text}");
    }

    assert_eq!(ada.json(&["use-mine", name]).await["saved"], "cloud");
    assert_eq!(ada.groups(&id).await["title"], "Ada's");
    assert_eq!(notices(&ada.json(&["notices"]).await), &[] as &[Value]);
    chidi.json(&["sync"]).await;
    assert_eq!(chidi.groups(&id).await["title"], "Ada's");
    assert_eq!(notices(&chidi.json(&["notices"]).await).len(), 0, "whoever saw what they replaced causes no notice");
    let again = ada.run(&["use-mine", name, "--json"]).await;
    assert_eq!((again.code, &*again.error()), (1, "noSuchNotice"));
}

#[tokio::test]
async fn a_notice_that_was_dealt_with_is_gone_from_the_persons_other_device() {
    let server = Server::start().await;
    let (ada, _chidi, id) = ada_lost_a_title(&server).await;
    let elsewhere = Profile::signed_in(&server, "ada@example.com").await;
    elsewhere.json(&["sync"]).await;
    let told = elsewhere.json(&["notices"]).await;
    let name = notices(&told)[0]["notice"].as_str().expect("a name").to_owned();

    assert_eq!(ada.json(&["keep-theirs", &name]).await["saved"], "cloud");
    assert_eq!(ada.groups(&id).await["title"], "Chidi's");
    elsewhere.json(&["sync"]).await;
    assert_eq!(notices(&elsewhere.json(&["notices"]).await).len(), 0);
}

#[tokio::test]
async fn who_changed_it_may_have_been_the_person_on_another_device() {
    let server = Server::start().await;
    let (one, other) =
        (Profile::signed_in(&server, "ada@example.com").await, Profile::signed_in(&server, "ada@example.com").await);
    let id = one.create("Duplex").await;
    other.json(&["sync"]).await;
    one.json(&["delete", &id, "--no-wait"]).await;
    other.json(&["edit", &id, "title", "Still wanted", "--no-wait"]).await;
    for profile in [&one, &other, &one] {
        profile.json(&["sync"]).await;
    }
    let text = one.run(&["notices"]).await.stdout;
    for part in ["you deleted this listing", "brought it back", "theirs: Still wanted (you on another device, "] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn the_lines_of_run_tell_and_settle_as_the_commands_do() {
    let server = Server::start().await;
    let (ada, _chidi, id) = ada_lost_a_title(&server).await;
    let mut session = ada.online().await;
    let told = session.ask(json!({"notices": {}})).await;
    let name = notices(&told["result"])[0]["notice"].clone();
    let settled = session.ask(json!({"useMine": {"notice": name}})).await;
    assert_eq!(settled["result"], json!({"id": id, "notice": name}), "{settled}");
    assert_eq!(session.ask(json!({"keepTheirs": {"notice": name}})).await["error"]["code"], "noSuchNotice");
    assert_eq!(session.ask(json!({"keepTheirs": {"notice": "nonsense"}})).await["error"]["code"], "badValue");
    assert_eq!(session.ask(json!({"show": {"id": id}})).await["result"]["groups"]["title"], "Ada's");
    session.ask(json!({"sync": {}})).await;
    assert_eq!(session.ask(json!({"check": {}})).await["result"], json!({"compared": 1, "repaired": []}));
}

#[tokio::test]
async fn what_only_a_newer_version_understands_is_not_said_to_be_used() {
    let server = Server::start().await;
    let (ada, _chidi, id) = ada_lost_a_title(&server).await;
    ada.newer_notices().await;
    let told = ada.json(&["notices"]).await;
    let name = notices(&told)[0]["notice"].as_str().expect("a name").to_owned();
    let refused = ada.run(&["use-mine", &name, "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "unknownNotice"));
    assert!(refused.stderr.contains("Update Lagoon"), "{refused:?}");

    let mut session = ada.online().await;
    assert_eq!(session.ask(json!({"useMine": {"notice": name}})).await["error"]["code"], "unknownNotice");
    let told = session.ask(json!({"notices": {}})).await;
    assert_eq!(notices(&told["result"])[0]["notice"], json!(name), "it is open still");
    let settled = session.ask(json!({"keepTheirs": {"notice": name}})).await;
    assert_eq!(settled["result"], json!({"id": id, "notice": name}), "{settled}");
    assert_eq!(session.ask(json!({"show": {"id": id}})).await["result"]["groups"]["title"], "Chidi's");
}

#[tokio::test]
async fn a_check_repairs_what_only_a_comparison_can_find() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    let copy = server.back_up().await;
    ada.json(&["edit", &id, "title", "Lost by the server"]).await;
    server.restore(&copy).await;
    // As many changes as the server lost: a device's place in the list of changes tells nothing.
    let other = chidi.create("Bungalow").await;

    let found = ada.json(&["check"]).await;
    let repaired: BTreeSet<_> =
        found["repaired"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!((repaired, &found["compared"]), (BTreeSet::from([&*id, &*other]), &json!(2)));
    assert_eq!(ada.groups(&other).await["title"], "Bungalow");
    chidi.json(&["sync"]).await;
    assert_eq!(chidi.groups(&id).await["title"], "Lost by the server");
    let text = ada.run(&["check"]).await.stdout;
    assert_eq!(text, "2 listings compared; this device and the cloud hold the same\n");
}

#[tokio::test]
async fn a_check_that_cannot_be_made_says_why() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    server.stop().await;
    for (profile, why) in [(&ada, "offline"), (&Profile::new(), "notSignedIn")] {
        let refused = profile.run(&["check", "--json"]).await;
        assert_eq!((refused.code, &*refused.error()), (1, why));
    }
}

/// A listing that the server has forgotten, with a change of Chidi's that was never sent.
async fn forgotten(server: &mut Server) -> (Profile, String) {
    let ada = Profile::signed_in(server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    let chidi = Profile::signed_in(server, "chidi@example.com").await;
    ada.json(&["delete", &id]).await;
    server.empty_trash().await;
    chidi.json(&["edit", &id, "description", "Unsent", "--no-wait"]).await;
    let held = chidi.run(&["sync", "--json"]).await;
    assert_eq!((held.code, &*held.error()), (3, "held"));
    (chidi, id)
}

#[tokio::test]
async fn a_listing_that_the_cloud_has_forgotten_says_so_and_can_be_kept_as_a_new_one() {
    let mut server = Server::start().await;
    let (chidi, id) = forgotten(&mut server).await;
    assert_eq!(chidi.json(&["list"]).await["listings"][0]["purged"], true);
    assert_eq!(chidi.json(&["show", &id]).await["purged"], true);
    assert!(chidi.run(&["list"]).await.stdout.starts_with(&format!("{id}  forgotten")));
    let text = chidi.run(&["show", &id]).await.stdout;
    assert!(text.contains(&format!("`lagoon-cli keep {id}`")), "{text}");

    let kept = chidi.json(&["keep", &id]).await;
    assert_eq!((&kept["was"], &kept["saved"]), (&json!(id), &json!("cloud")), "{kept}");
    let new = kept["id"].as_str().expect("an id");
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    assert_eq!(ada.groups(new).await, json!({"title": "Duplex", "description": "Unsent"}));
    assert_eq!(chidi.run(&["show", &id, "--json"]).await.error(), "noSuchDraft");
    assert_eq!(chidi.run(&["discard", new, "--json"]).await.error(), "notForgotten");
}

#[tokio::test]
async fn a_listing_that_the_cloud_has_forgotten_can_be_discarded() {
    let mut server = Server::start().await;
    let (chidi, id) = forgotten(&mut server).await;
    let mut session = chidi.online().await;
    let listed = session.ask(json!({"list": {}})).await;
    assert_eq!(listed["result"]["listings"][0]["purged"], true);
    assert_eq!(session.ask(json!({"discard": {"id": id}})).await["result"], json!({"discarded": id}));
    assert_eq!(session.ask(json!({"keep": {"id": id}})).await["error"]["code"], "noSuchDraft");
    assert_eq!(session.ask(json!({"sync": {}})).await["result"]["saved"], "cloud", "nothing waits any more");
}
