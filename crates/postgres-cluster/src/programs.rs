//! Where the machine keeps PostgreSQL's programs, and as whom they run: the server refuses to be root.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::ClusterError;

/// The oldest version that Lagoon runs on.
const OLDEST: u32 = 15;
const NEEDED: [&str; 4] = ["initdb", "pg_ctl", "postgres", "psql"];

/// The programs of one version.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
    /// Its major version.
    pub version: u32,
}

impl Programs {
    /// Looks where Debian puts them, and where programs are found by name, and takes the newest.
    pub fn find() -> Result<Self, ClusterError> {
        if !cfg!(target_os = "linux") {
            return Err(ClusterError::NotLinux);
        }
        let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let debian = debian.map(|version| version.path().join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = debian.chain(std::env::split_paths(&path));
        let complete = |folder: &PathBuf| NEEDED.iter().all(|program| folder.join(program).exists());
        let found = folders.filter(complete).filter_map(|folder| {
            // Such as "pg_ctl (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
            let said = run(Command::new(folder.join("pg_ctl")).arg("--version")).ok()?;
            let version = said.split(' ').nth(2)?.split('.').next()?.trim().parse().ok()?;
            (version >= OLDEST).then_some(Self { folder, version })
        });
        found.max_by_key(|programs| programs.version).ok_or(ClusterError::NotInstalled)
    }

    /// One of them.
    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

/// Runs a program and returns what it printed.
pub(crate) fn run(command: &mut Command) -> Result<String, ClusterError> {
    let program = command.get_program().to_string_lossy().into_owned();
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output()?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    let said = [stderr, stdout].iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect();
    Err(ClusterError::Failed { program, said })
}

/// The user that PostgreSQL runs as, if it cannot be this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OtherUser {
    pub user: u32,
    pub group: u32,
}

impl OtherUser {
    /// For root, the user that comes with the package, or nobody.
    pub fn wanted() -> Result<Option<Self>, ClusterError> {
        if id("-u", None)? != 0 {
            return Ok(None);
        }
        let name = if id("-u", Some("postgres")).is_ok() { "postgres" } else { "nobody" };
        Ok(Some(Self { user: id("-u", Some(name))?, group: id("-g", Some(name))? }))
    }
}

fn id(what: &str, name: Option<&str>) -> Result<u32, ClusterError> {
    let said = run(Command::new("id").arg(what).args(name))?;
    said.trim().parse().map_err(|_| ClusterError::Failed { program: "id".into(), said })
}

/// This user's number.
pub(crate) fn this_user() -> Result<u32, ClusterError> {
    id("-u", None)
}

/// A command that runs as the other user, if there is one, in a folder that they may be in.
pub(crate) fn command_as(program: &Path, other: Option<OtherUser>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").env("LC_ALL", "C.UTF-8");
    #[cfg(unix)]
    if let Some(other) = other {
        use std::os::unix::process::CommandExt;
        command.uid(other.user).gid(other.group);
    }
    #[cfg(not(unix))]
    let _ = other;
    command
}
