//! What a command says is what happened.

use serde_json::{Value, json};

use crate::support::{PASSWORD, Profile, Server, finished};

#[tokio::test]
async fn a_command_that_changed_nothing_says_so() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    for words in [
        vec!["edit", &id, "title", "Duplex"],
        vec!["edit", &id, "description", "--clear"],
        vec!["restore", &id],
        vec!["unpublish", &id],
    ] {
        let before = ada.json(&["show", &id]).await;
        assert_eq!(ada.json(&words).await["changed"], false, "{words:?}");
        let text = ada.run(&words).await.stdout;
        assert!(text.contains("nothing changed"), "{words:?}: {text}");
        assert_eq!(ada.json(&["show", &id]).await, before, "{words:?}");
    }
    assert_eq!(ada.json(&["delete", &id]).await["changed"], true);
    assert_eq!(ada.json(&["delete", &id]).await["changed"], false);
    assert!(ada.run(&["delete", &id]).await.stdout.contains("is in the trash already"));
    let same = ada.run(&["edit", &id, "title", "Duplex"]).await.stdout;
    assert!(same.contains("nothing changed; the listing is in the trash"), "{same}");
    assert_eq!(ada.json(&["edit", &id, "title", "Wanted"]).await["changed"], true);
    assert_eq!(ada.json(&["restore", &id, "--value", "title", "1"]).await["changed"], true);
    assert_eq!(ada.groups(&id).await["title"], "Duplex");
}

/// What each command that writes into a listing in the trash says, and whether the listing is there still.
async fn said_of_the_trash(ada: &Profile, flags: &[&str], id: &str) -> Vec<(String, bool)> {
    let mut said = vec![];
    for words in [
        &["edit", id, "title", "Detached duplex with a pool"][..],
        &["restore", id, "--value", "title", "LINE"],
        &["unpublish", id],
        &["publish", id],
    ] {
        let delete: Vec<_> = ["delete", id].iter().chain(flags).copied().collect();
        ada.json(&delete).await;
        let history = ada.json(&["history", id]).await;
        let lines = history["history"].as_array().expect("a list");
        let line = lines.iter().position(|entry| entry["group"] == "title").expect("a title of before") + 1;
        let line = line.to_string();
        let words = words.iter().map(|word| if *word == "LINE" { &line } else { *word });
        let words: Vec<_> = words.chain(flags.iter().copied()).collect();
        let done = ada.run(&words).await;
        assert_eq!(done.code, 0, "{words:?}: {done:?}");
        said.push((done.stdout, ada.json(&["show", id]).await["deleted"] == true));
    }
    said
}

#[tokio::test]
async fn what_comes_out_of_the_trash_is_said_to_whether_the_delete_was_sent_or_not() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.ready().await;
    ada.json(&["edit", &id, "title", "Detached duplex with a garden"]).await;
    ada.json(&["publish", &id]).await;
    // The cloud has the delete, and what is newer brings the listing back.
    for (text, deleted) in said_of_the_trash(&ada, &[], &id).await {
        assert!(!deleted && text.contains("took the listing out of the trash"), "{text}");
    }
    // A delete that nobody has heard of is taken back.
    ada.json(&["edit", &id, "title", "Detached duplex with a garden"]).await;
    for (text, deleted) in said_of_the_trash(&ada, &["--no-wait"], &id).await {
        assert!(!deleted && text.contains("took the listing out of the trash; saved here"), "{text}");
    }
    ada.json(&["sync"]).await;
    assert_eq!(ada.json(&["show", &id]).await["deleted"], false);
}

#[tokio::test]
async fn publishing_the_same_once_more_changes_nothing() {
    let ada = Profile::new();
    let id = ada.ready().await;
    assert_eq!(ada.json(&["publish", &id]).await["changed"], true);
    let before = ada.groups(&id).await;
    assert_eq!(ada.json(&["publish", &id]).await["changed"], false);
    assert_eq!(ada.groups(&id).await, before);
    ada.json(&["edit", &id, "title", "Detached duplex with a pool"]).await;
    assert_eq!(ada.json(&["publish", &id]).await["changed"], true);
}

#[tokio::test]
async fn what_the_cloud_has_is_said_to_be_there_without_a_network_too() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    server.stop().await;
    for flags in [&["--no-wait"][..], &[]] {
        let words: Vec<_> = ["edit", &*id, "title", "Duplex"].into_iter().chain(flags.iter().copied()).collect();
        let said = ada.json(&words).await;
        assert_eq!((&said["saved"], &said["changed"]), (&json!("cloud"), &json!(false)), "{said}");
    }
    ada.json(&["edit", &id, "title", "Unsent", "--no-wait"]).await;
    let status = ada.run(&["status", "--no-wait"]).await.stdout;
    assert!(status.contains("not in the cloud yet") && !status.contains("sign in"), "she is signed in: {status}");
}

#[tokio::test]
async fn a_typed_price_says_its_currency_and_whence() {
    let ada = Profile::new();
    let created = ada.json(&["create", "--title", "Duplex", "--price", "45m"]).await;
    assert_eq!(created["currency"], json!({"code": "NGN", "from": "default"}));
    let id = created["id"].as_str().expect("an id");
    for (typed, minor, code, from) in [
        ("$200k", 20_000_000, "USD", "typed"),
        ("250000", 25_000_000, "USD", "kept"),
        ("200000 EUR", 20_000_000, "EUR", "typed"),
        ("45m", 4_500_000_000_i64, "EUR", "kept"),
        ("GBP 1", 100, "GBP", "typed"),
        ("EUR 1", 100, "EUR", "typed"),
    ] {
        let said = ada.json(&["edit", id, "price", typed]).await;
        assert_eq!(said["currency"], json!({"code": code, "from": from}), "{typed}");
        assert_eq!(ada.groups(id).await["price"], json!({"amountMinor": minor, "currency": code}), "{typed}");
    }
    let said = ada.json(&["edit", id, "price", r#"{"amountMinor":5}"#]).await;
    assert_eq!(said["currency"], json!({"code": "NGN", "from": "default"}));
    ada.json(&["edit", id, "price", "$1"]).await;
    let text = ada.run(&["edit", id, "price", "45m"]).await.stdout;
    assert!(text.contains("price changed: $45,000,000, still in USD"), "{text}");

    let file = ada.file("prices.csv");
    std::fs::write(&file, format!("id,price\n{id},50m\n,60m\n")).expect("written");
    let notes = ada.json(&["import", file.to_str().expect("text"), "--no-wait"]).await["notes"].to_string();
    assert!(notes.contains("USD, the listing's, was kept") && notes.contains("NGN, the usual one"), "{notes}");
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_a_slip_unless_it_is_said_not_to_be() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    for (name, meant) in [("titel", "title"), ("Title", "title"), ("amenity:poool", "amenity:pool"), ("a b", "")] {
        let refused = ada.run(&["edit", &id, name, "true", "--json"]).await;
        assert_eq!((refused.code, &*refused.error()), (2, "badValue"), "{name}");
        assert!(meant.is_empty() || refused.stderr.contains(&format!("Did you mean “{meant}”?")), "{refused:?}");
    }
    let named = ada.run(&["create", "--amenity", "Swimming Pool", "--json"]).await;
    assert!(named.stderr.contains("Did you mean “pool”?"), "{named:?}");
    let refused = ada.run(&["create", "--amenity", "poool", "--json"]).await;
    assert!(refused.error() == "badValue" && refused.stderr.contains("amenity:pool”"), "{refused:?}");
    assert_eq!(ada.groups(&id).await, json!({"title": "Duplex"}));

    let kept = ada.run(&["edit", &id, "photos", "4", "--unknown", "--no-wait"]).await;
    assert_eq!((kept.code, &ada.groups(&id).await["photos"]), (0, &json!(4)), "{kept:?}");
    let again = ada.run(&["edit", &id, "photos", "5", "--no-wait"]).await;
    assert_eq!((again.code, &ada.groups(&id).await["photos"]), (0, &json!(5)), "it is there by now: {again:?}");
}

#[tokio::test]
async fn no_password_goes_to_another_machine_in_the_clear_unless_told_to() {
    let ada = Profile::new();
    // Nothing listens there, and a name that ends like this never resolves (RFC 6761 section 6.4).
    let words =
        ["sign-in", "--server", "http://lagoon.invalid", "--email", "a@example.com", "--password-stdin", "--json"];
    let refused = ada.with_input(&words, PASSWORD).await;
    assert_eq!((refused.code, &*refused.error()), (1, "insecureHttp"));
    let notice = |stderr: &str| -> Value {
        serde_json::from_str(stderr.lines().next().unwrap_or_default()).expect("a line of JSON")
    };
    let with_flag: Vec<_> = words.into_iter().chain(["--insecure-http"]).collect();
    let mut with_setting = ada.command(&words);
    with_setting.env("LAGOON_INSECURE_HTTP", "1");
    for done in [ada.with_input(&with_flag, PASSWORD).await, finished(with_setting, PASSWORD).await] {
        assert_eq!(notice(&done.stderr)["notice"]["code"], "insecureHttp", "{done:?}");
        assert!(done.stderr.contains("noServer"), "it was tried: {done:?}");
    }
}

#[tokio::test]
async fn an_import_that_wrote_nothing_says_so_and_a_bad_file_says_why() {
    let ada = Profile::new();
    for (name, text, code, said) in [
        ("none.csv", "title\n", 0, "nothing was written"),
        ("bad.csv", "title,price\nA,about 5\n", 3, "nothing was written"),
        ("slip.csv", "titel\nA\n", 2, "Did you mean “title”?"),
        ("empty.csv", "", 2, "The file is empty"),
        ("empty.json", "\n", 2, "The file is empty"),
        ("nul.csv", "title\nA\0B\n", 3, "Remove the NUL character"),
        ("open.csv", "title\n\"A\nB\nC\n", 3, "never closed"),
        ("long.csv", &format!("title\n{}\n", "x".repeat(10_000_000)), 3, "Shorten it"),
    ] {
        let file = ada.file(name);
        std::fs::write(&file, text).expect("written");
        let done = ada.run(&["import", file.to_str().expect("text"), "--no-wait"]).await;
        assert_eq!(done.code, code, "{name}: {done:?}");
        let all = format!("{}{}", done.stdout, done.stderr);
        assert!(all.contains(said) && all.len() < 1_000, "{name}: {all}");
    }
    let file = ada.file("excel.csv");
    std::fs::write(&file, "\u{feff}title;price\r\n🏠 Duplex;45m\r\nVilla;$1,000\r\n").expect("written");
    let done = ada.run(&["import", file.to_str().expect("text"), "--no-wait"]).await;
    assert!(done.code == 0 && done.stdout.contains("2 created, 0 updated, 0 unchanged"), "{done:?}");
}
