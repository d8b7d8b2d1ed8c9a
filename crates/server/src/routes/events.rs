//! `GET /v1/events`: server-sent events (WHATWG HTML §9.2) that tell a device when there is something to ask for.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use lagoon_sync::Seq;
use serde_json::json;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::openapi::ProblemDetails;
use crate::{
    Server,
    auth::{Bearer, bearer_of},
    problem::Problem,
};

/// A sign of life this often, also to whatever stands between. The sign-in is looked at as often.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// Tells the team's counter now and whenever it goes on, as `data: {"seq": 42}`.
#[utoipa::path(
    get, path = "/v1/events", operation_id = "listen", tag = "Drafts",
    security(("token" = [])),
    responses(
        (status = 200, description = "A stream that ends with the sign-in or the server. Connect again with a pause.", content_type = "text/event-stream"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn listen(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    // Listening comes before reading: a change in between is told twice rather than never.
    let pokes = server.live.listen(bearer.who.team);
    let (closing, mut access) = (server.live.closing(), server.live.access());
    // The sign-in may have ended since it was looked at.
    access.mark_changed();
    let now = server.repository.seq(bearer.who.team).await?;
    let listening =
        Listening { server, bearer, pokes, access, closing, first: Some(now), look_again: Instant::now() + HEARTBEAT };
    let events = stream::unfold(listening, async |mut listening| {
        let seq = listening.next().await?;
        let event = Event::default().data(json!({ "seq": seq }).to_string());
        Some((Ok(event), listening))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

struct Listening {
    server: Arc<Server>,
    bearer: Bearer,
    pokes: watch::Receiver<Seq>,
    access: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    first: Option<Seq>,
    look_again: Instant,
}

impl Listening {
    /// The counter, once it went on; `None` when the stream ends.
    async fn next(&mut self) -> Option<Seq> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        while !*self.closing.borrow() {
            tokio::select! {
                poked = self.pokes.changed() => {
                    poked.ok()?;
                    return Some(*self.pokes.borrow_and_update());
                }
                closing = self.closing.changed() => closing.ok()?,
                lost = self.access.changed() => {
                    lost.ok()?;
                    self.still_signed_in().await?;
                }
                () = sleep_until(self.look_again) => self.still_signed_in().await?,
            }
        }
        None
    }

    /// `None`: somebody signed out, was locked out, or their time is over: nothing more is told.
    async fn still_signed_in(&mut self) -> Option<()> {
        self.look_again = Instant::now() + HEARTBEAT;
        bearer_of(&self.server, self.bearer.token.clone()).await.ok().map(|_| ())
    }
}
