//! A real PostgreSQL for tests and benchmarks, made on the spot from the machine's own programs. The one rule: it goes
//! away by itself, also when whoever uses it is killed, and it is never silently done without.
//!
//! Tests share one cluster: making one takes seconds, and some test runners start a process for each test. Whoever uses it
//! holds a lock that the system takes back when the process ends, however it ends; a small shell loop waits until nobody
//! has held it for a while, and then stops the cluster and deletes its folder. Linux only.

mod archive;
mod programs;
mod shared;
mod start;

use std::{
    fs::File,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

pub use programs::Programs;
use tempfile::TempDir;

/// The role that owns the databases of tests. No superuser: what it may do, an owner on a rented PostgreSQL may do too.
pub const OWNER: &str = "lagoon_owner";

/// Why there is no PostgreSQL.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// It is not installed.
    #[error("PostgreSQL 15 or newer is not installed: run `apt-get install postgresql`, then try again")]
    NotInstalled,
    /// The machine is of another kind.
    #[error("a PostgreSQL for tests is made on Linux only")]
    NotLinux,
    /// A file or folder.
    #[error("cannot prepare a PostgreSQL for tests: {0}")]
    Files(#[from] std::io::Error),
    /// A program of PostgreSQL.
    #[error("{program} failed: {said}")]
    Failed {
        /// Which one.
        program: String,
        /// What it said.
        said: String,
    },
}

/// A running cluster.
pub struct Cluster {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    life: Life,
}

enum Life {
    /// Others use it too; the lock says that this process does.
    Shared { _in_use: File },
    /// It ends with this value.
    Own { folder: TempDir },
}

/// How a cluster treats the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing has to survive: for tests.
    None,
    /// As in production: for benchmarks.
    Full,
}

/// A database of one test, dropped with this value.
pub struct Database<'a> {
    cluster: &'a Cluster,
    name: String,
}

impl Cluster {
    /// The cluster that all tests of this machine's user share; started if it does not run.
    pub fn shared() -> Result<Self, ClusterError> {
        shared::join()
    }

    /// A cluster of one's own, that others neither use nor slow down. It ends with the value.
    pub fn own(durability: Durability) -> Result<Self, ClusterError> {
        let programs = Programs::find()?;
        let folder = tempfile::tempdir()?;
        let port = start::start(&programs, &folder.path().join("cluster"), durability, "")?;
        Ok(Self { programs, folder: folder.path().join("cluster"), port, life: Life::Own { folder } })
    }

    /// A new, empty database that belongs to [`OWNER`].
    pub fn database(&self) -> Result<Database<'_>, ClusterError> {
        self.make("template1")
    }

    fn make(&self, template: &str) -> Result<Database<'_>, ClusterError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("lagoon_{}_{since_1970}_{number}", std::process::id());
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}"))?;
        Ok(Database { cluster: self, name })
    }

    /// Runs SQL as the superuser and returns what it prints, one row a line.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, ClusterError> {
        start::sql(&self.programs, &self.folder, self.port, database, sql)
    }

    /// The programs that belong to it, `pgbench` among them.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Where it listens on the loopback address.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Life::Own { folder } = &self.life {
            start::stop(&self.folder);
            // A server that is on its way out may write until it is gone: what is left is in the folder for temporary files.
            let _ = std::fs::remove_dir_all(folder.path());
        }
    }
}

impl<'a> Database<'a> {
    /// Another with all that is in this one, to which nobody may be connected.
    pub fn copy(&self) -> Result<Database<'a>, ClusterError> {
        self.cluster.make(&self.name)
    }
}

impl Database<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address for [`OWNER`].
    pub fn url(&self) -> String {
        self.url_as(OWNER)
    }

    /// Its address for somebody.
    pub fn url_as(&self, role: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{}", self.cluster.port, self.name)
    }

    /// Its address for [`OWNER`], through a proxy that listens on another port of the loopback address.
    pub fn url_through(&self, port: u16) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{port}/{}", self.name)
    }

    /// Runs SQL in it as the superuser and returns what it prints, one row a line.
    pub fn sql(&self, sql: &str) -> Result<String, ClusterError> {
        self.cluster.sql(&self.name, sql)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // If it stays, it goes with the cluster.
        let _ = self.cluster.sql("postgres", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn two_who_share_it_get_the_same_cluster_and_databases_of_their_own() {
        let one = Cluster::shared().expect("starts");
        let two = Cluster::shared().expect("joins");
        assert_eq!(one.port(), two.port());
        let (here, there) = (one.database().expect("made"), two.database().expect("made"));
        here.sql("CREATE TABLE t (n int)").expect("made");
        assert!(there.sql("SELECT * FROM t").is_err(), "another database");
        let name = here.name().to_owned();
        drop(here);
        let left = one.sql("postgres", &format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
        assert_eq!(left.expect("counted").trim(), "0");
    }

    #[test]
    fn a_cluster_of_ones_own_is_durable_and_ends_with_its_value() {
        let cluster = Cluster::own(Durability::Full).expect("starts");
        assert_eq!(cluster.sql("postgres", "SHOW fsync").expect("answers").trim(), "on");
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        drop(cluster);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
