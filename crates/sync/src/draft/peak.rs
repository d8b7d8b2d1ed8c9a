//! The longest text of a run, while what stands is shorter.
//!
//! The one rule: however a text is taken away, letter by letter or at once, it is kept once and as a whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Past;

/// A text shorter than this, in letters, is a keystroke when it goes again in the run in which it came.
const LEAST: usize = 4;

/// What a run remembers of the text that it takes away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Peak {
    /// No text was ever longer than what stands.
    #[default]
    Here,
    /// This one was.
    Longest(Box<Past>),
    /// It was, and is kept; what stands is what was left of it.
    Kept,
}

impl Peak {
    /// Whether there is nothing to remember.
    pub fn is_here(&self) -> bool {
        *self == Self::Here
    }

    /// Goes on from what stood `before` to a new value. Returns what is worth keeping, if less than half of it is left now.
    pub(super) fn go_on(self, before: Past, new: &Value) -> (Self, Option<Past>) {
        let (Some(had), Some(has)) = (length(&before.value), length(new)) else { return (Self::Here, None) };
        let longest = match self {
            Self::Kept if has <= had => return (Self::Kept, None),
            Self::Longest(longest) if length(&longest.value) > Some(had) => *longest,
            Self::Here | Self::Longest(_) | Self::Kept => before,
        };
        let most = length(&longest.value).unwrap_or_default();
        if has >= most {
            (Self::Here, None)
        } else if most >= LEAST && has * 2 < most {
            (Self::Kept, Some(longest))
        } else {
            (Self::Longest(Box::new(longest)), None)
        }
    }
}

/// How long a text is, in letters; what is cleared has none. `None`: it is no text.
fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Null => Some(0),
        Value::String(text) => Some(text.chars().count()),
        _ => None,
    }
}
