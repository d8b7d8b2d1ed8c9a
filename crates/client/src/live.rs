//! Listening to the server: `GET /v1/events` says when there is something to ask for. It only ever makes an exchange start
//! sooner; without it the device asks now and then.

use std::time::Duration;

use lagoon_sync::Seq;
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
        let pause = Duration::from_millis(random() % u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1));
        // A server that stops gives every device a time of its own, so that not all come back at once.
        let asked = if let Ended::Broken { retry: Some(retry) } = heard { retry.min(LONGEST) } else { Duration::ZERO };
        tokio::time::sleep(pause.max(asked)).await;
    }
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The server does not accept the sign-in. An exchange finds out properly.
    SignInLost,
    /// Anything else: it is worth another try.
    Broken {
        /// Not sooner than after this, says the server.
        retry: Option<Duration>,
    },
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// How long after a server that stops with these words it is listened to again.
    async fn comes_back_after(last_words: &str) -> Duration {
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", server.local_addr().expect("an address"));
        let (news, _heard) = mpsc::unbounded_channel();
        let listening = tokio::spawn(listen(Http::new(vec![]), url, "token".into(), news));
        let (mut stream, _) = server.accept().await.expect("a connection");
        let _ = stream.read(&mut [0; 4_096]).await.expect("a request");
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        stream.write_all(format!("{head}{last_words}").as_bytes()).await.expect("said");
        drop(stream);
        let stopped = Instant::now();
        server.accept().await.expect("another connection");
        listening.abort();
        stopped.elapsed()
    }

    #[tokio::test]
    async fn a_server_that_stops_says_when_to_come_back() {
        let own_pause = FIRST * 2;
        let asked = own_pause + Duration::from_millis(500);
        let told = format!(": the server stops\nretry: {}\n\n", asked.as_millis());
        let (told, untold) = tokio::join!(comes_back_after(&told), comes_back_after(": heartbeat\n\n"));
        assert!(told >= asked && untold < asked, "{told:?} and {untold:?}");
    }
}
