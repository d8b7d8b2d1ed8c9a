//! How the page starts, and how it hears from the shell and the webview.

use dioxus::prelude::*;
use lagoon_listing::Step;
use lagoon_sync::{status::SyncState, view::DraftsChanged};

use super::run;
use crate::{
    ipc::{self, ShellEvent},
    listings::stale::Stale,
    platform::{self, Outside},
    shortcut::Shortcut,
    state::{App, Overlay, Screen, prelude::*},
    wizard::place::Place,
    words,
};

impl App {
    /// Reads everything that the first screen shows. Each part appears as soon as it is there.
    pub fn start(self) {
        self.read_preferences();
        run(async move {
            match ipc::read_sync_status().await {
                Ok(status) => {
                    let mut current = self.sending.status();
                    // An event may have come first, and is newer.
                    if current.peek().words.is_empty() {
                        current.set(status);
                    }
                }
                Err(error) => self.tell(error.message),
            }
        });
        self.read_account();
        self.read_list();
        self.go_back_to_what_was_open();
        self.read_people();
        self.read_notices();
    }

    /// Takes an event of the shell.
    pub fn hear_shell(self, event: ShellEvent) {
        match event {
            ShellEvent::SyncStatus(status) => {
                // A sign-in is lost or found again together with this state.
                let trouble =
                    [status.sync_status, self.sending.status().peek().sync_status].contains(&SyncState::Error);
                self.sending.status().set(status);
                if self.shown.overlay().peek().as_ref() == Some(&Overlay::Panel) {
                    self.read_panel();
                }
                if trouble {
                    self.read_account();
                }
            }
            ShellEvent::DraftsChanged(DraftsChanged { ids }) => {
                // Until everything has been fetched once, the list fills in: nobody's finger is on what is not there yet.
                if self.sending.status().peek().last_synced_at.is_none() {
                    self.list.arrange_next().set(true);
                }
                // No ids: any draft may have changed.
                if ids.is_empty() {
                    self.list.stale().set(Stale::Everything);
                } else {
                    self.list.stale().write().add(ids.iter().copied());
                }
                // Elsewhere the list is not seen, and going to it reads it.
                if *self.shown.screen().peek() == Screen::Listings {
                    self.read_list();
                }
                let open = self.writing.peek_id();
                if open.is_some_and(|id| ids.is_empty() || ids.contains(&id)) {
                    self.read_open_again();
                    if *self.shown.screen().peek() == Screen::History {
                        self.read_history();
                    }
                }
            }
            ShellEvent::NoticesChanged => self.read_notices(),
            ShellEvent::NoticeChanged => {
                self.session.notice_closed().set(false);
                self.read_account();
            }
            ShellEvent::AccountChanged => self.follow_account(),
            ShellEvent::PreferencesChanged => self.follow_preferences(),
            ShellEvent::Closing => self.hand_over(),
            ShellEvent::Back => self.go_back(),
        }
    }

    /// One step back, whatever is open. What was typed stays, and from the list the app is only put aside.
    fn go_back(self) {
        let over = self.shown.overlay().peek().is_some() || self.list.selection().peek().is_some();
        let screen = *self.shown.screen().peek();
        match Back::from(screen, self.writing.place(), over) {
            Back::Leave => run(async move {
                ipc::leave_app().await.ok();
            }),
            Back::StepBefore => self.follow(Shortcut::Back),
            Back::Close => self.follow(Shortcut::Close),
        }
    }

    /// Takes a signal of the webview.
    pub fn hear_outside(self, signal: Outside) {
        match signal {
            Outside::Online(online) => run(async move {
                ipc::report_connectivity(online).await.ok();
            }),
            Outside::Hidden => self.send_now(),
            Outside::Metered(metered) => run(async move {
                ipc::report_metered(metered).await.ok();
            }),
            Outside::Width(width) => {
                let (mut current, mut rem) = (self.shown.width(), self.shown.rem());
                rem.set(platform::rem());
                if (width - *current.peek()).abs() > 0.5 {
                    current.set(width);
                }
            }
            Outside::Pasted(text) => self.take_pasted(&text),
            Outside::Shortcut(shortcut) => self.follow(shortcut),
            #[cfg(any(test, feature = "gallery"))]
            Outside::Gallery => {
                let mut screen = self.shown.screen();
                self.close_overlay();
                screen.set(Screen::Gallery);
            }
        }
    }

    fn follow(self, shortcut: Shortcut) {
        let screen = *self.shown.screen().peek();
        match (shortcut, screen) {
            (Shortcut::Help, _) if *self.shown.overlay().peek() == Some(Overlay::Shortcuts) => self.close_overlay(),
            (Shortcut::Close | Shortcut::LeaveField, _) if self.shown.overlay().peek().is_some() => {
                self.close_overlay();
            }
            _ if shortcut != Shortcut::Close && self.shown.overlay().peek().is_some_and(Overlay::is_modal) => {}
            (Shortcut::LeaveField, _) => platform::leave_focus(),
            (Shortcut::Close, Screen::History) => self.close_history(),
            (Shortcut::Help, _) => self.open_overlay(Overlay::Shortcuts, "shortcuts"),
            (Shortcut::Close, Screen::SignIn) => self.show_listings(),
            #[cfg(any(test, feature = "gallery"))]
            (Shortcut::Close, Screen::Gallery) => self.show_listings(),
            (Shortcut::Close, Screen::Settings) => self.close_settings(),
            (Shortcut::Close, Screen::Listings) if self.list.selection().peek().is_some() => self.toggle_selecting(),
            (Shortcut::Close, Screen::Wizard) if self.writing.place() == Place::Hub => self.show_listings(),
            (Shortcut::Close, Screen::Wizard) => self.go(Place::Hub),
            (Shortcut::Next, Screen::Wizard) => self.go(self.writing.place().next()),
            (Shortcut::Back, Screen::Wizard) => self.go(self.writing.place().back()),
            (Shortcut::Step(number), Screen::Wizard) => {
                if let Some(step) = Step::ALL.get(number) {
                    self.go(Place::Step(*step));
                }
            }
            (Shortcut::Save, _) => self.save(),
            (Shortcut::Window, _) => self.open_window(),
            (Shortcut::Duplicate, Screen::Listings) => {
                let line = {
                    let book = self.list.drafts();
                    let book = book.peek();
                    self.focused_listing().and_then(|id| book.as_ref()?.get(id).cloned())
                };
                if let Some(line) = line.filter(|line| !line.deleted) {
                    self.duplicate_listing(line.id, words::title_or_untitled(words::called(&line)));
                }
            }
            (Shortcut::Duplicate, Screen::Wizard) => {
                let open = self.writing.open().peek().as_ref().map(|open| (open.id(), open.name()));
                if let Some((id, title)) = open {
                    self.leave_field();
                    self.duplicate_listing(id, title);
                }
            }
            (Shortcut::Search, Screen::Listings) => platform::focus("search"),
            // The search is on the list, and what was written is safe.
            (Shortcut::Search, Screen::Wizard | Screen::History | Screen::Settings) => {
                self.show_listings();
                super::focus_soon("search".into());
            }
            _ => {}
        }
    }
}

/// Where a tablet's Back leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Back {
    /// Out of what is open: over the page, while several listings are chosen, or a screen above the list.
    Close,
    /// To the step before, and from the first one to the hub.
    StepBefore,
    /// Out of the app, which stays as it is.
    Leave,
}

impl Back {
    /// From a screen, at a place of the wizard; `over`: something is open over it.
    fn from(screen: Screen, place: Place, over: bool) -> Self {
        match screen {
            _ if over => Self::Close,
            Screen::Listings => Self::Leave,
            Screen::Wizard if place != Place::Hub => Self::StepBefore,
            _ => Self::Close,
        }
    }
}

#[cfg(test)]
mod tests {
    use dioxus::core::ScopeId;
    use lagoon_sync::view::DraftView;

    use super::*;
    use crate::open_draft::OpenDraft;

    #[test]
    fn back_closes_what_is_open_then_goes_step_by_step_and_leaves_the_app_from_the_list_alone() {
        let screens = [Screen::Listings, Screen::Wizard, Screen::History, Screen::SignIn, Screen::Settings];
        for place in Step::ALL.map(Place::Step).into_iter().chain([Place::Hub]) {
            for screen in screens {
                assert_eq!(Back::from(screen, place, true), Back::Close, "{screen:?} {place:?}");
                let expected = match (screen, place) {
                    (Screen::Listings, _) => Back::Leave,
                    (Screen::Wizard, Place::Step(_)) => Back::StepBefore,
                    _ => Back::Close,
                };
                assert_eq!(Back::from(screen, place, false), expected, "{screen:?} {place:?}");
            }
        }
    }

    /// From the last step, with something open over it.
    #[test]
    fn back_walks_from_whatever_is_open_over_the_last_step_to_the_list() {
        let page = VirtualDom::new(|| rsx! {});
        let walked = page.in_scope(ScopeId::ROOT, || {
            let app = App::new();
            let view: DraftView = serde_json::from_value(serde_json::json!({
                "id": "00000000-0000-0000-0000-000000000001", "groups": {"title": "Duplex"}, "stamps": {}, "unsent": [],
                "held": {}, "deleted": false, "userId": null, "teamId": null, "updatedAt": null,
            }))
            .expect("a valid view");
            app.writing.places().write().insert(view.id, Place::Step(Step::Check));
            app.writing.open().set(Some(OpenDraft::new(view)));
            app.shown.screen().set(Screen::Wizard);
            app.shown.overlay().set(Some(Overlay::Panel));
            let mut walked = vec![];
            while *app.shown.screen().peek() == Screen::Wizard && walked.len() < 20 {
                app.hear_shell(ShellEvent::Back);
                assert_eq!(*app.shown.overlay().peek(), None, "whatever was open is closed first");
                walked.push(app.writing.place());
            }
            walked
        });
        let mut expected: Vec<_> = Step::ALL.map(Place::Step).into_iter().rev().collect();
        // The hub, and the list behind it.
        expected.extend([Place::Hub, Place::Hub]);
        assert_eq!(walked, expected);
    }

    #[test]
    fn back_leads_from_every_screen_one_step_up() {
        let ways = [
            (Screen::Wizard, Screen::Listings),
            (Screen::History, Screen::Wizard),
            (Screen::SignIn, Screen::Listings),
            (Screen::Settings, Screen::Listings),
        ];
        let page = VirtualDom::new(|| rsx! {});
        for (from, to) in ways {
            let came_to = page.in_scope(ScopeId::ROOT, || {
                let app = App::new();
                let mut screen = app.shown.screen();
                screen.set(from);
                app.hear_shell(ShellEvent::Back);
                *screen.peek()
            });
            assert_eq!(came_to, to, "from {from:?}");
        }
    }
}
