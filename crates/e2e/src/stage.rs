//! One test's own server, devices and proxies, and what is kept when it fails.

use std::{
    fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use anyhow::{Context as _, Result, anyhow};
use futures_util::FutureExt as _;
use tokio::signal::unix::{SignalKind, signal};

use crate::{Device, Profile, Server, environment};

/// What a test plays on.
#[derive(Debug)]
pub struct Stage {
    name: &'static str,
    /// The real server.
    pub server: Server,
    devices: Mutex<Vec<Device>>,
}

impl Stage {
    /// Starts the app on a device that was never used, with the server of this stage.
    pub async fn device(&self, name: &str) -> Result<Device> {
        self.device_at(name, &self.server.url()).await
    }

    /// Starts the app on a device that was never used, with another server address.
    pub async fn device_at(&self, name: &str, server_url: &str) -> Result<Device> {
        self.start(&Profile::new(name, server_url)?).await
    }

    /// Starts the app of a profile.
    pub async fn start(&self, profile: &Arc<Profile>) -> Result<Device> {
        let started = Device::start(profile).await;
        if started.is_err() {
            keep_logs(profile, &self.folder()?);
        }
        let device = started?;
        self.devices().push(device.clone());
        Ok(device)
    }

    /// Where this test's pictures and logs go.
    pub fn folder(&self) -> Result<PathBuf> {
        Ok(environment::artifacts()?.join(self.name))
    }

    fn devices(&self) -> MutexGuard<'_, Vec<Device>> {
        self.devices.lock().expect("nothing panics while it holds the devices")
    }

    /// Keeps what each window shows and what everybody wrote.
    async fn keep_evidence(&self) -> Result<PathBuf> {
        let folder = self.folder()?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let _ = fs::copy(self.server.log(), folder.join("server.log"));
        let devices = self.devices().clone();
        for (index, device) in devices.iter().enumerate() {
            let name = format!("{index}-{}", device.profile.name);
            // A window that is gone gives no picture; its logs still tell.
            let _ = device.screenshot(&folder.join(format!("failed-{name}.png"))).await;
            if let Ok(chip) = device.run("return [document.body.innerText, window.chipLooks]", vec![]).await {
                let _ = fs::write(folder.join(format!("failed-{name}.txt")), format!("{chip:#}"));
            }
            keep_logs(&device.profile, &folder);
        }
        Ok(folder)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for device in self.devices().iter() {
            device.close();
        }
    }
}

fn keep_logs(profile: &Profile, folder: &Path) {
    let place = folder.join(format!("{}-logs", profile.name));
    let _ = fs::create_dir_all(&place);
    let _ = fs::copy(profile.output(), place.join("output.log"));
    for entry in fs::read_dir(profile.data().join("logs")).into_iter().flatten().flatten() {
        let _ = fs::copy(entry.path(), place.join(entry.file_name()));
    }
}

/// Ctrl+C, or the test runner's patience is at its end.
async fn told_to_stop() {
    let mut interrupted = signal(SignalKind::interrupt()).expect("signals can be heard");
    let mut terminated = signal(SignalKind::terminate()).expect("signals can be heard");
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
}

/// Plays a test on a stage of its own. When it fails, pictures and logs are kept.
///
/// # Panics
/// When the test fails: that is how the test runner hears of it.
pub fn story(name: &'static str, act: impl AsyncFnOnce(&Stage) -> Result<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("this machine can run two threads").block_on(async {
        let server = Server::start().await.unwrap_or_else(|error| panic!("the stage cannot be set: {error:#}"));
        let stage = Stage { name, server, devices: Mutex::default() };
        let acted = AssertUnwindSafe(act(&stage)).catch_unwind();
        let outcome = tokio::select! {
            outcome = acted => outcome,
            // The processes of the stage lead groups of their own: nobody else would end them.
            () = told_to_stop() => Ok(Err(anyhow!("the test was told to stop"))),
        };
        if !matches!(outcome, Ok(Ok(()))) {
            match stage.keep_evidence().await {
                Ok(folder) => eprintln!("screenshots and logs of {name} are in {}", folder.display()),
                Err(error) => eprintln!("no screenshots of {name}: {error:#}"),
            }
        }
        drop(stage);
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("{name}: {error:#}"),
            Err(panic) => resume_unwind(panic),
        }
    });
}
