//! Which rows of a long list are drawn: those near the eye, so that a thousand listings open like ten.
//!
//! The one rule: the heights here are those of the style sheet (`--row-height`, `--card-height`).

/// From this width on listings are rows of a table, below they are cards.
const TABLE_FROM: f64 = 1000.0;
/// From this width on two cards stand side by side.
const TWO_CARDS_FROM: f64 = 700.0;
const ROW_HEIGHT: f64 = 80.0;
/// A card and the gap below it.
const CARD_HEIGHT: f64 = 184.0;
/// Drawn beyond both edges, so that scrolling finds rows already there.
const BEYOND: f64 = 700.0;

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
}

impl Window {
    /// The window over `length` listings on a page `width` wide, scrolled down by `top`, that shows `height`.
    pub fn over(length: usize, width: f64, top: f64, height: f64) -> Self {
        let table = width >= TABLE_FROM;
        let columns = if !table && width >= TWO_CARDS_FROM { 2 } else { 1 };
        let line = if table { ROW_HEIGHT } else { CARD_HEIGHT };
        let lines = length.div_ceil(columns);
        let first_line = whole((top - BEYOND) / line).min(lines);
        let last_line = (whole((top + height + BEYOND) / line) + 1).min(lines);
        Self {
            table,
            first: first_line * columns,
            count: (last_line - first_line) * columns,
            offset: pixels(first_line) * line,
            total_height: pixels(lines) * line,
        }
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

    #[test]
    fn a_thousand_listings_draw_a_screenful() {
        for top in [0.0, 5_000.0, 79_000.0] {
            let window = Window::over(1_000, 1280.0, top, 720.0);
            assert!(window.count < 40, "{window:?}");
            assert!((window.total_height - 80_000.0).abs() < 0.1);
        }
    }

    #[test]
    fn everything_in_sight_is_drawn() {
        for (width, line, columns) in [(1280.0, ROW_HEIGHT, 1), (800.0, CARD_HEIGHT, 2), (390.0, CARD_HEIGHT, 1)] {
            for top in [0.0, 333.0, 9_000.0, 1e9] {
                let window = Window::over(301, width, top, 800.0);
                let bottom_line = (window.first + window.count).div_ceil(columns);
                assert!(window.offset <= top.min(window.total_height), "{window:?}");
                assert!(pixels(bottom_line) * line >= (top + 800.0).min(window.total_height), "{window:?}");
                assert!(window.first + window.count <= 302);
            }
        }
    }
}
