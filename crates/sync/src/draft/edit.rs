//! A person's edit of one group.

use lagoon_listing::{GroupName, check_change_for_storing};
use serde_json::Value;

use super::{Dirty, Draft, Past, Peak, Replaced};
use crate::{Stamp, clock::Reading};

/// A run of values ends this long after it began, in milliseconds.
const RUN: i64 = 10 * 60_000;

/// The code of a change that was stored and cannot be read any more: only writing the group again ends its wait.
pub const UNREADABLE: &str = "unreadable";

/// What an edit did.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The group's generation after it.
    pub generation: u64,
    /// The value it replaced, if that one is worth keeping for ever: it ended a run.
    pub replaced: Option<Replaced>,
    /// Whether anything changed. Writing the value that already stands changes nothing.
    pub changed: bool,
}

impl Draft {
    /// Takes a new value of a group. `base` is the stamp of the value that was on screen.
    pub fn edit(&mut self, name: &GroupName, value: Value, base: Option<Stamp>, at: Reading) -> Edit {
        // A listing that somebody's edit brought back can be deleted again, though its trash mark still stands.
        let deletes_again = *name == GroupName::TRASH && value == Value::Bool(true) && !self.is_deleted();
        let above = if *name == GroupName::TRASH { self.greatest_stamp() } else { None };
        let group = self.groups.entry(name.clone()).or_default();
        // What the server would refuse is kept here all the same, with the reason.
        let held = check_change_for_storing(name, group.confirmed_value(), &value).err();
        let unchanged = match group.visible() {
            Some(visible) => *visible == value,
            None => value.is_null(),
        };
        if unchanged && !deletes_again {
            return Edit { generation: group.generation, replaced: None, changed: false };
        }
        group.generation += 1;
        let run = group.run.take().filter(|run| group.confirmed.as_ref().is_some_and(|head| head.stamp == run.stamp));
        let is_clean = group.dirty.is_none();
        let was_refused = group.dirty.as_ref().is_some_and(|dirty| dirty.held.is_some());
        // What the run was until now: when it began, the last value of it that was sent, and what was longer than this one.
        let (base, run, ended) = match group.dirty.take() {
            Some(old) => {
                let (base, before, last) = (old.base.max(base), old.as_past(name), old.stamp.or(old.continues));
                if !old.run_ended && at.since(&old.run_began) <= RUN {
                    let (peak, ended) = old.peak.go_on(before, &value);
                    (base, Some((old.run_began, last, peak)), ended)
                } else {
                    (base, None, Some(before))
                }
            }
            None => match (&group.confirmed, run) {
                (Some(head), Some(run)) if at.since(&run.began) <= RUN => {
                    let (peak, ended) = run.peak.go_on(Past::head(name, head, run.began), &value);
                    (base, Some((run.began, Some(head.stamp), peak)), ended)
                }
                (head, _) => (base, None, head.as_ref().map(|head| Past::head(name, head, at))),
            },
        };
        let replaced = ended.map(|ended| match &group.confirmed {
            // The server holds it, and keeps it when it is replaced.
            Some(head) if is_clean && Some(head.stamp) == ended.stamp => Replaced::head(name, head),
            confirmed => {
                let stands = confirmed.as_ref().map(|head| &head.value);
                let replaced = Replaced::past(&ended);
                // What the server would refuse is in this device's history only.
                if !was_refused && check_change_for_storing(name, stands, &ended.value).is_ok() {
                    self.past.push(ended);
                }
                replaced
            }
        });
        let (run_began, continues, peak) = match run {
            Some((began, last, peak)) if replaced.is_none() => (began, last, peak),
            // What is kept must not count as a keystroke.
            Some((_, last, peak)) => {
                let kept = replaced.as_ref().and_then(|kept| kept.stamp);
                (at, last.filter(|last| Some(*last) != kept), peak)
            }
            None => (at, None, Peak::Here),
        };
        let takes_delete_back = name.is_content() && held.is_none();
        group.dirty = Some(Dirty { base, run_began, continues, peak, above, held, ..Dirty::new(value, at) });
        let generation = group.generation;
        if takes_delete_back {
            self.take_unsent_delete_back();
        }
        Edit { generation, replaced, changed: true }
    }

    /// An edit after a delete brings the draft back. One that nobody has heard of need not be heard of.
    fn take_unsent_delete_back(&mut self) {
        let Some(trash) = self.groups.get_mut(&GroupName::TRASH) else { return };
        if trash.dirty.as_ref().is_some_and(|dirty| dirty.value == Value::Bool(true) && dirty.stamp.is_none()) {
            trash.dirty = None;
            trash.generation += 1;
        }
    }

    /// Ends every run, because the person left the step: the values that stand now are worth keeping.
    pub fn end_runs(&mut self) {
        for group in self.groups.values_mut() {
            group.run = None;
            if let Some(dirty) = &mut group.dirty {
                dirty.run_ended = true;
            }
        }
    }

    /// Lets values that the server refused try again, save those that this version knows it would refuse.
    pub fn release_held(&mut self) {
        for (name, group) in &mut self.groups {
            let stands = group.confirmed.as_ref().map(|head| &head.value);
            if let Some(dirty) = &mut group.dirty
                && dirty.held.as_ref().is_none_or(|held| held.code != UNREADABLE)
            {
                dirty.held = check_change_for_storing(name, stands, &dirty.value).err();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(boot: i64) -> Reading {
        Reading { wall: 0, boot, boot_id: 1 }
    }

    fn type_title(draft: &mut Draft, text: &str, boot: i64) -> Edit {
        draft.edit(&GroupName::TITLE, json!(text), None, at(boot))
    }

    #[test]
    fn keystrokes_inside_a_run_are_not_kept_and_the_value_that_ended_it_is() {
        let mut draft = Draft::default();
        assert_eq!(type_title(&mut draft, "D", 0).replaced, None);
        assert_eq!(type_title(&mut draft, "Duplex", 500).replaced, None);
        let kept = type_title(&mut draft, "Duplex in Lekki", RUN + 501).replaced.expect("the run had ended");
        assert_eq!(kept.value, json!("Duplex"));
    }

    #[test]
    fn removing_more_than_half_of_a_text_keeps_it() {
        let mut draft = Draft::default();
        type_title(&mut draft, "A long description", 0);
        assert_eq!(type_title(&mut draft, "A", 1).replaced.expect("kept").value, json!("A long description"));
    }

    /// What is kept while a text is typed and taken away again, one value after the other.
    fn kept(texts: &[&str]) -> Vec<Value> {
        let mut draft = Draft::default();
        let edits = texts.iter().zip(0..).map(|(text, boot)| type_title(&mut draft, text, boot));
        edits.filter_map(|edit| edit.replaced).map(|kept| kept.value).collect()
    }

    #[test]
    fn a_text_that_is_taken_away_letter_by_letter_is_kept_once_and_whole() {
        let text = "Duplex by the water";
        let grows = (1..=text.len()).map(|end| &text[..end]);
        let shrinks = (0..text.len()).rev().map(|end| &text[..end]);
        let up_and_down: Vec<_> = grows.clone().chain(shrinks.clone()).collect();
        assert_eq!(kept(&up_and_down), [json!(text)]);
        let again: Vec<_> = up_and_down.iter().copied().chain(grows).chain(shrinks).collect();
        assert_eq!(kept(&again), [json!(text), json!(text)]);
        assert_eq!(kept(&[text, "Duplex by t", "Dup", "D", ""]), [json!(text)], "in larger steps too");
    }

    #[test]
    fn a_word_that_is_put_right_leaves_no_line() {
        assert_eq!(
            kept(&["D", "", "F", "Fl", "F", "Fla", "Flat", "Fla", "Flat in", "Flat i", "Flat on"]),
            Vec::<Value>::new()
        );
        assert_eq!(kept(&["₦", "", "n", ""]), Vec::<Value>::new());
    }

    #[test]
    fn what_is_written_anew_after_a_text_was_taken_away_is_one_run_with_it() {
        assert_eq!(kept(&["Duplex", "Dup", "D", "", "F", "Flat", "Flat in Yaba"]), [json!("Duplex")]);
    }

    #[test]
    fn leaving_the_step_ends_the_run() {
        let mut draft = Draft::default();
        type_title(&mut draft, "Duplex", 0);
        draft.end_runs();
        assert_eq!(type_title(&mut draft, "Duplex!", 1).replaced.expect("kept").value, json!("Duplex"));
    }

    #[test]
    fn a_value_that_the_server_would_refuse_is_kept_here_with_the_reason() {
        let mut draft = Draft::default();
        draft.edit(&GroupName::DESCRIPTION, json!("x".repeat(100_000)), None, at(0));
        assert_eq!(draft.sendable().count(), 0);
        assert!(draft.first_held().is_some_and(|(_, error)| error.code == "tooLarge"));
        draft.release_held();
        assert_eq!(draft.sendable().count(), 0);
        draft.edit(&GroupName::DESCRIPTION, json!("short"), None, at(1));
        assert_eq!(draft.sendable().count(), 1);
    }

    #[test]
    fn a_field_that_cannot_be_read_does_not_hold_up_its_neighbours() {
        let mut draft = Draft::default();
        let author = lagoon_listing::UserId(uuid::Uuid::nil());
        let stamp = Stamp { millis: crate::Millis::clamped(5), device: crate::DeviceId(1) };
        let head = crate::wire::GroupHead { value: json!({"bedrooms": 4.5}), stamp, author };
        draft.groups.entry(GroupName::ROOMS).or_default().confirmed = Some(head);
        draft.edit(&GroupName::ROOMS, json!({"bedrooms": 4.5, "toilets": 5}), None, at(0));
        assert_eq!((draft.sendable().count(), draft.first_held()), (1, None));
        draft.release_held();
        assert_eq!(draft.sendable().count(), 1);
        draft.edit(&GroupName::ROOMS, json!({"bedrooms": 5.5, "toilets": 5}), None, at(1));
        assert!(draft.first_held().is_some_and(|(_, error)| error.field == "rooms.bedrooms"));
    }

    #[test]
    fn writing_what_already_stands_changes_nothing() {
        let mut draft = Draft::default();
        assert_eq!(type_title(&mut draft, "Duplex", 0).generation, 1);
        let again = type_title(&mut draft, "Duplex", 1);
        assert_eq!((again.generation, again.changed), (1, false));
        assert!(!draft.edit(&GroupName::PRICE, Value::Null, None, at(2)).changed);
    }

    #[test]
    fn a_listing_with_a_value_that_the_server_refuses_can_be_deleted() {
        let mut draft = Draft::default();
        let author = lagoon_listing::UserId(uuid::Uuid::nil());
        let stamp = Stamp { millis: crate::Millis::clamped(5), device: crate::DeviceId(1) };
        let head = crate::wire::GroupHead { value: json!(true), stamp, author };
        draft.groups.entry(GroupName::TRASH).or_default().confirmed = Some(head);
        draft.edit(&GroupName::DESCRIPTION, json!("x".repeat(100_000)), None, at(0));
        assert!(draft.is_deleted());
        draft.edit(&GroupName::DESCRIPTION, json!("short"), None, at(1));
        assert!(!draft.is_deleted(), "an edit that will go out brings it back");
    }
}
