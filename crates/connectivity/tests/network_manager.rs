//! What is heard of NetworkManager, on a real message bus of the test's own, and how soon the client acts on it.
#![cfg(target_os = "linux")]

mod bus;
mod gate;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bus::{Bus, NetworkManager};
use gate::Gate;
use lagoon_client::{Client, Clock, Config, MemorySecrets, Settings, SystemClock};
use lagoon_connectivity::{Signal, listen_at};
use lagoon_listing::GroupName;
use lagoon_sync::{clock::Reading, status::SyncState, view::SaveData};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(20);
/// From the signal to the first byte that leaves.
const WITHIN: Duration = Duration::from_millis(50);
/// Half of them must hold: a machine may be busy with other things in the others.
const ROUNDS: usize = 7;

const GONE: u32 = 20;
const CONNECTED: u32 = 70;

#[tokio::test]
async fn a_network_that_goes_and_comes_and_costs_is_heard() {
    let bus = Bus::start();
    let mut network_manager = NetworkManager::start(&bus).await;
    let mut heard = listening(&bus);
    assert_eq!(next(&mut heard).await, Signal::Metered(false), "what it costs is known at once");
    network_manager.change("State", GONE).await;
    assert_eq!(next(&mut heard).await, Signal::Down);
    network_manager.change("State", CONNECTED).await;
    assert_eq!(next(&mut heard).await, Signal::Up);
    network_manager.change("Metered", 1).await;
    assert_eq!(next(&mut heard).await, Signal::Metered(true));
    network_manager.say_state(GONE).await;
    assert_eq!(next(&mut heard).await, Signal::Down, "its older signal is understood, too");
}

#[tokio::test]
async fn network_manager_may_come_later_and_go_and_come_again() {
    let bus = Bus::start();
    let mut heard = listening(&bus);
    let first = NetworkManager::start(&bus).await;
    assert_eq!(next(&mut heard).await, Signal::Metered(false));
    first.stop().await;
    let mut second = NetworkManager::start(&bus).await;
    second.change("State", GONE).await;
    assert_eq!(next(&mut heard).await, Signal::Down);
}

#[tokio::test]
async fn without_a_message_bus_nobody_waits() {
    let silent = timeout(PATIENCE, listen_at("unix:path=/nowhere/bus", |_| ())).await;
    assert!(silent.expect("in time").to_string().contains("message bus"));
}

/// The device's own timers stand still meanwhile, so that nothing but the signal can have sent it.
#[tokio::test]
async fn the_first_byte_leaves_within_50_ms_of_the_signal() {
    let bus = Bus::start();
    let mut network_manager = NetworkManager::start(&bus).await;
    let files = tempfile::tempdir().expect("a directory");
    let mut gate = Gate::to(lagoon_server(&files).await).await;
    let clock = Arc::new(Stoppable::default());
    let client = signed_in(&files, &gate, &clock).await;
    let id = client.create_draft().await.expect("created").id;
    let (listener, address) = (client.clone(), bus.address.clone());
    tokio::spawn(async move {
        let heard = |signal| match signal {
            Signal::Up => listener.report_connectivity(true),
            Signal::Down => listener.report_connectivity(false),
            Signal::Metered(metered) => listener.report_metered(metered),
        };
        listen_at(&address, heard).await
    });

    let mut took = Vec::new();
    for round in 0..ROUNDS {
        reaches(&client, SyncState::Synced).await;
        gate.close();
        network_manager.change("State", GONE).await;
        let base = client.read_draft(id).await.expect("there").stamps.get(&GroupName::TITLE).copied();
        client.edit(id, &GroupName::TITLE, format!("Round {round}").into(), base).await.expect("saved");
        reaches(&client, SyncState::Offline).await;
        clock.stop();
        gate.open();
        let signal = Instant::now();
        network_manager.change("State", CONNECTED).await;
        let arrived = timeout(PATIENCE, gate.first_byte()).await.expect("the signal sends what waits");
        took.push(arrived - signal);
        clock.run();
    }
    took.sort();
    println!("from the signal to the first byte, in {ROUNDS} rounds: {took:.1?}");
    assert!(took[ROUNDS / 2] <= WITHIN, "most took longer than {WITHIN:?}: {took:?}");
}

fn listening(bus: &Bus) -> UnboundedReceiver<Signal> {
    let (sender, receiver) = unbounded_channel();
    let address = bus.address.clone();
    tokio::spawn(async move { listen_at(&address, |signal| sender.send(signal).expect("the test listens")).await });
    receiver
}

async fn next(heard: &mut UnboundedReceiver<Signal>) -> Signal {
    timeout(PATIENCE, heard.recv()).await.expect("it is told in time").expect("the listener runs")
}

async fn reaches(client: &Client, state: SyncState) {
    let reached = client.wait_for_status(|status| status.sync_status == state);
    assert!(timeout(PATIENCE, reached).await.is_ok(), "not {} in time: {:?}", state.as_str(), client.status());
}

async fn lagoon_server(files: &tempfile::TempDir) -> std::net::SocketAddr {
    let database = format!("sqlite:{}", files.path().join("server.db").display());
    let open = lagoon_server::open(&database).await.expect("opens");
    open.repository.add_team("Marina Realty").await.expect("added");
    open.add_user("Marina Realty", "ada@example.com", "Ada", "correct horse battery").await.expect("added");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(lagoon_server::serve(listener, open, std::future::pending()));
    address
}

async fn signed_in(files: &tempfile::TempDir, gate: &Gate, clock: &Arc<Stoppable>) -> Client {
    let config = Config {
        directory: files.path().join("device"),
        default_server_url: gate.url(),
        device_name: "test".into(),
        clock: clock.clone(),
        secrets: Arc::new(MemorySecrets::default()),
        extra_roots: vec![],
        settings: Settings::default(),
    };
    let (client, _) = Client::start(config).await.expect("starts");
    // The stream of news has a timer of its own, and would find the open gate by itself.
    client.set_save_data(SaveData::Always).await.expect("set");
    client.sign_in("ada@example.com", "correct horse battery", &gate.url(), true).await.expect("signed in");
    client
}

/// The system's clocks, which can be made to stand still.
#[derive(Default)]
struct Stoppable {
    clock: SystemClock,
    at: Mutex<Option<Reading>>,
}

impl Stoppable {
    fn set(&self, at: Option<Reading>) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    fn stop(&self) {
        self.set(Some(self.clock.read()));
    }

    fn run(&self) {
        self.set(None);
    }
}

impl Clock for Stoppable {
    fn read(&self) -> Reading {
        let at = *self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.unwrap_or_else(|| self.clock.read())
    }
}
