//! `lagoon-server backup`.

use std::path::PathBuf;

use clap::Args;
use lagoon_server::repository::sqlite;

use super::Database;

/// What `backup` is told.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    database: Database,
    /// The file to make. Nothing is overwritten.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Makes a copy and checks it.
pub async fn run(Backup { database, to }: Backup) -> anyhow::Result<()> {
    sqlite::backup(&database.url, &to).await?;
    println!("copied and checked: {}", to.display());
    Ok(())
}
