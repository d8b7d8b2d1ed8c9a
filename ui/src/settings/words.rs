//! What the settings say.

use lagoon_sync::view::SaveData;
use lagoon_words::{phrases, tr};

use crate::words::sentences;

phrases! {
    title: "Settings";
    back: "Back";
    work: "Your work";
    no_team: "None yet: everything stays on this device";
    person: "Signed in as";
    device: "This device";
    device_note: "The system's name for this device. Your team's server learns it when you sign in.";
    look: "Look";
    text_size: "Text size";
    data: "Data";
    data_counted: "Counted by Lagoon itself, without what encryption and the network add.";
    saving_data: "Save data";
    care: "Care";
    check_note: "Compares every listing with the cloud and repairs what is not the same. Nothing unsent is touched.";
    check_signed_out: "Sign in to compare your listings with the cloud.";
    trash: "Open the trash";
    about: "About Lagoon";
    version: "Version";
    build: "Build";
    folder: "Drafts and logs are in";
    install: "Install and restart";
    licences: "Apache-2.0. Icons: Lucide, ISC licence. Lagoon stands on Rust, Tauri, Dioxus and SQLite; their \
        licences come with the source.";
}

/// A size of text.
pub fn percent(size: u16) -> String {
    tr!("{size} %", size)
}

/// When data is saved.
pub fn save_data(choice: SaveData) -> &'static str {
    match choice {
        SaveData::Never => tr!("Never"),
        SaveData::Metered => tr!("On metered links"),
        SaveData::Always => tr!("Always"),
    }
}

/// What saving data does, and whether this device can tell a metered link.
pub fn save_data_note(metered: Option<bool>) -> String {
    let here = match metered {
        Some(true) => tr!("This connection is metered now."),
        Some(false) => tr!("This connection is not metered now."),
        None => {
            tr!("This device does not tell which connections are metered: choose Always while you are on mobile data.")
        }
    };
    sentences(&[
        tr!("Without the standing connection, what colleagues change shows within two minutes."),
        tr!("What you write goes out as soon as ever."),
        here,
    ])
}
