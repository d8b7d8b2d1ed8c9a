//! `/v1/admin/…`: only admins, only their own team, and never without an admin.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{DRAFT, PASSWORD, Person, answer, http, rows_of_team, start, title};

fn user_path(person: &Person) -> String {
    format!("/v1/admin/users/{}", person.session["userId"].as_str().expect("an id"))
}

const ROUTES: [(Method, &str); 9] = [
    (Method::GET, "/v1/admin/users"),
    (Method::PATCH, "/v1/admin/users/0197f3a0-0000-7000-8000-000000000001"),
    (Method::POST, "/v1/admin/users/0197f3a0-0000-7000-8000-000000000001/password-reset"),
    (Method::DELETE, "/v1/admin/users/0197f3a0-0000-7000-8000-000000000001/sessions"),
    (Method::GET, "/v1/admin/invitations"),
    (Method::POST, "/v1/admin/invitations"),
    (Method::DELETE, "/v1/admin/invitations/0197f3a0-0000-7000-8000-000000000001"),
    (Method::GET, "/v1/admin/sessions"),
    (Method::GET, "/v1/admin/audit"),
];

#[tokio::test]
async fn agents_and_the_office_write_every_draft_of_the_team_and_manage_no_accounts() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, vec![title(DRAFT, "Ada's", 0, 1)]).await;
    for role in ["agent", "office"] {
        assert_eq!(ada.patch(&user_path(&bola), json!({"role": role})).await.1["role"], role);
        let body = json!({"lastModified": super::support::START + 1, "title": role});
        assert!(bola.put(DRAFT, body).await.0.is_success() || role == "office");
        for (method, path) in ROUTES {
            let (status, problem) = answer(bola.request(method.clone(), path)).await;
            assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("adminOnly")), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    assert_eq!(bola.get("/v1/admin/users").await.0, StatusCode::FORBIDDEN);
    ada.patch(&user_path(&bola), json!({"role": "admin"})).await;
    assert_eq!(bola.get("/v1/admin/users").await.0, StatusCode::OK);
    assert_eq!(bola.patch(&user_path(&ada), json!({"role": "agent"})).await.0, StatusCode::OK);
    assert_eq!(ada.get("/v1/admin/users").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn admins_list_their_people_and_lock_them_out() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let (_, body) = ada.get("/v1/admin/users").await;
    let mut emails: Vec<_> =
        body["users"].as_array().expect("a list").iter().map(|user| user["email"].as_str().expect("text")).collect();
    emails.sort_unstable();
    assert_eq!(emails, ["ada@example.com", "bola@example.com"], "and nobody of another team");
    let (status, changed) = ada.patch(&user_path(&bola), json!({"disabled": true})).await;
    assert_eq!((status, &changed["disabled"]), (StatusCode::OK, &json!(true)));
    assert_eq!(changed.get("lastSeenAt"), None, "signed in nowhere: {changed}");
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(ada.patch(&user_path(&bola), json!({"disabled": false})).await.1["disabled"], false);
    server.sign_in("bola").await;
}

#[tokio::test]
async fn admins_see_and_end_the_sign_ins_of_their_team() {
    let server = start().await;
    let (ada, bola, chi) = (server.sign_in("ada").await, server.sign_in("bola").await, server.sign_in("chi").await);
    let again = server.sign_in("bola").await;
    let (_, body) = ada.get("/v1/admin/sessions").await;
    assert_eq!(body["sessions"].as_array().map(Vec::len), Some(3), "{body}");
    let one = |person: &Person| format!("/v1/admin/sessions/{}", person.session["sessionId"].as_str().expect("an id"));
    assert_eq!(ada.delete(&one(&bola)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(bola.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
    let gone = ada.delete(&one(&bola)).await;
    assert_eq!(gone.1["code"], "sessionNotFound");
    assert_eq!(ada.delete(&one(&chi)).await, gone, "another team's is as good as none");
    assert_eq!(chi.get("/v1/me").await.0, StatusCode::OK);
    assert_eq!(ada.delete(&format!("{}/sessions", user_path(&again))).await.0, StatusCode::NO_CONTENT);
    assert_eq!(again.get("/v1/me").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_team_keeps_an_admin_whatever_its_admins_do() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for change in [json!({"role": "agent"}), json!({"disabled": true}), json!({"role": "office", "disabled": true})] {
        let (status, problem) = ada.patch(&user_path(&ada), change).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("lastAdmin")));
    }
    ada.patch(&user_path(&bola), json!({"role": "admin"})).await;
    server.set_disabled("bola", true).await;
    assert_eq!(ada.patch(&user_path(&ada), json!({"role": "agent"})).await.0, StatusCode::CONFLICT, "Bola cannot act");
    server.set_disabled("bola", false).await;
    assert_eq!(ada.patch(&user_path(&ada), json!({"role": "agent"})).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_who_demote_each_other_at_once_do_not_both_succeed() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for _ in 0..5 {
        server.change("ada", lagoon_server::repository::UserChange { role: Some(ROLE), disabled: None }).await;
        server.change("bola", lagoon_server::repository::UserChange { role: Some(ROLE), disabled: None }).await;
        let (paths, demote) = ((user_path(&ada), user_path(&bola)), json!({"role": "agent"}));
        tokio::join!(ada.patch(&paths.1, demote.clone()), bola.patch(&paths.0, demote));
        let mut admins = 0;
        for person in [&ada, &bola] {
            admins += usize::from(person.get("/v1/me").await.1["role"] == "admin");
        }
        assert_eq!(admins, 1);
    }
}

const ROLE: lagoon_server::repository::Role = lagoon_server::repository::Role::Admin;

#[tokio::test]
async fn another_teams_people_and_unknown_ones_get_the_same_answer_and_nothing_is_changed() {
    let server = start().await;
    let (ada, chi) = (server.sign_in("ada").await, server.sign_in("chi").await);
    let (_, theirs) = chi.post("/v1/admin/invitations", json!({"email": "d@example.com", "role": "agent"})).await;
    let before = rows_of_team(&server, &chi.session["teamId"]).await;
    let unknown = "0197f3a0-0000-7000-8000-0000000000ff";
    let ids = |known: &Value| [known.as_str().expect("an id").to_owned(), unknown.to_owned()];
    let (user, invitation) = (ids(&chi.session["userId"]), ids(&theirs["id"]));
    for (method, path, ids) in [
        (Method::PATCH, "/v1/admin/users/{id}", &user),
        (Method::POST, "/v1/admin/users/{id}/password-reset", &user),
        (Method::DELETE, "/v1/admin/users/{id}/sessions", &user),
        (Method::DELETE, "/v1/admin/invitations/{id}", &invitation),
        (Method::DELETE, "/v1/admin/sessions/{id}", &ids(&chi.session["sessionId"])),
        (Method::DELETE, "/v1/sessions/{id}", &ids(&chi.session["sessionId"])),
    ] {
        let mut answers = vec![];
        for id in ids {
            let request = ada.request(method.clone(), &path.replace("{id}", id));
            answers.push(answer(request.json(&json!({"disabled": true}))).await);
        }
        assert_eq!(answers[0], answers[1], "{method} {path}");
        assert_eq!(answers[0].0, StatusCode::NOT_FOUND);
    }
    assert_eq!(rows_of_team(&server, &chi.session["teamId"]).await, before);
    assert_eq!(chi.get("/v1/me").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_change_that_is_none_or_misspelt_is_refused() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for bad in [json!({}), json!({"role": "boss"}), json!({"disable": true}), json!({"disabled": "yes"}), json!([])] {
        let (status, _) = ada.patch(&user_path(&bola), bad.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    assert_eq!(ada.patch("/v1/admin/users/x", json!({"disabled": true})).await.1["code"], "invalidId");
    let body = json!({"email": "bola@example.com", "password": PASSWORD});
    assert_eq!(answer(http().post(format!("{}/v1/sessions", server.url)).json(&body)).await.0, StatusCode::CREATED);
}
