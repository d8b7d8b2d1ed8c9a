//! A database server that takes no writes, as after a failover, when another has taken its place.

use std::time::Duration;

use lagoon_postgres_cluster::{Cluster, Durability};
use lagoon_server::{open, repository::RepositoryError};
use reqwest::StatusCode;
use serde_json::json;
use tokio::{net::TcpListener, time::Instant};

use super::{
    repository::{person, request, update},
    support::{answer, http},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_takes_no_writes_is_busy_and_not_ready_and_goes_on_when_it_does() {
    let cluster = Cluster::own(Durability::None).expect("starts");
    let database = cluster.database().expect("made");
    let server = open(&database.url()).await.expect("opens");
    let repository = server.repository.clone();
    let who = person(&repository, "Marina", "a@example.com").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/readyz", listener.local_addr().expect("an address"));
    tokio::spawn(lagoon_server::serve(listener, server, std::future::pending()));
    let is_ready = async || answer(http().get(&url)).await.0;
    let write = async |n| repository.exchange(who, request(None, vec![update(n, json!("a"), 1, 1)])).await;
    let set = |what: &str| {
        cluster.sql("postgres", &format!("ALTER SYSTEM {what}")).expect("set");
        cluster.sql("postgres", "SELECT pg_reload_conf()").expect("read");
    };
    assert_eq!(is_ready().await, StatusCode::OK);

    set("SET default_transaction_read_only = on");
    // The connections that stand read the setting when they are idle.
    let began = Instant::now();
    let mut draft = 0;
    while let Ok(_written) = write(draft).await {
        draft += 1;
        assert!(began.elapsed().as_secs() < 20, "it is read-only");
    }
    for _ in 0..2 {
        assert!(matches!(write(draft).await, Err(RepositoryError::Busy)));
    }
    assert_eq!(is_ready().await, StatusCode::SERVICE_UNAVAILABLE);
    let told = open(&database.url()).await.err().expect("refused").to_string();
    assert!(told.contains("is read-only there"), "{told}");

    set("RESET default_transaction_read_only");
    let began = Instant::now();
    while write(draft).await.is_err() || is_ready().await != StatusCode::OK {
        assert!(began.elapsed().as_secs() < 20, "it never goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    repository.close().await;
}
