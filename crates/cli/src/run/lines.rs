//! Standard input in lines. One that is no text, or too long to be a command, is told apart and the next one goes on.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// The longest line, in bytes: a whole draft several times over.
const LONGEST: usize = 4 * 1024 * 1024;

/// Why a line is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotALine {
    NotText,
    TooLong,
    Unreadable,
}

impl NotALine {
    /// For people: what to do.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotText => "This is not UTF-8 text. Send JSON in UTF-8.",
            Self::TooLong => "This is longer than 4 MiB. Send one edit in each line.",
            Self::Unreadable => "Standard input cannot be read any more.",
        }
    }
}

/// The lines of an input, counted from 1.
pub struct Input<R> {
    reader: BufReader<R>,
    number: u64,
    broken: bool,
}

impl<R: AsyncRead + Unpin> Input<R> {
    /// Reads from the beginning.
    pub fn new(reader: R) -> Self {
        Self { reader: BufReader::new(reader), number: 0, broken: false }
    }

    /// The next line, without its end; `None` at the end of the input.
    pub async fn next(&mut self) -> Option<(u64, Result<String, NotALine>)> {
        let (mut line, mut length) = (vec![], 0);
        loop {
            if self.broken {
                return None;
            }
            let found = match self.reader.fill_buf().await {
                Ok(found) => found,
                Err(error) => {
                    tracing::warn!(%error, "standard input broke off");
                    self.broken = true;
                    return Some((self.number + 1, Err(NotALine::Unreadable)));
                }
            };
            if found.is_empty() {
                return (length > 0).then(|| self.whole(line, length));
            }
            let end = found.iter().position(|byte| *byte == b'\n');
            let part = &found[..end.unwrap_or(found.len())];
            length += part.len();
            // What is too long is not kept, only passed over.
            if length <= LONGEST {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Some(self.whole(line, length));
            }
        }
    }

    fn whole(&mut self, line: Vec<u8>, length: usize) -> (u64, Result<String, NotALine>) {
        self.number += 1;
        let text = if length > LONGEST {
            Err(NotALine::TooLong)
        } else {
            String::from_utf8(line).map_err(|_| NotALine::NotText)
        };
        (self.number, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_that_is_none_is_told_apart_and_the_rest_goes_on() {
        let mut bytes = b"one\n\xff\n".to_vec();
        bytes.extend(vec![b'x'; LONGEST + 1]);
        bytes.extend(b"\n\nlast");
        let mut input = Input::new(&*bytes);
        let mut lines = vec![];
        while let Some((number, line)) = input.next().await {
            assert_eq!(number, lines.len() as u64 + 1);
            lines.push(line);
        }
        assert_eq!(
            lines,
            [Ok("one".into()), Err(NotALine::NotText), Err(NotALine::TooLong), Ok(String::new()), Ok("last".into())]
        );
    }
}
