//! Export and import.

use serde_json::{Value, json};

use crate::support::{Profile, Server};

/// A listing with everything that a file has to carry.
async fn rich(profile: &Profile) -> String {
    let id = profile.create("=2+3 bedrooms, \"duplex\"").await;
    for (group, value) in [
        ("price", "$2,500.75"),
        (
            "location",
            r#"{"state":"Lagos","lga":"Eti-Osa","area":"Lekki Phase 1","street":"-5, Admiralty Way","plusCode":"6FR5"}"#,
        ),
        ("amenity:pool", "true"),
        ("amenity:hologram-room", "true"),
        ("description", "A bright home on a quiet street,\nclose to the expressway; ₦ is welcome."),
        ("rooms", r#"{"bedrooms":4}"#),
    ] {
        let done = profile.run(&["edit", &id, group, value, "--no-wait", "--unknown"]).await;
        assert_eq!(done.code, 0, "{done:?}");
    }
    id
}

/// A listing that buyers see.
async fn published(profile: &Profile) -> String {
    let text = "A bright home on a quiet street, close to the expressway and the shops.";
    let id = profile.create("Detached duplex with BQ").await;
    for (group, value) in [
        ("price", "45m"),
        ("location", r#"{"state":"Lagos","lga":"Eti-Osa","area":"Lekki Phase 1"}"#),
        ("amenity:gym", "true"),
        ("description", text),
    ] {
        profile.json(&["edit", &id, group, value, "--no-wait"]).await;
    }
    profile.json(&["publish", &id, "--no-wait"]).await;
    id
}

async fn exported(profile: &Profile, name: &str) -> String {
    let file = profile.file(name);
    profile.json(&["export", "--output", file.to_str().expect("text")]).await;
    std::fs::read_to_string(file).expect("written")
}

async fn import(profile: &Profile, name: &str, text: &str) -> (i32, Value) {
    let file = profile.file(name);
    std::fs::write(&file, text).expect("written");
    let done = profile.run(&["import", file.to_str().expect("text"), "--no-wait", "--json"]).await;
    (done.code, done.json())
}

/// Imports listings that a device without a cloud has never heard of.
async fn import_unseen(profile: &Profile, name: &str, text: &str) -> (i32, Value) {
    let file = profile.file(name);
    std::fs::write(&file, text).expect("written");
    let done = profile.run(&["import", file.to_str().expect("text"), "--mine", "--json"]).await;
    (done.code, done.json())
}

fn counts(report: &Value) -> [u64; 3] {
    ["created", "updated", "unchanged"].map(|name| report[name].as_u64().expect("a count"))
}

#[tokio::test]
async fn json_carries_everything_to_another_device_and_back() {
    let (ada, zainab) = (Profile::new(), Profile::new());
    let (id, public) = (rich(&ada).await, published(&ada).await);
    ada.json(&["edit", &public, "title", "Changed since it was published", "--no-wait"]).await;
    let deleted = ada.create("Deleted").await;
    ada.json(&["delete", &deleted, "--no-wait"]).await;

    let file = exported(&ada, "listings.json").await;
    let document: Value = serde_json::from_str(&file).expect("one JSON document");
    assert_eq!(document["listings"].as_array().map(Vec::len), Some(3));
    let (code, report) = import_unseen(&zainab, "listings.json", &file).await;
    assert_eq!((code, counts(&report)), (0, [3, 0, 0]));
    for id in [&id, &public] {
        assert_eq!(zainab.groups(id).await, ada.groups(id).await);
    }
    assert_eq!(exported(&zainab, "again.json").await, file);
    let (code, report) = import(&zainab, "again.json", &file).await;
    assert_eq!((code, counts(&report)), (0, [0, 0, 3]), "a second import changes nothing");
}

#[tokio::test]
async fn csv_is_safe_in_a_spreadsheet_and_carries_every_value() {
    let (ada, zainab) = (Profile::new(), Profile::new());
    let (id, public) = (rich(&ada).await, published(&ada).await);
    let deleted = ada.create("Deleted").await;
    ada.json(&["delete", &deleted, "--no-wait"]).await;

    let file = exported(&ada, "listings.csv").await;
    let mut cells = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
    for record in cells.records() {
        for cell in &record.expect("a row") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "a formula: {cell}");
        }
    }
    let (code, report) = import_unseen(&zainab, "listings.csv", &file).await;
    assert_eq!((code, counts(&report)), (0, [3, 0, 0]), "{report}");
    assert_eq!(zainab.groups(&id).await, ada.groups(&id).await);
    let (here, there) = (ada.groups(&public).await, zainab.groups(&public).await);
    assert_eq!(there["publication"]["fields"], here["publication"]["fields"]);
    assert_eq!(exported(&zainab, "again.csv").await, file);
    let (code, report) = import(&ada, "again.csv", &file).await;
    assert_eq!((code, counts(&report)), (0, [0, 0, 3]), "a row that nobody touched changes nothing");
}

#[tokio::test]
async fn a_table_changes_what_its_columns_name_and_starts_what_has_no_id() {
    let ada = Profile::new();
    let id = rich(&ada).await;
    let before = ada.groups(&id).await;
    let table = format!("id;title;area;amenities\n{id};Renamed;Ikoyi;Gym; pool\n;New;;\n");
    let (code, report) = import(&ada, "edited.csv", &table.replace("Gym; pool", "\"Gym; pool\"")).await;
    assert_eq!((code, counts(&report)), (0, [1, 1, 0]), "{report}");
    let after = ada.groups(&id).await;
    assert_eq!(
        (&after["title"], &after["price"], &after["rooms"]),
        (&json!("Renamed"), &before["price"], &before["rooms"])
    );
    assert_eq!((&after["location"]["area"], &after["location"]["plusCode"]), (&json!("Ikoyi"), &json!("6FR5")));
    let amenities = ["amenity:gym", "amenity:pool", "amenity:hologram-room"].map(|name| after[name].clone());
    assert_eq!(amenities, [json!(true), json!(true), json!(false)]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_by_line_and_the_others_go_on() {
    let ada = Profile::new();
    let table = "id,title,price\n,First,45m\nnonsense,Second,45m\n,Third,about 45m\n,Fourth\n,Fifth,50m\n";
    let (code, report) = import(&ada, "listings.csv", table).await;
    assert_eq!((code, counts(&report)), (3, [2, 0, 0]), "{report}");
    let lines = |report: &Value| -> Vec<u64> {
        let problems = report["problems"].as_array().expect("a list");
        problems.iter().map(|problem| problem["line"].as_u64().expect("a line")).collect()
    };
    assert_eq!(lines(&report), [3, 4, 5]);

    let good = r#"{"groups":{"title":"Good"}}"#;
    let document =
        format!("{{\"version\":1,\"listings\":[\n{good},\n{{\"groups\":{{\"title\":5}}}},\n{{broken,\n{good}\n]}}\n");
    let (code, report) = import(&ada, "listings.json", &document).await;
    assert_eq!((code, counts(&report)), (3, [2, 0, 0]), "{report}");
    assert_eq!(lines(&report), [3, 4]);
    assert_eq!(ada.json(&["list"]).await["listings"].as_array().map(Vec::len), Some(4), "no half of a listing is left");
}

#[tokio::test]
async fn a_public_copy_that_is_not_ready_is_left_out_and_the_rest_is_imported() {
    let (ada, zainab) = (Profile::new(), Profile::new());
    let id = published(&ada).await;
    let file = exported(&ada, "listings.json").await;
    let mut document: Value = serde_json::from_str(&file).expect("JSON");
    document["listings"][0]["groups"]["publication"]["fields"]["title"] = json!("Call 0803 123 4567 for this one");
    let (code, report) = import_unseen(&zainab, "listings.json", &document.to_string()).await;
    assert_eq!((code, counts(&report)), (3, [1, 0, 0]), "{report}");
    let problem = report["problems"][0]["message"].as_str().expect("a sentence");
    assert!(problem.contains("public copy was left out"), "{problem}");
    let (here, there) = (ada.groups(&id).await, zainab.groups(&id).await);
    assert_eq!((&there["title"], &there["publication"]), (&here["title"], &Value::Null));
    assert_eq!(zainab.json(&["list"]).await["listings"][0]["status"], "DRAFT");

    // A copy that stands already is left alone, and withdrawing it needs no check.
    document["listings"][0]["groups"]["publication"] = Value::Null;
    let (code, report) = import(&ada, "listings.json", &document.to_string()).await;
    assert_eq!((code, counts(&report)), (0, [0, 1, 0]), "{report}");
}

#[tokio::test]
async fn an_import_goes_to_the_cloud_and_a_colleague_sees_it() {
    let server = Server::start().await;
    let (ada, chidi) =
        (Profile::signed_in(&server, "ada@example.com").await, Profile::signed_in(&server, "chidi@example.com").await);
    let file = ada.file("listings.csv");
    std::fs::write(&file, "title\nFirst\nSecond\n").expect("written");
    let report = ada.json(&["import", file.to_str().expect("text")]).await;
    assert_eq!((counts(&report), &report["saved"]), ([2, 0, 0], &json!("cloud")));
    chidi.json(&["sync"]).await;
    assert_eq!(chidi.json(&["list"]).await["listings"].as_array().map(Vec::len), Some(2));
}
