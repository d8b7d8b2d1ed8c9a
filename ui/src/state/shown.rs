//! What is shown: the screen, what lies over it, and how large the page is.
//!
//! The one rule: nothing here is about a listing.

use dioxus::prelude::*;

use crate::platform;

/// Which screen is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// All listings.
    #[default]
    Listings,
    /// The open listing.
    Wizard,
    /// The open listing's history.
    History,
    /// The sign-in form.
    SignIn,
    /// Settings.
    Settings,
    /// Every component in every state.
    #[cfg(any(test, feature = "gallery"))]
    Gallery,
}

/// What lies over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The cloud chip's panel.
    Panel,
    /// Account and theme.
    AccountMenu,
    /// "Sign out?": stay, sign out, or, with work that is not sent yet, send it or discard it.
    SignOut,
    /// How the listings are written to a file.
    Export,
    /// What the keys do.
    Shortcuts,
    /// What was found in a pasted text.
    Pasted,
    /// "Some of these are published": keep them, or delete them all.
    Delete,
}

impl Overlay {
    /// Whether nothing below it can be used until it is closed.
    pub fn is_modal(self) -> bool {
        matches!(self, Self::SignOut | Self::Export | Self::Shortcuts | Self::Pasted | Self::Delete)
    }
}

/// What is shown.
#[derive(Default, Store)]
pub struct Shown {
    /// The screen.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// What had the focus before something was opened over the screen.
    pub focus_before: Option<platform::Element>,
    /// Where "Back" leads from the settings.
    pub before_settings: Screen,
    /// The page's width in CSS pixels.
    pub width: f64,
    /// The size of the page's text in CSS pixels.
    pub rem: f64,
}

#[store(pub)]
impl<Lens> Store<Shown, Lens> {
    /// Whether this screen is shown.
    fn is_on(&self, screen: Screen) -> bool {
        *self.screen().read() == screen
    }

    /// Whether this lies over the screen.
    fn is_over(&self, overlay: Overlay) -> bool {
        *self.overlay().read() == Some(overlay)
    }

    /// Whether nothing of the screen can be used until what lies over it is closed.
    fn is_covered(&self) -> bool {
        self.overlay().read().is_some_and(Overlay::is_modal)
    }
}
