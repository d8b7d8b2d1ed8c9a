//! The queue in front of a writer. While one commit runs the next one's requests gather; nothing waits for a timer.
//!
//! The one rule: a request is answered once, by its own outcome: a shared commit that fails is done again request by
//! request, and whoever stops waiting changes nothing for the others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use lagoon_listing::TeamId;
use tokio::sync::oneshot;

use super::{Answer, CommitStats, Job, Outcome};
use crate::repository::{OnCommit, RepositoryError};

/// The most that one commit carries: requests, drafts they name, and bytes of their values.
const JOBS: usize = 128;
const DRAFTS: usize = 1_000;
const BYTES: usize = 8 * 1024 * 1024;

/// The most that may wait, in requests and bytes of their values: beyond, a device is told to come again.
const WAITING: u64 = 4_096;
const WAITING_BYTES: u64 = 256 * 1024 * 1024;
/// What part of that one of several lanes may take: a team whose commits are slow leaves room for the others.
const PART: u64 = 4;

/// Carries out requests, all of one lane, in one transaction.
#[async_trait::async_trait]
pub trait Writer: Send + Sync + 'static {
    /// Commits all and returns their outcomes in order. An error: nothing was committed, as far as is known.
    async fn commit(&self, jobs: &[Job]) -> Result<Vec<Outcome>, CommitError>;
}

/// Why a commit failed.
#[derive(Debug)]
pub enum CommitError {
    /// It could not be begun: no request is to blame, and doing them one by one would fare no better.
    NotBegun(RepositoryError),
    /// It was begun, and failed.
    Failed(RepositoryError),
}

impl From<RepositoryError> for CommitError {
    fn from(error: RepositoryError) -> Self {
        Self::Failed(error)
    }
}

/// Which requests may share a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// Those of one team: each team's commits are apart.
    PerTeam,
    /// All: there is one writer.
    One,
}

/// Requests that wait for a writer.
#[derive(Clone)]
pub struct Queue {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Arc<dyn Writer>,
    lanes: Lanes,
    /// A lane is here exactly while a task works on it.
    waiting: Mutex<HashMap<Option<TeamId>, VecDeque<Waiting>>>,
    stats: Arc<CommitStats>,
    told: RwLock<Vec<OnCommit>>,
}

struct Waiting {
    job: Job,
    bytes: usize,
    answer: oneshot::Sender<Outcome>,
}

impl Queue {
    /// An empty queue in front of a writer.
    pub fn new(writer: Arc<dyn Writer>, lanes: Lanes) -> Self {
        let stats = Arc::new(CommitStats::default());
        Self { shared: Arc::new(Shared { writer, lanes, waiting: Mutex::default(), stats, told: RwLock::default() }) }
    }

    /// What there is to see of it.
    pub fn stats(&self) -> &Arc<CommitStats> {
        &self.shared.stats
    }

    /// Tells of every later commit.
    pub fn on_commit(&self, told: OnCommit) {
        self.shared.told.write().unwrap_or_else(PoisonError::into_inner).push(told);
    }

    /// Carries out a request, in a commit that it may share. It is carried out whole or not at all, also if whoever waits
    /// for it stops waiting.
    pub async fn submit(&self, job: Job) -> Outcome {
        let (answer, answered) = oneshot::channel();
        let lane = match self.shared.lanes {
            Lanes::PerTeam => Some(job.who.team),
            Lanes::One => None,
        };
        let bytes = job.bytes();
        {
            let mut waiting = self.shared.lock();
            let stats = &self.shared.stats;
            let is_full = stats.waiting() >= WAITING || stats.waiting_bytes() >= WAITING_BYTES;
            if is_full || (lane.is_some() && waiting.get(&lane).is_some_and(has_its_part)) {
                stats.turned_away();
                return Err(RepositoryError::Busy);
            }
            stats.began_to_wait(bytes);
            let is_new = !waiting.contains_key(&lane);
            waiting.entry(lane).or_default().push_back(Waiting { job, bytes, answer });
            if is_new {
                tokio::spawn(self.shared.clone().work(lane));
            }
        }
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }
}

/// Whether as much waits in a lane as may.
fn has_its_part(lane: &VecDeque<Waiting>) -> bool {
    let bytes: usize = lane.iter().map(|waiting| waiting.bytes).sum();
    lane.len() as u64 >= WAITING / PART || bytes as u64 >= WAITING_BYTES / PART
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, HashMap<Option<TeamId>, VecDeque<Waiting>>> {
        // Nothing that could panic runs under the lock.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on a lane until nothing waits in it.
    async fn work(self: Arc<Self>, lane: Option<TeamId>) {
        while let Some(batch) = self.take(lane) {
            let (jobs, answers): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|waiting| (waiting.job, waiting.answer)).unzip();
            if jobs.is_empty() {
                continue;
            }
            self.commit(jobs, answers).await;
        }
    }

    /// The next requests of a lane, without those that nobody waits for any more. `None`: the lane is done with.
    fn take(&self, lane: Option<TeamId>) -> Option<Vec<Waiting>> {
        let mut lanes = self.lock();
        let waiting = lanes.get_mut(&lane)?;
        if waiting.is_empty() {
            lanes.remove(&lane);
            return None;
        }
        let (mut batch, mut drafts, mut bytes, mut taken) = (vec![], 0, 0, 0);
        while let Some(next) = waiting.front() {
            drafts += next.job.drafts().count();
            let full = batch.len() >= JOBS || drafts > DRAFTS || bytes + next.bytes > BYTES;
            if taken > 0 && full {
                break;
            }
            let Some(next) = waiting.pop_front() else { break };
            taken += 1;
            bytes += next.bytes;
            if !next.answer.is_closed() {
                batch.push(next);
            }
        }
        self.stats.taken(taken, bytes);
        Some(batch)
    }

    async fn commit(&self, jobs: Vec<Job>, answers: Vec<oneshot::Sender<Outcome>>) {
        let jobs = Arc::new(jobs);
        match self.attempt_and_tell(jobs.clone()).await {
            Ok(outcomes) => {
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    // Whoever waited may have left.
                    let _ = answer.send(outcome);
                }
            }
            Err(CommitError::NotBegun(error)) => {
                tracing::warn!(%error, requests = jobs.len(), "a commit could not be begun");
                let mut error = Some(error);
                for answer in answers {
                    let _ = answer.send(Err(error.take().unwrap_or(RepositoryError::Busy)));
                }
            }
            Err(CommitError::Failed(error)) if jobs.len() == 1 => {
                if let Some(answer) = answers.into_iter().next() {
                    let _ = answer.send(Err(error));
                }
            }
            Err(CommitError::Failed(error)) => {
                tracing::warn!(%error, requests = jobs.len(), "a shared commit failed; each request is done alone");
                self.stats.redoing(jobs.len());
                let jobs = Arc::try_unwrap(jobs).unwrap_or_else(|jobs| jobs.as_ref().clone());
                let mut is_busy = false;
                for (job, answer) in jobs.into_iter().zip(answers) {
                    let outcome = if is_busy { Err(RepositoryError::Busy) } else { self.alone(job).await };
                    // Nothing is to blame that a request brought: the others would only wait, each in its turn.
                    is_busy |= matches!(outcome, Err(RepositoryError::Busy));
                    let _ = answer.send(outcome);
                }
            }
        }
    }

    async fn alone(&self, job: Job) -> Outcome {
        match self.attempt_and_tell(Arc::new(vec![job])).await {
            Ok(outcomes) => outcomes.into_iter().next().unwrap_or_else(|| Err(given_up())),
            Err(CommitError::NotBegun(error) | CommitError::Failed(error)) => Err(error),
        }
    }

    /// Tells of a commit also when nobody waits for its answers any more.
    async fn attempt_and_tell(&self, jobs: Arc<Vec<Job>>) -> Result<Vec<Outcome>, CommitError> {
        let outcomes = self.attempt(jobs.clone()).await?;
        let told = self.told.read().unwrap_or_else(PoisonError::into_inner);
        for (job, outcome) in jobs.iter().zip(&outcomes) {
            let Some(seq) = outcome.as_ref().ok().and_then(Answer::advanced_to) else { continue };
            told.iter().for_each(|told| told(job.who.team, seq));
        }
        Ok(outcomes)
    }

    /// In a task of its own, so that a panic in one commit (a defect) ends neither the lane nor the requests it shared with.
    async fn attempt(&self, jobs: Arc<Vec<Job>>) -> Result<Vec<Outcome>, CommitError> {
        self.stats.committed(jobs.len());
        let writer = self.writer.clone();
        let committed = tokio::spawn(async move { writer.commit(&jobs).await });
        committed.await.unwrap_or_else(|_| {
            tracing::error!("a commit panicked: this is a defect");
            Err(CommitError::Failed(given_up()))
        })
    }
}

/// The answer where there is none: the server stops, or has a defect.
fn given_up() -> RepositoryError {
    RepositoryError::Failed("the request was given up".into())
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use lagoon_listing::{DraftId, UserId};
    use lagoon_sync::{
        DeviceId, Millis,
        decision::{PlainDecision, PropertyDraftInput},
    };
    use tokio::sync::Semaphore;
    use uuid::Uuid;

    use super::{super::Work, *};
    use crate::repository::{PlainUpdated, Role, SessionId, SignedIn};

    /// Notes how many requests each commit has, and fails those that it is told to.
    struct Fake {
        sizes: Mutex<Vec<usize>>,
        /// The first commit waits for this, so that all others come to share the second.
        gate: Semaphore,
        fails: fn(&[Job]) -> Option<CommitError>,
    }

    #[async_trait::async_trait]
    impl Writer for Fake {
        async fn commit(&self, jobs: &[Job]) -> Result<Vec<Outcome>, CommitError> {
            self.sizes.lock().expect("not poisoned").push(jobs.len());
            let _ = self.gate.acquire().await;
            if let Some(error) = (self.fails)(jobs) {
                return Err(error);
            }
            let updated = || PlainUpdated {
                server_time: Millis::default(),
                decision: PlainDecision::ClockAhead,
                draft: None,
                advanced_to: None,
            };
            Ok(jobs.iter().map(|_| Ok(Answer::Updated(updated()))).collect())
        }
    }

    fn job(draft: u128) -> Job {
        let id = |n| Uuid::from_u128(n);
        let who = SignedIn {
            user: UserId(id(1)),
            team: TeamId(id(2)),
            device: DeviceId(1),
            role: Role::Agent,
            session: SessionId(id(3)),
            seen_at: Millis::clamped(0),
            ends_at: Millis::clamped(i64::MAX),
            access: 0,
        };
        Job { who, work: Work::Plain { id: DraftId(id(draft)), input: Box::new(PropertyDraftInput::default()) } }
    }

    fn has(jobs: &[Job], draft: u128) -> bool {
        jobs.iter().flat_map(Job::drafts).any(|id| id.0.as_u128() == draft)
    }

    /// Sends one request, and five more while its commit runs.
    async fn six(fails: fn(&[Job]) -> Option<CommitError>) -> (Vec<usize>, Vec<Outcome>) {
        let writer = Arc::new(Fake { sizes: Mutex::default(), gate: Semaphore::new(0), fails });
        let queue = Queue::new(writer.clone(), Lanes::PerTeam);
        let sent = tokio::spawn({
            let queue = queue.clone();
            async move {
                let first = queue.submit(job(0));
                let rest = join_all((1..6).map(|draft| queue.submit(job(draft))));
                let (first, mut rest) = tokio::join!(first, async {
                    while queue.stats().commits() == 0 {
                        tokio::task::yield_now().await;
                    }
                    rest.await
                });
                rest.insert(0, first);
                rest
            }
        });
        while queue.stats().waiting() < 5 {
            tokio::task::yield_now().await;
        }
        writer.gate.add_permits(100);
        let outcomes = sent.await.expect("no panic");
        assert_eq!((queue.stats().waiting(), queue.stats().waiting_bytes()), (0, 0));
        let sizes = writer.sizes.lock().expect("not poisoned").clone();
        (sizes, outcomes)
    }

    #[tokio::test]
    async fn what_gathers_while_a_commit_runs_shares_the_next() {
        let (sizes, outcomes) = six(|_| None).await;
        assert_eq!(sizes, [1, 5]);
        assert!(outcomes.iter().all(Result::is_ok));
    }

    #[tokio::test]
    async fn a_team_whose_commits_are_slow_leaves_room_for_others() {
        let writer = Arc::new(Fake { sizes: Mutex::default(), gate: Semaphore::new(0), fails: |_| None });
        let queue = Queue::new(writer.clone(), Lanes::PerTeam);
        let send = |team: u128, draft: u128| {
            let (queue, mut job) = (queue.clone(), job(draft));
            job.who.team = TeamId(Uuid::from_u128(team));
            tokio::spawn(async move { queue.submit(job).await })
        };
        let mut slow = vec![send(2, 0)];
        while queue.stats().commits() == 0 {
            tokio::task::yield_now().await;
        }
        slow.extend((0..WAITING / PART).map(|draft| send(2, draft.into())));
        while queue.stats().waiting() < WAITING / PART {
            tokio::task::yield_now().await;
        }
        let refused = send(2, 0).await.expect("no panic");
        assert!(matches!(refused, Err(RepositoryError::Busy)), "{refused:?}");
        let other = send(3, 0);
        while queue.stats().commits() == 1 {
            tokio::task::yield_now().await;
        }
        writer.gate.add_permits(1);
        assert!(other.await.expect("no panic").is_ok());
        for answer in slow {
            assert!(answer.await.expect("no panic").is_ok());
        }
    }

    #[tokio::test]
    async fn a_failed_commit_is_done_again_request_by_request() {
        let (sizes, outcomes) = six(|jobs| has(jobs, 3).then(|| CommitError::Failed(RepositoryError::Full))).await;
        assert_eq!(sizes, [1, 5, 1, 1, 1, 1, 1]);
        let failed: Vec<_> = outcomes.iter().map(|outcome| matches!(outcome, Err(RepositoryError::Full))).collect();
        assert_eq!(failed, [false, false, false, true, false, false]);
    }

    #[tokio::test]
    async fn when_the_database_is_busy_nobody_waits_for_each_of_the_others() {
        let busy: fn(&[Job]) -> _ = |jobs| (!has(jobs, 0)).then_some(CommitError::Failed(RepositoryError::Busy));
        let not_begun: fn(&[Job]) -> _ = |jobs| (!has(jobs, 0)).then_some(CommitError::NotBegun(RepositoryError::Busy));
        for (fails, expected) in [(busy, &[1, 5, 1][..]), (not_begun, &[1, 5])] {
            let (sizes, outcomes) = six(fails).await;
            assert_eq!(sizes, expected);
            assert!(outcomes[1..].iter().all(|outcome| matches!(outcome, Err(RepositoryError::Busy))));
        }
    }

    #[tokio::test]
    async fn a_panic_is_its_own_requests_only() {
        let (_, outcomes) = six(|jobs| if has(jobs, 2) { panic!("a defect, planted") } else { None }).await;
        let failed: Vec<_> = outcomes.iter().map(Result::is_err).collect();
        assert_eq!(failed, [false, false, true, false, false, false]);
    }
}
