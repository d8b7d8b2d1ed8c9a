//! A message bus of the test's own, and on it somebody who speaks as NetworkManager does.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use zbus::{Connection, connection::Builder, interface, zvariant::Value};

const NAME: &str = "org.freedesktop.NetworkManager";
const PATH: &str = "/org/freedesktop/NetworkManager";

pub struct Bus {
    daemon: Child,
    pub address: String,
}

impl Bus {
    pub fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is there: package `dbus-daemon`");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("piped")).read_line(&mut address).expect("it says its address");
        Self { daemon, address: address.trim().to_owned() }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

pub struct NetworkManager {
    connection: Connection,
}

/// A cable that costs nothing.
struct Figures {
    state: u32,
    metered: u32,
}

#[interface(name = "org.freedesktop.NetworkManager")]
impl Figures {
    #[zbus(property(emits_changed_signal = "false"))]
    fn state(&self) -> u32 {
        self.state
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn metered(&self) -> u32 {
        self.metered
    }
}

impl NetworkManager {
    pub async fn start(bus: &Bus) -> Self {
        let builder = Builder::address(bus.address.as_str()).expect("an address");
        let builder = builder.serve_at(PATH, Figures { state: 70, metered: 2 }).expect("a path");
        Self { connection: builder.name(NAME).expect("a name").build().await.expect("the bus answers") }
    }

    /// As every version since 1.0 tells.
    pub async fn change(&mut self, figure: &str, value: u32) {
        let changed = HashMap::from([(figure, Value::from(value))]);
        let unnamed: Vec<&str> = vec![];
        self.say("org.freedesktop.DBus.Properties", "PropertiesChanged", &(NAME, changed, unnamed)).await;
    }

    /// As it told before, and still does.
    pub async fn say_state(&mut self, state: u32) {
        self.say(NAME, "StateChanged", &state).await;
    }

    async fn say<B: serde::ser::Serialize + zbus::zvariant::DynamicType>(&self, interface: &str, name: &str, body: &B) {
        self.connection.emit_signal(None::<&str>, PATH, interface, name, body).await.expect("sent");
    }

    pub async fn stop(self) {
        self.connection.close().await.expect("closed");
    }
}
