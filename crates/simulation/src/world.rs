//! One run: devices, a network and a server in simulated time. First everything goes wrong, then everything heals and must
//! come to rest with nothing lost.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Seq,
    engine::{Event, Failure},
    status::SignIn,
    wire::{SyncRequest, SyncResponse},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

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
    Answer { device: usize, number: u64, answer: Result<Box<SyncResponse>, Failure> },
    Poke { device: usize, process: u64, seq: Seq },
    Start(usize),
    Online(usize),
    SignIn(usize),
    Trouble(usize),
    ServerTrouble,
    ServerUp,
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

/// What happens.
impl World {
    fn happen(&mut self, what: What) -> Result<(), String> {
        match what {
            What::Act(device) => {
                if !self.healing {
                    let pause = self.random.between(500, 25_000);
                    self.after(pause, What::Act(device));
                    self.act(device)?;
                }
            }
            What::Key { device, process, draft, group, left } => {
                if !self.healing && self.devices[device].process == process {
                    self.type_into(device, draft, &group)?;
                    if left > 0 {
                        let pause = self.random.between(60, 400);
                        self.after(pause, What::Key { device, process, draft, group, left: left - 1 });
                    }
                }
            }
            What::Tick { device, process } => {
                if self.devices[device].process == process {
                    self.tell(device, vec![Event::Tick])?;
                }
            }
            What::Arrive { device, number, request, token } => self.arrive(device, number, &request, token)?,
            What::Answer { device, number, answer } => self.answer(device, number, answer)?,
            What::Poke { device, process, seq } => {
                if self.devices[device].process == process && self.devices[device].online {
                    self.tell(device, vec![Event::Poke(seq)])?;
                }
            }
            What::Start(device) => {
                if !self.devices[device].running {
                    self.note(|| format!("device {} starts", device + 1));
                    let now = self.now;
                    let events = self.devices[device].start(now);
                    self.tell(device, events)?;
                }
            }
            What::Online(device) => {
                self.devices[device].online = true;
                self.tell(device, vec![Event::Connectivity(true)])?;
            }
            What::SignIn(device) => {
                if self.devices[device].disk.token.is_none() {
                    self.new_token(device);
                    self.note(|| format!("device {} signs in again", device + 1));
                    self.tell(device, vec![Event::SignIn(SignIn::Active)])?;
                }
            }
            What::Trouble(device) => {
                if !self.healing {
                    let pause = self.random.between(10_000, 120_000);
                    self.after(pause, What::Trouble(device));
                    self.trouble(device)?;
                }
            }
            What::ServerTrouble => {
                if !self.healing {
                    let pause = self.random.between(20_000, 200_000);
                    self.after(pause, What::ServerTrouble);
                    self.server_trouble();
                }
            }
            What::ServerUp => {
                self.server.up = true;
                self.server.restart();
            }
        }
        Ok(())
    }

    /// What a person does.
    fn act(&mut self, device: usize) -> Result<(), String> {
        if !self.devices[device].running {
            return Ok(());
        }
        let known: Vec<DraftId> = self.devices[device].disk.drafts.keys().copied().collect();
        let draft = if known.is_empty() || (known.len() < 5 && self.random.chance(150)) {
            DraftId(Uuid::from_u128(u128::from(self.random.number() % 1_000_000) + 1))
        } else {
            *self.random.pick(&known)
        };
        match self.random.between(0, 99) {
            0..=69 => {
                let group = self.random.pick(&[GroupName::TITLE, GroupName::DESCRIPTION, GroupName::PRICE]).clone();
                let left =
                    if self.random.chance(400) { u32::try_from(self.random.between(2, 40)).unwrap_or(2) } else { 0 };
                let process = self.devices[device].process;
                self.after(0, What::Key { device, process, draft, group, left });
            }
            70..=84 => {
                let amenity: GroupName = format!("amenity:a{}", self.random.between(1, 4)).parse().expect("a group");
                let chosen = self.random.chance(600);
                self.change(device, draft, &amenity, json!(chosen))?;
            }
            85..=92 => {
                let now = self.now;
                self.note(|| format!("device {} leaves a step at {now}", device + 1));
                let events = self.devices[device].leave_step();
                self.tell(device, events)?;
            }
            93..=96 => self.change(device, draft, &GroupName::TRASH, json!(true))?,
            _ => self.change(device, draft, &GroupName::TRASH, json!(false))?,
        }
        Ok(())
    }

    fn type_into(&mut self, device: usize, draft: DraftId, group: &GroupName) -> Result<(), String> {
        self.values += 1;
        let text = format!("{}.{}", self.devices[device].number, self.values);
        self.typed.insert(text.clone(), self.now);
        let value = if *group == GroupName::PRICE { json!({"typed": text, "currency": "NGN"}) } else { json!(text) };
        self.change(device, draft, group, value)
    }

    fn change(&mut self, device: usize, draft: DraftId, group: &GroupName, value: Value) -> Result<(), String> {
        let before = self.devices[device].disk.clone();
        self.note(|| format!("device {} edits {draft} {group}: {value}", device + 1));
        let now = self.now;
        let typed = (device, draft, group.clone());
        let typed_before = self.last_typed.get(&typed).cloned();
        if matches!(value, Value::String(_) | Value::Object(_)) {
            self.last_typed.insert(typed.clone(), value.clone());
        }
        let (events, kept) = self.devices[device].edit(draft, group, value, now);
        if self.faults(Fault::Crash) && self.random.chance(5) {
            self.count("crash at an edit");
            if self.random.chance(500) {
                // Before the commit: nobody was told that it is saved.
                self.devices[device].disk = before;
                match typed_before {
                    Some(value) => self.last_typed.insert(typed, value),
                    None => self.last_typed.remove(&typed),
                };
            } else {
                self.must_keep.extend(kept.map(|kept| (device, kept)));
                if self.options.bug == Some(Bug::ForgetAfterCrash) {
                    self.devices[device].disk = before;
                }
            }
            self.crash(device);
            return Ok(());
        }
        self.must_keep.extend(kept.map(|kept| (device, kept)));
        self.tell(device, events)
    }

    /// Hands events to a device's engine and does what it wants.
    fn tell(&mut self, device: usize, events: Vec<Event>) -> Result<(), String> {
        if !self.devices[device].running {
            return Ok(());
        }
        for event in events {
            let (now, random) = (self.now, self.random.number());
            let boot = self.devices[device].reading(now).boot;
            if let Some(start) = self.devices[device].engine.handle(event, boot, random) {
                self.requests += 1;
                let number = self.requests;
                let request = self.devices[device].prepare(start, number, now, self.options.bug);
                self.send(device, number, request);
            }
            if !self.devices[device].running {
                return Ok(());
            }
        }
        self.devices[device].remember_synced(self.now);
        self.arm(device);
        check::truthful(self, device)
    }

    fn arm(&mut self, device: usize) {
        let boot = self.devices[device].reading(self.now).boot;
        if let Some(at) = self.devices[device].engine.deadline(boot) {
            let process = self.devices[device].process;
            // Another event may arm it again: a tick too many does no harm.
            self.after((at - boot).max(0), What::Tick { device, process });
        }
    }

    fn send(&mut self, device: usize, number: u64, request: SyncRequest) {
        let (updates, token) = (request.updates.len(), self.devices[device].disk.token);
        self.note(|| format!("device {} sends request {number} with {updates} updates", device + 1));
        if self.faults(Fault::Crash) && self.random.chance(8) {
            self.count("crash before sending");
            self.crash(device);
            return;
        }
        if !self.devices[device].online || !self.server.up {
            let soon = self.random.between(1, 3_000);
            self.after(soon, What::Answer { device, number, answer: Err(Failure::Unreachable) });
            return;
        }
        self.after(PATIENCE, What::Answer { device, number, answer: Err(Failure::Stalled) });
        if self.faults(Fault::Loss) && self.random.chance(60) {
            self.count("request lost");
            return;
        }
        let request = Box::new(request);
        if self.faults(Fault::Repeat) && self.random.chance(40) {
            self.count("request repeated");
            let late = self.travel() + self.random.between(0, 30_000);
            self.after(late, What::Arrive { device, number, request: request.clone(), token });
        }
        let travel = self.travel();
        self.after(travel, What::Arrive { device, number, request, token });
    }

    fn travel(&mut self) -> i64 {
        if self.faults(Fault::Delay) && self.random.chance(50) {
            self.count("delay");
            return self.random.between(2_000, 40_000);
        }
        self.random.between(20, 800)
    }

    fn arrive(&mut self, device: usize, number: u64, request: &SyncRequest, token: Option<u64>) -> Result<(), String> {
        if !self.server.up {
            return Ok(());
        }
        let answer = if token.is_some_and(|token| self.server.tokens.contains(&token)) {
            let user = self.devices[device].user();
            let before = self.server.database.seq;
            let response = self.server.exchange(request, user, self.options.bug)?;
            self.note(|| format!("the server takes request {number}, its counter is {}", response.cursor.seq.0));
            if self.server.database.seq > before {
                self.poke();
            }
            Ok(Box::new(response))
        } else {
            Err(Failure::SignInLost)
        };
        if self.faults(Fault::Loss) && self.random.chance(60) {
            self.count("answer lost");
            return Ok(());
        }
        let travel = self.travel();
        self.after(travel, What::Answer { device, number, answer });
        Ok(())
    }

    fn poke(&mut self) {
        let seq = self.server.database.seq;
        for device in 0..self.devices.len() {
            if self.random.chance(500) {
                let (travel, process) = (self.travel(), self.devices[device].process);
                self.after(travel, What::Poke { device, process, seq });
            }
        }
    }

    fn answer(&mut self, device: usize, number: u64, answer: Result<Box<SyncResponse>, Failure>) -> Result<(), String> {
        // Whoever was given up or died hears nothing any more.
        if self.devices[device].in_flight.as_ref().is_none_or(|exchange| exchange.number != number) {
            return Ok(());
        }
        match answer {
            Ok(response) => {
                let crashes = self.faults(Fault::Crash) && self.random.chance(15);
                let (now, bug) = (self.now, self.options.bug);
                self.note(|| format!("device {} has the answer {number}", device + 1));
                let (events, kept) = self.devices[device].absorb(&response, now, crashes, bug)?;
                self.must_keep.extend(kept.into_iter().map(|kept| (device, kept)));
                if crashes {
                    self.count("crash at an answer");
                    self.start_again(device);
                    return Ok(());
                }
                if self.faults(Fault::Crash) && self.random.chance(8) {
                    self.count("crash after an answer");
                    self.crash(device);
                    return Ok(());
                }
                self.tell(device, events)
            }
            Err(failure) => {
                self.note(|| format!("device {}: request {number} failed: {failure:?}", device + 1));
                self.devices[device].in_flight = None;
                if failure == Failure::SignInLost {
                    self.devices[device].disk.token = None;
                    let pause = self.random.between(5_000, 200_000);
                    self.after(pause, What::SignIn(device));
                }
                if self.options.bug == Some(Bug::NoRetry) && failure == Failure::Stalled {
                    return Ok(());
                }
                self.tell(device, vec![Event::Failed(failure)])
            }
        }
    }
}

/// What goes wrong.
impl World {
    fn trouble(&mut self, device: usize) -> Result<(), String> {
        match *self.random.pick(&Fault::ALL) {
            Fault::Partition if self.faults(Fault::Partition) => {
                self.count("partition");
                self.devices[device].online = false;
                let pause = self.random.between(2_000, 400_000);
                self.after(pause, What::Online(device));
                if self.random.chance(500) {
                    self.tell(device, vec![Event::Connectivity(false)])?;
                }
            }
            Fault::Crash if self.faults(Fault::Crash) => {
                self.count("crash");
                self.crash(device);
            }
            Fault::Reboot if self.faults(Fault::Reboot) => {
                self.count("reboot");
                self.crash(device);
                self.devices[device].booted_at = self.now;
                self.devices[device].boot_id += 1;
            }
            Fault::WallClock if self.faults(Fault::WallClock) => {
                self.count("wall clock step");
                let off = self.random.between(-10 * DAY, 10 * DAY);
                self.devices[device].wall_error = *self.random.pick(&[0, off, 3_600_000, -3_600_000]);
            }
            Fault::SignIn if self.faults(Fault::SignIn) => {
                self.count("sign-in ended");
                if let Some(token) = self.devices[device].disk.token {
                    self.server.tokens.remove(&token);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn server_trouble(&mut self) {
        match *self.random.pick(&Fault::ALL) {
            Fault::ServerDown if self.faults(Fault::ServerDown) => {
                self.count("server down");
                self.server.up = false;
                let pause = self.random.between(1_000, 120_000);
                self.after(pause, What::ServerUp);
            }
            Fault::ServerClock if self.faults(Fault::ServerClock) => {
                self.count("server clock step");
                self.server_error += self.random.between(-3_600_000, 3_600_000);
            }
            Fault::ServerRestore if self.faults(Fault::ServerRestore) => {
                if self.server.backup.is_none() {
                    self.server.backup = Some(self.server.database.clone());
                } else if !self.restored && self.server.restore() {
                    self.restored = true;
                    self.count("server restored");
                    self.note(|| "the server is restored from its backup".into());
                }
            }
            _ => {}
        }
    }

    fn crash(&mut self, device: usize) {
        self.note(|| format!("device {} crashes", device + 1));
        self.devices[device].crash();
        self.start_again(device);
    }

    fn start_again(&mut self, device: usize) {
        let pause = self.random.between(500, 60_000);
        self.after(pause, What::Start(device));
    }

    fn new_token(&mut self, device: usize) {
        let token = self.random.number();
        self.server.tokens.insert(token);
        self.devices[device].disk.token = Some(token);
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
