//! `lagoon-server check`.

use anyhow::bail;
use clap::Args;

use super::{Database, close, require_existing};

/// What `check` is told.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    database: Database,
}

/// Prints what is wrong, a line each.
pub async fn run(Check { database }: Check) -> anyhow::Result<()> {
    require_existing(&database.url)?;
    let server = lagoon_server::open(&database.url).await?;
    let Some(maintenance) = server.repository.maintenance() else {
        bail!("databases of this kind cannot be checked from here; use their own tools");
    };
    let findings = maintenance.check().await?;
    for finding in &findings {
        println!("{finding}");
    }
    close(server).await;
    match findings.len() {
        0 => println!("nothing is wrong"),
        1 => bail!("1 thing is wrong; restore a backup, or ask for help with the line above"),
        count => bail!("{count} things are wrong; restore a backup, or ask for help with the lines above"),
    }
    Ok(())
}
