//! The open listing's groups as typed values: read for what is shown, changed by what is typed.
//!
//! The one rule: a change keeps every field that it is not about, those of newer versions among them.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, group_value};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::state::{App, prelude::*, use_app};

/// A group's value for as long as a component lives: read again when the listing changes, new only when the group did.
pub fn use_stored<T: DeserializeOwned + Default + PartialEq + 'static>(group: GroupName) -> Memo<T> {
    let app = use_app();
    use_memo(move || app.writing.group(&group).unwrap_or_default())
}

/// Changes a part of a group. A group without any part left is cleared.
pub fn change<T>(app: App, group: GroupName, part: impl FnOnce(&mut T))
where
    T: Serialize + DeserializeOwned + Default + PartialEq,
{
    let mut value: T = app.writing.group(&group).unwrap_or_default();
    part(&mut value);
    app.edit(group, group_value(&value));
}

/// Writes a group that is one text; an emptied one is cleared.
pub fn write_text(app: App, group: GroupName, text: String) {
    app.edit(group, if text.is_empty() { Value::Null } else { Value::String(text) });
}

/// Writes a group that is one choice.
pub fn write_choice(app: App, group: GroupName, id: &str) {
    write_text(app, group, id.to_owned());
}
