//! What there is to see of shared commits, for whoever watches over a server. Counting never waits.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The upper bounds of [`CommitStats::sizes`]; what is larger counts in one more.
const BOUNDS: [u64; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// Counters since the start, and how many wait now.
#[derive(Debug, Default)]
pub struct CommitStats {
    commits: AtomicU64,
    requests: AtomicU64,
    redone: AtomicU64,
    refused: AtomicU64,
    waiting: AtomicU64,
    waiting_bytes: AtomicU64,
    sizes: [AtomicU64; BOUNDS.len() + 1],
}

impl CommitStats {
    /// Commits that were tried, shared or not.
    pub fn commits(&self) -> u64 {
        self.commits.load(Relaxed)
    }

    /// Requests that were in them.
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }

    /// Requests that were done again alone, because the commit they shared failed.
    pub fn redone(&self) -> u64 {
        self.redone.load(Relaxed)
    }

    /// Requests that were turned away because too many waited.
    pub fn refused(&self) -> u64 {
        self.refused.load(Relaxed)
    }

    /// Requests that wait for a commit now.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Relaxed)
    }

    /// About how many bytes of memory those take.
    pub fn waiting_bytes(&self) -> u64 {
        self.waiting_bytes.load(Relaxed)
    }

    /// How many commits had at most so many requests and more than the bound before, and how many had more than any.
    pub fn sizes(&self) -> impl Iterator<Item = (Option<u64>, u64)> {
        let bounds = BOUNDS.into_iter().map(Some).chain([None]);
        bounds.zip(self.sizes.iter().map(|count| count.load(Relaxed)))
    }

    pub(crate) fn committed(&self, requests: usize) {
        let requests = requests as u64;
        self.commits.fetch_add(1, Relaxed);
        self.requests.fetch_add(requests, Relaxed);
        let bucket = BOUNDS.iter().position(|bound| requests <= *bound).unwrap_or(BOUNDS.len());
        self.sizes[bucket].fetch_add(1, Relaxed);
    }

    pub(crate) fn redoing(&self, requests: usize) {
        self.redone.fetch_add(requests as u64, Relaxed);
    }

    pub(crate) fn turned_away(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    pub(crate) fn began_to_wait(&self, bytes: usize) {
        self.waiting.fetch_add(1, Relaxed);
        self.waiting_bytes.fetch_add(bytes as u64, Relaxed);
    }

    pub(crate) fn taken(&self, requests: usize, bytes: usize) {
        self.waiting.fetch_sub(requests as u64, Relaxed);
        self.waiting_bytes.fetch_sub(bytes as u64, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_counts_in_the_first_bound_that_holds_it() {
        let stats = CommitStats::default();
        for requests in [1, 2, 3, 4, 128, 129] {
            stats.committed(requests);
        }
        let sizes: Vec<_> = stats.sizes().filter(|(_, count)| *count > 0).collect();
        assert_eq!(sizes, [(Some(1), 1), (Some(2), 1), (Some(4), 2), (Some(128), 1), (None, 1)]);
        assert_eq!((stats.commits(), stats.requests()), (6, 267));
    }
}
