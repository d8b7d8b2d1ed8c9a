//! Starting: logs, secrets, the client, and the pool that the SQL plugin closes at exit. When the client cannot start, the
//! window opens all the same and says why.

use std::{sync::Arc, time::Duration};

use lagoon_client::{
    Client, ClientError, Config, KeyringSecrets, MemorySecrets, RootsError, SecretStore, SetAside, Settings,
    SystemClock,
};
use lagoon_sync::view::CommandError;
use lagoon_words::tr;
use tauri::{AppHandle, Manager, async_runtime};
use tauri_plugin_sql::{DbInstances, DbPool};

use crate::{events, logs, network, profile};

/// Secret stores that ask a person first may take a while; one that never answers must not keep the window closed.
const SECRETS_ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What the commands work on.
pub struct Lagoon {
    client: Result<Client, CommandError>,
    set_aside: Option<SetAside>,
    without_roots: Option<RootsError>,
    _logs: logs::Logs,
}

impl Lagoon {
    /// The client, or why there is none.
    pub fn client(&self) -> Result<&Client, CommandError> {
        self.client.as_ref().map_err(Clone::clone)
    }

    /// Whether the person is told of a damaged store.
    pub fn tells_of_damage(&self) -> bool {
        self.set_aside.is_some()
    }

    /// What a person should know about how this start went.
    pub fn notice(&self) -> Option<String> {
        let set_aside = self.set_aside.as_ref().map(ToString::to_string);
        let without_roots = self.without_roots.as_ref().map(|error| tr!("{error}, then start Lagoon again.", error));
        let notices: Vec<_> = [set_aside, without_roots].into_iter().flatten().collect();
        (!notices.is_empty()).then(|| notices.join(" "))
    }
}

/// Starts everything behind the window.
pub fn start(app: &AppHandle) -> tauri::Result<()> {
    let directory = profile::directory(app)?;
    let logs = logs::start(&directory);
    // Without them that server cannot be reached, but whatever is written is kept.
    let (extra_roots, without_roots) = match profile::extra_roots() {
        Ok(roots) => (roots, None),
        Err(error) => {
            tracing::error!(%error, "no extra root certificates");
            (vec![], Some(error))
        }
    };
    let heard = network::Heard::default();
    let started = async_runtime::block_on(async {
        let secrets = open_secrets().await;
        let config = || Config {
            directory: directory.clone(),
            default_server_url: profile::server_url(),
            device_name: device_name(),
            clock: Arc::new(SystemClock::new()),
            secrets: secrets.clone(),
            settings: Settings::default(),
            extra_roots: extra_roots.clone(),
        };
        #[cfg(target_os = "android")]
        let (client, set_aside) = lagoon_android::background::start_app(config).await?;
        #[cfg(not(target_os = "android"))]
        let (client, set_aside) = Client::start(config()).await?;
        let pool = DbPool::Sqlite(client.pool().clone());
        app.state::<DbInstances>().0.write().await.insert("sqlite:drafts.db".into(), pool);
        Ok::<_, ClientError>((client, set_aside))
    });
    let (client, set_aside) = match started {
        Ok((client, set_aside)) => {
            async_runtime::spawn(events::forward(app.clone(), client.clone(), client.subscribe()));
            #[cfg(target_os = "android")]
            async_runtime::spawn(crate::android::accompany(app.clone(), client.clone(), heard.clone()));
            #[cfg(not(target_os = "android"))]
            async_runtime::spawn(network::hear(client.clone(), heard.clone()));
            (Ok(client), set_aside)
        }
        Err(error) => {
            tracing::error!(%error, "Lagoon cannot start");
            if error.code() == "alreadyRunning" {
                eprintln!("lagoon: {error}");
                std::process::exit(1);
            }
            (Err(CommandError { code: "cannotStart".into(), message: error.to_string() }), None)
        }
    };
    app.manage(heard);
    app.manage(Lagoon { client, set_aside, without_roots, _logs: logs });
    Ok(())
}

async fn open_secrets() -> Arc<dyn SecretStore> {
    let opening = async_runtime::spawn_blocking(|| KeyringSecrets::open("com.lagoon.listings"));
    match tokio::time::timeout(SECRETS_ANSWER_WITHIN, opening).await {
        Ok(Ok(Ok(secrets))) => return Arc::new(secrets),
        Ok(Ok(Err(error))) => tracing::warn!(%error, "no secret store: the sign-in lasts until the app closes"),
        Ok(Err(error)) => tracing::warn!(%error, "the secret store broke off"),
        Err(_) => tracing::warn!("the secret store does not answer"),
    }
    Arc::new(MemorySecrets::default())
}

/// What the operating system calls this device.
fn device_name() -> String {
    ["COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}
