//! `cargo xtask run`: from nothing to an open window on a server with a demo team. Whatever ends it, the server ends with it.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::commands::ui;
use crate::demo::Demo;
use crate::process::{Running, interrupted};
use crate::stage::stage;
use crate::{cargo, display, prerequisites};

/// How often server and app are looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// Starts the server and the first device.
pub fn first() -> Result<()> {
    display::require_screen()?;
    let demo = Demo::open()?;
    refuse_a_second_server(&demo)?;
    build()?;
    refuse_a_second_server(&demo)?;
    let (server, url) = demo.start_server()?;
    let mut server = Some(server);
    println!("\n{}\n", Demo::welcome(&url));
    let mut app = demo.start_app(1, &url)?;
    while !interrupted() {
        if let Some(running) = &mut server
            && let Some(status) = running.ended()?
        {
            println!(
                "the demo server ended ({status}); the app goes on without it. Last words: {}",
                demo.server_says()
            );
            println!("start it again, in another terminal: cargo xtask run --server");
            server = None;
        }
        if let Some(status) = app.ended()? {
            return if status.success() { Ok(()) } else { bail!("the app ended with {status}, see above") };
        }
        sleep(GLANCE);
    }
    Ok(())
}

/// Server and app are built together: alone, the server would be compiled anew with fewer features of what they share.
fn build() -> Result<()> {
    stage("prerequisites", prerequisites::for_building)?;
    stage("page", ui::build)?;
    stage("server and app", || cargo::run(&["build", "--package", "lagoon-server", "--package", "lagoon"]))
}

/// Asked before the long builds, and again after them.
fn refuse_a_second_server(demo: &Demo) -> Result<()> {
    match demo.running_server() {
        Some(url) => bail!("a demo server runs already on {url}: open a second device with `cargo xtask run --second`"),
        None => Ok(()),
    }
}

/// Starts the demo server alone, where the devices look for it, until it is told to stop.
pub fn server_only() -> Result<()> {
    let demo = Demo::open()?;
    refuse_a_second_server(&demo)?;
    build()?;
    let (mut server, url) = demo.start_server()?;
    println!("\n{}\nCtrl+C stops it.\n", Demo::welcome(&url));
    match server.wait()? {
        Some(status) => bail!("the demo server ended ({status}): {}", demo.server_says()),
        None => Ok(()),
    }
}

/// Opens the second device on the server that runs already.
pub fn second() -> Result<()> {
    display::require_screen()?;
    let demo = Demo::open()?;
    let url = demo.running_server().context("no demo server runs: start one with `cargo xtask run`, then try again")?;
    let mut app: Running = demo.start_app(2, &url)?;
    match app.wait()? {
        Some(status) if !status.success() => bail!("the app ended with {status}, see above"),
        _ => Ok(()),
    }
}
