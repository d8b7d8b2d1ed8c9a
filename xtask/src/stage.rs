//! One step of a task: its name before, how long it took after.

use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// Does `work` under a name; an error says which stage it came from.
pub fn stage<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    if process::interrupted() {
        bail!("interrupted before `{name}`");
    }
    println!("── {name}");
    let start = Instant::now();
    let done = work().with_context(|| format!("stopped at `{name}`"))?;
    println!("── {name}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}
