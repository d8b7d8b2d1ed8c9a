//! How much memory the server takes, whatever is sent: on a process of its own, so that what the tests take is not counted.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::json;

use super::{
    process::{Process, command},
    raw::{say, until},
    support::{DRAFT, PASSWORD, answer, http},
};

/// A server with Ada, who is signed in.
struct Own {
    process: Process,
    token: String,
    _folder: tempfile::TempDir,
}

async fn own(arguments: &[&str]) -> Own {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("lagoon.db").display());
    let team = ["team", "create", "--database", &database, "--name", "Marina"];
    assert!(command().args(team).status().expect("runs").success());
    let opened = lagoon_server::open(&database).await.expect("opens");
    opened.add_user("Marina", "ada@example.com", "Ada", PASSWORD).await.expect("added");
    opened.repository.close().await;
    let process = Process::serve(&[&["--database", &database], arguments].concat(), &[], 1);
    let sign_in = json!({"email": "ada@example.com", "password": PASSWORD});
    let (_, session) = answer(http().post(format!("{}/v1/sessions", process.url())).json(&sign_in)).await;
    let token = session["token"].as_str().expect("a token").to_owned();
    Own { process, token, _folder: folder }
}

impl Own {
    fn address(&self) -> &str {
        self.process.url().strip_prefix("http://").expect("plain")
    }

    /// An exchange whose body is compressed.
    fn sync(&self, gzip: Vec<u8>) -> RequestBuilder {
        let request = http().post(format!("{}/v1/sync", self.process.url())).bearer_auth(&self.token);
        request.header("content-type", "application/json").header("content-encoding", "gzip").body(gzip)
    }

    /// How much more than before it has taken at some time since, in MiB.
    fn grown(&self, before: u64) -> u64 {
        self.process.kib("VmHWM").saturating_sub(before) / 1024
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// A value of so many bytes that takes eighty times as much once it is built.
fn bushy(bytes: usize) -> String {
    format!("[{}0]", "{\"a\":0},".repeat(bytes / 8 - 1))
}

/// An exchange of one draft with these groups.
fn exchange(groups: &[(String, String)]) -> Vec<u8> {
    let stamp = "1-0000000000000001";
    let groups: Vec<_> =
        groups.iter().map(|(name, value)| format!(r#""{name}":{{"value":{value},"stamp":"{stamp}"}}"#)).collect();
    let update = format!(r#"{{"id":"{DRAFT}","baseRev":0,"lastModified":1,"groups":{{{}}}}}"#, groups.join(","));
    let body = format!(r#"{{"device":"0000000000000001","schema":1,"updates":[{update}]}}"#);
    assert!(body.len() <= 8 * 1024 * 1024);
    gzip(body.as_bytes())
}

#[tokio::test]
async fn a_value_that_is_small_on_the_wire_and_large_in_memory_is_refused_without_building_it() {
    let server = own(&[]).await;
    let body = exchange(&[("later".into(), bushy(8_000_000)), ("title".into(), "\"Kept\"".into())]);
    assert!(body.len() < 100_000);
    let before = server.process.kib("VmHWM");
    let (status, answered) = answer(server.sync(body)).await;
    assert_eq!(status, StatusCode::OK, "{answered}");
    let groups = &answered["outcomes"][0]["groups"];
    assert_eq!((&groups["later"]["code"], &groups["title"]["outcome"]), (&json!("tooLarge"), &json!("applied")));
    assert_eq!(groups["later"]["message"], "This is 7813 KB; the cloud keeps at most 64 KB. Shorten it.");
    let grown = server.grown(before);
    assert!(grown < 64, "{grown} MiB");
}

#[tokio::test]
async fn many_values_that_are_large_in_memory_are_too_much_together_and_not_one_by_one() {
    let server = own(&[]).await;
    let groups: Vec<_> = (0..120).map(|n| (format!("later-{n}"), bushy(64 * 1024))).collect();
    let before = server.process.kib("VmHWM");
    let (status, problem) = answer(server.sync(exchange(&groups))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("bodyTooLarge")), "{problem}");
    let grown = server.grown(before);
    assert!(grown < 64, "{grown} MiB");
    let (status, answered) = answer(server.sync(exchange(&groups[..1]))).await;
    assert_eq!((status, &answered["outcomes"][0]["groups"]["later-0"]["outcome"]), (StatusCode::OK, &json!("applied")));
}

#[tokio::test]
async fn bombs_and_idle_streams_take_bounded_memory() {
    const BOMBS: usize = 8;
    const STREAMS: u64 = 300;

    let server = own(&["--max-streams", "1000"]).await;
    // 256 MiB of spaces each.
    let spaces = vec![b' '; 1024 * 1024];
    let mut gzip = GzEncoder::new(vec![], Compression::fast());
    for _ in 0..256 {
        gzip.write_all(&spaces).expect("memory");
    }
    let bomb = gzip.finish().expect("memory");
    let before = server.process.kib("VmHWM");
    let bombs = (0..BOMBS).map(|_| tokio::spawn(answer(server.sync(bomb.clone()))));
    for bomb in bombs.collect::<Vec<_>>() {
        assert_eq!(bomb.await.expect("no panic").0, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let grown = server.process.kib("VmHWM") - before;
    // Each may hold what arrived and twice what it became while that grew.
    let most = BOMBS as u64 * 3 * 8 * 1024;
    assert!(grown < most, "{grown} KiB for {BOMBS} bombs");

    let before = server.process.kib("VmRSS");
    let head = format!("GET /v1/events HTTP/1.1\r\nHost: lagoon\r\nAuthorization: Bearer {}\r\n\r\n", server.token);
    let mut streams = vec![];
    for _ in 0..STREAMS {
        let mut stream = say(server.address(), &head).await;
        until(&mut stream, "\"seq\":0").await;
        streams.push(stream);
    }
    let each = server.process.kib("VmRSS").saturating_sub(before) / STREAMS;
    assert!(each < 64, "{each} KiB for an idle stream");
    let draft = http().put(format!("{}/v1/property-drafts/{DRAFT}", server.process.url())).bearer_auth(&server.token);
    let (status, _) = answer(draft.json(&json!({"lastModified": 1, "title": "Poke"}))).await;
    assert_eq!(status, StatusCode::OK);
    for stream in &mut streams {
        until(stream, "\"seq\":1").await;
    }
}
