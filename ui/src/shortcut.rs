//! Keyboard shortcuts: which keys mean what, and the overlay that tells.
//!
//! The one rule: a key that types a character never is a shortcut while somebody types.

mod overlay;

pub use overlay::ShortcutsDialog;

/// What a key combination asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Ctrl+Enter: the next step.
    Next,
    /// Ctrl+Shift+Enter: the step before.
    Back,
    /// Ctrl+1 to Ctrl+6: that step, counted from 0.
    Step(usize),
    /// Ctrl+S: send now.
    Save,
    /// `/` or Ctrl+F: search the listings.
    Search,
    /// Ctrl+D: start a copy of the listing.
    Duplicate,
    /// Ctrl+Shift+N: another window.
    Window,
    /// F1: show what the keys do.
    Help,
    /// Esc: close what is open, or go up.
    Close,
    /// Esc in a field: close what is open, or leave the field.
    LeaveField,
}

impl Shortcut {
    /// Reads a key. `command` is Ctrl (or ⌘); `typing` means that a field has the focus.
    pub fn from_key(key: &str, command: bool, shift: bool, typing: bool) -> Option<Self> {
        match (key, command) {
            ("Enter", true) if shift => Some(Self::Back),
            ("Enter", true) => Some(Self::Next),
            ("1" | "2" | "3" | "4" | "5" | "6", true) => {
                key.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).map(Self::Step)
            }
            ("d" | "D", true) => Some(Self::Duplicate),
            ("n" | "N", true) if shift => Some(Self::Window),
            ("F1", _) => Some(Self::Help),
            ("s" | "S", true) => Some(Self::Save),
            ("f" | "F", true) => Some(Self::Search),
            ("/", false) if !typing => Some(Self::Search),
            ("Escape", _) if typing => Some(Self::LeaveField),
            ("Escape", _) => Some(Self::Close),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_the_documentation_says() {
        let key = |key, command, shift| Shortcut::from_key(key, command, shift, false);
        assert_eq!(key("Enter", true, false), Some(Shortcut::Next));
        assert_eq!(key("Enter", true, true), Some(Shortcut::Back));
        assert_eq!(key("1", true, false), Some(Shortcut::Step(0)));
        assert_eq!(key("6", true, false), Some(Shortcut::Step(5)));
        assert_eq!(key("7", true, false), None);
        assert_eq!(key("0", true, false), None);
        assert_eq!(key("1", false, false), None, "a digit is a digit");
        assert_eq!(key("d", true, false), Some(Shortcut::Duplicate));
        assert_eq!(key("F1", false, false), Some(Shortcut::Help));
        assert_eq!(key("s", true, false), Some(Shortcut::Save));
        assert_eq!(key("N", true, true), Some(Shortcut::Window));
        assert_eq!(key("n", true, false), None);
        assert_eq!(key("f", true, false), Some(Shortcut::Search));
        assert_eq!(key("Escape", false, false), Some(Shortcut::Close));
        assert_eq!(key("Enter", false, false), None);
    }

    #[test]
    fn esc_in_a_field_leaves_the_field_and_not_the_step() {
        assert_eq!(Shortcut::from_key("Escape", false, false, true), Some(Shortcut::LeaveField));
        assert_eq!(Shortcut::from_key("Escape", false, false, false), Some(Shortcut::Close));
    }

    #[test]
    fn a_slash_typed_into_a_field_stays_a_slash() {
        assert_eq!(Shortcut::from_key("/", false, false, true), None);
        assert_eq!(Shortcut::from_key("/", false, false, false), Some(Shortcut::Search));
    }
}
