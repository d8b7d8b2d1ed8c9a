//! What the offer to fill in a listing from a pasted text says.

pub const TITLE: &str = "From what you pasted";
pub const HINT: &str = "Take what is right. Nothing is filled in by itself.";
pub const REVIEW: &str = "Review";
pub const CLOSE: &str = "Close";
pub const USE: &str = "Use";
pub const USED: &str = "Used";
pub const DONE: &str = "Done";
pub const NEW_LISTING: &str = "Start a listing";

/// "5 details found in what you pasted."
pub fn offer(count: usize) -> String {
    format!("{count} details found in what you pasted.")
}

/// The words it was read from.
pub fn read_from(quoted: &str) -> String {
    format!("from “{quoted}”")
}

/// What it takes the place of.
pub fn instead_of(words: &str) -> String {
    format!("instead of {words}")
}

/// A button's name for those who do not see what stands beside it.
pub fn use_this(words: &str) -> String {
    format!("Use {words}")
}
