//! Takes the database away from a server that goes on: its connections are cut in the middle of commits, the whole cluster
//! crashes, and comes back.

use std::{
    collections::BTreeMap,
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use lagoon_postgres_cluster::Cluster;

use crate::{Programs, Serving, chance, http::Connection, load::Writer};

/// How soon `/readyz` has to notice either way.
const NOTICED: Duration = Duration::from_mins(1);

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Connections to the database that were cut.
    pub cut: u64,
    /// How long the database was gone.
    pub gone: Duration,
    /// How long `/readyz` took to say 503 once it was gone, and 200 once it was back.
    pub noticed: (Duration, Duration),
    /// Updates of a group that were acknowledged.
    pub acknowledged: u64,
    /// Messages that were sent again as they were.
    pub again: u64,
    /// Answers other than 200, by status.
    pub refusals: BTreeMap<u16, u64>,
    /// Values that are not there, or more than once, or were never sent.
    pub missing: Vec<String>,
    /// What `lagoon-server check` found.
    pub findings: Vec<String>,
}

/// Cuts connections for a while, then takes the cluster away for `gone`. The server is never restarted.
pub fn run(
    programs: &Programs,
    cluster: &Cluster,
    connections: usize,
    cutting: Duration,
    gone: Duration,
) -> Result<Report> {
    let database = cluster.database()?;
    let url = database.url();
    programs.server(&["database", "migrate"], &url, "")?;
    let serving = Serving::start(programs, &url, None)?;
    let address = serving.address();
    let mut writers = Writer::many(programs, &url, address, connections)?;
    let mut report = Report { gone, ..Report::default() };
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let writing = scope.spawn(|| Writer::write_all(&mut writers, address, &stop, true));
        let broken = break_it(cluster, database.name(), &serving, cutting, &mut report);
        thread::sleep(Duration::from_secs(2));
        stop.store(true, Ordering::Relaxed);
        let wrote = writing.join().unwrap_or_else(|_| Err(anyhow!("the writers panicked")));
        broken.and(wrote)
    })?;
    for writer in &writers {
        report.missing.extend(writer.missing(address, true)?);
        report.acknowledged += writer.updates;
        report.again += writer.again;
        for (status, count) in &writer.refusals {
            *report.refusals.entry(*status).or_default() += count;
        }
    }
    report.findings = programs.findings(&url)?;
    Ok(report)
}

fn break_it(cluster: &Cluster, name: &str, serving: &Serving, cutting: Duration, report: &mut Report) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < cutting {
        thread::sleep(Duration::from_millis(chance(100)));
        // Whoever is in the middle of something.
        let cut = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE datname = '{name}' AND application_name = 'lagoon-server' AND state <> 'idle'"
        );
        report.cut += cluster.sql("postgres", &cut)?.trim().parse::<u64>()?;
    }
    ready(serving, 200)?;
    cluster.crash();
    let began = Instant::now();
    report.noticed.0 = ready(serving, 503)?;
    thread::sleep(report.gone.saturating_sub(began.elapsed()));
    report.gone = began.elapsed();
    cluster.start_again()?;
    report.noticed.1 = ready(serving, 200)?;
    Ok(())
}

/// How long it takes until `/readyz` answers that.
fn ready(serving: &Serving, status: u16) -> Result<Duration> {
    let began = Instant::now();
    loop {
        let said = Connection::open(serving.address())?.get("", "/readyz")?.status;
        if said == status {
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < NOTICED, "/readyz says {said} instead of {status}");
        thread::sleep(Duration::from_millis(20));
    }
}

impl Report {
    /// Whether nothing was lost and nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.missing.is_empty() && self.findings.is_empty() && self.refusals.keys().all(|status| *status == 503)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} connections to the database cut, then the database gone for {:.1} s; /readyz said 503 after {:.2} s and 200 {:.2} s \
             after it was back",
            self.cut,
            self.gone.as_secs_f64(),
            self.noticed.0.as_secs_f64(),
            self.noticed.1.as_secs_f64()
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
