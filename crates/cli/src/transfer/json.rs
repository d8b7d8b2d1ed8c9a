//! Listings as JSON: one document with one listing in each line, so that a line that somebody broke costs that listing alone.

use lagoon_client::export::{base::Base, json::VERSION};
use lagoon_listing::{DraftId, GroupName, Groups};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Content, Entry, Line};
use crate::failure::Failure;

#[derive(Deserialize)]
struct Document<'a> {
    version: u64,
    #[serde(borrow)]
    listings: Vec<&'a RawValue>,
}

/// `status` is for readers: the group `publication` says it.
#[derive(Deserialize)]
struct Listing {
    id: Option<DraftId>,
    deleted: Option<bool>,
    groups: Groups,
    base: Option<Base>,
}

/// Reads a document, a bare list of listings, or a listing in each line.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Failure> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failure::value("The file is not UTF-8 text. Choose the file that `lagoon-cli export` wrote."))?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Failure::value("The file is empty. Choose the file that `lagoon-cli export` wrote."));
    }
    if let Ok(document) = serde_json::from_str::<Document>(text) {
        if document.version > VERSION {
            return Err(Failure::new(
                "newerFile",
                "A newer version of Lagoon wrote this file. Update Lagoon to read it.",
            ));
        }
        return Ok(document.listings.into_iter().map(|raw| line(text, raw.get())).collect());
    }
    if let Ok(listings) = serde_json::from_str::<Vec<&RawValue>>(text) {
        return Ok(listings.into_iter().map(|raw| line(text, raw.get())).collect());
    }
    let lines: Vec<_> = text.lines().map(|line| line.trim().trim_end_matches(',')).zip(1..).collect();
    let frame = |line: &str| ["", "[", "]", "]}"].contains(&line) || line.starts_with("{\"version\"");
    let lines: Vec<_> = lines.into_iter().filter(|(line, _)| !frame(line)).collect();
    Ok(lines.into_iter().map(|(line, number)| Line { number, entry: entry(line) }).collect())
}

/// A part of the text, with the line it begins in.
fn line(text: &str, part: &str) -> Line {
    let at = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let breaks = text.get(..at).unwrap_or_default().matches('\n').count();
    Line { number: breaks as u64 + 1, entry: entry(part) }
}

fn entry(text: &str) -> Result<Entry, String> {
    let mut listing: Listing = serde_json::from_str(text).map_err(|error| {
        format!("this is not a listing: {}. Write it as {{\"id\":…,\"groups\":{{…}}}}.", in_line(&error))
    })?;
    let trash = listing.groups.remove(&GroupName::TRASH).and_then(|value| value.as_bool());
    Ok(Entry {
        base: listing.base,
        id: listing.id,
        content: Content::Groups(listing.groups),
        deleted: listing.deleted.or(trash),
        published: None,
    })
}

/// The parser's complaint without its own count of lines, which begins at the listing.
fn in_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| format!("{what} at its column {}", error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<(u64, bool)> {
        read(text.as_bytes()).expect("read").into_iter().map(|line| (line.number, line.entry.is_ok())).collect()
    }

    #[test]
    fn a_listing_is_named_by_the_line_it_begins_in() {
        let good = r#"{"groups":{"title":"A"}}"#;
        let document = format!("{{\"version\":1,\"listings\":[\n{good},\n{{\"groups\":5}},\n\n{good}\n]}}\n");
        assert_eq!(numbers(&document), [(2, true), (3, false), (5, true)]);
        assert_eq!(numbers(&format!("[{good},\n{good}]")), [(1, true), (2, true)]);
        assert_eq!(numbers(&format!("{good}\n{good}\n")), [(1, true), (2, true)]);
    }

    #[test]
    fn a_line_that_somebody_broke_costs_that_listing_alone() {
        let good = r#"{"groups":{"title":"A"}}"#;
        let document = format!("{{\"version\":1,\"listings\":[\n{good},\n{{\"groups\":,\n{good}\n]}}\n");
        assert_eq!(numbers(&document), [(2, true), (3, false), (4, true)]);
        assert_eq!(numbers("nonsense"), [(1, false)]);
        assert!(read(b" \n").is_err());
    }

    #[test]
    fn a_file_of_a_newer_version_is_refused_whole() {
        assert_eq!(read(br#"{"version":2,"listings":[]}"#).err().map(|failure| failure.code), Some("newerFile".into()));
    }
}
