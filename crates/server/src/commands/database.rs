//! `lagoon-server database`: the database as a whole.

use clap::Subcommand;
use lagoon_sync::draft::TRASH_KEPT;

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
    /// Forget now what was deleted more than 90 days ago. A server that runs does so once an hour.
    EmptyTrash {
        #[command(flatten)]
        database: Database,
    },
}

/// Does it.
pub async fn run(action: Whole) -> anyhow::Result<()> {
    match action {
        Whole::Migrate { database } => migrate(&database.url).await,
        Whole::Restored { database } => restored(&database.url).await,
        Whole::EmptyTrash { database } => empty_trash(&database.url).await,
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

async fn empty_trash(database: &str) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    let before = server.repository.now().await?.plus(-TRASH_KEPT);
    let forgotten = server.repository.purge(before).await?;
    println!("{forgotten} drafts forgotten that were deleted more than 90 days ago");
    close(server).await;
    Ok(())
}
