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
        ("purpose", "rent"),
        ("propertyType", "houseboat"),
        ("price.period", "year"),
        ("terms", r#"{"serviceCharge":{"amountMinor":5,"currency":"NGN"},"legalPercent":"five","later":1}"#),
        ("rooms", r#"{"bedrooms":4,"toilets":"4 or 5"}"#),
        ("size.landSize", "650 sqm"),
        ("building.serviced", "true"),
        ("privateNotes", "=In a hurry"),
    ] {
        let done = profile.run(&["edit", &id, group, value, "--no-wait", "--unknown"]).await;
        assert_eq!(done.code, 0, "{done:?}");
    }
    id
}

/// A listing that buyers see.
async fn published(profile: &Profile) -> String {
    let id = profile.ready().await;
    profile.json(&["edit", &id, "amenity:gym", "true", "--no-wait"]).await;
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
async fn what_was_left_of_a_table_is_mended_and_imported_without_starting_anything_twice() {
    let ada = Profile::new();
    let (file, left) = (ada.file("listings.csv"), ada.file("left.csv"));
    // The last but one is taken, and cannot be published yet; the last one is never closed.
    let table = "title;price;status\nFirst;45m;\nSecond;about 45m;\nThird;50m\nFourth;60m;published\n\"Fifth;70m;\n";
    std::fs::write(&file, format!("{table}\n")).expect("written");
    let (path, left_path) = (file.to_str().expect("text"), left.to_str().expect("text"));
    let done = ada.run(&["import", path, "--no-wait", "--rejected", left_path, "--json"]).await;
    let report = done.json();
    assert_eq!((done.code, counts(&report), &report["rejected"]["rows"]), (3, [2, 0, 0], &json!(4)), "{report}");
    let started: Vec<_> = report["started"].as_array().expect("a list").iter().map(|one| one["line"].clone()).collect();
    assert_eq!(started, [2, 5]);
    let fourth = report["started"][1]["id"].as_str().expect("an id");

    let text = std::fs::read_to_string(&left).expect("written");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}problem;id;title;price;status"), "{text}");
    assert!(text.contains("about 45m") && text.contains(&format!(";{fourth};Fourth;60m;published")), "{text}");
    assert!(!text.contains("First") && text.contains("\"Fifth;70m"), "{text}");

    // A second time, nothing was mended: nothing is started, and nothing is lost of what was said.
    let again = ada.run(&["import", left_path, "--no-wait", "--json"]).await;
    assert_eq!((again.code, counts(&again.json())), (3, [0, 0, 1]), "{again:?}");
    let mended = text.replace("about 45m", "46m").replace("Third;50m", "Third;50m;").replace("published", "draft");
    std::fs::write(&left, mended.replace("\"Fifth", "Fifth")).expect("written");
    let report = ada.json(&["import", left_path, "--no-wait"]).await;
    assert_eq!(counts(&report), [3, 0, 1], "{report}");
    let listings = ada.json(&["list"]).await;
    let mut titles: Vec<_> =
        listings["listings"].as_array().expect("a list").iter().map(|listing| &listing["title"]).collect();
    titles.sort_by_key(ToString::to_string);
    assert_eq!(titles, ["Fifth", "First", "Fourth", "Second", "Third"]);
}

#[tokio::test]
async fn a_half_good_import_names_what_it_created_and_says_how_to_go_on() {
    let ada = Profile::new();
    let file = ada.file("half.csv");
    std::fs::write(&file, "title,price\nFirst,45m\nSecond,about 45m\n").expect("written");
    let path = file.to_str().expect("text");
    let text = ada.run(&["import", path, "--no-wait"]).await.stdout;
    let id = ada.json(&["list"]).await["listings"][0]["id"].as_str().expect("an id").to_owned();
    for part in [&*format!("line 2: created {id}"), "line 3: ", "create it twice", "--rejected FILE"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let refused = ada.run(&["import", path, "--no-wait", "--rejected", path, "--json"]).await;
    assert_eq!((refused.code, &*refused.error()), (2, "usage"), "the table itself is not written over");
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
