//! Acts on the past: settle what lost to somebody else's value, read a listing's history, go back to a part of it.
//!
//! The one rule: what is still being typed is stored first, so that nothing overtakes it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use lagoon_listing::{DraftId, GroupName, Groups};
use lagoon_sync::{
    Millis,
    view::HistoryEntry,
    wire::{Notice, NoticeId, NoticeKind},
};
use serde_json::Value;

use super::{focus_soon, run};
use crate::{
    ipc,
    past::{values, words},
    platform,
    state::{App, Screen, prelude::*},
};

/// The history of the open listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// What this device holds; `None` until it is read.
    pub here: Option<Vec<HistoryEntry>>,
    /// What the cloud holds.
    pub cloud: CloudPart,
    /// The control that gets the focus back.
    opened_by: String,
}

/// The cloud's part of a history.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CloudPart {
    /// The cloud is being asked.
    #[default]
    Asked,
    /// It cannot be reached now, or nobody is signed in.
    Missing,
    /// Its answer.
    Read(Vec<HistoryEntry>),
}

/// Something was given back, and can be taken back again.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The listing.
    pub id: DraftId,
    /// What is now as it was.
    pub text: String,
    /// What the groups held before.
    pub undo: Groups,
}

impl App {
    /// Reads what the person has to be told of.
    pub fn read_notices(self) {
        let mut notices = self.team.notices();
        let holds = self.reading();
        run(async move {
            match ipc::list_notices().await {
                _ if !holds() => {}
                Ok(list) => {
                    self.meet(list.iter().map(|notice| notice.theirs.author));
                    if *notices.peek() != list {
                        notices.set(list);
                    }
                }
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Deals with a notice: lets the value that lost stand, or leaves what is in use.
    pub fn settle(self, notice: Notice, use_mine: bool) {
        run(async move {
            self.stored().await;
            let id = notice.id();
            let answer = if use_mine { ipc::use_mine(&id).await } else { ipc::keep_theirs(&id).await };
            match answer {
                Ok(()) => self.after_settling(&notice, &id, use_mine),
                Err(error) => self.tell(error.message),
            }
            self.read_notices();
        });
    }

    fn after_settling(self, notice: &Notice, id: &NoticeId, use_mine: bool) {
        let mut notices = self.team.notices();
        notices.write().retain(|other| other.draft != id.draft || other.group != id.group || other.at > notice.at);
        if use_mine && notice.kind == NoticeKind::Revived {
            // It lies in the trash now.
            self.show_listings();
            return;
        }
        self.read_open_again();
        focus_soon("wizard-title".into());
    }

    /// Opens the listing of a notice at the field that it is about.
    pub fn review(self, notice: &Notice) {
        let (id, group) = (notice.draft, notice.group.clone());
        let (mut places, mut fields) = (self.writing.places(), self.writing.fields());
        places.write().insert(id, values::place(&group));
        fields.write().remove(&id);
        self.close_overlay();
        self.open_listing(id);
        run(async move {
            // The listing's title gets the focus first; then whoever reads on finds the field.
            platform::sleep(160).await;
            platform::focus(&values::field(&group));
        });
    }

    /// Keeps what the team deleted long ago as a new listing.
    pub fn keep_as_new(self) {
        let Some(id) = self.writing.peek_id() else { return };
        run(async move {
            self.stored().await;
            match ipc::keep_as_new(id).await {
                Ok(new) => self.open_listing(new),
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Removes what the team deleted long ago from this device too.
    pub fn discard_purged(self) {
        let Some(id) = self.writing.peek_id() else { return };
        run(async move {
            match ipc::discard_purged(id).await {
                Ok(()) => self.show_listings(),
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Shows the history of the open listing. `opened_by` gets the focus back.
    pub fn show_history(self, opened_by: &str) {
        let (mut past, mut screen) = (self.writing.past(), self.shown.screen());
        self.leave_field();
        past.set(Past { opened_by: opened_by.into(), ..Past::default() });
        screen.set(Screen::History);
        self.read_history();
        focus_soon("history-title".into());
    }

    /// Goes back to the wizard, where it was left.
    pub fn close_history(self) {
        self.shown.screen().set(Screen::Wizard);
        let opened_by = self.writing.past().peek().opened_by.clone();
        focus_soon(opened_by);
    }

    /// Reads the history of the open listing: what the device holds at once, the cloud's part when it comes.
    pub fn read_history(self) {
        let mut past = self.writing.past();
        let Some(id) = self.writing.peek_id() else { return };
        let is_open = move || self.writing.open().peek().as_ref().is_some_and(|open| open.id() == id);
        run(async move {
            self.stored().await;
            match ipc::read_draft_history(id).await {
                Ok(here) if is_open() => past.write().here = Some(here),
                Ok(_) => return,
                Err(error) => self.tell(error.message),
            }
            let cloud = ipc::read_cloud_history(id).await.map_or(CloudPart::Missing, CloudPart::Read);
            if let CloudPart::Read(entries) = &cloud {
                self.meet(entries.iter().filter_map(|entry| entry.author));
            }
            if is_open() && past.peek().cloud != cloud {
                past.write().cloud = cloud;
            }
        });
    }

    /// Gives a group the value back that it once had.
    pub fn restore_value(self, group: GroupName, value: Value) {
        let text = words::value_restored(&group, &value);
        let wanted = BTreeMap::from([(group, value)]);
        self.restore(text, move |id| write_all(id, wanted));
    }

    /// Makes the open listing what it was at a time on the server's clock.
    pub fn restore_version(self, at: Millis, moment: &str) {
        self.restore(
            words::version_restored(moment),
            move |id| async move { ipc::restore_version(id, at).await.map(drop) },
        );
    }

    fn restore<A: Future<Output = ipc::Answer<()>>>(self, text: String, act: impl FnOnce(DraftId) -> A + 'static) {
        let mut restored = self.writing.restored();
        let Some(id) = self.writing.peek_id() else { return };
        run(async move {
            self.stored().await;
            let told = async {
                let before = ipc::open_draft(id).await?.groups;
                act(id).await?;
                let after = ipc::open_draft(id).await?.groups;
                Ok::<_, lagoon_sync::view::CommandError>(differences(&before, &after))
            };
            match told.await {
                Ok(undo) => restored.set(Some(Restored { id, text, undo })),
                Err(error) => self.tell(error.message),
            }
            self.read_open_again();
            self.read_history();
        });
    }

    /// Takes back what was given back last.
    pub fn undo_restoring(self) {
        let mut restored = self.writing.restored();
        let Some(Restored { id, undo, .. }) = restored.write().take() else { return };
        run(async move {
            self.stored().await;
            if let Err(error) = write_all(id, undo).await {
                self.tell(error.message);
            }
            self.read_open_again();
            self.read_history();
        });
        focus_soon("history-title".into());
    }
}

async fn write_all(id: DraftId, groups: Groups) -> ipc::Answer<()> {
    for (group, value) in groups {
        ipc::restore_value(id, &group, &value).await?;
    }
    Ok(())
}

/// What has to be written to come from `after` back to `before`.
fn differences(before: &Groups, after: &Groups) -> Groups {
    let names = before.keys().chain(after.keys()).filter(|group| values::can_be_restored(group));
    let held = |groups: &Groups, name: &GroupName| groups.get(name).cloned().unwrap_or(Value::Null);
    names
        .filter(|name| held(before, name) != held(after, name))
        .map(|name| (name.clone(), held(before, name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn taking_a_restore_back_writes_what_changed_and_nothing_else() {
        let groups = |value: Value| serde_json::from_value::<Groups>(value).expect("groups");
        let before = groups(json!({"title": "Now", "description": "Same", "trash": false}));
        let after = groups(json!({"title": "Then", "description": "Same", "amenity:pool": true, "trash": true}));
        assert_eq!(differences(&before, &after), groups(json!({"title": "Now", "amenity:pool": null})));
    }
}
