//! Which rows of a long list are drawn: those near the eye, so that a thousand listings open like ten.
//!
//! The one rule: the measures here are those of the style sheet (`--row-height`, `--card-height`, `--tall-card-height` and their
//! breaks), which grow with the text.

use dioxus::prelude::Key;

/// From this width on listings are rows of a table, below they are cards. In rem, as everything here.
const TABLE_FROM: f64 = 62.5;
/// From this width on two cards stand side by side.
const TWO_CARDS_FROM: f64 = 43.75;
const ROW_HEIGHT: f64 = 5.0;
/// A card and the gap below it.
const CARD_HEIGHT: f64 = 12.5;
/// Below this width, as on a phone with large text, what stands side by side on a card stands one below the other.
const TALL_CARDS_BELOW: f64 = 18.0;
const TALL_CARD_HEIGHT: f64 = 18.0;
/// Drawn beyond both edges, in CSS pixels, so that scrolling finds rows already there.
const BEYOND: f64 = 700.0;

/// What the list is drawn on, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ground {
    /// The page's width.
    pub width: f64,
    /// The size of the page's text.
    pub rem: f64,
    /// How far the page is scrolled down.
    pub top: f64,
    /// How much of it is seen at once.
    pub height: f64,
}

/// The part of the list that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Rows of a table rather than cards.
    pub table: bool,
    /// The first listing drawn.
    pub first: usize,
    /// How many are drawn.
    pub count: usize,
    /// Where the first one stands, in CSS pixels from the top of the list.
    pub offset: f64,
    /// The height of the whole list in CSS pixels.
    pub total_height: f64,
    /// How many listings stand side by side.
    pub columns: usize,
    /// The height of one line of them in CSS pixels.
    pub line: f64,
}

impl Window {
    /// The window over `length` listings.
    pub fn over(length: usize, ground: Ground) -> Self {
        let Ground { width, rem, top, height } = ground;
        let table = width >= TABLE_FROM * rem;
        let columns = if !table && width >= TWO_CARDS_FROM * rem { 2 } else { 1 };
        let height_of_line = if table {
            ROW_HEIGHT
        } else if width > TALL_CARDS_BELOW * rem {
            CARD_HEIGHT
        } else {
            TALL_CARD_HEIGHT
        };
        let line = rem * height_of_line;
        let lines = length.div_ceil(columns);
        let first_line = whole((top - BEYOND) / line).min(lines);
        let last_line = (whole((top + height + BEYOND) / line) + 1).min(lines);
        Self {
            table,
            first: first_line * columns,
            count: (last_line - first_line) * columns,
            offset: pixels(first_line) * line,
            total_height: pixels(lines) * line,
            columns,
            line,
        }
    }

    /// Where a listing stands, in CSS pixels from the top of the list.
    pub fn top_of(&self, index: usize) -> f64 {
        pixels(index / self.columns) * self.line
    }

    /// Where a key leads from a listing; `None` if it leads nowhere.
    pub fn after_key(&self, key: &Key, from: usize, length: usize) -> Option<usize> {
        let last = length.checked_sub(1)?;
        let page = self.columns * whole((BEYOND / self.line).max(1.0));
        let to = match key {
            Key::ArrowDown => from + self.columns,
            Key::ArrowUp => from.checked_sub(self.columns)?,
            Key::ArrowRight if self.columns > 1 => from + 1,
            Key::ArrowLeft if self.columns > 1 => from.checked_sub(1)?,
            Key::PageDown => (from + page).min(last),
            Key::PageUp => from.saturating_sub(page),
            Key::Home => 0,
            Key::End => last,
            _ => return None,
        };
        (to <= last).then_some(to)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a list can hold")]
fn whole(lines: f64) -> usize {
    lines.clamp(0.0, 10_000_000.0) as usize
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn pixels(lines: usize) -> f64 {
    lines as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(width: f64, rem: f64, top: f64) -> Ground {
        Ground { width, rem, top, height: 800.0 }
    }

    #[test]
    fn ten_thousand_listings_draw_a_screenful() {
        for top in [0.0, 5_000.0, 799_000.0] {
            let window = Window::over(10_000, ground(1280.0, 16.0, top));
            assert!(window.count < 40, "{window:?}");
            assert!((window.total_height - 800_000.0).abs() < 0.1);
        }
    }

    #[test]
    fn everything_in_sight_is_drawn_at_every_size_of_text() {
        for rem in [16.0, 20.0, 32.0] {
            for width in [1280.0, 800.0, 390.0] {
                for top in [0.0, 333.0, 9_000.0, 1e9] {
                    let window = Window::over(301, ground(width, rem, top));
                    let bottom_line = (window.first + window.count).div_ceil(window.columns);
                    assert!(window.offset <= top.min(window.total_height), "{window:?}");
                    let bottom = pixels(bottom_line) * window.line;
                    assert!(bottom >= (top + 800.0).min(window.total_height), "{window:?}");
                    assert!(window.first + window.count <= 302);
                }
            }
        }
    }

    #[test]
    fn large_text_makes_cards_of_rows_before_they_are_too_narrow() {
        assert!(Window::over(9, ground(1280.0, 16.0, 0.0)).table);
        let large = Window::over(9, ground(1280.0, 32.0, 0.0));
        assert_eq!((large.table, large.columns), (false, 1));
        let phone = |rem| Window::over(9, ground(390.0, rem, 0.0)).line / rem;
        assert!(phone(16.0) < phone(32.0), "cards of large text are taller in it");
    }

    #[test]
    fn keys_lead_through_the_whole_list_and_not_out_of_it() {
        let table = Window::over(100, ground(1280.0, 16.0, 0.0));
        assert_eq!(table.after_key(&Key::ArrowDown, 3, 100), Some(4));
        assert_eq!(table.after_key(&Key::ArrowUp, 0, 100), None);
        assert_eq!(table.after_key(&Key::ArrowDown, 99, 100), None);
        assert_eq!(table.after_key(&Key::ArrowRight, 3, 100), None, "rows have no neighbours");
        assert_eq!((table.after_key(&Key::Home, 50, 100), table.after_key(&Key::End, 50, 100)), (Some(0), Some(99)));
        assert!(table.after_key(&Key::PageDown, 0, 100).is_some_and(|to| to > 3));
        let cards = Window::over(7, ground(800.0, 16.0, 0.0));
        assert_eq!(
            (cards.after_key(&Key::ArrowDown, 1, 7), cards.after_key(&Key::ArrowRight, 1, 7)),
            (Some(3), Some(2))
        );
        assert_eq!(cards.after_key(&Key::ArrowDown, 5, 7), None);
        assert_eq!(cards.after_key(&Key::Enter, 1, 7), None, "Enter is the row's own");
        assert_eq!(cards.after_key(&Key::End, 0, 0), None);
    }
}
