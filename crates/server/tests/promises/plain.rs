//! `PUT|GET /v1/property-drafts/{id}`, the story's own contract.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{DRAFT, START, answer, start, title};

#[tokio::test]
async fn newer_is_stored_with_every_field_of_the_story_and_read_back() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let sent = json!({
        "lastModified": START,
        "title": "Detached duplex with BQ",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
        "amenities": ["swimming-pool"],
        "description": "A bright home.",
        "purpose": "rent",
        "propertyType": "duplex",
        "titleDocument": "notConfirmed",
        "terms": {"serviceCharge": {"amountMinor": 5, "currency": "NGN"}, "agencyPercent": "ten"},
        "rooms": {"bedrooms": 4, "boysQuarters": 1},
        "size": {"landSize": 650},
        "building": {"yearBuilt": 2019, "newBuild": true},
        "privateNotes": "In a hurry.",
    });
    let (status, draft) = ada.put(DRAFT, sent.clone()).await;
    assert_eq!(status, StatusCode::OK, "{draft}");
    for (field, value) in sent.as_object().expect("an object") {
        assert_eq!(&draft[field], value, "{field}");
    }
    assert_eq!(draft["id"], DRAFT);
    assert_eq!(draft["status"], "DRAFT");
    assert_eq!(draft["userId"], ada.session["userId"]);
    assert_eq!(draft["teamId"], ada.session["teamId"]);
    assert_eq!(draft["updatedAt"], "2027-01-15T08:00:00.000Z");
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await, (StatusCode::OK, draft));
}

#[tokio::test]
async fn what_is_not_newer_is_refused_with_the_current_draft_and_kept_in_history() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let (_, first) = ada.put(DRAFT, json!({"lastModified": START, "title": "One", "amenities": ["pool"]})).await;
    server.clock.set(START + 5_000);
    let again = ada.put(DRAFT, json!({"lastModified": START, "title": "One"})).await;
    assert_eq!(again, (StatusCode::OK, first.clone()), "the same again is fine and changes nothing");

    let (status, older) = ada.put(DRAFT, json!({"lastModified": START - 1, "title": "Late"})).await;
    assert_eq!((status, &older["code"]), (StatusCode::CONFLICT, &json!("notNewer")));
    assert_eq!(older["current"], first);
    let (status, reused) = ada.put(DRAFT, json!({"lastModified": START, "title": "Two"})).await;
    assert_eq!((status, &reused["code"]), (StatusCode::CONFLICT, &json!("stampReused")));
    assert_eq!(reused["current"], first);

    let (_, history) = ada.get(&format!("/v1/property-drafts/{DRAFT}/history")).await;
    assert_eq!(history["values"].as_array().map(Vec::len), Some(1), "{history}");
    assert_eq!(history["values"][0]["value"], "Late");
    assert_eq!(history["values"][0]["author"], ada.session["userId"]);
}

#[tokio::test]
async fn the_creator_stays_when_a_colleague_writes() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.put(DRAFT, json!({"lastModified": START, "title": "One"})).await;
    server.clock.set(START + 1_500);
    let (status, draft) = bola.put(DRAFT, json!({"lastModified": START + 1, "description": "Hers"})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(draft["userId"], ada.session["userId"]);
    assert_eq!(draft["title"], "One", "absent is untouched");
    assert_eq!(draft["updatedAt"], "2027-01-15T08:00:01.500Z");
}

#[tokio::test]
async fn a_time_that_is_no_time_is_refused_by_name_and_changes_nothing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for bad in
        ["-1", "0.5", "null", "9007199254740992", "9223372036854775807", "1e999", "\"1\"", "18446744073709551616"]
    {
        let body = format!("{{\"lastModified\": {bad}, \"title\": \"x\"}}");
        let request = ada.request(Method::PUT, &format!("/v1/property-drafts/{DRAFT}"));
        let (status, problem) = answer(request.header("content-type", "application/json").body(body)).await;
        assert!(matches!(status.as_u16(), 400 | 422), "{bad}: {problem}");
        if bad != "1e999" {
            assert_eq!(problem["field"], "lastModified", "{bad}: {problem}");
        }
    }
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn fields_that_may_not_be_stored_are_refused_by_name_and_all_or_nothing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let refused: [(Value, &str, &str); 11] = [
        (json!({"purpose": "for sale"}), "invalidValue", "purpose"),
        (json!({"rooms": {"bedrooms": -1}}), "invalidValue", "rooms.bedrooms"),
        (json!({"terms": {"agencyPercent": 10_001}}), "invalidValue", "terms.agencyPercent"),
        (json!({"size": {"landSize": 0}}), "invalidValue", "size.landSize"),
        (json!({"price": {"amountMinor": -1, "currency": "NGN"}}), "invalidValue", "price.amountMinor"),
        (json!({"price": {"amountMinor": 0.5, "currency": "NGN"}}), "invalidValue", "price.amountMinor"),
        (json!({"description": "x".repeat(100_000)}), "tooLarge", "description"),
        (json!({"title": "a\0b"}), "invalidValue", "title"),
        (json!({"title": 5}), "invalidValue", "title"),
        (json!({"owner": "me"}), "invalidValue", "owner"),
        (json!({"status": "SOLD"}), "invalidValue", "status"),
    ];
    for (mut body, code, field) in refused {
        body["lastModified"] = json!(START);
        body["location"] = json!({"area": "Ikoyi"});
        let (status, problem) = ada.put(DRAFT, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!((&problem["code"], &problem["field"]), (&json!(code), &json!(field)), "{problem}");
    }
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_read_and_sent_back_changes_nothing_of_a_newer_version() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let groups = [
        ("purpose", json!("auction"), 1, 1),
        ("propertyType", json!("houseboat"), 1, 1),
        ("titleDocument", json!("digitalTitle"), 1, 1),
        ("price", json!({"amountMinor": 5, "onRequest": true, "negotiable": true}), 1, 1),
        ("location", json!({"street": "5 Admiralty Way", "hideAddress": true, "plusCode": "6FR5"}), 1, 1),
    ];
    ada.sync(None, vec![super::support::update(DRAFT, 0, &groups)]).await;
    let path = format!("/v1/property-drafts/{DRAFT}");
    let (_, read) = ada.get(&path).await;
    assert_eq!((&read["purpose"], &read["propertyType"]), (&json!("auction"), &json!("houseboat")), "{read}");
    let mut sent = json!({"lastModified": START + 5});
    for field in ["purpose", "propertyType", "titleDocument", "price", "location"] {
        sent[field] = read[field].clone();
    }
    server.clock.set(START + 1_500);
    assert_eq!(ada.put(DRAFT, sent).await, (StatusCode::OK, read));
}

#[tokio::test]
async fn a_client_that_does_not_know_what_is_hidden_opens_nothing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let hidden = json!({
        "lastModified": START, "price": {"amountMinor": 5, "currency": "NGN", "onRequest": true},
        "location": {"street": "5 Admiralty Way", "hideAddress": true},
    });
    ada.put(DRAFT, hidden).await;
    let changed = json!({
        "lastModified": START + 1, "price": {"amountMinor": 6, "currency": "NGN"},
        "location": {"street": "6 Admiralty Way"},
    });
    let (status, draft) = ada.put(DRAFT, changed).await;
    assert_eq!(status, StatusCode::OK, "{draft}");
    assert_eq!((&draft["price"]["onRequest"], &draft["price"]["amountMinor"]), (&json!(true), &json!(6)));
    assert_eq!(draft["location"], json!({"street": "6 Admiralty Way", "hideAddress": true}));
    let shown = json!({"lastModified": START + 2, "location": {"street": "6 Admiralty Way", "hideAddress": false}});
    let (_, draft) = ada.put(DRAFT, shown).await;
    assert_eq!(draft["location"], json!({"street": "6 Admiralty Way"}));
    assert_eq!(draft["price"]["onRequest"], true);
}

#[tokio::test]
async fn a_clock_more_than_a_minute_fast_is_told_the_servers_time() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let (status, problem) = ada.put(DRAFT, json!({"lastModified": START + 60_001, "title": "x"})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("clockAhead")));
    assert_eq!(problem["serverTime"], START);
    let (status, _) = ada.put(DRAFT, json!({"lastModified": START + 60_000, "title": "x"})).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn publishing_an_unfinished_listing_says_what_is_missing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let (status, problem) = ada.put(DRAFT, json!({"lastModified": START, "title": "x", "status": "PUBLISHED"})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("notReady")));
    assert!(
        problem["problems"].as_array().is_some_and(|all| all.iter().any(|one| one["field"] == "price")),
        "{problem}"
    );
}

#[tokio::test]
async fn a_draft_needs_something_to_start_with() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let (status, problem) = ada.put(DRAFT, json!({"lastModified": START, "title": null})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("emptyDraft")));
}

#[tokio::test]
async fn a_deleted_draft_can_be_read_and_an_update_brings_it_back() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    ada.sync(None, vec![super::support::update(DRAFT, 0, &[("trash", json!(true), 1, 1)])]).await;
    let path = format!("/v1/property-drafts/{DRAFT}");
    assert_eq!(ada.get(&path).await.1["deleted"], true);
    ada.put(DRAFT, json!({"lastModified": START + 2, "title": "Two"})).await;
    assert_eq!(ada.get(&path).await.1["deleted"], false);
}

#[tokio::test]
async fn history_comes_in_pages_the_newest_first() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for n in 0..6 {
        ada.put(DRAFT, json!({"lastModified": START + n, "title": format!("v{n}")})).await;
    }
    let mut seen = vec![];
    let mut path = format!("/v1/property-drafts/{DRAFT}/history?limit=2");
    loop {
        let (status, page) = ada.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let values = page["values"].as_array().expect("values");
        assert!(values.len() <= 2);
        seen.extend(values.iter().map(|value| value["value"].as_str().expect("text").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/property-drafts/{DRAFT}/history?limit=2&before={next}");
    }
    assert_eq!(seen, ["v4", "v3", "v2", "v1", "v0"]);
    for bad in ["limit=0", "limit=201", "limit=x", "before=x"] {
        let (status, _) = ada.get(&format!("/v1/property-drafts/{DRAFT}/history?{bad}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}
