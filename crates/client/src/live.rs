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
