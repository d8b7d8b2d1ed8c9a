//! Destroys the server's data and brings a backup back, while devices know more than the backup.

mod edits;
mod place;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::{PASSWORD, Programs, Serving, device::Device, http::Connection};
use edits::Editing;
pub use place::Place;

/// How long devices may take to bring everything back.
const PATIENCE: Duration = Duration::from_mins(5);

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Edits that devices had made durable before the backup.
    pub before: usize,
    /// And between the backup and the end of the server's data: edits, new listings, deletions and restorations.
    pub after: usize,
    /// And while there was no server.
    pub offline: usize,
    /// How many listings there are.
    pub listings: usize,
    /// How many of them the backup lacked, or had otherwise than the server that was destroyed.
    pub lacking: usize,
    /// Seconds until both devices held the same as the server.
    pub seconds: f64,
    /// Notices on both devices before and afterwards.
    pub notices: (usize, usize),
    /// Replaced values that the destroyed server held, and how many of them the new one does not hold.
    pub past: (usize, usize),
    /// Listings that a device or the server shows otherwise than they should be: a line each.
    pub wrong: Vec<String>,
    /// Listings that "check my data" found to differ from the server.
    pub repaired: usize,
    /// What `lagoon-server check` found.
    pub findings: Vec<String>,
}

/// So many edits before the backup and after it.
pub fn run(programs: &Programs, place: &Place, before: usize, after: usize) -> Result<Report> {
    let database = place.url();
    programs.server(&["database", "migrate"], &database, "")?;
    programs.add_team(&database, "Marina", &["ada", "chidi"])?;
    place.prepare()?;
    let serving = Serving::start(programs, &database, None)?;
    let address = serving.address();
    let observer = Observer::sign_in(&serving)?;
    let mut devices = [Device::sign_in(programs, address, "ada")?, Device::sign_in(programs, address, "chidi")?];
    let mut editing = Editing::default();
    let mut report = Report { before: editing.new_listings(&mut devices, 12)?, ..Report::default() };
    report.before += editing.edits(&mut devices, before)?;
    settle(&mut devices)?;
    place.back_up(programs)?;
    let backed_up = observer.hashes()?;

    report.after = editing.new_listings(&mut devices, 12)?;
    report.after += editing.edits(&mut devices, after)?;
    report.after += editing.deletions(&mut devices)?;
    report.after += editing.conflicts(&mut devices)?;
    settle(&mut devices)?;
    let mut expected = editing.shown(&mut devices[0])?;
    ensure!(expected == editing.shown(&mut devices[1])?, "the devices differ before anything was broken");
    report.notices.0 = notices(&mut devices)?;
    let destroyed = observer.hashes()?;
    let past = observer.past(destroyed.keys())?;
    report.past.0 = past.len();
    report.lacking = destroyed.iter().filter(|(id, hash)| backed_up.get(*id) != Some(*hash)).count();
    ensure!(report.lacking > 0, "the backup lacks nothing: that is no drill");

    serving.kill()?;
    report.offline = editing.offline(&mut devices, &mut expected)?;
    place.destroy_and_restore()?;
    programs.server(&["database", "restored"], &database, "")?;
    let serving = Serving::start(programs, &database, Some(address))?;
    let began = Instant::now();
    // Nothing is said to the devices: they have to find out by themselves.
    while !(is_synced(&mut devices)? && shows(&editing, &mut devices, &expected)?.is_empty()) {
        if began.elapsed() > PATIENCE {
            break;
        }
        thread::sleep(Duration::from_millis(250));
    }
    report.seconds = began.elapsed().as_secs_f64();
    report.wrong = shows(&editing, &mut devices, &expected)?;
    let brought_back = observer.hashes()?;
    for device in &mut devices {
        let compared = device.ask(json!({"check": {"limit": PATIENCE.as_secs()}}))?;
        ensure!(compared["compared"].as_u64() == Some(expected.len() as u64), "not all was compared: {compared}");
        report.repaired += compared["repaired"].as_array().map_or(0, Vec::len);
    }
    // Otherwise it was the asking that brought something back.
    if observer.hashes()? != brought_back {
        report.wrong.push("the server did not hold everything when the devices said so".into());
    }
    // Somebody who comes new sees only what the server holds.
    let mut stranger = Device::sign_in(programs, serving.address(), "ada")?;
    stranger.sync()?;
    report.wrong.extend(differences("a new device", &editing.shown(&mut stranger)?, &expected));
    report.notices.1 = notices(&mut devices)?;
    report.listings = expected.len();
    let held = observer.past(destroyed.keys())?;
    report.past.1 = past.difference(&held).count();
    report.findings = programs.findings(&database)?;
    Ok(report)
}

fn settle(devices: &mut [Device; 2]) -> Result<()> {
    // Twice: what one sends is news to the other.
    for _ in 0..2 {
        devices.iter_mut().try_for_each(Device::sync)?;
    }
    Ok(())
}

fn is_synced(devices: &mut [Device; 2]) -> Result<bool> {
    for device in devices {
        if device.ask(json!({"status": {}}))?["panel"]["status"]["syncStatus"] != "synced" {
            return Ok(false);
        }
    }
    Ok(true)
}

fn notices(devices: &mut [Device; 2]) -> Result<usize> {
    let mut count = 0;
    for device in devices {
        count += device.ask(json!({"notices": {}}))?["notices"].as_array().context("no notices")?.len();
    }
    Ok(count)
}

type Shown = BTreeMap<String, Value>;

fn shows(editing: &Editing, devices: &mut [Device; 2], expected: &Shown) -> Result<Vec<String>> {
    let mut wrong = vec![];
    for (name, device) in ["one device", "the other device"].into_iter().zip(devices) {
        wrong.extend(differences(name, &editing.shown(device)?, expected));
    }
    Ok(wrong)
}

fn differences(name: &str, shown: &Shown, expected: &Shown) -> Vec<String> {
    let differs = expected.iter().filter(|(id, wanted)| shown.get(*id) != Some(*wanted));
    differs.map(|(id, wanted)| format!("{name} shows {id} as {:?} instead of {wanted}", shown.get(id))).collect()
}

/// Asks the server itself, with a sign-in that is in the backup.
struct Observer {
    address: std::net::SocketAddr,
    token: String,
}

impl Observer {
    fn sign_in(serving: &Serving) -> Result<Self> {
        let credentials = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
        let address = serving.address();
        let answer = Connection::open(address)?.post("", "/v1/sessions", &credentials)?.success()?;
        Ok(Self { address, token: answer["token"].as_str().context("no token")?.to_owned() })
    }

    /// The server's receipt of each listing.
    fn hashes(&self) -> Result<BTreeMap<String, String>> {
        let page = Connection::open(self.address)?.get(&self.token, "/v1/sync/hashes?limit=1000")?.success()?;
        let drafts = page["drafts"].as_array().context("no drafts")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(drafts.iter().map(|draft| (text(&draft["id"]), text(&draft["contentHash"]))).collect())
    }

    /// Every replaced value.
    fn past<'a>(&self, ids: impl Iterator<Item = &'a String>) -> Result<BTreeSet<String>> {
        let mut connection = Connection::open(self.address)?;
        let mut past = BTreeSet::new();
        for id in ids {
            let mut before = String::new();
            loop {
                let path = format!("/v1/property-drafts/{id}/history?limit=200{before}");
                let answer = connection.get(&self.token, &path)?;
                if answer.status == 404 {
                    break;
                }
                let page = answer.success()?;
                for entry in page["values"].as_array().context("no values")? {
                    past.insert(format!("{id} {} {} {}", entry["group"], entry["value"], entry["stamp"]));
                }
                let Some(next) = page["next"].as_str() else { break };
                before = format!("&before={next}");
            }
        }
        Ok(past)
    }
}

impl Report {
    /// Whether everything came back and nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.findings.is_empty() && self.repaired == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} edits before the backup, {} after it, {} without a server; {} listings, {} of them lacking or older in the backup",
            self.before, self.after, self.offline, self.listings, self.lacking
        )?;
        writeln!(
            f,
            "{:.1} s until all was back; notices {} before, {} after; replaced values {}, of which {} did not come back",
            self.seconds, self.notices.0, self.notices.1, self.past.0, self.past.1
        )?;
        let (wrong, findings) = (self.wrong.len(), self.findings.len());
        writeln!(f, "{wrong} shown wrongly, {} differ from the server, {findings} findings", self.repaired)?;
        self.wrong.iter().chain(&self.findings).take(20).try_for_each(|line| writeln!(f, "  {line}"))
    }
}
