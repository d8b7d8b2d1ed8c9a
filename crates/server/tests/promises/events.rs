//! `GET /v1/events`: pokes for one's own team, and nothing else.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use lagoon_server::{auth::Token, repository::SignedIn};
use serde_json::json;
use uuid::Uuid;

use super::{
    repository::{request, update},
    support::{Person, START, TestServer, http as client, start},
};

/// Reads a stream of events until it holds `needle`, or for `patience`.
async fn hears(stream: &mut reqwest::Response, needle: &str, patience: Duration) -> bool {
    let mut heard = String::new();
    let reading = async {
        while let Ok(Some(piece)) = stream.chunk().await {
            heard.push_str(&String::from_utf8_lossy(&piece));
            if heard.contains(needle) {
                return true;
            }
        }
        false
    };
    tokio::time::timeout(patience, reading).await.unwrap_or(false)
}

async fn listen(person: &Person) -> reqwest::Response {
    let stream = person.request(Method::GET, "/v1/events").send().await.expect("an answer");
    assert_eq!(stream.status(), StatusCode::OK);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    stream
}

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_change_is_told_to_the_team_and_to_nobody_else() {
    let server = start().await;
    let (ada, bola, chi) = (server.sign_in("Ada").await, server.sign_in("Bola").await, server.sign_in("Chi").await);
    let (mut team, mut others) = (listen(&bola).await, listen(&chi).await);
    assert!(hears(&mut team, "{\"seq\":0}", SOON).await, "where the counter stands now comes first");
    assert!(hears(&mut others, "{\"seq\":0}", SOON).await);
    let (status, _) = ada.put(&Uuid::new_v4().to_string(), json!({"lastModified": 1, "title": "Duplex"})).await;
    assert_eq!(status, StatusCode::OK);
    assert!(hears(&mut team, "{\"seq\":1}", SOON).await);
    assert!(!hears(&mut others, "seq", Duration::from_millis(300)).await, "another team hears of it");
}

async fn signed_in(server: &TestServer, person: &Person) -> SignedIn {
    let token = Token::from_text(person.session["token"].as_str().expect("text")).expect("a token").hash();
    let now = server.repository.now().await.expect("a time");
    server.repository.signed_in(&token, now).await.expect("no failure").expect("stands")
}

/// A device sends its last edit and goes: what was on its way is done, and nobody is left who could tell of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_also_when_whoever_made_it_has_gone() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("Ada").await, server.sign_in("Bola").await);
    let who = signed_in(&server, &ada).await;
    let mut team = listen(&bola).await;
    assert!(hears(&mut team, "{\"seq\":0}", SOON).await);

    let held = server.database.hold_writers().await;
    let repository = server.repository.clone();
    let last = request(None, vec![update(1, json!("the last words"), START, 1)]);
    let asking = tokio::spawn(async move { repository.exchange(who, last).await.map(drop) });
    let taken = async {
        while server.repository.commits().commits() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, taken).await.expect("its commit begins");
    asking.abort();
    assert!(asking.await.expect_err("gone").is_cancelled());
    held.release().await;
    assert!(hears(&mut team, "{\"seq\":1}", SOON).await, "it was stored, and nobody was told");
}

#[tokio::test]
async fn nobody_listens_without_a_sign_in() {
    let server = start().await;
    let answer = client().get(format!("{}/v1/events", server.url)).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stream_does_not_keep_the_server_from_stopping() {
    let server = start().await;
    let ada = server.sign_in("Ada").await;
    let mut stream = listen(&ada).await;
    assert!(hears(&mut stream, "{\"seq\":0}", SOON).await);
    let began = Instant::now();
    let _server = server.restart().await;
    assert!(began.elapsed() < SOON, "it waited for the stream");
    assert!(!hears(&mut stream, "seq", SOON).await);
}

/// Whether a stream ends before `SOON` is over.
async fn ends(stream: &mut reqwest::Response) -> bool {
    let reading = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(SOON, reading).await.is_ok()
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_sign_in_did_and_others_go_on() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("Ada").await, server.sign_in("Bola").await);
    let (phone, desk, tablet) = (server.sign_in("Ada").await, server.sign_in("Ada").await, server.sign_in("Ada").await);
    let mut kept = listen(&ada).await;
    assert!(hears(&mut kept, "seq", SOON).await);
    let mut streams = [listen(&phone).await, listen(&desk).await, listen(&tablet).await, listen(&bola).await];
    for stream in &mut streams {
        assert!(hears(stream, "seq", SOON).await);
    }
    let [mut of_phone, mut of_desk, mut of_tablet, mut of_bola] = streams;

    phone.delete("/v1/sessions/current").await;
    assert!(ends(&mut of_phone).await, "signed out");
    let id = desk.session["sessionId"].as_str().expect("an id");
    ada.delete(&format!("/v1/sessions/{id}")).await;
    assert!(ends(&mut of_desk).await, "revoked");
    server.set_disabled("bola", true).await;
    assert!(ends(&mut of_bola).await, "locked out, as another process on the same database does it");
    let passwords = json!({"oldPassword": super::support::PASSWORD, "newPassword": "battery staple"});
    ada.post("/v1/me/password", passwords).await;
    assert!(ends(&mut of_tablet).await, "another password");

    ada.put(&Uuid::new_v4().to_string(), json!({"lastModified": 1, "title": "Duplex"})).await;
    assert!(hears(&mut kept, "{\"seq\":1}", SOON).await, "who did all this still listens");
}

#[tokio::test]
async fn a_database_that_cannot_say_whether_a_sign_in_stands_ends_no_stream() {
    let server = start().await;
    let (ada, phone) = (server.sign_in("Ada").await, server.sign_in("Ada").await);
    let mut stream = listen(&phone).await;
    assert!(hears(&mut stream, "{\"seq\":0}", SOON).await);
    let away = |from: &str, to: &str| {
        if super::kind::POSTGRES {
            format!("ALTER FUNCTION {from}_of(bytea) RENAME TO {to}_of")
        } else {
            format!("ALTER TABLE {from}s RENAME TO {to}s")
        }
    };
    server.database.sql(&away("session", "lost_session")).await;
    server.execute("UPDATE meta SET access = access + 1").await;
    let ended = async { while let Ok(Some(_)) = stream.chunk().await {} };
    assert!(tokio::time::timeout(Duration::from_secs(2), ended).await.is_err(), "it ended, and its sign-in stands");
    assert_eq!(phone.get("/v1/me").await.0, StatusCode::INTERNAL_SERVER_ERROR, "the database does not answer");

    server.database.sql(&away("lost_session", "session")).await;
    let (status, _) = ada.put(&Uuid::new_v4().to_string(), json!({"lastModified": 1, "title": "Duplex"})).await;
    assert_eq!(status, StatusCode::OK);
    assert!(hears(&mut stream, "{\"seq\":1}", SOON).await, "it goes on");
    phone.delete("/v1/sessions/current").await;
    assert!(ends(&mut stream).await, "signed out");
}
