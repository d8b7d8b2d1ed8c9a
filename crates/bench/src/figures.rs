//! Medians and ranges, and the machine they were measured on.

use std::{fmt, fs, process::Command};

/// What a number of rounds measured.
pub struct Figures(Vec<u64>);

impl Figures {
    /// At least one round.
    pub fn of(rounds: impl IntoIterator<Item = u64>) -> Self {
        let mut sorted: Vec<u64> = rounds.into_iter().collect();
        assert!(!sorted.is_empty(), "nothing was measured");
        sorted.sort_unstable();
        Self(sorted)
    }

    /// The middle one.
    pub fn median(&self) -> u64 {
        self.0[self.0.len() / 2]
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (self.0[0], self.0[self.0.len() - 1]);
        if least == most { write!(f, "{least}") } else { write!(f, "{} ({least} to {most})", self.median()) }
    }
}

/// The head of a report: what was measured, where, on which commit.
pub fn print_head(name: &str) {
    println!("## {name}\n");
    println!("{}; commit {}\n", machine(), commit());
}

fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([':', ' ', '\t']);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let system = std::env::consts::OS;
    format!("{cores} cores of {}, {system}", if model.is_empty() { std::env::consts::ARCH } else { model })
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".into() };
    let changed = git(&["status", "--porcelain"]).is_some_and(|changes| !changes.is_empty());
    if changed { format!("{commit} with changes") } else { commit }
}
