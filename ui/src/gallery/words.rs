//! What the gallery says. Only those who work on Lagoon read it.

pub const EYEBROW: &str = "For those who work on Lagoon";
pub const TITLE: &str = "Gallery";
pub const LEAD: &str = "Every component in every state. Esc leads back to the listings.";

pub const CHIPS: &str = "Cloud chip";
pub const BUTTONS: &str = "Buttons";
pub const FIELDS: &str = "Fields";
pub const TOGGLES: &str = "Toggles and segments";
pub const BADGES: &str = "Badges";
pub const ROWS: &str = "Listings";
pub const STEPS: &str = "Steps";
pub const NOTHING: &str = "Nothing to show";
pub const OVERLAYS: &str = "Banners, toasts, what opens";
pub const ICONS: &str = "Icons";
pub const TYPE: &str = "Type";
pub const SPACE: &str = "Space, roundness, depth";
pub const PAIRS: &str = "Contrast";
pub const COLOURS: &str = "Colours";

/// The states that a control is shown in.
pub const AT_REST: &str = "at rest";
pub const HOVERED: &str = "under the pointer";
pub const FOCUSED: &str = "focused";
pub const DISABLED: &str = "disabled";

pub const SENTENCE: &str = "Water under the third bridge, ₦45,000,000";
