//! The device's clocks. Everything that needs a time asks here, so that tests can turn the hands.

use std::time::{SystemTime, UNIX_EPOCH};

use lagoon_sync::clock::Reading;

/// Reads the wall clock and the boot clock.
pub trait Clock: Send + Sync + 'static {
    /// What the clocks say now.
    fn read(&self) -> Reading;
}

/// The operating system's clocks.
#[derive(Clone, Debug)]
pub struct SystemClock {
    boot_id: u64,
    /// What the boot clock said when this process began, if nothing tells which boot it is: the process then counts as
    /// one.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    began: i64,
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    started: std::time::Instant,
}

impl SystemClock {
    /// Finds out which boot this is.
    pub fn new() -> Self {
        let boot_id = boot_id();
        Self {
            boot_id: boot_id.unwrap_or_else(crate::driver::random),
            #[cfg(any(target_os = "linux", target_os = "android"))]
            began: if boot_id.is_some() { 0 } else { since_boot() },
            #[cfg(not(any(target_os = "linux", target_os = "android")))]
            started: std::time::Instant::now(),
        }
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn boot(&self) -> i64 {
        since_boot() - self.began
    }

    /// Elsewhere each process counts as a boot of its own, so that suspended time of earlier ones is bridged by the wall
    /// clock.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn boot(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Reading { wall, boot: self.boot(), boot_id: self.boot_id }
    }
}

/// `CLOCK_BOOTTIME` counts suspended time, `CLOCK_MONOTONIC` does not: see `clock_gettime(2)`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}

/// A number that is the same for one boot of a Linux kernel, where it can be had.
fn boot_id() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let hex: String = text.chars().filter(char::is_ascii_hexdigit).take(16).collect();
    u64::from_str_radix(&hex, 16).ok()
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
