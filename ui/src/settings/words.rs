//! What the settings say.

use lagoon_sync::view::SaveData;

pub const TITLE: &str = "Settings";
pub const BACK: &str = "Back";
pub const WORK: &str = "Your work";
pub const NO_TEAM: &str = "None yet: everything stays on this device";
pub const PERSON: &str = "Signed in as";
pub const DEVICE: &str = "This device";
pub const DEVICE_NOTE: &str = "The system's name for this device. Your team's server learns it when you sign in.";
pub const LOOK: &str = "Look";
pub const TEXT_SIZE: &str = "Text size";
pub const DATA: &str = "Data";
pub const DATA_COUNTED: &str = "Counted by Lagoon itself, without what encryption and the network add.";
pub const SAVE_DATA: &str = "Save data";
pub const CARE: &str = "Care";
pub const CHECK_NOTE: &str =
    "Compares every listing with the cloud and repairs what is not the same. Nothing unsent is touched.";
pub const CHECK_SIGNED_OUT: &str = "Sign in to compare your listings with the cloud.";
pub const TRASH: &str = "Open the trash";
pub const ABOUT: &str = "About Lagoon";
pub const VERSION: &str = "Version";
pub const BUILD: &str = "Build";
pub const FOLDER: &str = "Drafts and logs are in";
pub const LICENCES: &str = "Apache-2.0. Icons: Lucide, ISC licence. Lagoon stands on Rust, Tauri, Dioxus and SQLite; their \
                            licences come with the source.";

/// A size of text.
pub fn percent(size: u16) -> String {
    format!("{size} %")
}

/// When data is saved.
pub fn save_data(choice: SaveData) -> &'static str {
    match choice {
        SaveData::Never => "Never",
        SaveData::Metered => "On metered links",
        SaveData::Always => "Always",
    }
}

/// What saving data does, and whether this device can tell a metered link.
pub fn save_data_note(metered: Option<bool>) -> String {
    let here = match metered {
        Some(true) => "This connection is metered now.",
        Some(false) => "This connection is not metered now.",
        None => "This device does not tell which connections are metered: choose Always while you are on mobile data.",
    };
    format!(
        "Without the standing connection, what colleagues change shows within two minutes. What you write goes out as soon as \
         ever. {here}"
    )
}
