//! `lagoon-server migrate-to`: from SQLite to PostgreSQL.

use std::time::Instant;

use clap::Args;
use lagoon_server::repository::moving::move_to;

use super::{Database, require_existing, say};

/// What `migrate-to` is told.
#[derive(Args)]
pub struct MigrateTo {
    #[command(flatten)]
    database: Database,
    /// The PostgreSQL database to fill: empty, and with the address of its owner. In the environment the password does not stand
    /// in the list of processes.
    #[arg(env = "LAGOON_MIGRATE_TO", value_name = "postgres://USER:PASSWORD@HOST:PORT/NAME", hide_env_values = true)]
    target: String,
}

/// Moves it, and says what to do next.
pub async fn run(MigrateTo { database, target }: MigrateTo) -> anyhow::Result<()> {
    require_existing(&database.url)?;
    let began = Instant::now();
    // Whoever reads it may have gone; the move goes on.
    let copied = |table, rows| drop(say(format_args!("{table}: {rows} rows copied")));
    if let Err(error) = move_to(&database.url, &target, copied).await {
        for finding in error.findings() {
            say(finding)?;
        }
        return Err(error.into());
    }
    say("every row reads back as it was, and nothing is wrong with them")?;
    say(format_args!("moved in {:.1} s", began.elapsed().as_secs_f64()))?;
    say(format_args!(
        "\nStart the server with --database (or LAGOON_DATABASE) set to the new address; devices go on by themselves.\n\
         Keep {}, and never start a server on it again: what devices sent there would be missing here.",
        database.url
    ))
}
