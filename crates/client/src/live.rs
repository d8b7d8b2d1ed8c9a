//! Listening to the server: `GET /v1/events` says when there is something to ask for. It only ever makes an exchange start
//! sooner; without it the device asks now and then.

use std::time::Duration;

use lagoon_sync::Seq;
use serde::Deserialize;
use tokio::{sync::mpsc, time::Instant};

use crate::{driver::random, http::Http};

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum News {
    /// The stream stands, or does not any more.
    Live(bool),
    /// The team's counter stands at this.
    Poke(Seq),
}

/// The first pause before listening again is up to this long, each further one up to twice as long …
const FIRST: Duration = Duration::from_secs(1);
/// … and none longer.
const LONGEST: Duration = Duration::from_mins(1);
/// A stream that stood this long was a good one.
const GOOD: Duration = Duration::from_secs(10);

/// Listens until nobody hears the news any more, or the sign-in is not accepted.
pub(crate) async fn listen(http: Http, server_url: String, token: String, news: mpsc::UnboundedSender<News>) {
    let mut failures = 0_u32;
    loop {
        let began = Instant::now();
        let heard = http.listen(&server_url, &token, |line| news.send(line).is_ok()).await;
        if news.send(News::Live(false)).is_err() || heard == Ended::SignInLost {
            return;
        }
        failures = if began.elapsed() >= GOOD { 0 } else { failures.saturating_add(1) };
        let span = FIRST.saturating_mul(1 << failures.min(6)).min(LONGEST);
        let pause = u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1);
        tokio::time::sleep(Duration::from_millis(random() % pause)).await;
    }
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The server does not accept the sign-in. An exchange finds out properly.
    SignInLost,
    /// Anything else: it is worth another try.
    Broken,
}

#[derive(Deserialize)]
struct Poke {
    seq: Seq,
}

/// Lines of a stream of events, as they come in pieces.
#[derive(Default)]
pub(crate) struct Lines(Vec<u8>);

/// No line of ours comes near it.
const LONGEST_LINE: usize = 4_096;

impl Lines {
    /// Takes a piece and hands out every poke in it; `false` when this is no stream of ours.
    pub(crate) fn take(&mut self, piece: &[u8], mut poke: impl FnMut(Seq)) -> bool {
        self.0.extend_from_slice(piece);
        while let Some(end) = self.0.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.0.drain(..=end).collect();
            let data = line.trim_ascii().strip_prefix(b"data:");
            if let Some(told) = data.and_then(|data| serde_json::from_slice::<Poke>(data).ok()) {
                poke(told.seq);
            }
        }
        self.0.len() <= LONGEST_LINE
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
    fn a_line_without_end_is_no_stream_of_ours() {
        let mut lines = Lines::default();
        assert!(!lines.take(&[b'x'; LONGEST_LINE + 1], |_| {}));
    }
}
