//! Devices that write as fast as they are answered, and remember what they were answered.
//!
//! The one rule: a message that was not answered is sent again as it is, as a device does, and counts once.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{PASSWORD, Programs, chance, http::Connection};

/// How many drafts each device writes in one round.
const DRAFTS: usize = 4;

/// A device that writes, and what it knows.
pub struct Writer {
    token: String,
    id: String,
    cursor: Option<Value>,
    last_millis: u64,
    count: u64,
    /// The drafts of this round.
    drafts: Vec<String>,
    /// The message that has no answer yet.
    unanswered: Option<Message>,
    /// What was acknowledged, by draft and group.
    acknowledged: BTreeMap<(String, &'static str), Vec<String>>,
    /// How many updates were acknowledged.
    pub updates: u64,
    /// How many messages were sent more than once.
    pub again: u64,
    /// How many answers were not 200, by status.
    pub refusals: BTreeMap<u16, u64>,
}

#[derive(Clone)]
struct Message {
    body: String,
    values: Vec<(String, &'static str, String)>,
    tries: u64,
}

impl Writer {
    /// Teams of four, each device a sign-in of its own.
    pub fn many(programs: &Programs, database: &str, address: SocketAddr, devices: usize) -> Result<Vec<Self>> {
        let mut writers: Vec<Self> = vec![];
        for number in 0..devices {
            let person = format!("member{}", number / 4);
            if number % 4 == 0 {
                programs.add_team(database, &format!("Team {}", number / 4), &[&person])?;
            }
            let id = format!("{:016x}", Uuid::new_v4().as_u64_pair().0);
            let credentials = json!({"email": format!("{person}@example.com"), "password": PASSWORD, "device": id});
            let answer = Connection::open(address)?.post("", "/v1/sessions", &credentials.to_string())?.success()?;
            let token = answer["token"].as_str().context("no token")?.to_owned();
            writers.push(Self {
                token,
                id,
                cursor: None,
                last_millis: 0,
                count: 0,
                drafts: vec![],
                unanswered: None,
                acknowledged: BTreeMap::new(),
                updates: 0,
                again: 0,
                refusals: BTreeMap::new(),
            });
        }
        Ok(writers)
    }

    /// Lets all of them write until `stop`, or until their connections break; with `patient` they then connect again.
    pub fn write_all(writers: &mut [Self], address: SocketAddr, stop: &AtomicBool, patient: bool) -> Result<()> {
        thread::scope(|scope| {
            let writing: Vec<_> = writers
                .iter_mut()
                .map(|writer| {
                    scope.spawn(move || {
                        writer.drafts = (0..DRAFTS).map(|_| Uuid::new_v4().to_string()).collect();
                        loop {
                            match writer.write(address, stop)? {
                                Ended::Asked => return Ok(()),
                                Ended::Broken if !patient => return Ok(()),
                                Ended::Broken => thread::sleep(Duration::from_millis(50)),
                            }
                        }
                    })
                })
                .collect();
            writing.into_iter().try_for_each(|thread| match thread.join() {
                Ok(outcome) => outcome,
                Err(_) => bail!("a writer panicked"),
            })
        })
    }

    fn write(&mut self, address: SocketAddr, stop: &AtomicBool) -> Result<Ended> {
        let Ok(mut connection) = Connection::open(address) else {
            return Ok(if stop.load(Ordering::Relaxed) { Ended::Asked } else { Ended::Broken });
        };
        while !stop.load(Ordering::Relaxed) {
            let mut message = match self.unanswered.take() {
                Some(message) => message,
                None => self.next_message()?,
            };
            message.tries += 1;
            self.again += u64::from(message.tries == 2);
            self.unanswered = Some(message.clone());
            let Ok(answer) = connection.post(&self.token, "/v1/sync", &message.body) else {
                return Ok(Ended::Broken);
            };
            if answer.status != 200 {
                ensure!(answer.status >= 500, "refused for good: {} {}", answer.status, answer.body);
                *self.refusals.entry(answer.status).or_default() += 1;
                thread::sleep(Duration::from_millis(20));
                continue;
            }
            self.acknowledge(&message, &answer.body)?;
        }
        Ok(Ended::Asked)
    }

    fn next_message(&mut self) -> Result<Message> {
        let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let millis = now.max(self.last_millis + 1);
        self.last_millis = millis;
        let (mut updates, mut values) = (vec![], vec![]);
        for draft in self.drafts.iter().take(1 + usize::try_from(chance(3))?) {
            let mut groups = serde_json::Map::new();
            for group in ["title", "description"].into_iter().take(1 + usize::try_from(chance(2))?) {
                self.count += 1;
                let value = format!("Version {} of {}", self.count, self.id);
                groups.insert(group.into(), json!({"value": value, "stamp": format!("{millis}-{}", self.id)}));
                values.push((draft.clone(), group, value));
            }
            updates.push(json!({"id": draft, "baseRev": 0, "lastModified": millis, "groups": groups}));
        }
        self.drafts.rotate_left(1);
        let mut body = json!({"device": self.id, "schema": 1, "updates": updates});
        if let Some(cursor) = &self.cursor {
            body["cursor"] = cursor.clone();
        }
        Ok(Message { body: body.to_string(), values, tries: 0 })
    }

    fn acknowledge(&mut self, message: &Message, answer: &Value) -> Result<()> {
        let outcomes = answer["outcomes"].as_array().context("no outcomes")?;
        for outcome in
            outcomes.iter().filter_map(|outcome| outcome["groups"].as_object()).flat_map(|groups| groups.values())
        {
            ensure!(outcome["outcome"] == "applied", "not accepted: {outcome}");
        }
        let answered: usize =
            outcomes.iter().filter_map(|one| one["groups"].as_object()).map(serde_json::Map::len).sum();
        ensure!(answered == message.values.len(), "{answered} outcomes for {} values", message.values.len());
        self.unanswered = None;
        self.cursor = Some(answer["cursor"].clone());
        for (draft, group, value) in &message.values {
            self.acknowledged.entry((draft.clone(), group)).or_default().push(value.clone());
            self.updates += 1;
        }
        Ok(())
    }

    /// Asks the server for everything that was acknowledged (`all`: since the beginning; otherwise in this round), and
    /// returns what is not there, or more than once, or was never sent.
    pub fn missing(&self, address: SocketAddr, all: bool) -> Result<Vec<String>> {
        let mut connection = Connection::open(address)?;
        let mut wrong = vec![];
        let drafts: std::collections::BTreeSet<&String> = self.acknowledged.keys().map(|(draft, _)| draft).collect();
        for draft in drafts.into_iter().filter(|draft| all || self.drafts.contains(draft)) {
            let held = self.held(&mut connection, draft)?;
            for group in ["title", "description"] {
                let none = vec![];
                let acknowledged = self.acknowledged.get(&(draft.clone(), group)).unwrap_or(&none);
                for value in acknowledged {
                    match held.get(&(group.to_owned(), value.clone())) {
                        Some(1) => {}
                        times => {
                            let times = times.unwrap_or(&0);
                            wrong.push(format!("{draft} {group} “{value}” is there {times} times"));
                        }
                    }
                }
                let unanswered = self.unanswered.iter().flat_map(|message| &message.values);
                for ((_, value), _) in held.iter().filter(|((name, _), _)| name == group) {
                    let sent = acknowledged.contains(value) || unanswered.clone().any(|(_, _, sent)| sent == value);
                    if !sent {
                        wrong.push(format!("{draft} {group} “{value}” was never sent"));
                    }
                }
            }
        }
        Ok(wrong)
    }

    /// Every value that the server holds of a draft, what stands and what was replaced, and how often.
    fn held(&self, connection: &mut Connection, draft: &str) -> Result<BTreeMap<(String, String), u32>> {
        let mut held = BTreeMap::new();
        let mut add = |group: &str, value: &Value| {
            if let Some(value) = value.as_str() {
                *held.entry((group.to_owned(), value.to_owned())).or_default() += 1;
            }
        };
        let answer = connection.get(&self.token, &format!("/v1/property-drafts/{draft}"))?;
        if answer.status == 404 {
            return Ok(held);
        }
        let stands = answer.success()?;
        for group in ["title", "description"] {
            add(group, &stands[group]);
        }
        let mut before = String::new();
        loop {
            let path = format!("/v1/property-drafts/{draft}/history?limit=200{before}");
            let page = connection.get(&self.token, &path)?.success()?;
            for entry in page["values"].as_array().context("no values")? {
                add(entry["group"].as_str().unwrap_or_default(), &entry["value"]);
            }
            let Some(next) = page["next"].as_str() else { return Ok(held) };
            before = format!("&before={next}");
        }
    }
}

enum Ended {
    Asked,
    Broken,
}
