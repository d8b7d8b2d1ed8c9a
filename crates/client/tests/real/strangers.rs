//! What is not our server, and what our server says when it is unwell: nothing is marked saved, nothing is lost.

use std::time::{Duration, Instant};

use lagoon_client::Client;
use lagoon_listing::GroupName;
use lagoon_sync::{status::SyncState, view::Saved};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::support::{Device, Server, edit, synced, until_status, write};

/// Puts a stranger on the server's port: it answers everything with these bytes, or never.
async fn replace(server: &mut Server, answer: Option<Vec<u8>>) -> tokio::task::JoinHandle<()> {
    server.stop().await;
    let address = server.url().trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind(address).await.expect("the port is free");
    tokio::spawn(async move {
        let mut held = vec![];
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let Some(answer) = &answer else {
                held.push(stream);
                continue;
            };
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 65_536];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            });
        }
    })
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len())
            .into_bytes();
    answer.extend_from_slice(body);
    answer
}

async fn is_unsent(client: &Client) {
    let listed = client.list_drafts(None).await.expect("listed");
    assert!(listed.iter().all(|draft| draft.saved == Saved::Here), "{listed:?}");
}

/// Writes while a stranger stands in for the server, and checks that the work goes out once the real one is back.
async fn survives(answer: Vec<u8>, shown: SyncState) {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    let stranger = replace(&mut server, Some(answer)).await;
    let id = write(&ada, "Duplex").await;
    until_status(&ada, shown).await;
    is_unsent(&ada).await;
    stranger.abort();
    let _ = stranger.await;
    server.resume().await;
    edit(&ada, id, &GroupName::TITLE, "Duplex!").await;
    synced(&ada).await;
}

#[tokio::test]
async fn a_captive_portals_page_is_offline() {
    survives(http("200 OK", "content-type: text/html\r\n", b"<html>Pay here</html>"), SyncState::Offline).await;
}

#[tokio::test]
async fn a_portal_that_forbids_is_offline_and_does_not_sign_anyone_out() {
    survives(http("403 Forbidden", "content-type: text/html\r\n", b"<html>No</html>"), SyncState::Offline).await;
}

#[tokio::test]
async fn a_truncated_answer_is_no_answer() {
    let mut half = http("200 OK", "content-type: application/json\r\n", br#"{"serverTime": 1, "outcomes": ["#);
    half.truncate(half.len() - 3);
    survives(half, SyncState::Offline).await;
}

#[tokio::test]
async fn json_that_is_not_ours_is_no_answer() {
    survives(http("200 OK", "content-type: application/json\r\n", br#"{"hello": 1}"#), SyncState::Offline).await;
}

#[tokio::test]
async fn broken_compression_is_no_answer() {
    let headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    survives(http("200 OK", headers, &[0x1f, 0x8b, 8, 0, 1, 2, 3]), SyncState::Offline).await;
}

#[tokio::test]
async fn a_compression_bomb_is_cut_off() {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        encoder.write_all(&zeros).expect("compressed");
    }
    let bomb = encoder.finish().expect("compressed");
    let headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    survives(http("200 OK", headers, &bomb), SyncState::Offline).await;
}

#[tokio::test]
async fn typing_never_waits_for_a_server_that_hangs() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    let id = write(&ada, "Duplex").await;
    synced(&ada).await;
    // What asks for news alone would hang as well, and nobody would see it.
    ada.set_paused(true);
    let _stranger = replace(&mut server, None).await;
    edit(&ada, id, &GroupName::TITLE, "Hanging").await;
    ada.flush_drafts().await.expect("saved");
    ada.set_paused(false);
    until_status(&ada, SyncState::Syncing).await;
    let typing = Instant::now();
    for number in 0..50 {
        edit(&ada, id, &GroupName::TITLE, format!("Still typing {number}")).await;
    }
    let each = typing.elapsed() / 50;
    assert!(each < Duration::from_secs(1), "an edit took {each:?}");
    assert_eq!(ada.status().sync_status, SyncState::Syncing, "and the request still hangs");
}

#[tokio::test]
async fn a_server_that_does_not_speak_this_versions_language_any_more_asks_for_an_update_and_everything_is_kept() {
    let mut server = Server::start().await;
    let device = Device::new(&server.url());
    let ada = device.signed_in("ada@example.com").await;
    synced(&ada).await;
    let problem = br#"{"title":"Not Found","status":404,"code":"unknownRoute","detail":"There is nothing here."}"#;
    let _newer =
        replace(&mut server, Some(http("404 Not Found", "content-type: application/problem+json\r\n", problem))).await;
    write(&ada, "Duplex").await;
    until_status(&ada, SyncState::Error).await;
    assert!(ada.status().detail.starts_with("This version of Lagoon is too old"), "{:?}", ada.status());
    is_unsent(&ada).await;
}
