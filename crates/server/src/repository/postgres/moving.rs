//! The database that a file is copied into. The one rule: all of it is one transaction, and only a copy that reads back as it
//! was is committed.
//!
//! `COPY` would be quicker, but is refused to roles that row-level security is about, and it is forced for the owner too. Arrays
//! come close, and no guard has to be taken down for them.

use futures_util::TryStreamExt;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Postgres, Row, Transaction, query::Query};

use super::{
    check,
    connections::DURABLE,
    open::{ADMIN_PATIENCE, Connected, connect, options},
};
use crate::repository::moving::{MoveError, Page, TABLES, Table, Tally, reason};

/// What every new database has already: its row of it takes the source's values.
const BEGUN: (&str, &str) =
    ("meta", "ON CONFLICT (only_row) DO UPDATE SET epoch = excluded.epoch, access = excluded.access");

/// A database that is set up.
pub struct Target {
    connection: PgConnection,
    name: String,
}

impl Target {
    /// Opens an empty database, and brings its schema up to date.
    pub async fn open(database: &str) -> Result<Self, MoveError> {
        if !crate::is_postgres(database) {
            return Err(MoveError::NotPostgres);
        }
        // Reading everything is slow, and nothing to be warned of.
        let options = options(database, ADMIN_PATIENCE)?.disable_statement_logging();
        let Connected { connection, name, may_administer, .. } = connect(options).await?;
        if !may_administer {
            return Err(MoveError::MayOnlyServe(name));
        }
        let mut target = Self { connection, name };
        // Found out now rather than after the long look at what is to be copied.
        target.begin().await?.give_up().await?;
        Ok(target)
    }

    /// Begins to fill it, if nobody has.
    pub async fn begin(&mut self) -> Result<Copying<'_>, MoveError> {
        let transaction =
            self.connection.begin().await.map_err(|error| writing(&self.name, "begin".to_owned(), &error))?;
        let mut copying = Copying { transaction, name: &self.name };
        copying.run("SET LOCAL ROLE lagoon_admin").await?;
        copying.run(DURABLE).await?;
        // Every row belongs to a team: where nobody can add a team, nobody can add anything.
        copying.run("LOCK TABLE teams IN EXCLUSIVE MODE").await?;
        copying.require_empty().await?;
        Ok(copying)
    }
}

/// A database that is being filled. Nothing stays of it until it is committed.
pub struct Copying<'a> {
    transaction: Transaction<'a, Postgres>,
    name: &'a str,
}

impl Copying<'_> {
    async fn run(&mut self, sql: &'static str) -> Result<(), MoveError> {
        let ran = self.transaction.execute(sql).await;
        ran.map(drop).map_err(|error| self.failed(format!("run “{sql}”"), &error))
    }

    async fn require_empty(&mut self) -> Result<(), MoveError> {
        for table in TABLES.iter().filter(|table| table.name != BEGUN.0) {
            let any = sqlx::query_scalar(&format!("SELECT EXISTS (SELECT FROM {})", table.name))
                .fetch_one(&mut *self.transaction)
                .await;
            if any.map_err(|error| self.failed(format!("read {}", table.name), &error))? {
                return Err(MoveError::NotEmpty { name: self.name.to_owned(), table: table.name });
            }
        }
        Ok(())
    }

    /// Adds rows.
    pub async fn write(&mut self, table: &Table, page: Page) -> Result<(), MoveError> {
        let mut sql = table.write_to_postgres();
        if table.name == BEGUN.0 {
            sql = format!("{sql} {}", BEGUN.1);
        }
        let query = page.columns.into_iter().fold(sqlx::query(&sql), Query::bind);
        let written = query.execute(&mut *self.transaction).await;
        written.map(drop).map_err(|error| self.failed(format!("write {}", table.name), &error))
    }

    /// Reads a table again and compares it with what was written.
    pub async fn require(&mut self, table: &Table, written: Tally) -> Result<(), MoveError> {
        let found = self.tally(table).await;
        let found = found.map_err(|error| self.failed(format!("read {} again", table.name), &error))?;
        if found == written {
            return Ok(());
        }
        let (name, table) = (self.name.to_owned(), table.name);
        Err(MoveError::Differs { name, table, read: written.rows, found: found.rows })
    }

    async fn tally(&mut self, table: &Table) -> Result<Tally, sqlx::Error> {
        let sql = table.read_from_postgres();
        let mut rows = sqlx::query(&sql).fetch(&mut *self.transaction);
        let mut tally = Tally::default();
        while let Some(row) = rows.try_next().await? {
            let columns = (0..row.len()).map(|column| row.try_get(column));
            tally.add(columns.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(tally)
    }

    /// Looks for damage.
    pub async fn require_whole(&mut self) -> Result<(), MoveError> {
        let name = self.name.to_owned();
        match check::look(&mut self.transaction).await {
            Ok(findings) if findings.is_empty() => Ok(()),
            Ok(findings) => Err(MoveError::DamagedCopy { name, findings }),
            Err(error) => {
                Err(MoveError::Writing { name, doing: "look for damage".to_owned(), reason: error.to_string() })
            }
        }
    }

    /// Keeps all of it.
    pub async fn commit(self) -> Result<(), MoveError> {
        let name = self.name.to_owned();
        let finished = self.transaction.commit().await;
        finished.map_err(|error| MoveError::Unfinished { name, reason: reason(&error) })
    }

    async fn give_up(self) -> Result<(), MoveError> {
        let name = self.name;
        self.transaction.rollback().await.map_err(|error| writing(name, "end a transaction".to_owned(), &error))
    }

    fn failed(&self, doing: String, error: &sqlx::Error) -> MoveError {
        writing(self.name, doing, error)
    }
}

fn writing(name: &str, doing: String, error: &sqlx::Error) -> MoveError {
    MoveError::Writing { name: name.to_owned(), doing, reason: reason(error) }
}
