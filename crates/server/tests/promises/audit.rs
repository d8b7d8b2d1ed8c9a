//! Who changed what about access.

use lagoon_server::{Settings, upkeep::Kept};
use serde_json::{Value, json};

use super::support::{PASSWORD, START, TestServer, answer, http, start, start_with};

/// The actions of a team, the oldest first, with who did them and about whom.
async fn actions(admin: &super::support::Person) -> Vec<(String, String, String)> {
    let (_, body) = admin.get("/v1/admin/audit?limit=200").await;
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let entries = body["entries"].as_array().expect("a list").iter().rev();
    entries
        .map(|entry| {
            let by = if entry["command"].is_string() { &entry["command"] } else { &entry["by"]["name"] };
            (text(by), text(&entry["action"]), text(&entry["about"]["name"]))
        })
        .collect()
}

#[tokio::test]
async fn whatever_changes_access_is_written_down_with_who_and_about_whom() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let bola_path = format!("/v1/admin/users/{}", bola.session["userId"].as_str().expect("an id"));
    let accept = async |path: &str, body: Value| answer(http().post(format!("{}{path}", server.url)).json(&body)).await;

    bola.post("/v1/me/password", json!({"oldPassword": PASSWORD, "newPassword": "battery staple"})).await;
    ada.patch(&bola_path, json!({"role": "office"})).await;
    ada.patch(&bola_path, json!({"role": "office"})).await; // changes nothing
    bola.delete("/v1/sessions/current").await;
    let bola = server.try_sign_in("bola", "battery staple").await.1;
    ada.delete(&format!("/v1/admin/sessions/{}", bola["sessionId"].as_str().expect("an id"))).await;
    let (_, reset) = ada.post(&format!("{bola_path}/password-reset"), json!({})).await;
    accept("/v1/password-resets/accept", json!({"token": reset["token"], "password": PASSWORD})).await;
    ada.patch(&bola_path, json!({"disabled": true})).await;
    server.set_disabled("bola", false).await;
    let invite =
        async |email: &str| ada.post("/v1/admin/invitations", json!({"email": email, "role": "agent"})).await.1;
    let (dayo, eve) = (invite("dayo@example.com").await, invite("eve@example.com").await);
    ada.delete(&format!("/v1/admin/invitations/{}", eve["id"].as_str().expect("an id"))).await;
    let (_, dayo) =
        accept("/v1/invitations/accept", json!({"token": dayo["token"], "name": "Dayo", "password": PASSWORD})).await;

    let expected = [
        ("team create", "teamCreated", "-"),
        ("user create", "userCreated", "Ada"),
        ("user create", "userCreated", "Bola"),
        ("Ada", "signedIn", "Ada"),
        ("Bola", "signedIn", "Bola"),
        ("Bola", "passwordChanged", "Bola"),
        ("Ada", "roleChanged", "Bola"),
        ("Bola", "signedOut", "Bola"),
        ("Bola", "signedIn", "Bola"),
        ("Ada", "sessionsRevoked", "Bola"),
        ("Ada", "passwordResetCreated", "Bola"),
        ("Bola", "passwordResetUsed", "Bola"),
        ("Ada", "userDisabled", "Bola"),
        ("user role", "userEnabled", "Bola"),
        ("Ada", "invitationCreated", "-"),
        ("Ada", "invitationCreated", "-"),
        ("Ada", "invitationRevoked", "-"),
        ("Dayo", "invitationAccepted", "Dayo"),
        ("Dayo", "signedIn", "Dayo"),
    ];
    let expected = expected.map(|(by, action, about)| (by.to_owned(), action.to_owned(), about.to_owned()));
    assert_eq!(actions(&ada).await, expected);

    let (_, body) = ada.get("/v1/admin/audit?limit=200").await;
    let role = body["entries"].as_array().expect("a list").iter().find(|entry| entry["action"] == "roleChanged");
    assert_eq!(role.expect("there")["details"], json!({"from": "agent", "to": "office"}));
    for secret in [&ada.token, PASSWORD, "battery staple", "argon2"] {
        assert!(!body.to_string().contains(secret));
    }
    for told in [&reset["token"], &eve["token"], &dayo["token"]] {
        assert!(!body.to_string().contains(told.as_str().expect("a token")));
    }
}

#[tokio::test]
async fn the_audit_comes_in_pages_the_newest_first_and_holds_ones_own_team_only() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    let (mut numbers, mut path) = (vec![], "/v1/admin/audit?limit=3".to_owned());
    loop {
        let (_, page) = ada.get(&path).await;
        let entries = page["entries"].as_array().expect("a list");
        assert!(entries.len() <= 3 && !page.to_string().contains("Chi"));
        numbers.extend(entries.iter().map(|entry| entry["number"].as_i64().expect("a number")));
        let Some(next) = page["next"].as_i64() else { break };
        path = format!("/v1/admin/audit?limit=3&before={next}");
    }
    assert_eq!(numbers, [4, 3, 2, 1], "numbers that tell nothing of other teams");
    assert_eq!(actions(&chi).await.len(), 3);
    for bad in ["limit=0", "limit=x", "before=x"] {
        assert_eq!(ada.get(&format!("/v1/admin/audit?{bad}")).await.1["code"], "invalidValue", "{bad}");
    }
}

#[tokio::test]
async fn what_was_refused_is_not_in_the_audit() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let before = actions(&ada).await;
    let path = format!("/v1/admin/users/{}", ada.session["userId"].as_str().expect("an id"));
    ada.patch(&path, json!({"role": "agent"})).await;
    ada.post("/v1/admin/invitations", json!({"email": "bola@example.com", "role": "agent"})).await;
    ada.post("/v1/me/password", json!({"oldPassword": "wrong, wrong", "newPassword": "battery staple"})).await;
    server.try_sign_in("bola", "wrong, wrong").await;
    assert_eq!(actions(&ada).await, before);
}

#[tokio::test]
async fn a_server_that_starts_forgets_what_is_older_than_it_was_told_to_keep() {
    let settings = Settings { kept: Kept { audit_days: 30 }, ..Settings::default() };
    let server = start_with(settings).await;
    let ada = server.sign_in("ada").await;
    let team = ada.session["teamId"].as_str().expect("an id").parse().expect("an id");
    let numbers = async |server: &TestServer| {
        let entries = server.repository.audit(team, None, 10).await.expect("no failure");
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&server).await, [4, 3, 2, 1]);
    server.clock.set(START + 30 * 24 * 60 * 60 * 1000 + 1);
    let server = server.restart().await;
    let forgotten = async {
        while numbers(&server).await != [4] {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), forgotten).await.expect("forgotten");
    server.sign_in("ada").await;
    assert_eq!(numbers(&server).await, [5, 4]);
}
