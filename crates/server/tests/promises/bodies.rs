//! Bodies that are broken, hostile or too large: a clear problem, nothing stored, no memory taken.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{DRAFT, answer, http, start, sync_body, title};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn malformed_bodies_say_where() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for (body, place) in [
        (&b"{\"device\": "[..], "line 1, column 11"),
        (b"", "line 1, column 0"),
        (b"<html>", "line 1, column 1"),
        (b"{} {}", ""),
        (b"\"\xff\"", "byte 2"),
    ] {
        let (status, problem) = ada.sync_text(body.to_vec()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(place)), "{problem}");
    }
    // Deeply nested JSON must not exhaust the stack.
    let deep = format!("{{\"device\": {}", "[".repeat(1_000_000));
    assert_eq!(ada.sync_text(deep).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn gzip_is_understood_both_ways() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let body = sync_body(None, &[title(DRAFT, &"x".repeat(5_000), 0, 1)]).to_string();
    let request = ada.request(Method::POST, "/v1/sync").header("content-type", "application/json");
    let (status, _) = answer(request.header("content-encoding", "gzip").body(gzip(body.as_bytes()))).await;
    assert_eq!(status, StatusCode::OK);
    let (_, draft) = ada.get(&format!("/v1/property-drafts/{DRAFT}")).await;
    assert_eq!(draft["title"].as_str().map(str::len), Some(5_000), "the client asks for gzip by itself");
    // A client that does not decompress shows what was sent.
    let bare = reqwest::Client::builder().no_proxy().no_gzip().build().expect("a client");
    let request = bare.get(format!("{}/v1/property-drafts/{DRAFT}", server.url)).bearer_auth(&ada.token);
    let response = request.header("accept-encoding", "gzip").send().await.expect("an answer");
    assert_eq!(response.headers()["content-encoding"], "gzip");
}

#[tokio::test]
async fn a_gzip_bomb_or_a_body_over_the_limit_is_refused_and_the_server_goes_on() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let send = |body: Vec<u8>, encoding: Option<&str>| {
        let mut request = ada.request(Method::POST, "/v1/sync").header("content-type", "application/json");
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        answer(request.body(body))
    };
    let spaces = vec![b' '; 64 * 1024 * 1024];
    let bomb = gzip(&spaces);
    assert!(bomb.len() < 1024 * 1024);
    let (status, problem) = send(bomb, Some("gzip")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")));

    let truncated = gzip(sync_body(None, &[]).to_string().as_bytes());
    let (status, problem) = send(truncated[..truncated.len() - 6].to_vec(), Some("gzip")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("malformedGzip")));
    let (status, problem) = send(vec![b'{'], Some("br")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("unsupportedEncoding")));
    ada.sync(None, vec![]).await;
}

#[tokio::test]
async fn a_body_just_over_the_limit_is_too_large_and_just_under_it_is_not() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let mut body = sync_body(None, &[]).to_string();
    body.push_str(&" ".repeat(8 * 1024 * 1024 - body.len()));
    assert_eq!(ada.sync_text(body.clone()).await.0, StatusCode::OK);
    body.push(' ');
    let (status, problem) = ada.sync_text(body).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")));
}

#[tokio::test]
async fn everything_else_that_is_wrong_is_a_problem_too() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let plain = ada.request(Method::POST, "/v1/sync").header("content-type", "text/plain").body("{}");
    let (status, problem) = answer(plain).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("unsupportedMediaType")));
    let (status, problem) = answer(ada.request(Method::POST, "/healthz")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("methodNotAllowed")));
    for path in ["/", "/v1", "/v1/property-drafts", "/v1/sessions/other"] {
        let (status, _) = ada.get(path).await;
        assert!(matches!(status.as_u16(), 404 | 405), "{path}");
    }
    for id in ["x", "%ff", "0197f3a0", "%00"] {
        let (status, problem) = ada.get(&format!("/v1/property-drafts/{id}")).await;
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("invalidId")), "{id}");
    }
    let (status, body) = ada.get("/healthz").await;
    assert_eq!((status, body), (StatusCode::OK, json!({"status": "ok"})));
}

#[tokio::test]
async fn nothing_that_was_sent_is_repeated_in_a_problem() {
    let server = start().await;
    let secret = "hunter2hunter2";
    for body in [
        json!({"email": [secret], "password": secret}),
        json!({"email": "a@example.com", "password": [secret]}),
        json!({"email": secret, "password": secret}),
        json!({"email": "a@example.com", "password": secret, "device": secret}),
    ] {
        let request = http().post(format!("{}/v1/sessions", server.url)).json(&body);
        let (status, problem): (_, Value) = answer(request).await;
        assert!(status.is_client_error());
        assert!(!problem.to_string().contains(secret), "{problem}");
    }
}
