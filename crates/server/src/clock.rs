//! The server's time. The one rule: it never runs back, because devices order their edits by it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use lagoon_sync::Millis;

/// Where the time comes from. Tests bring their own.
pub trait Clock: Send + Sync {
    /// What the clock shows now; it may be wrong, and may step either way.
    fn now(&self) -> Millis;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::clamped(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Clock for Arc<dyn Clock> {
    fn now(&self) -> Millis {
        self.as_ref().now()
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
        Self { clock, state: Mutex::new(State { shown, hundredths: start * 100 }) }
    }

    /// The server's time.
    pub fn now(&self) -> Millis {
        // The lock guards two numbers that are always valid, so that a panic elsewhere cannot have broken them.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.clock.now().get();
        let passed = (shown - state.shown).max(0);
        state.shown = shown;
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
