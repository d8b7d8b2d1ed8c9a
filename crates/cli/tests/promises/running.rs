//! `lagoon-cli run`: lines in, lines out.

use serde_json::json;

use crate::support::{Profile, Server};

#[tokio::test]
async fn an_answered_edit_is_there_after_the_process_was_killed() {
    let ada = Profile::new();
    let mut session = ada.online().await;
    let created = session.ask(json!({"create": {}})).await;
    let id = created["result"]["id"].as_str().expect("an id").to_owned();
    for title in ["First", "Second", "Third"] {
        let answer = session.ask(json!({"edit": {"id": id, "group": "title", "value": title}})).await;
        assert_eq!(answer["answer"], "edit", "{answer}");
    }
    // SIGKILL on Unix.
    session.child.start_kill().expect("killed");
    session.ended().await;
    assert_eq!(ada.groups(&id).await["title"], "Third");
}

#[tokio::test]
async fn a_malformed_line_gets_an_error_and_the_rest_goes_on() {
    let ada = Profile::new();
    let mut session = ada.online().await;
    for (number, line) in [(1, "nonsense"), (2, "[]"), (3, r#"{"fly":{}}"#), (4, r#"{"edit":{"id":"x"}}"#)] {
        session.send(line).await;
        let error = session.until(|line| line["error"].is_object()).await;
        assert_eq!((&error["line"], &error["error"]["code"]), (&json!(number), &json!("badLine")), "{error}");
    }
    let missing = json!({"show": {"id": "00000000-0000-0000-0000-000000000001"}});
    assert_eq!(session.ask(missing).await["error"]["code"], "noSuchDraft");
    assert_eq!(session.ask(json!({"create": {}})).await["answer"], "create");
    session.end_input();
    assert_eq!(session.ended().await, Some(0));
}

#[tokio::test]
async fn two_running_profiles_show_each_others_edits_as_events() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    let (mut one, mut two) = (ada.online().await, chidi.online().await);
    let id = one.ask(json!({"create": {}})).await["result"]["id"].clone();
    one.ask(json!({"edit": {"id": id, "group": "title", "value": "Duplex", "base": null}})).await;
    two.until(|line| line["event"] == "drafts-changed" && line["payload"]["ids"] == json!([id])).await;
    let shown = two.ask(json!({"show": {"id": id}})).await;
    assert_eq!(shown["result"]["groups"]["title"], "Duplex");
    one.ask(json!({"sync": {}})).await;
    assert_eq!(one.ask(json!({"status": {}})).await["result"]["panel"]["status"]["syncStatus"], "synced");
}

#[tokio::test]
async fn a_pause_keeps_edits_here_until_it_ends() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let mut session = ada.online().await;
    session.ask(json!({"pause": true})).await;
    let id = session.ask(json!({"create": {}})).await["result"]["id"].clone();
    session.ask(json!({"edit": {"id": id, "group": "title", "value": "Duplex"}})).await;
    assert_eq!(session.ask(json!({"sync": {}})).await["error"]["code"], "paused");
    session.ask(json!({"pause": false})).await;
    assert_eq!(session.ask(json!({"sync": {}})).await["result"]["saved"], "cloud");
}

#[tokio::test]
async fn without_a_network_a_sync_says_so_and_edits_do_not_wait_for_it() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    server.stop().await;
    let mut session = ada.online().await;
    session.send(r#"{"tag":"sync","sync":{}}"#).await;
    let id = session.ask(json!({"create": {}})).await["result"]["id"].clone();
    let edit = json!({"edit": {"id": id, "group": "title", "value": "Duplex"}});
    assert_eq!(session.ask(edit).await["answer"], "edit");
    let refused = session.until(|line| line["tag"] == "sync").await;
    assert_eq!(refused["error"]["code"], "offline", "{refused}");
    server.resume().await;
    session.ask(json!({"connectivity": true})).await;
    assert_eq!(session.ask(json!({"sync": {}})).await["result"]["saved"], "cloud");
}

#[tokio::test]
async fn what_is_unsent_goes_out_when_the_input_ends() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let mut session = ada.online().await;
    let id = session.ask(json!({"create": {}})).await["result"]["id"].clone();
    session.ask(json!({"edit": {"id": id, "group": "title", "value": "At the last moment"}})).await;
    session.end_input();
    assert_eq!(session.until(|line| line["event"] == "ended").await["payload"]["waiting"], 0);
    assert_eq!(session.ended().await, Some(0));
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    assert_eq!(chidi.groups(id.as_str().expect("an id")).await["title"], "At the last moment");
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_cleanly() {
    let server = Server::start().await;
    for signal in ["-TERM", "-INT"] {
        let ada = Profile::signed_in(&server, "ada@example.com").await;
        let mut session = ada.online().await;
        let id = session.ask(json!({"create": {}})).await["result"]["id"].clone();
        session.ask(json!({"edit": {"id": id, "group": "title", "value": signal}})).await;
        let process = session.child.id().expect("it runs").to_string();
        assert!(std::process::Command::new("kill").args([signal, &process]).status().expect("kill runs").success());
        assert_eq!(session.until(|line| line["event"] == "ended").await["payload"]["waiting"], 0);
        assert_eq!(session.ended().await, Some(0));
    }
}
