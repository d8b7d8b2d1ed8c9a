//! What a listing held before, and what the person has to be told of it: the banner, the list in the chip's panel, and the
//! history.
//!
//! The one rule: nothing here goes away on its own, and going back to an old value is a new edit.

mod banner;
mod history;
mod line;
pub mod lines;
pub mod parts;
mod review;
mod undo;
pub mod values;
pub mod words;

pub use banner::ReviewBanner;
pub use history::History;
pub use review::ToReview;
pub use undo::RestoredToast;
