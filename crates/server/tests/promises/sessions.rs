//! Signing in and out.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::support::{DRAFT, START, answer, http, start};

const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn signing_in_tells_who_and_which_team_and_gives_a_token_that_works() {
    let server = start().await;
    let ada = server.sign_in("ADA").await;
    assert_eq!(ada.session["name"], "Ada");
    assert_eq!(ada.session["team"], "Marina");
    assert_eq!(ada.session["email"], "ada@example.com");
    assert_eq!(ada.session["expiresAt"], "2027-04-15T08:00:00.000Z");
    assert_eq!(ada.sync(None, vec![]).await["serverTime"], START);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let server = start().await;
    let wrong = server.try_sign_in("ada", "incorrect horse").await;
    let unknown = server.try_sign_in("nobody", "incorrect horse").await;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.0, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.1["code"], "wrongCredentials");
}

#[tokio::test]
async fn an_address_that_no_database_can_hold_is_nobodys() {
    let server = start().await;
    let (status, problem) = server.try_sign_in("ada\0", "correct horse").await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("wrongCredentials")));
}

#[tokio::test]
async fn guessing_is_slowed_down_for_that_account_only() {
    let server = start().await;
    for _ in 0..10 {
        assert_eq!(server.try_sign_in("ada", "guess").await.0, StatusCode::UNAUTHORIZED);
    }
    let request = http().post(format!("{}/v1/sessions", server.url));
    let response =
        request.json(&json!({"email": "ada@example.com", "password": "guess"})).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = response.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=300).contains(&wait));
    server.sign_in("bola").await;
}

#[tokio::test]
async fn a_token_is_never_stored() {
    let server = start().await;
    let token = server.sign_in("ada").await.token;
    let bytes = server.database.everything().await;
    assert!(bytes.windows(3).any(|window| window == b"Ada"), "it was looked at");
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "it holds the token");
}

#[tokio::test]
async fn signing_out_ends_that_sign_in_only() {
    let server = start().await;
    let (phone, desk) = (server.sign_in("ada").await, server.sign_in("ada").await);
    let (status, _) = answer(phone.request(Method::DELETE, "/v1/sessions/current")).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, body) = phone.get(&format!("/v1/property-drafts/{DRAFT}")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("signInRequired")));
    desk.sync(None, vec![]).await;
}

#[tokio::test]
async fn a_sign_in_ends_after_90_days_and_when_the_person_is_locked_out() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    assert!(server.repository.set_disabled("bola@example.com", true).await.expect("stored"));
    assert_eq!(bola.get("/v1/property-drafts/x").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(server.try_sign_in("bola", super::support::PASSWORD).await.0, StatusCode::UNAUTHORIZED);

    server.clock.set(START + 90 * DAY - 1);
    ada.sync(None, vec![]).await;
    server.clock.set(START + 90 * DAY);
    let response = ada.request(Method::POST, "/v1/sync").json(&json!({})).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}
