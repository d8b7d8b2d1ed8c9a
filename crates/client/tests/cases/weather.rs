//! Bad weather: refusals, portals, halves of answers and bombs. Nothing is marked saved, nothing is lost, and nobody
//! storms the server.

use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{status::SyncState, view::Saved};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    line::{Exchange, Mode},
    person::{Person, answer, request, title},
    support::{ADA, CHIDI, Device, PASSWORD, Server, device_of, edit, new_id, synced, until_status, write},
    world::{HOUR, MINUTE, START},
};

const JSON: &str = "content-type: application/json\r\n";
const GZIP: &str = "content-type: application/json\r\ncontent-encoding: gzip\r\n";

fn http(status: &str, headers: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    http(status, headers, body.len(), body)
}

/// A problem as our own server words it.
fn problem(status: u16, code: &str, headers: &str) -> Vec<u8> {
    let body = json!({"type": format!("urn:lagoon:problem:{code}"), "title": code, "status": status, "code": code,
        "detail": "Whatever the reason."});
    let headers = format!("content-type: application/problem+json\r\n{headers}");
    whole(&format!("{status} {code}"), &headers, body.to_string().as_bytes())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::best());
    encoder.write_all(body).expect("compressed");
    encoder.finish().expect("compressed")
}

/// An answer that would confirm everything, if it were whole.
fn confirming(id: DraftId) -> Vec<u8> {
    let answer = json!({"serverTime": START, "outcomes": [{"id": id, "groups": {"title": {"outcome": "applied"}}}],
        "changes": [], "cursor": {"epoch": "0000000000000001", "seq": 9}, "more": false,
        "limits": {"groupBytes": 65_536, "updates": 200, "bodyBytes": 8_388_608}});
    answer.to_string().into_bytes()
}

/// A device with a draft in the cloud, and an edit of it that meets the weather.
struct Weather {
    server: Server,
    device: Device,
    ada: Client,
    id: DraftId,
    tries_before: usize,
    began: Instant,
}

impl Weather {
    async fn begin(says: impl FnOnce(DraftId) -> Vec<u8>) -> Self {
        let server = Server::start().await;
        let (device, ada) = device_of(&server, ADA).await;
        let id = write(&ada, "Safe").await;
        // The step is left: what follows is no keystroke of the same run.
        ada.flush_drafts().await.expect("saved");
        synced(&ada).await;
        device.line.set(Mode::Says(Arc::new(says(id))));
        let tries_before = device.line.exchanges().len();
        edit(&ada, id, &GroupName::TITLE, "Written in bad weather").await;
        Self { server, device, ada, id, tries_before, began: Instant::now() }
    }

    fn tries(&self) -> usize {
        self.device.line.exchanges().len() - self.tries_before
    }

    async fn until_tried(&self, times: usize) {
        self.device.line.until(|all: &[Exchange]| all.len() >= self.tries_before + times).await;
    }

    /// Nothing is marked saved, on the chip, in the list or in the draft.
    async fn nothing_is_marked_saved(&self) {
        let view = self.ada.read_draft(self.id).await.expect("there");
        assert_eq!((view.unsent, view.held.len()), (vec![GroupName::TITLE], 0));
        assert_eq!(view.groups[&GroupName::TITLE], "Written in bad weather");
        assert_eq!(self.ada.list_drafts(None).await.expect("listed")[0].saved, Saved::Here);
        assert_ne!(self.ada.status().sync_status, SyncState::Synced);
        assert_eq!(self.ada.status().waiting, 1);
    }

    /// Several tries in a row are spread over time, and another one is planned.
    async fn tries_are_bounded(&self) {
        self.until_tried(5).await;
        // Full jitter on 1, 2, 4 and 8 s: below 100 ms once in millions of runs.
        assert!(self.began.elapsed() > Duration::from_millis(100), "five tries in {:?}", self.began.elapsed());
        self.nothing_is_marked_saved().await;
        let plan = async |client: &Client| client.read_panel().await.expect("readable").next_try_in;
        let in_flight = self.device.line.exchanges().len();
        match plan(&self.ada).await {
            Some(next) => assert!(next <= 10_000, "the next try in {next} ms"),
            None => self.device.line.until(|all| all.len() >= in_flight).await,
        }
    }

    /// The sun comes out: what was written goes out, whole.
    async fn ends_well(self) {
        self.device.mend(&self.ada);
        synced(&self.ada).await;
        let witness = Person::sign_in(&self.server, CHIDI).await;
        assert_eq!(witness.value(self.id, "title").await, "Written in bad weather");
        assert_eq!(witness.past(self.id, "title").await, ["Safe"]);
    }
}

/// An answer after which the device tries again by itself, and says that it is offline.
async fn passes_over(says: impl FnOnce(DraftId) -> Vec<u8>) {
    let weather = Weather::begin(says).await;
    until_status(&weather.ada, SyncState::Offline).await;
    weather.nothing_is_marked_saved().await;
    weather.tries_are_bounded().await;
    weather.ends_well().await;
}

/// A refusal of the sign-in: one try, and then nothing until somebody signs in.
async fn stops_sending(status: u16) {
    let weather = Weather::begin(|_| problem(status, "signInRequired", "")).await;
    until_status(&weather.ada, SyncState::Error).await;
    assert!(weather.ada.status().detail.contains("Sign in"), "{}", weather.ada.status().detail);
    assert_eq!(weather.tries(), 1);
    weather.nothing_is_marked_saved().await;
    // Neither edits, nor the network's return, nor a tap make it knock again.
    weather.device.mend(&weather.ada);
    edit(&weather.ada, weather.id, &GroupName::TITLE, "Written in worse weather").await;
    edit(&weather.ada, weather.id, &GroupName::TITLE, "Written in bad weather").await;
    weather.ada.retry_sync().await.expect("saved");
    weather.server.world.pass(MINUTE);
    weather.ada.send_before_leaving(Duration::from_secs(1)).await;
    assert_eq!(weather.tries(), 1, "it stopped");
    weather.nothing_is_marked_saved().await;
    let url = weather.device.line.url();
    weather.ada.sign_in(ADA, PASSWORD, &url, true).await.expect("signed in");
    weather.ends_well().await;
}

#[tokio::test]
async fn case_28_a_401_stops_sending_and_keeps_everything() {
    stops_sending(401).await;
}

#[tokio::test]
async fn case_28_a_403_stops_sending_and_keeps_everything() {
    stops_sending(403).await;
}

/// `Retry-After` is kept whatever happens, and then the edit goes out.
async fn is_waited_for(status: u16, code: &str) {
    let weather = Weather::begin(|_| problem(status, code, "retry-after: 1800\r\n")).await;
    weather.until_tried(1).await;
    weather.nothing_is_marked_saved().await;
    weather.device.mend(&weather.ada);
    weather.ada.retry_sync().await.expect("saved");
    weather.ada.send_now();
    edit(&weather.ada, weather.id, &GroupName::TITLE, "Written in worse weather").await;
    edit(&weather.ada, weather.id, &GroupName::TITLE, "Written in bad weather").await;
    weather.server.world.pass(HOUR / 4);
    let next = weather.ada.read_panel().await.expect("readable").next_try_in;
    assert!(next.is_some_and(|next| (800_000..=900_000).contains(&next)), "half of it is over: {next:?}");
    assert_eq!(weather.tries(), 1);
    weather.nothing_is_marked_saved().await;
    weather.server.world.pass(HOUR / 4);
    // Looking at the panel wakes the timers, which sleep in real time.
    weather.ada.read_panel().await.expect("readable");
    weather.ends_well().await;
}

#[tokio::test]
async fn case_28_a_429_is_waited_for() {
    is_waited_for(429, "tooManyAttempts").await;
}

#[tokio::test]
async fn case_28_a_503_with_retry_after_is_waited_for() {
    is_waited_for(503, "busy").await;
}

#[tokio::test]
async fn case_28_a_429_or_503_without_retry_after_is_tried_again_with_growing_pauses() {
    for status in [429, 503] {
        let weather = Weather::begin(|_| problem(status, "busy", "")).await;
        weather.tries_are_bounded().await;
        weather.ends_well().await;
    }
}

#[tokio::test]
async fn case_28_a_captive_portals_page_is_no_answer() {
    passes_over(|_| whole("200 OK", "content-type: text/html\r\n", b"<html>Pay here</html>")).await;
}

#[tokio::test]
async fn case_28_truncated_json_is_no_answer() {
    passes_over(|id| {
        let body = confirming(id);
        whole("200 OK", JSON, &body[..body.len() - 2])
    })
    .await;
}

#[tokio::test]
async fn case_28_json_that_breaks_off_on_the_wire_is_no_answer() {
    passes_over(|id| {
        let body = confirming(id);
        http("200 OK", JSON, body.len(), &body[..body.len() - 2])
    })
    .await;
}

#[tokio::test]
async fn case_28_truncated_gzip_is_no_answer() {
    passes_over(|id| {
        // Only the checksum is missing: everything that it says has arrived.
        let body = gzip(&confirming(id));
        whole("200 OK", GZIP, &body[..body.len() - 8])
    })
    .await;
}

#[tokio::test]
async fn case_28_a_gzip_bomb_is_cut_off() {
    // Spaces before an answer that would be believed: 200 MB of them.
    passes_over(|id| whole("200 OK", GZIP, &gzip(&[vec![b' '; 200 << 20], confirming(id)].concat()))).await;
}

#[tokio::test]
async fn case_28_the_server_refuses_halves_and_bombs_as_well() {
    let server = Server::start().await;
    let person = Person::sign_in(&server, ADA).await;
    let id = new_id();
    let body = request(None, &[title(id, "x", START, 1)]).to_string().into_bytes();
    let zipped = gzip(&body);
    let bomb = gzip(&[vec![b' '; 200 << 20], body.clone()].concat());
    for (what, encoding, body, expected, code) in [
        ("half JSON", "identity", body[..body.len() - 2].to_vec(), StatusCode::BAD_REQUEST, "malformedJson"),
        ("half gzip", "gzip", zipped[..zipped.len() - 9].to_vec(), StatusCode::BAD_REQUEST, "malformedGzip"),
        ("no gzip", "gzip", body.clone(), StatusCode::BAD_REQUEST, "malformedGzip"),
        ("a bomb", "gzip", bomb, StatusCode::PAYLOAD_TOO_LARGE, "bodyTooLarge"),
    ] {
        let post = person.request(Method::POST, "/v1/sync").header("content-type", "application/json");
        let (status, problem) = answer(post.header("content-encoding", encoding).body(body)).await;
        assert_eq!((status, &problem["code"]), (expected, &json!(code)), "{what}: {problem}");
    }
    assert_eq!(person.head(id).await, json!(null), "nothing of it is stored");
}
