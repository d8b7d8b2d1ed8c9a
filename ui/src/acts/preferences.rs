//! Acts on what the person prefers on this device: theme, size of the text, and how the list was looked at last.

use dioxus::prelude::*;
use lagoon_sync::view::SaveData;

use super::run;
use crate::{
    ipc::{self, Preferences, TextSize, Theme},
    platform,
    state::App,
};

impl App {
    /// Reads what is remembered and draws the page accordingly.
    pub fn read_preferences(self) {
        run(async move {
            if let Ok(preferences) = ipc::read_preferences().await {
                self.show_preferences(preferences);
            }
        });
    }

    /// Takes over what another window chose. Filter and order of the list stay: nothing moves here because of what is done
    /// elsewhere.
    pub fn follow_preferences(self) {
        run(async move {
            let Ok(mut newer) = ipc::read_preferences().await else { return };
            // What this window chose meanwhile is on its way, and is the newer.
            if *self.writing_preferences.peek() || newer == *self.preferences.peek() {
                return;
            }
            (newer.filter, newer.sort) = (*self.filter.peek(), *self.sort.peek());
            let mut current = self.preferences;
            self.show_theme(newer.theme);
            self.show_text_size(newer.text_size);
            current.set(newer);
        });
    }

    fn show_preferences(self, preferences: Preferences) {
        let (mut filter, mut sort, mut current) = (self.filter, self.sort, self.preferences);
        self.show_theme(preferences.theme);
        self.show_text_size(preferences.text_size);
        filter.set(preferences.filter);
        sort.set(preferences.sort);
        current.set(preferences);
        self.arrange();
    }

    /// Changes what is remembered. Changes that come while an earlier one is being written go with the next writing.
    pub fn remember(self, change: impl FnOnce(&mut Preferences)) {
        let (mut preferences, mut writing, mut again) =
            (self.preferences, self.writing_preferences, self.write_preferences_again);
        change(&mut preferences.write());
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
        self.remember(|preferences| preferences.theme = theme);
    }

    /// Draws the page in a theme.
    fn show_theme(self, theme: Theme) {
        let mut current = self.theme;
        current.set(theme);
        platform::set_theme(theme);
    }

    /// Draws the page's text this large and remembers it.
    pub fn choose_text_size(self, size: TextSize) {
        self.show_text_size(size);
        self.remember(|preferences| preferences.text_size = size);
    }

    fn show_text_size(self, size: TextSize) {
        let mut rem = self.rem;
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
