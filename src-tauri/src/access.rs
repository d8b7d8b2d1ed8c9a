//! The one list of commands that the page may call. The build turns each into a permission, and the capability file grants
//! them by name; a command that is missing here cannot be called at all.

/// Names as in `#[tauri::command]`.
pub const COMMANDS: &[&str] = &[
    "list_drafts",
    "open_draft",
    "create_draft",
    "edit_draft",
    "delete_drafts",
    "restore_drafts",
    "publish_drafts",
    "publish_draft",
    "unpublish_draft",
    "cancel_publishing",
    "duplicate_draft",
    "export_listings",
    "flush_drafts",
    "read_draft_history",
    "read_cloud_history",
    "restore_value",
    "restore_version",
    "list_notices",
    "use_mine",
    "keep_theirs",
    "keep_as_new",
    "discard_purged",
    "check_data",
    "read_sync_status",
    "read_sync_panel",
    "retry_sync",
    "pause_sync",
    "resume_sync",
    "report_connectivity",
    "report_metered",
    "set_save_data",
    "sign_in",
    "sign_out",
    "finish_signing_out",
    "look_at_server",
    "read_account",
    "list_people",
    "refresh_people",
    "read_preferences",
    "write_preferences",
    "note_place",
    "find_place",
    "find_open_listing",
    "read_about",
    "read_log",
    "look_for_update",
    "install_update",
    "open_window",
    "finish_closing",
    "leave_app",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::COMMANDS;

    /// What the page needs of Tauri itself: to hear events.
    const EVENTS: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

    #[test]
    fn the_page_may_do_exactly_what_is_listed() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).expect("the capability file is JSON");
        let granted: Vec<&str> = capability["permissions"]
            .as_array()
            .expect("`permissions` is a list")
            .iter()
            .map(|permission| permission.as_str().expect("a permission is a name"))
            .collect();

        let expected: BTreeSet<String> = COMMANDS
            .iter()
            .map(|command| format!("allow-{}", command.replace('_', "-")))
            .chain(EVENTS.map(str::to_owned))
            .collect();
        let unique: BTreeSet<String> = granted.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(unique, expected);
        assert_eq!(unique.len(), granted.len(), "a permission is granted twice");
    }
}
