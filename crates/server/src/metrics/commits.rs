//! What a database tells of its commits, read whenever the figures are asked for.

use std::{fmt, sync::Arc};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};

use crate::repository::CommitStats;

/// Where they are read.
#[derive(Debug)]
pub(super) struct Source(pub Arc<CommitStats>);

impl Collector for Source {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let stats = &self.0;
        for (name, help, value) in [
            ("commits", "Commits of the database, shared or not", stats.commits()),
            ("commits_redone", "Requests done again alone, because their commit failed", stats.redone()),
            ("commits_turned_away", "Requests turned away, because too many waited", stats.refused()),
        ] {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(name, help, None, counter.metric_type())?)?;
        }
        let waiting = ConstGauge::new(i64::try_from(stats.waiting()).unwrap_or(i64::MAX));
        let help = "Requests that wait for a commit";
        waiting.encode(encoder.encode_descriptor("commits_waiting", help, None, waiting.metric_type())?)?;

        #[allow(clippy::cast_precision_loss, reason = "a count of requests, far below 2^52")]
        let float = |count: u64| count as f64;
        let sizes: Vec<_> = stats.sizes().map(|(most, count)| (most.map_or(f64::INFINITY, float), count)).collect();
        let help = "Requests that shared a commit";
        let mut histogram = encoder.encode_descriptor("commit_requests", help, None, MetricType::Histogram)?;
        histogram.encode_histogram::<NoLabelSet>(float(stats.requests()), stats.commits(), &sizes, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn commits_are_read_when_they_are_asked_for() {
        let mut metrics = Metrics::default();
        let stats = Arc::new(CommitStats::default());
        metrics.watch_commits(stats.clone());
        for requests in [1, 2, 6] {
            stats.committed(requests);
        }
        for bytes in 0..4 {
            stats.began_to_wait(bytes);
        }
        stats.redoing(1);
        stats.turned_away();
        stats.turned_away();
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
