//! `GET /v1/events`: server-sent events (WHATWG HTML §9.2) that tell a device when there is something to ask for.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use http::StatusCode;
use lagoon_sync::Seq;
use serde_json::json;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use utoipa::ToSchema;

use super::openapi::ProblemDetails;
use crate::{
    Server,
    auth::{Bearer, bearer_of},
    problem::Problem,
    streams::Place,
};

/// A sign of life this often, also to whatever stands between. The sign-in is looked at as often.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// How long an answer about the sign-in is waited for, and how long until the next question when there was none.
const PATIENCE: Duration = Duration::from_secs(3);
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// One event of the stream. A stream holds any number of them.
#[derive(ToSchema)]
#[schema(as = Event)]
#[allow(dead_code, reason = "describes what is sent")]
pub struct StreamEvent {
    /// JSON: how far the team's changes go. Read on from your own cursor if it is behind.
    data: String,
}

/// Tells the team's counter now and whenever it goes on, as `data: {"seq": 42}`.
#[utoipa::path(
    get, path = "/v1/events", operation_id = "listen", tag = "Drafts",
    security(("token" = [])),
    responses(
        (status = 200, description = "A stream that ends with the sign-in or the server. Connect again with a pause.", body = StreamEvent, content_type = "text/event-stream"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`, `tooManyStreams`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn listen(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let place = server.streams.enter(&bearer.token).ok_or_else(too_many)?;
    // Listening comes before reading: a change in between is told twice rather than never.
    let pokes = server.live.listen(bearer.who.team);
    let (closing, mut access) = (server.live.closing(), server.live.access());
    // The sign-in may have ended since it was looked at.
    access.mark_changed();
    let now = server.repository.seq(bearer.who.team).await?;
    let listening = Listening {
        server,
        bearer,
        pokes,
        access,
        closing,
        first: Some(now),
        look_again: Instant::now() + HEARTBEAT,
        place,
    };
    let events = stream::unfold(Some(listening), async |listening| {
        let mut listening = listening?;
        match listening.next().await {
            Told::Seq(seq) => {
                let event = Event::default().data(json!({ "seq": seq }).to_string());
                Some((Ok(event), Some(listening)))
            }
            Told::ComeBack => Some((Ok(come_back()), None)),
            Told::Nothing => None,
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

/// How long devices take to come back to a server that stops, at most: all at once they would be a storm.
const SPREAD_MILLIS: u64 = 5_000;

/// The last word of a server that stops: when to connect again.
fn come_back() -> Event {
    let mut random = [0; 8];
    // Without randomness it is now.
    let _ = getrandom::fill(&mut random);
    let wait = Duration::from_millis(u64::from_ne_bytes(random) % SPREAD_MILLIS);
    Event::default().comment("the server stops").retry(wait)
}

fn too_many() -> Problem {
    let detail = "This sign-in has too many live connections. Close one, or ask now and then instead.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "tooManyStreams", detail).retry_after(60)
}

/// What there is to tell.
enum Told {
    /// The counter went on.
    Seq(Seq),
    /// The server stops.
    ComeBack,
    /// Nothing, ever again.
    Nothing,
}

struct Listening {
    server: Arc<Server>,
    bearer: Bearer,
    pokes: watch::Receiver<Seq>,
    access: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    first: Option<Seq>,
    look_again: Instant,
    #[allow(dead_code, reason = "held")]
    place: Place,
}

impl Listening {
    /// What there is to tell, once there is something.
    async fn next(&mut self) -> Told {
        if let Some(first) = self.first.take() {
            return Told::Seq(first);
        }
        while !*self.closing.borrow() {
            tokio::select! {
                poked = self.pokes.changed() => match poked {
                    Ok(()) => return Told::Seq(*self.pokes.borrow_and_update()),
                    Err(_) => return Told::Nothing,
                },
                closing = self.closing.changed() => if closing.is_err() { return Told::Nothing },
                lost = self.access.changed() => {
                    if lost.is_err() || self.has_ended().await {
                        return Told::Nothing;
                    }
                }
                () = sleep_until(self.look_again) => {
                    if self.has_ended().await {
                        return Told::Nothing;
                    }
                }
            }
        }
        Told::ComeBack
    }

    /// Whether somebody signed out, was locked out, or their time is over: nothing more is told. A database that does not
    /// answer says nothing about it, and is asked again: all who listen would come back at once, just then.
    async fn has_ended(&mut self) -> bool {
        let looking = async {
            let _turn = self.server.live.turn_to_look().await;
            // Whatever is told from here on is news; what was told before is answered by this.
            self.access.mark_unchanged();
            bearer_of(&self.server, self.bearer.token.clone()).await
        };
        let (ended, next) = match tokio::time::timeout(PATIENCE, looking).await {
            Ok(Ok(_)) => (false, HEARTBEAT),
            Ok(Err(problem)) => (problem.is_sign_in_required(), LOOK_AGAIN),
            Err(_) => (false, LOOK_AGAIN),
        };
        self.look_again = Instant::now() + next;
        ended
    }
}
