//! The device's clocks. Everything that needs a time asks here, so that tests can turn the hands.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use lagoon_boot_clock::BootTime;
use lagoon_sync::clock::Reading;

/// Reads the wall clock and the boot clock.
pub trait Clock: Send + Sync + 'static {
    /// What the clocks say now.
    fn read(&self) -> Reading;
}

/// The operating system's clocks.
#[derive(Clone, Debug)]
pub struct SystemClock {
    /// Where the system does not tell which boot it counts from, this process counts as one.
    process: u64,
    started: Instant,
}

impl SystemClock {
    /// The clocks of this process.
    pub fn new() -> Self {
        Self { process: crate::driver::random(), started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => -millis(before.duration()),
        };
        match lagoon_boot_clock::read() {
            Some(BootTime { millis, boot }) => Reading { wall, boot: millis, boot_id: boot },
            None => Reading { wall, boot: millis(self.started.elapsed()), boot_id: self.process },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_clock_runs_on_and_the_boot_stays_the_same() {
        let (first, second) = (SystemClock::new(), SystemClock::new());
        let (earlier, later) = (first.read(), second.read());
        assert!(later.boot >= earlier.boot && earlier.boot >= 0);
        if cfg!(target_os = "linux") {
            assert_eq!(earlier.boot_id, later.boot_id);
        }
    }
}
