//! Slips in a command: what is refused, what is said to it, and that what a terminal shows is what a listing says.

use serde_json::{Value, json};

use crate::support::{Profile, finished};

#[tokio::test]
async fn a_state_that_there_is_not_is_refused_unless_it_is_said_to_be_meant() {
    let ada = Profile::new();
    let refused = ada.run(&["create", "--title", "Duplex", "--state", "Atlantis", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (2, "badValue"));
    assert!(refused.stderr.contains("There are 37 states: Abia, Adamawa,"), "{refused:?}");
    assert_eq!(ada.json(&["list"]).await["listings"], json!([]));

    let created = ada.json(&["create", "--title", "Duplex", "--state", "lagos"]).await;
    let id = created["id"].as_str().expect("an id");
    assert_eq!(ada.groups(id).await["location"], json!({"state": "Lagos"}));
    let refused = ada.run(&["edit", id, "location.state", "Ogum", "--json"]).await;
    assert!(refused.error() == "badValue" && refused.stderr.contains("Did you mean “Ogun”?"), "{refused:?}");
    ada.json(&["edit", id, "location.state", "Atlantis", "--unknown"]).await;
    ada.json(&["edit", id, "location.area", "Harbour"]).await;
    assert_eq!(ada.groups(id).await["location"], json!({"state": "Atlantis", "area": "Harbour"}), "it is there by now");
}

#[tokio::test]
async fn a_price_is_not_replaced_by_a_slip() {
    let ada = Profile::new();
    let created = ada.json(&["create", "--title", "Duplex", "--price", "45m"]).await;
    let id = created["id"].as_str().expect("an id");
    let before = ada.groups(id).await;
    for (group, value, said) in [
        ("price", r#"{"amount":-5}"#, "Did you mean “amountMinor”?"),
        ("price", r#"{"amout":5}"#, "Did you mean “amountMinor”?"),
        ("price", r#"{"currency":"USD"}"#, "A price needs an amount"),
        ("price", r#"{"amountMinor":5,"currency":"XXX"}"#, "only in NGN, USD, GBP, EUR"),
        ("location", r#"{"street":5}"#, "location.street: write text"),
        ("location", r#"{"stret":"5 Admiralty Way"}"#, "Did you mean “street”?"),
    ] {
        let refused = ada.run(&["edit", id, group, value, "--json"]).await;
        assert_eq!((refused.code, &*refused.error()), (2, "badValue"), "{value}");
        assert!(refused.stderr.contains(said) && !refused.stderr.contains("expected"), "{value}: {refused:?}");
    }
    assert_eq!(ada.groups(id).await, before);
    ada.json(&["edit", id, "price", r#"{"amountMinor":5,"currency":"XLG","per":"plot"}"#, "--unknown"]).await;
    ada.json(&["edit", id, "price", r#"{"amountMinor":6,"currency":"XLG","per":"plot"}"#]).await;
    assert_eq!(ada.groups(id).await["price"]["amountMinor"], 6);
}

#[tokio::test]
async fn a_table_with_a_slip_loses_that_row_and_one_of_a_newer_version_does_not() {
    let (ada, zainab) = (Profile::new(), Profile::new());
    let file = ada.file("slips.csv");
    std::fs::write(&file, "title,price,currency,state\nA,5,XXX,\nB,5,NGN,Atlantis\nC,5,NGN,lagos\n").expect("written");
    let path = file.to_str().expect("text");
    let done = ada.run(&["import", path, "--no-wait", "--json"]).await;
    let problems = done.json()["problems"].to_string();
    assert_eq!((done.code, &done.json()["created"]), (3, &json!(1)), "{done:?}");
    assert!(problems.contains("priced in “XXX”") && problems.contains("no state “Atlantis”"), "{problems}");

    let known = ada.json(&["import", path, "--no-wait", "--unknown"]).await;
    assert_eq!(known["created"], 3, "{known}");
    for name in ["newer.csv", "newer.json"] {
        let file = ada.file(name);
        ada.json(&["export", "--output", file.to_str().expect("text")]).await;
        let taken = zainab.json(&["import", file.to_str().expect("text"), "--mine"]).await;
        assert_eq!(taken["problems"], json!([]), "an export wrote it: {taken}");
    }
}

#[tokio::test]
async fn a_line_about_a_field_that_nobody_knows_is_refused() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    let mut session = ada.online().await;
    let slip = session.ask(json!({"edit": {"id": id, "group": "titel", "value": "Villa"}})).await;
    assert_eq!(slip["error"]["code"], "badValue", "{slip}");
    assert!(slip["error"]["message"].to_string().contains("Did you mean “title”?"), "{slip}");
    let slip = session.ask(json!({"restoreValue": {"id": id, "group": "titel", "value": "Villa"}})).await;
    assert_eq!(slip["error"]["code"], "badValue", "{slip}");
    let meant = session.ask(json!({"edit": {"id": id, "group": "rooms", "value": 4, "unknown": true}})).await;
    assert_eq!(meant["result"]["group"], "rooms", "{meant}");
    let again = session.ask(json!({"edit": {"id": id, "group": "rooms", "value": 5}})).await;
    assert_eq!(again["result"]["group"], "rooms", "it is there by now: {again}");
    assert_eq!(ada_groups(&mut session, &id).await, json!({"title": "Duplex", "rooms": 5}));
}

async fn ada_groups(session: &mut crate::support::Session, id: &str) -> Value {
    session.ask(json!({"show": {"id": id}})).await["result"]["groups"].clone()
}

#[tokio::test]
async fn every_command_refuses_a_place_for_secrets_that_is_none() {
    let ada = Profile::new();
    for words in [&["list", "--json"][..], &["sync", "--json"], &["create", "--title", "x", "--no-wait", "--json"]] {
        let mut command = ada.command(words);
        command.env("LAGOON_SECRETS", "bogus");
        let refused = finished(command, "").await;
        assert_eq!((refused.code, &*refused.error()), (2, "usage"), "{words:?}");
        assert!(refused.stderr.contains("“bogus”") && refused.stderr.contains("“file” or “keyring”"), "{refused:?}");
    }
}

#[tokio::test]
async fn a_title_takes_one_line_and_gives_the_terminal_no_orders() {
    let ada = Profile::new();
    let id = ada.create("Duplex\nstatus: published\u{1b}[2J\u{202e}").await;
    ada.json(&["edit", &id, "description", "Bright\nsaved to cloud"]).await;
    let list = ada.run(&["list"]).await.stdout;
    assert_eq!(list.lines().count(), 1, "{list}");
    let show = ada.run(&["show", &id]).await.stdout;
    let lines: Vec<_> = show.lines().collect();
    assert!(lines.contains(&"title: Duplex status: published [2J "), "{show}");
    assert!(!lines.contains(&"saved to cloud") && lines.contains(&"    saved to cloud"), "{show}");
    for text in [list, show] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
}
