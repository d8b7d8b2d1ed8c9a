//! The page's only way to the shell: its commands, typed, and its events.
//!
//! The one rule: nothing else in the page talks to the outside, and every failure comes back as a [`CommandError`] that a
//! person can read.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Millis,
    status::SyncStatus,
    view::{
        Account, CommandError, DataCheck, DraftSummary, DraftView, DraftsChanged, EditReceipt, HistoryEntry,
        ListCursor, Person, SaveData, ServerFound, Several, SyncPanel,
    },
    wire::{Notice, NoticeId},
};
use lagoon_words::tr;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    listings::{filter::Filter, sort::Sort},
    outbox::Edit,
};

/// What a command answers.
pub type Answer<T> = Result<T, CommandError>;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Ivory.
    Light,
    /// Deep green.
    Dark,
}

/// What the person prefers on this device.
///
/// What a newer version wrote and this one cannot read stands for what is usual, and names that it does not know are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    #[serde(deserialize_with = "or_usual")]
    pub theme: Theme,
    /// How large the text is.
    #[serde(deserialize_with = "or_usual")]
    pub text_size: TextSize,
    /// What the list shows.
    #[serde(deserialize_with = "or_usual")]
    pub filter: Filter,
    /// In what order.
    #[serde(deserialize_with = "or_usual")]
    pub sort: Sort,
    /// What newer versions remember.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

fn or_usual<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// How large the page's text is, in percent of the usual size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextSize(u16);

impl TextSize {
    /// The sizes that can be chosen.
    pub const ALL: [Self; 5] = [Self(100), Self(115), Self(130), Self(150), Self(200)];

    /// In percent.
    pub fn percent(self) -> u16 {
        // A size that another version offered is drawn as the nearest one here.
        let nearest = Self::ALL.into_iter().min_by_key(|size| size.0.abs_diff(self.0));
        nearest.map_or(100, |size| size.0)
    }
}

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

/// How listings are written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FileFormat {
    /// Everything.
    Json,
    /// A table.
    Csv,
}

/// A file that was written.
#[derive(Clone, Debug, Deserialize)]
pub struct Written {
    /// Where it is.
    pub path: String,
    /// How many listings are in it.
    pub listings: usize,
}

/// What there is to know about the app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Its version.
    pub version: String,
    /// How and for what it was built.
    pub build: String,
    /// Where it keeps drafts, preferences and logs.
    pub directory: String,
}

/// What the sign-in form sends.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// E-mail address.
    pub email: String,
    /// Password. Never kept after the command was sent.
    pub password: String,
    /// The team's server.
    pub server_url: String,
    /// Whether listings that belong to nobody yet join the team.
    pub claim_drafts: bool,
}

/// What the shell tells on its own.
pub enum ShellEvent {
    /// The state of sync.
    SyncStatus(SyncStatus),
    /// Drafts changed in the store.
    DraftsChanged(DraftsChanged),
    /// There is more or less to tell the person than before.
    NoticesChanged,
    /// This device's clock is wrong, or the app is too old, or no longer: the account's notice says so.
    NoticeChanged,
    /// Somebody signed in or out, in this window or another.
    AccountChanged,
    /// What is preferred on this device changed, in this window or another.
    PreferencesChanged,
    /// A window is about to close: hand over what is not stored yet.
    Closing,
    /// Android's Back.
    Back,
}

pub async fn list_drafts(ids: &BTreeSet<DraftId>) -> Answer<Vec<DraftSummary>> {
    call("list_drafts", json!({"ids": ids})).await
}

pub async fn list_drafts_after(after: Option<ListCursor>, count: u32) -> Answer<Vec<DraftSummary>> {
    call("list_drafts", json!({"after": after, "count": count})).await
}

pub async fn open_draft(id: DraftId) -> Answer<DraftView> {
    call("open_draft", json!({ "id": id })).await
}

pub async fn create_draft() -> Answer<DraftView> {
    call("create_draft", json!({})).await
}

pub async fn edit_draft(edit: &Edit) -> Answer<EditReceipt> {
    let Edit { id, group, value, base } = edit;
    call("edit_draft", json!({ "id": id, "group": group, "value": value, "base": base })).await
}

/// Returns the copy.
pub async fn duplicate_draft(id: DraftId) -> Answer<DraftId> {
    call("duplicate_draft", json!({ "id": id })).await
}

pub async fn export_listings(ids: &[DraftId], format: FileFormat, name: &str) -> Answer<Written> {
    call("export_listings", json!({ "ids": ids, "format": format, "name": name })).await
}

/// What is asked of several listings goes on if this window is closed meanwhile.
pub async fn delete_drafts(ids: &[DraftId]) -> Several {
    several("delete_drafts", ids).await
}

pub async fn restore_drafts(ids: &[DraftId]) -> Several {
    several("restore_drafts", ids).await
}

pub async fn publish_drafts(ids: &[DraftId]) -> Several {
    several("publish_drafts", ids).await
}

async fn several(command: &'static str, ids: &[DraftId]) -> Several {
    let answer = call(command, json!({ "ids": ids })).await;
    answer.unwrap_or_else(|error| Several { done: vec![], left: ids.to_vec(), why: Some(error) })
}

pub async fn publish_draft(id: DraftId) -> Answer<DraftView> {
    call("publish_draft", json!({ "id": id })).await
}

pub async fn unpublish_draft(id: DraftId) -> Answer<DraftView> {
    call("unpublish_draft", json!({ "id": id })).await
}

/// Takes back a publishing that the cloud has not heard of.
pub async fn cancel_publishing(id: DraftId) -> Answer<DraftView> {
    call("cancel_publishing", json!({ "id": id })).await
}

/// Values of this person that lost, and what else they have to be told of.
pub async fn list_notices() -> Answer<Vec<Notice>> {
    call("list_notices", json!({})).await
}

pub async fn use_mine(notice: &NoticeId) -> Answer<()> {
    call::<Value>("use_mine", json!({ "notice": notice })).await.map(drop)
}

pub async fn keep_theirs(notice: &NoticeId) -> Answer<()> {
    call::<Value>("keep_theirs", json!({ "notice": notice })).await.map(drop)
}

/// Returns the new listing.
pub async fn keep_as_new(id: DraftId) -> Answer<DraftId> {
    call("keep_as_new", json!({ "id": id })).await
}

pub async fn discard_purged(id: DraftId) -> Answer<()> {
    call::<Value>("discard_purged", json!({ "id": id })).await.map(drop)
}

/// What this device knows.
pub async fn read_draft_history(id: DraftId) -> Answer<Vec<HistoryEntry>> {
    call("read_draft_history", json!({ "id": id })).await
}

/// What the cloud knows.
pub async fn read_cloud_history(id: DraftId) -> Answer<Vec<HistoryEntry>> {
    call("read_cloud_history", json!({ "id": id })).await
}

pub async fn restore_value(id: DraftId, group: &GroupName, value: &Value) -> Answer<EditReceipt> {
    call("restore_value", json!({ "id": id, "group": group, "value": value })).await
}

pub async fn restore_version(id: DraftId, at: Millis) -> Answer<DraftView> {
    call("restore_version", json!({ "id": id, "at": at })).await
}

/// Opens another window on the same listings.
pub async fn open_window() -> Answer<()> {
    call::<Value>("open_window", json!({})).await.map(drop)
}

/// Everything typed is handed over: the window may close.
pub async fn finish_closing() -> Answer<()> {
    call::<Value>("finish_closing", json!({})).await.map(drop)
}

/// Nothing is left to go back from: the app goes behind the others.
pub async fn leave_app() -> Answer<()> {
    call::<Value>("leave_app", json!({})).await.map(drop)
}

/// Sends what waits now instead of after the pause.
pub async fn flush_drafts() -> Answer<()> {
    call::<Value>("flush_drafts", json!({})).await.map(drop)
}

pub async fn read_sync_status() -> Answer<SyncStatus> {
    call("read_sync_status", json!({})).await
}

pub async fn read_sync_panel() -> Answer<SyncPanel> {
    call("read_sync_panel", json!({})).await
}

pub async fn retry_sync() -> Answer<()> {
    call::<Value>("retry_sync", json!({})).await.map(drop)
}

pub async fn pause_sync() -> Answer<()> {
    call::<Value>("pause_sync", json!({})).await.map(drop)
}

pub async fn resume_sync() -> Answer<()> {
    call::<Value>("resume_sync", json!({})).await.map(drop)
}

pub async fn report_connectivity(online: bool) -> Answer<()> {
    call::<Value>("report_connectivity", json!({ "online": online })).await.map(drop)
}

/// Whether the connection is paid by what it carries.
pub async fn report_metered(metered: bool) -> Answer<()> {
    call::<Value>("report_metered", json!({ "metered": metered })).await.map(drop)
}

pub async fn set_save_data(save_data: SaveData) -> Answer<()> {
    call::<Value>("set_save_data", json!({ "saveData": save_data })).await.map(drop)
}

/// Compares every listing with the cloud.
pub async fn check_data() -> Answer<DataCheck> {
    call("check_data", json!({})).await
}

pub async fn look_at_server(address: &str) -> Answer<ServerFound> {
    call("look_at_server", json!({ "address": address })).await
}

/// Whether the server has heard of every sign-out so far.
pub async fn finish_signing_out() -> Answer<bool> {
    call("finish_signing_out", json!({})).await
}

/// Notes where in a listing somebody is, or that none is open.
pub async fn note_place(draft: Option<DraftId>, at: &str) -> Answer<()> {
    call::<Value>("note_place", json!({ "draft": draft, "at": at })).await.map(drop)
}

/// Where somebody was in a listing before this start, in the word that was noted, or nothing.
pub async fn find_place(draft: DraftId) -> Answer<String> {
    call("find_place", json!({ "draft": draft })).await
}

/// The listing to go back to, or nothing.
pub async fn find_open_listing() -> Answer<String> {
    call("find_open_listing", json!({})).await
}

/// How new versions come, in one sentence, and whether there is one that can be installed.
pub async fn look_for_update() -> Answer<(String, bool)> {
    call("look_for_update", json!({})).await
}

pub async fn install_update() -> Answer<()> {
    call("install_update", json!({})).await
}

pub async fn read_about() -> Answer<About> {
    call("read_about", json!({})).await
}

/// The end of today's log.
pub async fn read_log() -> Answer<String> {
    call("read_log", json!({})).await
}

pub async fn sign_in(credentials: &Credentials) -> Answer<Account> {
    let arguments = serde_json::to_value(credentials).expect("text and flags serialise");
    call("sign_in", arguments).await
}

pub async fn sign_out(discard_unsent: bool) -> Answer<()> {
    call::<Value>("sign_out", json!({ "discardUnsent": discard_unsent })).await.map(drop)
}

/// The names that this device knows.
pub async fn list_people() -> Answer<Vec<Person>> {
    call("list_people", json!({})).await
}

/// The names as the server knows them.
pub async fn refresh_people() -> Answer<Vec<Person>> {
    call("refresh_people", json!({})).await
}

pub async fn read_account() -> Answer<Account> {
    call("read_account", json!({})).await
}

pub async fn read_preferences() -> Answer<Preferences> {
    call("read_preferences", json!({})).await
}

pub async fn write_preferences(preferences: &Preferences) -> Answer<()> {
    call::<Value>("write_preferences", json!({ "preferences": preferences })).await.map(drop)
}

async fn call<T: DeserializeOwned>(command: &'static str, arguments: Value) -> Answer<T> {
    let answer = shell::invoke(command, &arguments).await?;
    serde_json::from_value(answer).map_err(|error| unreadable(command, &error))
}

/// Apart from `call`, of which the page holds one copy for each type of answer.
fn unreadable(command: &str, error: &serde_json::Error) -> CommandError {
    CommandError {
        code: "unreadable".into(),
        message: tr!(
            "The window and the app do not fit together. Close Lagoon and open it again. ({command}: {error})",
            command,
            error
        ),
    }
}

/// Reads what a failed command gave; whatever it is, a sentence comes out.
fn command_error(given: Value) -> CommandError {
    let text = given.as_str().map(str::to_owned);
    serde_json::from_value(given).unwrap_or_else(|_| CommandError {
        code: "unknown".into(),
        message: text.unwrap_or_else(|| tr!("The app did not answer. Close Lagoon and open it again.").into()),
    })
}

pub use shell::listen;

#[cfg(target_arch = "wasm32")]
mod shell {
    use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
    use wasm_bindgen_futures::JsFuture;

    use super::{Answer, ShellEvent, command_error};

    /// Calls a function of `window.__TAURI_INTERNALS__`.
    fn call_internal(name: &str, arguments: &Array) -> Result<JsValue, JsValue> {
        let internals = Reflect::get(&js_sys::global(), &"__TAURI_INTERNALS__".into())?;
        let function: Function = Reflect::get(&internals, &name.into())?.dyn_into()?;
        function.apply(&internals, arguments)
    }

    fn to_js(value: &Value) -> JsValue {
        JSON::parse(&value.to_string()).unwrap_or_else(|_| Object::new().into())
    }

    fn from_js(value: &JsValue) -> Value {
        if let Some(text) = value.as_string() {
            return Value::String(text);
        }
        let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
    }

    async fn invoke_js(command: &str, arguments: &JsValue) -> Result<JsValue, JsValue> {
        let promise: Promise = call_internal("invoke", &Array::of2(&command.into(), arguments))?.dyn_into()?;
        JsFuture::from(promise).await
    }

    pub async fn invoke(command: &str, arguments: &Value) -> Answer<Value> {
        match invoke_js(command, &to_js(arguments)).await {
            Ok(answer) => Ok(from_js(&answer)),
            Err(error) => Err(command_error(from_js(&error))),
        }
    }

    /// Hands every event of the shell to `heard`, as long as the page lives.
    pub async fn listen(heard: impl Fn(ShellEvent) + Clone + 'static) -> Answer<()> {
        let status = heard.clone();
        subscribe("sync-status", move |payload| status(ShellEvent::SyncStatus(payload))).await?;
        let clock = heard.clone();
        subscribe("clock-wrong", move |_: String| clock(ShellEvent::NoticeChanged)).await?;
        let version = heard.clone();
        subscribe("outdated", move |_: String| version(ShellEvent::NoticeChanged)).await?;
        let notices = heard.clone();
        subscribe("notices-changed", move |()| notices(ShellEvent::NoticesChanged)).await?;
        let account = heard.clone();
        subscribe("account-changed", move |()| account(ShellEvent::AccountChanged)).await?;
        let preferences = heard.clone();
        subscribe("preferences-changed", move |()| preferences(ShellEvent::PreferencesChanged)).await?;
        let closing = heard.clone();
        subscribe("closing", move |()| closing(ShellEvent::Closing)).await?;
        let back = heard.clone();
        subscribe("back", move |()| back(ShellEvent::Back)).await?;
        subscribe("drafts-changed", move |payload| heard(ShellEvent::DraftsChanged(payload))).await
    }

    async fn subscribe<T: DeserializeOwned>(event: &str, heard: impl Fn(T) + 'static) -> Answer<()> {
        let callback = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let payload = Reflect::get(&event, &"payload".into()).unwrap_or(JsValue::NULL);
            if let Ok(payload) = serde_json::from_value(from_js(&payload)) {
                heard(payload);
            }
        });
        // The page listens until it is closed.
        let callback = callback.into_js_value();
        let handler = call_internal("transformCallback", &Array::of1(&callback))
            .map_err(|error| command_error(from_js(&error)))?;
        let arguments = to_js(&serde_json::json!({ "event": event, "target": { "kind": "Any" } }));
        Reflect::set(&arguments, &"handler".into(), &handler).map_err(|error| command_error(from_js(&error)))?;
        invoke_js("plugin:event|listen", &arguments).await.map_err(|error| command_error(from_js(&error)))?;
        Ok(())
    }
}

/// Without a window there is no shell: every call says so.
#[cfg(not(target_arch = "wasm32"))]
mod shell {
    use serde_json::Value;

    use super::{Answer, ShellEvent, command_error};

    #[expect(clippy::unused_async, reason = "the page's own version waits for the shell")]
    pub async fn invoke(_command: &str, _arguments: &Value) -> Answer<Value> {
        Err(command_error(Value::Null))
    }

    pub async fn listen(_heard: impl Fn(ShellEvent) + Clone + 'static) -> Answer<()> {
        Err(command_error(Value::Null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_failed_command_gives_a_sentence_comes_out() {
        assert_eq!(command_error(json!({"code": "notReady", "message": "Add a price."})).code, "notReady");
        assert_eq!(command_error(json!("no such command")).message, "no such command");
        assert!(!command_error(Value::Null).message.is_empty());
    }

    #[test]
    fn preferences_of_another_version_are_read_as_far_as_they_can_be_and_kept() {
        let stored =
            json!({"theme": "sepia", "textSize": 150, "filter": "attention", "sort": {"by": "title"}, "later": [1]});
        let read: Preferences = serde_json::from_value(stored).expect("readable");
        assert_eq!((read.theme, read.text_size.percent(), read.filter), (Theme::System, 150, Filter::Attention));
        assert_eq!(read.sort, Sort::default(), "half an order is none");
        assert_eq!(serde_json::to_value(&read).expect("serialises")["later"], json!([1]));
        assert_eq!(serde_json::from_value::<TextSize>(json!(140)).expect("a size").percent(), 130);
        assert_eq!(serde_json::from_value::<Preferences>(json!({})).expect("readable"), Preferences::default());
    }

    #[test]
    fn the_sign_in_form_speaks_camel_case() {
        let sent = serde_json::to_value(Credentials::default()).expect("serialises");
        assert!(sent.get("serverUrl").is_some() && sent.get("claimDrafts").is_some());
    }
}
