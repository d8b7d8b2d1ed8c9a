//! What this device remembers of the person's taste, and the writing of it.

use dioxus::prelude::*;

use crate::{
    acts::Change,
    ipc::{Preferences, Theme},
};

/// How the page is liked here.
#[derive(Default, Store)]
pub struct Device {
    /// Light or dark.
    pub theme: Theme,
    /// What is remembered of this device's person.
    pub preferences: Preferences,
    /// What was changed before the stored ones were read; `None`: they have been.
    pub early_preferences: Option<Vec<Change>>,
    /// The preferences are being written.
    pub writing_preferences: bool,
    /// They changed while they were being written.
    pub write_preferences_again: bool,
}
