//! The background task: owns the engine, its timers and the exchange in flight, and says what the chip shows.
//!
//! The one rule: what the engine is told about a draft is read from the store at that moment, never remembered, so that
//! an edit and an answer that cross cannot hide each other.

use std::{collections::HashSet, sync::Arc, time::Duration};

use lagoon_listing::DraftId;
use lagoon_store::{AccountKey, Store, StoreError};
use lagoon_sync::{
    DeviceId, InstallId, Millis,
    clock::{Reading, ServerClock},
    draft::Draft,
    engine::{Engine, Event, Failure, Settings, StartExchange, Wait},
    status::{SignIn, SyncStatus, reduce_status},
    view::{DraftsChanged, SyncProblem},
};
use tokio::{
    sync::{RwLock, broadcast, mpsc, oneshot, watch},
    task::JoinHandle,
};

use crate::{
    Clock,
    account::Current,
    client::ClientEvent,
    exchange::{Done, Exchange, NotDone},
    http::Http,
};

/// What client and driver share.
pub(crate) struct Shared {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub http: Http,
    pub device: DeviceId,
    pub install: InstallId,
    pub current: RwLock<Current>,
    pub status: watch::Sender<SyncStatus>,
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
    Edited(DraftId, oneshot::Sender<()>),
    Changed(Vec<DraftId>),
    Engine(Event),
    /// A local write failed (why), or succeeded again.
    Wrote(Result<(), String>),
    /// Drop the exchange in flight and stop until [`Message::AccountChanged`].
    Halt(oneshot::Sender<()>),
    AccountChanged,
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

/// 64 random bits of the operating system.
pub(crate) fn random() -> u64 {
    getrandom::u64()
        .expect("the operating system's random numbers cannot be had: nothing safe can be done without them")
}

pub(crate) struct Driver {
    shared: Arc<Shared>,
    settings: Settings,
    engine: Engine,
    server_clock: ServerClock,
    in_flight: Option<JoinHandle<Result<Done, NotDone>>>,
    halted: bool,
    paused: bool,
    write_failure: Option<String>,
    last_problem: Option<SyncProblem>,
    /// Drafts fetched whole since the account was opened: once is enough, more would be a loop.
    refetched: HashSet<DraftId>,
}

impl Driver {
    pub(crate) fn new(shared: Arc<Shared>, settings: Settings) -> Self {
        let engine = Engine::new(settings, None, shared.now().boot);
        Self {
            shared,
            settings,
            engine,
            server_clock: ServerClock::default(),
            in_flight: None,
            halted: true,
            paused: false,
            write_failure: None,
            last_problem: None,
            refetched: HashSet::new(),
        }
    }

    /// Runs until every client is gone.
    pub(crate) async fn run(mut self, mut messages: mpsc::UnboundedReceiver<Message>) {
        loop {
            self.publish_status();
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
                    self.in_flight = None;
                    self.finish(result).await;
                }
                () = tokio::time::sleep(wake) => self.tell(Event::Tick),
            }
        }
        if let Some(exchange) = self.in_flight.take() {
            exchange.abort();
        }
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Edited(id, done) => {
                self.tell(Event::Edited(id));
                self.refresh_outbox(id).await;
                self.publish_status();
                let _ = done.send(());
            }
            Message::Changed(ids) => {
                for id in ids {
                    self.refresh_outbox(id).await;
                }
            }
            Message::Engine(event) => {
                if let Event::Paused(paused) = event {
                    self.paused = paused;
                }
                self.tell(event);
            }
            Message::Wrote(result) => self.write_failure = result.err(),
            Message::Halt(done) => {
                self.halted = true;
                if let Some(exchange) = self.in_flight.take() {
                    exchange.abort();
                    // Aborted or finished: either way nothing writes after this.
                    let _ = exchange.await;
                }
                let _ = done.send(());
            }
            Message::AccountChanged => self.open_account().await,
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

    /// Starts over for whoever is signed in now, with what the store holds of their work.
    async fn open_account(&mut self) {
        let current = self.shared.current.read().await.clone();
        let synced: Option<Millis> = match self.shared.store.meta(&synced_key(&current.account)).await {
            Ok(synced) => synced,
            Err(error) => {
                self.write_failure = Some(error.to_string());
                None
            }
        };
        self.engine = Engine::new(self.settings, synced, self.shared.now().boot);
        self.refetched.clear();
        self.last_problem = None;
        self.halted = false;
        match self.shared.store.outboxes(&current.account).await {
            Ok(outboxes) => {
                for outbox in outboxes {
                    self.tell(Event::Outbox(outbox));
                }
            }
            Err(error) => self.write_failure = Some(error.to_string()),
        }
        self.tell(Event::Paused(self.paused));
        self.tell(Event::SignIn(match (&current.session, &current.token) {
            (Some(_), Some(_)) => SignIn::Active,
            (Some(_), None) => SignIn::Lost,
            (None, _) => SignIn::Never,
        }));
    }

    fn tell(&mut self, event: Event) {
        if self.halted && !matches!(event, Event::Outbox(_)) {
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
        self.in_flight = Some(tokio::spawn(async move {
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
                device: shared.device,
                install: shared.install,
            };
            exchange.run(&start, server_clock).await
        }));
    }

    async fn finish(&mut self, result: Result<Done, NotDone>) {
        match result {
            Ok(done) => self.finish_well(done).await,
            Err(NotDone::Failure(failure)) => {
                self.last_problem = Some(self.problem(describe(&failure)));
                if failure == Failure::SignInLost {
                    self.shared.current.write().await.token = None;
                }
                self.tell(Event::Failed(failure));
            }
            Err(NotDone::Store(error)) => {
                self.last_problem = Some(self.problem(error.to_string()));
                self.write_failure = Some(error.to_string());
                self.tell(Event::Failed(Failure::Busy { retry_after: None, broken: false }));
            }
        }
    }

    async fn finish_well(&mut self, done: Done) {
        self.server_clock = done.server_clock;
        for id in &done.changed {
            self.refresh_outbox(*id).await;
        }
        for id in done.refetch {
            if self.refetched.insert(id) {
                self.tell(Event::Refetch(id));
            }
        }
        let synced_before = self.engine.facts(0).last_synced_at;
        self.tell(Event::Answered { more: done.more, server_time: done.server_time, batch: done.batch });
        let synced = self.engine.facts(0).last_synced_at;
        if synced != synced_before {
            let account = self.shared.current.read().await.account.clone();
            if let Err(error) = self.shared.store.set_meta(&synced_key(&account), &synced).await {
                self.write_failure = Some(error.to_string());
            }
        }
        if !done.changed.is_empty() {
            // Nobody listening is fine.
            let _ = self.shared.events.send(ClientEvent::DraftsChanged(DraftsChanged { ids: done.changed }));
        }
    }

    async fn refresh_outbox(&mut self, id: DraftId) {
        let account = self.shared.current.read().await.account.clone();
        match self.shared.store.draft(&account, id).await {
            Ok(draft) => {
                let draft = draft.unwrap_or_else(Draft::default);
                self.tell(Event::Outbox(draft.to_outbox(id)));
            }
            Err(error) => self.unreadable(&error),
        }
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
        facts.local_write_failure.clone_from(&self.write_failure);
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
async fn finished(exchange: &mut Option<JoinHandle<Result<Done, NotDone>>>) -> Result<Done, NotDone> {
    match exchange {
        Some(handle) => match handle.await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "an exchange broke off");
                Err(NotDone::Failure(Failure::Unreachable))
            }
        },
        None => std::future::pending().await,
    }
}

fn describe(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable => "The server could not be reached. Lagoon keeps trying.".into(),
        Failure::SignInLost => "The server no longer accepts this sign-in. Sign in again.".into(),
        Failure::Busy { broken: true, .. } => "The server has a problem. Lagoon keeps trying.".into(),
        Failure::Busy { broken: false, .. } => "The server is busy. Lagoon tries again soon.".into(),
        Failure::Refused(reason) => format!("The server refused a request: {reason}"),
    }
}
