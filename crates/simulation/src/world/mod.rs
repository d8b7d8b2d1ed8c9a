//! One run: devices, a network and a server in simulated time. First everything goes wrong, then everything heals and must
//! come to rest with nothing lost.

mod happen;
mod told;
mod trouble;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Seq,
    engine::Failure,
    wire::{SyncRequest, SyncResponse},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    check,
    device::{Device, MustKeep},
    fault::{Bug, Fault},
    random::Random,
    server::Server,
};

/// How a run is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many devices.
    pub devices: u64,
    /// What goes wrong.
    pub faults: BTreeSet<Fault>,
    /// How long everything goes wrong, in milliseconds.
    pub trouble: i64,
    /// A planted bug.
    pub bug: Option<Bug>,
    /// Whether to keep what happened line by line.
    pub trace: bool,
}

/// How a run ended.
#[derive(Debug)]
pub struct Report {
    /// Everything that happened, as a hash: the same seed gives the same.
    pub hash: String,
    /// Simulated milliseconds.
    pub simulated: i64,
    /// How often what happened.
    pub injected: BTreeMap<&'static str, u32>,
    /// What does not hold.
    pub failure: Option<String>,
    /// What happened, line by line, if that was asked for.
    pub trace: Vec<String>,
}

/// 2023-11-14, as good as any.
const BEGIN: i64 = 1_700_000_000_000;
/// After everything has healed, rest is due within this.
const REST: i64 = 20 * 60_000;
/// A request is given up after this.
const PATIENCE: i64 = 20_000;
const DAY: i64 = 86_400_000;

enum What {
    Act(usize),
    Key { device: usize, process: u64, draft: DraftId, group: GroupName, left: u32 },
    Tick { device: usize, process: u64 },
    Arrive { device: usize, number: u64, request: Box<SyncRequest>, token: Option<u64> },
    Answer { device: usize, number: u64, answer: Result<Box<SyncResponse>, NoAnswer> },
    Decide(usize),
    Poke { device: usize, process: u64, seq: Seq },
    Start(usize),
    Online(usize),
    SignIn(usize),
    Trouble(usize),
    ServerTrouble,
    ServerUp,
}

/// Why an answer brings nothing.
#[derive(Debug, PartialEq)]
enum NoAnswer {
    Failure(Failure),
    DeviceTaken,
}

struct Scheduled {
    at: i64,
    order: u64,
    what: What,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

pub struct World {
    pub now: i64,
    pub server: Server,
    pub devices: Vec<Device>,
    pub must_keep: Vec<(usize, MustKeep)>,
    /// The last value that each device typed into a group: its run has ended, too, once everything is at rest.
    pub last_typed: BTreeMap<(usize, DraftId, GroupName), Value>,
    /// When each value was typed.
    pub typed: BTreeMap<String, i64>,
    /// What was on screen when each value was typed.
    pub typed_over: BTreeMap<String, String>,
    /// What the server has forgotten with the trash.
    pub purged: BTreeSet<DraftId>,
    pub restored: bool,
    pub server_error: i64,
    pub options: Options,
    random: Random,
    queue: BinaryHeap<Reverse<Scheduled>>,
    scheduled: u64,
    requests: u64,
    values: u64,
    healing: bool,
    injected: BTreeMap<&'static str, u32>,
    hasher: Sha256,
    trace: Vec<String>,
}

/// Runs one seed.
pub fn run(seed: u64, options: &Options) -> Report {
    let mut world = World::new(seed, options.clone());
    let failure = world.play().err();
    if let Some(failure) = &failure {
        world.note(|| format!("FAILED: {failure}"));
    }
    let hash = world.hasher.finalize().iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    let hash = format!("{hash:016x}");
    Report { hash, simulated: world.now - BEGIN, injected: world.injected, failure, trace: world.trace }
}

impl World {
    fn new(seed: u64, options: Options) -> Self {
        let devices = (1..=options.devices).map(|number| Device::new(number, BEGIN)).collect();
        Self {
            now: BEGIN,
            server: Server::new(BEGIN),
            devices,
            must_keep: vec![],
            last_typed: BTreeMap::new(),
            typed: BTreeMap::new(),
            typed_over: BTreeMap::new(),
            purged: BTreeSet::new(),
            restored: false,
            server_error: 0,
            options,
            random: Random::new(seed),
            queue: BinaryHeap::new(),
            scheduled: 0,
            requests: 0,
            values: 0,
            healing: false,
            injected: BTreeMap::new(),
            hasher: Sha256::new(),
            trace: vec![],
        }
    }

    fn play(&mut self) -> Result<(), String> {
        for device in 0..self.devices.len() {
            self.new_token(device);
            if self.faults(Fault::WallClock) {
                self.devices[device].wall_error = self.random.between(-10 * DAY, 10 * DAY);
            }
            let (start, act, trouble) =
                (self.random.between(0, 5_000), self.random.between(0, 20_000), self.random.between(5_000, 60_000));
            self.after(start, What::Start(device));
            self.after(act, What::Act(device));
            self.after(trouble, What::Trouble(device));
        }
        if self.faults(Fault::Clone) && self.devices.len() > 1 {
            self.count("clone");
            self.devices[1].disk.device = self.devices[0].disk.device;
        }
        self.after(30_000, What::ServerTrouble);
        self.go_on_until(BEGIN + self.options.trouble, |_| false)?;
        self.heal();
        let deadline = self.now + REST;
        self.go_on_until(deadline, check::is_at_rest)?;
        check::at_rest(self)
    }

    /// Everything works from here on, and nobody types any more.
    fn heal(&mut self) {
        self.healing = true;
        self.note(|| "everything heals".into());
        self.server.up = true;
        for device in 0..self.devices.len() {
            self.devices[device].online = true;
            if !self.devices[device].running {
                self.after(0, What::Start(device));
            }
            self.after(1_000, What::SignIn(device));
            self.after(2_000, What::Online(device));
            self.after(5_000, What::Decide(device));
        }
    }

    fn go_on_until(&mut self, end: i64, done: impl Fn(&Self) -> bool) -> Result<(), String> {
        while let Some(Reverse(next)) = self.queue.pop() {
            if next.at > end {
                self.queue.push(Reverse(next));
                break;
            }
            self.now = next.at.max(self.now);
            self.server.hands.set(self.now + self.server_error);
            self.happen(next.what)?;
            if done(self) {
                return Ok(());
            }
        }
        self.now = end;
        Ok(())
    }
}

/// Book-keeping.
impl World {
    fn after(&mut self, pause: i64, what: What) {
        self.scheduled += 1;
        self.queue.push(Reverse(Scheduled { at: self.now + pause, order: self.scheduled, what }));
    }

    fn faults(&self, fault: Fault) -> bool {
        !self.healing && self.options.faults.contains(&fault)
    }

    fn count(&mut self, what: &'static str) {
        *self.injected.entry(what).or_default() += 1;
        self.note(|| what.into());
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        let line = format!("{:>9} {}", self.now - BEGIN, line());
        self.hasher.update(line.as_bytes());
        if self.options.trace {
            self.trace.push(line);
        }
    }
}
