//! Single commands: signing in, editing with and without a network, and what is said about it.

use serde_json::{Value, json};

use crate::support::{PASSWORD, Profile, Server, finished};

fn titles(list: &Value) -> Vec<&str> {
    list["listings"].as_array().expect("a list").iter().filter_map(|listing| listing["title"].as_str()).collect()
}

#[tokio::test]
async fn what_one_profile_saves_another_of_the_team_lists() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let created =
        ada.json(&["create", "--title", "Duplex", "--price", "45m", "--area", "Lekki", "--amenity", "pool"]).await;
    assert_eq!(created["saved"], "cloud", "{created}");
    let id = created["id"].as_str().expect("an id");
    let edited = ada.json(&["edit", id, "title", "Duplex in Lekki"]).await;
    assert_eq!(edited["saved"], "cloud", "{edited}");

    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    assert_eq!(titles(&chidi.json(&["list"]).await), ["Duplex in Lekki"], "signing in fetches the team's listings");
    let groups = chidi.groups(id).await;
    assert_eq!(groups["price"], json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"}));
    assert_eq!((&groups["location"], &groups["amenity:pool"]), (&json!({"area": "Lekki"}), &json!(true)));

    chidi.json(&["edit", id, "location.street", "5 Admiralty Way"]).await;
    assert_eq!(ada.groups(id).await["location"], json!({"area": "Lekki"}), "looking waits for nobody");
    ada.json(&["sync"]).await;
    assert_eq!(ada.groups(id).await["location"], json!({"area": "Lekki", "street": "5 Admiralty Way"}));
}

#[tokio::test]
async fn an_edit_without_a_network_is_kept_and_goes_out_with_the_next_sync() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    server.stop().await;

    let edited = ada.json(&["edit", &id, "title", "Written offline"]).await;
    assert_eq!((&edited["saved"], &edited["reason"]["code"]), (&json!("here"), &json!("offline")));
    assert_eq!(ada.json(&["edit", &id, "description", "Kept", "--no-wait"]).await["reason"]["code"], "notTried");
    assert_eq!(ada.groups(&id).await["title"], "Written offline");
    let text = ada.run(&["show", &id]).await.stdout;
    assert!(text.contains("only on this device: description, title"), "{text}");
    let refused = ada.run(&["sync", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (3, "offline"));
    let refused = ada.run(&["sign-out", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "unsentWork"));

    server.resume().await;
    assert_eq!(ada.json(&["sync"]).await["saved"], "cloud");
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    let groups = chidi.groups(&id).await;
    assert_eq!((&groups["title"], &groups["description"]), (&json!("Written offline"), &json!("Kept")));
}

#[tokio::test]
async fn everything_works_before_any_sign_in_and_goes_along_with_it() {
    let server = Server::start().await;
    let ada = Profile::new();
    let created = ada.json(&["create", "--title", "Before any sign-in"]).await;
    assert_eq!((&created["saved"], &created["reason"]["code"]), (&json!("here"), &json!("notSignedIn")));
    assert_eq!(ada.run(&["sync", "--json"]).await.error(), "notSignedIn");
    assert_eq!(ada.json(&["status"]).await["account"]["unclaimedDrafts"], 1);
    ada.sign_in(&server, "ada@example.com", PASSWORD).await;
    ada.json(&["sync"]).await;
    let chidi = Profile::signed_in(&server, "chidi@example.com").await;
    assert_eq!(titles(&chidi.json(&["list"]).await), ["Before any sign-in"]);
}

#[tokio::test]
async fn a_value_that_was_replaced_is_in_the_history() {
    let ada = Profile::new();
    let id = ada.create("First").await;
    ada.json(&["edit", &id, "title", "Second"]).await;
    ada.json(&["edit", &id, "title", "--clear"]).await;
    let history = ada.json(&["history", &id]).await;
    let values: Vec<_> = history["history"].as_array().expect("a list").iter().map(|entry| &entry["value"]).collect();
    assert_eq!(values, [&json!("Second"), &json!("First")]);
    assert_eq!(ada.groups(&id).await["title"], Value::Null);
}

#[tokio::test]
async fn a_deleted_listing_lies_in_the_trash_until_it_is_restored() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    ada.json(&["delete", &id]).await;
    assert_eq!(titles(&ada.json(&["list"]).await), [""; 0]);
    assert_eq!(titles(&ada.json(&["list", "--trash"]).await), ["Duplex"]);
    ada.json(&["restore", &id]).await;
    assert_eq!(titles(&ada.json(&["list"]).await), ["Duplex"]);
}

#[tokio::test]
async fn publishing_names_everything_that_is_missing_and_works_without_a_network() {
    let ada = Profile::new();
    let id = ada.create("Detached duplex with BQ").await;
    let refused = ada.run(&["publish", &id, "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "notReady"));
    let error: Value = serde_json::from_str(&refused.stderr).expect("JSON");
    assert!(error["error"]["problems"].as_array().is_some_and(|problems| problems.len() > 2), "{error}");
    ada.json(&["delete", &id]).await;
    let id = ada.ready().await;
    ada.json(&["publish", &id]).await;
    assert_eq!(ada.json(&["list"]).await["listings"][0]["status"], "PUBLISHED");
    ada.json(&["unpublish", &id]).await;
    assert_eq!(ada.json(&["list"]).await["listings"][0]["status"], "DRAFT");
}

#[tokio::test]
async fn signing_out_takes_the_listings_and_the_token_away() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    ada.create("Duplex").await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(ada.file("token")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let token = std::fs::read_to_string(ada.file("token")).expect("readable");
    assert_eq!(ada.json(&["sign-out"]).await["signedOut"], "ada@example.com");
    assert!(!ada.file("token").exists());
    assert_eq!(titles(&ada.json(&["list"]).await), [""; 0]);

    // The server heard of it too: the old token opens nothing any more.
    let again = Profile::signed_in(&server, "ada@example.com").await;
    let secrets: Value = serde_json::from_str(&token).expect("JSON");
    let old = secrets.as_object().and_then(|secrets| secrets.values().next()).expect("a token");
    let file = again.file("token");
    let mut kept: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("readable")).expect("JSON");
    for secret in kept.as_object_mut().expect("secrets").values_mut() {
        *secret = old.clone();
    }
    std::fs::write(&file, kept.to_string()).expect("written");
    assert_eq!(again.run(&["sync", "--json"]).await.error(), "signInLost");
}

#[tokio::test]
async fn a_sign_out_that_the_server_did_not_hear_of_says_so() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    assert_eq!(ada.json(&["sign-out"]).await["serverTold"], true);
    assert_eq!(server.sign_ins().await, 0);
    ada.sign_in(&server, "ada@example.com", PASSWORD).await;
    server.stop().await;
    let text = ada.run(&["sign-out"]).await.stdout;
    for part in ["signed out", "the server could not be told", "ask an admin"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!ada.file("token").exists(), "nothing on this device opens the account");
    assert_eq!(server.sign_ins().await, 1);
}

#[tokio::test]
async fn signing_in_again_ends_the_sign_in_of_before() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    for email in ["ada@example.com", "chidi@example.com"] {
        assert_eq!(ada.sign_in(&server, email, PASSWORD).await.code, 0);
        assert_eq!(server.sign_ins().await, 1, "{email}");
        assert_eq!(ada.json(&["sync"]).await["saved"], "cloud", "the new one holds");
    }
}

#[tokio::test]
async fn unsent_work_is_given_up_only_when_told_to() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    ada.json(&["create", "--title", "Unsent", "--no-wait"]).await;
    assert_eq!(ada.json(&["sign-out", "--discard"]).await["signedOut"], "ada@example.com");
}

#[tokio::test]
async fn every_wrong_input_gets_one_sentence_and_its_exit_code() {
    let server = Server::start().await;
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    let missing = "00000000-0000-0000-0000-000000000001";
    let gone = format!("{id}/title/5-00000000000000ab");
    for (words, code, name) in [
        (vec!["show", "nonsense"], 2, "usage"),
        (vec!["fly"], 2, "usage"),
        (vec!["edit", &id, "title"], 2, "usage"),
        (vec!["show", missing], 1, "noSuchDraft"),
        (vec!["history", missing], 1, "noSuchDraft"),
        (vec!["edit", missing, "title", "x"], 1, "noSuchDraft"),
        (vec!["delete", missing], 1, "noSuchDraft"),
        (vec!["restore", missing, "--value", "title", "1"], 1, "noSuchDraft"),
        (vec!["restore", &id, "--value", "title", "x"], 2, "badValue"),
        (vec!["restore", &id, "--at", "yesterday"], 2, "usage"),
        (vec!["restore", &id, "--at", "5"], 1, "signInRequired"),
        (vec!["keep", missing], 1, "noSuchDraft"),
        (vec!["keep", &id], 1, "notForgotten"),
        (vec!["discard", &id], 1, "notForgotten"),
        (vec!["use-mine", "nonsense"], 2, "usage"),
        (vec!["keep-theirs", &gone], 1, "noSuchNotice"),
        (vec!["edit", &id, "price", "about 45m"], 2, "badValue"),
        (vec!["edit", &id, "a b", "x"], 2, "badValue"),
        (vec!["edit", &id, "trash", "true"], 2, "badValue"),
        (vec!["create", "--amenity", "Swimming Pool"], 2, "badValue"),
        (vec!["sign-in", "--email", "ada@example.com"], 2, "usage"),
        (vec!["import", "there-is-no-such-file.json"], 1, "cannotRead"),
        (vec!["import", "-"], 2, "usage"),
        (vec!["export", "--format", "csv"], 2, "usage"),
    ] {
        let words: Vec<_> = words.into_iter().chain(["--json"]).collect();
        let done = ada.run(&words).await;
        assert_eq!((done.code, &*done.error()), (code, name), "{words:?}");
        let people = ada.run(&words[..words.len() - 1]).await;
        assert!(name == "usage" || people.stderr.lines().count() == 1, "{people:?}");
    }
    assert_eq!(titles(&ada.json(&["list"]).await), ["Duplex"], "nothing was half done");
    let wrong = ada.sign_in(&server, "ada@example.com", "not the password").await;
    assert_eq!((wrong.code, &*wrong.error()), (1, "wrongPassword"));
}

#[tokio::test]
async fn without_a_place_for_secrets_signing_in_says_what_to_do_and_local_work_goes_on() {
    let server = Server::start().await;
    let ada = Profile::new();
    let url = server.url();
    let words = ["sign-in", "--server", &url, "--email", "ada@example.com", "--password-stdin", "--json"];
    // Nobody is on this bus.
    let mut without = ada.command(&words);
    without.env_remove("LAGOON_SECRETS").env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    if cfg!(target_os = "linux") {
        let done = finished(without, PASSWORD).await;
        assert_eq!((done.code, &*done.error()), (1, "noSecretStore"));
        assert!(done.stderr.contains("LAGOON_SECRETS=file"));
    }
    let mut odd = ada.command(&words);
    odd.env("LAGOON_SECRETS", "paper");
    assert_eq!(finished(odd, PASSWORD).await.error(), "usage");
    assert_eq!(ada.json(&["list"]).await, json!({"listings": []}));
}

#[tokio::test]
async fn a_second_process_on_one_data_directory_is_told_so() {
    let ada = Profile::new();
    let session = ada.online().await;
    let refused = ada.run(&["list", "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (1, "alreadyRunning"));
    drop(session);
}

#[tokio::test]
async fn a_long_text_comes_from_standard_input() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    let text = "Bright.\n\nClose to the shops.";
    let done = ada.with_input(&["edit", &id, "description", "--stdin", "--no-wait"], &format!("{text}\n")).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(ada.groups(&id).await["description"], text);
}
