//! What the command prints: text for people, or one JSON document for programs. Answers go to standard output, errors and
//! notes to standard error.

use std::{
    io::{ErrorKind, Write},
    process::ExitCode,
};

use serde_json::{Value, json};

use crate::failure::Failure;

/// How answers are printed.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Text, or JSON.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs read it.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// The answer.
    pub fn answer(self, document: &Value, text: impl FnOnce() -> String) -> Result<(), Failure> {
        print(&if self.json { document.to_string() } else { text() })
    }

    /// Something to know beside the answer.
    pub fn note(self, code: &str, message: &str) {
        if self.json {
            complain(&json!({"notice": {"code": code, "message": message}}).to_string());
        } else {
            complain(&format!("lagoon-cli: {message}"));
        }
    }

    /// What went wrong, and the exit code of the process.
    pub fn fail(self, failure: &Failure) -> ExitCode {
        if !failure.told {
            let document = || json!({"error": failure.to_json()}).to_string();
            complain(&if self.json { document() } else { format!("lagoon-cli: {}", plain(&failure.message)) });
        }
        ExitCode::from(failure.exit)
    }
}

/// Prints lines to standard output. A reader who has seen enough is no error.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.write_all(b"\n")).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(
            "cannotWrite",
            format!("The answer could not be written ({error}). Send it somewhere with room, then try again."),
        )),
        _ => Ok(()),
    }
}

fn complain(line: &str) {
    // There is nobody left to tell.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// So many of something, as in "1 listing" and "2 listings".
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A text from a listing as one line that a terminal shows and does not obey: others wrote it.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_an_order(c) { ' ' } else { c }).collect()
}

/// Controls, the breaks of lines and paragraphs, and what turns the direction of what stands around it (Unicode UAX 9).
fn is_an_order(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// As [`plain`], with its lines. All but the first are indented, so that none passes for one of ours.
pub fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_give_the_terminal_orders() {
        assert_eq!(plain("Duplex\u{1b}[2J in\nLekki\u{9b}31m"), "Duplex [2J in Lekki 31m");
        assert_eq!(plain("a\u{202e}b\u{2028}c"), "a b c");
        assert_eq!(plain_lines("one\nstatus: published\u{7}"), "one\n    status: published ");
    }
}
