//! Makes a folder hold exactly the given files. A file whose contents are right already is left alone, time stamp
//! included: Cargo decides by that stamp whether the app has to be built again.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::page::{self, Files};

/// Returns how many files were written or removed.
pub fn write(out: &Path, files: &Files) -> Result<usize> {
    let mut present = Files::new();
    if out.is_dir() {
        page::add_folder(&mut present, out)?;
    }
    let mut changed = 0;
    for (name, contents) in files {
        if present.get(name) == Some(contents) {
            continue;
        }
        let path = out.join(name);
        let folder = path.parent().expect("a joined path has a parent");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, contents))
            .with_context(|| format!("cannot write {}", path.display()))?;
        changed += 1;
    }
    for stale in present.keys().filter(|name| !files.contains_key(*name)) {
        let path = out.join(stale);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        remove_empty_parents(out, &path);
        changed += 1;
    }
    Ok(changed)
}

/// `remove_dir` refuses a folder that still holds something, which is just where to stop.
fn remove_empty_parents(out: &Path, path: &Path) {
    for folder in path.ancestors().skip(1).take_while(|folder| *folder != out) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries.iter().map(|(name, contents)| ((*name).to_owned(), contents.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_second_run_writes_nothing() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let page = files(&[("index.html", "a"), ("snippets/x/y.js", "b")]);
        assert_eq!(write(out.path(), &page).expect("written"), 2);
        let first = fs::metadata(out.path().join("index.html")).and_then(|data| data.modified()).expect("a time stamp");

        assert_eq!(write(out.path(), &page).expect("written"), 0);

        let second =
            fs::metadata(out.path().join("index.html")).and_then(|data| data.modified()).expect("a time stamp");
        assert_eq!(first, second);
    }

    #[test]
    fn what_the_page_no_longer_has_is_removed() {
        let out = tempfile::tempdir().expect("a temporary folder");
        write(out.path(), &files(&[("index.html", "a"), ("snippets/x/y.js", "b")])).expect("written");

        assert_eq!(write(out.path(), &files(&[("index.html", "a")])).expect("written"), 1);

        let left: Vec<_> =
            fs::read_dir(out.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
        assert_eq!(left, ["index.html"]);
    }
}
