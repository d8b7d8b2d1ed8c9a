//! The server's time. The one rule: it never runs back, because devices order their edits by it.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use lagoon_sync::Millis;

/// Where the time comes from. Tests bring their own.
pub trait Clock: Send + Sync {
    /// What the clock shows now; it may be wrong, and may step either way.
    fn now(&self) -> Millis;

    /// Milliseconds on a clock that nobody sets, from any beginning. `None`: there is no such clock, and what passes during a
    /// step is not known.
    fn steady(&self) -> Option<i64> {
        None
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::clamped(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }

    fn steady(&self) -> Option<i64> {
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        i64::try_from(BEGAN.get_or_init(Instant::now).elapsed().as_millis()).ok()
    }
}

impl Clock for Arc<dyn Clock> {
    fn now(&self) -> Millis {
        self.as_ref().now()
    }

    fn steady(&self) -> Option<i64> {
        self.as_ref().steady()
    }
}

/// A clock that follows another but never back: after a step back it goes a hundredth slower until the other has caught up.
/// Not slower than that: devices tell how old their edits are by clocks that keep the right pace.
pub struct SteadyClock<C> {
    clock: C,
    state: Mutex<State>,
}

struct State {
    /// What the followed clock showed last.
    shown: i64,
    /// What the steady clock said then.
    steady: Option<i64>,
    /// What was answered last, in hundredths of a millisecond, so that the slower pace loses none.
    hundredths: i64,
}

/// How far ahead of the clock a remembered time may lie to be believed, in milliseconds: a day. Without a limit, a
/// clock that was once set years ahead would hold the server's time there for as many years.
const BELIEVABLE: i64 = 24 * 60 * 60 * 1000;

impl<C: Clock> SteadyClock<C> {
    /// Follows `clock` and begins no earlier than `floor`, the last time that an earlier run of the server wrote down.
    pub fn new(clock: C, floor: Millis) -> Self {
        let shown = clock.now().get();
        let floor = floor.get();
        let start = if floor - shown > BELIEVABLE {
            tracing::warn!(
                "the clock stands more than a day before the last change in the database; going by the clock"
            );
            shown
        } else {
            shown.max(floor)
        };
        let steady = clock.steady();
        Self { clock, state: Mutex::new(State { shown, steady, hundredths: start * 100 }) }
    }

    /// The server's time, no earlier than one that another process has written down, if that can be believed.
    pub fn now_not_before(&self, written: Millis) -> Millis {
        let now = self.now();
        if written <= now || written.get() - now.get() > BELIEVABLE {
            return now;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.hundredths = state.hundredths.max(written.get() * 100);
        Millis::clamped(state.hundredths / 100)
    }

    /// The server's time.
    pub fn now(&self) -> Millis {
        // The lock guards two numbers that are always valid, so that a panic elsewhere cannot have broken them.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.clock.now().get();
        let steady = self.clock.steady();
        let passed = steady.zip(state.steady).map_or(shown - state.shown, |(now, last)| now - last).max(0);
        (state.shown, state.steady) = (shown, steady);
        state.hundredths = (state.hundredths + passed * 99).max(shown * 100);
        Millis::clamped(state.hundredths / 100)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use super::*;

    #[derive(Clone)]
    struct Fake(Arc<AtomicI64>);

    impl Clock for Fake {
        fn now(&self) -> Millis {
            Millis::clamped(self.0.load(Ordering::SeqCst))
        }
    }

    fn fake(start: i64, floor: i64) -> (Arc<AtomicI64>, SteadyClock<Fake>) {
        let time = Arc::new(AtomicI64::new(start));
        let clock = SteadyClock::new(Fake(time.clone()), Millis::clamped(floor));
        (time, clock)
    }

    #[test]
    fn time_goes_on_from_what_another_process_wrote_if_it_can_be_believed() {
        let (time, clock) = fake(10_000, 0);
        assert_eq!(clock.now_not_before(Millis::clamped(12_000)).get(), 12_000);
        assert_eq!(clock.now().get(), 12_000);
        assert_eq!(clock.now_not_before(Millis::clamped(11_000)).get(), 12_000);
        time.store(11_000, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 12_990, "a hundredth slower until the clock has caught up");
        assert_eq!(clock.now_not_before(Millis::clamped(13_000 + BELIEVABLE)).get(), 12_990);
    }

    #[test]
    fn time_goes_on_a_hundredth_slower_after_a_step_back_until_the_clock_has_caught_up() {
        let (time, clock) = fake(10_000, 0);
        assert_eq!(clock.now().get(), 10_000);
        time.store(6_000, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 10_000);
        for shown in 6_001..=8_000 {
            time.store(shown, Ordering::SeqCst);
            assert_eq!(clock.now().get(), 10_000 + (shown - 6_000) * 99 / 100);
        }
        time.store(406_000, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 406_000, "caught up");
        time.store(406_001, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 406_001, "and at full speed again");
    }

    #[test]
    fn what_passes_during_a_step_back_is_not_lost() {
        struct Both(Arc<AtomicI64>, Arc<AtomicI64>);
        impl Clock for Both {
            fn now(&self) -> Millis {
                Millis::clamped(self.0.load(Ordering::SeqCst))
            }
            fn steady(&self) -> Option<i64> {
                Some(self.1.load(Ordering::SeqCst))
            }
        }
        let (wall, steady) = (Arc::new(AtomicI64::new(4_000_000)), Arc::new(AtomicI64::new(7)));
        let clock = SteadyClock::new(Both(wall.clone(), steady.clone()), Millis::default());
        wall.store(4_000_000 - 3_600_000 + 600_000, Ordering::SeqCst);
        steady.store(600_007, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 4_000_000 + 594_000, "ten minutes, a hundredth slower");
    }

    #[test]
    fn a_step_forward_is_followed() {
        let (time, clock) = fake(10_000, 0);
        time.store(3_610_000, Ordering::SeqCst);
        assert_eq!(clock.now().get(), 3_610_000);
    }

    #[test]
    fn a_restart_does_not_begin_before_the_last_change() {
        assert_eq!(fake(10_000, 25_000).1.now().get(), 25_000);
        assert_eq!(fake(10_000, 10_000 + BELIEVABLE + 1).1.now().get(), 10_000);
    }
}
