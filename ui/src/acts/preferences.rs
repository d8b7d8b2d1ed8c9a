//! Acts on what the person prefers on this device: theme, size of the text, and how the list was looked at last.
//!
//! The one rule: nothing is written before what is stored was read, so that a change replaces only what it is about.

use dioxus::prelude::*;
use lagoon_sync::view::SaveData;

use super::run;
use crate::{
    ipc::{self, Preferences, TextSize, Theme},
    platform,
    state::{App, prelude::*},
};

/// A change of what is preferred.
pub type Change = Box<dyn Fn(&mut Preferences)>;

impl App {
    /// Reads what is remembered and draws the page accordingly.
    pub fn read_preferences(self) {
        run(async move {
            match ipc::read_preferences().await {
                Ok(stored) => self.take_stored_preferences(stored),
                // What was chosen meanwhile is tried again with the next change.
                Err(error)
                    if self.device.early_preferences().peek().as_ref().is_some_and(|early| !early.is_empty()) =>
                {
                    self.tell(error.message);
                }
                Err(_) => {}
            }
        });
    }

    /// Takes the first reading; what was changed before it came is changed in it.
    fn take_stored_preferences(self, mut stored: Preferences) {
        let mut early = self.device.early_preferences();
        let Some(changes) = early.write().take() else { return };
        for change in &changes {
            change(&mut stored);
        }
        self.show_preferences(stored);
        if !changes.is_empty() {
            self.write_preferences();
        }
    }

    /// Takes over what another window chose. Filter and order of the list stay: nothing moves here because of what is done
    /// elsewhere.
    pub fn follow_preferences(self) {
        if self.device.early_preferences().peek().is_some() {
            self.read_preferences();
            return;
        }
        run(async move {
            let Ok(mut newer) = ipc::read_preferences().await else { return };
            // What this window chose meanwhile is on its way, and is the newer.
            if *self.device.writing_preferences().peek() || newer == *self.device.preferences().peek() {
                return;
            }
            (newer.filter, newer.sort) = (*self.list.filter().peek(), *self.list.sort().peek());
            let mut current = self.device.preferences();
            self.show_theme(newer.theme);
            self.show_text_size(newer.text_size);
            current.set(newer);
        });
    }

    fn show_preferences(self, preferences: Preferences) {
        let (mut filter, mut sort, mut current) = (self.list.filter(), self.list.sort(), self.device.preferences());
        self.show_theme(preferences.theme);
        self.show_text_size(preferences.text_size);
        filter.set(preferences.filter);
        sort.set(preferences.sort);
        current.set(preferences);
        self.arrange();
    }

    /// Changes what is remembered. Changes that come while an earlier one is being written go with the next writing.
    pub fn remember(self, change: impl Fn(&mut Preferences) + 'static) {
        let (mut preferences, mut early) = (self.device.preferences(), self.device.early_preferences());
        change(&mut preferences.write());
        let is_early = early.peek().is_some();
        if is_early {
            early.write().get_or_insert_default().push(Box::new(change));
            self.read_preferences();
        } else {
            self.write_preferences();
        }
    }

    fn write_preferences(self) {
        let (preferences, mut writing, mut again) =
            (self.device.preferences(), self.device.writing_preferences(), self.device.write_preferences_again());
        if *writing.peek() {
            again.set(true);
            return;
        }
        writing.set(true);
        run(async move {
            loop {
                again.set(false);
                let newest = preferences.peek().clone();
                if let Err(error) = ipc::write_preferences(&newest).await {
                    self.tell(error.message);
                }
                if !*again.peek() {
                    break;
                }
            }
            writing.set(false);
        });
    }

    /// Draws the page in a theme and remembers it.
    pub fn choose_theme(self, theme: Theme) {
        self.show_theme(theme);
        self.remember(move |preferences| preferences.theme = theme);
    }

    /// Draws the page in a theme.
    fn show_theme(self, theme: Theme) {
        self.device.theme().set(theme);
        platform::set_theme(theme);
    }

    /// Draws the page's text this large and remembers it.
    pub fn choose_text_size(self, size: TextSize) {
        self.show_text_size(size);
        self.remember(move |preferences| preferences.text_size = size);
    }

    fn show_text_size(self, size: TextSize) {
        let mut rem = self.shown.rem();
        platform::set_text_size(size.percent());
        rem.set(platform::rem());
    }

    /// Chooses when this device saves data.
    pub fn choose_save_data(self, save_data: SaveData) {
        run(async move {
            match ipc::set_save_data(save_data).await {
                Ok(()) => self.read_account(),
                Err(error) => self.tell(error.message),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listings::filter::Filter;

    #[test]
    fn what_was_chosen_before_the_first_reading_replaces_nothing_else_that_is_stored() {
        fn page() -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                app.remember(|preferences| preferences.filter = Filter::Mine);
                assert!(!*app.device.writing_preferences().peek(), "nothing is written over what nobody has read");
                let mut stored = Preferences { text_size: TextSize::ALL[3], ..Preferences::default() };
                stored.other.insert("later".into(), true.into());
                app.take_stored_preferences(stored.clone());
                let both = Preferences { filter: Filter::Mine, ..stored.clone() };
                assert_eq!(*app.device.preferences().peek(), both);
                assert_eq!(*app.list.filter().peek(), Filter::Mine);
                assert!(*app.device.writing_preferences().peek(), "now it is");
                app.take_stored_preferences(stored);
                assert_eq!(*app.device.preferences().peek(), both, "a second reading is older than what was chosen");
            });
            rsx! {}
        }
        VirtualDom::new(page).rebuild_in_place();
    }
}
