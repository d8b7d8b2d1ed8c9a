//! Waiting for something to become true. Every wait has a deadline and says, when it is over, what it waited for and what
//! it saw instead.

use std::{
    fmt::Debug,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// For what takes a moment: a page that redraws, a file that appears.
pub const SOON: Duration = Duration::from_secs(10);
/// For what takes a process or a network a while.
pub const IN_A_WHILE: Duration = Duration::from_secs(30);

/// For what chance decides again and again.
pub const A_LONG_WHILE: Duration = Duration::from_mins(2);

/// Looks until `look` sees something that `fits`, and returns it.
///
/// # Errors
/// When `within` is over: what was awaited, and what was seen last. An error of `look` counts as not yet, since pages
/// and processes come and go; the last one is told.
pub async fn until<T: Debug>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> Result<T>,
    fits: impl Fn(&T) -> bool,
) -> Result<T> {
    let started = Instant::now();
    loop {
        // A driver whose app is gone may never answer.
        let Ok(seen) = tokio::time::timeout(within + SOON, look()).await else {
            bail!("waited {within:?} until {what}; there was no answer");
        };
        if let Ok(seen) = seen
            && fits(&seen)
        {
            return Ok(seen);
        } else if started.elapsed() > within {
            // A look may be a wait of its own.
            let Ok(last) = tokio::time::timeout(SOON * 2, look()).await else {
                bail!("waited {within:?} until {what}; there was no answer");
            };
            match last {
                Ok(seen) if fits(&seen) => return Ok(seen),
                Ok(seen) => bail!("waited {within:?} until {what}; seen instead: {seen:?}"),
                Err(error) => bail!("waited {within:?} until {what}; instead: {error:#}"),
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
