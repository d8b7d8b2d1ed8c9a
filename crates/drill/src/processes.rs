//! Two servers on one PostgreSQL: a device on each, and one of the two killed while devices send.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};
use lagoon_postgres_cluster::Cluster;
use serde_json::json;

use crate::{Programs, Serving, chance, device::Device, load::Writer};

/// How long an edit may take to the other server's device before the drill gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Devices that write to each server.
const CONNECTIONS: usize = 8;

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// From sending an edit at one server until a device at the other shows it, the shortest first.
    pub seen_after: Vec<Duration>,
    /// How often one of the two was killed.
    pub kills: u64,
    /// Updates of a group that were acknowledged by either.
    pub acknowledged: u64,
    /// Messages that were sent again as they were.
    pub again: u64,
    /// Values that are not there, or more than once, or were never sent.
    pub missing: Vec<String>,
    /// What `lagoon-server check` found.
    pub findings: Vec<String>,
}

/// Kills one so many times, then lets devices show each other so many edits.
pub fn run(programs: &Programs, times: u64, edits: usize) -> Result<Report> {
    let cluster = Cluster::archived()?;
    let database = cluster.database()?;
    let url = database.url();
    programs.server(&["database", "migrate"], &url, "")?;
    programs.add_team(&url, "Marina", &["ada", "chidi"])?;
    let (here, mut there) = (Serving::start(programs, &url, None)?, Serving::start(programs, &url, None)?);
    let (stays, killed) = (here.address(), there.address());
    let mut writers = Writer::many(programs, &url, stays, 2 * CONNECTIONS)?;
    let mut report = Report::default();
    for _ in 0..times {
        let stop = AtomicBool::new(false);
        // Each team has devices on both servers.
        let (mut to_here, mut to_there): (Vec<_>, Vec<_>) = (vec![], vec![]);
        for (number, writer) in writers.drain(..).enumerate() {
            if number % 2 == 0 { to_here.push(writer) } else { to_there.push(writer) }
        }
        thread::scope(|scope| {
            let one = scope.spawn(|| Writer::write_all(&mut to_here, stays, &stop, true));
            let other = scope.spawn(|| Writer::write_all(&mut to_there, killed, &stop, false));
            thread::sleep(Duration::from_millis(50 + chance(950)));
            let outcome = there.kill();
            thread::sleep(Duration::from_millis(200));
            stop.store(true, Ordering::Relaxed);
            let joined = [one, other].map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow!("a writer panicked"))));
            outcome.and_then(|()| joined.into_iter().collect::<Result<()>>())
        })?;
        report.kills += 1;
        there = Serving::start(programs, &url, Some(killed))?;
        // What the killed one acknowledged is asked of the other, and the other way round.
        for (writers, address) in [(&to_here, killed), (&to_there, stays)] {
            for writer in writers {
                report.missing.extend(writer.missing(address, false)?);
            }
        }
        writers = to_here.into_iter().zip(to_there).flat_map(|(one, other)| [one, other]).collect();
    }
    for writer in &writers {
        report.missing.extend(writer.missing(stays, true)?);
        report.acknowledged += writer.updates;
        report.again += writer.again;
    }
    let mut devices = [Device::sign_in(programs, stays, "ada")?, Device::sign_in(programs, killed, "chidi")?];
    report.seen_after = show_each_other(&mut devices, edits)?;
    report.findings = programs.findings(&url)?;
    Ok(report)
}

fn show_each_other(devices: &mut [Device; 2], edits: usize) -> Result<Vec<Duration>> {
    let made = devices[0].ask(json!({"create": {}}))?;
    let id = made["id"].as_str().context("no id")?.to_owned();
    devices[0].ask(json!({"edit": {"id": id, "group": "title", "value": "Begun"}}))?;
    devices.iter_mut().try_for_each(Device::sync)?;
    let mut took = vec![];
    for number in 0..edits {
        let [one, other] = devices;
        let (from, to) = if number % 2 == 0 { (one, other) } else { (other, one) };
        let value = json!(format!("Edit {number}"));
        from.ask(json!({"edit": {"id": id, "group": "title", "value": value}}))?;
        let began = Instant::now();
        from.ask(json!({"flush": {}}))?;
        while to.ask(json!({"show": {"id": id}}))?["groups"]["title"] != value {
            if began.elapsed() > PATIENCE {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        took.push(began.elapsed());
    }
    took.sort();
    Ok(took)
}

impl Report {
    /// Whether nothing was lost, nothing is wrong, and every edit was seen within a second.
    pub fn is_good(&self) -> bool {
        let soon = self.seen_after.last().is_none_or(|longest| *longest <= Duration::from_secs(1));
        self.missing.is_empty() && self.findings.is_empty() && soon
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |part: usize| self.seen_after.get((self.seen_after.len() * part / 100).min(self.seen_after.len() - 1));
        let millis = |part| at(part).map_or(0, Duration::as_millis);
        writeln!(
            f,
            "{} edits at one server seen at the other: median {} ms, 95th percentile {} ms, longest {} ms",
            self.seen_after.len(),
            millis(50),
            millis(95),
            millis(100)
        )?;
        writeln!(
            f,
            "{} kills of one of the two, {} updates acknowledged, {} messages sent again, {} missing, {} findings",
            self.kills,
            self.acknowledged,
            self.again,
            self.missing.len(),
            self.findings.len()
        )?;
        self.missing.iter().chain(&self.findings).take(20).try_for_each(|line| writeln!(f, "  {line}"))
    }
}
