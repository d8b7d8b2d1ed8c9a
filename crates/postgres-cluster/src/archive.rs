//! Breaking a cluster and bringing it back, as drills do: a crash, and a recovery to an earlier point from a base backup and
//! the archived log. The one rule: only for a cluster of one's own.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Cluster, ClusterError, Durability, Life, Programs,
    programs::{OtherUser, command_as, run},
    start,
};

/// How long a recovery may take.
const RECOVERY: Duration = Duration::from_mins(2);

impl Cluster {
    /// A cluster of one's own that is as durable as in production and archives its log, so that it can be brought back to
    /// any point after a [`base_backup`](Self::base_backup).
    pub fn archived() -> Result<Self, ClusterError> {
        let programs = Programs::find()?;
        let folder = tempfile::tempdir()?;
        let place = folder.path().join("cluster");
        let archive = place.join("archive").display().to_string();
        let settings = format!(
            "wal_level = replica\narchive_mode = on\n\
             archive_command = 'mkdir -p {archive} && test ! -f {archive}/%f && cp %p {archive}/%f'\n"
        );
        let port = start::start(&programs, &place, Durability::Full, &settings)?;
        Ok(Self { programs, folder: place, port, life: Life::Own { folder } })
    }

    /// Copies the whole cluster while it runs.
    pub fn base_backup(&self) -> Result<(), ClusterError> {
        let other = OtherUser::wanted()?;
        run(command_as(&self.programs.path("pg_basebackup"), other)
            .args(["--username=postgres", "--checkpoint=fast", "--wal-method=none", "--no-sync"])
            .args(["--port", &self.port.to_string(), "--host"])
            .arg(&self.folder)
            .arg("--pgdata")
            .arg(self.folder.join("base")))?;
        Ok(())
    }

    /// Gives this moment a name, and waits until the log up to it is archived.
    pub fn name_this_moment(&self, name: &str) -> Result<(), ClusterError> {
        self.sql("postgres", &format!("SELECT pg_create_restore_point('{name}')"))?;
        let segment = self.sql("postgres", "SELECT pg_walfile_name(pg_switch_wal())")?;
        let archived = self.folder.join("archive").join(segment.trim());
        wait_until("the log is archived", || Ok(archived.exists()))
    }

    /// Ends every process of it at once, as a power cut would.
    pub fn crash(&self) {
        start::stop(&self.folder);
    }

    /// Starts it once more, on its port.
    pub fn start_again(&self) -> Result<(), ClusterError> {
        start::begin(&self.programs, &self.folder)
    }

    /// Destroys all that it holds, and brings back what the base backup and the archive hold up to a named moment.
    pub fn recover_to(&self, name: &str) -> Result<(), ClusterError> {
        self.crash();
        let (data, base) = (self.folder.join("data"), self.folder.join("base"));
        fs::remove_dir_all(&data)?;
        let other = OtherUser::wanted()?;
        run(command_as(Path::new("cp"), other).arg("-a").arg(&base).arg(&data))?;
        run(command_as(Path::new("touch"), other).arg(data.join("recovery.signal")))?;
        let mut settings = OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
        writeln!(settings, "restore_command = 'cp {}/%f %p'", self.folder.join("archive").display())?;
        writeln!(settings, "recovery_target_name = '{name}'\nrecovery_target_action = promote")?;
        drop(settings);
        self.start_again()?;
        wait_until("the recovery ends", || Ok(self.sql("postgres", "SELECT pg_is_in_recovery()")?.trim() == "f"))
    }
}

fn wait_until(what: &str, mut holds: impl FnMut() -> Result<bool, ClusterError>) -> Result<(), ClusterError> {
    let began = Instant::now();
    while !holds()? {
        if began.elapsed() > RECOVERY {
            return Err(ClusterError::Failed {
                program: "postgres".into(),
                said: format!("waited too long until {what}"),
            });
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_brings_back_the_named_moment_and_nothing_after_it_and_a_crash_loses_nothing() {
        let cluster = Cluster::archived().expect("starts");
        let sql = |sql: &str| cluster.sql("postgres", sql).expect("runs");
        sql("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        cluster.base_backup().expect("copied");
        sql("INSERT INTO t VALUES (2)");
        cluster.name_this_moment("here").expect("named");
        sql("INSERT INTO t VALUES (3)");
        cluster.recover_to("here").expect("recovered");
        assert_eq!(sql("SELECT string_agg(n::text, ',' ORDER BY n) FROM t").trim(), "1,2");
        sql("INSERT INTO t VALUES (4)");
        cluster.crash();
        cluster.start_again().expect("starts");
        assert_eq!(sql("SELECT string_agg(n::text, ',' ORDER BY n) FROM t").trim(), "1,2,4");
    }
}
