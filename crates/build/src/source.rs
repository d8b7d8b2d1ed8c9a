//! What is known of the source: told by whoever packages, or found by git. Also compiled into the build script.
//!
//! The one rule: what is not known is not guessed, and two builds of one source say the same.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// How much of a commit's name is shown.
const SHOWN: usize = 12;

/// The source that something was built from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The beginning of the commit's name.
    pub commit: String,
    /// When it was committed, such as 2026-11-28 (UTC).
    pub date: Option<String>,
    /// Something was changed since.
    pub modified: bool,
}

impl Source {
    /// As whoever packages it says, in `LAGOON_COMMIT` and `SOURCE_DATE_EPOCH`.
    pub fn told(commit: Option<&str>, epoch: Option<&str>) -> Option<Self> {
        let commit = shortened(commit?)?;
        Some(Self { commit, date: epoch.and_then(date), modified: false })
    }

    /// As git knows it, if this very folder is a working tree of its own.
    pub fn found(root: &Path) -> Option<Self> {
        let top = PathBuf::from(git(root, &["rev-parse", "--show-toplevel"])?);
        // An archive that was unpacked inside of somebody's repository is not that repository.
        if top.canonicalize().ok()? != root.canonicalize().ok()? {
            return None;
        }
        let head = git(root, &["log", "-1", "--format=%H %ct"])?;
        let (commit, seconds) = head.split_once(' ')?;
        // Not being able to tell is no proof that nothing was changed.
        let modified =
            git(root, &["status", "--porcelain", "--untracked-files=no"]).is_none_or(|said| !said.is_empty());
        Some(Self { commit: shortened(commit)?, date: date(seconds), modified })
    }

    /// The same with the date that a reproducible build is told.
    #[must_use]
    pub fn dated(mut self, epoch: Option<&str>) -> Self {
        self.date = epoch.and_then(date).or(self.date);
        self
    }
}

/// The version and the source in one line, for programs that are asked for their version.
pub fn line(version: &str, source: Option<&Source>) -> String {
    let Some(Source { commit, date, modified }) = source else { return format!("{version} (unknown build)") };
    let date = date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
    let modified = if *modified { ", modified" } else { "" };
    format!("{version} ({commit}{date}{modified})")
}

/// The files that change with a commit or a checkout. A file that is not there must not be watched: Cargo would build anew
/// each time.
pub fn watched(root: &Path) -> Vec<PathBuf> {
    let branch = git(root, &["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    let names = ["HEAD", branch.as_str(), "packed-refs"].into_iter().filter(|name| !name.is_empty());
    let paths = names.filter_map(|name| git(root, &["rev-parse", "--git-path", name]));
    paths.map(|path| root.join(path)).filter(|path| path.is_file()).collect()
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("--no-optional-locks").args(arguments).current_dir(root).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

/// What is shown of a commit's name; nothing, if it is none.
fn shortened(commit: &str) -> Option<String> {
    let commit = commit.trim();
    let is_name = commit.len() >= 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_name.then(|| commit.chars().take(SHOWN).collect())
}

/// The day of a time in seconds since 1970, UTC.
fn date(seconds: &str) -> Option<String> {
    let seconds: u32 = seconds.trim().parse().ok()?;
    let (mut year, mut day) = (1970, seconds / 86_400);
    let is_leap = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while day >= 365 + u32::from(is_leap(year)) {
        day -= 365 + u32::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u32::from(is_leap(year));
    for (month, days) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        if day < days {
            return Some(format!("{year}-{month:02}-{:02}", day + 1));
        }
        day -= days;
    }
    None
}
