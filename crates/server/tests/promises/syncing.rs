//! `POST /v1/sync`: what goes up, what comes down, and where a device then stands.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{DRAFT, START, answer, draft_id, http, start, sync_body, title, update};

fn values(draft: &Value) -> Vec<(&String, &Value)> {
    draft["groups"].as_object().expect("groups").iter().map(|(name, group)| (name, &group["value"])).collect()
}

#[tokio::test]
async fn what_one_device_sends_the_other_receives_and_nothing_twice() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let sent =
        ada.sync(None, vec![update(DRAFT, 0, &[("title", json!("One"), 0, 1), ("trash", json!(false), 0, 1)])]).await;
    assert_eq!(sent["outcomes"][0]["groups"]["title"]["outcome"], "applied");
    assert_eq!(sent["outcomes"][0]["draft"]["rev"], 1);
    assert_eq!(sent["outcomes"][0]["draft"].get("groups"), None, "the device has what it sent");
    assert_eq!(sent["changes"], json!([]), "what stands in the outcomes is not repeated");

    let read = bola.sync(None, vec![]).await;
    let draft = &read["changes"][0];
    assert_eq!(values(draft), [(&"title".to_owned(), &json!("One")), (&"trash".to_owned(), &json!(false))]);
    assert_eq!(draft["contentHash"], sent["outcomes"][0]["draft"]["contentHash"]);
    assert_eq!(draft["userId"], ada.session["userId"]);
    assert_eq!(read["cursor"], sent["cursor"]);

    ada.sync(Some(&sent["cursor"]), vec![update(DRAFT, 1, &[("title", json!("Two"), 1, 1)])]).await;
    let read = bola.sync(Some(&read["cursor"]), vec![]).await;
    assert_eq!(values(&read["changes"][0]), [(&"title".to_owned(), &json!("Two"))], "only what changed");
    assert_eq!(bola.sync(Some(&read["cursor"]), vec![]).await["changes"], json!([]));
}

#[tokio::test]
async fn the_same_request_twice_is_one_change() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let first = ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    let second = ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn an_older_value_loses_comes_with_the_winner_and_is_kept() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, vec![title(DRAFT, "New", 10, 1)]).await;
    let lost = bola.sync(None, vec![title(DRAFT, "Old", 5, 2)]).await;
    assert_eq!(lost["outcomes"][0]["groups"]["title"]["outcome"], "superseded");
    assert_eq!(lost["outcomes"][0]["draft"]["groups"]["title"]["value"], "New");
    assert_eq!(lost["outcomes"][0]["draft"]["rev"], 1);
    let (_, history) = ada.get(&format!("/v1/property-drafts/{DRAFT}/history")).await;
    assert_eq!(history["values"][0]["value"], "Old");
    assert_eq!(history["values"][0]["author"], bola.session["userId"]);
}

#[tokio::test]
async fn the_same_draft_twice_in_one_request_ends_with_the_greatest_stamp() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let answer = ada.sync(None, vec![title(DRAFT, "b", 2, 1), title(DRAFT, "c", 3, 1), title(DRAFT, "a", 1, 1)]).await;
    let outcomes: Vec<_> = (0..3).map(|i| answer["outcomes"][i]["groups"]["title"]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["applied", "applied", "superseded"]);
    assert_eq!(answer["outcomes"][2]["draft"]["rev"], 2);
    assert_eq!(answer["outcomes"][2]["draft"]["groups"]["title"]["value"], "c");
    assert_eq!(ada.sync(None, vec![]).await["changes"][0]["groups"]["title"]["value"], "c");
    assert_eq!(
        ada.get(&format!("/v1/property-drafts/{DRAFT}/history")).await.1["values"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn one_bad_group_or_draft_does_not_hold_up_the_others() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let mixed = update(
        DRAFT,
        0,
        &[
            ("title", json!("Fine"), 0, 1),
            ("description", json!("x".repeat(100_000)), 0, 1),
            ("price", json!({"amountMinor": -5, "currency": "NGN"}), 0, 1),
            ("later", json!("a\0b"), 0, 1),
        ],
    );
    let future = title(&draft_id(2), "From tomorrow", 24 * 3_600_000, 1);
    let answer = ada.sync(None, vec![mixed, future, title(&draft_id(3), "Also fine", 0, 1)]).await;
    let groups = &answer["outcomes"][0]["groups"];
    assert_eq!(groups["title"]["outcome"], "applied");
    assert_eq!(
        (&groups["description"]["outcome"], &groups["description"]["code"]),
        (&json!("rejected"), &json!("tooLarge"))
    );
    assert_eq!(groups["price"]["field"], "price.amountMinor");
    assert_eq!(groups["later"]["outcome"], "rejected");
    let ahead = &answer["outcomes"][1]["groups"]["title"];
    assert_eq!((&ahead["outcome"], &ahead["serverTime"]), (&json!("clockAhead"), &json!(START)));
    assert_eq!(answer["outcomes"][2]["groups"]["title"]["outcome"], "applied");
    assert_eq!(answer["cursor"]["seq"], 2);
}

#[tokio::test]
async fn an_update_without_groups_asks_for_the_draft() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    ada.sync(None, vec![update(DRAFT, 1, &[("description", json!("Text"), 1, 1)])]).await;
    let ask = |rev: i64| json!({"id": DRAFT, "baseRev": rev});
    for (rev, expected) in [(0, 2), (1, 1), (2, 0), (7, 2), (-1, 2)] {
        let answer = ada.sync(None, vec![ask(rev)]).await;
        let groups = answer["outcomes"][0]["draft"]["groups"].as_object().map_or(0, serde_json::Map::len);
        assert_eq!(groups, expected, "baseRev {rev}");
    }
    let unknown = ada.sync(None, vec![json!({"id": draft_id(9), "baseRev": 3})]).await;
    assert_eq!(unknown["outcomes"][0], json!({"unknown": true}));
    assert_eq!(ada.sync(None, vec![json!({"id": draft_id(9), "baseRev": 0})]).await["outcomes"][0], json!({}));
}

#[tokio::test]
async fn a_team_with_many_drafts_is_read_in_pages_that_miss_nothing() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for batch in 0..3 {
        let updates = (0..150).map(|n| title(&draft_id(batch * 150 + n), "One", 0, 1)).collect();
        ada.sync(None, updates).await;
    }
    // The first draft changes again: its title is the oldest change, its description the newest.
    ada.sync(None, vec![update(&draft_id(0), 1, &[("description", json!("Text"), 1, 1)])]).await;

    let (mut cursor, mut pages) = (None, 0);
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    loop {
        let page = bola.sync(cursor.as_ref(), vec![]).await;
        let changes = page["changes"].as_array().expect("changes");
        assert!(changes.len() <= 200);
        for draft in changes {
            let groups = draft["groups"].as_object().expect("groups").len();
            let most = seen.entry(draft["id"].as_str().expect("an id").to_owned()).or_default();
            *most = groups.max(*most);
        }
        cursor = Some(page["cursor"].clone());
        pages += 1;
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 450);
    assert_eq!(seen[&draft_id(0)], 2, "both groups of the draft that changed first and last");
    assert_eq!(pages, 3);
    assert_eq!(bola.sync(cursor.as_ref(), vec![]).await["changes"], json!([]));
}

#[tokio::test]
async fn a_change_between_two_pages_of_a_draft_not_read_yet_loses_none_of_its_groups() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, (0..150).map(|n| title(&draft_id(n), "One", 0, 1)).collect()).await;
    ada.sync(None, (150..300).map(|n| title(&draft_id(n), "One", 0, 1)).collect()).await;
    let first = bola.sync(None, vec![]).await;
    assert_eq!(first["more"], true);
    ada.sync(None, vec![update(&draft_id(250), 1, &[("description", json!("Text"), 1, 1)])]).await;
    let second = bola.sync(Some(&first["cursor"]), vec![]).await;
    let draft = second["changes"].as_array().expect("changes").iter().find(|draft| draft["id"] == draft_id(250));
    assert_eq!(values(draft.expect("it changed")).len(), 2);
}

#[tokio::test]
async fn a_cursor_of_another_life_or_ahead_of_the_server_starts_from_the_beginning() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let before = ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    assert_eq!(before.get("resync"), None);
    let mut ahead = before["cursor"].clone();
    ahead["seq"] = json!(99);
    let answer = ada.sync(Some(&ahead), vec![]).await;
    assert_eq!((&answer["resync"], answer["changes"].as_array().map(Vec::len)), (&json!("restored"), Some(1)));

    server.repository.begin_epoch(lagoon_sync::Epoch(7)).await.expect("stored");
    let answer = ada.sync(Some(&before["cursor"]), vec![json!({"id": DRAFT, "baseRev": 1})]).await;
    assert_eq!(answer["resync"], "restored");
    assert_eq!(answer["cursor"]["epoch"], "0000000000000007");
    assert_eq!(
        answer["outcomes"][0]["draft"]["groups"]["title"]["value"], "One",
        "a revision of another life of the database means nothing"
    );
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_keeps_the_devices_place() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let before = ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    let (url, token) = (server.url.clone(), ada.token.clone());
    let server = server.restart().await;
    assert_ne!(server.url, url);
    let body = sync_body(Some(&before["cursor"]), &[json!({"id": DRAFT, "baseRev": 0})]);
    let request = http().request(Method::POST, format!("{}/v1/sync", server.url)).bearer_auth(token);
    let (status, after) = answer(request.json(&body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(after.get("resync"), None);
    assert_eq!(after["cursor"], before["cursor"]);
    assert_eq!(after["outcomes"][0]["draft"]["groups"]["title"]["value"], "One");
}

#[tokio::test]
async fn the_servers_time_does_not_step_back_even_over_a_restart() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    server.clock.set(START - 3_600_000);
    let accepted = ada.sync(None, vec![title(DRAFT, "Two", 1, 1)]).await;
    assert_eq!(accepted["serverTime"], START);
    assert_eq!(accepted["outcomes"][0]["groups"]["title"]["outcome"], "applied", "no valid write is refused");
    server.clock.set(START - 3_600_000 + 2_000);
    assert_eq!(ada.sync(None, vec![]).await["serverTime"], START + 1_980, "slower than real time");

    let token = ada.token.clone();
    let server = server.restart().await;
    let request = http().post(format!("{}/v1/sync", server.url)).bearer_auth(token);
    let (_, first) = answer(request.json(&sync_body(None, &[]))).await;
    assert_eq!(first["serverTime"], START, "not before the last change");
}

#[tokio::test]
async fn a_value_of_another_kind_is_named_and_more_than_200_updates_are_too_many() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for (bad, field) in [
        (json!({"id": DRAFT, "baseRev": 0, "lastModified": -1, "groups": {}}), "updates[0].lastModified"),
        (json!({"id": DRAFT, "baseRev": 0, "lastModified": 0.5, "groups": {}}), "updates[0].lastModified"),
        (json!({"id": DRAFT, "baseRev": 0, "lastModified": 1_i64 << 53, "groups": {}}), "updates[0].lastModified"),
        (json!({"id": "x", "baseRev": 0}), "updates[0].id"),
        (json!({"id": DRAFT}), "updates[0].baseRev"),
    ] {
        let (status, problem) = answer(ada.sync_request(&sync_body(None, &[bad]))).await;
        assert_eq!((status, &problem["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{problem}");
    }
    let mut null = title(DRAFT, "x", 0, 1);
    null["lastModified"] = Value::Null;
    let rejected = ada.sync(None, vec![null]).await;
    assert_eq!(rejected["outcomes"][0]["groups"]["title"]["field"], "lastModified");

    let many: Vec<_> = (0..201).map(|n| title(&draft_id(n), "x", 0, 1)).collect();
    let (status, problem) = answer(ada.sync_request(&sync_body(None, &many))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("tooManyUpdates")));
    assert_eq!(ada.sync(None, vec![]).await["changes"], json!([]), "nothing of it was stored");
}
