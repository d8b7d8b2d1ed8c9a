//! Where windows go: the person's own screen, or a virtual one for tests. The virtual one lasts as long as its handle.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::process::Running;

/// Fails if there is no screen to open a window on.
pub fn require_screen() -> Result<()> {
    let screen =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    if cfg!(target_os = "linux") && !screen {
        bail!(
            "there is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set): \
             log in to a desktop, or run `xvfb-run --auto-servernum cargo xtask run`"
        );
    }
    Ok(())
}

/// An X server that draws into memory.
pub struct VirtualDisplay {
    name: String,
    _server: Running,
}

impl VirtualDisplay {
    /// Starts one under a number that it finds free itself.
    pub fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", "1440x1400x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Running::start(&mut command)?;
        let output = server.child().stdout.take().expect("the output is piped");
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number).context("cannot read which display Xvfb took")?;
        if number.trim().is_empty() {
            bail!("Xvfb did not start: run `Xvfb -displayfd 1` to see why");
        }
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    /// Makes a command's windows open here, even where the desktop is a Wayland one.
    pub fn apply(&self, command: &mut Command) {
        command.env("DISPLAY", &self.name).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    }
}
