//! Measures what Lagoon promises, each benchmark in a file of its own. What was measured, and what to reach, stands in
//! `docs/BENCHMARKS.md`.

mod figures;
mod frames;
mod live;
mod merge;
mod server;
mod tap;
mod terminator;
mod wire;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["wire"] => wire::measure(),
        ["live"] => live::measure(live::DEVICES),
        ["live", devices] => live::measure(devices.parse()?),
        ["merge"] => {
            merge::measure();
            Ok(())
        }
        ["server-scale"] => server::at_scale(),
        ["server-sqlite"] => server::on_sqlite(),
        ["server-postgres"] => server::on_postgres(),
        _ => bail!(
            "write `cargo xtask bench` and one of live, merge, server-postgres, server-scale, server-sqlite, wire"
        ),
    }
}
