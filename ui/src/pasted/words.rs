//! What the offer to fill in a listing from a pasted text says.

use lagoon_words::{phrases, tr, trn};

phrases! {
    title: "From what you pasted";
    hint: "Take what is right. Nothing is filled in by itself.";
    review: "Review";
    take: "Use";
    taken: "Used";
    take_all: "Use all";
    done: "Done";
    new_listing: "Start a listing";
}

/// "5 details found in what you pasted."
pub fn offer(count: usize) -> String {
    trn!(count, "{count} detail found in what you pasted.", "{count} details found in what you pasted.")
}

/// The words it was read from.
pub fn read_from(quoted: &str) -> String {
    tr!("from “{quoted}”", quoted)
}

/// The words it was read from, and what it would take the place of.
pub fn read_from_instead_of(quoted: &str, before: &str) -> String {
    tr!("from “{quoted}”, instead of {before}", quoted, before)
}

/// A button's name for those who do not see what stands beside it.
pub fn take_this(said: &str) -> String {
    tr!("Use {said}", said)
}
