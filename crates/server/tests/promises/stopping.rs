//! Stopping: what was begun is finished, whoever listens is sent away, and nobody can hold it up for longer than is set.

use std::time::{Duration, Instant};

use lagoon_server::Settings;
use reqwest::StatusCode;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::{
    raw::{problem, rest, say, sync_head, until},
    support::{DRAFT, answer, http, start_with, sync_body, title},
};

#[tokio::test]
async fn a_server_that_is_about_to_stop_says_so_and_goes_on_serving_for_a_while() {
    let server = start_with(Settings { stop_delay: Duration::from_secs(3), ..Settings::default() }).await;
    let ada = server.sign_in("ada").await;
    let url = server.url.clone();
    let get = async |path: &str| answer(http().get(format!("{url}{path}"))).await;
    assert_eq!(get("/readyz").await, (StatusCode::OK, json!({"status": "ready"})));
    let (running, _folder) = server.begin_stop();
    let turned = async {
        loop {
            let (status, body) = get("/readyz").await;
            if status != StatusCode::OK {
                break (status, body["code"].clone());
            }
        }
    };
    let turned = tokio::time::timeout(Duration::from_secs(2), turned).await.expect("turns at once");
    assert_eq!(turned, (StatusCode::SERVICE_UNAVAILABLE, json!("stopping")));
    assert_eq!(get("/healthz").await.0, StatusCode::OK);
    ada.sync(None, vec![title(DRAFT, "Late", 0, 1)]).await;
    running.await.expect("no panic").expect("stops cleanly");
    assert!(http().get(format!("{url}/healthz")).send().await.is_err());
}

#[tokio::test]
async fn a_request_that_was_begun_is_finished_and_listeners_are_told_when_to_come_back() {
    let server = start_with(Settings::default()).await;
    let ada = server.sign_in("ada").await;
    let address = server.address().to_owned();
    let head = format!("GET /v1/events HTTP/1.1\r\nHost: lagoon\r\nAuthorization: Bearer {}\r\n\r\n", ada.token);
    let mut stream = say(&address, &head).await;
    until(&mut stream, "\"seq\":0").await;
    let body = sync_body(None, &[title(DRAFT, "Begun", 0, 1)]).to_string();
    let mut begun = say(&address, &sync_head(&ada.token, body.len())).await;
    begun.write_all(&body.as_bytes()[..20]).await.expect("sent");
    // Answered after the head above was read.
    ada.get(&format!("/v1/property-drafts/{DRAFT}")).await;

    let repository = server.repository.clone();
    let (running, database) = server.begin_stop();
    let last = rest(stream).await;
    let wait: u64 =
        last.split("retry: ").nth(1).and_then(|rest| rest.lines().next()).expect("a time").parse().expect("ms");
    assert!(wait < 5_000, "{last}");
    begun.write_all(&body.as_bytes()[20..]).await.expect("still open");
    let answered = rest(begun).await;
    assert_eq!(problem(&answered).0, 200, "{answered}");
    running.await.expect("no panic").expect("stops cleanly");
    drop(repository);
    let again = lagoon_server::open(&database.url()).await;
    let again = again.expect("opens");
    let who = ada.session["teamId"].as_str().expect("an id").parse().expect("an id");
    let draft = again.repository.draft(who, DRAFT.parse().expect("an id")).await.expect("no failure");
    assert!(draft.is_some(), "what was answered is there");
}

#[tokio::test]
async fn nobody_holds_a_stop_up_for_longer_than_the_grace() {
    let server = start_with(Settings { grace: Duration::from_secs(1), ..Settings::default() }).await;
    let ada = server.sign_in("ada").await;
    let _never = say(server.address(), &format!("{}{{", sync_head(&ada.token, 100))).await;
    ada.sync(None, vec![]).await;
    let began = Instant::now();
    let (running, _folder) = server.begin_stop();
    running.await.expect("no panic").expect("stops cleanly");
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(8), "{took:?}");
}
