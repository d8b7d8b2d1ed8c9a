//! Starts other programs and ends them again. What is kept running gets a process group of its own and is ended with all
//! its descendants when its handle goes, so that no way out of xtask leaves one behind.

use std::process::{Child, Command, ExitStatus};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(50);
/// How long a program may take to end once it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Until something is kept running, Ctrl+C and SIGTERM simply end xtask. From then on [`Running::wait`] notices them, so that
/// what was started is ended first.
fn notice_interruptions() -> Result<()> {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    if INSTALLED.set(()).is_ok() {
        ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot watch for Ctrl+C")?;
    }
    Ok(())
}

/// Whether xtask was told to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a program to its end with its output shown.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed, see above", line(command));
    }
    Ok(())
}

/// Whether a program starts and succeeds; its output is thrown away.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Whether a program lies on the search path.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// A program that runs until it ends or this handle goes.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts a program in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        notice_interruptions()?;
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().with_context(|| format!("cannot start `{}`", line(command)))?;
        Ok(Self { child })
    }

    /// The started program, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("cannot ask whether a program still runs")
    }

    /// Waits for its end; `None` if xtask was told to stop before.
    pub fn wait(&mut self) -> Result<Option<ExitStatus>> {
        while !interrupted() {
            if let Some(status) = self.ended()? {
                return Ok(Some(status));
            }
            sleep(GLANCE);
        }
        Ok(None)
    }

    fn stop(&mut self) {
        signal(&mut self.child, "TERM");
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                signal(&mut self.child, "KILL");
                let _ = self.child.wait();
                return;
            }
            sleep(GLANCE);
        }
        // What the program itself left running.
        signal(&mut self.child, "KILL");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Sends a signal to the whole group; the standard library can only kill one process.
#[cfg(unix)]
fn signal(child: &mut Child, name: &str) {
    let _ = Command::new("/bin/sh").arg("-c").arg(format!("kill -s {name} -- -{} 2>/dev/null", child.id())).status();
}

#[cfg(windows)]
fn signal(child: &mut Child, _name: &str) {
    let _ = Command::new("taskkill").args(["/F", "/T", "/PID", &child.id().to_string()]).output();
    let _ = child.kill();
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    use super::*;

    #[test]
    fn ending_a_program_ends_its_descendants() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 600 & echo $!; wait"]).stdout(Stdio::piped());
        let mut running = Running::start(&mut shell).expect("a shell");
        let output = running.child().stdout.take().expect("the output is piped");
        let mut descendant = String::new();
        BufReader::new(output).read_line(&mut descendant).expect("the descendant's number");
        let descendant = descendant.trim();
        assert!(lives(descendant), "it must run first");

        drop(running);

        let deadline = Instant::now() + PATIENCE;
        while lives(descendant) {
            assert!(Instant::now() < deadline, "process {descendant} is still there");
            sleep(GLANCE);
        }
    }

    /// A process that ended but was not yet collected by its parent counts as gone (proc(5), `stat`).
    fn lives(process: &str) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
    }
}
