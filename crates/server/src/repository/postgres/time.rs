//! The database's clock, so that all processes on it agree. It is asked now and then, and with every write; in between its
//! time goes on by this process's own steady clock.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use lagoon_sync::Millis;

use crate::clock::{Clock, SystemClock};

/// How long a sample counts. Steady clocks of two machines drift apart by less than a millisecond meanwhile.
const FRESH: Duration = Duration::from_secs(5);

/// How long a question may have taken for its answer to be a sample: it may be off by as much.
const QUICK: Duration = Duration::from_millis(20);

/// What the database's clock showed last, and when.
pub struct DatabaseTime {
    sample: Mutex<Sample>,
}

#[derive(Clone, Copy)]
struct Sample {
    shown: i64,
    at: Instant,
}

impl DatabaseTime {
    /// The clock, which shows this just now.
    pub fn new(shown: i64) -> Self {
        Self { sample: Mutex::new(Sample { shown, at: Instant::now() }) }
    }

    /// The clock showed this in an answer to a question that was asked at `asked`.
    pub fn observe(&self, shown: i64, asked: Instant) {
        let now = Instant::now();
        let fresh = self.is_fresh();
        // A slow answer (it may have waited for a lock) is better than none.
        if now.duration_since(asked) <= QUICK || !fresh {
            *self.lock() = Sample { shown, at: now };
        }
    }

    /// Whether it was asked lately.
    pub fn is_fresh(&self) -> bool {
        self.lock().at.elapsed() < FRESH
    }

    fn lock(&self) -> MutexGuard<'_, Sample> {
        // Two numbers that are always valid.
        self.sample.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for DatabaseTime {
    fn now(&self) -> Millis {
        let Sample { shown, at } = *self.lock();
        Millis::clamped(shown.saturating_add(i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX)))
    }

    fn steady(&self) -> Option<i64> {
        SystemClock.steady()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_from_the_last_quick_answer() {
        let clock = DatabaseTime::new(1_000);
        assert!((1_000..1_500).contains(&clock.now().get()));
        clock.observe(90_000, Instant::now());
        assert!((90_000..90_500).contains(&clock.now().get()));
        let slow = Instant::now().checked_sub(Duration::from_secs(1)).expect("the machine runs for longer");
        clock.observe(5, slow);
        assert!(clock.now().get() >= 90_000, "an answer that took a second is no sample");
    }
}
