//! Processes that the tests start. Each leads a group of its own, so that whatever it starts in turn ends with it.

use std::{
    fs::File,
    net::TcpListener,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};

use crate::waits::{SOON, until};

/// A process and everything it starts; killed when dropped.
#[derive(Debug)]
pub struct Group {
    leader: Child,
}

impl Group {
    /// Starts a program whose output is added to a file.
    pub fn start(mut command: Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log);
        let file = file.with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).process_group(0);
        let program = command.get_program().to_string_lossy().into_owned();
        let leader = command.spawn().with_context(|| format!("cannot start {program}"))?;
        Ok(Self { leader })
    }

    /// Asks the first process to end and waits for it.
    pub async fn end(&mut self) -> Result<()> {
        kill_process(self.pid(), Signal::TERM).context("cannot ask a process to end")?;
        let gone = until("a process ended", SOON, async || Ok(self.leader.try_wait()?), Option::is_some).await;
        gone.map(|_| ())
    }

    /// Ends every process of the group at once, without a chance to tidy up.
    pub fn kill(&mut self) {
        // A group that is gone already is what is wanted.
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let _ = self.leader.wait();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.leader)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// `kill -9` of one process, which need not be a child; returns when it is gone.
pub async fn kill_at_once(process: i32) -> Result<()> {
    let pid = Pid::from_raw(process).context("0 is no process")?;
    kill_process(pid, Signal::KILL).context("cannot kill the process")?;
    until("the killed process is gone", SOON, async || Ok(is_running(pid, process)), |running| !running).await?;
    Ok(())
}

/// A process that ended but was not yet waited for by its parent holds nothing any more.
fn is_running(pid: Pid, process: i32) -> bool {
    let zombie = || {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_none_or(|(_, state)| state.starts_with('Z'))
    };
    test_kill_process(pid).is_ok() && !zombie()
}

/// A port of this machine that nobody listens on.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("this machine has no free port")?;
    Ok(listener.local_addr()?.port())
}
