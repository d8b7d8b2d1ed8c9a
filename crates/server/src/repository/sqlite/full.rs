//! A disk that is full: the answer says so, nothing is half stored, and once there is room everything goes on.

use std::{net::SocketAddr, sync::Arc};

use axum::{body::Body, extract::connect_info::MockConnectInfo};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use lagoon_listing::DraftId;
use lagoon_sync::DeviceId;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::SqliteRepository;
use crate::{
    Server, SystemClock,
    auth::Token,
    repository::{Accounts, Drafts, Maintenance, NewSession, NewUser, Role, SessionId},
};

const DRAFT: &str = "0197f3a0-0000-7000-8000-000000000001";

async fn limit_pages(repository: &SqliteRepository, pages: i64) {
    let mut writer = repository.writer.pool.acquire().await.expect("free");
    // The limit is the connection's own, and there is one that writes.
    let set: i64 =
        sqlx::query_scalar(&format!("PRAGMA max_page_count = {pages}")).fetch_one(&mut *writer).await.expect("set");
    assert!(set >= pages);
}

async fn pages(repository: &SqliteRepository) -> i64 {
    let mut writer = repository.writer.pool.acquire().await.expect("free");
    sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *writer).await.expect("counted")
}

#[tokio::test]
async fn a_full_disk_is_told_stores_nothing_by_halves_and_is_over_once_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("lagoon.db").display());
    let repository = Arc::new(SqliteRepository::open(&url, Arc::new(SystemClock)).await.expect("opens"));
    let team = repository.add_team("Marina").await.expect("no failure").expect("new");
    let (email, name) = ("ada@example.com".to_owned(), "Ada".to_owned());
    let user = NewUser { team_name: "Marina".into(), email, name, role: Role::Agent, password_hash: "hash".into() };
    repository.add_user(user).await.expect("no failure");
    let user = repository.account("ada@example.com").await.expect("no failure").expect("there").user;
    let token = Token::random().expect("randomness");
    let now = repository.now().await.expect("the time");
    let session = NewSession {
        token: token.hash(),
        id: SessionId(uuid::Uuid::new_v4()),
        password_hash: "hash".into(),
        user,
        team,
        device: DeviceId(1),
        device_name: None,
        created_at: now,
        expires_at: now.plus(100_000),
    };
    assert!(repository.add_session(session).await.expect("no failure"));
    let server = Arc::new(Server::new(repository.clone()).expect("hashes"));
    let router = crate::router(server).layer(MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    let sync = async |title: &str| {
        let stamp = format!("{}-0000000000000001", now.get());
        let body = json!({"device": "0000000000000001", "schema": 1, "updates": [
            {"id": DRAFT, "baseRev": 0, "lastModified": now, "groups": {
                "title": {"value": "Short", "stamp": stamp}, "description": {"value": title, "stamp": stamp}}},
        ]});
        let request = Request::post("/v1/sync")
            .header(header::AUTHORIZATION, format!("Bearer {}", token.to_text()))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let (status, retry) = (answer.status(), answer.headers().get(header::RETRY_AFTER).cloned());
        let body = answer.into_body().collect().await.expect("whole").to_bytes();
        (status, retry, serde_json::from_slice::<Value>(&body).expect("JSON"))
    };

    let full = pages(&repository).await;
    limit_pages(&repository, full).await;
    let text = "x".repeat(40_000);
    for _ in 0..3 {
        let (status, retry, problem) = sync(&text).await;
        assert_eq!((status, &problem["code"]), (StatusCode::INSUFFICIENT_STORAGE, &json!("storageFull")), "{problem}");
        assert!(retry.is_some());
    }
    let id: DraftId = DRAFT.parse().expect("an id");
    assert_eq!(repository.draft(team, id).await.expect("can be read"), None, "nothing of it");
    assert_eq!(repository.seq(team).await.expect("can be read").0, 0);
    assert_eq!(repository.check().await.expect("looked"), []);

    limit_pages(&repository, full + 1_000).await;
    let (status, _, answer) = sync(&text).await;
    assert_eq!((status, &answer["outcomes"][0]["groups"]["title"]["outcome"]), (StatusCode::OK, &json!("applied")));
    assert_eq!(repository.check().await.expect("looked"), []);
}
