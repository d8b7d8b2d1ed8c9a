//! One true time, and clocks that tell it rightly or wrongly. Real time moves it on; a test may let hours pass at once, or
//! make it stand still.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use lagoon_sync::{Millis, clock::Reading};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The true time at which every test begins.
pub const START: i64 = 1_800_000_000_000;

/// The true time, in milliseconds since 1970.
pub struct World {
    began: Instant,
    skipped: AtomicI64,
    stands_at: Mutex<Option<i64>>,
}

impl World {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { began: Instant::now(), skipped: AtomicI64::new(START), stands_at: Mutex::new(None) })
    }

    pub fn now(&self) -> i64 {
        let stands_at = *self.stands_at.lock().unwrap_or_else(PoisonError::into_inner);
        stands_at.unwrap_or_else(|| self.running())
    }

    fn running(&self) -> i64 {
        let elapsed = i64::try_from(self.began.elapsed().as_millis()).expect("tests are short");
        self.skipped.load(Ordering::SeqCst) + elapsed
    }

    /// Lets time pass for everybody.
    pub fn pass(&self, millis: i64) {
        let mut stands_at = self.stands_at.lock().unwrap_or_else(PoisonError::into_inner);
        self.skipped.fetch_add(millis, Ordering::SeqCst);
        *stands_at = stands_at.map(|at| at + millis);
    }

    /// From now on only [`pass`](Self::pass) moves the time.
    pub fn stand_still(&self) {
        *self.stands_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.running());
    }
}

/// A device's clocks.
pub struct DeviceClock {
    world: Arc<World>,
    hands: Mutex<Hands>,
}

struct Hands {
    wall_error: i64,
    booted_at: i64,
    boot_id: u64,
}

impl DeviceClock {
    /// A right clock on a device that was booted a day ago.
    pub fn new(world: &Arc<World>) -> Arc<Self> {
        let hands = Hands { wall_error: 0, booted_at: world.now() - DAY, boot_id: 1 };
        Arc::new(Self { world: world.clone(), hands: Mutex::new(hands) })
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the wall clock is ahead of the truth from now on.
    pub fn set_wall_error(&self, millis: i64) {
        self.hands().wall_error = millis;
    }

    /// The boot clock begins again. A test ends the client before and starts it after.
    pub fn reboot(&self) {
        let mut hands = self.hands();
        hands.boot_id += 1;
        hands.booted_at = self.world.now();
    }
}

impl lagoon_client::Clock for DeviceClock {
    fn read(&self) -> Reading {
        let (hands, now) = (self.hands(), self.world.now());
        Reading { wall: now + hands.wall_error, boot: now - hands.booted_at, boot_id: hands.boot_id }
    }
}

/// The clock of the machine that the server runs on.
pub struct MachineClock {
    world: Arc<World>,
    error: AtomicI64,
}

impl MachineClock {
    pub fn new(world: &Arc<World>) -> Arc<Self> {
        Arc::new(Self { world: world.clone(), error: AtomicI64::new(0) })
    }

    /// How far it is ahead of the truth from now on.
    pub fn set_error(&self, millis: i64) {
        self.error.store(millis, Ordering::SeqCst);
    }
}

impl lagoon_server::Clock for MachineClock {
    fn now(&self) -> Millis {
        Millis::clamped(self.world.now() + self.error.load(Ordering::SeqCst))
    }
}
