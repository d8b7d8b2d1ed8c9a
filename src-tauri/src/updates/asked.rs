//! The updater itself asks a real place over HTTP, on an app without a window.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
};

use serde_json::json;
use tauri::{App, test::MockRuntime};

use super::*;

/// A key that was made for this test, whose secret half is gone, and what it signed.
const KEY: &str = concat!(
    "dW50cnVzdGVkIGNvbW1lbnQ6IG9mIGEgdGVzdApSV1JzWVdkdmIyNHRkQjVKb0dwQ0x0ZTY1eFdnTDNpYThGanAxbzlETUJWb3Vz",
    "RDBGU1JKYzRkRAo="
);
const SIGNATURE: &str = concat!(
    "dW50cnVzdGVkIGNvbW1lbnQ6IG9mIGEgdGVzdApSVVJzWVdkdmIyNHRkSDhsaXVNeThKK1ozUkxDSnVWN0M3Z0F1ajljQ3BQVFdn",
    "blkzV1dmY3A1VlFrb1lMZWVBWnNDN3NTS1VUdlZwLzkvTTgwdCsvK3VqeHJoNU1pQnZOUVE9CnRydXN0ZWQgY29tbWVudDogb2Yg",
    "YSB0ZXN0ClAzUVRtamxBdFRzNHBPdTFLSysrL01rZjgwenNHNjFoZ2JPYVJITzFVaWh4bVQxZnZpcjhNSHVRRTF1bnJ1MHBPbzRv",
    "K2lLZHVuVTdCWnpDdkxPbURBPT0K"
);
const SIGNED: &[u8] = b"the new version";

/// A place that tells of a version and hands out a file.
fn place(version: &str, file: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let one = json!({"url": format!("{url}/file"), "signature": SIGNATURE});
    let told = json!({"version": version, "platforms": {
        "linux-x86_64": one, "linux-aarch64": one, "windows-x86_64": one, "darwin-aarch64": one, "darwin-x86_64": one,
    }});
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = vec![0; 8_192];
            let read = stream.read(&mut request).expect("a request");
            let body = match &request[..read] {
                request if request.starts_with(b"GET /beta/latest.json ") => told.to_string().into_bytes(),
                request if request.starts_with(b"GET /file ") => file.to_vec(),
                _ => vec![],
            };
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(&[head.as_bytes(), &body].concat()).expect("answered");
        }
    });
    format!("{url}/{{channel}}/latest.json")
}

fn app() -> App<MockRuntime> {
    let mut context = tauri::test::mock_context(tauri::test::noop_assets());
    context.config_mut().plugins.0.insert("updater".into(), json!({"pubkey": "", "endpoints": []}));
    let builder = tauri::test::mock_builder().plugin(tauri_plugin_updater::Builder::new().build());
    builder.build(context).expect("an app")
}

async fn found(app: &App<MockRuntime>, place: &str) -> Option<Update> {
    let question = decide(Came::Itself, Some(place), Some(KEY), Channel::Beta).expect("a question");
    newer(app.handle(), question).await.expect("an answer")
}

#[tokio::test]
async fn a_newer_version_is_found_and_only_what_was_signed_is_taken() {
    let app = app();
    let update = found(&app, &place("999.0.0", SIGNED)).await.expect("newer");
    assert_eq!(update.version, "999.0.0");
    assert_eq!(update.download(|_, _| {}, || {}).await.expect("signed"), SIGNED);
    let other = found(&app, &place("999.0.0", b"something else.")).await.expect("newer");
    assert!(other.download(|_, _| {}, || {}).await.is_err(), "nobody signed this");
}

#[tokio::test]
async fn what_is_not_newer_is_not_offered() {
    assert!(found(&app(), &place("0.0.1", SIGNED)).await.is_none());
}
