//! Acts on the open listing: edit, move between steps, publish.
//!
//! The one rule: a keystroke is on screen at once and in the outbox before anything else happens.

use dioxus::prelude::*;
use lagoon_listing::{DraftId, GroupName, Step};
use lagoon_sync::view::{CommandError, DraftView};
use serde_json::Value;

use super::{focus_soon, run};
use crate::{
    ipc::{self, Answer},
    open_draft::{Caret, Edits, OpenDraft},
    outbox::Edit,
    platform,
    state::{App, Message, Screen, prelude::*},
    wizard::place::{self, Place},
    words,
};

/// What is said of an edit that could not be stored, and whether trying again can help.
fn not_stored(error: &CommandError) -> Message {
    match error.code.as_str() {
        "noSuchDraft" => Message { text: words::not_stored_as_gone().into(), retry: false },
        _ => Message { text: words::not_stored(&error.message), retry: true },
    }
}

impl App {
    /// Shows a group's new value and sends it to the store.
    pub fn edit(self, group: GroupName, value: Value) {
        let (mut open, mut outbox, mut typed_at) =
            (self.writing.open(), self.sending.outbox(), self.sending.typed_at());
        typed_at.set(platform::steady_now());
        let edit = open.write().as_mut().and_then(|open| open.change(group, value));
        let Some(next) = edit.and_then(|edit| outbox.write().put(edit)) else { return };
        self.store(next);
    }

    /// Stores an edit and then whatever waits of the same draft.
    fn store(self, first: Edit) {
        let (mut outbox, mut message) = (self.sending.outbox(), self.told.message());
        run(async move {
            let id = first.id;
            let mut next = Some(first);
            while let Some(edit) = next {
                match ipc::edit_draft(&edit).await {
                    Ok(_) => next = outbox.write().stored(id),
                    Err(error) => {
                        outbox.write().refused(id);
                        // It belonged to somebody who is signed out by now.
                        if !outbox.peek().holds_any(id) {
                            return;
                        }
                        message.set(Some(not_stored(&error)));
                        return;
                    }
                }
            }
            if outbox.peek().is_empty() && message.peek().as_ref().is_some_and(|shown| shown.retry) {
                message.set(None);
            }
            if self.writing.open().peek().as_ref().is_some_and(|open| open.id() == id && open.behind) {
                self.read_open_again();
            }
        });
    }

    /// Tries again to store what could not be stored.
    pub fn store_again(self) {
        let (mut outbox, mut message) = (self.sending.outbox(), self.told.message());
        message.set(None);
        if outbox.peek().is_empty() {
            return;
        }
        let edits = outbox.write().retry();
        for edit in edits {
            self.store(edit);
        }
    }

    /// A text field has the focus: while it has, nothing that comes from elsewhere changes what stands in it.
    pub fn enter_text(self, at: Caret) {
        self.enter_field(at.id);
        self.writing.caret().set(Some(at));
    }

    /// A control has the focus: the one with this id. Whoever comes back to the listing comes back to it.
    pub fn enter_field(self, id: &str) {
        let mut fields = self.writing.fields();
        let of = self.writing.peek_id();
        if let Some(of) = of
            && fields.write().insert(of, id.to_owned()).as_deref() != Some(id)
        {
            self.note_place();
        }
    }

    /// Lets the device remember where somebody is, in case the app ends here. Nothing waits for it.
    pub(super) fn note_place(self) {
        let id = self.writing.peek_id().filter(|_| *self.shown.screen().peek() != Screen::Listings);
        let at = id.map(|id| {
            let place = self.writing.places().peek().get(&id).copied().unwrap_or_default();
            place::stored(place, self.writing.fields().peek().get(&id).map(String::as_str))
        });
        run(async move {
            ipc::note_place(id, &at.unwrap_or_default()).await.ok();
        });
    }

    /// The field lost the focus: what came from elsewhere meanwhile may show now.
    pub fn leave_field(self) {
        self.writing.caret().set(None);
        if self.writing.open().peek().as_ref().is_some_and(|open| open.behind) {
            self.read_open_again();
        }
    }

    /// Reads the open listing again.
    pub fn read_open_again(self) {
        let asked = self.writing.open().peek().as_ref().map(|open| (open.id(), open.edits()));
        let Some((id, edits)) = asked else { return };
        run(async move {
            match ipc::open_draft(id).await {
                Ok(view) => self.take_reading(view, &edits),
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Shows a newer reading of the open listing, save what the person is at.
    pub fn take_reading(self, view: DraftView, asked_at: &Edits) {
        let mut open = self.writing.open();
        let caret = self.writing.caret().peek().clone();
        let outbox = self.sending.outbox();
        let outbox = outbox.peek();
        if let Some(shown) = open.write().as_mut().filter(|shown| shown.id() == view.id) {
            shown.read_again(view, caret.as_ref(), asked_at, &outbox);
        }
    }

    /// Sends everything stored now instead of after the pause.
    pub fn send_now(self) {
        run(async move {
            self.stored().await;
            ipc::flush_drafts().await.ok();
        });
    }

    /// Writes over what somebody typed, on one tap: what stood until then is kept in the history first.
    pub fn write_over(self, write: impl FnOnce() + 'static) {
        let open = move || self.writing.peek_id();
        let of = open();
        run(async move {
            self.stored().await;
            ipc::flush_drafts().await.ok();
            // Somebody who has gone on to another listing meanwhile did not mean that one.
            if open() == of {
                write();
            }
        });
    }

    /// Ctrl+S: everything is saved as it is typed, so that there is nothing to do but to say so, and to send it.
    pub fn save(self) {
        run(async move {
            self.stored().await;
            if self.sending.outbox().peek().is_empty() {
                self.speak(words::already_saved());
            }
            ipc::flush_drafts().await.ok();
        });
    }

    /// Lets the window close once the last keystroke is stored.
    pub fn hand_over(self) {
        run(async move {
            self.stored().await;
            // Whoever waits for this page learns by its silence that something is not stored.
            if self.sending.outbox().peek().is_empty() {
                ipc::finish_closing().await.ok();
            }
        });
    }

    /// Waits a moment for the outbox to empty, so that what follows sees the last keystroke.
    pub(super) async fn stored(self) {
        for _ in 0..40 {
            if self.sending.outbox().peek().is_empty() {
                return;
            }
            platform::sleep(25).await;
        }
    }

    /// Goes to a place of the wizard. Nothing on the page can forbid it.
    pub fn go(self, place: Place) {
        let (mut places, mut fields) = (self.writing.places(), self.writing.fields());
        let Some(id) = self.writing.peek_id() else { return };
        places.write().insert(id, place);
        fields.write().remove(&id);
        self.note_place();
        self.informed_enough();
        self.leave_field();
        self.send_now();
        platform::scroll_to_top("scroller");
        if place != Place::Step(Step::Check) {
            focus_soon("step-title".into());
        }
    }

    /// Notes that somebody asked for a check of the open listing, and brings its result to their attention.
    pub fn mark_checked(self) {
        let mut checked = self.writing.checked();
        let id = self.writing.peek_id();
        if let Some(id) = id {
            checked.write().insert(id);
            focus_soon("problems".into());
        }
    }

    /// Goes to the field that a problem is about.
    pub fn go_to_field(self, place: Place, field: String) {
        if self.writing.place() == place {
            platform::focus(&field);
            return;
        }
        self.go(place);
        run(async move {
            platform::sleep(80).await;
            platform::focus(&field);
        });
    }

    /// Makes the listing public as it is on screen. Works without a network.
    pub fn publish(self) {
        self.change_publication(ipc::publish_draft);
    }

    /// Takes the listing back from the public.
    pub fn unpublish(self) {
        self.change_publication(ipc::unpublish_draft);
    }

    /// Takes back a change of publication that has not gone out: what buyers see now stays.
    pub fn cancel_publishing(self) {
        self.change_publication(ipc::cancel_publishing);
    }

    fn change_publication<A: Future<Output = Answer<DraftView>>>(self, command: impl FnOnce(DraftId) -> A + 'static) {
        let Some(id) = self.writing.peek_id() else { return };
        run(async move {
            self.stored().await;
            if self.sending.outbox().peek().holds_any(id) {
                self.tell(words::store_first());
                return;
            }
            // Each time that it was published or withdrawn is worth a line of its history, however soon the next one comes.
            ipc::flush_drafts().await.ok();
            let answer = command(id).await;
            let edits = self.writing.open().peek().as_ref().map(OpenDraft::edits).unwrap_or_default();
            match answer {
                Ok(view) => self.take_reading(view, &edits),
                Err(CommandError { code, .. }) if code == "notReady" => focus_soon("problems".into()),
                Err(error) => self.tell(error.message),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_trying_again_cannot_help_it_is_not_offered() {
        let said = |code: &str| {
            not_stored(&CommandError { code: code.into(), message: "the disk is full. Free space.".into() })
        };
        let full = said("diskFull");
        assert!(full.retry && full.text.ends_with("Free space, then tap Try again."), "{}", full.text);
        let gone = said("noSuchDraft");
        assert!(!gone.retry && !gone.text.contains("Try again"), "{}", gone.text);
        assert!(gone.text.contains("start a new one"), "{}", gone.text);
    }
}
