//! The window itself.

use tauri::State;

use super::Answer;
use crate::closing::Closing;

/// The page has handed over everything that was typed: the window may close.
#[tauri::command]
pub async fn finish_closing(closing: State<'_, Closing>) -> Answer<()> {
    closing.page_is_done();
    Ok(())
}
