//! What was deleted long ago is forgotten, and whoever was away finds out.

use lagoon_server::repository::RepositoryError;
use lagoon_sync::{Millis, draft::TRASH_KEPT};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{DRAFT, START, TestServer, device, draft_id, rows_of_team, start, sync_body, title, update};

/// A deleted draft with history, a live one, and one that an edit brought back.
async fn with_trash(server: &TestServer) -> Value {
    let ada = server.sign_in("ada").await;
    ada.sync(None, vec![title(DRAFT, "One", 0, 1), title(&draft_id(2), "Live", 0, 1)]).await;
    let away = ada.sync(None, vec![]).await["cursor"].clone();
    ada.sync(None, vec![title(DRAFT, "Two", 5, 1)]).await;
    ada.sync(None, vec![update(DRAFT, 2, &[("trash", json!(true), 10, 1)])]).await;
    let revived = [("title", json!("Back"), 20, 1), ("trash", json!(true), 10, 1)];
    ada.sync(None, vec![update(&draft_id(3), 0, &revived)]).await;
    away
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["changes"].as_array().expect("changes").iter().map(|draft| draft["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn a_deleted_draft_is_forgotten_after_its_time_with_all_that_belongs_to_it() {
    let server = start().await;
    with_trash(&server).await;
    let ada = server.sign_in("ada").await;
    let due = Millis::clamped(START);
    assert_eq!(server.repository.purge(due.plus(-1)).await.expect("nothing is due"), 0);
    assert_eq!(server.repository.purge(due).await.expect("purged"), 1);
    assert_eq!(server.repository.purge(due).await.expect("once is enough"), 0);
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);
    let rows = rows_of_team(&server, &ada.session["teamId"]).await;
    assert!(!rows.iter().any(|row| row.contains(DRAFT)), "{rows:?}");
    let mut left = ids(&ada.sync(None, vec![]).await).into_iter().map(str::to_owned).collect::<Vec<_>>();
    left.sort();
    assert_eq!(left, [draft_id(2), draft_id(3)], "what lives, or was brought back, stays");
}

/// Whichever team comes first.
#[tokio::test]
async fn trash_that_cannot_be_read_stays_and_stops_no_other_teams() {
    for damaged in 0..2 {
        let server = start().await;
        let people = [server.sign_in("ada").await, server.sign_in("chi").await];
        let ids = [draft_id(1), draft_id(9)];
        for (person, id) in people.iter().zip(&ids) {
            person
                .sync(None, vec![update(id, 0, &[("title", json!("Gone"), 0, 1), ("trash", json!(true), 0, 1)])])
                .await;
        }
        let ending = ids[damaged].chars().last().expect("a digit");
        let plant = "UPDATE draft_groups SET stamp_device = '7' WHERE name = 'title' AND CAST(draft_id AS TEXT) LIKE";
        server.database.plant(&format!("{plant} '%{ending}'")).await;
        let failed = server.repository.purge(Millis::clamped(START)).await;
        assert!(matches!(failed, Err(RepositoryError::Unreadable { .. })), "{failed:?}");
        for (team, (person, id)) in people.iter().zip(&ids).enumerate() {
            let rows = rows_of_team(&server, &person.session["teamId"]).await;
            assert_eq!(rows.iter().any(|row| row.contains(id.as_str())), team == damaged, "{rows:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_starts_forgets_what_is_due() {
    let server = start().await;
    with_trash(&server).await;
    server.clock.set(START + TRASH_KEPT + 1);
    let server = server.restart().await;
    let ada = server.sign_in("ada").await;
    let gone = async {
        while ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0 != StatusCode::NOT_FOUND {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("forgotten");
}

#[tokio::test]
async fn who_was_away_for_longer_reads_again_and_who_knew_does_not() {
    let server = start().await;
    let away = with_trash(&server).await;
    let ada = server.sign_in("ada").await;
    let known = ada.sync(None, vec![]).await["cursor"].clone();
    server.repository.purge(Millis::clamped(START)).await.expect("purged");
    let answer = ada.sync(Some(&away), vec![]).await;
    assert_eq!((&answer["resync"], ids(&answer).len()), (&json!("purged"), 2));
    assert_eq!(ada.sync(Some(&answer["cursor"]), vec![]).await.get("resync"), None, "once");
    assert_eq!(ada.sync(Some(&known), vec![]).await.get("resync"), None);
}

#[tokio::test]
async fn reading_from_the_beginning_in_pages_is_not_taken_for_having_been_away() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    ada.sync(None, (100..300).map(|n| title(&draft_id(n), "x", 0, 1)).collect()).await;
    ada.sync(None, (300..400).map(|n| title(&draft_id(n), "x", 0, 1)).collect()).await;
    with_trash(&server).await;
    server.repository.purge(Millis::clamped(START)).await.expect("purged");
    let (mut cursor, mut seen) = (None, 0);
    for _ in 0..10 {
        let page = ada.sync(cursor.as_ref(), vec![]).await;
        assert_eq!(page.get("resync"), None, "{}", page["cursor"]);
        seen += ids(&page).len();
        cursor = Some(page["cursor"].clone());
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(seen, 302);
    assert_eq!(cursor.expect("read").get("began"), None, "the reading is over");
}

#[tokio::test]
async fn an_update_of_a_forgotten_draft_begins_no_new_one() {
    let server = start().await;
    with_trash(&server).await;
    let ada = server.sign_in("ada").await;
    server.repository.purge(Millis::clamped(START)).await.expect("purged");
    for known in [3, -1] {
        let answer = ada.sync(None, vec![update(DRAFT, known, &[("title", json!("Late"), 30, 1)])]).await;
        assert_eq!(answer["outcomes"][0], json!({"unknown": true}));
        assert!(!ids(&answer).contains(&DRAFT));
    }
}

#[tokio::test]
async fn of_two_installations_with_one_device_id_the_second_is_told() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    let mut copy = sync_body(None, &[title(DRAFT, "Two", 5, 1)]);
    copy["install"] = json!(device(8));
    let (status, problem) = super::support::answer(ada.sync_request(&copy)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("deviceTaken")));
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.1["title"], "One", "nothing was stored");
    copy["device"] = json!(device(2));
    assert_eq!(super::support::answer(ada.sync_request(&copy)).await.0, StatusCode::OK);
    // Another team knows nothing of it.
    let mut theirs = sync_body(None, &[]);
    theirs["install"] = json!(device(7));
    assert_eq!(super::support::answer(chi.sync_request(&theirs)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn hashes_are_those_of_the_answers_a_page_at_a_time() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    let sent = ada.sync(None, (0..5).map(|n| title(&draft_id(n), "x", 0, 1)).collect()).await;
    let (mut next, mut hashes) = (String::new(), vec![]);
    loop {
        let (status, page) = ada.get(&format!("/v1/sync/hashes?limit=2{next}")).await;
        assert_eq!(status, StatusCode::OK);
        hashes.extend(page["drafts"].as_array().expect("drafts").iter().map(|draft| draft["contentHash"].clone()));
        match page["next"].as_str() {
            Some(after) => next = format!("&after={after}"),
            None => break,
        }
    }
    let receipts: Vec<_> = (0..5).map(|n: usize| sent["outcomes"][n]["draft"]["contentHash"].clone()).collect();
    assert_eq!(hashes, receipts);
    assert_eq!(chi.get("/v1/sync/hashes").await.1, json!({"drafts": []}));
    assert_eq!(ada.get("/v1/sync/hashes?limit=0").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ada.get("/v1/sync/hashes?after=x").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}
