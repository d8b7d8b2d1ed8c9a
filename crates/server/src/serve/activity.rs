//! What a connection carries, and how far that has come.
//!
//! The one rule: a request runs until the last of its answer is gone, and has to come on all the while.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use crate::limits::Limits;

/// How long a stream may be silent beyond what other answers may: it shows a sign of life every 25 s.
const STREAM: Duration = Duration::from_mins(1);
/// The most bytes that are handed on at once: whoever takes a large answer slowly makes progress all the same.
const HANDED_ON: usize = 64 * 1024;

/// The requests that a connection carries, and since when it carries none.
pub struct Activity {
    idle: Duration,
    state: Mutex<State>,
}

struct State {
    running: BTreeMap<u64, Progress>,
    begun: u64,
    since: Instant,
    /// What may pass without a request.
    rest: Duration,
    /// Whoever waits until no answer is owed.
    waiting: Option<Waker>,
}

#[derive(Clone, Copy)]
struct Progress {
    last: Instant,
    is_stream: bool,
}

impl Activity {
    /// None yet.
    pub fn new(limits: &Limits) -> Arc<Self> {
        let (since, rest) = (Instant::now(), limits.header());
        let state = State { running: BTreeMap::new(), begun: 0, since, rest, waiting: None };
        Arc::new(Self { idle: limits.idle(), state: Mutex::new(state) })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more.
    pub fn begin(self: &Arc<Self>) -> Arc<Running> {
        let mut state = self.lock();
        state.begun += 1;
        let id = state.begun;
        state.running.insert(id, Progress { last: Instant::now(), is_stream: false });
        Arc::new(Running { activity: self.clone(), id })
    }

    /// When to look again; `None`: it has rested for too long, or a request on it has.
    pub fn look(&self) -> Option<Instant> {
        self.look_at(Instant::now())
    }

    fn look_at(&self, now: Instant) -> Option<Instant> {
        let state = self.lock();
        let extra = |progress: &Progress| if progress.is_stream { STREAM } else { Duration::ZERO };
        let ends = |progress: &Progress| progress.last + self.idle + extra(progress);
        let end = state.running.values().map(ends).min().unwrap_or(state.since + state.rest);
        // What begins in the meantime may have to end sooner.
        Some(end.min(now + self.idle)).filter(|_| end > now)
    }

    /// Ready when no answer is owed that comes to an end by itself.
    pub fn poll_owes_nothing(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.running.is_empty() || state.running.values().any(|progress| progress.is_stream) {
            return Poll::Ready(());
        }
        state.waiting = Some(context.waker().clone());
        Poll::Pending
    }
}

/// A request that runs.
pub struct Running {
    activity: Arc<Activity>,
    id: u64,
}

impl Running {
    fn came_on(&self) {
        if let Some(progress) = self.activity.lock().running.get_mut(&self.id) {
            progress.last = Instant::now();
        }
    }

    /// Its answer has no end.
    pub fn is_stream(&self) {
        let mut state = self.activity.lock();
        if let Some(progress) = state.running.get_mut(&self.id) {
            progress.is_stream = true;
        }
        wake(state);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.activity.lock();
        state.running.remove(&self.id);
        (state.since, state.rest) = (Instant::now(), self.activity.idle);
        wake(state);
    }
}

fn wake(mut state: MutexGuard<'_, State>) {
    let waiting = state.waiting.take();
    drop(state);
    waiting.into_iter().for_each(Waker::wake);
}

/// A body on its way, in pieces.
pub struct Carried {
    body: Body,
    /// What was taken from it and not handed on.
    rest: Bytes,
    running: Arc<Running>,
}

impl Carried {
    /// The body of a request, or of its answer.
    pub fn new(body: Body, running: Arc<Running>) -> Self {
        Self { body, rest: Bytes::new(), running }
    }

    fn next_piece(&mut self) -> Frame<Bytes> {
        self.running.came_on();
        Frame::data(self.rest.split_to(self.rest.len().min(HANDED_ON)))
    }
}

impl http_body::Body for Carried {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.next_piece())));
        }
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else { return Poll::Pending };
        Poll::Ready(match frame.map(|frame| frame.map(Frame::into_data)) {
            Some(Ok(Ok(data))) => {
                self.rest = data;
                Some(Ok(self.next_piece()))
            }
            Some(Ok(Err(trailers))) => Some(Ok(trailers)),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, inner) = (self.rest.len() as u64, self.body.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_large_answer_goes_in_pieces_and_says_how_long_it_is() {
        let activity = Activity::new(&Limits::default());
        let whole = Bytes::from(vec![7; 2 * HANDED_ON + 1]);
        let mut carried = Carried::new(Body::from(whole.clone()), activity.begin());
        let (mut pieces, mut heard) = (0, vec![]);
        loop {
            let left = (whole.len() - heard.len()) as u64;
            assert_eq!(http_body::Body::size_hint(&carried).exact(), Some(left));
            let Some(frame) = carried.frame().await else { break };
            heard.extend_from_slice(&frame.expect("memory").into_data().expect("data"));
            pieces += 1;
        }
        assert_eq!((pieces, Bytes::from(heard)), (3, whole));
    }

    #[test]
    fn one_request_that_does_not_come_on_ends_the_connection_and_a_stream_later() {
        let activity = Activity::new(&Limits { idle_seconds: 120, ..Limits::default() });
        let (one, stream) = (activity.begin(), activity.begin());
        stream.is_stream();
        let look = |seconds| activity.look_at(Instant::now() + Duration::from_secs(seconds));
        assert!(look(119).is_some() && look(121).is_none());
        drop(one);
        assert!(look(179).is_some() && look(181).is_none());
        drop(stream);
        assert!(look(119).is_some() && look(121).is_none());
    }
}
