//! Importing a file that others have overtaken.

use serde_json::{Value, json};

use crate::support::Profile;

const FORMATS: [&str; 2] = ["csv", "json"];

/// A listing and its export in both formats, beside the profile's files.
async fn exported() -> (Profile, String) {
    let ada = Profile::new();
    let words =
        ["create", "--title", "Duplex", "--price", "$45m", "--area", "Lekki", "--description", "Bright", "--no-wait"];
    let id = ada.json(&words).await["id"].as_str().expect("an id").to_owned();
    for word in [["amenity:pool", "true"], ["amenity:gym", "true"]] {
        ada.json(&["edit", &id, word[0], word[1], "--no-wait"]).await;
    }
    for format in FORMATS {
        let file = ada.file(&format!("old.{format}"));
        ada.json(&["export", "--output", file.to_str().expect("text")]).await;
    }
    (ada, id)
}

async fn edit(profile: &Profile, id: &str, group: &str, value: &str) {
    assert_eq!(profile.json(&["edit", id, group, value, "--no-wait"]).await["changed"], true);
}

/// Imports an export in which a text was replaced.
async fn import(profile: &Profile, format: &str, change: (&str, &str), flags: &[&str]) -> (i32, Value) {
    let old = std::fs::read_to_string(profile.file(&format!("old.{format}"))).expect("exported");
    assert!(change.0.is_empty() || old.contains(change.0), "{old}");
    let file = profile.file(&format!("edited.{format}"));
    let text = if change.0.is_empty() { old } else { old.replacen(change.0, change.1, 1) };
    std::fs::write(&file, text).expect("written");
    let words = ["import", file.to_str().expect("text"), "--no-wait", "--json"];
    let words: Vec<_> = words.into_iter().chain(flags.iter().copied()).collect();
    let done = profile.run(&words).await;
    (done.code, done.json())
}

#[tokio::test]
async fn a_cell_that_nobody_touched_in_the_file_does_not_undo_what_somebody_changed_since() {
    for format in FORMATS {
        let (ada, id) = exported().await;
        edit(&ada, &id, "title", "Newer").await;
        edit(&ada, &id, "price", "$50m").await;
        edit(&ada, &id, "amenity:gym", "false").await;
        let (code, report) = import(&ada, format, ("Bright", "Brighter"), &[]).await;
        assert_eq!((code, &report["updated"], &report["values"]), (0, &json!(1), &json!(1)), "{report}");
        assert_eq!((&report["newer"], &report["conflicts"]), (&json!(3), &json!([])), "{report}");
        let groups = ada.groups(&id).await;
        assert_eq!((&groups["title"], &groups["description"]), (&json!("Newer"), &json!("Brighter")));
        assert_eq!(groups["price"]["amountMinor"], 5_000_000_000_i64);
        assert_eq!((&groups["amenity:gym"], &groups["amenity:pool"]), (&json!(false), &json!(true)));
    }
}

#[tokio::test]
async fn what_was_changed_in_the_file_and_here_is_told_and_stays_until_somebody_decides() {
    for format in FORMATS {
        let (ada, id) = exported().await;
        edit(&ada, &id, "title", "Newer").await;
        let change = ("Duplex", "From the file");
        let (code, report) = import(&ada, format, change, &[]).await;
        assert_eq!((code, &report["unchanged"]), (3, &json!(1)), "{report}");
        let told = report["conflicts"][0]["message"].as_str().expect("a sentence");
        for part in ["title: changed since the export", "“From the file”", "“Newer”"] {
            assert!(told.contains(part), "{told}");
        }
        assert_eq!(report["conflicts"][0]["id"], json!(id));
        assert_eq!(ada.groups(&id).await["title"], "Newer");

        let (code, report) = import(&ada, format, change, &["--theirs"]).await;
        assert_eq!((code, &report["conflicts"]), (0, &json!([])), "{report}");
        assert_eq!(ada.groups(&id).await["title"], "Newer");
        let (code, report) = import(&ada, format, change, &["--mine"]).await;
        assert_eq!((code, &report["values"]), (0, &json!(1)), "{report}");
        assert_eq!(ada.groups(&id).await["title"], "From the file");
        let (code, report) = import(&ada, format, change, &[]).await;
        assert_eq!((code, &report["unchanged"]), (0, &json!(1)), "the same on both sides is no conflict: {report}");
    }
}

#[tokio::test]
async fn a_currency_that_was_changed_since_does_not_join_an_amount_from_the_file() {
    let (ada, id) = exported().await;
    edit(&ada, &id, "price", "₦45m").await;
    let (code, report) = import(&ada, "csv", ("45000000", "48000000"), &[]).await;
    assert_eq!(code, 3, "{report}");
    assert_eq!(ada.groups(&id).await["price"], json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"}));
}

#[tokio::test]
async fn a_listing_that_was_changed_since_is_not_deleted_by_an_old_file() {
    for (format, deleted) in
        [("csv", ("DRAFT,false", "DRAFT,true")), ("json", ("\"deleted\":false", "\"deleted\":true"))]
    {
        let (ada, id) = exported().await;
        edit(&ada, &id, "title", "Newer").await;
        let (code, report) = import(&ada, format, deleted, &[]).await;
        assert_eq!(code, 3, "{report}");
        assert_eq!(ada.json(&["show", &id]).await["deleted"], false);
        let (code, _) = import(&ada, format, deleted, &["--mine"]).await;
        let shown = ada.json(&["show", &id]).await;
        assert_eq!((code, &shown["deleted"], &shown["groups"]["title"]), (0, &json!(true), &json!("Newer")));
    }
}

#[tokio::test]
async fn a_copy_is_gone_back_to_when_somebody_says_so() {
    for format in FORMATS {
        let (ada, id) = exported().await;
        edit(&ada, &id, "title", "Newer").await;
        let (code, report) = import(&ada, format, ("", ""), &[]).await;
        assert_eq!((code, &report["newer"], &report["unchanged"]), (0, &json!(1), &json!(1)), "{report}");
        assert_eq!(ada.groups(&id).await["title"], "Newer");
        let (code, report) = import(&ada, format, ("", ""), &["--ignore-base"]).await;
        assert_eq!((code, &report["values"]), (0, &json!(1)), "{report}");
        assert_eq!(ada.groups(&id).await["title"], "Duplex");
    }
}

#[tokio::test]
async fn a_base_of_another_listing_lets_nothing_be_written_unasked() {
    let (ada, id) = exported().await;
    let other = ada.create("Bungalow").await;
    let table = std::fs::read_to_string(ada.file("old.csv")).expect("exported").replace(&id, &other);
    let file = ada.file("copied.csv");
    std::fs::write(&file, table).expect("written");
    let done = ada.run(&["import", file.to_str().expect("text"), "--no-wait", "--json"]).await;
    assert_eq!(done.code, 3, "{done:?}");
    assert_eq!(ada.groups(&other).await, json!({"title": "Bungalow"}));
}

#[tokio::test]
async fn a_table_made_by_hand_says_that_it_replaces_what_stands() {
    let (ada, id) = exported().await;
    let file = ada.file("hand.csv");
    let path = file.to_str().expect("text");
    std::fs::write(&file, format!("id,title,area\n{id},By hand,Lekki\n,New,Ikoyi\n")).expect("written");
    let dry = ada.run(&["import", path, "--no-wait", "--dry-run"]).await;
    assert_eq!(dry.code, 0, "{dry:?}");
    for part in
        ["does not say what it was exported from", "would be: 1 created, 1 updated (1 value)", "nothing was written"]
    {
        assert!(dry.stdout.contains(part), "{dry:?}");
    }
    assert_eq!(ada.groups(&id).await["title"], "Duplex");
    assert_eq!(ada.json(&["list"]).await["listings"].as_array().map(Vec::len), Some(1));

    let report = ada.json(&["import", path, "--no-wait"]).await;
    assert_eq!((&report["unbased"], &report["created"]), (&json!(1), &json!(1)), "{report}");
    assert_eq!(ada.groups(&id).await["title"], "By hand");
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_a_slip_in_a_file_unless_an_export_wrote_it() {
    let (ada, zainab) = (Profile::new(), Profile::new());
    for (name, text) in
        [("slip.csv", "title,amenities\nDuplex,pol\n"), ("slip.json", r#"{"groups":{"titel":"Duplex"}}"#)]
    {
        let file = ada.file(name);
        std::fs::write(&file, text).expect("written");
        let words = ["import", file.to_str().expect("text"), "--no-wait", "--json"];
        let done = ada.run(&words).await;
        assert_eq!((done.code, &done.json()["created"]), (3, &json!(0)), "{done:?}");
        assert!(done.stdout.contains("Did you mean"), "{done:?}");
        let words: Vec<_> = words.into_iter().chain(["--unknown"]).collect();
        let done = ada.run(&words).await;
        assert_eq!((done.code, &done.json()["created"]), (0, &json!(1)), "{done:?}");
    }
    for format in FORMATS {
        let file = ada.file(&format!("all.{format}"));
        let path = file.to_str().expect("text");
        ada.json(&["export", "--output", path]).await;
        let report = zainab.json(&["import", path, "--no-wait", "--mine"]).await;
        assert_eq!(report["problems"], json!([]), "{report}");
    }
}
