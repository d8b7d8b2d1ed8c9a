//! Live updates: who listens hears that their team's counter went on, and asks for what changed by an exchange.
//!
//! The one rule: a poke carries a number and nothing else, so that a lost, late or repeated one does no harm.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lagoon_listing::TeamId;
use lagoon_sync::Seq;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

use crate::repository::{Elsewhere, Repository};

/// How long somebody who lost access may go on listening.
const LOOK_AT_ACCESS: Duration = Duration::from_millis(500);

/// How many listeners ask at once whether it was them: the others leave the database to those who make requests.
const LOOK_AT_ONCE: usize = 4;

/// Who listens to which team.
pub struct Live {
    teams: Mutex<HashMap<TeamId, watch::Sender<Seq>>>,
    access: watch::Sender<i64>,
    looking: Semaphore,
    closing: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            teams: Mutex::default(),
            access: watch::Sender::new(0),
            looking: Semaphore::new(LOOK_AT_ONCE),
            closing: watch::Sender::new(false),
        }
    }
}

impl Live {
    /// The team's counter stands at `seq` now. Say so after the commit, never before.
    pub fn poke(&self, team: TeamId, seq: Seq) {
        let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(listeners) = teams.get(&team) else { return };
        if listeners.receiver_count() == 0 {
            teams.remove(&team);
            return;
        }
        listeners.send_if_modified(|last| {
            let newer = seq > *last;
            *last = (*last).max(seq);
            newer
        });
    }

    /// Hears of every later poke of a team; of several at once only the last.
    pub fn listen(&self, team: TeamId) -> watch::Receiver<Seq> {
        let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        teams.entry(team).or_insert_with(|| watch::Sender::new(Seq(0))).subscribe()
    }

    /// Changes when somebody lost access: whoever listens has to ask whether it was them.
    pub fn access(&self) -> watch::Receiver<i64> {
        self.access.subscribe()
    }

    /// Waits for one's turn to ask whether one's sign-in still stands, and holds it.
    pub async fn turn_to_look(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.looking.acquire().await.ok()
    }

    /// Looks now and then whether somebody lost access, by a request or by a command on the same database. Does not end.
    pub async fn watch_access(&self, repository: Arc<dyn Repository>) {
        loop {
            tokio::time::sleep(LOOK_AT_ACCESS).await;
            if self.access.receiver_count() == 0 {
                continue;
            }
            match repository.access().await {
                Ok(now) => _ = self.access.send_if_modified(|last| std::mem::replace(last, now) != now),
                Err(error) => tracing::warn!(%error, "could not look whether somebody lost access"),
            }
        }
    }

    /// The teams that somebody listens to.
    fn teams(&self) -> Vec<TeamId> {
        let teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        teams.iter().filter(|(_, listeners)| listeners.receiver_count() > 0).map(|(team, _)| *team).collect()
    }

    /// Passes on what other processes on the database do, until the database is closed.
    pub async fn follow(&self, repository: Arc<dyn Repository>) {
        let Some(mut elsewhere) = repository.elsewhere() else { return };
        while let Some(news) = elsewhere.recv().await {
            match news {
                Elsewhere::Advanced(team, seq) => self.poke(team, seq),
                Elsewhere::PerhapsMissed => {
                    for team in self.teams() {
                        // Whoever is not told now asks by themselves within a minute.
                        if let Ok(seq) = repository.seq(team).await {
                            self.poke(team, seq);
                        }
                    }
                }
            }
        }
    }

    /// Becomes true when the server stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Ends every stream, so that the server can stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn listeners_hear_of_their_own_team_only_and_of_the_last_poke() {
        let live = Live::default();
        let (one, two) = (TeamId(Uuid::from_u128(1)), TeamId(Uuid::from_u128(2)));
        let (mut mine, theirs) = (live.listen(one), live.listen(two));
        for seq in [3, 5, 4] {
            live.poke(one, Seq(seq));
        }
        mine.changed().await.expect("poked");
        assert_eq!(*mine.borrow_and_update(), Seq(5));
        assert!(!mine.has_changed().expect("open"), "an older poke is no news");
        assert!(!theirs.has_changed().expect("open"));
        drop(mine);
        live.poke(one, Seq(6));
        assert!(!live.teams.lock().expect("not poisoned").contains_key(&one), "nobody listens any more");
    }
}
