//! How much one device, one address and a slow one may take.

use std::time::Duration;

use lagoon_server::{Settings, clients::Clients, limits::Limits};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{
    raw::{problem, rest, say, sync_head, until},
    support::{DRAFT, TestServer, answer, draft_id, http, start_with, sync_body, title},
};

async fn limited(limits: Limits) -> TestServer {
    start_with(Settings { limits, ..Settings::default() }).await
}

#[tokio::test]
async fn a_sign_in_that_asks_too_often_is_told_when_to_come_again_and_others_are_not() {
    let server = limited(Limits { request_rate: 1, request_burst: 3, ..Limits::default() }).await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for _ in 0..3 {
        ada.sync(None, vec![]).await;
    }
    let refused = ada.sync_request(&sync_body(None, &[title(DRAFT, "Late", 0, 1)])).send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(bola.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND, "nothing was stored");
}

#[tokio::test]
async fn a_sign_in_has_so_many_streams_and_gets_a_place_back_when_one_ends() {
    let server = limited(Limits { max_streams: 2, ..Limits::unmetered() }).await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let listen = || ada.request(Method::GET, "/v1/events").send();
    let first = listen().await.expect("an answer");
    let _second = listen().await.expect("an answer");
    let (status, problem) = answer(ada.request(Method::GET, "/v1/events")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("tooManyStreams")));
    let theirs = bola.request(Method::GET, "/v1/events").send().await.expect("an answer");
    assert_eq!(theirs.status(), StatusCode::OK);
    drop(first);
    let place = async {
        while listen().await.expect("an answer").status() != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), place).await.expect("a place is free again");
}

#[tokio::test]
async fn what_one_request_may_hold_is_set_and_told() {
    let limits = Limits { max_updates: 2, max_body_bytes: 64 * 1024, ..Limits::unmetered() };
    let server = limited(limits).await;
    let ada = server.sign_in("ada").await;
    let told = &ada.sync(None, vec![]).await["limits"];
    assert_eq!((&told["updates"], &told["bodyBytes"]), (&json!(2), &json!(64 * 1024)));
    let three = (0..3).map(|n| title(&draft_id(n), "x", 0, 1)).collect::<Vec<_>>();
    let (status, problem) = answer(ada.sync_request(&sync_body(None, &three))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("tooManyUpdates")));
    let (status, problem) = ada.sync_text(" ".repeat(64 * 1024 + 1)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")));
}

#[tokio::test]
async fn an_old_app_is_told_and_one_that_is_too_old_refused_and_other_programs_are_served() {
    let version = |text: &str| Some(text.parse().expect("a version"));
    let clients = Clients { oldest_client: version("0.3.0"), oldest_served_client: version("0.2.0") };
    let server = start_with(Settings { clients, ..Settings::default() }).await;
    let ada = server.sign_in("ada").await;
    assert_eq!(ada.sync(None, vec![]).await["limits"]["oldestClient"], "0.3.0");
    let sent_by = async |agent: &str| {
        let update = title(DRAFT, agent, 0, 1);
        answer(ada.sync_request(&sync_body(None, &[update])).header("user-agent", agent)).await
    };
    let (status, problem) = sent_by("lagoon/0.1.9").await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("clientTooOld")));
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("0.2.0")), "{problem}");
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND, "nothing was stored");
    for served in ["lagoon/0.2.0", "lagoon/1.0.0-beta.1", "portal/0.1"] {
        assert_eq!(sent_by(served).await.0, StatusCode::OK, "{served}");
    }
    let server = start_with(Settings::default()).await;
    let told = &server.sign_in("ada").await.sync(None, vec![]).await["limits"];
    assert!(told.get("oldestClient").is_none(), "{told}");
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_the_server_goes_on() {
    let server = limited(Limits { max_connections_per_address: 2, ..Limits::unmetered() }).await;
    let get = "GET /healthz HTTP/1.1\r\nHost: lagoon\r\n\r\n";
    let mut first = say(server.address(), get).await;
    assert!(until(&mut first, "\"ok\"}").await.contains("content-length: 15\r\n"), "answers are not cut into pieces");
    let mut second = say(server.address(), get).await;
    until(&mut second, "200 OK").await;
    let refused = TcpStream::connect(server.address()).await.expect("the system accepts");
    assert_eq!(rest(refused).await, "", "closed without a word");
    drop(first);
    let place = async {
        loop {
            let mut stream = TcpStream::connect(server.address()).await.expect("the system accepts");
            // A connection that is refused may be gone already.
            let _ = stream.write_all(get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").as_bytes()).await;
            if rest(stream).await.contains("200 OK") {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), place).await.expect("a place is free again");
}

/// A body that makes progress all the time and has no end, and what is answered.
async fn drip(mut stream: TcpStream) -> String {
    while stream.write_all(b" ").await.is_ok() {
        let mut byte = [0];
        let heard = tokio::time::timeout(Duration::from_millis(300), stream.peek(&mut byte)).await;
        if heard.is_ok() {
            break;
        }
    }
    rest(stream).await
}

#[tokio::test]
async fn whoever_is_not_signed_in_sends_little_and_soon() {
    let server = limited(Limits { body_idle_seconds: 1, ..Limits::unmetered() }).await;
    for path in ["/v1/sessions", "/v1/invitations/accept", "/v1/password-resets/accept"] {
        let request = http().post(format!("{}{path}", server.url)).header("content-type", "application/json");
        let (status, problem) = answer(request.body(" ".repeat(64 * 1024 + 1))).await;
        assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")), "{path}");
    }
    let head =
        "POST /v1/sessions HTTP/1.1\r\nHost: lagoon\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    let (status, problem) = problem(&drip(say(server.address(), head).await).await);
    assert_eq!((status, &problem["code"]), (408, &json!("requestTimeout")));
}

#[tokio::test]
async fn all_bodies_together_take_so_much_and_signing_in_goes_on() {
    const LARGEST: usize = 64 * 1024;
    let server = limited(Limits { max_body_bytes: LARGEST, ..Limits::unmetered() }).await;
    let ada = server.sign_in("ada").await;
    let mut held = vec![];
    for _ in 0..16 {
        let mut stream = say(server.address(), &sync_head(&ada.token, LARGEST)).await;
        stream.write_all(" ".repeat(LARGEST - 1).as_bytes()).await.expect("sent");
        held.push(stream);
    }
    let refused = async {
        loop {
            let answered = ada.sync_request(&sync_body(None, &[])).send().await.expect("an answer");
            if answered.status() != StatusCode::OK {
                return answered;
            }
        }
    };
    let refused = tokio::time::timeout(Duration::from_secs(20), refused).await.expect("there is room for sixteen");
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "1");
    server.sign_in("bola").await;
    drop(held);
    let room =
        async { while ada.sync_request(&sync_body(None, &[])).send().await.expect("an answer").status() != 200 {} };
    tokio::time::timeout(Duration::from_secs(20), room).await.expect("there is room again");
}

#[tokio::test]
async fn tokens_that_nobody_has_are_counted_by_address() {
    let server = limited(Limits { request_rate: 1, request_burst: 25, ..Limits::default() }).await;
    let ada = server.sign_in("ada").await;
    ada.sync(None, vec![]).await;
    let url = format!("{}/v1/me", server.url);
    let (mut statuses, client) = (vec![], http());
    for n in 0..300_u128 {
        // The last letter of 43 stands for four bits.
        let token = format!("{n:042}0");
        statuses.push(client.get(&url).bearer_auth(token).send().await.expect("an answer").status().as_u16());
    }
    assert!(statuses.starts_with(&[401; 99]) && statuses.contains(&429), "{statuses:?}");
    ada.sync(None, vec![]).await;
}

#[tokio::test]
async fn who_is_too_slow_is_told_so_or_let_go() {
    let limits =
        Limits { header_seconds: 1, body_idle_seconds: 1, body_seconds: 3, idle_seconds: 1, ..Limits::unmetered() };
    let server = limited(limits).await;
    let ada = server.sign_in("ada").await;
    let address = server.address();

    let silent = say(address, "").await;
    let half_a_head = say(address, "GET /healthz HTTP/1.1\r\nHost: lag").await;
    let half_a_body = say(address, &format!("{}{{", sync_head(&ada.token, 100))).await;
    let dripped = tokio::spawn(drip(say(address, &sync_head(&ada.token, 1000)).await));
    let mut resting = say(address, "GET /healthz HTTP/1.1\r\nHost: lagoon\r\n\r\n").await;
    until(&mut resting, "\"ok\"").await;

    assert_eq!(rest(silent).await, "");
    assert!(!rest(half_a_head).await.contains("200"));
    assert_eq!(rest(resting).await, "", "a connection at rest is let go");
    for slow in [rest(half_a_body).await, dripped.await.expect("no panic")] {
        let (status, problem) = problem(&slow);
        assert_eq!((status, &problem["code"]), (408, &json!("requestTimeout")), "{slow}");
    }
    // A stream rests as long as it likes.
    let head = format!("GET /v1/events HTTP/1.1\r\nHost: lagoon\r\nAuthorization: Bearer {}\r\n\r\n", ada.token);
    let mut stream = say(address, &head).await;
    until(&mut stream, "\"seq\":0").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    ada.sync(None, vec![title(DRAFT, "One", 0, 1)]).await;
    until(&mut stream, "\"seq\":1").await;
}
