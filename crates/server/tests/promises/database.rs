//! The database of one test: new, empty, and gone with the test. Which kind it is says the program that the test is part
//! of.

use std::str::FromStr;

use sqlx::{ConnectOptions, Connection, Row, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
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

    /// Another with all that is in this one, as soon as nobody has it open any more.
    pub async fn copy(&self) -> Self {
        match self {
            Self::Sqlite(folder) => {
                let copy = tempfile::tempdir().expect("a temporary folder");
                std::fs::copy(folder.path().join("lagoon.db"), copy.path().join("lagoon.db")).expect("copied");
                Self::Sqlite(copy)
            }
            #[cfg(target_os = "linux")]
            Self::Postgres(database) => {
                let connected = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'", database.name());
                while cluster().sql("postgres", &connected).expect("asks").trim() != "0" {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
                Self::Postgres(database.copy().unwrap_or_else(|error| panic!("{error}")))
            }
        }
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> &std::path::Path {
        match self {
            Self::Sqlite(folder) => folder.path(),
            #[cfg(target_os = "linux")]
            Self::Postgres(_) => panic!("this test is about SQLite's files"),
        }
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
                let options = PgConnectOptions::from_str(&database.url_as("postgres")).expect("an address");
                let mut connection = options.options([("search_path", "lagoon")]).connect().await.expect("connects");
                let rows = sqlx::raw_sql(sql).fetch_all(&mut connection).await.expect("runs");
                connection.close().await.expect("closed");
                rows.iter().map(|row| row.get::<String, _>(0)).collect()
            }
        }
    }

    /// Changes rows with no regard to what refers to them.
    pub async fn plant(&self, sql: &str) {
        match self {
            Self::Sqlite(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.path().join("lagoon.db")).foreign_keys(false);
                let mut connection = options.connect().await.expect("connects");
                let changed = sqlx::query(sql).execute(&mut connection).await.expect("planted").rows_affected();
                assert!(changed > 0, "{sql}");
                connection.close().await.expect("closed");
            }
            #[cfg(target_os = "linux")]
            Self::Postgres(database) => {
                let told =
                    format!("SET search_path = lagoon; SET session_replication_role = replica; {sql} RETURNING 1");
                assert!(!database.sql(&told).expect("planted").is_empty(), "{sql}");
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
                let tables = self.sql("SELECT tablename::text FROM pg_tables WHERE schemaname = 'lagoon'").await;
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

/// Every row of a team in every table there is, as text: equal texts mean byte-identical rows.
pub async fn rows_of_team(database: &TestDatabase, team: &str) -> Vec<String> {
    let (tables, columns) = if kind::POSTGRES {
        ("SELECT tablename::text FROM pg_tables WHERE schemaname = 'lagoon' ORDER BY tablename", COLUMNS_IN_POSTGRES)
    } else {
        ("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", COLUMNS_IN_SQLITE)
    };
    let columns = database.sql(columns).await;
    let mut selects = vec![];
    for table in database.sql(tables).await.iter().filter(|table| !["meta", "_sqlx_migrations"].contains(&&***table)) {
        // A table without a team would be one that this looks past.
        let owner = if table == "teams" { "id" } else { "team_id" };
        let of_table: Vec<_> =
            columns.iter().filter_map(|column| column.strip_prefix(&format!("{table} "))).map(str::to_owned).collect();
        assert!(of_table.iter().any(|column| column == owner), "{table} belongs to no team");
        let quote = if kind::POSTGRES { "quote_nullable" } else { "quote" };
        let literals: Vec<_> = of_table.iter().map(|column| format!("{quote}({column})")).collect();
        let literals = literals.join(" || ',' || ");
        selects.push(format!("SELECT '{table}: ' || {literals} AS literals FROM {table} WHERE {owner} = '{team}'"));
    }
    database.sql(&format!("{} ORDER BY 1", selects.join(" UNION ALL "))).await
}

const COLUMNS_IN_POSTGRES: &str =
    "SELECT (table_name || ' ' || column_name)::text FROM information_schema.columns WHERE table_schema = 'lagoon'";
const COLUMNS_IN_SQLITE: &str =
    "SELECT tables.name || ' ' || columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
     WHERE tables.type = 'table'";
