//! Pokes between processes on one database, by LISTEN and NOTIFY.
//!
//! The one rule: a NOTIFY is never part of a transaction that writes, for PostgreSQL commits those with a NOTIFY one after
//! the other. One task of this process sends what has gathered for each team.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lagoon_listing::TeamId;
use lagoon_sync::Seq;
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::timeout,
};

use super::connections::{Connections, require_writable, silent};
use crate::repository::Elsewhere;

const CHANNEL: &str = "lagoon_changes";

/// How long to wait before trying again when the database cannot be reached.
const PAUSE: Duration = Duration::from_secs(1);

/// After so long without news the connection is asked whether it lives, and how long it may take to say so.
const QUIET: Duration = Duration::from_secs(5);
const LIVES: Duration = Duration::from_secs(2);

/// How many of another process's pokes wait to be passed on. When there are more, the listener waits, and so does
/// PostgreSQL, which keeps them.
const WAITING: usize = 1_024;

/// Tells other processes where teams' counters stand.
pub struct Notifier {
    gathered: Arc<Gathered>,
    sending: JoinHandle<()>,
}

#[derive(Default)]
struct Gathered {
    teams: Mutex<BTreeMap<TeamId, Seq>>,
    more: Notify,
}

impl Notifier {
    /// Begins to send.
    pub fn start(connections: Connections) -> Self {
        let gathered = Arc::new(Gathered::default());
        let sending = tokio::spawn(send(connections, gathered.clone()));
        Self { gathered, sending }
    }

    /// A team's counter stands at `seq` now. Returns at once; it is told soon.
    pub fn tell(&self, team: TeamId, seq: Seq) {
        self.gathered.add([(team, seq)]);
    }

    /// Sends nothing any more.
    pub fn stop(&self) {
        self.sending.abort();
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Gathered {
    fn add(&self, told: impl IntoIterator<Item = (TeamId, Seq)>) {
        let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        for (team, seq) in told {
            let newest = teams.entry(team).or_default();
            *newest = (*newest).max(seq);
        }
        self.more.notify_one();
    }

    fn take(&self) -> BTreeMap<TeamId, Seq> {
        std::mem::take(&mut *self.teams.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn send(connections: Connections, gathered: Arc<Gathered>) {
    loop {
        gathered.more.notified().await;
        let teams = gathered.take();
        if teams.is_empty() {
            continue;
        }
        let payloads: Vec<String> = teams.iter().map(|(team, seq)| format!("{team} {}", seq.0)).collect();
        let told = connections.with(async |connection| {
            sqlx::query("SELECT count(pg_notify($1, payload)) FROM unnest($2::text[]) AS payload")
                .bind(CHANNEL)
                .bind(&payloads)
                .execute(connection)
                .await?;
            Ok(())
        });
        if let Err(error) = told.await {
            tracing::warn!(%error, "other processes could not be told of changes; tried again in a second");
            gathered.add(teams);
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Hears what other processes tell, and this one itself, until nobody wants to hear it any more or the database is closed.
/// After every break of the connection it says that something may have been missed.
pub fn listen(connections: Connections) -> mpsc::Receiver<Elsewhere> {
    let (heard, hearing) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        tokio::select! {
            () = keep_listening(&connections, &heard) => {}
            () = heard.closed() => {}
            () = connections.closed() => {}
        }
    });
    hearing
}

async fn keep_listening(connections: &Connections, heard: &mpsc::Sender<Elsewhere>) {
    while let Err(error) = hear(connections, heard).await {
        tracing::warn!(%error, "changes of other processes are not heard of; tried again in a second");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn hear(connections: &Connections, heard: &mpsc::Sender<Elsewhere>) -> Result<(), sqlx::Error> {
    let mut listener = connections.listener().await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // From here on nothing is missed; before, something may have been.
    let mut news = Elsewhere::PerhapsMissed;
    while heard.send(news).await.is_ok() {
        news = loop {
            let Ok(notification) = timeout(QUIET, listener.try_recv()).await else {
                timeout(LIVES, require_writable(&mut listener)).await.map_err(|_| silent())??;
                continue;
            };
            let notification = notification?.ok_or_else(broken)?;
            if let Some((team, seq)) = read(notification.payload()) {
                break Elsewhere::Advanced(team, seq);
            }
        };
    }
    Ok(())
}

fn broken() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into())
}

fn read(payload: &str) -> Option<(TeamId, Seq)> {
    let (team, seq) = payload.split_once(' ')?;
    Some((team.parse().ok()?, Seq(seq.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_gathers_for_a_team_is_told_once_with_the_greatest_number() {
        let gathered = Gathered::default();
        let (one, two) = (TeamId(Uuid::from_u128(1)), TeamId(Uuid::from_u128(2)));
        gathered.add([(one, Seq(3)), (two, Seq(1))]);
        gathered.add([(one, Seq(2)), (one, Seq(5))]);
        assert_eq!(gathered.take(), BTreeMap::from([(one, Seq(5)), (two, Seq(1))]));
        assert!(gathered.take().is_empty());
    }

    #[test]
    fn a_payload_of_something_else_is_not_taken_for_a_poke() {
        let team = TeamId(Uuid::from_u128(1));
        assert_eq!(read(&format!("{team} 42")), Some((team, Seq(42))));
        for odd in ["", "x", "x 1", &format!("{team}"), &format!("{team} x")] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
