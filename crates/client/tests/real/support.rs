//! A server that can be stopped and started again on its port, and devices that sign in to it.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use lagoon_client::{Client, Config, MemorySecrets, SecretStore, Settings, SystemClock};
use lagoon_listing::{DraftId, GroupName};
use lagoon_server::clients::Clients;
use lagoon_sync::{status::SyncState, view::DraftView};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub const PASSWORD: &str = "correct horse battery";
pub const PATIENCE: Duration = Duration::from_secs(15);

pub struct Server {
    files: TempDir,
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Server {
    /// A server with two teams: Ada and Chidi in one, Zainab in the other.
    pub async fn start() -> Self {
        let files = tempfile::tempdir().expect("a directory");
        let mut server = Self { files, address: "127.0.0.1:0".parse().expect("an address"), running: None };
        let open = lagoon_server::open(&server.database()).await.expect("opens");
        for team in ["Marina Realty", "Other Realty"] {
            open.repository.add_team(team).await.expect("added");
        }
        for (team, email) in [
            ("Marina Realty", "ada@example.com"),
            ("Marina Realty", "chidi@example.com"),
            ("Other Realty", "zainab@example.com"),
        ] {
            open.add_user(team, email, email, PASSWORD).await.expect("added");
        }
        open.repository.close().await;
        server.resume().await;
        server
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.files.path().join("server.db").display())
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn resume(&mut self) {
        self.resume_with(Clients::default()).await;
    }

    /// The same with versions of the app that are too old for it.
    pub async fn resume_with(&mut self, clients: Clients) {
        let open = lagoon_server::open(&self.database()).await.expect("opens");
        let open = open.with_settings(lagoon_server::Settings { clients, ..lagoon_server::Settings::default() });
        let listener = TcpListener::bind(self.address).await.expect("the port is free");
        self.address = listener.local_addr().expect("bound");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            lagoon_server::serve(listener, open, async {
                let _ = stopped.await;
            })
            .await
            .expect("serves");
        });
        self.running = Some((stop, serving));
    }

    pub async fn stop(&mut self) {
        if let Some((stop, serving)) = self.running.take() {
            let _ = stop.send(());
            serving.await.expect("stopped");
        }
    }

    /// A copy of the database as it is now. The server is stopped for it.
    pub async fn back_up(&mut self) -> Vec<u8> {
        self.stop().await;
        let copy = std::fs::read(self.files.path().join("server.db")).expect("readable");
        self.resume().await;
        copy
    }

    /// Puts a copy in the place of the database, as an administrator would; with `said`, who also says so by
    /// `lagoon-server database restored`.
    pub async fn restore(&mut self, copy: &[u8], said: bool) {
        self.stop().await;
        std::fs::write(self.files.path().join("server.db"), copy).expect("written");
        if said {
            let open = lagoon_server::open(&self.database()).await.expect("opens");
            open.repository.begin_epoch(lagoon_server::repository::sqlite::random_epoch()).await.expect("begun");
            open.repository.close().await;
        }
        self.resume().await;
    }

    /// The past values of a group, as they lie in the database.
    pub async fn history(&self, group: &str) -> Vec<String> {
        let path = self.files.path().join("server.db");
        let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.expect("opens");
        let values = sqlx::query_scalar("SELECT value FROM draft_history WHERE name = ? ORDER BY stamp_millis");
        let values = values.bind(group).fetch_all(&pool).await.expect("readable");
        pool.close().await;
        values
    }

    /// Ends every sign-in, as an administrator could.
    pub async fn end_all_sessions(&self) {
        let path = self.files.path().join("server.db");
        let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.expect("opens");
        sqlx::query("DELETE FROM sessions").execute(&pool).await.expect("deleted");
        pool.close().await;
    }
}

/// A data directory that outlives the clients that open it, with its secrets.
pub struct Device {
    pub files: TempDir,
    pub secrets: Arc<dyn SecretStore>,
    pub url: String,
    /// How often it asks for news of its own accord, in milliseconds.
    pub poll: i64,
}

impl Device {
    pub fn new(url: &str) -> Self {
        Self {
            files: tempfile::tempdir().expect("a directory"),
            secrets: Arc::new(MemorySecrets::default()),
            url: url.to_owned(),
            poll: 300,
        }
    }

    pub async fn start(&self) -> Client {
        // A client that was just dropped lets go of its directory as soon as its last task ends.
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.try_start(self.files.path()).await {
                Ok(client) => return client,
                Err(error) if error.code() == "alreadyRunning" && Instant::now() < deadline => {
                    tokio::task::yield_now().await;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    async fn try_start(&self, directory: &Path) -> Result<Client, lagoon_client::ClientError> {
        let config = Config {
            directory: directory.to_owned(),
            default_server_url: self.url.clone(),
            device_name: "test".into(),
            clock: Arc::new(SystemClock::new()),
            secrets: self.secrets.clone(),
            settings: Settings { poll: self.poll, poll_live: self.poll, ..Settings::default() },
            extra_roots: vec![],
        };
        Ok(Client::start(config).await?.0)
    }

    pub async fn signed_in(&self, email: &str) -> Client {
        let client = self.start().await;
        client.sign_in(email, PASSWORD, &self.url, true).await.expect("signed in");
        client
    }
}

/// A device that is only there for as long as it looks.
pub struct Visitor {
    client: Client,
    _device: Device,
}

impl std::ops::Deref for Visitor {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// Somebody on a device that was never used.
pub async fn visitor(server: &Server, email: &str) -> Visitor {
    let device = Device::new(&server.url());
    Visitor { client: device.signed_in(email).await, _device: device }
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

/// Waits until a draft looks right.
pub async fn shows(client: &Client, id: DraftId, name: &GroupName, value: impl Into<Value>) -> DraftView {
    let value = value.into();
    let mut events = client.subscribe();
    let looked = async {
        loop {
            if let Ok(view) = client.read_draft(id).await
                && view.groups.get(name) == Some(&value)
            {
                return view;
            }
            events.recv().await.expect("the client runs");
        }
    };
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(view) => view,
        Err(late) => panic!("{name} is not {value} ({late}): {:?}", client.read_draft(id).await),
    }
}
