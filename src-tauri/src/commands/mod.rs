//! The page's commands, one area per file. Each decodes, calls the client and encodes the error; nothing more.

mod about;
mod account;
mod drafts;
mod files;
mod history;
mod notices;
mod people;
mod places;
mod preferences;
mod sync;
mod updates;
mod window;

use lagoon_client::ClientError;
use lagoon_sync::view::CommandError;
use tauri::{Wry, ipc::Invoke};

/// What a command answers.
type Answer<T> = Result<T, CommandError>;

/// Every command that the page may call; `access.rs` lists their names.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        drafts::list_drafts,
        drafts::open_draft,
        drafts::create_draft,
        drafts::edit_draft,
        drafts::delete_drafts,
        drafts::restore_drafts,
        drafts::publish_drafts,
        drafts::publish_draft,
        drafts::unpublish_draft,
        drafts::cancel_publishing,
        drafts::duplicate_draft,
        files::export_listings,
        drafts::flush_drafts,
        history::read_draft_history,
        history::read_cloud_history,
        history::restore_value,
        history::restore_version,
        notices::list_notices,
        notices::use_mine,
        notices::keep_theirs,
        notices::keep_as_new,
        notices::discard_purged,
        sync::read_sync_status,
        sync::read_sync_panel,
        sync::retry_sync,
        sync::pause_sync,
        sync::resume_sync,
        sync::report_connectivity,
        sync::report_metered,
        sync::set_save_data,
        sync::check_data,
        account::sign_in,
        account::sign_out,
        account::finish_signing_out,
        account::look_at_server,
        account::read_account,
        people::list_people,
        people::refresh_people,
        preferences::read_preferences,
        preferences::write_preferences,
        places::note_place,
        places::find_place,
        places::find_open_listing,
        about::read_about,
        about::read_log,
        updates::look_for_update,
        updates::install_update,
        window::open_window,
        window::finish_closing,
        window::leave_app,
    ]
}

#[allow(clippy::needless_pass_by_value)]
fn encode(error: ClientError) -> CommandError {
    CommandError { code: error.code().into(), message: error.to_string() }
}
