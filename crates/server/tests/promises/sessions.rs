//! Signing in and out.

use chrono::DateTime;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{DRAFT, PASSWORD, Person, START, answer, http, start};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

#[tokio::test]
async fn signing_in_tells_who_and_which_team_and_gives_a_token_that_works() {
    let server = start().await;
    let ada = server.sign_in("ADA").await;
    assert_eq!(ada.session["name"], "Ada");
    assert_eq!(ada.session["team"], "Marina");
    assert_eq!(ada.session["email"], "ada@example.com");
    assert_eq!(ada.session["expiresAt"], "2027-07-14T08:00:00.000Z");
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

/// Asks again until the answer is as wanted: for what happens in the background.
async fn until(person: &Person, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..500 {
        let (_, body) = person.get(path).await;
        if wanted(&body) {
            return body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{path} never answered as wanted");
}

#[tokio::test]
async fn a_sign_in_that_is_used_lasts_180_days_and_no_longer() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for day in (20..180).step_by(20) {
        server.clock.set(START + day * DAY);
        let seen = format!("{}", DateTime::from_timestamp_millis(START + day * DAY).expect("a date").format("%F"));
        until(&ada, "/v1/sessions", |body| {
            body["sessions"][0]["lastSeenAt"].as_str().is_some_and(|at| at.starts_with(&seen))
        })
        .await;
    }
    server.clock.set(START + 180 * DAY - 1);
    ada.sync(None, vec![]).await;
    server.clock.set(START + 180 * DAY);
    let response = ada.request(Method::POST, "/v1/sync").json(&json!({})).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn a_sign_in_that_is_not_used_ends_after_30_days() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    server.clock.set(START + 30 * DAY - 1);
    ada.sync(None, vec![]).await;
    server.clock.set(START + 30 * DAY);
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn when_a_sign_in_was_used_is_written_down_once_an_hour() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let seen_at = |body: &Value| body["sessions"][0]["lastSeenAt"].clone();
    let first = seen_at(&ada.get("/v1/sessions").await.1);
    server.clock.set(START + HOUR - 1);
    ada.get("/v1/me").await;
    server.clock.set(START + HOUR);
    let second = seen_at(&until(&ada, "/v1/sessions", |body| seen_at(body) != first).await);
    assert_eq!(second, "2027-01-15T09:00:00.000Z", "not at the request before, which came within the hour");
}

#[tokio::test]
async fn whoever_is_locked_out_loses_everything_at_once_and_gets_it_back_by_signing_in_again() {
    let server = start().await;
    let bola = server.sign_in("bola").await;
    server.set_disabled("bola", true).await;
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    let locked_out = server.try_sign_in("bola", super::support::PASSWORD).await;
    assert_eq!(locked_out, server.try_sign_in("nobody", "incorrect horse").await, "as if there were no such person");
    server.set_disabled("bola", false).await;
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED, "the old sign-in does not come back");
    server.sign_in("bola").await;
}

#[tokio::test]
async fn everybody_sees_where_they_are_signed_in_and_ends_one_or_all_others() {
    let server = start().await;
    let sign_in = async |device: &str| {
        let body = json!({"email": "ada@example.com", "password": PASSWORD, "deviceName": device});
        let (status, session) = answer(http().post(format!("{}/v1/sessions", server.url)).json(&body)).await;
        assert_eq!(status, StatusCode::CREATED);
        server.person(session)
    };
    let (phone, desk, tablet) = (sign_in("Phone").await, sign_in("Desk\u{1b}[1m").await, sign_in("Tablet").await);
    let bola = server.sign_in("bola").await;
    let (_, body) = phone.get("/v1/sessions").await;
    let all = body["sessions"].as_array().expect("a list");
    let mut names: Vec<_> = all.iter().map(|one| one["deviceName"].as_str().expect("a name")).collect();
    names.sort_unstable();
    assert_eq!(names, ["Desk[1m", "Phone", "Tablet"], "one's own only, without control characters");
    let current: Vec<_> = all.iter().filter(|one| one["current"] == true).collect();
    assert_eq!((current.len(), &current[0]["id"]), (1, &phone.session["sessionId"]));
    assert!(!body.to_string().contains(&phone.token));

    let one = |person: &Person| format!("/v1/sessions/{}", person.session["sessionId"].as_str().expect("an id"));
    assert_eq!(phone.delete(&one(&desk)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(desk.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    let gone = phone.delete(&one(&desk)).await;
    assert_eq!((gone.0, &gone.1["code"]), (StatusCode::NOT_FOUND, &json!("sessionNotFound")));
    assert_eq!(phone.delete(&one(&bola)).await, gone, "a colleague's is as good as none");
    assert_eq!(phone.delete("/v1/sessions/x").await.1["code"], "invalidId");

    assert_eq!(phone.delete("/v1/sessions/others").await.0, StatusCode::NO_CONTENT);
    assert_eq!(tablet.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(phone.get("/v1/me").await.0, StatusCode::OK);
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::OK);
}

#[tokio::test]
async fn pages_of_sign_ins_hold_each_once() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for _ in 0..6 {
        server.sign_in("ada").await;
    }
    let (mut ids, mut path) = (vec![], "/v1/sessions?limit=3".to_owned());
    loop {
        let (status, page) = ada.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let sessions = page["sessions"].as_array().expect("a list");
        assert!(sessions.len() <= 3);
        ids.extend(sessions.iter().map(|one| one["id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/sessions?limit=3&after={next}");
    }
    let sorted: std::collections::BTreeSet<_> = ids.iter().cloned().collect();
    assert_eq!((ids.len(), sorted.len()), (7, 7));
    for bad in ["limit=0", "limit=201", "limit=x", "after=x"] {
        assert_eq!(ada.get(&format!("/v1/sessions?{bad}")).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}
