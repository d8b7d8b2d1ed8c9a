//! One's own account: who one is, and one's password.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{PASSWORD, START, TestServer, answer, http, start};

const NEW: &str = "battery staple";

async fn accept_reset(server: &TestServer, token: &Value, password: &str) -> (StatusCode, Value) {
    let body = json!({"token": token, "password": password});
    answer(http().post(format!("{}/v1/password-resets/accept", server.url)).json(&body)).await
}

#[tokio::test]
async fn everybody_is_told_their_name_team_and_role() {
    let server = start().await;
    for (name, team, role) in [("ada", "Marina", "admin"), ("bola", "Marina", "agent"), ("chi", "Harbour", "admin")] {
        let person = server.sign_in(name).await;
        let (status, me) = person.get("/v1/me").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((&me["team"], &me["role"]), (&json!(team), &json!(role)));
        assert_eq!(me["email"], format!("{name}@example.com"));
        for field in ["userId", "teamId", "sessionId", "name", "role"] {
            assert_eq!(me[field], person.session[field], "{field}");
        }
    }
}

#[tokio::test]
async fn everybody_of_a_team_learns_the_names_of_its_people_and_nothing_else_of_them() {
    let server = start().await;
    let (ada, bola, chi) = (server.sign_in("ada").await, server.sign_in("bola").await, server.sign_in("chi").await);
    let person = |of: &Value| json!({"id": of["userId"], "name": of["name"]});
    let mut marina = [person(&ada.session), person(&bola.session)];
    marina.sort_by_key(|person| person["id"].to_string());
    let lock = json!({"disabled": true});
    let path = format!("/v1/admin/users/{}", bola.session["userId"].as_str().expect("an id"));
    let before = bola.get("/v1/people").await;
    assert_eq!(before, (StatusCode::OK, json!({"people": marina})), "an agent asks");
    assert_eq!(ada.request(reqwest::Method::PATCH, &path).json(&lock).send().await.expect("an answer").status(), 200);
    assert_eq!(ada.get("/v1/people").await, before, "what a locked-out person wrote is still theirs");
    assert_eq!(chi.get("/v1/people").await.1, json!({"people": [person(&chi.session)]}), "another team");
    let first = ada.get("/v1/people?limit=1").await.1;
    assert_eq!((&first["people"], &first["next"]), (&json!([marina[0]]), &marina[0]["id"]));
    let rest = ada.get(&format!("/v1/people?limit=1&after={}", marina[0]["id"].as_str().expect("an id"))).await.1;
    assert_eq!(rest, json!({"people": [marina[1]]}));
}

#[tokio::test]
async fn another_password_needs_the_old_one_and_ends_every_other_sign_in() {
    let server = start().await;
    let (here, there, bola) = (server.sign_in("ada").await, server.sign_in("ada").await, server.sign_in("bola").await);
    let change = async |old: &str, new: &str| {
        here.post("/v1/me/password", json!({"oldPassword": old, "newPassword": new})).await
    };
    let (status, problem) = change("incorrect horse", NEW).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrongPassword")));
    for bad in ["", "1234567", &"x".repeat(1025)] {
        let (status, problem) = change(PASSWORD, bad).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("newPassword")));
    }
    assert_eq!(there.get("/v1/me").await.0, StatusCode::OK, "nothing has changed so far");
    assert_eq!(change(PASSWORD, NEW).await.0, StatusCode::NO_CONTENT);
    assert_eq!(here.get("/v1/me").await.0, StatusCode::OK);
    assert_eq!(there.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::OK);
    assert_eq!(server.try_sign_in("ada", PASSWORD).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(server.try_sign_in("ada", NEW).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn the_old_password_cannot_be_guessed_at_leisure() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let guess = async || {
        let body = json!({"oldPassword": "a guess of it", "newPassword": NEW});
        ada.request(reqwest::Method::POST, "/v1/me/password").json(&body).send().await.expect("an answer")
    };
    for _ in 0..10 {
        assert_eq!(guess().await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let response = guess().await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(server.try_sign_in("ada", PASSWORD).await.0, StatusCode::TOO_MANY_REQUESTS, "one limit for both");
}

#[tokio::test]
async fn a_reset_ends_the_old_password_and_every_sign_in_and_its_link_is_good_once() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let path = format!("/v1/admin/users/{}/password-reset", bola.session["userId"].as_str().expect("an id"));
    let (status, first) = ada.post(&path, json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    let without = server.try_sign_in("bola", PASSWORD).await;
    assert_eq!(without, server.try_sign_in("nobody", PASSWORD).await, "as if there were no such person");
    assert_eq!(server.try_sign_in("bola", "").await, without, "no password is not the empty one");
    let (_, second) = ada.post(&path, json!({})).await;

    let never = accept_reset(&server, &json!("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"), NEW).await;
    assert_eq!((never.0, &never.1["code"]), (StatusCode::NOT_FOUND, &json!("resetNotGood")));
    assert_eq!(accept_reset(&server, &first["token"], NEW).await, never, "replaced");
    assert_eq!(accept_reset(&server, &second["token"], "short").await.1["field"], "password");
    assert_eq!(accept_reset(&server, &second["token"], NEW).await.0, StatusCode::NO_CONTENT);
    assert_eq!(accept_reset(&server, &second["token"], NEW).await, never, "used");
    assert_eq!(server.try_sign_in("bola", NEW).await.0, StatusCode::CREATED);
    assert_eq!(server.try_sign_in("bola", PASSWORD).await.0, StatusCode::UNAUTHORIZED);

    let (_, third) = ada.post(&path, json!({})).await;
    server.clock.set(START + 7 * 24 * 60 * 60 * 1000);
    assert_eq!(accept_reset(&server, &third["token"], NEW).await, never, "over");
    let (_, fourth) = ada.post(&path, json!({})).await;
    server.set_disabled("bola", true).await;
    assert_eq!(accept_reset(&server, &fourth["token"], NEW).await, never, "locked out");
    server.set_disabled("bola", false).await;
    assert_eq!(accept_reset(&server, &fourth["token"], NEW).await, never, "and it does not come back");
}
