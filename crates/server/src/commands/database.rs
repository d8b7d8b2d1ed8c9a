//! `lagoon-server database`: the database as a whole.

use clap::Subcommand;
use lagoon_server::{
    repository::RevokedLinks,
    upkeep::{Forgotten, Kept, forget},
};

use super::{Database, by, close, config::hidden, open_existing, require_existing, say};

/// What can be done with a database.
#[derive(Subcommand)]
pub enum Whole {
    /// Set the database up, or bring it up to date, and do nothing else. Serving does so by itself if its sign-in to the
    /// database may.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Say that the database was restored from a backup: every device then brings what the backup lacks. Open invitations and
    /// password resets of the backup end: they may have been used or taken back since.
    Restored {
        #[command(flatten)]
        database: Database,
        /// End all sign-ins as well: those that had ended since the backup are good again otherwise. Devices bring what they
        /// have once their people have signed in again.
        #[arg(long)]
        sign_everybody_out: bool,
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
        Whole::Restored { database, sign_everybody_out } => restored(&database.url, sign_everybody_out).await,
        Whole::EmptyTrash { database, kept } => empty_trash(&database.url, kept).await,
    }
}

async fn migrate(database: &str) -> anyhow::Result<()> {
    let server = lagoon_server::open(database).await?;
    println!("the database is up to date");
    close(server).await;
    Ok(())
}

async fn restored(database: &str, sign_everybody_out: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let by = by(&server, "database restored").await?;
    let (mut links, mut ended) = (RevokedLinks::default(), 0);
    for team in server.repository.teams().await? {
        let revoked = server.repository.revoke_links(team.id, by).await?;
        links.invitations += revoked.invitations;
        links.resets += revoked.resets;
        if sign_everybody_out {
            ended += server.repository.sign_everybody_out(team.id, by).await?;
        }
    }
    server.repository.begin_epoch(lagoon_server::repository::sqlite::random_epoch()).await?;
    say(format_args!("{}: begun anew", hidden(database)))?;
    say(format_args!("every device will read all again and bring what the backup lacks"))?;
    let RevokedLinks { invitations, resets } = links;
    say(format_args!(
        "{invitations} open invitations and {resets} password resets were taken back: make again those that are still wanted"
    ))?;
    if sign_everybody_out {
        say(format_args!("{ended} sign-ins ended"))?;
        say(format_args!("{GOOD_AGAIN}"))?;
    } else {
        say(format_args!("{GOOD_AGAIN}\n{SIGN_INS_GOOD_AGAIN}"))?;
    }
    close(server).await;
    Ok(())
}

/// What was taken away between the backup and the loss, and the backup knows nothing of.
const GOOD_AGAIN: &str = "\
As it was when the backup was made, and perhaps not as you left it: who is locked out, roles, and passwords. Look, and take away again what was taken away since:
  lagoon-server user list --team NAME
  lagoon-server user disable | role | reset-password --email ADDRESS";
const SIGN_INS_GOOD_AGAIN: &str = "\
The same holds for sign-ins, of lost devices for example:
  lagoon-server session list --team NAME
  lagoon-server session revoke --email ADDRESS
  or end them all: lagoon-server database restored --sign-everybody-out";

async fn empty_trash(database: &str, kept: Kept) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    let Forgotten { drafts, entries } = forget(&*server.repository, kept).await?;
    println!("{drafts} drafts forgotten that were deleted more than 90 days ago");
    println!("{entries} entries of the audit forgotten");
    close(server).await;
    Ok(())
}
