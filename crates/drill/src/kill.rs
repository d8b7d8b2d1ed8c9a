//! Kills the server again and again while devices write.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use anyhow::Result;

use crate::{Programs, Serving, chance, load::Writer};

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// How often the server was killed.
    pub kills: u64,
    /// Connections that wrote at once.
    pub connections: usize,
    /// Updates of a group that were acknowledged.
    pub acknowledged: u64,
    /// Messages that a kill left without an answer, and that were sent again as they were.
    pub again: u64,
    /// Values that are not there, or more than once, or were never sent: a line each.
    pub missing: Vec<String>,
    /// What `lagoon-server check` found after any of the kills.
    pub findings: Vec<String>,
}

/// Kills the server that many times, and looks each time.
pub fn run(programs: &Programs, database: &str, times: u64, connections: usize) -> Result<Report> {
    programs.server(&["database", "migrate"], database, "")?;
    let mut serving = Serving::start(programs, database, None)?;
    let address = serving.address();
    let mut writers = Writer::many(programs, database, address, connections)?;
    let mut report = Report { connections, ..Report::default() };
    for _ in 0..times {
        let (stop, wait) = (AtomicBool::new(false), Duration::from_millis(50 + chance(1_950)));
        thread::scope(|scope| {
            let writing = scope.spawn(|| Writer::write_all(&mut writers, address, &stop, false));
            thread::sleep(wait);
            let killed = serving.kill();
            stop.store(true, Ordering::Relaxed);
            let wrote = writing.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the writers panicked")));
            killed.and(wrote)
        })?;
        report.kills += 1;
        report.findings.extend(programs.findings(database)?);
        serving = Serving::start(programs, database, Some(address))?;
        for writer in &writers {
            report.missing.extend(writer.missing(address, false)?);
        }
    }
    // What the last kill left unanswered is sent again, and nothing of earlier rounds may have gone since.
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let writing = scope.spawn(|| Writer::write_all(&mut writers, address, &stop, true));
        thread::sleep(Duration::from_millis(500));
        stop.store(true, Ordering::Relaxed);
        writing.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the writers panicked")))
    })?;
    for writer in &writers {
        report.missing.extend(writer.missing(address, true)?);
        report.acknowledged += writer.updates;
        report.again += writer.again;
    }
    report.findings.extend(programs.findings(database)?);
    Ok(report)
}

impl Report {
    /// Whether nothing was lost and nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.missing.is_empty() && self.findings.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} kills, {} connections, {} updates acknowledged, {} unanswered messages sent again, {} missing, {} findings",
            self.kills,
            self.connections,
            self.acknowledged,
            self.again,
            self.missing.len(),
            self.findings.len()
        )?;
        self.missing.iter().chain(&self.findings).take(20).try_for_each(|line| writeln!(f, "  {line}"))
    }
}
