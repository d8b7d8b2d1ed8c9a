//! Lets the connections between a server and its database fall silent in the middle of commits, again and again.

use std::{
    collections::BTreeMap,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use lagoon_postgres_cluster::Cluster;

use crate::{Programs, Proxy, Serving, chance, load::Writer};

/// How long a silence may keep devices from being answered: what one waits for, and the next finds the team's lock held.
const ANSWERED: Duration = Duration::from_secs(50);

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// How long it took after each silence until every device had an answer.
    pub answered: Vec<Duration>,
    /// Updates of a group that were acknowledged.
    pub acknowledged: u64,
    /// Messages that were sent again as they were.
    pub again: u64,
    /// Answers other than 200, by status.
    pub refusals: BTreeMap<u16, u64>,
    /// Devices that were acknowledged nothing after a silence.
    pub stuck: usize,
    /// Values that are not there, or more than once, or were never sent.
    pub missing: Vec<String>,
    /// What `lagoon-server check` found.
    pub findings: Vec<String>,
}

/// Silences the connections `times` times. The server is never restarted.
pub fn run(programs: &Programs, cluster: &Cluster, devices: usize, times: u64) -> Result<Report> {
    let database = cluster.database()?;
    let proxy = Proxy::start(cluster.port())?;
    programs.server(&["database", "migrate"], &database.url(), "")?;
    let serving = Serving::start(programs, &database.url_through(proxy.port()), None)?;
    let address = serving.address();
    let mut writers = Writer::many(programs, &database.url(), address, devices)?;
    let mut report = Report::default();
    for round in 0..=times {
        let before: Vec<u64> = writers.iter().map(|writer| writer.updates).collect();
        let stop = AtomicBool::new(false);
        let silent = thread::scope(|scope| {
            let writing = scope.spawn(|| Writer::write_all(&mut writers, address, &stop, true));
            thread::sleep(Duration::from_millis(2_000 + chance(1_000)));
            let silent = Instant::now();
            if round < times {
                proxy.fall_silent();
            }
            stop.store(true, Ordering::Relaxed);
            writing.join().unwrap_or_else(|_| Err(anyhow!("the writers panicked")))?;
            anyhow::Ok(silent)
        })?;
        if round < times {
            report.answered.push(silent.elapsed());
        }
        report.stuck += writers.iter().zip(before).filter(|(writer, before)| writer.updates == *before).count();
    }
    for writer in &writers {
        report.missing.extend(writer.missing(address, true)?);
        report.acknowledged += writer.updates;
        report.again += writer.again;
        for (status, count) in &writer.refusals {
            *report.refusals.entry(*status).or_default() += count;
        }
    }
    report.findings = programs.findings(&database.url())?;
    Ok(report)
}

impl Report {
    /// Whether nothing was lost, nothing is wrong and nobody waited too long.
    pub fn is_good(&self) -> bool {
        self.missing.is_empty()
            && self.findings.is_empty()
            && self.stuck == 0
            && self.refusals.keys().all(|status| *status == 503)
            && self.answered.iter().all(|answered| *answered < ANSWERED)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answered: Vec<_> = self.answered.iter().map(|answered| format!("{:.1}", answered.as_secs_f64())).collect();
        writeln!(
            f,
            "all connections to the database silenced {} times; every device had an answer after so many seconds: {}; {} devices \
             were acknowledged nothing after one",
            answered.len(),
            answered.join(", "),
            self.stuck
        )?;
        writeln!(
            f,
            "{} updates acknowledged, {} messages sent again, answers other than 200: {:?}, {} missing, {} findings",
            self.acknowledged,
            self.again,
            self.refusals,
            self.missing.len(),
            self.findings.len()
        )?;
        self.missing.iter().chain(&self.findings).take(20).try_for_each(|line| writeln!(f, "  {line}"))
    }
}
