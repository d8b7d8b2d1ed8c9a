//! `cargo xtask words`: gathers every message that the sources mark, in the file that translators start from (a gettext
//! template).
//!
//! The one rule: the file is what the sources say, in one order, so that a change of a sentence is a change of a line.

mod scan;
mod template;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use scan::Marked;

/// Where the sources are whose words people read.
const SOURCES: &[&str] =
    &["crates/client/src", "crates/listing/src", "crates/store/src", "crates/sync/src", "src-tauri/src", "ui/src"];
const TEMPLATE: &str = "crates/words/messages.pot";

/// Writes the template.
pub fn write() -> Result<()> {
    let (text, count) = made()?;
    fs::write(root().join(TEMPLATE), text).with_context(|| format!("cannot write {TEMPLATE}"))?;
    println!("{count} messages in {TEMPLATE}");
    Ok(())
}

/// The template as the sources say it, and how many messages it holds.
fn made() -> Result<(String, usize)> {
    let mut found = Vec::new();
    for folder in SOURCES {
        for file in rust_files(&root().join(folder))? {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            // As a checkout on Windows may have them.
            let text = text.replace("\r\n", "\n");
            let name = file.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            let messages = scan::messages(&text).with_context(|| format!("in {name}"))?;
            found.extend(messages.into_iter().map(|marked| (name.clone(), marked)));
        }
    }
    template::of(found)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in a folder of the project")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_holds_what_the_sources_say() {
        let (made, _) = made().expect("the sources can be read");
        let kept = fs::read_to_string(root().join(TEMPLATE)).unwrap_or_default().replace("\r\n", "\n");
        let missing: Vec<_> = made.lines().filter(|line| !kept.lines().any(|it| it == *line)).collect();
        assert!(made == kept, "run `cargo xtask words`; among what is new: {missing:#?}");
    }
}
