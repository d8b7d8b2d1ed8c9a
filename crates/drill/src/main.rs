//! The long drills, for `cargo xtask drill`. What came of them stands in `docs/OPERATING.md`.

use std::{fmt::Display, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use lagoon_drill::{Programs, kill, outage, processes, restore, silence};
use lagoon_postgres_cluster::Cluster;

const CONNECTIONS: usize = 16;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let program = std::env::current_exe()?;
    let programs = Programs::in_folder(program.parent().context("this program lies nowhere")?);
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["kill"] => all_kills(&programs, 50),
        ["kill", "--times", times] => all_kills(&programs, times.parse()?),
        ["restore"] => restores(&programs, 4_000),
        ["restore", "--edits", edits] => restores(&programs, edits.parse()?),
        ["outage"] => {
            let report = outage::run(
                &programs,
                &Cluster::archived()?,
                CONNECTIONS,
                Duration::from_secs(20),
                Duration::from_mins(1),
            )?;
            tell("outage, PostgreSQL", &report, report.is_good())
        }
        ["processes"] => {
            let report = processes::run(&programs, 20, 100)?;
            tell("two servers on one PostgreSQL", &report, report.is_good())
        }
        ["silence"] => silences(&programs, 5),
        ["silence", "--times", times] => silences(&programs, times.parse()?),
        _ => bail!(
            "write `cargo xtask drill` and kill [--times N], restore [--edits N], outage, processes or silence [--times N]"
        ),
    }
}

fn all_kills(programs: &Programs, times: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("lagoon.db").display());
    let report = kill::run(programs, &file, times, CONNECTIONS)?;
    tell("kill -9, SQLite", &report, report.is_good())?;
    let cluster = Cluster::archived()?;
    let database = cluster.database()?;
    let report = kill::run(programs, &database.url(), times, CONNECTIONS)?;
    tell("kill -9, PostgreSQL", &report, report.is_good())
}

fn restores(programs: &Programs, edits: usize) -> Result<()> {
    let report = restore::run(programs, &restore::Place::sqlite()?, edits / 4, edits)?;
    tell("restore, SQLite", &report, report.is_good())?;
    let report = restore::run(programs, &restore::Place::postgres()?, edits / 4, edits)?;
    tell("restore, PostgreSQL to an earlier point", &report, report.is_good())
}

fn silences(programs: &Programs, times: u64) -> Result<()> {
    let report = silence::run(programs, &Cluster::archived()?, CONNECTIONS, times)?;
    tell("connections that fall silent, PostgreSQL", &report, report.is_good())
}

fn tell(name: &str, report: &impl Display, good: bool) -> Result<()> {
    println!("{name}:\n{report}");
    ensure!(good, "something was lost, or is wrong");
    Ok(())
}
