//! `lagoon-server database`: the database as a whole.

use clap::Subcommand;
use lagoon_server::upkeep::{Forgotten, Kept, forget};

use super::{Database, close, require_existing};

/// What can be done with a database.
#[derive(Subcommand)]
pub enum Whole {
    /// Set the database up, or bring it up to date, and do nothing else. Serving does so by itself if its sign-in to the
    /// database may.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Say that the database was restored from a backup: every device then brings what the backup lacks.
    Restored {
        #[command(flatten)]
        database: Database,
    },
    /// Forget now what was deleted more than 90 days ago, links that are over, and old entries of the audit. A server that
    /// runs does so once an hour if its sign-in to the database may.
    EmptyTrash {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        kept: Kept,
    },
}

/// Does it.
pub async fn run(action: Whole) -> anyhow::Result<()> {
    match action {
        Whole::Migrate { database } => migrate(&database.url).await,
        Whole::Restored { database } => restored(&database.url).await,
        Whole::EmptyTrash { database, kept } => empty_trash(&database.url, kept).await,
    }
}

async fn migrate(database: &str) -> anyhow::Result<()> {
    let server = lagoon_server::open(database).await?;
    println!("the database is up to date");
    close(server).await;
    Ok(())
}

async fn restored(database: &str) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    server.repository.begin_epoch(lagoon_server::repository::sqlite::random_epoch()).await?;
    println!("every device will read all again and bring what the backup lacks");
    close(server).await;
    Ok(())
}

async fn empty_trash(database: &str, kept: Kept) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    let Forgotten { drafts, entries } = forget(&*server.repository, kept).await?;
    println!("{drafts} drafts forgotten that were deleted more than 90 days ago");
    println!("{entries} entries of the audit forgotten");
    close(server).await;
    Ok(())
}
