//! The background task: owns the engine, its timers and the exchange in flight, and says what the chip shows.
//!
//! The one rule: what the engine is told about a draft is read from the store at that moment, never remembered, so that
//! an edit and an answer that cross cannot hide each other.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, PoisonError, atomic::AtomicU64},
    time::Duration,
};

use lagoon_listing::{DraftId, GroupName};
use lagoon_store::{AccountKey, Store, StoreError};
use lagoon_sync::{
    InstallId, Millis,
    clock::{Reading, ServerClock},
    draft::Draft,
    engine::{Engine, Event, Failure, Settings, StartExchange, Wait},
    status::{SignIn, SyncStatus, describe_clock, describe_too_old, reduce_status},
    view::{DraftsChanged, SaveData, SyncProblem},
};
use lagoon_words::tr;
use tokio::{
    sync::{RwLock, broadcast, mpsc, oneshot, watch},
    task::JoinHandle,
};

use crate::{
    Clock,
    account::Current,
    client::{ClientEvent, SAVE_DATA},
    exchange::{Done, Exchange, NotDone},
    http::Http,
    live::{self, News},
    version,
};

/// What client and driver share.
pub(crate) struct Shared {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub http: Http,
    /// A [`DeviceId`](lagoon_sync::DeviceId), which changes when another installation goes by it.
    pub device: AtomicU64,
    /// What the person was told of this device's clock since the start.
    pub clock_wrong: std::sync::RwLock<Option<String>>,
    /// What the person is to know of this version, which is older than the server wants.
    pub outdated: std::sync::RwLock<Option<String>>,
    pub install: InstallId,
    /// Under which tokens are kept in the secret store: it stays when the directory is moved.
    pub vault: InstallId,
    pub current: RwLock<Current>,
    pub status: watch::Sender<SyncStatus>,
    /// When the last exchange began, on the boot clock, after whose answer nothing more waited at the server.
    pub caught_up: watch::Sender<i64>,
    pub events: broadcast::Sender<ClientEvent>,
}

impl Shared {
    pub(crate) fn now(&self) -> Reading {
        self.clock.read()
    }
}

/// What the client tells the driver.
pub(crate) enum Message {
    /// A draft was edited. Answered once the chip no longer says that everything is in the cloud.
    Edited(DraftId, Option<GroupName>, oneshot::Sender<()>),
    Changed(Vec<DraftId>),
    Engine(Event),
    /// A local write succeeded.
    Wrote,
    /// This value is stored already: nothing was written, and nothing of it is missing.
    Stored(DraftId, GroupName),
    /// A local write failed, and why. A value that could not be stored is missing until it is.
    NotWritten(Option<(DraftId, GroupName)>, String),
    /// Drop the exchange in flight and stop until [`Message::AccountChanged`].
    Halt(oneshot::Sender<()>),
    AccountChanged,
    /// When data is to be saved.
    SaveData(SaveData),
    /// Whether the connection is paid by what it carries.
    Metered(bool),
    Inspect(oneshot::Sender<Inspection>),
}

/// The driver's half of the panel.
pub(crate) struct Inspection {
    pub waits: Vec<(DraftId, Wait)>,
    pub next_try_in: Option<i64>,
    pub last_problem: Option<SyncProblem>,
    pub paused: bool,
    pub clock_ahead: Option<i64>,
}

/// The name under which the last complete save of an account is kept.
pub(crate) fn synced_key(account: &AccountKey) -> String {
    format!("synced {}", account.as_str())
}

/// The name under which it is kept that the person knows of the wrong clock.
const CLOCK_TOLD: &str = "clock told";

/// 64 random bits of the operating system.
pub(crate) fn random() -> u64 {
    getrandom::u64()
        .expect("the operating system's random numbers cannot be had: nothing safe can be done without them")
}

/// An exchange on its way.
struct InFlight {
    start: StartExchange,
    /// When it began, on the boot clock.
    since: i64,
    handle: JoinHandle<Result<Done, NotDone>>,
}

/// Outboxes that the engine has to hear of.
#[derive(Default)]
struct Unread {
    all: bool,
    drafts: HashSet<DraftId>,
}

impl Unread {
    fn is_empty(&self) -> bool {
        !self.all && self.drafts.is_empty()
    }
}

/// A connection that has been silent for this long, in milliseconds, is given up when the network comes back …
const DEAD_AFTER_RETURN: i64 = 1_000;
/// … and for this long when a person asks to try again.
const DEAD_AFTER_RETRY: i64 = 5_000;

/// What was sent and received is kept this often, in milliseconds: it is a write to the disk.
const COUNT_EVERY: i64 = 60_000;

pub(crate) struct Driver {
    shared: Arc<Shared>,
    settings: Settings,
    engine: Engine,
    server_clock: ServerClock,
    in_flight: Option<InFlight>,
    /// Listens to the server while somebody is signed in.
    listening: Option<JoinHandle<()>>,
    news: (mpsc::UnboundedSender<News>, mpsc::UnboundedReceiver<News>),
    halted: bool,
    paused: bool,
    save_data: SaveData,
    metered: bool,
    /// When what was sent and received was last kept, on the boot clock.
    counted_at: i64,
    /// Why the last local write failed, until one succeeds.
    write_failure: Option<String>,
    /// Values that a person typed and the device could not store, and why.
    missing: BTreeMap<(DraftId, GroupName), String>,
    /// Why an answer could not be stored, until one is or something else can be written.
    answer_failure: Option<String>,
    /// What could not be read from the store when the engine had to know it. Looked up again at every turn.
    unread: Unread,
    last_problem: Option<SyncProblem>,
    /// Whether the person was told that the wall clock is wrong, once that is known.
    clock_told: Option<bool>,
    /// Drafts fetched whole since the account was opened: once is enough, more would be a loop.
    refetched: HashSet<DraftId>,
}

impl Driver {
    pub(crate) fn new(shared: Arc<Shared>, settings: Settings) -> Self {
        let shared_now = shared.now().boot;
        let engine = Engine::new(settings, None, shared_now);
        Self {
            shared,
            settings,
            engine,
            server_clock: ServerClock::default(),
            in_flight: None,
            listening: None,
            news: mpsc::unbounded_channel(),
            halted: true,
            paused: false,
            save_data: SaveData::default(),
            metered: false,
            counted_at: shared_now,
            write_failure: None,
            missing: BTreeMap::new(),
            answer_failure: None,
            unread: Unread::default(),
            last_problem: None,
            clock_told: None,
            refetched: HashSet::new(),
        }
    }

    /// Runs until every client is gone.
    pub(crate) async fn run(mut self, mut messages: mpsc::UnboundedReceiver<Message>) {
        self.save_data = self.shared.store.meta(SAVE_DATA).await.ok().flatten().unwrap_or_default();
        loop {
            self.publish_status();
            self.keep_count().await;
            let now = self.shared.now().boot;
            let deadline = self.engine.deadline(now).filter(|_| !self.halted).map(|at| at.saturating_sub(now).max(0));
            // Timers stop while a device sleeps; the boot clock does not. Looking up now and then makes up for it.
            let wake = Duration::from_millis(deadline.unwrap_or(i64::MAX).clamp(0, 5_000).unsigned_abs());
            tokio::select! {
                message = messages.recv() => match message {
                    Some(message) => self.take(message).await,
                    None => break,
                },
                result = finished(&mut self.in_flight), if self.in_flight.is_some() => {
                    if let Some(InFlight { start, since, .. }) = self.in_flight.take() {
                        self.finish(start, since, result).await;
                    }
                }
                Some(news) = self.news.1.recv() => match news {
                    News::Live(live) => self.tell(Event::Live(live)),
                    News::Poke(seq) => self.tell(Event::Poke(seq)),
                },
                () = tokio::time::sleep(wake) => {
                    self.read_unread().await;
                    self.tell(Event::Tick);
                }
            }
        }
        self.stop_listening();
        self.give_up().await;
    }

    /// Keeps what was sent and received, now and then.
    async fn keep_count(&mut self) {
        let now = self.shared.now();
        if now.boot - self.counted_at < COUNT_EVERY || !self.shared.http.meter().has_counted() {
            return;
        }
        self.counted_at = now.boot;
        if let Err(error) = self.shared.http.meter().keep(&self.shared.store, now.wall).await {
            tracing::warn!(%error, "what was sent and received is counted later");
        }
    }

    fn saves_data(&self) -> bool {
        self.save_data.saves(self.metered)
    }

    /// Data is to be saved from now on, or need not be any more.
    async fn change_saving(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.saves_data();
        change(self);
        let saving = self.saves_data();
        if saving != before {
            self.listen().await;
            self.tell(Event::SavingData(saving));
        }
    }

    /// Listens to the server, if somebody is signed in, sync is not paused and data need not be saved; else stops listening.
    async fn listen(&mut self) {
        self.stop_listening();
        let current = self.shared.current.read().await.clone();
        let quiet = self.paused || self.halted || self.saves_data();
        if let (Some(session), Some(token), false) = (current.session, current.token, quiet) {
            let (http, news) = (self.shared.http.clone(), self.news.0.clone());
            self.listening = Some(tokio::spawn(live::listen(http, session.server_url, token, news)));
        }
    }

    fn stop_listening(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
        // What an earlier account's server said is no news for the next one.
        while self.news.1.try_recv().is_ok() {}
        self.tell(Event::Live(false));
    }

    /// Ends the exchange in flight. Whatever of its answer is stored already stays.
    async fn give_up(&mut self) -> Option<StartExchange> {
        let exchange = self.in_flight.take()?;
        exchange.handle.abort();
        // Aborted or finished: either way nothing writes after this.
        let _ = exchange.handle.await;
        Some(exchange.start)
    }

    /// Gives up an exchange that may hang on a connection of before: the next one starts anew.
    async fn give_up_if_older_than(&mut self, millis: i64) {
        let now = self.shared.now().boot;
        if self.in_flight.as_ref().is_none_or(|exchange| now - exchange.since < millis) {
            return;
        }
        if let Some(start) = self.give_up().await {
            self.refresh_outboxes(start.drafts).await;
            self.tell(Event::Failed(Failure::Unreachable));
        }
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Edited(id, group, done) => {
                self.tell(Event::Edited(id));
                self.refresh_outbox(id).await;
                self.wrote();
                if let Some(group) = group {
                    self.missing.remove(&(id, group));
                }
                self.publish_status();
                let _ = done.send(());
            }
            Message::Changed(ids) => self.refresh_outboxes(ids).await,
            Message::Engine(event) => {
                match event {
                    Event::Paused(paused) => {
                        self.paused = paused;
                        self.listen().await;
                    }
                    Event::Connectivity(true) => self.give_up_if_older_than(DEAD_AFTER_RETURN).await,
                    Event::RetryNow => self.give_up_if_older_than(DEAD_AFTER_RETRY).await,
                    _ => {}
                }
                self.tell(event);
            }
            Message::Wrote => self.wrote(),
            Message::Stored(id, group) => {
                self.missing.remove(&(id, group));
            }
            Message::NotWritten(Some(value), why) => {
                self.missing.insert(value, why);
            }
            Message::NotWritten(None, why) => self.write_failure = Some(why),
            Message::Halt(done) => {
                self.halted = true;
                self.stop_listening();
                self.give_up().await;
                let _ = done.send(());
            }
            Message::AccountChanged => self.open_account().await,
            Message::SaveData(save_data) => self.change_saving(|driver| driver.save_data = save_data).await,
            Message::Metered(metered) => self.change_saving(|driver| driver.metered = metered).await,
            Message::Inspect(answer) => {
                let now = self.shared.now();
                let _ = answer.send(Inspection {
                    waits: self.engine.waits(),
                    next_try_in: self.engine.next_exchange().map(|at| at.saturating_sub(now.boot).max(0)),
                    last_problem: self.last_problem.clone(),
                    paused: self.paused,
                    clock_ahead: self.server_clock.wall_ahead(&now),
                });
            }
        }
    }

    /// The store can be written again. An answer that it could not take comes again with the next exchange: until then nothing
    /// that was typed is missing, whether there is a network or not.
    fn wrote(&mut self) {
        self.write_failure = None;
        self.answer_failure = None;
    }

    /// Starts over for whoever is signed in now, with what the store holds of their work.
    async fn open_account(&mut self) {
        self.give_up().await;
        let current = self.shared.current.read().await.clone();
        let synced: Option<Millis> = match self.shared.store.meta(&synced_key(&current.account)).await {
            Ok(synced) => synced,
            Err(error) => {
                self.write_failure = Some(error.to_string());
                None
            }
        };
        self.engine = Engine::new(self.settings, synced, self.shared.now().boot);
        // Another server has another opinion.
        self.tell_of_version(None);
        self.refetched.clear();
        self.missing.clear();
        self.answer_failure = None;
        self.last_problem = None;
        self.halted = false;
        self.unread = Unread { all: true, drafts: HashSet::new() };
        self.read_unread().await;
        self.tell(Event::Paused(self.paused));
        self.tell(Event::SavingData(self.saves_data()));
        self.tell(Event::SignIn(match (&current.session, &current.token) {
            (Some(_), Some(_)) => SignIn::Active,
            (Some(_), None) => SignIn::Lost,
            (None, _) => SignIn::Never,
        }));
        self.listen().await;
    }

    fn tell(&mut self, event: Event) {
        if self.halted {
            return;
        }
        let now = self.shared.now().boot;
        if let Some(start) = self.engine.handle(event, now, random()) {
            self.start(start);
        }
    }

    fn start(&mut self, start: StartExchange) {
        tracing::debug!(updates = start.drafts.len(), "updatePropertyDraft: starting an exchange");
        let (shared, server_clock) = (self.shared.clone(), self.server_clock.clone());
        let carried = start.clone();
        let handle = tokio::spawn(async move {
            let current = shared.current.read().await.clone();
            let (Some(session), Some(token)) = (&current.session, &current.token) else {
                return Err(NotDone::Failure(Failure::SignInLost));
            };
            let exchange = Exchange {
                store: &shared.store,
                clock: &*shared.clock,
                http: &shared.http,
                session,
                token,
                device: &shared.device,
                install: shared.install,
            };
            exchange.run(&carried, server_clock).await
        });
        self.in_flight = Some(InFlight { start, since: self.shared.now().boot, handle });
    }

    async fn finish(&mut self, start: StartExchange, since: i64, result: Result<Done, NotDone>) {
        match result {
            Ok(done) => {
                let more = done.more;
                self.finish_well(start, done).await;
                if !more {
                    self.publish_status();
                    self.shared.caught_up.send_replace(since);
                }
            }
            Err(NotDone::Failure(failure)) => {
                self.last_problem = Some(self.problem(describe(&failure)));
                if failure == Failure::TooOld {
                    self.tell_of_version(Some(describe_too_old().into()));
                }
                if failure == Failure::SignInLost {
                    self.shared.current.write().await.token = None;
                    self.stop_listening();
                }
                self.tell(Event::Failed(failure));
            }
            Err(NotDone::Foreign) => {
                self.last_problem = Some(self.problem(foreign().into()));
                self.tell(Event::Failed(Failure::Unreachable));
            }
            Err(NotDone::Store(error)) => {
                self.last_problem = Some(self.problem(error.to_string()));
                self.answer_failure = Some(error.to_string());
                self.tell(Event::Failed(Failure::Busy { retry_after: None, broken: false }));
            }
        }
    }

    async fn finish_well(&mut self, start: StartExchange, done: Done) {
        self.server_clock = done.server_clock;
        self.answer_failure = None;
        let sent: HashSet<DraftId> = start.drafts.into_iter().chain(done.changed.iter().copied()).collect();
        self.refresh_outboxes(sent).await;
        self.tell(Event::Unverified(done.unverified));
        let before = self.engine.facts(0);
        self.tell(Event::Answered {
            more: done.more,
            server_time: done.server_time,
            batch: done.limits.map(|limits| limits.updates),
            seq: done.seq,
        });
        // After the answer, which ends what was asked for before.
        for id in done.refetch {
            if self.refetched.insert(id) {
                self.tell(Event::Refetch(id));
            }
        }
        let synced = self.engine.facts(0).last_synced_at;
        if synced != before.last_synced_at {
            let account = self.shared.current.read().await.account.clone();
            if let Err(error) = self.shared.store.set_meta(&synced_key(&account), &synced).await {
                self.write_failure = Some(error.to_string());
            }
        }
        self.look_at_the_clock().await;
        if let Some(limits) = done.limits {
            self.tell_of_version(
                limits.oldest_client.and_then(|wanted| version::describe_older(version::own()?, wanted)),
            );
        } else if before.too_old {
            // It serves this version again. What else it wants of versions it tells with the next limits.
            self.tell_of_version(None);
        }
        if done.notices_changed {
            let _ = self.shared.events.send(ClientEvent::NoticesChanged);
        }
        if !done.changed.is_empty() {
            // Nobody listening is fine.
            let _ = self.shared.events.send(ClientEvent::DraftsChanged(DraftsChanged { ids: done.changed }));
        }
    }

    /// Tells once that this device's wall clock is wrong, and once more if it was right in between.
    async fn look_at_the_clock(&mut self) {
        let Some(ahead) = self.server_clock.wall_ahead(&self.shared.now()) else { return };
        let wrong = describe_clock(ahead);
        let told = match self.clock_told {
            Some(told) => told,
            // What cannot be read was not told.
            None => self.shared.store.meta(CLOCK_TOLD).await.ok().flatten().unwrap_or(false),
        };
        self.clock_told = Some(wrong.is_some());
        if told == wrong.is_some() {
            return;
        }
        if let Err(error) = self.shared.store.set_meta(CLOCK_TOLD, &wrong.is_some()).await {
            tracing::warn!(%error, "that the clock is wrong may be told again");
        }
        self.shared.clock_wrong.write().unwrap_or_else(PoisonError::into_inner).clone_from(&wrong);
        if let Some(sentence) = wrong {
            tracing::warn!(ahead, "the wall clock is wrong");
            let _ = self.shared.events.send(ClientEvent::ClockWrong(sentence));
        }
    }

    /// Tells of this version, unless the same was told before.
    fn tell_of_version(&self, outdated: Option<String>) {
        let mut told = self.shared.outdated.write().unwrap_or_else(PoisonError::into_inner);
        if *told != outdated {
            told.clone_from(&outdated);
            drop(told);
            let _ = self.shared.events.send(ClientEvent::Outdated(outdated));
        }
    }

    async fn refresh_outboxes(&mut self, ids: impl IntoIterator<Item = DraftId>) {
        for id in ids {
            self.refresh_outbox(id).await;
        }
    }

    async fn refresh_outbox(&mut self, id: DraftId) {
        let account = self.shared.current.read().await.account.clone();
        match self.shared.store.draft(&account, id).await {
            Ok(draft) => {
                self.unread.drafts.remove(&id);
                let draft = draft.unwrap_or_else(Draft::default);
                self.tell(Event::Outbox(draft.to_outbox(id)));
            }
            Err(error) => {
                self.unread.drafts.insert(id);
                self.unreadable(&error);
            }
        }
    }

    /// Tries again to read what the engine has to know.
    async fn read_unread(&mut self) {
        if self.unread.all {
            let account = self.shared.current.read().await.account.clone();
            let store = &self.shared.store;
            match tokio::try_join!(store.outboxes(&account), store.count_unverified(&account)) {
                Ok((outboxes, unverified)) => {
                    self.unread = Unread::default();
                    self.tell(Event::Unverified(unverified));
                    for outbox in outboxes {
                        self.tell(Event::Outbox(outbox));
                    }
                }
                Err(error) => self.unreadable(&error),
            }
        }
        let drafts: Vec<_> = self.unread.drafts.iter().copied().collect();
        self.refresh_outboxes(drafts).await;
    }

    fn unreadable(&mut self, error: &StoreError) {
        tracing::error!(%error, "the draft store cannot be read");
        self.last_problem = Some(self.problem(error.to_string()));
    }

    fn problem(&self, message: String) -> SyncProblem {
        SyncProblem { at: self.shared.now().wall, message }
    }

    fn publish_status(&mut self) {
        let mut facts = self.engine.facts(self.shared.now().boot);
        let failures = [self.missing.values().next(), self.write_failure.as_ref(), self.answer_failure.as_ref()];
        facts.local_write_failure = failures.into_iter().flatten().next().cloned();
        if !self.unread.is_empty() {
            // What is not known is not claimed to be in the cloud.
            facts.waiting = facts.waiting.max(1);
        }
        let status = reduce_status(&facts);
        let changed = self.shared.status.send_if_modified(|old| {
            let differs = *old != status;
            if differs {
                old.clone_from(&status);
            }
            differs
        });
        if changed {
            let _ = self.shared.events.send(ClientEvent::SyncStatus(status));
        }
    }
}

/// Waits for the exchange in flight. One that was aborted or panicked is an exchange without an answer.
async fn finished(exchange: &mut Option<InFlight>) -> Result<Done, NotDone> {
    match exchange {
        Some(exchange) => match (&mut exchange.handle).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "an exchange broke off");
                Err(NotDone::Failure(Failure::Unreachable))
            }
        },
        None => std::future::pending().await,
    }
}

/// What a person is told who is behind the sign-in page of a public network.
fn foreign() -> &'static str {
    tr!(
        "Something that is not the Lagoon server answers, such as the sign-in page of a public Wi-Fi. Sign in to the network \
         first."
    )
}

fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable | Failure::Stalled => tr!(
            "The server could not be reached. Lagoon tries again by itself; if other pages load here, tell whoever runs the \
             server."
        )
        .into(),
        Failure::SignInLost => tr!("The server no longer accepts this sign-in. Sign in again.").into(),
        Failure::Busy { broken: true, .. } => {
            tr!("The server had a problem. Lagoon tries again by itself; if it stays, tell whoever runs the server.").into()
        }
        Failure::Busy { broken: false, .. } => tr!("The server was busy. Lagoon tries again by itself.").into(),
        Failure::TooOld => describe_too_old().into(),
        Failure::Refused(reason) => tr!("The server refused a request: {reason}", reason),
    }
}
