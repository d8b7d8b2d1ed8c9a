//! Another team can neither read, change nor detect a draft, by any route.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{DRAFT, START, draft_id, rows_of_team, start, title, update};

#[tokio::test]
async fn another_teams_draft_is_as_good_as_unknown_by_every_route() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    ada.sync(None, vec![title(DRAFT, "Ours", 0, 1)]).await;
    ada.sync(None, vec![title(DRAFT, "Ours again", 1, 1)]).await;
    let before = rows_of_team(&server, &ada.session["teamId"]).await;
    assert_eq!(before.iter().filter(|row| row.starts_with("draft")).count(), 3, "{before:?}");

    let unknown = draft_id(99);
    for suffix in ["", "/history"] {
        let mut answers = vec![];
        for id in [DRAFT, &unknown] {
            let request = chi.request(Method::GET, &format!("/v1/property-drafts/{id}{suffix}"));
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), StatusCode::NOT_FOUND);
            let mut headers = response.headers().clone();
            headers.remove("x-request-id");
            headers.remove("date");
            answers.push((headers, response.bytes().await.expect("a body")));
        }
        assert_eq!(answers[0], answers[1], "byte-identical");
    }

    let asked = chi.sync(None, vec![json!({"id": DRAFT, "baseRev": 2}), json!({"id": unknown, "baseRev": 2})]).await;
    assert_eq!(asked["outcomes"][0].get("draft"), None);
    assert_eq!(asked["outcomes"][1].get("draft"), None);
    assert_eq!(asked["changes"], json!([]));

    assert_eq!(asked["outcomes"][0], asked["outcomes"][1]);
    let written = chi.sync(None, vec![update(DRAFT, 0, &[("title", json!("Theirs"), 50, 3)])]).await;
    assert_eq!(written["outcomes"][0]["draft"]["rev"], 1, "a draft of their own");
    assert_eq!(written["cursor"]["seq"], 1);
    let (status, put) = chi.put(DRAFT, json!({"lastModified": START + 60, "description": "Theirs"})).await;
    assert_eq!((status, &put["title"]), (StatusCode::OK, &json!("Theirs")));
    assert_eq!(put["userId"], chi.session["userId"]);

    assert_eq!(rows_of_team(&server, &ada.session["teamId"]).await, before, "our rows are byte-identical");
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.1["title"], "Ours again");
}
