//! Which version this is, and what it was built from. One place for the app and the programs.
//!
//! The one rule: a build for people says its commit, or that it does not know it; a build of the development profile never
//! says one, for it would have to be compiled anew with each commit.

#[cfg(test)]
mod source;

/// The version, such as 0.1.0.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version with its build, for programs that are asked: "0.1.0 (c3294cef1301, 2026-11-28)", "0.1.0 (unknown build)".
pub const LINE: &str = env!("LAGOON_VERSION_LINE");

/// What this was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// The beginning of the commit's name.
    pub commit: &'static str,
    /// When it was committed, such as 2026-11-28 (UTC), if that is known.
    pub date: Option<&'static str>,
    /// Something was changed since.
    pub modified: bool,
}

/// What this was built from, if that is known.
pub fn built() -> Option<Built> {
    let (commit, date) = (env!("LAGOON_BUILT_COMMIT"), env!("LAGOON_BUILT_DATE"));
    let modified = env!("LAGOON_BUILT_MODIFIED") == "true";
    (!commit.is_empty()).then(|| Built { commit, date: Some(date).filter(|date| !date.is_empty()), modified })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, process::Command};

    use super::source::{Source, line, watched};

    fn git(folder: &Path, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]);
        let output = git.args(arguments).env("GIT_COMMITTER_DATE", "1764288000 +0100").current_dir(folder).output();
        let output = output.expect("git is there");
        assert!(output.status.success(), "{output:?}");
    }

    /// A repository with one commit of one file.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        git(folder.path(), &["init", "--quiet"]);
        fs::write(folder.path().join("file"), "first").expect("written");
        git(folder.path(), &["add", "file"]);
        git(folder.path(), &["commit", "--quiet", "--message", "First"]);
        folder
    }

    #[test]
    fn a_build_says_its_commit_the_day_of_it_and_whether_something_was_changed_since() {
        let folder = repository();
        let clean = Source::found(folder.path()).expect("a repository");
        assert_eq!((clean.commit.len(), clean.date.as_deref(), clean.modified), (12, Some("2025-11-28"), false));
        fs::write(folder.path().join("file"), "second").expect("written");
        let changed = Source::found(folder.path()).expect("a repository");
        assert_eq!(changed, Source { modified: true, ..clean.clone() });
        assert_eq!(line("0.1.0", Some(&changed)), format!("0.1.0 ({}, 2025-11-28, modified)", clean.commit));
        assert!(!watched(folder.path()).is_empty() && watched(folder.path()).iter().all(|file| file.exists()));
    }

    #[test]
    fn an_unpacked_archive_is_an_unknown_build_even_inside_of_another_repository() {
        let alone = tempfile::tempdir().expect("a folder");
        assert_eq!(Source::found(alone.path()), None);
        assert!(watched(alone.path()).is_empty());
        let other = repository();
        let inside = other.path().join("unpacked");
        fs::create_dir(&inside).expect("made");
        assert_eq!(Source::found(&inside), None);
        assert_eq!(line("0.1.0", None), "0.1.0 (unknown build)");
    }

    #[test]
    fn whoever_packages_says_commit_and_day_and_nonsense_is_nothing() {
        let commit = "c3294cef1301c3294cef1301c3294cef1301c329";
        let told = Source::told(Some(commit), Some("1709164800")).expect("told");
        assert_eq!(line("0.1.0", Some(&told)), "0.1.0 (c3294cef1301, 2024-02-29)");
        assert_eq!(line("0.1.0", Source::told(Some(commit), Some("soon")).as_ref()), "0.1.0 (c3294cef1301)");
        assert_eq!(Source::told(Some(" "), Some("1709164800")), None);
        assert_eq!(Source::told(None, Some("1709164800")), None);
        for (seconds, day) in [("0", "1970-01-01"), ("951782400", "2000-02-29"), ("1798761599", "2026-12-31")] {
            assert_eq!(told.clone().dated(Some(seconds)).date.as_deref(), Some(day));
        }
        assert_eq!(told.clone().dated(Some("")).date, told.date);
    }
}
