//! A server that can be stopped and started again on its port, devices with lines to it, and patience.

use std::{
    future::Future,
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use lagoon_client::{Client, ClientError, Config, MemorySecrets, SecretStore, Settings};
use lagoon_listing::{DraftId, GroupName};
use lagoon_server::repository::Repository;
use lagoon_sync::{status::SyncState, view::DraftView};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{broadcast::error::RecvError, oneshot},
    task::JoinHandle,
};

use crate::{
    line::{Line, Mode},
    world::{DeviceClock, MachineClock, World},
};

pub const PASSWORD: &str = "correct horse battery";
pub const PATIENCE: Duration = Duration::from_secs(30);
pub const ADA: &str = "ada@example.com";
pub const CHIDI: &str = "chidi@example.com";
/// Of another team.
pub const ZAINAB: &str = "zainab@example.com";

struct Running {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    repository: Arc<dyn Repository>,
}

pub struct Server {
    files: TempDir,
    address: SocketAddr,
    running: Option<Running>,
    pub world: Arc<World>,
    pub clock: Arc<MachineClock>,
}

impl Server {
    /// A server with two teams: Ada and Chidi in one, Zainab in the other.
    pub async fn start() -> Self {
        let world = World::new();
        let mut server = Self {
            files: tempfile::tempdir().expect("a directory"),
            address: "127.0.0.1:0".parse().expect("an address"),
            running: None,
            clock: MachineClock::new(&world),
            world,
        };
        let open = server.open().await;
        for (team, email) in [("Marina Realty", ADA), ("Marina Realty", CHIDI), ("Other Realty", ZAINAB)] {
            // The second of a team finds it there.
            open.repository.add_team(team).await.expect("added");
            open.add_user(team, email, email, PASSWORD).await.expect("added");
        }
        open.repository.close().await;
        server.resume().await;
        server
    }

    async fn open(&self) -> lagoon_server::Server {
        let database = format!("sqlite:{}", self.file().display());
        lagoon_server::open_with_clock(&database, self.clock.clone()).await.expect("opens")
    }

    pub fn file(&self) -> PathBuf {
        self.files.path().join("server.db")
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub async fn resume(&mut self) {
        let open = self.open().await;
        let listener = TcpListener::bind(self.address).await.expect("the port is free");
        self.address = listener.local_addr().expect("bound");
        let repository = open.repository.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let serving = tokio::spawn(async move {
            lagoon_server::serve(listener, open, stopped).await.expect("serves");
        });
        self.running = Some(Running { stop, serving, repository });
    }

    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            let _ = running.stop.send(());
            running.serving.await.expect("stopped");
        }
    }

    /// A copy of the database as it is now. The server is stopped for it.
    pub async fn back_up(&mut self) -> Vec<u8> {
        self.stop().await;
        let copy = std::fs::read(self.file()).expect("readable");
        self.resume().await;
        copy
    }

    /// Puts a copy in the place of the database, as an administrator would; with `said`, who also says so by
    /// `lagoon-server database restored`.
    pub async fn restore(&mut self, copy: &[u8], said: bool) {
        self.stop().await;
        std::fs::write(self.file(), copy).expect("written");
        if said {
            let open = self.open().await;
            open.repository.begin_epoch(lagoon_server::repository::sqlite::random_epoch()).await.expect("begun");
            open.repository.close().await;
        }
        self.resume().await;
    }

    /// The database of the running server, as the server itself uses it.
    pub fn repository(&self) -> &dyn Repository {
        &*self.running.as_ref().expect("it runs").repository
    }

    /// The database itself, behind the server's back.
    pub async fn database(&self) -> sqlx::SqlitePool {
        sqlx::SqlitePool::connect(&format!("sqlite:{}", self.file().display())).await.expect("opens")
    }
}

/// A data directory that outlives the clients that open it, with its secrets, its clocks and its line to the server.
pub struct Device {
    files: TempDir,
    secrets: Arc<dyn SecretStore>,
    pub clock: Arc<DeviceClock>,
    pub line: Line,
    /// How often it asks for news of its own accord, in milliseconds.
    pub poll: i64,
}

impl Device {
    pub async fn new(server: &Server) -> Self {
        Self {
            files: tempfile::tempdir().expect("a directory"),
            secrets: Arc::new(MemorySecrets::default()),
            clock: DeviceClock::new(&server.world),
            line: Line::to(server.address()).await,
            poll: 300,
        }
    }

    pub fn directory(&self) -> PathBuf {
        self.files.path().to_owned()
    }

    pub async fn start(&self) -> Client {
        // A client that was just dropped lets go of its directory as soon as its last task ends.
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.try_start().await {
                Ok(client) => return client,
                Err(error) if error.code() == "alreadyRunning" && Instant::now() < deadline => {
                    tokio::task::yield_now().await;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    async fn try_start(&self) -> Result<Client, ClientError> {
        let config = Config {
            directory: self.directory(),
            default_server_url: self.line.url(),
            device_name: "test".into(),
            clock: self.clock.clone(),
            secrets: self.secrets.clone(),
            extra_roots: vec![],
            settings: Settings { poll: self.poll, poll_live: self.poll, poll_saving: self.poll, ..Settings::default() },
        };
        Ok(Client::start(config).await?.0)
    }

    /// A client that is signed in and has had its first answer.
    pub async fn signed_in(&self, email: &str) -> Client {
        let client = self.start().await;
        client.sign_in(email, PASSWORD, &self.line.url(), true).await.expect("signed in");
        synced(&client).await;
        client
    }

    pub fn cut(&self) {
        self.line.set(Mode::Cut);
    }

    /// The line stands again, and the operating system says so.
    pub fn mend(&self, client: &Client) {
        self.line.set(Mode::Open);
        client.report_connectivity(true);
    }
}

/// Somebody on a new device.
pub async fn device_of(server: &Server, email: &str) -> (Device, Client) {
    let device = Device::new(server).await;
    let client = device.signed_in(email).await;
    (device, client)
}

/// Types a value as the page does: the newest view's base goes along.
pub async fn edit(client: &Client, id: DraftId, name: &GroupName, value: impl Into<Value>) {
    let base = client.read_draft(id).await.expect("there").stamps.get(name).copied();
    client.edit(id, name, value.into(), base).await.expect("saved");
}

pub async fn write(client: &Client, title: &str) -> DraftId {
    let id = client.create_draft().await.expect("created").id;
    edit(client, id, &GroupName::TITLE, title).await;
    id
}

pub async fn synced(client: &Client) {
    until_status(client, SyncState::Synced).await;
}

pub async fn until_status(client: &Client, state: SyncState) {
    let reached = client.wait_for_status(|status| status.sync_status == state);
    let in_time = tokio::time::timeout(PATIENCE, reached).await;
    assert!(in_time.is_ok(), "not {} in time: {:?}", state.as_str(), client.status());
}

/// Waits until a draft has this value of a group.
pub async fn shows(client: &Client, id: DraftId, name: &GroupName, value: impl Into<Value>) -> DraftView {
    let value = value.into();
    until_view(client, id, &format!("{name} = {value}"), |view| view.groups.get(name) == Some(&value)).await
}

/// Waits until a draft looks right.
pub async fn until_view(client: &Client, id: DraftId, what: &str, fits: impl Fn(&DraftView) -> bool) -> DraftView {
    let mut events = client.subscribe();
    let looked = async {
        loop {
            if let Ok(view) = client.read_draft(id).await
                && fits(&view)
            {
                return view;
            }
            assert_ne!(events.recv().await.err(), Some(RecvError::Closed), "the client runs");
        }
    };
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(view) => view,
        Err(late) => panic!("not {what} ({late}): {:?}", client.read_draft(id).await),
    }
}

pub async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

pub fn new_id() -> DraftId {
    DraftId(uuid::Uuid::new_v4())
}
