//! The database of one test: new, empty, and gone with the test. Which kind it is says the program that the test is part
//! of.

use sqlx::{ConnectOptions, Connection, Row, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::kind;

/// Removed with this value.
pub enum TestDatabase {
    Sqlite(TempDir),
    #[cfg(target_os = "linux")]
    Postgres(lagoon_postgres_cluster::Database<'static>),
}

#[cfg(target_os = "linux")]
fn cluster() -> &'static lagoon_postgres_cluster::Cluster {
    static CLUSTER: std::sync::OnceLock<lagoon_postgres_cluster::Cluster> = std::sync::OnceLock::new();
    CLUSTER.get_or_init(|| lagoon_postgres_cluster::Cluster::shared().unwrap_or_else(|error| panic!("{error}")))
}

impl TestDatabase {
    pub fn new() -> Self {
        #[cfg(target_os = "linux")]
        if kind::POSTGRES {
            return Self::Postgres(cluster().database().unwrap_or_else(|error| panic!("{error}")));
        }
        Self::Sqlite(tempfile::tempdir().expect("a temporary folder"))
    }

    /// As the server is told it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("lagoon.db").display()),
            #[cfg(target_os = "linux")]
            Self::Postgres(database) => database.url(),
        }
    }

    /// Runs SQL, past all rules, and returns the first column of what comes back.
    pub async fn sql(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.path().join("lagoon.db"));
                let pool = sqlx::SqlitePool::connect_with(options).await.expect("opens");
                let rows = sqlx::query(sql).fetch_all(&pool).await.expect("runs");
                pool.close().await;
                rows.iter().map(|row| row.get::<String, _>(0)).collect()
            }
            #[cfg(target_os = "linux")]
            Self::Postgres(database) => {
                let said = database.sql(&format!("SET search_path = lagoon; {sql}")).expect("runs");
                said.lines().map(str::to_owned).collect()
            }
        }
    }

    /// Makes every writer wait until the answer is released.
    pub async fn hold_writers(&self) -> HeldWriters {
        match self {
            Self::Sqlite(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.path().join("lagoon.db"));
                let mut connection = options.connect().await.expect("connects");
                sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.expect("held");
                HeldWriters::Sqlite(connection)
            }
            #[cfg(target_os = "linux")]
            Self::Postgres(database) => {
                let url = database.url_as("postgres");
                let mut connection = sqlx::PgConnection::connect(&url).await.expect("connects");
                sqlx::raw_sql("BEGIN; LOCK TABLE lagoon.teams IN EXCLUSIVE MODE")
                    .execute(&mut connection)
                    .await
                    .expect("held");
                HeldWriters::Postgres(connection)
            }
        }
    }

    /// From now on the database refuses values of drafts that hold this word.
    pub async fn refuse_values_with(&self, word: &str) {
        let trigger = if kind::POSTGRES {
            format!(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
                 CREATE TRIGGER refuse BEFORE INSERT ON draft_groups FOR EACH ROW WHEN (NEW.value LIKE '%{word}%')
                 EXECUTE FUNCTION refuse()"
            )
        } else {
            format!(
                "CREATE TRIGGER refuse BEFORE INSERT ON draft_groups WHEN NEW.value LIKE '%{word}%'
                 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        };
        self.sql(&trigger).await;
    }

    /// All that it holds, byte by byte.
    pub async fn everything(&self) -> Vec<u8> {
        match self {
            Self::Sqlite(folder) => {
                let files = ["lagoon.db", "lagoon.db-wal"].map(|name| folder.path().join(name));
                files.iter().flat_map(|file| std::fs::read(file).expect("readable")).collect()
            }
            #[cfg(target_os = "linux")]
            Self::Postgres(_) => {
                let tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'lagoon'").await;
                let mut all = vec![];
                for table in tables {
                    all.extend(
                        self.sql(&format!("SELECT whole::text FROM {table} AS whole")).await.concat().into_bytes(),
                    );
                }
                all
            }
        }
    }
}

/// While it is there, nobody writes.
pub enum HeldWriters {
    Sqlite(sqlx::SqliteConnection),
    #[cfg(target_os = "linux")]
    Postgres(sqlx::PgConnection),
}

impl HeldWriters {
    /// Lets them go on.
    pub async fn release(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.expect("closed"),
            #[cfg(target_os = "linux")]
            Self::Postgres(connection) => connection.close().await.expect("closed"),
        }
    }
}

/// Every row of a team's drafts, as SQL literals: equal texts mean byte-identical rows.
pub async fn rows_of_team(database: &TestDatabase, team: &str) -> Vec<String> {
    let mut rows = vec![];
    for (table, columns) in [
        ("drafts", "id, user_id, rev, updated_at, last_modified, seq"),
        ("draft_groups", "draft_id, name, value, stamp_millis, stamp_device, author, rev, seq"),
        ("draft_history", "draft_id, name, value, stamp_millis, stamp_device, author, replaced_at"),
    ] {
        let quote = if kind::POSTGRES { "quote_nullable" } else { "quote" };
        let quoted: Vec<_> = columns.split(", ").map(|column| format!("{quote}({column})")).collect();
        let literals = quoted.join(" || ',' || ");
        let sql = format!("SELECT {literals} AS literals FROM {table} WHERE team_id = '{team}' ORDER BY literals");
        rows.extend(database.sql(&sql).await.into_iter().map(|row| format!("{table}: {row}")));
    }
    rows
}
