//! Several processes on one database: they hear of each other's changes and agree about the time.

use std::{sync::Arc, time::Duration};

use lagoon_server::repository::{Elsewhere, Repository};
use lagoon_sync::Seq;
use serde_json::json;
use tokio::{net::TcpListener, sync::mpsc::Receiver};

use super::{
    database::TestDatabase,
    repository::{person, request, update},
    support::{DRAFT, START, sign_in},
};

/// A process as it really is, with the database's clock.
pub async fn process(database: &TestDatabase) -> Arc<dyn Repository> {
    lagoon_server::open(&database.url()).await.expect("opens").repository.clone()
}

pub async fn next(news: &mut Receiver<Elsewhere>) -> Elsewhere {
    tokio::time::timeout(Duration::from_secs(20), news.recv()).await.expect("in time").expect("goes on")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_in_one_process_is_heard_of_in_another_also_after_the_connection_broke() {
    let database = TestDatabase::new();
    let (here, there) = (process(&database).await, process(&database).await);
    let who = person(&here, "Marina", "a@example.com").await;
    let mut news = there.elsewhere().expect("there are others");
    assert_eq!(next(&mut news).await, Elsewhere::PerhapsMissed, "what came before it listened");
    here.exchange(who, request(None, vec![update(1, json!("a"), 1, 1)])).await.expect("stored");
    assert_eq!(next(&mut news).await, Elsewhere::Advanced(who.team, Seq(1)));

    let broken = "SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.sql(broken).await;
    assert_eq!(next(&mut news).await, Elsewhere::PerhapsMissed);
    // A device that meets a broken connection is told to come again, and does.
    let mut tries = 0;
    let stored = loop {
        match here.exchange(who, request(None, vec![update(1, json!("b"), 2, 1)])).await {
            Ok(stored) => break stored,
            Err(error) => {
                assert!(matches!(error, lagoon_server::repository::RepositoryError::Busy), "{error:?}");
                tries += 1;
                assert!(tries < 40, "it never recovers");
            }
        }
    };
    assert_eq!(next(&mut news).await, Elsewhere::Advanced(who.team, stored.cursor.seq));
    for process in [here, there] {
        process.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_processes_go_by_the_databases_clock() {
    let database = TestDatabase::new();
    let (here, there) = (process(&database).await, process(&database).await);
    let who = person(&here, "Marina", "a@example.com").await;
    let mut last = 0;
    for n in 1..=20_u128 {
        let process = if n % 2 == 0 { &here } else { &there };
        let answer = process.exchange(who, request(None, vec![update(n, json!("a"), 1, 1)])).await.expect("stored");
        let now = answer.server_time.get();
        assert!(now >= last, "the server's time ran back from {last} to {now}");
        last = now;
    }
    let shown = database.sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text").await;
    let shown: i64 = shown[0].parse().expect("a number");
    for process in [&here, &there] {
        let off = process.now().await.expect("asked").get() - shown;
        assert!((-50..5_000).contains(&off), "{off} ms off the database's clock");
    }
    for process in [here, there] {
        process.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_are_one_to_whoever_listens() {
    let server = super::support::start().await;
    let other =
        lagoon_server::open_with_clock(&server.database.url(), Arc::new(server.clock.clone())).await.expect("opens");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(lagoon_server::serve(listener, other, std::future::pending()));
    let (ada, bola) = (server.sign_in("ada").await, sign_in(&url, "bola").await);
    let mut stream = bola.request(reqwest::Method::GET, "/v1/events").send().await.expect("an answer");
    let heard = async |stream: &mut reqwest::Response, needle: &str| {
        let mut text = String::new();
        let reading = async {
            while let Ok(Some(piece)) = stream.chunk().await {
                text.push_str(&String::from_utf8_lossy(&piece));
                if text.contains(needle) {
                    return true;
                }
            }
            false
        };
        tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap_or(false)
    };
    assert!(heard(&mut stream, "{\"seq\":0}").await);
    let (status, _) = ada.put(DRAFT, json!({"lastModified": START, "title": "Duplex"})).await;
    assert_eq!(status, reqwest::StatusCode::OK);
    assert!(heard(&mut stream, "{\"seq\":1}").await, "the other process did not tell");
}
