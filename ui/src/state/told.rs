//! What the page says across the screen: a message, good news, an offer, and words for screen readers.

use dioxus::prelude::*;

use crate::pasted::Offer;

/// A message across the top, until it is dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What happened and what to do.
    pub text: String,
    /// Whether "Try again" sends the outbox again.
    pub retry: bool,
}

/// What is being said.
#[derive(Default, Store)]
pub struct Told {
    /// The message across the top.
    pub message: Option<Message>,
    /// Something that went well, said until it is closed.
    pub informed: Option<String>,
    /// What a pasted text said, until it was reviewed or closed.
    pub pasted: Option<Offer>,
    /// What screen readers are to say now, and how often something was.
    pub spoken: (u32, &'static str),
}
