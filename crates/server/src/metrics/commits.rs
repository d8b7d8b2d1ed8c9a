//! What a database tells of its commits, read whenever the figures are asked for.

use std::fmt;

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};

use crate::repository::CommitStats;

/// How a database has committed since it was opened.
#[derive(Clone, Debug, Default)]
pub struct Commits {
    /// Commits, shared or not.
    pub commits: u64,
    /// Requests that were in them.
    pub requests: u64,
    /// Requests that were done again alone, because the commit they shared failed.
    pub redone: u64,
    /// Requests that were turned away because too many waited.
    pub refused: u64,
    /// Requests that wait now.
    pub waiting: u64,
    /// How many commits had at most so many requests and more than the bound before; `None` has no bound.
    pub sizes: Vec<(Option<u64>, u64)>,
}

impl From<&CommitStats> for Commits {
    fn from(stats: &CommitStats) -> Self {
        Self {
            commits: stats.commits(),
            requests: stats.requests(),
            redone: stats.redone(),
            refused: stats.refused(),
            waiting: stats.waiting(),
            sizes: stats.sizes().collect(),
        }
    }
}

/// Where they are read.
pub(super) struct Source<F>(pub F);

impl<F> fmt::Debug for Source<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl<F: Fn() -> Commits + Send + Sync + 'static> Collector for Source<F> {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let read = (self.0)();
        for (name, help, value) in [
            ("commits", "Commits of the database, shared or not", read.commits),
            ("commits_redone", "Requests done again alone, because their commit failed", read.redone),
            ("commits_turned_away", "Requests turned away, because too many waited", read.refused),
        ] {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(name, help, None, counter.metric_type())?)?;
        }
        let waiting = ConstGauge::new(i64::try_from(read.waiting).unwrap_or(i64::MAX));
        let help = "Requests that wait for a commit";
        waiting.encode(encoder.encode_descriptor("commits_waiting", help, None, waiting.metric_type())?)?;

        #[allow(clippy::cast_precision_loss, reason = "a count of requests, far below 2^52")]
        let float = |count: u64| count as f64;
        let sizes: Vec<_> =
            read.sizes.iter().map(|(most, count)| (most.map_or(f64::INFINITY, float), *count)).collect();
        let help = "Requests that shared a commit";
        let mut histogram = encoder.encode_descriptor("commit_requests", help, None, MetricType::Histogram)?;
        histogram.encode_histogram::<NoLabelSet>(float(read.requests), read.commits, &sizes, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn commits_are_read_when_they_are_asked_for() {
        let mut metrics = Metrics::default();
        metrics.watch_commits(|| Commits {
            commits: 3,
            requests: 9,
            redone: 1,
            refused: 2,
            waiting: 4,
            sizes: vec![(Some(1), 1), (Some(2), 1), (None, 1)],
        });
        let text = metrics.text();
        for line in [
            "lagoon_commits_total 3",
            "lagoon_commits_redone_total 1",
            "lagoon_commits_turned_away_total 2",
            "lagoon_commits_waiting 4",
            "lagoon_commit_requests_sum 9.0",
            "lagoon_commit_requests_count 3",
            "lagoon_commit_requests_bucket{le=\"1.0\"} 1",
            "lagoon_commit_requests_bucket{le=\"2.0\"} 2",
            "lagoon_commit_requests_bucket{le=\"+Inf\"} 3",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
