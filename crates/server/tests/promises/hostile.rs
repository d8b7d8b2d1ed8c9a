//! What no device of ours would send: the right answer, nothing stored, and no more memory than the limits say.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use lagoon_server::{Settings, limits::Limits};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use super::{
    raw::{problem, rest, say, sync_head},
    support::{DRAFT, START, answer, device, start, start_with, sync_body, title},
};

/// An exchange with this text as the value of the title.
fn with_title(value: &str) -> String {
    format!(
        r#"{{"device":"{device}","install":"{install}","schema":1,"updates":[{{"id":"{DRAFT}","baseRev":0,"lastModified":{START},"groups":{{"title":{{"value":{value},"stamp":"{START}-{device}"}}}}}}]}}"#,
        device = device(1),
        install = device(9),
    )
}

#[tokio::test]
async fn what_is_no_json_stores_nothing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for value in [
        r#""\ud800""#,
        r#""\udc00 alone""#,
        r#""\ud800\ud800""#,
        "\"a line\nfeed\"",
        "\"\u{0}\"",
        "01",
        "NaN",
        "1e999",
        &"[".repeat(100_000),
        &format!("{}{}", "[".repeat(200), "]".repeat(200)),
    ] {
        let (status, problem) = ada.sync_text(with_title(value)).await;
        let shown = value.chars().take(20).collect::<String>();
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("malformedJson")), "{shown}");
    }
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn text_with_nul_is_refused_by_name_and_alone() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let mut body: Value = serde_json::from_str(&with_title(r#""a\u0000b""#)).expect("JSON");
    body["updates"].as_array_mut().expect("updates").push(title(&super::support::draft_id(2), "Fine", 0, 1));
    let (status, answered) = answer(ada.sync_request(&body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answered["outcomes"][0]["groups"]["title"]["outcome"], "rejected");
    assert_eq!(answered["outcomes"][1]["groups"]["title"]["outcome"], "applied");
    let (status, problem) = ada.put(DRAFT, json!({"lastModified": START, "title": "a\u{0}b"})).await;
    assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("title")));
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_field_may_stand_once_and_of_equal_names_in_a_value_the_last_counts() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let twice = with_title("\"One\"").replacen("\"schema\":1", "\"schema\":1,\"schema\":1", 1);
    let (status, problem) = ada.sync_text(twice).await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("invalidValue")), "{problem}");

    let value = r#"{"a":1,"b":2,"a":3}"#;
    let body = with_title(value).replace("\"title\"", "\"later\"");
    assert_eq!(ada.sync_text(body).await.0, StatusCode::OK);
    let read = ada.sync(None, vec![]).await;
    assert_eq!(read["changes"][0]["groups"]["later"]["value"], json!({"a": 3, "b": 2}));
}

#[tokio::test]
async fn a_text_of_ten_megabytes_is_too_large_compressed_or_not() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let body = with_title(&format!("\"{}\"", "x".repeat(10_000_000)));
    let (status, problem) = ada.sync_text(body.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")));
    let mut gzip = GzEncoder::new(vec![], Compression::fast());
    gzip.write_all(body.as_bytes()).expect("memory");
    let request = ada.request(Method::POST, "/v1/sync").header("content-type", "application/json");
    let request = request.header("content-encoding", "gzip").body(gzip.finish().expect("memory"));
    let (status, problem) = answer(request).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")));
    // Within the limit of a request and above that of a group: that value alone is refused.
    let (status, answered) = ada.sync_text(with_title(&format!("\"{}\"", "x".repeat(1_000_000)))).await;
    assert_eq!((status, &answered["outcomes"][0]["groups"]["title"]["outcome"]), (StatusCode::OK, &json!("rejected")));
}

#[tokio::test]
async fn other_types_and_encodings_are_named() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let body = || sync_body(None, &[]).to_string();
    for (kind, encoding, code) in [
        (Some("text/plain"), None, "unsupportedMediaType"),
        (Some("application/jsonp"), None, "unsupportedMediaType"),
        (None, None, "unsupportedMediaType"),
        (Some("application/json"), Some("deflate"), "unsupportedEncoding"),
        (Some("application/json"), Some("gzip, gzip"), "unsupportedEncoding"),
        (Some("application/json"), Some("\u{e9}"), "unsupportedEncoding"),
    ] {
        let mut request = ada.request(Method::POST, "/v1/sync").body(body());
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        let (status, problem) = answer(request).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!(code)),
            "{kind:?} {encoding:?}"
        );
    }
    let request = ada.request(Method::POST, "/v1/sync").header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(answer(request.body(body())).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_connection_that_is_half_closed_gets_its_answer_and_half_a_request_stores_nothing() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let body = with_title("\"Half\"");
    let mut cut = say(server.address(), &sync_head(&ada.token, body.len())).await;
    cut.write_all(&body.as_bytes()[..body.len() - 1]).await.expect("sent");
    cut.shutdown().await.expect("half closed");
    assert!(!rest(cut).await.contains("200 OK"));
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.0, StatusCode::NOT_FOUND);

    let begun = std::time::Instant::now();
    for _ in 0..20 {
        let mut whole = say(server.address(), &sync_head(&ada.token, body.len())).await;
        whole.write_all(body.as_bytes()).await.expect("sent");
        whole.shutdown().await.expect("half closed");
        let answered = rest(whole).await;
        assert!(answered.contains("200 OK") && answered.contains("\"applied\""), "{answered}");
    }
    assert!(begun.elapsed().as_secs() < 60, "each connection is closed at once");
    let (_, draft) = ada.get(&format!("/v1/property-drafts/{DRAFT}")).await;
    assert_eq!(draft["title"], "Half");
}

/// A frame of HTTP/2 (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("short");
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

#[tokio::test]
async fn answers_that_nobody_takes_are_not_held_for_ever() {
    let limits = Limits { idle_seconds: 1, ..Limits::unmetered() };
    let server = start_with(Settings { limits, ..Settings::default() }).await;
    let mut stream = say(server.address(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    // SETTINGS_INITIAL_WINDOW_SIZE is nothing: no byte of an answer is taken.
    let mut said = frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]);
    let head = [&b"\x82\x86\x04\x0d/openapi.json\x01\x06lagoon"[..]].concat();
    for request in 0..10 {
        // HEADERS, which end the stream and themselves.
        said.extend(frame(1, 5, 2 * request + 1, &head));
    }
    stream.write_all(&said).await.expect("sent");
    let heard = rest(stream).await;
    assert!(!heard.contains("Property drafts that are never lost"), "nothing was to be told");
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_server_goes_on() {
    let server = start().await;
    for bytes in ["\u{16}\u{3}\u{1}\u{0}\u{0}", "HELO lagoon\r\n\r\n", "GET /\r\n\r\n\r\n"] {
        assert!(!rest(say(server.address(), bytes).await).await.contains("200 OK"), "{bytes:?}");
    }
    let long = format!("GET /healthz HTTP/1.1\r\nHost: lagoon\r\nX-Long: {}\r\n\r\n", "x".repeat(100_000));
    let (status, _) = problem(&rest(say(server.address(), &long).await).await);
    assert!(matches!(status, 0 | 431), "{status}");
    let smuggled = "POST /v1/sync HTTP/1.1\r\nHost: lagoon\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: lagoon\r\n\r\n";
    let answered = rest(say(server.address(), &smuggled.replacen("Host", "Connection: close\r\nHost", 1)).await).await;
    assert_eq!(answered.matches("HTTP/1.1").count(), 1, "{answered}");
    server.sign_in("ada").await;
}
