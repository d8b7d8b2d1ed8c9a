//! Joining a team by a link that is good once.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{PASSWORD, Person, START, TestServer, answer, http, rows_of_team, start};

const DAY: i64 = 24 * 60 * 60 * 1000;
const PATH: &str = "/v1/admin/invitations";

async fn invite(admin: &Person, email: &str) -> Value {
    let (status, invitation) = admin.post(PATH, json!({"email": email, "role": "office"})).await;
    assert_eq!(status, StatusCode::CREATED, "{invitation}");
    invitation
}

async fn accept(server: &TestServer, token: &Value, name: &str) -> (StatusCode, Value) {
    accept_with(server, json!({"token": token, "name": name, "password": PASSWORD})).await
}

async fn accept_with(server: &TestServer, body: Value) -> (StatusCode, Value) {
    answer(http().post(format!("{}/v1/invitations/accept", server.url)).json(&body)).await
}

#[tokio::test]
async fn whoever_opens_an_invitation_joins_the_team_with_the_role_and_is_signed_in() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let invitation = invite(&ada, " Dayo@Example.com ").await;
    assert_eq!(invitation["email"], "dayo@example.com");
    assert_eq!(invitation["madeBy"], ada.session["userId"]);
    assert_eq!(invitation["expiresAt"], "2027-01-22T08:00:00.000Z", "7 days");
    let (_, open) = ada.get(PATH).await;
    assert_eq!(open["invitations"].as_array().map(Vec::len), Some(1));
    assert!(open["invitations"][0].get("token").is_none(), "the token is told once: {open}");

    let (status, session) = accept(&server, &invitation["token"], " Dayo Eze ").await;
    assert_eq!(status, StatusCode::CREATED, "{session}");
    assert_eq!(
        (&session["team"], &session["name"], &session["role"]),
        (&json!("Marina"), &json!("Dayo Eze"), &json!("office"))
    );
    let dayo = server.person(session);
    let (_, me) = dayo.get("/v1/me").await;
    assert_eq!(me["email"], "dayo@example.com");
    assert_eq!(me["teamId"], ada.session["teamId"]);
    server.sign_in("dayo").await;
    assert_eq!(ada.get(PATH).await.1["invitations"], json!([]), "it is used up");
}

#[tokio::test]
async fn used_revoked_replaced_expired_and_invented_invitations_get_the_same_answer() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let never = accept(&server, &json!("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"), "X").await;
    assert_eq!((never.0, &never.1["code"]), (StatusCode::NOT_FOUND, &json!("invitationNotGood")));

    let used = invite(&ada, "one@example.com").await;
    assert_eq!(accept(&server, &used["token"], "One").await.0, StatusCode::CREATED);
    let revoked = invite(&ada, "two@example.com").await;
    let one = format!("{PATH}/{}", revoked["id"].as_str().expect("an id"));
    assert_eq!(ada.delete(&one).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ada.delete(&one).await.1["code"], "invitationNotFound");
    let replaced = invite(&ada, "three@example.com").await;
    let expired = invite(&ada, "THREE@example.com").await;
    let bad = [&used["token"], &revoked["token"], &replaced["token"], &json!("no token"), &json!("")];
    for token in bad {
        assert_eq!(accept(&server, token, "X").await, never, "{token}");
        // Nor does anything else that is wrong with it tell them apart.
        let hopeless = json!({"token": token, "name": "", "password": "short"});
        assert_eq!(accept_with(&server, hopeless).await, never, "{token}");
    }
    server.clock.set(START + 7 * DAY - 1);
    let short = json!({"token": expired["token"], "name": "Three", "password": "short"});
    assert_eq!(accept_with(&server, short).await.1["field"], "password", "good until then");
    server.clock.set(START + 7 * DAY);
    assert_eq!(accept(&server, &expired["token"], "Three").await, never);
    assert_eq!(ada.get(PATH).await.1["invitations"], json!([]));
}

#[tokio::test]
async fn an_invitation_is_used_once_however_many_come_at_once() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let token = invite(&ada, "dayo@example.com").await["token"].clone();
    let (one, two, three) =
        tokio::join!(accept(&server, &token, "A"), accept(&server, &token, "B"), accept(&server, &token, "C"));
    let mut statuses = [one.0.as_u16(), two.0.as_u16(), three.0.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404, 404]);
}

#[tokio::test]
async fn a_token_is_never_stored() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let invitation = invite(&ada, "dayo@example.com").await;
    let bola = server.sign_in("bola").await;
    let path = format!("/v1/admin/users/{}/password-reset", bola.session["userId"].as_str().expect("an id"));
    let (_, reset) = ada.post(&path, json!({})).await;
    for token in [&invitation["token"], &reset["token"]] {
        let token = token.as_str().expect("a token").as_bytes();
        let bytes = server.database.everything().await;
        assert!(!bytes.windows(token.len()).any(|window| window == token), "the database holds the token");
    }
}

#[tokio::test]
async fn what_cannot_be_a_name_an_address_or_a_role_is_refused_by_name_and_nothing_is_stored() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let before = rows_of_team(&server, &ada.session["teamId"]).await;
    let long = format!("{}@example.com", "x".repeat(250));
    let refused = [
        (json!({"email": "", "role": "agent"}), "email"),
        (json!({"email": "dayo", "role": "agent"}), "email"),
        (json!({"email": long, "role": "agent"}), "email"),
        (json!({"email": "a\u{0}@example.com", "role": "agent"}), "email"),
        (json!({"email": "a\n@example.com", "role": "agent"}), "email"),
        (json!({"email": "a@example.com", "name": "x".repeat(101), "role": "agent"}), "name"),
        (json!({"email": "a@example.com", "name": "a\u{0}b", "role": "agent"}), "name"),
        (json!({"email": "a@example.com", "name": "a\u{202e}b", "role": "agent"}), "name"),
        (json!({"email": "a@example.com", "role": "owner"}), "role"),
        (json!({"email": "a@example.com"}), "role"),
        (json!({"email": "a@example.com", "role": "agent", "team": "Harbour"}), "team"),
    ];
    for (body, field) in refused {
        let (status, problem) = ada.post(PATH, body.clone()).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalidValue")), "{body}");
        assert_eq!(problem["field"], field, "{body}: {problem}");
    }
    assert_eq!(rows_of_team(&server, &ada.session["teamId"]).await, before);

    let token = invite(&ada, "dayo@example.com").await["token"].clone();
    for (name, password, field) in [
        ("", PASSWORD, "name"),
        ("a\u{0}b", PASSWORD, "name"),
        (&*"x".repeat(101), PASSWORD, "name"),
        ("Dayo", "", "password"),
        ("Dayo", "1234567", "password"),
        ("Dayo", &*"x".repeat(1025), "password"),
    ] {
        let body = json!({"token": token, "name": name, "password": password});
        let (status, problem) = accept_with(&server, body).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
    }
    assert_eq!(accept(&server, &token, "Dayo").await.0, StatusCode::CREATED, "mistakes do not use it up");
}

#[tokio::test]
async fn a_colleagues_address_cannot_be_invited_whatever_its_case_and_other_teams_are_not_told_of() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    let (status, problem) = ada.post(PATH, json!({"email": "BOLA@example.com", "role": "agent"})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("emailTaken")));
    // Chi of another team, and nobody: the same, but for ids, tokens and the address.
    let token = invite(&ada, "chi@example.com").await["token"].clone();
    let (status, problem) = accept(&server, &token, "Chi").await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("emailTaken")), "only the holder is told");
    assert_eq!(chi.get("/v1/me").await.1["team"], "Harbour");
}

#[tokio::test]
async fn an_invitation_brings_its_own_name() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let (_, invitation) = ada.post(PATH, json!({"email": "dayo@example.com", "name": "Dayo", "role": "agent"})).await;
    let body = json!({"token": invitation["token"], "password": PASSWORD});
    assert_eq!(accept_with(&server, body).await.1["name"], "Dayo");
}

#[tokio::test]
async fn links_of_an_admin_who_is_none_any_more_are_not_good() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let chi = server.sign_in("chi").await;
    let dayo = {
        let (_, invitation) = ada.post(PATH, json!({"email": "dayo@example.com", "role": "admin"})).await;
        server.person(accept(&server, &invitation["token"], "Dayo").await.1)
    };
    let theirs = invite(&chi, "eve@example.com").await["token"].clone();
    let ours = invite(&ada, "femi@example.com").await["token"].clone();
    let backdoor = invite(&dayo, "gozi@example.com").await["token"].clone();
    let bola = server.repository.account("bola@example.com").await.expect("readable").expect("somebody");
    let (_, reset) = dayo.post(&format!("/v1/admin/users/{}/password-reset", bola.user), json!({})).await;
    let path = format!("/v1/admin/users/{}", dayo.session["userId"].as_str().expect("an id"));
    assert_eq!(ada.patch(&path, json!({"role": "agent"})).await.0, StatusCode::OK);
    assert_eq!(accept(&server, &backdoor, "Gozi").await.0, StatusCode::NOT_FOUND);
    let body = json!({"token": reset["token"], "password": PASSWORD});
    let (status, _) = answer(http().post(format!("{}/v1/password-resets/accept", server.url)).json(&body)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for token in [theirs, ours] {
        assert_eq!(accept(&server, &token, "X").await.0, StatusCode::CREATED);
    }
}
