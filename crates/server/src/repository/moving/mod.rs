//! Moving a server from an SQLite file to PostgreSQL. The one rule: the target holds all that the source holds, value by value,
//! or nothing.
//!
//! The source is held so that nobody else can open it, looked at for damage, and copied in one transaction; what reads back
//! from the target is compared and looked at again before the commit. Ids, counters and the life of the database are copied
//! with the rest, so that devices notice nothing but another address.

mod tables;

use futures_util::TryStreamExt;

pub use tables::{TABLES, Table, Tally};

use super::{
    Finding, postgres,
    postgres::moving::{Copying, Target},
    sqlite,
    sqlite::moving::Source,
};

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The source is of another kind.
    #[error("only SQLite databases are moved; name the server's with --database sqlite:PATH")]
    NotSqlite,
    /// The target is of another kind.
    #[error("the target has to be a PostgreSQL database: write it as postgres://USER:PASSWORD@HOST:PORT/NAME")]
    NotPostgres,
    /// The source cannot be opened.
    #[error(transparent)]
    Source(#[from] sqlite::OpenError),
    /// The target cannot be opened.
    #[error(transparent)]
    Target(#[from] postgres::OpenError),
    /// Others have the source open.
    #[error("something else has the database {0} open; stop the server and every command that uses it, then try again")]
    InUse(String),
    /// The source has not been brought up to date.
    #[error(
        "the database {0} is of an older version; back it up, run `lagoon-server database migrate` with it, then try \
             again"
    )]
    Older(String),
    /// The sign-in to the target is not the owner's.
    #[error("this sign-in to the database “{0}” may only serve; give the address of its owner")]
    MayOnlyServe(String),
    /// The target has rows.
    #[error("the database “{name}” is not empty, it has {table}; make another with `createdb` and move to that")]
    NotEmpty {
        /// Which.
        name: String,
        /// The first table that has rows.
        table: &'static str,
    },
    /// The source is damaged.
    #[error(
        "the database {path} is damaged ({}); nothing was moved. Restore a backup, or ask for help with the lines above, \
             which `lagoon-server check` prints too",
        count(.findings)
    )]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        findings: Vec<Finding>,
    },
    /// The source could not be read.
    #[error("cannot read {what} of the database {path}: {reason}; nothing was moved. Run `lagoon-server check` on it")]
    Reading {
        /// The file.
        path: String,
        /// Which table.
        what: &'static str,
        /// What happened.
        reason: String,
    },
    /// The target could not be written or read.
    #[error("cannot {doing} in the database “{name}”: {reason}; nothing was left there. Try again when that is mended")]
    Writing {
        /// Which.
        name: String,
        /// What was tried.
        doing: String,
        /// What happened.
        reason: String,
    },
    /// The target holds something else than what was written.
    #[error(
        "the copy of {table} is not what was read: {read} rows were read, {found} are there; nothing was left in the \
             database “{name}”. See whether something else changes its rows, such as a trigger"
    )]
    Differs {
        /// The target.
        name: String,
        /// Which table.
        table: &'static str,
        /// The rows of the source.
        read: u64,
        /// The rows of the target.
        found: u64,
    },
    /// The copy is damaged though the source is not.
    #[error(
        "the copy is damaged ({}); nothing was left in the database “{name}”. Report this with the lines above",
        count(.findings)
    )]
    DamagedCopy {
        /// The target.
        name: String,
        /// What is wrong with it.
        findings: Vec<Finding>,
    },
    /// Nobody answered the commit.
    #[error(
        "the connection to the database “{name}” broke while the move was being finished: {reason}. Look with \
             `lagoon-server team list` whether the teams are there: if so, all is; if not, nothing, and you can try again"
    )]
    Unfinished {
        /// The target.
        name: String,
        /// What happened.
        reason: String,
    },
}

impl MoveError {
    /// What is wrong with the source, or with the copy.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Damaged { findings, .. } | Self::DamagedCopy { findings, .. } => findings,
            _ => &[],
        }
    }
}

fn count(findings: &[Finding]) -> String {
    match findings.len() {
        1 => "1 thing is wrong".to_owned(),
        count => format!("{count} things are wrong"),
    }
}

/// Copies all that the database at `sqlite:PATH` holds into an empty PostgreSQL database, which is set up first, and tells of
/// each table how many rows it copied. The source stays as it is.
pub async fn move_to(from: &str, to: &str, mut copied: impl FnMut(&'static str, u64) + Send) -> Result<(), MoveError> {
    let mut source = Source::open(from).await?;
    let mut target = Target::open(to).await?;
    source.require_whole().await?;
    let mut copying = target.begin().await?;
    let mut tallies = vec![];
    for table in TABLES {
        let tally = copy(&mut source, &mut copying, table).await?;
        copied(table.name, tally.rows);
        tallies.push((table, tally));
    }
    for (table, tally) in tallies {
        copying.require(table, tally).await?;
    }
    copying.require_whole().await?;
    copying.commit().await?;
    source.close().await;
    Ok(())
}

/// How much is held in memory at once: so many rows or bytes, and the row that goes beyond.
const PAGE_ROWS: usize = 1_000;
const PAGE_BYTES: usize = 1 << 20;

async fn copy(source: &mut Source, copying: &mut Copying<'_>, table: &Table) -> Result<Tally, MoveError> {
    let mut tally = Tally::default();
    let mut page = Page::new(table);
    let sql = table.read_from_sqlite();
    let mut rows = source.rows(table, &sql);
    while let Some(row) = rows.try_next().await? {
        tally.add(row.iter().map(Option::as_deref));
        page.push(row);
        if page.is_full() {
            copying.write(table, std::mem::replace(&mut page, Page::new(table))).await?;
        }
    }
    if page.rows > 0 {
        copying.write(table, page).await?;
    }
    Ok(tally)
}

/// Rows of a table, column by column.
pub struct Page {
    /// As many as the table has.
    pub columns: Vec<Vec<Option<String>>>,
    rows: usize,
    bytes: usize,
}

impl Page {
    fn new(table: &Table) -> Self {
        Self { columns: vec![vec![]; table.width()], rows: 0, bytes: 0 }
    }

    fn push(&mut self, row: Vec<Option<String>>) {
        self.rows += 1;
        for (column, text) in self.columns.iter_mut().zip(row) {
            self.bytes += text.as_ref().map_or(0, String::len);
            column.push(text);
        }
    }

    fn is_full(&self) -> bool {
        self.rows >= PAGE_ROWS || self.bytes >= PAGE_BYTES
    }
}

/// What a database said, without what is around it.
pub fn reason(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    }
}
