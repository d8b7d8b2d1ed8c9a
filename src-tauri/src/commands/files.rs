//! Listings as files in the person's own folders.
//!
//! The one rule: nothing that lies there is ever written over.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use lagoon_client::export::FileFormat;
use lagoon_listing::DraftId;
use lagoon_sync::view::CommandError;
use lagoon_words::tr;
use serde::Serialize;
use tauri::{AppHandle, Manager as _, State};

use super::{Answer, encode};
use crate::{profile, startup::Lagoon};

/// How many files of one name may lie in a folder.
const MOST: u32 = 1_000;

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    path: PathBuf,
    listings: usize,
}

#[tauri::command]
pub async fn export_listings(
    app: AppHandle,
    lagoon: State<'_, Lagoon>,
    ids: Vec<DraftId>,
    format: FileFormat,
    name: String,
) -> Answer<Written> {
    let exported = lagoon.client()?.export(&ids, format).await.map_err(encode)?;
    let mut problem = std::io::Error::from(ErrorKind::NotFound);
    for folder in folders(&app) {
        match write_new(&folder, &plain(&name), format.extension(), exported.text.as_bytes()) {
            Ok(path) => return Ok(Written { path, listings: exported.listings }),
            Err(error) => problem = error,
        }
    }
    Err(CommandError {
        code: "cannotWrite".into(),
        message: tr!("The file could not be written ({problem}). Free space and try again.", problem),
    })
}

/// Where a person looks for a file, the best place first.
fn folders(app: &AppHandle) -> Vec<PathBuf> {
    let paths = app.path();
    let own = profile::directory(app).map(|directory| directory.join("exports"));
    [paths.download_dir(), paths.document_dir(), own].into_iter().flatten().collect()
}

/// Letters, digits and hyphens: nothing that leads into another folder.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    if name.is_empty() { "lagoon-listings".into() } else { name }
}

/// Writes a file under a name that is free.
fn write_new(folder: &Path, name: &str, extension: &str, text: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    for number in 1..=MOST {
        let again = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{again}.{extension}"));
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        if let Err(error) = file.write_all(text).and_then(|()| file.sync_all()) {
            // Half a file is of no use.
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
        return Ok(path);
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = std::env::temp_dir().join(format!("lagoon-export-{}", std::process::id()));
        let first = write_new(&folder, "listings", "csv", b"one").expect("written");
        let second = write_new(&folder, "listings", "csv", b"two").expect("written");
        assert!(first.ends_with("listings.csv") && second.ends_with("listings (2).csv"));
        assert_eq!(std::fs::read(&first).expect("there"), b"one");
        assert_eq!(std::fs::read(&second).expect("there"), b"two");
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn a_name_leads_into_no_other_folder() {
        assert_eq!(plain("../../etc/lagoon-2026"), "etclagoon-2026");
        assert_eq!(plain("//"), "lagoon-listings");
    }
}
