//! `cargo xtask bench server-sqlite`, `server-postgres` and `server-scale`: how many updates of one group a server accepts in a second with
//! everything on: token, tenancy, merge, history, commit. The real program in a process of its own, on its own database,
//! with a peer beside it that does the least that could be called the same.
//!
//! The one rule: nothing counts that was not acknowledged, and in the end everything that was acknowledged is there.

mod load;
mod peers;
mod process;
mod scale;

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, ensure};
use lagoon_postgres_cluster::{Cluster, Durability};

use crate::figures::{Figures, print_head};
use load::{Asks, Device, Load};
use process::{Process, sign_in_devices};

/// How often each is measured, turn by turn, and for how long. Fewer and shorter for a look: `LAGOON_BENCH_ROUNDS`.
const ROUNDS: usize = 7;
const LASTS: Duration = Duration::from_secs(2);

/// On an SQLite file.
pub fn on_sqlite() -> Result<()> {
    runtime()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}", folder.path().join("lagoon.db").display());
        let mut peer = peers::SqliteLoop::new(&folder.path().join("peer.db")).await?;
        print_head("server-sqlite");
        let mut table = Table::new("one `INSERT … ON CONFLICT` per commit, one after the other");
        let mut bench = Bench::new(&url, &[("one team", 1), ("100 teams", 100)], 64).await?;
        for connections in [1, 8, 64] {
            let mut rows = bench.rows(connections);
            let mut beside = vec![];
            for _ in 0..rounds() {
                bench.round(connections, &mut rows).await?;
                beside.push(peer.per_second(LASTS).await?);
            }
            table.add(rows, &Figures::of(beside));
        }
        let parts = bench.parts(&[1, 64]).await?;
        bench.finish().await?;
        table.print(folder.path())?;
        print_parts(&parts);
        Ok(())
    })
}

/// On a PostgreSQL cluster of its own, with fsync on.
pub fn on_postgres() -> Result<()> {
    let cluster = Cluster::own(Durability::Full)?;
    let database = cluster.database()?;
    let peer = peers::Pgbench::new(&cluster)?;
    runtime()?.block_on(async {
        print_head("server-postgres");
        let mut table = Table::new("pgbench, one prepared upsert");
        let mut bench = Bench::new(&database.url(), &[("one team", 1), ("100 teams", 100)], 128).await?;
        for connections in [1, 8, 32, 128] {
            let mut rows = bench.rows(connections);
            let mut beside = vec![];
            for _ in 0..rounds() {
                bench.round(connections, &mut rows).await?;
                beside.push(peer.per_second(connections, LASTS)?);
            }
            table.add(rows, &Figures::of(beside));
        }
        let parts = bench.parts(&[1, 32]).await?;
        bench.finish().await?;
        table.print(&std::env::temp_dir())?;
        print_parts(&parts);
        Ok(())
    })
}

/// In teams of different sizes.
pub fn at_scale() -> Result<()> {
    runtime()?.block_on(scale::measure())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

fn rounds() -> usize {
    let wished = std::env::var("LAGOON_BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    wished.filter(|rounds| *rounds > 0).unwrap_or(ROUNDS)
}

/// A server and the devices that talk to it, in settings of one or many teams.
struct Bench {
    process: Process,
    url: String,
    settings: Vec<(&'static str, Vec<Device>)>,
}

/// What was measured in one setting with so many connections.
struct Row {
    setting: &'static str,
    connections: usize,
    per_second: Vec<u64>,
}

impl Bench {
    async fn new(url: &str, settings: &[(&'static str, usize)], most: usize) -> Result<Self> {
        let mut signed_in = vec![];
        for (name, teams) in settings {
            signed_in.push((*name, sign_in_devices(url, name, *teams, most).await?));
        }
        let process = Process::start(url).await?;
        Ok(Self { process, url: url.to_owned(), settings: signed_in })
    }

    fn rows(&self, connections: usize) -> Vec<Row> {
        self.settings.iter().map(|(setting, _)| Row { setting, connections, per_second: vec![] }).collect()
    }

    async fn round(&mut self, connections: usize, rows: &mut [Row]) -> Result<()> {
        for ((_, devices), row) in self.settings.iter_mut().zip(rows) {
            let load = Load::run(self.process.address(), &mut devices[..connections], Asks::Update, LASTS).await?;
            row.per_second.push(load.per_second());
        }
        Ok(())
    }

    /// What an update consists of: of the devices of the first setting, how often in a second the parts alone.
    async fn parts(&mut self, connections: &[usize]) -> Result<Vec<String>> {
        let asks = [
            (Asks::Health, "an HTTP request (`GET /healthz`)"),
            (Asks::Poll, "and a token, and a look at what changed"),
            (Asks::Update, "and a merge and a commit: an update"),
        ];
        let (_, devices) = self.settings.first_mut().context("no setting")?;
        let mut lines = vec![];
        for connections in connections {
            for (asks, what) in asks {
                let mut per_second = vec![];
                for _ in 0..rounds() {
                    let load = Load::run(self.process.address(), &mut devices[..*connections], asks, LASTS).await?;
                    per_second.push(load.per_second());
                }
                lines.push(format!("| {connections} | {what} | {} |", Figures::of(per_second)));
            }
        }
        Ok(lines)
    }

    /// Stops the server and looks into the database for everything that was acknowledged.
    async fn finish(self) -> Result<()> {
        self.process.stop().await?;
        let devices: Vec<Device> = self.settings.into_iter().flat_map(|(_, devices)| devices).collect();
        let acknowledged = process::check(&self.url, &devices).await?;
        ensure!(acknowledged > 0, "nothing was acknowledged");
        println!("{acknowledged} updates were acknowledged, and all of them are in the database.\n");
        Ok(())
    }
}

fn print_parts(lines: &[String]) {
    println!("\n| connections | what is asked | a second |\n| --- | --- | --- |\n{}", lines.join("\n"));
}

struct Table {
    peer: &'static str,
    lines: Vec<String>,
}

impl Table {
    fn new(peer: &'static str) -> Self {
        Self { peer, lines: vec![] }
    }

    fn add(&mut self, rows: Vec<Row>, beside: &Figures) {
        for Row { setting, connections, per_second } in rows {
            let ours = Figures::of(per_second);
            #[allow(clippy::cast_precision_loss, reason = "a ratio of two rates")]
            let ratio = ours.median() as f64 / beside.median().max(1) as f64;
            self.lines.push(format!("| {connections} | {setting} | {ours} | {beside} | {ratio:.2} |"));
        }
    }

    fn print(&self, folder: &Path) -> Result<()> {
        let disk = peers::flushes_per_second(folder).context("cannot measure the disk")?;
        println!("Updates a second, median of {} rounds (least to most).\n", rounds());
        println!("| connections | | Lagoon | {} | ratio |\n| --- | --- | --- | --- | --- |", self.peer);
        println!("{}", self.lines.join("\n"));
        println!("\nThe disk alone: {disk} times a second 8 KiB written and flushed.");
        Ok(())
    }
}
