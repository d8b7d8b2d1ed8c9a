//! Sending while nobody looks: Android starts it when there is a network and something is unsent, perhaps in a process that
//! has no window.
//!
//! The one rule: there is one client on the data directory at a time. While the app runs, its client sends; a client that
//! works alone gives way as soon as the app starts.

#![allow(unsafe_code)]

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jni::{
    JNIEnv,
    objects::{JClass, JObject, JString},
    sys::{JNI_FALSE, JNI_TRUE, jboolean},
};
use lagoon_client::{Client, ClientError, Config, KeyringSecrets, SecretStore, Settings, SystemClock};
use lagoon_sync::status::SyncState;
use tauri::async_runtime;
use tokio::{sync::Notify, time::timeout};

/// Android gives a job ten minutes; what did not go out in these goes out with the next one.
const LIMIT: Duration = Duration::from_secs(120);
/// How long the app waits for a client that works alone.
const GIVE_WAY: Duration = Duration::from_secs(5);

struct State {
    /// The app's client, once it runs.
    app: Option<Client>,
    /// The secret store for a process without a window.
    secrets: Option<Arc<dyn SecretStore>>,
    /// Whether a client works alone.
    alone: bool,
}

static STATE: Mutex<State> = Mutex::new(State { app: None, secrets: None, alone: false });
/// Ends the job that runs.
static STOP: Notify = Notify::const_new();
/// A client that worked alone is gone.
static GONE: Notify = Notify::const_new();

fn state() -> MutexGuard<'static, State> {
    // A panic elsewhere leaves it whole: each change is one step.
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the app's client; one that works alone gives way to it.
pub async fn start_app(config: impl Fn() -> Config) -> Result<(Client, Option<lagoon_client::SetAside>), ClientError> {
    let gone = GONE.notified();
    if state().alone {
        STOP.notify_waiters();
        let _ = timeout(GIVE_WAY, gone).await;
    }
    // Its last task may still hold the directory for a moment.
    for _ in 0..50 {
        match Client::start(config()).await {
            Err(error) if error.code() == "alreadyRunning" => tokio::time::sleep(Duration::from_millis(100)).await,
            started => return started.inspect(|(client, _)| state().app = Some(client.clone())),
        }
    }
    Client::start(config()).await
}

/// Sends what waits. Whether Android need not come again.
async fn send(directory: PathBuf) -> bool {
    // Before anybody can know that it works alone, so that no word to stop is missed.
    let stopped = STOP.notified();
    let (app, secrets) = {
        let mut state = state();
        state.alone = state.app.is_none();
        (state.app.clone(), state.secrets.clone())
    };
    let sent = async {
        let client = match (app, secrets) {
            (Some(client), _) => client,
            (None, Some(secrets)) => {
                let config = Config {
                    directory,
                    default_server_url: String::new(),
                    device_name: String::new(),
                    clock: Arc::new(SystemClock::new()),
                    secrets,
                    settings: Settings::default(),
                    extra_roots: vec![],
                };
                Client::start(config).await?.0
            }
            // Without a sign-in nothing can go out, and the app says so when it is opened.
            (None, None) => return Ok(true),
        };
        client.report_connectivity(true);
        let synced = client.wait_for_status(|status| status.sync_status == SyncState::Synced);
        Ok::<_, ClientError>(timeout(LIMIT, synced).await.is_ok())
    };
    let sent = tokio::select! {
        sent = sent => sent.inspect_err(|error| tracing::warn!(%error, "nothing was sent in the background")).unwrap_or(false),
        () = stopped => false,
    };
    state().alone = false;
    GONE.notify_waiters();
    sent
}

/// Called on Android's main thread, where activities are started too: the context is lent for this call alone, because the
/// window's side sets it for good.
#[unsafe(no_mangle)]
pub extern "system" fn Java_com_lagoon_android_SendJob_prepare(env: JNIEnv<'_>, _: JClass<'_>, context: JObject<'_>) {
    let is_ready = {
        let state = state();
        state.app.is_some() || state.secrets.is_some()
    };
    if is_ready {
        return;
    }
    let Ok(vm) = env.get_java_vm() else { return };
    // SAFETY: both live longer than this call, and nobody else sets the context while the main thread is here.
    unsafe { ndk_context::initialize_android_context(vm.get_java_vm_pointer().cast(), context.as_raw().cast()) };
    let opened = KeyringSecrets::open("com.lagoon.listings");
    // SAFETY: it was set above.
    unsafe { ndk_context::release_android_context() };
    match opened {
        Ok(secrets) => state().secrets = Some(Arc::new(secrets)),
        Err(error) => tracing::warn!(%error, "no secret store in the background"),
    }
}

/// Called on a thread of the job.
#[unsafe(no_mangle)]
pub extern "system" fn Java_com_lagoon_android_SendJob_send(
    mut env: JNIEnv<'_>,
    _: JClass<'_>,
    directory: JString<'_>,
) -> jboolean {
    let Ok(directory) = env.get_string(&directory) else { return JNI_FALSE };
    if async_runtime::block_on(send(String::from(directory).into())) { JNI_TRUE } else { JNI_FALSE }
}

/// Android takes the network or the time away.
#[unsafe(no_mangle)]
pub extern "system" fn Java_com_lagoon_android_SendJob_stop(_: JNIEnv<'_>, _: JClass<'_>) {
    STOP.notify_waiters();
}
