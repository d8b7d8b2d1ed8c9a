//! A device: the real app in a window of its own, on a data directory of its own, driven through `tauri-driver`.
//!
//! The app inherits the driver's environment, so every device has a driver of its own.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::{
    database, environment,
    process::{Group, free_port, kill_at_once},
    waits::{IN_A_WHILE, SOON, until},
};

/// What a device keeps between two starts of the app.
#[derive(Debug)]
pub struct Profile {
    /// What artifacts call it.
    pub name: String,
    /// The server that its sign-in form offers.
    pub server_url: String,
    still: bool,
    goes_back: AtomicBool,
    folder: TempDir,
}

impl Profile {
    /// A device that was never used.
    pub fn new(name: &str, server_url: &str) -> Result<Arc<Self>> {
        let folder = TempDir::new().context("cannot make a folder for the device")?;
        Ok(Arc::new(Self {
            name: name.to_owned(),
            server_url: server_url.to_owned(),
            still: false,
            goes_back: false.into(),
            folder,
        }))
    }

    /// A device that was never used, whose owner wants as little motion as can be.
    pub fn still(name: &str, server_url: &str) -> Result<Arc<Self>> {
        let folder = TempDir::new().context("cannot make a folder for the device")?;
        let settings = folder.path().join("config/gtk-3.0");
        std::fs::create_dir_all(&settings)?;
        std::fs::write(settings.join("settings.ini"), "[Settings]\ngtk-enable-animations=0\n")?;
        Ok(Arc::new(Self {
            name: name.to_owned(),
            server_url: server_url.to_owned(),
            still: true,
            goes_back: false.into(),
            folder,
        }))
    }

    /// A device that was never used, whose owner wants text of this size, in percent.
    pub fn with_text(name: &str, server_url: &str, percent: u16) -> Result<Arc<Self>> {
        let profile = Self::new(name, server_url)?;
        std::fs::create_dir_all(profile.data())?;
        let preferences = json!({"preferences": {"textSize": percent}});
        std::fs::write(profile.data().join("preferences.json"), preferences.to_string())?;
        Ok(profile)
    }

    /// From now on the app starts as on Android: with the listing that was open when it ended.
    pub fn go_back_at_starts(&self) {
        self.goes_back.store(true, Ordering::Relaxed);
    }

    /// The app's data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Its draft store.
    pub fn drafts(&self) -> PathBuf {
        self.data().join("drafts.db")
    }

    /// What the app and its driver wrote to the terminal.
    pub fn output(&self) -> PathBuf {
        self.folder.path().join("output.log")
    }

    /// The app's process, while it runs.
    pub fn process(&self) -> Result<i32> {
        let lock = self.data().join("lagoon.lock");
        let text = std::fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        text.trim().parse().with_context(|| format!("{} names no process", lock.display()))
    }
}

/// A running app. It ends when the last copy is dropped.
#[derive(Clone, Debug)]
pub struct Device {
    /// What it keeps.
    pub profile: Arc<Profile>,
    /// Its window.
    pub window: Client,
    driver: Arc<Mutex<Group>>,
}

impl Device {
    /// Starts the app of a profile and waits until its first page is there.
    pub async fn start(profile: &Arc<Profile>) -> Result<Self> {
        let (device, _) = Self::launch(profile, &environment::app()?).await?;
        let chip = async || device.chip().await;
        until("the page is there", IN_A_WHILE, chip, |chip| !chip.words.is_empty()).await?;
        Ok(device)
    }

    /// Starts a Tauri app on a profile and waits for nothing but its window. Returns as well when it was told to start.
    pub async fn launch(profile: &Arc<Profile>, app: &Path) -> Result<(Self, Instant)> {
        let (port, native_port) = (free_port()?, free_port()?);
        let mut command = Command::new(environment::driver()?);
        command
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .env("LAGOON_DATA_DIR", profile.data())
            .env("LAGOON_SERVER_URL", &profile.server_url);
        if profile.goes_back.load(Ordering::Relaxed) {
            command.env("LAGOON_GOES_BACK", "1");
        }
        if profile.still {
            command.env("XDG_CONFIG_HOME", profile.folder.path().join("config"));
        }
        let driver = Group::start(command, &profile.output())?;
        for port in [port, native_port] {
            let listens = async || Ok(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
            until("the driver listens", SOON, listens, |listens| *listens).await?;
        }
        let began = Instant::now();
        let window = open_window(&format!("http://127.0.0.1:{port}"), app).await;
        let window = window.with_context(|| format!("the app of {} did not start", profile.name))?;
        Ok((Self { profile: profile.clone(), window, driver: Arc::new(Mutex::new(driver)) }, began))
    }

    /// `kill -9` of the app, and the end of its driver. Returns when both are gone.
    pub async fn kill(&self) -> Result<()> {
        kill_at_once(self.profile.process()?).await?;
        self.close();
        // The last threads of a killed process may hold its files a moment longer than its name.
        let lock = File::open(self.profile.data().join("lagoon.lock")).context("the app holds no lock")?;
        until("the killed app let go of its data", SOON, async || Ok(lock.try_lock().is_ok()), |free| *free).await?;
        Ok(())
    }

    /// Ends the app and its driver.
    pub fn close(&self) {
        self.driver.lock().expect("nothing panics while it holds the driver").kill();
    }

    /// The listing that was last edited on this device.
    pub async fn newest_draft(&self) -> Result<String> {
        database::newest_draft(&self.profile.drafts()).await
    }

    /// Runs a function body in the page and returns what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.window.execute(script, arguments).await.with_context(|| format!("the page did not run: {script}"))
    }

    /// Saves what the window shows.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        let png = self.window.screenshot().await.context("the window gives no picture")?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, png).with_context(|| format!("cannot write {}", path.display()))
    }
}

async fn open_window(driver: &str, app: &Path) -> Result<Client> {
    let app = json!({"application": app, "args": []});
    let wishes = [("tauri:options".to_owned(), app)].into_iter().collect();
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(wishes);
    let opening = tokio::time::timeout(IN_A_WHILE, builder.connect(driver)).await;
    Ok(opening.context("no window within half a minute")??)
}
