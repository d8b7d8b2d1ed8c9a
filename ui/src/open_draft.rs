//! The listing that is open in the wizard.
//!
//! The one rule: a value that arrives from elsewhere never replaces what the person is typing or has typed and not stored
//! yet.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName, Property};
use lagoon_sync::view::DraftView;
use serde_json::Value;

use crate::{
    outbox::{Edit, Outbox},
    words,
};

/// How often each group was edited here: taken before a listing is read again, compared afterwards.
pub type Edits = BTreeMap<GroupName, u64>;

/// The text field that has the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caret {
    /// The group that its text belongs to.
    pub group: GroupName,
    /// The part of the group's value; `None`: all of it.
    pub part: Option<&'static str>,
    /// The field's id.
    pub id: &'static str,
}

/// The open listing: what is shown, and what was edited since it was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDraft {
    /// What is shown, keystrokes included.
    pub view: DraftView,
    edits: Edits,
    /// A newer reading could not be applied in full: read again when the field is left or the edit is stored.
    pub behind: bool,
    /// The field under the caret, by its id, if somebody else changed the same meanwhile.
    elsewhere: Option<&'static str>,
}

impl OpenDraft {
    /// Opens a listing as the device holds it.
    pub fn new(view: DraftView) -> Self {
        Self { view, edits: Edits::new(), behind: false, elsewhere: None }
    }

    /// Opens a listing with the values that were typed into it and are not stored yet.
    pub fn reopen(view: DraftView, outbox: &Outbox) -> Self {
        let mut open = Self::new(view);
        for edit in outbox.pending(open.view.id) {
            open.view.groups.insert(edit.group.clone(), edit.value.clone());
        }
        open
    }

    /// The draft's id.
    pub fn id(&self) -> DraftId {
        self.view.id
    }

    /// What it is called.
    pub fn name(&self) -> String {
        words::name_of(&Property::from_groups(self.view.id, &self.view.groups))
    }

    /// Whether somebody else changed what stands in this field while it was under the caret.
    pub fn changed_elsewhere(&self, field: &str) -> bool {
        self.elsewhere == Some(field)
    }

    /// How often each group was edited so far.
    pub fn edits(&self) -> Edits {
        self.edits.clone()
    }

    /// Whether anything was edited since it was opened.
    pub fn was_edited(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Shows a new value at once. Returns the edit to store, or `None` if nothing changes.
    pub fn change(&mut self, group: GroupName, value: Value) -> Option<Edit> {
        if *self.view.groups.get(&group).unwrap_or(&Value::Null) == value {
            return None;
        }
        *self.edits.entry(group.clone()).or_default() += 1;
        self.view.groups.insert(group.clone(), value.clone());
        if !self.view.unsent.contains(&group) {
            self.view.unsent.push(group.clone());
        }
        let base = self.view.stamps.get(&group).copied();
        Some(Edit { id: self.view.id, group, value, base })
    }

    /// Takes a newer reading of the listing: every group that was not edited since the reading was asked for (`asked_at`) and
    /// has no value waiting to be stored; of the group under the caret, all but what is under it.
    pub fn read_again(&mut self, fresh: DraftView, caret: Option<&Caret>, asked_at: &Edits, outbox: &Outbox) {
        self.behind = false;
        self.elsewhere = None;
        let shown = std::mem::replace(&mut self.view, fresh);
        let edited = |group: &GroupName| outbox.holds(shown.id, group) || self.edits.get(group) != asked_at.get(group);
        let mine = |group: &GroupName| edited(group) || caret.is_some_and(|caret| caret.group == *group);
        let names = shown.groups.keys().chain(self.view.groups.keys()).cloned().collect::<Vec<_>>();
        for group in names.into_iter().filter(mine) {
            let (old, new) = (shown.groups.get(&group), self.view.groups.get(&group));
            if old == new {
                continue;
            }
            let at = caret.filter(|_| !edited(&group));
            if let Some(part) = at.and_then(|caret| caret.part) {
                match around(part, old, new) {
                    None => continue,
                    Some(value) => {
                        self.behind = true;
                        self.elsewhere = at.map(|caret| caret.id);
                        self.view.groups.insert(group.clone(), value);
                        // What is typed now replaces a part that nobody has seen here: the stamp stays that of what was seen.
                        match shown.stamps.get(&group) {
                            Some(stamp) => self.view.stamps.insert(group, *stamp),
                            None => self.view.stamps.remove(&group),
                        };
                        continue;
                    }
                }
            }
            self.behind = true;
            if let Some(caret) = at {
                self.elsewhere = Some(caret.id);
            } else if !self.view.unsent.contains(&group) {
                // The reading does not know of it yet.
                self.view.unsent.push(group.clone());
            }
            match old {
                Some(value) => self.view.groups.insert(group.clone(), value.clone()),
                None => self.view.groups.remove(&group),
            };
            match shown.stamps.get(&group) {
                Some(stamp) => self.view.stamps.insert(group, *stamp),
                None => self.view.stamps.remove(&group),
            };
        }
    }
}

/// A newer value of a group with one part as it was. `None`: that part is the same in both.
fn around(part: &str, old: Option<&Value>, new: Option<&Value>) -> Option<Value> {
    let part_of = |value: Option<&Value>| value.and_then(|value| value.get(part)).cloned();
    let (before, after) = (part_of(old), part_of(new));
    if before == after {
        return None;
    }
    let mut value = new.and_then(Value::as_object).cloned().unwrap_or_default();
    match before {
        Some(before) => value.insert(part.to_owned(), before),
        None => value.remove(part),
    };
    Some(Value::Object(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn view(groups: &Value) -> DraftView {
        serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": groups, "stamps": {}, "unsent": [], "held": {}, "deleted": false,
            "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view")
    }

    fn caret(group: GroupName, part: Option<&'static str>) -> Caret {
        Caret { group, part, id: "field" }
    }

    fn text(open: &OpenDraft, group: &GroupName) -> String {
        open.view.groups.get(group).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    #[test]
    fn a_remote_value_never_changes_the_field_under_the_caret() {
        let mut open = OpenDraft::new(view(&json!({"title": "Mine", "description": "Old"})));
        let asked_at = open.edits();
        let remote = view(&json!({"title": "Theirs", "description": "New"}));
        open.read_again(remote.clone(), Some(&caret(GroupName::TITLE, None)), &asked_at, &Outbox::default());
        assert_eq!(text(&open, &GroupName::TITLE), "Mine");
        assert_eq!(text(&open, &GroupName::DESCRIPTION), "New");
        assert!(open.behind, "it is applied once the field is left");
        assert!(open.changed_elsewhere("field"), "and the person is told");
        assert!(!open.changed_elsewhere("another"));

        open.read_again(remote, None, &asked_at, &Outbox::default());
        assert_eq!(text(&open, &GroupName::TITLE), "Theirs");
        assert!(!open.behind && !open.changed_elsewhere("field"));
    }

    #[test]
    fn a_reading_that_was_asked_for_before_an_edit_does_not_undo_it() {
        let mut open = OpenDraft::new(view(&json!({"title": "A"})));
        let asked_at = open.edits();
        let edit = open.change(GroupName::TITLE, json!("AB"));
        assert!(edit.is_some());
        open.read_again(view(&json!({"title": "A"})), None, &asked_at, &Outbox::default());
        assert_eq!(text(&open, &GroupName::TITLE), "AB");
        assert!(!open.changed_elsewhere("field"), "it is one's own change");
    }

    #[test]
    fn beside_the_field_under_the_caret_its_group_shows_what_others_write() {
        let mut open = OpenDraft::new(view(&json!({"location": {"street": "1 Mine Way", "area": "Yaba"}})));
        let caret = caret(GroupName::LOCATION, Some("street"));
        let read = |open: &mut OpenDraft, location: Value| {
            let asked_at = open.edits();
            open.read_again(view(&json!({"location": location})), Some(&caret), &asked_at, &Outbox::default());
            (open.view.groups[&GroupName::LOCATION].clone(), open.behind, open.changed_elsewhere("field"))
        };
        let theirs = json!({"street": "1 Mine Way", "area": "Surulere", "lga": "Surulere"});
        assert_eq!(read(&mut open, theirs.clone()), (theirs, false, false));
        let moved = read(&mut open, json!({"street": "2 Their Way", "area": "Ikeja"}));
        assert_eq!(moved, (json!({"street": "1 Mine Way", "area": "Ikeja"}), true, true));
        let mut stamped = view(&json!({"location": {"street": "3 Their Way"}}));
        stamped.stamps.insert(GroupName::LOCATION, "2-00000000000000ab".parse().expect("a stamp"));
        open.read_again(stamped, Some(&caret), &Edits::new(), &Outbox::default());
        assert_eq!(open.view.stamps.get(&GroupName::LOCATION), None, "what is typed next has not seen theirs");
        let cleared = read(&mut open, Value::Null);
        assert_eq!(cleared, (json!({"street": "1 Mine Way"}), true, true));
    }

    #[test]
    fn a_value_that_waits_to_be_stored_is_not_undone() {
        let mut open = OpenDraft::new(view(&json!({"title": "A"})));
        let mut outbox = Outbox::default();
        outbox.put(open.change(GroupName::TITLE, json!("AB")).expect("a change"));
        open.read_again(view(&json!({"title": "A"})), None, &open.edits(), &outbox);
        assert_eq!(text(&open, &GroupName::TITLE), "AB");
    }

    #[test]
    fn what_could_not_be_stored_is_shown_when_the_listing_is_opened_again() {
        let mut outbox = Outbox::default();
        let mut open = OpenDraft::new(view(&json!({"title": "A"})));
        outbox.put(open.change(GroupName::TITLE, json!("AB")).expect("a change"));
        outbox.refused(open.id());
        let again = OpenDraft::reopen(view(&json!({"title": "A", "description": "Old"})), &outbox);
        assert_eq!(
            (text(&again, &GroupName::TITLE), text(&again, &GroupName::DESCRIPTION)),
            ("AB".into(), "Old".into())
        );
    }

    #[test]
    fn typing_the_same_value_again_is_no_edit() {
        let mut open = OpenDraft::new(view(&json!({"title": "A"})));
        assert_eq!(open.change(GroupName::TITLE, json!("A")), None);
        assert_eq!(open.change(GroupName::PRICE, Value::Null), None);
    }
}
