//! What stands beside the server: the least work that stores the newest of several values durably.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use lagoon_postgres_cluster::{Cluster, Database};
use sqlx::{
    ConnectOptions as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// How many rows there are to write.
const ROWS: i64 = 1_000;

/// One connection that stores one value per commit, as durably as the server does.
pub struct SqliteLoop {
    connection: SqliteConnection,
    stamp: i64,
}

impl SqliteLoop {
    pub async fn new(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = options.connect().await?;
        sqlx::query("CREATE TABLE peer (id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, value TEXT NOT NULL) STRICT")
            .execute(&mut connection)
            .await?;
        Ok(Self { connection, stamp: 0 })
    }

    pub async fn per_second(&mut self, lasts: Duration) -> Result<u64> {
        let (began, first) = (Instant::now(), self.stamp);
        while began.elapsed() < lasts {
            self.stamp += 1;
            sqlx::query(
                "INSERT INTO peer (id, stamp, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp, value = excluded.value
                 WHERE excluded.stamp > stamp",
            )
            .bind(self.stamp % ROWS)
            .bind(self.stamp)
            .bind("Detached duplex, version 12")
            .execute(&mut self.connection)
            .await?;
        }
        Ok(rate(self.stamp - first, began.elapsed()))
    }
}

/// PostgreSQL's own benchmark with one statement.
pub struct Pgbench<'a> {
    cluster: &'a Cluster,
    database: Database<'a>,
    script: tempfile::NamedTempFile,
}

impl<'a> Pgbench<'a> {
    pub fn new(cluster: &'a Cluster) -> Result<Self> {
        let database = cluster.database()?;
        database.sql(
            "CREATE TABLE peer (id bigint PRIMARY KEY, stamp bigint NOT NULL, value text NOT NULL);
             ALTER TABLE peer OWNER TO lagoon_owner",
        )?;
        let mut script = tempfile::NamedTempFile::new()?;
        writeln!(script, "\\set id random(1, {ROWS})")?;
        // Each is newer than what stands, so that each writes.
        writeln!(
            script,
            "INSERT INTO peer (id, stamp, value) VALUES (:id, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, \
                     'Detached duplex, version 12') \
             ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp, value = excluded.value \
             WHERE excluded.stamp > peer.stamp;"
        )?;
        Ok(Self { cluster, database, script })
    }

    pub fn per_second(&self, connections: usize, lasts: Duration) -> Result<u64> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let output = Command::new(self.cluster.programs().path("pgbench"))
            .args(["--no-vacuum", "--protocol=prepared", "--host=127.0.0.1", "--username=lagoon_owner"])
            .arg(format!("--port={}", self.cluster.port()))
            .arg(format!("--client={connections}"))
            .arg(format!("--jobs={}", connections.min(cores)))
            .arg(format!("--time={}", lasts.as_secs().max(1)))
            .arg("--file")
            .arg(self.script.path())
            .arg(self.database.name())
            .output()
            .context("cannot run pgbench")?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench named no rate")?;
        let whole = tps.split(['.', ' ']).next().context("pgbench named no rate")?;
        Ok(whole.parse()?)
    }
}

/// How often a second the disk takes 8 KiB and says that they are safe.
pub fn flushes_per_second(folder: &Path) -> Result<u64> {
    let path = folder.join("lagoon-bench-flush");
    let mut file = File::create(&path)?;
    let block = [7; 8 * 1024];
    let (began, mut flushes) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(2) {
        file.rewind()?;
        file.write_all(&block)?;
        file.sync_data()?;
        flushes += 1;
    }
    std::fs::remove_file(path)?;
    Ok(rate(flushes, began.elapsed()))
}

fn rate(count: i64, took: Duration) -> u64 {
    let nanos = i128::try_from(took.as_nanos().max(1)).unwrap_or(i128::MAX);
    u64::try_from(i128::from(count) * 1_000_000_000 / nanos).unwrap_or(0)
}
