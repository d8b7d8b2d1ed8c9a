//! Making, starting and stopping a cluster in a folder.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    ClusterError, Durability, OWNER, Programs,
    programs::{OtherUser, command_as, run},
};

/// Makes a cluster in a folder that does not exist yet, starts it, and returns its port.
pub fn start(programs: &Programs, folder: &Path, durability: Durability, more: &str) -> Result<u16, ClusterError> {
    let other = OtherUser::wanted()?;
    fs::create_dir(folder)?;
    give_to(folder, other)?;
    if let Some(parent) = folder.parent().filter(|_| other.is_some()) {
        let_through(parent)?;
    }
    let data = folder.join("data");
    run(command_as(&programs.path("initdb"), other)
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"])
        .arg(&data))?;
    // Free now; if somebody takes it first, the server says so.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut settings = OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
    writeln!(settings, "listen_addresses = '127.0.0.1'\nport = {port}\nmax_connections = 300\nshared_buffers = 128MB")?;
    writeln!(settings, "unix_socket_directories = '{}'", folder.display())?;
    if durability == Durability::None {
        writeln!(settings, "fsync = off\nfull_page_writes = off")?;
    }
    settings.write_all(more.as_bytes())?;
    drop(settings);
    begin(programs, folder)?;
    let owner = format!("CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE");
    sql(programs, folder, port, "postgres", &owner)?;
    Ok(port)
}

/// Starts the cluster that lies in a folder, and waits until it takes connections.
pub fn begin(programs: &Programs, folder: &Path) -> Result<(), ClusterError> {
    run(command_as(&programs.path("pg_ctl"), OtherUser::wanted()?)
        .args(["start", "--wait", "--silent", "--pgdata"])
        .arg(folder.join("data"))
        .arg("--log")
        .arg(folder.join("log"))
        .stdout(Stdio::null())
        .stderr(Stdio::null()))
    .map_err(|error| explained(error, folder))?;
    Ok(())
}

/// Runs SQL as the superuser through the cluster's socket.
pub fn sql(programs: &Programs, folder: &Path, port: u16, database: &str, sql: &str) -> Result<String, ClusterError> {
    run(Command::new(programs.path("psql"))
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--username=postgres"])
        .args(["--dbname", database, "--port", &port.to_string(), "--command", sql, "--host"])
        .arg(folder))
}

/// Stops the cluster of a folder at once: nothing of it is wanted any more.
pub fn stop(folder: &Path) {
    let Some(pid) = postmaster(folder) else { return };
    let _ = Command::new("kill").args(["-QUIT", &pid]).status();
    while Command::new("kill").args(["-0", &pid]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn postmaster(folder: &Path) -> Option<String> {
    let data = folder.join("data");
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: u32 = text.lines().next()?.parse().ok()?;
    // The number may belong to something else by now.
    let lives_there = fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data);
    lives_there.then(|| pid.to_string())
}

/// The server's own log says more than `pg_ctl`, which was told to be silent.
fn explained(error: ClusterError, folder: &Path) -> ClusterError {
    match error {
        ClusterError::Failed { program, .. } => {
            let said = fs::read_to_string(folder.join("log")).unwrap_or_default();
            ClusterError::Failed { program, said }
        }
        other => other,
    }
}

#[cfg(unix)]
fn give_to(folder: &Path, other: Option<OtherUser>) -> Result<(), ClusterError> {
    use std::os::unix::fs::{PermissionsExt, chown};
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    if let Some(other) = other {
        chown(folder, Some(other.user), Some(other.group))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn give_to(_: &Path, _: Option<OtherUser>) -> Result<(), ClusterError> {
    Err(ClusterError::NotLinux)
}

/// Lets another user reach what lies in a temporary folder.
#[cfg(unix)]
fn let_through(folder: &Path) -> Result<(), ClusterError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o001 == 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o001))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn let_through(_: &Path) -> Result<(), ClusterError> {
    Err(ClusterError::NotLinux)
}
