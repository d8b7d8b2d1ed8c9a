//! What happens: people type, engines decide, messages travel.

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    draft::GroupState,
    engine::{Event, Failure},
    status::SignIn,
    wire::{SyncRequest, SyncResponse},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NoAnswer, PATIENCE, What, World};
use crate::{
    check::{self, text},
    fault::{Bug, Fault},
};

impl World {
    pub(super) fn happen(&mut self, what: What) -> Result<(), String> {
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
            What::Decide(device) => {
                self.after(5_000, What::Decide(device));
                self.settle_purged(device)?;
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
        if self.random.chance(300) {
            self.settle_purged(device)?;
        }
        match self.random.between(0, 99) {
            0..=69 => {
                let group = self.random.pick(&[GroupName::TITLE, GroupName::DESCRIPTION, GroupName::PRICE]).clone();
                let left =
                    if self.random.chance(400) { u32::try_from(self.random.between(2, 40)).unwrap_or(2) } else { 0 };
                let process = self.devices[device].process;
                self.after(0, What::Key { device, process, draft, group, left });
            }
            70..=84 => {
                let number = self.random.between(1, 4);
                let chosen = self.random.chance(600);
                let (group, value) = if self.faults(Fault::Versions) && self.random.chance(400) {
                    (format!("later:{number}"), json!({"chosen": chosen, "number": number}))
                } else {
                    (format!("amenity:a{number}"), json!(chosen))
                };
                self.change(device, draft, &group.parse().expect("a group"), value)?;
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
        let shown = self.devices[device].disk.drafts.get(&draft).and_then(|draft| draft.groups.get(group));
        if let Some(over) = shown.and_then(GroupState::visible).map(|value| check::text(value).to_owned()) {
            self.typed_over.insert(text.clone(), over);
        }
        let value = if *group == GroupName::PRICE { json!({"typed": text, "currency": "NGN"}) } else { json!(text) };
        self.change(device, draft, group, value)
    }

    fn change(&mut self, device: usize, draft: DraftId, group: &GroupName, value: Value) -> Result<(), String> {
        if self.purged.contains(&draft) && !self.devices[device].disk.drafts.contains_key(&draft) {
            // It is not on this device any more: the wizard that showed it says so.
            return Ok(());
        }
        let before = self.devices[device].disk.clone();
        self.note(|| format!("device {} edits {draft} {group}: {value}", device + 1));
        let now = self.now;
        let typed = (device, draft, group.clone());
        let typed_before = self.last_typed.get(&typed).cloned();
        if self.typed.contains_key(text(&value)) {
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

    /// Somebody decides what becomes of drafts that the server has forgotten.
    fn settle_purged(&mut self, device: usize) -> Result<(), String> {
        if !self.devices[device].running {
            return Ok(());
        }
        let drafts = self.devices[device].disk.drafts.iter();
        let purged: Vec<DraftId> = drafts.filter(|(_, draft)| draft.purged).map(|(id, _)| *id).collect();
        for id in purged {
            let new = self.random.chance(500).then(|| DraftId(Uuid::from_u128(u128::from(self.random.number()))));
            self.note(|| format!("device {} settles {id}, which was forgotten: {new:?}", device + 1));
            let (now, number) = (self.now, device);
            let events = self.devices[device].settle_purged(id, new, now);
            if let Some(new) = new {
                let kept = self.devices[device].disk.drafts[&new].visible();
                let typed = kept.into_iter().filter(|(_, value)| self.typed.contains_key(text(value)));
                self.last_typed.extend(typed.map(|(group, value)| ((number, new, group), value)));
            }
            self.tell(device, events)?;
        }
        Ok(())
    }

    /// Hands events to a device's engine and does what it wants.
    pub(super) fn tell(&mut self, device: usize, events: Vec<Event>) -> Result<(), String> {
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
            self.after(soon, What::Answer { device, number, answer: Err(NoAnswer::Failure(Failure::Unreachable)) });
            return;
        }
        self.after(PATIENCE, What::Answer { device, number, answer: Err(NoAnswer::Failure(Failure::Stalled)) });
        if self.faults(Fault::Loss) && self.random.chance(60) {
            self.count("request lost");
            return;
        }
        let request = Box::new(if self.faults(Fault::Versions) { of_newer_version(&request) } else { request });
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
            self.exchange(device, number, request)?
        } else {
            Err(NoAnswer::Failure(Failure::SignInLost))
        };
        if self.faults(Fault::Loss) && self.random.chance(60) {
            self.count("answer lost");
            return Ok(());
        }
        let travel = self.travel();
        self.after(travel, What::Answer { device, number, answer });
        Ok(())
    }

    fn exchange(
        &mut self,
        device: usize,
        number: u64,
        request: &SyncRequest,
    ) -> Result<Result<Box<SyncResponse>, NoAnswer>, String> {
        let keeps = self.options.bug == Some(Bug::CloneKeepsItsId);
        let own = request.install.is_none_or(|install| self.server.is_own_device(request.device, install));
        if !keeps && !own {
            return Ok(Err(NoAnswer::DeviceTaken));
        }
        let (user, before) = (self.devices[device].user(), self.server.database.seq);
        let meetings = self.meetings(request);
        let response = self.server.exchange(request, user, self.options.bug)?;
        self.were_told(meetings, request, &response)?;
        self.note(|| format!("the server takes request {number}, its counter is {}", response.cursor.seq.0));
        if self.server.database.seq > before {
            self.poke();
        }
        let response = if self.faults(Fault::Versions) { of_newer_version(&response) } else { response };
        Ok(Ok(Box::new(response)))
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

    fn answer(
        &mut self,
        device: usize,
        number: u64,
        answer: Result<Box<SyncResponse>, NoAnswer>,
    ) -> Result<(), String> {
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
            Err(NoAnswer::DeviceTaken) => {
                self.count("device id taken");
                self.devices[device].in_flight = None;
                let id = self.random.number() | 1 << 32;
                self.devices[device].take_another_id(id);
                self.tell(device, vec![Event::Failed(Failure::Busy { retry_after: None, broken: false })])
            }
            Err(NoAnswer::Failure(failure)) => {
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

/// A message as a newer version would write it: with fields that this one does not know.
fn of_newer_version<T: Serialize + DeserializeOwned>(message: &T) -> T {
    let mut written = serde_json::to_value(message).expect("messages have string keys");
    add_fields(&mut written);
    serde_json::from_value(written).expect("fields of newer versions are ignored")
}

fn add_fields(value: &mut Value) {
    let Value::Object(fields) = value else { return };
    for name in ["updates", "outcomes", "changes", "notices"] {
        fields.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().for_each(add_fields);
    }
    fields.insert("later".into(), json!({"field": [1, "two", null]}));
}
