//! Importing over a listing that lies in the trash.

use serde_json::{Value, json};

use crate::support::{Profile, Server};

/// A listing of Ada's with its export, which Chidi has deleted since, and Ada knows it.
async fn deleted_since(server: &Server, format: &str) -> (Profile, Profile, String) {
    let ada = Profile::signed_in(server, "ada@example.com").await;
    let id = ada.json(&["create", "--title", "Duplex", "--description", "Bright"]).await;
    let id = id["id"].as_str().expect("an id").to_owned();
    ada.json(&["export", "--output", ada.file(&format!("old.{format}")).to_str().expect("text")]).await;
    let chidi = Profile::signed_in(server, "chidi@example.com").await;
    assert_eq!(chidi.json(&["delete", &id]).await["saved"], "cloud");
    ada.json(&["sync"]).await;
    assert_eq!(ada.json(&["show", &id]).await["deleted"], true);
    (ada, chidi, id)
}

async fn import(profile: &Profile, name: &str, text: &str, flags: &[&str]) -> (i32, Value) {
    let file = profile.file(name);
    std::fs::write(&file, text).expect("written");
    let words = ["import", file.to_str().expect("text"), "--json"];
    let words: Vec<_> = words.into_iter().chain(flags.iter().copied()).collect();
    let done = profile.run(&words).await;
    (done.code, done.json())
}

/// Whether it lies in the trash on this device once it has heard of everything, and its description.
async fn stands(profile: &Profile, id: &str) -> (Value, Value) {
    profile.json(&["sync"]).await;
    let view = profile.json(&["show", id]).await;
    (view["deleted"].clone(), view["groups"]["description"].clone())
}

#[tokio::test]
async fn a_colleagues_delete_stands_until_somebody_decides() {
    for format in ["csv", "json"] {
        let server = Server::start().await;
        let (ada, chidi, id) = deleted_since(&server, format).await;
        let old = std::fs::read_to_string(ada.file(&format!("old.{format}"))).expect("exported");
        let edited = old.replacen("Bright", "Brighter", 1);
        assert_ne!(old, edited);
        let name = format!("edited.{format}");

        let (code, report) = import(&ada, &name, &edited, &[]).await;
        assert_eq!((code, &report["values"], &report["newer"]), (3, &json!(0), &json!(0)), "{report}");
        let told = report["conflicts"][0]["message"].as_str().expect("a sentence");
        assert!(told.starts_with("description: the listing was moved to the trash since the export"), "{told}");
        let (code, report) = import(&ada, &name, &edited, &["--theirs"]).await;
        assert_eq!((code, &report["values"], &report["conflicts"]), (0, &json!(0), &json!([])), "{report}");
        for profile in [&ada, &chidi] {
            assert_eq!(stands(profile, &id).await, (json!(true), json!("Bright")));
        }
        let (code, report) = import(&ada, &name, &old, &[]).await;
        assert_eq!((code, &report["newer"], &report["unchanged"]), (0, &json!(1), &json!(1)), "{report}");

        let (code, report) = import(&ada, &name, &edited, &["--mine"]).await;
        assert_eq!((code, &report["values"], &report["newer"]), (0, &json!(1), &json!(0)), "{report}");
        assert!(report["notes"].to_string().contains("was in the trash"), "{report}");
        for profile in [&ada, &chidi] {
            assert_eq!(stands(profile, &id).await, (json!(false), json!("Brighter")));
        }
    }
}

#[tokio::test]
async fn a_table_without_a_column_for_it_takes_nothing_out_of_the_trash() {
    let server = Server::start().await;
    let (ada, chidi, id) = deleted_since(&server, "csv").await;
    let (code, report) = import(&ada, "hand.csv", &format!("id,description\n{id},By hand\n"), &[]).await;
    assert_eq!((code, &report["values"], &report["unbased"]), (3, &json!(0), &json!(0)), "{report}");
    assert!(report["conflicts"][0]["message"].to_string().contains("is in the trash"), "{report}");
    for (cell, deleted) in [("true", true), ("false", false)] {
        let table = format!("id,description,deleted\n{id},Said {cell},{cell}\n");
        let (code, report) = import(&ada, "said.csv", &table, &[]).await;
        assert_eq!((code, &report["values"]), (0, &json!(1)), "{report}");
        for profile in [&ada, &chidi] {
            assert_eq!(stands(profile, &id).await, (json!(deleted), json!(format!("Said {cell}"))));
        }
    }
}

#[tokio::test]
async fn a_delete_that_was_never_sent_is_as_good_as_any() {
    let ada = Profile::new();
    let id = ada.create("Duplex").await;
    ada.json(&["delete", &id, "--no-wait"]).await;
    let table = format!("id,title\n{id},By hand\n");
    assert_eq!(import(&ada, "hand.csv", &table, &[]).await.0, 3);
    assert_eq!(ada.groups(&id).await["title"], "Duplex");
    let (code, report) = import(&ada, "hand.csv", &table, &["--mine"]).await;
    let view = ada.json(&["show", &id]).await;
    assert_eq!((code, &view["deleted"], &view["groups"]["title"]), (0, &json!(false), &json!("By hand")), "{report}");
}
