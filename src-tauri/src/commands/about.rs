//! What this app is, where it keeps its things, and what it noted last.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use lagoon_build::Built;
use lagoon_words::tr;
use serde::Serialize;
use tauri::AppHandle;

use super::Answer;
use crate::profile;

/// How much of the log is shown, in bytes from its end.
const SHOWN: u64 = 64 * 1024;

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
        version: lagoon_build::VERSION,
        build: format!(
            "{}, {kind}, {} {}",
            source(lagoon_build::built()),
            std::env::consts::OS,
            std::env::consts::ARCH
        ),
        directory: profile::directory(&app).unwrap_or_default(),
    })
}

/// What it was built from, in words.
fn source(built: Option<Built>) -> String {
    let Some(Built { commit, date, modified }) = built else { return tr!("unknown build").into() };
    let date = date.map(|date| format!(", {date}")).unwrap_or_default();
    let modified = if modified { tr!(", modified") } else { "" };
    format!("{commit}{date}{modified}")
}

/// The end of the newest log file; empty if there is none.
#[tauri::command]
pub async fn read_log(app: AppHandle) -> Answer<String> {
    let folder = profile::directory(&app).unwrap_or_default().join("logs");
    Ok(newest(&folder).and_then(|file| end_of(File::open(file).ok()?).ok()).unwrap_or_default())
}

/// The files' names hold their days.
fn newest(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "log")).max()
}

/// The last whole lines; what stands before them is not read.
fn end_of(mut log: impl Read + Seek) -> io::Result<String> {
    let start = log.seek(SeekFrom::End(0))?.saturating_sub(SHOWN);
    log.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    // The app goes on writing: no more than is shown, however much comes meanwhile.
    log.take(SHOWN).read_to_end(&mut end)?;
    let text = String::from_utf8_lossy(&end);
    if start == 0 {
        return Ok(text.into_owned());
    }
    Ok(text.split_once('\n').map(|(_, whole)| whole.to_owned()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log of which it is counted how much is read.
    struct Counted(io::Cursor<Vec<u8>>, u64);

    impl Read for Counted {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(into)?;
            self.1 += read as u64;
            Ok(read)
        }
    }

    impl Seek for Counted {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    /// What is shown of a log, and how much of it was read.
    fn shown(log: impl Into<Vec<u8>>) -> (String, u64) {
        let mut log = Counted(io::Cursor::new(log.into()), 0);
        let shown = end_of(&mut log).expect("memory can be read");
        (shown, log.1)
    }

    #[test]
    fn what_it_was_built_from_is_said_or_that_it_is_not_known() {
        let built = Built { commit: "c3294cef1301", date: Some("2026-11-28"), modified: true };
        assert_eq!(source(Some(built)), "c3294cef1301, 2026-11-28, modified");
        assert_eq!(source(Some(Built { date: None, modified: false, ..built })), "c3294cef1301");
        assert_eq!(source(None), "unknown build");
    }

    #[test]
    fn the_end_of_a_long_log_begins_with_a_whole_line_and_the_rest_is_not_read() {
        let (end, read) = shown("a line of some length\n".repeat(100_000));
        assert!(end.len() as u64 <= SHOWN && end.starts_with("a line"), "{}", &end[..30]);
        assert!(end.ends_with("a line of some length\n") && read <= SHOWN, "{read} bytes were read");
        assert_eq!(shown("short").0, "short");
        assert_eq!(shown(vec![b'x'; 64 * 1024 + 1]).0, "", "a line without an end is none");
        assert_eq!(shown(vec![b'x'; 64 * 1024]).0.len(), 64 * 1024);
    }
}
