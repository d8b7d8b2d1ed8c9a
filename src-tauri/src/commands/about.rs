//! What this app is, where it keeps its things, and what it noted last.

use std::path::{Path, PathBuf};

use serde::Serialize;
use tauri::AppHandle;

use super::Answer;
use crate::profile;

/// How much of the log is shown, in bytes from its end.
const SHOWN: usize = 64 * 1024;

/// What there is to know about the app.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    version: &'static str,
    /// How and for what it was built.
    build: String,
    /// Where it keeps drafts, preferences and logs.
    directory: PathBuf,
}

#[tauri::command]
pub async fn read_about(app: AppHandle) -> Answer<About> {
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    Ok(About {
        version: env!("CARGO_PKG_VERSION"),
        build: format!("{kind}, {} {}", std::env::consts::OS, std::env::consts::ARCH),
        directory: profile::directory(&app).unwrap_or_default(),
    })
}

/// The end of the newest log file; empty if there is none.
#[tauri::command]
pub async fn read_log(app: AppHandle) -> Answer<String> {
    let folder = profile::directory(&app).unwrap_or_default().join("logs");
    Ok(newest(&folder).and_then(|file| std::fs::read(file).ok()).map(|log| end_of(&log)).unwrap_or_default())
}

/// The files' names hold their days.
fn newest(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "log")).max()
}

/// The last whole lines.
fn end_of(log: &[u8]) -> String {
    let end = &log[log.len().saturating_sub(SHOWN)..];
    let text = String::from_utf8_lossy(end);
    if end.len() == log.len() {
        return text.into_owned();
    }
    text.split_once('\n').map(|(_, whole)| whole.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_log_begins_with_a_whole_line() {
        let log = "a line of some length\n".repeat(SHOWN / 10);
        let shown = end_of(log.as_bytes());
        assert!(shown.len() <= SHOWN && shown.starts_with("a line"), "{}", &shown[..30]);
        assert_eq!(end_of(b"short"), "short");
        assert_eq!(end_of(&vec![b'x'; SHOWN + 1]), "", "a line without an end is none");
    }
}
