//! Counts tests. The figures come from the runners' own summaries, and a runner whose summary was not seen counts as an
//! error: a run that tested nothing must not look like one that passed.

use std::fmt;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read, Write};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::process::{self, Running};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The programs that can run the tests.
#[derive(Clone, Copy)]
pub enum Runner {
    /// cargo-nextest: quicker, and each test in a process of its own.
    Nextest,
    /// What comes with Cargo.
    Cargo,
}

impl Runner {
    /// The best one that is installed. Nextest is never installed on the way: compiling it takes longer than it saves.
    pub fn best() -> Self {
        let nextest = cargo::command(&["nextest", "--version"]).output();
        if nextest.is_ok_and(|output| output.status.success()) { Self::Nextest } else { Self::Cargo }
    }

    /// Builds the tests that `selection` names, with the progress shown.
    pub fn build(self, selection: &[&str]) -> Result<()> {
        let start: &[&str] = match self {
            Self::Nextest => &["nextest", "run", "--no-run"],
            Self::Cargo => &["test", "--no-run"],
        };
        cargo::run(&[start, selection].concat())
    }

    /// The command that runs them; the failing ones do not keep the others from running.
    pub fn command(self, selection: &[&str]) -> Command {
        self.running(selection, &[], &[])
    }

    /// The same for tests that have windows. Two run at once, but for those that `.config/nextest.toml` gives the machine to;
    /// Cargo knows of no such exceptions and runs them one at a time.
    pub fn command_for_windows(self, selection: &[&str]) -> Command {
        self.running(selection, &["--test-threads=2"], &["--", "--test-threads=1"])
    }

    fn running(self, selection: &[&str], nextest: &[&str], cargo_test: &[&str]) -> Command {
        let colour = if std::io::stdout().is_terminal() { "--color=always" } else { "--color=never" };
        let (start, end) = match self {
            Self::Nextest => (&["nextest", "run"][..], nextest),
            Self::Cargo => (&["test"][..], cargo_test),
        };
        cargo::command(&[start, &["--no-fail-fast", colour], selection, end].concat())
    }
}

/// Runs a test command, shows what it prints and adds up what it says; the error of a failing run comes after the count.
pub fn count(command: &mut Command, tally: &mut Tally) -> Result<()> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running::start(command)?;
    let errors = running.child().stderr.take().expect("stderr is piped");
    let output = running.child().stdout.take().expect("stdout is piped");
    let errors = std::thread::spawn(move || show_and_count(errors, std::io::stderr()));
    let output = std::thread::spawn(move || show_and_count(output, std::io::stdout()));
    let status = running.wait()?;
    drop(running);

    let mut found = None;
    for counted in [errors, output] {
        if let Some(seen) = counted.join().expect("counting does not panic") {
            *found.get_or_insert_with(Tally::default) += seen;
        }
    }
    let Some(status) = status else { bail!("interrupted") };
    let found = found.with_context(|| format!("`{}` ended without saying what it tested", process::line(command)))?;
    *tally += found;
    if found.failed > 0 {
        bail!("{} of {} tests failed, see above", found.failed, found.passed + found.failed);
    }
    if !status.success() {
        bail!("`{}` failed, see above", process::line(command));
    }
    Ok(())
}

/// `None` if no summary was among the lines.
fn show_and_count(from: impl Read, mut to: impl Write) -> Option<Tally> {
    let mut total = None;
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let _ = to.write_all(&line);
        if let Some(seen) = summary(&without_colour(&String::from_utf8_lossy(&line))) {
            *total.get_or_insert_with(Tally::default) += seen;
        }
        line.clear();
    }
    total
}

/// Reads `Summary [ 1.2s] 3 tests run: 2 passed (1 slow), 1 failed, 0 skipped` or
/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`. The latter counts at the start of a line only: further in, it is what
/// nextest shows of a test that failed, and that one is in nextest's own summary.
fn summary(line: &str) -> Option<Tally> {
    let counts = if line.trim_start().starts_with("Summary [") {
        line.split_once("run: ")?.1
    } else {
        line.strip_prefix("test result: ")?.split_once(". ")?.1
    };
    let mut tally = Tally::default();
    for part in counts.split([',', ';']) {
        let mut words = part.split_whitespace();
        let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match what {
            "passed" => tally.passed += number,
            // `exec failed` and `timed out` are how nextest calls tests that could not start or did not end.
            "failed" | "exec" | "timed" => tally.failed += number,
            _ => {}
        }
    }
    Some(tally)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn both_runners_summaries_are_understood() {
        assert_eq!(
            summary(
                "     Summary [   1.204s] 7/9 tests run: 4 passed (1 slow), 1 failed, 1 exec failed, 1 timed out, 2 skipped"
            ),
            Some(tally(4, 3))
        );
        assert_eq!(
            summary(
                "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 5 filtered out; finished in 0.00s"
            ),
            Some(tally(3, 2))
        );
        assert_eq!(summary("test wizard::saves ... ok"), None);
        assert_eq!(summary("    test result: FAILED. 0 passed; 1 failed; 0 ignored"), None);
    }

    #[test]
    fn colours_do_not_hide_a_summary() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.003s] \u{1b}[1m3\u{1b}[0m tests run: \u{1b}[1m3\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(summary(&without_colour(line)), Some(tally(3, 0)));
    }

    #[test]
    fn several_summaries_add_up_and_none_is_noticed() {
        let output =
            "test result: ok. 3 passed; 0 failed; 0 ignored\nrunning 1 test\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(show_and_count(output.as_bytes(), std::io::sink()), Some(tally(4, 0)));
        assert_eq!(show_and_count(&b"running\n"[..], std::io::sink()), None);
    }
}
