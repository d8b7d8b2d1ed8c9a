//! How much this device sends and receives, by month. What is counted is kept now and then, not at every request: a crash
//! may forget the last minute of it, and nothing else waits for it.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::DateTime;
use lagoon_store::{Store, StoreError};
use lagoon_sync::view::DataUsed;
use tokio::sync::Mutex;

/// Under which name the month's count is kept.
const KEY: &str = "data used";

/// Counts bytes as HTTP/1.1 writes them: lines, headers and bodies, compressed as they travel.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    sent: AtomicU64,
    received: AtomicU64,
    /// Two that keep at once must not both begin with what was kept before.
    keeping: Mutex<()>,
}

impl Meter {
    /// So many bytes left.
    pub(crate) fn sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// So many bytes came.
    pub(crate) fn received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Whether anything was counted that is not kept.
    pub(crate) fn has_counted(&self) -> bool {
        self.sent.load(Ordering::Relaxed) + self.received.load(Ordering::Relaxed) > 0
    }

    /// What was used in the month of a time (milliseconds since 1970 UTC), kept or not.
    pub(crate) async fn used(&self, store: &Store, now: i64) -> Result<DataUsed, StoreError> {
        let _one_at_a_time = self.keeping.lock().await;
        let mut used = kept(store, now).await?;
        used.sent += self.sent.load(Ordering::Relaxed);
        used.received += self.received.load(Ordering::Relaxed);
        Ok(used)
    }

    /// Keeps what was counted.
    pub(crate) async fn keep(&self, store: &Store, now: i64) -> Result<(), StoreError> {
        let _one_at_a_time = self.keeping.lock().await;
        let mut used = kept(store, now).await?;
        let (sent, received) = (self.sent.load(Ordering::Relaxed), self.received.load(Ordering::Relaxed));
        used.sent += sent;
        used.received += received;
        store.set_meta(KEY, &used).await?;
        // What was counted meanwhile stays.
        self.sent.fetch_sub(sent, Ordering::Relaxed);
        self.received.fetch_sub(received, Ordering::Relaxed);
        Ok(())
    }
}

async fn kept(store: &Store, now: i64) -> Result<DataUsed, StoreError> {
    let month = DateTime::from_timestamp_millis(now).map(|at| at.format("%Y-%m").to_string()).unwrap_or_default();
    let kept: Option<DataUsed> = store.meta(KEY).await?;
    Ok(kept.filter(|used| used.month == month).unwrap_or(DataUsed { month, ..DataUsed::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEMBER: i64 = 1_700_000_000_000;
    const DECEMBER: i64 = NOVEMBER + 20 * 86_400_000;

    #[tokio::test]
    async fn what_is_counted_outlives_the_program_and_a_month_begins_anew() {
        let files = tempfile::tempdir().expect("a directory");
        let store = Store::open(files.path(), NOVEMBER).await.expect("opens").store;
        let meter = Meter::default();
        meter.sent(5);
        meter.received(70);
        meter.keep(&store, NOVEMBER).await.expect("kept");
        assert!(!meter.has_counted());
        meter.received(1);
        let after_restart = Meter::default().used(&store, NOVEMBER).await.expect("read");
        assert_eq!(after_restart, DataUsed { month: "2023-11".into(), sent: 5, received: 70 });
        assert_eq!(meter.used(&store, NOVEMBER).await.expect("read").received, 71);
        let next_month = meter.used(&store, DECEMBER).await.expect("read");
        assert_eq!(next_month, DataUsed { month: "2023-12".into(), sent: 0, received: 1 });
    }
}
