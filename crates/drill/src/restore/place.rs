//! Where the server keeps its data, how it is backed up, and how it comes back.

use std::fs;

use anyhow::{Context as _, Result};
use lagoon_postgres_cluster::Cluster;
use tempfile::TempDir;

use crate::Programs;

const BACKED_UP: &str = "backed_up";
const NAME: &str = "lagoon_drill";

/// A database of the drill's own.
pub enum Place {
    /// A file, and the folder with its backup.
    Sqlite {
        /// What is destroyed.
        data: TempDir,
        /// What is not.
        backup: TempDir,
    },
    /// A cluster that archives its log.
    Postgres(Box<Cluster>),
}

impl Place {
    /// A file.
    pub fn sqlite() -> Result<Self> {
        Ok(Self::Sqlite { data: tempfile::tempdir()?, backup: tempfile::tempdir()? })
    }

    /// A cluster.
    pub fn postgres() -> Result<Self> {
        let cluster = Cluster::archived()?;
        cluster.sql("postgres", &format!("CREATE DATABASE {NAME} OWNER {}", lagoon_postgres_cluster::OWNER))?;
        Ok(Self::Postgres(Box::new(cluster)))
    }

    /// As the server is told it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { data, .. } => format!("sqlite:{}", data.path().join("lagoon.db").display()),
            Self::Postgres(cluster) => {
                format!("postgres://{}@127.0.0.1:{}/{NAME}", lagoon_postgres_cluster::OWNER, cluster.port())
            }
        }
    }

    /// What has to be there before the first edit.
    pub(super) fn prepare(&self) -> Result<()> {
        match self {
            Self::Sqlite { .. } => Ok(()),
            Self::Postgres(cluster) => Ok(cluster.base_backup()?),
        }
    }

    /// The moment to come back to. The server serves.
    pub(super) fn back_up(&self, programs: &Programs) -> Result<()> {
        match self {
            Self::Sqlite { backup, .. } => {
                let file = backup.path().join("lagoon.db");
                let to = file.to_str().context("a folder's name is no text")?;
                programs.server(&["backup", "--to", to], &self.url(), "").map(|_| ())
            }
            Self::Postgres(cluster) => Ok(cluster.name_this_moment(BACKED_UP)?),
        }
    }

    /// Nothing of the data is left but the backup.
    pub(super) fn destroy_and_restore(&self) -> Result<()> {
        match self {
            Self::Sqlite { data, backup } => {
                for entry in fs::read_dir(data.path())? {
                    fs::remove_file(entry?.path())?;
                }
                fs::copy(backup.path().join("lagoon.db"), data.path().join("lagoon.db"))?;
                Ok(())
            }
            Self::Postgres(cluster) => Ok(cluster.recover_to(BACKED_UP)?),
        }
    }
}
