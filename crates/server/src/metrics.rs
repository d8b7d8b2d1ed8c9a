//! What can be counted from outside, in the text format of Prometheus. The one rule: no label names a team, a person, a device
//! or anything that was sent.

mod commits;

use std::{sync::Arc, time::Duration};

use http::Method;
use lagoon_sync::{
    Millis,
    decision::PlainDecision,
    wire::{DraftOutcome, GroupOutcome},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::repository::CommitStats;

/// The media type of what [`Metrics::text`] gives.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From a millisecond, which an answer from memory takes, to the patience of a device.
const LATENCY: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// From what nobody notices over the minute that is let pass to days.
const SKEW: [f64; 9] = [0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 3_600.0, 86_400.0, 864_000.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Decided {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Off {
    direction: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Because {
    reason: &'static str,
}

/// Why a connection was closed at once.
#[derive(Clone, Copy, Debug)]
pub enum Refused {
    /// There are as many as may be.
    Full,
    /// That address has as many as it may have.
    Address,
    /// No TLS came about.
    Tls,
}

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
    groups: Family<Decided, Counter>,
    skew: Family<Off, Histogram>,
    refused: Family<Because, Counter>,
    /// Open connections.
    pub connections: Gauge,
    /// Open streams of events.
    pub streams: Gauge,
    /// Sign-ins with at least one stream of events.
    pub devices: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("lagoon");
        let requests = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        let seconds = Family::new_with_constructor((|| Histogram::new(LATENCY)) as fn() -> Histogram);
        let help = "From the head of a request to the head of its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, seconds.clone());
        let groups = Family::default();
        registry.register("groups", "Values that arrived, by what became of them", groups.clone());
        let skew = Family::new_with_constructor((|| Histogram::new(SKEW)) as fn() -> Histogram);
        let help = "How far devices are off the server's time";
        registry.register_with_unit("device_clock_skew", help, Unit::Seconds, skew.clone());
        let refused = Family::default();
        registry.register("connections_refused", "Connections that were closed at once", refused.clone());
        let (connections, streams, devices) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("connections", "Open connections", connections.clone());
        registry.register("live_connections", "Open streams of events", streams.clone());
        registry.register("devices_online", "Sign-ins with a stream of events", devices.clone());
        Self { registry, requests, seconds, groups, skew, refused, connections, streams, devices }
    }
}

impl Metrics {
    /// Tells of a database's commits too.
    pub fn watch_commits(&mut self, stats: Arc<CommitStats>) {
        self.registry.register_collector(Box::new(commits::Source(stats)));
    }

    /// A request was answered. `route` is the template, never the path.
    pub fn answered(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let method = known(method);
        self.requests.get_or_create(&Answered { route: route.to_owned(), method, status }).inc();
        self.seconds.get_or_create(&Asked { route: route.to_owned(), method }).observe(took.as_secs_f64());
    }

    /// An exchange was decided, for a device that believed the time to be `clock`.
    pub fn exchanged(&self, outcomes: &[DraftOutcome], clock: Option<Millis>, now: Millis) {
        for outcome in outcomes.iter().flat_map(|draft| draft.groups.values()) {
            let outcome = match outcome {
                GroupOutcome::Applied => "applied",
                GroupOutcome::Superseded => "superseded",
                GroupOutcome::ClockAhead { .. } => "clockAhead",
                GroupOutcome::Rejected(_) => "rejected",
                GroupOutcome::StampReused => "stampReused",
            };
            self.decided(outcome);
        }
        if let Some(clock) = clock {
            let off = clock.get().saturating_sub(now.get());
            let direction = if off < 0 { "behind" } else { "ahead" };
            let off = Duration::from_millis(off.unsigned_abs()).as_secs_f64();
            self.skew.get_or_create(&Off { direction }).observe(off);
        }
    }

    /// A plain update was decided. It counts as one value.
    pub fn updated(&self, decision: &PlainDecision) {
        self.decided(match decision {
            PlainDecision::Accepted(_) => "applied",
            PlainDecision::NotNewer(_) => "superseded",
            PlainDecision::StampReused => "stampReused",
            PlainDecision::ClockAhead => "clockAhead",
            PlainDecision::Invalid(_) | PlainDecision::NotReady(_) => "rejected",
        });
    }

    fn decided(&self, outcome: &'static str) {
        self.groups.get_or_create(&Decided { outcome }).inc();
    }

    /// A connection was closed at once.
    pub fn refused(&self, why: Refused) {
        let reason = match why {
            Refused::Full => "full",
            Refused::Address => "address",
            Refused::Tls => "tls",
        };
        self.refused.get_or_create(&Because { reason }).inc();
    }

    /// All of it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// A method as a label: whoever makes up methods must not make up labels.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
