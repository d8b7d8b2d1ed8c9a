//! Many measurements of the same as three figures.

use std::fmt;

/// In milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Half of them are no longer.
    pub p50: f64,
    /// All but one in a hundred are no longer.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl Spread {
    /// Of measurements; of none, endless.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let last = values.len().saturating_sub(1);
        let at =
            |percent: usize| values.get((values.len() * percent / 100).min(last)).copied().unwrap_or(f64::INFINITY);
        Self { p50: at(50), p99: at(99), max: at(100) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms", self.p50, self.p99, self.max)
    }
}
