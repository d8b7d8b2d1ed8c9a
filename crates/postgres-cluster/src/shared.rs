//! One cluster for all tests. The one rule: it is stopped only while nobody holds the lock, and started only by one at a
//! time.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use crate::{Cluster, ClusterError, Durability, Life, Programs, programs::this_user, start};

/// Stops the cluster in `$2` and deletes it once nobody has held the lock `$1` for half a minute.
const UNTIL_NOBODY_USES_IT: &str = r#"
exec 9>"$1"
while sleep 5; do
    [ -e "$2/used" ] || exit 0
    if flock --nonblock --exclusive 9; then
        if [ -z "$(find "$2/used" -newermt '-30 seconds')" ]; then
            pid=$(head -n 1 "$2/data/postmaster.pid")
            [ "$(readlink "/proc/$pid/cwd")" = "$2/data" ] && kill -QUIT "$pid"
            while [ "$(readlink "/proc/$pid/cwd")" = "$2/data" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
            rm -rf "$2"
            exit 0
        fi
        flock --unlock 9
    fi
done
"#;

/// Joins the cluster that runs, or starts one.
pub fn join() -> Result<Cluster, ClusterError> {
    let programs = Programs::find()?;
    let name = format!("lagoon-postgres-{}-{}", this_user()?, programs.version);
    let folder = std::env::temp_dir().join(&name);
    let in_use = open(&folder.with_extension("used.lock"))?;
    in_use.lock_shared()?;
    let starting = open(&folder.with_extension("start.lock"))?;
    starting.lock()?;
    let port = match running(&folder) {
        Some(port) => port,
        None => begin(&programs, &folder)?,
    };
    // The loop counts from the last time that somebody came. Never written anew: whoever reads an empty file would take the
    // cluster for dead.
    OpenOptions::new().append(true).open(folder.join("used"))?.set_modified(SystemTime::now())?;
    drop(starting);
    Ok(Cluster { programs, folder, port, life: Life::Shared { _in_use: in_use } })
}

fn open(path: &Path) -> Result<File, ClusterError> {
    Ok(OpenOptions::new().create(true).truncate(false).write(true).open(path)?)
}

/// The port of the cluster in a folder, if it answers.
fn running(folder: &Path) -> Option<u16> {
    let port: u16 = fs::read_to_string(folder.join("used")).ok()?.trim().parse().ok()?;
    let socket: PathBuf = folder.join(format!(".s.PGSQL.{port}"));
    #[cfg(unix)]
    let answers = std::os::unix::net::UnixStream::connect(socket).is_ok();
    #[cfg(not(unix))]
    let answers = {
        drop(socket);
        false
    };
    answers.then_some(port)
}

fn begin(programs: &Programs, folder: &Path) -> Result<u16, ClusterError> {
    if folder.exists() {
        // Left behind by a machine that went down, or by a start that was interrupted.
        start::stop(folder);
        fs::remove_dir_all(folder)?;
    }
    let port = start::start(programs, folder, Durability::None, "")?;
    fs::write(folder.join("used"), port.to_string())?;
    // In a session of its own, so that nothing that ends the tests ends it.
    Command::new("setsid")
        .args(["sh", "-c", UNTIL_NOBODY_USES_IT, "sh"])
        .arg(folder.with_extension("used.lock"))
        .arg(folder)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(port)
}
