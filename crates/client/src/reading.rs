//! What a server says, as this client reads it: answers, problem documents, the stream of events. Pure, so that any bytes
//! can be tried on it.
//!
//! The one rule: only an authentic answer of our own API counts; a captive portal's page is no answer at all.

use lagoon_sync::Seq;
use serde::{Deserialize, de::DeserializeOwned};

/// The media type of a problem document (RFC 9457 §3).
pub const PROBLEM: &str = "application/problem+json";

/// An answer that arrived whole.
#[derive(Debug)]
pub enum Said<T> {
    /// What was asked for.
    Content(T),
    /// Why not.
    Problem(ProblemDocument),
    /// Somebody else answered.
    Foreign,
}

/// RFC 9457, as far as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProblemDocument {
    /// Stable, for programs.
    pub code: String,
    /// The kind of problem, for people.
    #[serde(default)]
    pub title: String,
    /// This very problem, for people.
    #[serde(default)]
    pub detail: String,
}

impl ProblemDocument {
    /// What a person is told.
    pub fn message(self) -> String {
        if self.detail.is_empty() { self.title } else { self.detail }
    }
}

/// Reads an answer by its status, its `Content-Type` and its whole body.
pub fn answer<T: DeserializeOwned>(status: u16, content_type: Option<&str>, body: &[u8]) -> Said<T> {
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if (200..300).contains(&status) && media_type == "application/json" {
        return serde_json::from_slice(body).map_or(Said::Foreign, Said::Content);
    }
    if media_type == PROBLEM {
        return serde_json::from_slice(body).map_or(Said::Foreign, Said::Problem);
    }
    Said::Foreign
}

#[derive(Deserialize)]
struct Poke {
    seq: Seq,
}

/// Lines of a stream of events, as they come in pieces.
#[derive(Debug, Default)]
pub struct Lines {
    line: Vec<u8>,
    retry: Option<u64>,
}

/// No line of ours comes near it.
pub const LONGEST_LINE: usize = 4_096;

impl Lines {
    /// Takes a piece and hands out every poke in it; `false` when this is no stream of ours. How the stream is cut into
    /// pieces makes no difference.
    pub fn take(&mut self, piece: &[u8], mut poke: impl FnMut(Seq)) -> bool {
        for byte in piece {
            if *byte != b'\n' {
                if self.line.len() == LONGEST_LINE {
                    return false;
                }
                self.line.push(*byte);
                continue;
            }
            let line = self.line.trim_ascii();
            let data = line.strip_prefix(b"data:");
            if let Some(told) = data.and_then(|data| serde_json::from_slice::<Poke>(data).ok()) {
                poke(told.seq);
            }
            let wait =
                line.strip_prefix(b"retry:").and_then(|wait| std::str::from_utf8(wait).ok()?.trim().parse().ok());
            self.retry = wait.or(self.retry);
            self.line.clear();
        }
        true
    }

    /// How many milliseconds to wait before listening again, if the server has said so.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pokes_are_read_however_the_stream_is_cut() {
        let stream = b"data: {\"seq\":3}\n\n: heartbeat\n\ndata:{\"seq\": 12}\r\n\r\ndata: later\n\nevent: x\n";
        for size in [1, 2, 7, 100] {
            let (mut lines, mut heard) = (Lines::default(), vec![]);
            assert!(stream.chunks(size).all(|piece| lines.take(piece, |seq| heard.push(seq.0))));
            assert_eq!(heard, [3, 12]);
        }
    }

    #[test]
    fn the_last_wait_that_the_server_asks_for_counts() {
        let mut lines = Lines::default();
        assert!(lines.take(b"retry: 1000\n\ndata: {\"seq\":3}\n\nretry:", |_| {}));
        assert_eq!(lines.retry(), Some(1_000));
        assert!(lines.take(b"4321\nretry: soon\nretry: -1\n", |_| {}));
        assert_eq!(lines.retry(), Some(4_321));
    }

    #[test]
    fn a_line_without_end_is_no_stream_of_ours() {
        let mut lines = Lines::default();
        assert!(!lines.take(&[b'x'; LONGEST_LINE + 1], |_| {}));
        let ended = [[b'x'; LONGEST_LINE + 1].as_slice(), b"\n"].concat();
        assert!(!Lines::default().take(&ended, |_| {}), "an end that comes too late does not help");
    }

    #[test]
    fn what_a_captive_portal_says_is_no_answer() {
        let problem = br#"{"code": "busy", "title": "Service Unavailable", "later": [1]}"#;
        let read = |status, kind, body: &[u8]| answer::<Seq>(status, Some(kind), body);
        assert!(matches!(read(200, "text/html", b"7"), Said::Foreign));
        assert!(matches!(read(302, "application/json", b"7"), Said::Foreign));
        assert!(matches!(read(503, "application/json", problem), Said::Foreign));
        assert!(matches!(read(200, "application/json; charset=utf-8", b"7"), Said::Content(Seq(7))));
        let Said::Problem(read) = read(503, PROBLEM, problem) else { panic!("it is one of ours") };
        assert_eq!(read.message(), "Service Unavailable");
    }
}
