//! What only Android has, as a plugin of the app: events of its network, its Back, coming to the front again, and sending
//! in the background by its own scheduler. The Java side lies in `android/`.
//!
//! The one rule: the page cannot reach any of it; it serves the shell alone.
#![cfg(target_os = "android")]

pub mod background;

use lagoon_connectivity::Signal;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use tauri::{
    Manager, Runtime,
    ipc::{Channel, InvokeResponseBody},
    plugin::{Builder, PluginHandle, TauriPlugin},
};

/// One thing that happens on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Something about the network.
    Network(Signal),
    /// The person went back.
    Back,
    /// The app is in front again.
    Resumed,
}

/// As the Java side says it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Said {
    Up,
    Down,
    Metered,
    NotMetered,
    Back,
    Resumed,
}

impl From<Said> for News {
    fn from(said: Said) -> Self {
        match said {
            Said::Up => Self::Network(Signal::Up),
            Said::Down => Self::Network(Signal::Down),
            Said::Metered => Self::Network(Signal::Metered(true)),
            Said::NotMetered => Self::Network(Signal::Metered(false)),
            Said::Back => Self::Back,
            Said::Resumed => Self::Resumed,
        }
    }
}

#[derive(Deserialize)]
struct Message {
    said: Said,
}

#[derive(Serialize)]
struct Listen {
    channel: Channel,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SendLater {
    wanted: bool,
}

/// The Java side.
pub struct Device<R: Runtime>(PluginHandle<R>);

/// The plugin; afterwards the app manages a [`Device`].
pub fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("lagoon-android")
        .setup(|app, api| {
            app.manage(Device(api.register_android_plugin("com.lagoon.android", "DevicePlugin")?));
            Ok(())
        })
        .build()
}

impl<R: Runtime> Device<R> {
    /// Passes on what happens, from now on.
    pub async fn listen(&self, heard: impl Fn(News) + Send + Sync + 'static) {
        let channel = Channel::new(move |body| {
            let message = match body {
                InvokeResponseBody::Json(text) => serde_json::from_str::<Message>(&text),
                InvokeResponseBody::Raw(bytes) => serde_json::from_slice(&bytes),
            };
            match message {
                Ok(message) => heard(message.said.into()),
                Err(error) => tracing::warn!(%error, "the device says something unknown"),
            }
            Ok(())
        });
        self.call("listen", Listen { channel }).await;
    }

    /// Whether Android shall start sending by itself when there is a network, also after this process has ended.
    pub async fn send_later(&self, wanted: bool) {
        self.call("sendLater", SendLater { wanted }).await;
    }

    /// Puts the app behind the others. It goes on running for as long as Android lets it.
    pub async fn leave(&self) {
        self.call("leave", ()).await;
    }

    async fn call(&self, command: &str, arguments: impl Serialize) {
        if let Err(error) = self.0.run_mobile_plugin_async::<IgnoredAny>(command, arguments).await {
            tracing::warn!(%error, command, "the device does not do it");
        }
    }
}
