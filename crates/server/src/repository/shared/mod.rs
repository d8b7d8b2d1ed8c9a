//! Requests that share a commit: all that wait are read for at once, decided one after the other in memory, written at
//! once, and answered. The one rule: each is answered as if it had been alone.
//!
//! What a database has to do for it stands in [`TeamRows`]; the rest is the same for every database.

pub mod access;
mod batch;
pub mod check;
mod job;
mod pages;
mod purged;
mod queue;
mod remembered;
mod rows;
mod segment;
mod stats;

pub use batch::carry_out;
pub use job::{Answer, Job, Outcome, Work, only};
pub use purged::Purged;
pub use queue::{CommitError, Lanes, Queue, Writer};
pub use remembered::{Memory, Remembered};
pub use rows::{Counter, TeamRows, ToldRow, Wanted, notice_kind};
pub use stats::CommitStats;
