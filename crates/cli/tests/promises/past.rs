//! What a listing held before, and going back to it.

use serde_json::{Value, json};

use crate::support::{Profile, Server};

fn values(history: &Value) -> Vec<&str> {
    let lines = history["history"].as_array().expect("a list");
    lines.iter().filter_map(|line| line["value"].as_str()).collect()
}

#[tokio::test]
async fn a_line_of_the_history_comes_back_by_its_number_or_its_stamp() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("First").await;
    for title in ["Second", "Third"] {
        ada.json(&["edit", &id, "title", title]).await;
    }
    let text = ada.run(&["history", &id]).await.stdout;
    let numbers: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(numbers, ["1", "2"], "{text}");
    ada.json(&["restore", &id, "--value", "title", "2"]).await;
    assert_eq!(ada.groups(&id).await["title"], "First");
    let history = ada.json(&["history", &id]).await;
    assert_eq!(values(&history), ["Third", "Second", "First"], "what stood is kept");
    let stamp = history["history"][1]["stamp"].as_str().expect("it was sent");
    assert_eq!(ada.json(&["restore", &id, "--value", "title", stamp]).await["saved"], "cloud");
    assert_eq!(ada.groups(&id).await["title"], "Second");
    for (group, line, code, error) in
        [("title", "99", 1, "noSuchValue"), ("description", "1", 2, "badValue"), ("trash", "1", 2, "badValue")]
    {
        let refused = ada.run(&["restore", &id, "--value", group, line, "--json"]).await;
        assert_eq!((refused.code, &*refused.error()), (code, error));
    }
}

#[tokio::test]
async fn the_clouds_history_is_everybodys_and_its_lines_come_back() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("First").await;
    ada.json(&["edit", &id, "title", "Second"]).await;
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    assert_eq!(values(&chidi.json(&["history", &id]).await), [""; 0], "this device replaced nothing");
    let history = chidi.json(&["history", &id, "--cloud"]).await;
    assert_eq!(values(&history), ["First"]);
    let author = history["history"][0]["author"].as_str().expect("an id").to_owned();
    let seen_by_chidi = chidi.run(&["history", &id, "--cloud"]).await.stdout;
    assert!(seen_by_chidi.contains(&format!("by a colleague ({}…)", &author[..4])), "{seen_by_chidi}");
    let seen_by_ada = ada.run(&["history", &id, "--cloud"]).await.stdout;
    assert!(seen_by_ada.contains("by you)") && !seen_by_ada.contains(&author), "{seen_by_ada}");
    chidi.json(&["restore", &id, "--value", "title", "1", "--cloud"]).await;
    assert_eq!(chidi.groups(&id).await["title"], "First");

    let missing = "00000000-0000-0000-0000-000000000001";
    assert_eq!(chidi.run(&["history", missing, "--cloud", "--json"]).await.error(), "noSuchDraft");
    assert_eq!(Profile::new().run(&["history", &id, "--cloud", "--json"]).await.error(), "signInRequired");
}

#[tokio::test]
async fn a_listing_becomes_what_it_was_at_a_time() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("First").await;
    let stamp = ada.json(&["show", &id]).await["stamps"]["title"].as_str().expect("sent").to_owned();
    let then = stamp.split('-').next().expect("a time").to_owned();
    ada.json(&["edit", &id, "title", "Second"]).await;
    ada.json(&["edit", &id, "description", "Later"]).await;
    assert_eq!(ada.json(&["restore", &id, "--at", &then]).await["saved"], "cloud");
    let groups = ada.groups(&id).await;
    assert_eq!((&groups["title"], &groups["description"]), (&json!("First"), &Value::Null));
    let refused = ada.run(&["restore", &id, "--at", "1970-01-01T00:00:01Z", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "noSuchVersion"));
    let before = ada.groups(&id).await;
    let refused = ada.run(&["restore", &id, "--at", "2999-01-01T00:00:00Z", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "inTheFuture"));
    assert_eq!(ada.groups(&id).await, before);
}

#[tokio::test]
async fn the_lines_of_run_go_back_as_well() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("First").await;
    ada.json(&["edit", &id, "title", "Second"]).await;
    let mut session = ada.online().await;
    let history = session.ask(json!({"history": {"id": id, "cloud": true}})).await;
    assert_eq!(values(&history["result"]), ["First"]);
    let line = &history["result"]["history"][0];
    session.ask(json!({"restoreValue": {"id": id, "group": "title", "value": line["value"]}})).await;
    assert_eq!(session.ask(json!({"show": {"id": id}})).await["result"]["groups"]["title"], "First");
    session.ask(json!({"sync": {}})).await;
    let then: i64 =
        line["stamp"].as_str().and_then(|stamp| stamp.split('-').next()).expect("sent").parse().expect("ms");
    session.ask(json!({"edit": {"id": id, "group": "description", "value": "Later"}})).await;
    session.ask(json!({"sync": {}})).await;
    let restored = session.ask(json!({"restoreVersion": {"id": id, "at": then}})).await;
    assert_eq!(restored["result"]["groups"], json!({"title": "First", "description": null}), "{restored}");
    for (line, code) in [
        (json!({"restoreVersion": {"id": id, "at": "yesterday"}}), "badValue"),
        (json!({"restoreVersion": {"id": id, "at": "1970-01-01T00:00:01Z"}}), "noSuchVersion"),
        (json!({"restoreValue": {"id": id, "group": "trash", "value": true}}), "badValue"),
    ] {
        assert_eq!(session.ask(line).await["error"]["code"], code);
    }
}
