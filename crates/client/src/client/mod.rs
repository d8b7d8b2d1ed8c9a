//! The client as its callers see it: open a data directory, edit drafts, sign in and out, listen.

mod check;
mod data;
mod duplicate;
mod files;
mod history;
mod look;
mod notices;
mod people;
mod signing;
mod waiting;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use lagoon_listing::{DraftId, GroupName, Property, Publication, check_for_publishing};
use lagoon_store::{AccountKey, DirectoryLock, Store, StoreError};
use lagoon_sync::{
    DeviceId, InstallId, Stamp,
    draft::{Draft, Edit, GroupState},
    engine::{Event, Settings, Wait},
    status::{SyncState, SyncStatus},
    view::{DraftSummary, DraftView, DraftsChanged, EditReceipt, ListCursor, SyncPanel},
};
use lagoon_words::tr;
use rustls::pki_types::CertificateDer;
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::SqlitePool;
use tokio::{
    sync::{Mutex, RwLock, broadcast, mpsc, oneshot, watch},
    task::JoinSet,
    time::timeout,
};
use uuid::Uuid;

use crate::{
    ClientError, Clock, SecretStore, SetAside,
    account::{Current, Session},
    damage,
    driver::{Driver, Inspection, Message, Shared, random},
    http::Http,
    install,
};

pub(crate) use data::SAVE_DATA;

/// What a client needs to start.
pub struct Config {
    /// The data directory. One process at a time.
    pub directory: PathBuf,
    /// The server that the sign-in form offers first.
    pub default_server_url: String,
    /// What the server shows as the name of this device.
    pub device_name: String,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Where the token is kept.
    pub secrets: Arc<dyn SecretStore>,
    /// The engine's times.
    pub settings: Settings,
    /// Root certificates to trust beside the bundled ones: see [`read_roots`](crate::read_roots).
    pub extra_roots: Vec<CertificateDer<'static>>,
}

/// What a client tells those who listen.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientEvent {
    /// The chip has something else to say.
    SyncStatus(SyncStatus),
    /// The server confirmed or changed drafts.
    DraftsChanged(DraftsChanged),
    /// There is something to tell the person, or less than before: see [`Client::list_notices`].
    NoticesChanged,
    /// This device's clock is wrong: one sentence, told once.
    ClockWrong(String),
    /// This version is older than the server wants: one sentence. Nothing: it is no longer.
    Outdated(Option<String>),
}

/// A running client. Cheap to clone; the last one to go stops the background task.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    driver: mpsc::UnboundedSender<Message>,
    secrets: Arc<dyn SecretStore>,
    config: Arc<Names>,
    /// Signing in and out happen one after the other.
    signing: Arc<Mutex<()>>,
    /// Servers that are being told of a sign-out. Each says whether it heard of it.
    farewells: Arc<Mutex<JoinSet<bool>>>,
    _lock: Arc<DirectoryLock>,
}

struct Names {
    default_server_url: String,
    device_name: String,
}

/// How much history one call returns.
const HISTORY: u32 = 200;

impl Client {
    /// Opens the data directory and starts syncing. The second value tells of a damaged store that was set aside, now or
    /// earlier, until [`know_of_damage`](Self::know_of_damage).
    pub async fn start(config: Config) -> Result<(Self, Option<SetAside>), ClientError> {
        let lock = DirectoryLock::take(&config.directory)?;
        let opened = Store::open(&config.directory, config.clock.read().wall).await?;
        let store = opened.store;
        if let Some(aside) = opened.set_aside {
            damage::take_over(&store, aside).await?;
        }
        let set_aside = damage::untold(&store).await?;
        let device = AtomicU64::new(identity(&store, "device").await?);
        let install = install::identify(&store, &config.directory).await?;
        let vault = InstallId(identity(&store, "install").await?);
        let session: Option<Session> = store.meta("session").await?;
        let current = session.map_or_else(Current::nobody, |session| Current {
            account: session.account(),
            session: Some(session),
            token: None,
        });
        let account = current.account.clone();
        let (status, _) = watch::channel(SyncStatus::default());
        let (caught_up, _) = watch::channel(i64::MIN);
        let (events, _) = broadcast::channel(256);
        let shared = Arc::new(Shared {
            store,
            clock: config.clock,
            http: Http::new(config.extra_roots),
            device,
            clock_wrong: std::sync::RwLock::default(),
            outdated: std::sync::RwLock::default(),
            install,
            vault,
            current: RwLock::new(current),
            status,
            caught_up,
            events,
        });
        let (driver, messages) = mpsc::unbounded_channel();
        tokio::spawn(Driver::new(shared.clone(), config.settings).run(messages));
        let names = Names { default_server_url: config.default_server_url, device_name: config.device_name };
        let client = Self {
            shared,
            driver,
            secrets: config.secrets,
            config: Arc::new(names),
            signing: Arc::default(),
            farewells: Arc::default(),
            _lock: Arc::new(lock),
        };
        if let Err(error) = client.release_after_upgrade().await {
            tracing::warn!(%error, "what an older version set aside stays so; tried again at the next start");
        }
        if !account.is_unclaimed() {
            client.load_token(&account).await;
        }
        client.tell(Message::AccountChanged);
        Ok((client, set_aside))
    }

    /// The person was told of a damaged store: the next start says no more of it.
    pub async fn know_of_damage(&self) -> Result<(), ClientError> {
        let told = damage::told(&self.shared.store).await;
        self.told(None, told)
    }

    /// The pool that writes to the draft store, for the plugin that closes it at exit.
    pub fn pool(&self) -> &SqlitePool {
        self.shared.store.pool()
    }

    /// Everything this client tells from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<ClientEvent> {
        self.shared.events.subscribe()
    }

    /// What the chip says now.
    pub fn status(&self) -> SyncStatus {
        self.shared.status.borrow().clone()
    }

    /// Waits until the chip says something that fits.
    pub async fn wait_for_status(&self, fits: impl FnMut(&SyncStatus) -> bool) -> Result<SyncStatus, ClientError> {
        let mut status = self.shared.status.subscribe();
        status.wait_for(fits).await.map(|status| status.clone()).map_err(|_| ClientError::Closing)
    }

    /// The listings on this device, the trash included, last edited first; or only some.
    pub async fn list_drafts(&self, only: Option<&[DraftId]>) -> Result<Vec<DraftSummary>, ClientError> {
        let account = self.current().await.account;
        Ok(self.shared.store.summaries(&account, only).await?)
    }

    /// The listings in the same order, at most so many, from after a place on.
    pub async fn list_drafts_after(
        &self,
        after: Option<ListCursor>,
        count: u32,
    ) -> Result<Vec<DraftSummary>, ClientError> {
        let account = self.current().await.account;
        Ok(self.shared.store.summaries_after(&account, after, count).await?)
    }

    /// One listing, which from now on goes out first.
    pub async fn open_draft(&self, id: DraftId) -> Result<DraftView, ClientError> {
        let view = self.read_draft(id).await?;
        self.tell(Message::Engine(Event::Opened(Some(id))));
        Ok(view)
    }

    /// One listing.
    pub async fn read_draft(&self, id: DraftId) -> Result<DraftView, ClientError> {
        let current = self.current().await;
        let draft = self.shared.store.draft(&current.account, id).await?.ok_or(StoreError::NoSuchDraft)?;
        Ok(draft.to_view(id, current.session.map(|session| session.team_id)))
    }

    /// Starts a listing on this device. The cloud hears of it with its first value.
    pub async fn create_draft(&self) -> Result<DraftView, ClientError> {
        self.create_draft_as(DraftId(Uuid::new_v4())).await
    }

    /// Starts a listing under an id that was made elsewhere, as in a file that is imported. One that is here already stays
    /// as it is.
    pub async fn create_draft_as(&self, id: DraftId) -> Result<DraftView, ClientError> {
        let current = self.current().await;
        let at = self.shared.now().wall;
        let saved = async {
            let mut writing = self.shared.store.write().await?;
            if let Some(draft) = writing.draft(&current.account, id).await? {
                return Ok(draft);
            }
            let draft = Draft::default();
            writing.save_draft(&current.account, id, None, &draft, Some(at)).await?;
            writing.commit().await?;
            Ok(draft)
        };
        let draft = self.told(None, saved.await)?;
        self.tell(Message::Wrote);
        Ok(draft.to_view(id, current.session.map(|session| session.team_id)))
    }

    /// `updatePropertyDraft` on this device: stores a new value of a group and returns once it is durable. It goes out
    /// half a second after the last edit. `base` is the stamp of the value that was on screen.
    pub async fn edit(
        &self,
        id: DraftId,
        group: &GroupName,
        value: Value,
        base: Option<Stamp>,
    ) -> Result<EditReceipt, ClientError> {
        let edit = self.change(id, Some(group), |draft, at| vec![draft.edit(group, value, base, at)]).await?;
        Ok(EditReceipt { generation: edit.generation })
    }

    /// Moves a listing to the trash.
    pub async fn delete_draft(&self, id: DraftId) -> Result<(), ClientError> {
        self.set_trash(id, true).await
    }

    /// Takes a listing out of the trash.
    pub async fn restore_draft(&self, id: DraftId) -> Result<(), ClientError> {
        self.set_trash(id, false).await
    }

    /// Publishes a listing as it now is on this device. Works offline: it goes out like every edit.
    pub async fn publish_draft(&self, id: DraftId) -> Result<DraftView, ClientError> {
        let view = self.read_draft(id).await?;
        let property = Property::from_groups(id, &view.groups);
        let problems = check_for_publishing(&property);
        if !problems.is_empty() {
            return Err(ClientError::NotReady(problems));
        }
        let copy = Publication {
            // As it is read, which is how it was judged: what an older version wrote otherwise may not be published so.
            fields: Property::public_groups(&property.to_groups()),
            published_by: self.current().await.session.map(|session| session.user_id),
            published_at: self.shared.now().wall,
            other: Map::new(),
        };
        let value = serde_json::to_value(copy).map_err(StoreError::from)?;
        self.set_publication(id, |_| value).await
    }

    /// Withdraws the public copy of a listing.
    pub async fn unpublish_draft(&self, id: DraftId) -> Result<DraftView, ClientError> {
        self.set_publication(id, |_| Value::Null).await
    }

    /// Takes back a publishing, or an unpublishing, that the cloud has not heard of: what buyers see now stays.
    pub async fn cancel_publishing(&self, id: DraftId) -> Result<DraftView, ClientError> {
        let confirmed = |draft: &Draft| {
            let group = draft.groups.get(&GroupName::PUBLICATION);
            group.and_then(|group| group.confirmed.as_ref()).map_or(Value::Null, |head| head.value.clone())
        };
        self.set_publication(id, confirmed).await
    }

    async fn set_publication(
        &self,
        id: DraftId,
        value: impl FnOnce(&Draft) -> Value,
    ) -> Result<DraftView, ClientError> {
        self.change(id, None, |draft, at| {
            let base = draft.groups.get(&GroupName::PUBLICATION).and_then(GroupState::base);
            let value = value(draft);
            vec![draft.edit(&GroupName::PUBLICATION, value, base, at)]
        })
        .await?;
        self.send_now();
        self.read_draft(id).await
    }

    /// A step was left, or the app goes to the background: ends the runs of the open values and sends them now.
    pub async fn flush_drafts(&self) -> Result<(), ClientError> {
        let account = self.current().await.account;
        let ended = async {
            let mut writing = self.shared.store.write().await?;
            let open = writing.open_runs(&account).await?;
            for id in &open {
                let Some(before) = writing.draft(&account, *id).await? else { continue };
                let mut draft = before.clone();
                draft.end_runs();
                writing.save_draft(&account, *id, Some(&before), &draft, None).await?;
            }
            writing.commit().await
        };
        self.told(None, ended.await)?;
        self.send_now();
        Ok(())
    }

    /// Sends what is unsent before the app closes. Returns when it is in the cloud, when it cannot get there now, or after
    /// `limit`.
    pub async fn send_before_leaving(&self, limit: Duration) {
        let sent = async {
            self.flush_drafts().await?;
            let mut status = self.shared.status.subscribe();
            loop {
                let under_way = |(_, wait): &(DraftId, Wait)| matches!(wait, Wait::InFlight | Wait::Timer(_));
                let waits = self.inspect().await?.waits;
                let offline = status.borrow_and_update().sync_status == SyncState::Offline;
                if offline || !waits.iter().any(under_way) {
                    return Ok::<_, ClientError>(());
                }
                status.changed().await.map_err(|_| ClientError::Closing)?;
            }
        };
        let sent = timeout(limit, sent).await;
        if let Err(error) = self.shared.http.meter().keep(&self.shared.store, self.shared.now().wall).await {
            tracing::warn!(%error, "what was sent and received last is not counted");
        }
        match sent {
            Ok(Ok(())) => {}
            // Safe on the disk in any case: it goes out at the next start.
            Ok(Err(error)) => tracing::warn!(%error, "closing without sending"),
            Err(_) => tracing::info!("closing before everything was sent"),
        }
    }

    /// A version knows what an older one did not: what was set aside is tried once more, whoever's it is.
    async fn release_after_upgrade(&self) -> Result<(), StoreError> {
        let version = env!("CARGO_PKG_VERSION");
        if self.shared.store.meta::<String>("version").await?.as_deref() != Some(version) {
            let accounts = self.shared.store.accounts().await?;
            self.release("version", &version, &accounts).await?;
        }
        Ok(())
    }

    /// Nothing of some accounts is set aside any more. Returns what was, and remembers something with it.
    async fn release(
        &self,
        remember: &str,
        value: &impl Serialize,
        accounts: &[AccountKey],
    ) -> Result<Vec<DraftId>, StoreError> {
        let mut released = vec![];
        let mut writing = self.shared.store.write().await?;
        for account in accounts {
            for outbox in self.shared.store.outboxes(account).await? {
                let Some(before) = writing.draft(account, outbox.id).await?.filter(|_| outbox.held.is_some()) else {
                    continue;
                };
                let mut draft = before.clone();
                draft.release_held();
                writing.save_draft(account, outbox.id, Some(&before), &draft, None).await?;
                released.push(outbox.id);
            }
        }
        writing.set_meta(remember, value).await?;
        writing.commit().await?;
        Ok(released)
    }

    /// Tries everything again now, what was set aside included.
    pub async fn retry_sync(&self) -> Result<(), ClientError> {
        let account = self.current().await.account;
        // Something is written in any case: whether that works is what the person asks.
        let released = self.told(None, self.release("retried", &self.shared.now().wall, &[account]).await)?;
        self.tell(Message::Wrote);
        self.tell(Message::Changed(released));
        self.tell(Message::Engine(Event::RetryNow));
        Ok(())
    }

    /// Sends what is unsent without waiting for a pause in typing.
    pub fn send_now(&self) {
        self.tell(Message::Engine(Event::SendNow));
    }

    /// Stops or resumes syncing. Edits go on being saved here.
    pub fn set_paused(&self, paused: bool) {
        self.tell(Message::Engine(Event::Paused(paused)));
    }

    /// What the operating system says about the network: a hint to try.
    pub fn report_connectivity(&self, online: bool) {
        self.tell(Message::Engine(Event::Connectivity(online)));
    }

    /// The chip's panel.
    pub async fn read_panel(&self) -> Result<SyncPanel, ClientError> {
        let Inspection { waits, next_try_in, last_problem, paused, clock_ahead } = self.inspect().await?;
        let waits: HashMap<_, _> = waits.into_iter().collect();
        let account = self.current().await.account;
        let mut waiting = self.shared.store.waiting(&account).await?;
        for draft in &mut waiting {
            let wait = waits.get(&draft.id);
            draft.sending = matches!(wait, Some(Wait::InFlight));
            draft.reason = draft.reason.take().or_else(|| wait.and_then(reason_of));
        }
        let data_used = self.data_used().await?;
        Ok(SyncPanel { status: self.status(), waiting, last_problem, next_try_in, paused, clock_ahead, data_used })
    }

    async fn inspect(&self) -> Result<Inspection, ClientError> {
        let (ask, answer) = oneshot::channel();
        self.tell(Message::Inspect(ask));
        answer.await.map_err(|_| ClientError::Closing)
    }

    async fn set_trash(&self, id: DraftId, deleted: bool) -> Result<(), ClientError> {
        self.change(id, None, |draft, at| {
            let base = draft.groups.get(&GroupName::TRASH).and_then(GroupState::base);
            vec![draft.edit(&GroupName::TRASH, Value::Bool(deleted), base, at)]
        })
        .await?;
        self.send_now();
        Ok(())
    }

    /// One transaction: the values, their clocks and what they replaced. Returns the last edit, or one that changed nothing. A value `typed` into a group is missing until
    /// it is stored; other changes are reported and made again by hand.
    async fn change(
        &self,
        id: DraftId,
        typed: Option<&GroupName>,
        edit: impl FnOnce(&mut Draft, lagoon_sync::clock::Reading) -> Vec<Edit>,
    ) -> Result<Edit, ClientError> {
        let account = self.current().await.account;
        let at = self.shared.now();
        let saved = async {
            let mut writing = self.shared.store.write().await?;
            let before = writing.draft(&account, id).await?.ok_or(StoreError::NoSuchDraft)?;
            let mut draft = before.clone();
            let edits = edit(&mut draft, at);
            if edits.iter().any(|edit| edit.changed) {
                writing.save_draft(&account, id, Some(&before), &draft, Some(at.wall)).await?;
                let replaced: Vec<_> = edits.iter().filter_map(|edit| edit.replaced.clone()).collect();
                writing.add_history(&account, id, &replaced, at.wall).await?;
                writing.commit().await?;
            }
            let unchanged = Edit { generation: 0, replaced: None, changed: false };
            Ok(edits
                .into_iter()
                .reduce(|all, next| Edit { changed: all.changed || next.changed, ..next })
                .unwrap_or(unchanged))
        };
        let edit = self.told(typed.map(|group| (id, group.clone())), saved.await)?;
        if edit.changed {
            let (ask, answer) = oneshot::channel();
            self.tell(Message::Edited(id, typed.cloned(), ask));
            // The value is durable whatever becomes of the driver.
            let _ = answer.await;
        } else if let Some(group) = typed {
            self.tell(Message::Stored(id, group.clone()));
        }
        Ok(edit)
    }

    /// Tells the chip when a local write fails.
    fn told<T>(&self, value: Option<(DraftId, GroupName)>, saved: Result<T, StoreError>) -> Result<T, ClientError> {
        saved.map_err(|error| {
            if !matches!(error, StoreError::NoSuchDraft) {
                tracing::error!(%error, "a local write failed");
                self.tell(Message::NotWritten(value, error.to_string()));
            }
            error.into()
        })
    }

    /// Who is signed in, and their token.
    async fn signed_in(&self) -> Result<(Session, String), ClientError> {
        let current = self.current().await;
        current.session.zip(current.token).ok_or(ClientError::SignInLost)
    }

    async fn current(&self) -> Current {
        self.shared.current.read().await.clone()
    }

    /// The driver lives as long as any client: a message that does not arrive means that everything ends.
    fn tell(&self, message: Message) {
        let _ = self.driver.send(message);
    }
}

fn reason_of(wait: &Wait) -> Option<String> {
    match wait {
        Wait::InFlight | Wait::Timer(_) => None,
        Wait::SignIn => Some(tr!("Waits until you sign in.").into()),
        Wait::Paused => Some(tr!("Waits until you resume.").into()),
        Wait::Quarantined(reason) => Some(reason.clone()),
    }
}

/// A number that this data directory keeps for ever.
async fn identity(store: &Store, key: &str) -> Result<u64, ClientError> {
    if let Some(id) = store.meta::<DeviceId>(key).await? {
        return Ok(id.0);
    }
    let id = DeviceId(random());
    store.set_meta(key, &id).await?;
    Ok(id.0)
}
