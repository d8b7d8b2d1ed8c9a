//! Reads the hand-written part of the page: `index.html`, `boot.js`, the style sheets and static files. Style sheets are
//! joined in the order of their names, because later rules win over earlier ones.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Contents by path inside the page, with `/` between folders on every platform.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Everything in the page that is not compiled.
pub fn read(page: &Path) -> Result<Files> {
    let mut files = Files::new();
    for name in ["index.html", "boot.js"] {
        files.insert(name.to_owned(), read_file(&page.join(name))?);
    }
    files.insert("style.css".to_owned(), join_style_sheets(&page.join("style"))?);
    let extra = page.join("static");
    if extra.is_dir() {
        add_folder(&mut files, &extra)?;
    }
    Ok(files)
}

/// Adds all files below `folder`, named by their paths relative to it.
pub fn add_folder(files: &mut Files, folder: &Path) -> Result<()> {
    let mut unread = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = unread.pop() {
        for path in entries(&folder)? {
            let name = path
                .file_name()
                .and_then(OsStr::to_str)
                .with_context(|| format!("{} needs a name in UTF-8", path.display()))?;
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                unread.push((path, format!("{name}/")));
            } else {
                files.insert(name, read_file(&path)?);
            }
        }
    }
    Ok(())
}

fn join_style_sheets(folder: &Path) -> Result<Vec<u8>> {
    let mut joined = Vec::new();
    if !folder.is_dir() {
        return Ok(joined);
    }
    for path in entries(folder)? {
        if path.extension() == Some(OsStr::new("css")) {
            joined.extend(read_file(&path)?);
            if !joined.ends_with(b"\n") {
                joined.push(b'\n');
            }
        }
    }
    Ok(joined)
}

/// What lies directly in `folder`, sorted, so that the result does not depend on the file system's own order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>())
        .with_context(|| format!("cannot list {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_are_joined_in_the_order_of_their_names() {
        let page = tempfile::tempdir().expect("a temporary folder");
        let style = page.path().join("style");
        fs::create_dir(&style).expect("a folder");
        fs::write(page.path().join("index.html"), "<html>").expect("a page");
        fs::write(page.path().join("boot.js"), "").expect("a script");
        fs::write(style.join("20-list.css"), "b{}").expect("a sheet");
        fs::write(style.join("10-base.css"), "a{}").expect("a sheet");
        fs::write(style.join("notes.txt"), "not a style sheet").expect("a note");

        let files = read(page.path()).expect("the page");

        assert_eq!(files["style.css"], b"a{}\nb{}\n");
    }

    #[test]
    fn a_missing_page_is_named_in_the_error() {
        let page = tempfile::tempdir().expect("a temporary folder");
        let error = read(page.path()).expect_err("there is no page");
        assert!(error.to_string().contains("index.html"), "{error}");
    }
}
