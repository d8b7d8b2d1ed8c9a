//! Connections to the database that die without a word: what they carried stays open, and no byte passes any more.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::{future::join_all, poll};
use lagoon_drill::Proxy;
use lagoon_server::{
    open,
    repository::{Elsewhere, Exchanged, Repository, RepositoryError, SignedIn, postgres::PostgresRepository},
};
use lagoon_sync::Seq;
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::{
    database::TestDatabase,
    processes::{next, process},
    repository::{person, request, update},
};

/// How long what is asked of the database may take here.
const PATIENCE: Duration = Duration::from_secs(2);

/// A process whose connections go through a proxy.
async fn behind_a_proxy(database: &TestDatabase) -> (Proxy, Arc<dyn Repository>) {
    let TestDatabase::Postgres(postgres) = database else { panic!("another kind") };
    let url = postgres.url();
    let port = url.rsplit([':', '/']).nth(1).expect("a port").parse().expect("a number");
    let proxy = Proxy::start(port).expect("a free port");
    let repository = PostgresRepository::open_patient(&postgres.url_through(proxy.port()), PATIENCE).await;
    (proxy, Arc::new(repository.expect("opens")))
}

async fn write(repository: &Arc<dyn Repository>, who: SignedIn, draft: u128) -> Result<Exchanged, RepositoryError> {
    repository.exchange(who, request(None, vec![update(draft, json!("a"), 1, 1)])).await
}

/// Asks until it is answered.
async fn until_answered<T>(what: &str, ask: impl AsyncFn() -> Result<T, RepositoryError>) -> T {
    let began = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(RepositoryError::Busy) => assert!(began.elapsed().as_secs() < 30, "{what} never goes on"),
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_whose_connection_fell_silent_is_told_to_come_again_and_served_soon() {
    let database = TestDatabase::new();
    let (proxy, repository) = behind_a_proxy(&database).await;
    let who = person(&repository, "Marina", "a@example.com").await;
    // Idle connections fall silent too.
    let idle = join_all((0..12).map(|_| repository.seq(who.team))).await;
    assert!(idle.iter().all(Result::is_ok));

    let held = database.hold_writers().await;
    let stuck = tokio::spawn({
        let repository = repository.clone();
        async move { write(&repository, who, 1).await }
    });
    let waiting = "SELECT count(*)::text FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while database.sql(waiting).await != ["1"] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    proxy.fall_silent();
    held.release().await;

    let answer = timeout(Duration::from_mins(1), stuck).await.expect("answered in time").expect("no panic");
    if let Err(error) = answer {
        assert!(matches!(error, RepositoryError::Busy), "{error}");
    }
    until_answered("writing", async || write(&repository, who, 2).await).await;
    // As many as there may be connections: none has lost its place.
    let reading = (0..16).map(|_| until_answered("reading", async || repository.seq(who.team).await));
    assert!(join_all(reading).await.iter().all(|seq| *seq >= Seq(1)));
    assert_eq!(repository.commits().waiting(), 0);
    timeout(Duration::from_secs(30), repository.close()).await.expect("it can be stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_listening_connection_fell_silent_hears_of_others_again() {
    let database = TestDatabase::new();
    let here = process(&database).await;
    let (proxy, there) = behind_a_proxy(&database).await;
    let who = person(&here, "Marina", "a@example.com").await;
    let mut news = there.elsewhere().expect("there are others");
    assert_eq!(next(&mut news).await, Elsewhere::PerhapsMissed, "what came before it listened");
    proxy.fall_silent();
    assert_eq!(next(&mut news).await, Elsewhere::PerhapsMissed, "it listens anew");
    let stored = write(&here, who, 1).await.expect("stored");
    assert_eq!(next(&mut news).await, Elsewhere::Advanced(who.team, stored.cursor.seq));
    for process in [here, there] {
        timeout(Duration::from_secs(30), process.close()).await.expect("it can be stopped");
    }
}

#[tokio::test]
async fn whoever_leaves_while_a_transaction_begins_leaves_none_behind() {
    let database = TestDatabase::new();
    let repository = open(&database.url()).await.expect("opens").repository.clone();
    let who = person(&repository, "Marina", "a@example.com").await;
    let idle = "SELECT count(*)::text FROM pg_stat_activity
                WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for steps in 1..10 {
        repository.seq(who.team).await.expect("answered");
        {
            let mut asking = pin!(repository.seq(who.team));
            for _ in 0..steps {
                if poll!(&mut asking).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(database.sql(idle).await, ["0"], "after {steps} steps");
    }
}
