//! The device's engine: decides when an exchange starts and what it carries. Events go in, effects come out.
//!
//! The one rule: every draft with unsent groups has a request in flight, a timer, or a wait with a name. Never silence.

mod queue;
mod retry;

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName};

use crate::{
    Millis, Seq,
    status::{ServerTrouble, SignIn, SyncFacts},
};
use queue::Queue;
use retry::Retry;

/// The times the engine goes by, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A pause in typing this long sends what was typed (the story's number).
    pub debounce: i64,
    /// Unsent changes go out no later than this, however steady the typing.
    pub ceiling: i64,
    /// Without anything to send, the server is asked for news this often …
    pub poll: i64,
    /// … and this often while it tells of news by itself …
    pub poll_live: i64,
    /// … and this often while data is to be saved.
    pub poll_saving: i64,
    /// Updates in one request, until the server names its own limit.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { debounce: 500, ceiling: 3_000, poll: 10_000, poll_live: 60_000, poll_saving: 120_000, batch: 50 }
    }
}

/// What the engine is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A draft's unsent groups as they now are in the store: at start, after an edit, after an answer.
    Outbox(DraftOutbox),
    /// A person edited a draft; its new outbox follows.
    Edited(DraftId),
    /// The draft that is on screen, which goes first.
    Opened(Option<DraftId>),
    /// Send now: a step was left, the app goes to the background, "Retry now".
    SendNow,
    /// The person asked to try again: also releases what the engine set aside.
    RetryNow,
    /// The operating system says that the network came or went. A hint, no more.
    Connectivity(bool),
    /// Somebody signed in, or nobody is signed in any more.
    SignIn(SignIn),
    /// The person paused or resumed sync.
    Paused(bool),
    /// An answer arrived and was stored.
    Answered {
        /// More changes wait at the server.
        more: bool,
        /// The server's time in it.
        server_time: Millis,
        /// How many updates the server takes at once, if it said so.
        batch: Option<usize>,
        /// Where the team's counter stood.
        seq: Seq,
    },
    /// The server began anew, and has not yet said what it holds of this many drafts: whether they are in the cloud is not
    /// known.
    Unverified(u32),
    /// The server tells of news by itself from now on, or does not any more.
    Live(bool),
    /// Data is to be saved from now on, or need not be any more.
    SavingData(bool),
    /// The server says where the team's counter stands.
    Poke(Seq),
    /// The exchange failed.
    Failed(Failure),
    /// A draft is to be fetched whole, because its receipt differed.
    Refetch(DraftId),
    /// Time passed: nothing but the clock changed.
    Tick,
}

/// The unsent groups of one draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftOutbox {
    /// The draft.
    pub id: DraftId,
    /// Groups that can be sent.
    pub sendable: BTreeSet<GroupName>,
    /// Why the first of the other unsent groups is refused; `None` when there is none.
    pub held: Option<String>,
}

/// Why an exchange failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No authentic answer: no network, refused, a foreign page, half an answer.
    Unreachable,
    /// The connection stood, and no answer came within the time: perhaps the request is too much for it.
    Stalled,
    /// 401 or 403: the sign-in is not accepted.
    SignInLost,
    /// 408, 429, 5xx or any other refusal that is not about what was sent, with `Retry-After` in milliseconds if there was one.
    Busy {
        /// The server asks not to come back sooner.
        retry_after: Option<i64>,
        /// 5xx rather than a full house.
        broken: bool,
    },
    /// The server does not sync with this version of the app.
    TooOld,
    /// 400 or 413: the server will not take this request, and why.
    Refused(String),
}

/// What the engine wants done: an exchange with the updates of these drafts, in this order.
///
/// Without drafts it only asks for news. Answer with [`Event::Answered`] or [`Event::Failed`], exactly once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartExchange {
    /// The drafts whose `updatePropertyDraft` goes along.
    pub drafts: Vec<DraftId>,
    /// Drafts that are only asked for.
    pub fetch: Vec<DraftId>,
}

/// After the stream of news broke, the server is asked within this many milliseconds.
const LIVE_LOST: u64 = 1_500;

/// A server that does not sync with this version is asked again after this many milliseconds, whatever happens meanwhile.
const TOO_OLD_WAIT: i64 = 60_000;

/// Why a draft with unsent groups is not in the cloud yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A request that carries it is in flight.
    InFlight,
    /// A timer is armed: milliseconds on the caller's clock.
    Timer(i64),
    /// Nobody is signed in.
    SignIn,
    /// The person paused sync.
    Paused,
    /// The server refuses a part of it, and why.
    Quarantined(String),
}

/// The engine. `now` is milliseconds on a clock that never runs back and counts suspended time.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts, not the states of one machine")]
pub struct Engine {
    settings: Settings,
    queue: Queue,
    retry: Retry,
    sign_in: SignIn,
    paused: bool,
    /// The server's time is known, so that stamps can be made.
    time_known: bool,
    in_flight: Option<StartExchange>,
    started_at: i64,
    urgent: bool,
    news_at: i64,
    network_gone: bool,
    live: bool,
    saving_data: bool,
    unverified: u32,
    /// The server does not sync with this version of the app, by its last word.
    too_old: bool,
    /// Everything up to this is known.
    known: Seq,
    /// What the server said of its counter while an exchange ran.
    poked: Option<Seq>,
    last_synced_at: Option<Millis>,
}

impl Engine {
    /// An engine that knows of nothing yet. `last_synced_at` is what an earlier run stored.
    pub fn new(settings: Settings, last_synced_at: Option<Millis>, now: i64) -> Self {
        Self {
            settings,
            queue: Queue::new(settings.batch),
            retry: Retry::default(),
            sign_in: SignIn::Never,
            paused: false,
            time_known: false,
            in_flight: None,
            started_at: now,
            urgent: false,
            news_at: now,
            network_gone: false,
            live: false,
            saving_data: false,
            unverified: 0,
            too_old: false,
            known: Seq(0),
            poked: None,
            last_synced_at,
        }
    }

    /// Takes an event. `random` decides how long a retry waits. Do what is returned before the next event.
    pub fn handle(&mut self, event: Event, now: i64, random: u64) -> Option<StartExchange> {
        match event {
            Event::Outbox(outbox) => self.queue.set(outbox, now),
            Event::Edited(id) => {
                self.queue.edited(id, now);
                self.retry.edited(now, &self.settings);
            }
            Event::Opened(id) => self.queue.open = id,
            Event::SendNow => self.send_now(),
            Event::RetryNow => {
                self.queue.release();
                self.send_now();
            }
            Event::Connectivity(online) => {
                self.network_gone = !online;
                if online {
                    self.send_now();
                }
            }
            Event::SignIn(sign_in) => {
                self.sign_in = sign_in;
                self.retry = Retry::default();
                self.too_old = false;
                self.time_known = false;
                if sign_in == SignIn::Active {
                    self.send_now();
                }
            }
            Event::Paused(paused) => {
                self.paused = paused;
                if !paused {
                    self.send_now();
                }
            }
            Event::Answered { more, server_time, batch, seq } => {
                self.known = seq;
                self.answered(more, server_time, batch, now);
            }
            Event::Unverified(drafts) => self.unverified = drafts,
            Event::Live(live) => self.live_changed(live, now, random),
            Event::SavingData(saving) => {
                self.saving_data = saving;
                self.news_at = self.news_at.min(now + self.poll());
            }
            Event::Poke(seq) if self.in_flight.is_some() => self.poked = self.poked.max(Some(seq)),
            Event::Poke(seq) => {
                if seq > self.known {
                    self.news_at = now;
                }
            }
            Event::Failed(failure) => self.failed(failure, now, random),
            Event::Refetch(id) => self.queue.refetch(id),
            Event::Tick => {}
        }
        self.start_if_due(now)
    }

    /// When to call [`handle`](Self::handle) with [`Event::Tick`] if nothing else happens.
    pub fn deadline(&self, now: i64) -> Option<i64> {
        let offline_shows = self.retry.offline_at().filter(|at| *at > now);
        let trouble_shows = self.retry.trouble_at().filter(|at| *at > now);
        [self.next_exchange(), offline_shows, trouble_shows].into_iter().flatten().min()
    }

    /// The facts the status follows from, as far as the engine knows them.
    pub fn facts(&self, now: i64) -> SyncFacts {
        SyncFacts {
            local_write_failure: None,
            sign_in: self.sign_in,
            too_old: self.too_old,
            quarantine: self.queue.first_quarantine(),
            server_trouble: self.retry.trouble().map(|(since, tries)| ServerTrouble { for_millis: now - since, tries }),
            offline: self.network_gone || self.retry.is_offline(now),
            sending: self.in_flight.as_ref().is_some_and(|exchange| !exchange.drafts.is_empty()),
            paused: self.paused,
            waiting: self.queue.waiting().max(self.unverified).max(self.queue.doubtful()),
            last_synced_at: self.last_synced_at,
        }
    }

    /// Why each draft with unsent groups waits.
    pub fn waits(&self) -> Vec<(DraftId, Wait)> {
        let next = self.next_exchange();
        self.queue.ids().map(|id| (id, self.wait(id, next))).collect()
    }

    /// When the next exchange starts by itself; `None` while one runs, or while none may.
    pub fn next_exchange(&self) -> Option<i64> {
        if self.in_flight.is_some() || self.paused || self.sign_in != SignIn::Active {
            return None;
        }
        let due = if self.urgent {
            i64::MIN
        } else {
            self.queue.due(&self.settings).map_or(self.news_at, |at| at.min(self.news_at))
        };
        Some(due.max(self.retry.not_before()))
    }

    fn wait(&self, id: DraftId, next: Option<i64>) -> Wait {
        if self.in_flight.as_ref().is_some_and(|exchange| exchange.drafts.contains(&id)) {
            return Wait::InFlight;
        }
        if let Some(reason) = self.queue.quarantine(id) {
            return Wait::Quarantined(reason);
        }
        if self.sign_in != SignIn::Active {
            return Wait::SignIn;
        }
        match next {
            Some(at) => Wait::Timer(at),
            None if self.paused => Wait::Paused,
            None => Wait::InFlight,
        }
    }

    fn send_now(&mut self) {
        self.urgent = true;
        self.retry.reset_wait();
    }

    fn answered(&mut self, more: bool, server_time: Millis, batch: Option<usize>, now: i64) {
        let Some(done) = self.in_flight.take() else { return };
        self.retry.succeeded();
        self.too_old = false;
        self.network_gone = false;
        self.queue.fetched(&done.fetch);
        self.queue.sent(&done.drafts, batch, self.started_at, now);
        // The first exchange after a start only brings the time: what waits goes right after it.
        let time_was_unknown = !std::mem::replace(&mut self.time_known, true);
        // The exchange may have been answered before the server said so.
        let news_waits = self.poked.take().is_some_and(|seq| seq > self.known);
        self.news_at = if more || news_waits { now } else { now + self.poll() };
        if time_was_unknown && self.queue.has_sendable() {
            self.urgent = true;
        }
        let news = !done.drafts.is_empty() || self.last_synced_at.is_none();
        if news && self.queue.waiting() == 0 && !more {
            self.last_synced_at = self.last_synced_at.max(Some(server_time));
        }
    }

    fn failed(&mut self, failure: Failure, now: i64, random: u64) {
        let Some(tried) = self.in_flight.take() else { return };
        let eager = self.queue.has_sendable();
        match failure {
            Failure::Unreachable => self.retry.unreachable(now, random, eager),
            Failure::Stalled => {
                self.retry.unreachable(now, random, eager);
                self.queue.isolate(&tried.drafts, tried.fetch.len(), None, self.started_at);
            }
            Failure::SignInLost => {
                self.retry.succeeded();
                self.sign_in = SignIn::Lost;
            }
            Failure::Busy { retry_after, broken } => {
                let tries = self.retry.busy(now, random, eager, retry_after, broken);
                if broken && tries.is_multiple_of(3) {
                    self.queue.isolate(&tried.drafts, tried.fetch.len(), None, self.started_at);
                }
            }
            Failure::TooOld => {
                self.too_old = true;
                self.retry.busy(now, random, false, Some(TOO_OLD_WAIT), false);
            }
            Failure::Refused(reason) => {
                self.retry.busy(now, random, eager, None, false);
                if tried.drafts.is_empty() && tried.fetch.len() <= 1 {
                    // It refuses an exchange without updates as well: no draft is to blame.
                    self.queue.release();
                } else {
                    self.queue.isolate(&tried.drafts, tried.fetch.len(), Some(reason), self.started_at);
                    self.send_now();
                }
            }
        }
        self.news_at = now + self.poll();
    }

    fn poll(&self) -> i64 {
        match (self.live, self.saving_data) {
            (true, _) => self.settings.poll_live,
            (false, true) => self.settings.poll_saving,
            (false, false) => self.settings.poll,
        }
    }

    fn live_changed(&mut self, live: bool, now: i64, random: u64) {
        if live == self.live {
            return;
        }
        self.live = live;
        if live {
            // Our own server answers: whatever was waited for is worth a try.
            self.network_gone = false;
            self.retry.reset_wait();
            self.news_at = now;
        } else {
            // Perhaps the server is gone; perhaps everybody's stream broke at once, and they must not all ask at once.
            let pause = i64::try_from(random % LIVE_LOST).unwrap_or(0);
            self.news_at = self.news_at.min(now + pause);
        }
    }

    fn start_if_due(&mut self, now: i64) -> Option<StartExchange> {
        if self.next_exchange()? > now {
            return None;
        }
        self.urgent = false;
        let drafts = if self.time_known { self.queue.next_batch() } else { vec![] };
        let fetch = self.queue.wanted(drafts.len());
        let exchange = StartExchange { drafts, fetch };
        self.started_at = now;
        self.poked = None;
        self.in_flight = Some(exchange.clone());
        Some(exchange)
    }
}

#[cfg(test)]
mod tests;
