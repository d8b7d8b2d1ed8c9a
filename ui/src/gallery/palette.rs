//! The colour tokens as numbers, and how well each text stands out from its ground.
//!
//! The one rule: the style sheet says what the colours are; here they are only read and measured (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::BTreeMap;

/// The style sheet that names every colour.
const TOKENS: &str = include_str!("../../style/10-tokens.css");

/// Of the light theme, and of what both share.
const LIGHT: &str = ":root";
/// What the dark theme has instead, where a person chose it.
const DARK: &str = ":root[data-theme=\"dark\"]";
/// The same where the system chose it.
#[cfg(test)]
const DARK_BY_SYSTEM: &str = ":root:not([data-theme=\"light\"])";

/// A colour without transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// Relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast of two colours, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        (one / two).max(two / one)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A theme's colours by the names of their tokens.
pub type Palette = BTreeMap<&'static str, Colour>;

/// The light theme's.
pub fn light() -> Palette {
    declared(LIGHT).filter_map(|(name, value)| Some((name, Colour::parse(value)?))).collect()
}

/// The dark theme's.
pub fn dark() -> Palette {
    let mut palette = light();
    palette.extend(declared(DARK).filter_map(|(name, value)| Some((name, Colour::parse(value)?))));
    palette
}

/// The tokens that the first block of this selector declares.
pub fn declared(selector: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let opening = format!("{selector} {{");
    let block = TOKENS.split_once(&opening).and_then(|(_, rest)| rest.split_once('}'));
    let lines = block.map(|(block, _)| block).unwrap_or_default().lines();
    lines.filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "))
}

/// What has to stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, of any size.
    Text,
    /// A line or an icon without which something could not be told.
    Graphic,
}

impl Kind {
    /// The least contrast that is enough.
    pub fn least(self) -> f64 {
        match self {
            Self::Text => 4.5,
            Self::Graphic => 3.0,
        }
    }
}

/// Every token that stands on another one somewhere in the page.
pub const PAIRS: &[(Kind, &str, &[&str])] = &[
    (Kind::Text, "ink", &["ground", "surface", "sunken", "gold-soft", "lagoon-soft"]),
    (Kind::Text, "ink-soft", &["ground", "surface", "sunken", "gold-soft", "lagoon-soft"]),
    (Kind::Text, "ink-faint", &["ground", "surface", "lagoon-soft"]),
    (Kind::Text, "link", &["ground", "surface", "sunken", "lagoon-soft", "gold-soft"]),
    (Kind::Text, "on-lagoon", &["lagoon", "lagoon-hover"]),
    (Kind::Text, "lagoon-deep", &["lagoon-soft"]),
    (Kind::Text, "gold-ink", &["ground", "surface", "gold-soft"]),
    (Kind::Text, "good", &["ground", "surface", "good-soft", "lagoon-soft"]),
    (Kind::Text, "amber", &["surface", "amber-soft", "lagoon-soft"]),
    (Kind::Text, "red", &["ground", "surface", "red-soft"]),
    (Kind::Text, "bar-ink", &["bar", "bar-raised", "bar-red-ground"]),
    (Kind::Text, "gold-bright", &["bar", "bar-raised"]),
    (Kind::Graphic, "bar-soft", &["bar-raised"]),
    (Kind::Graphic, "bar-good", &["bar-raised"]),
    (Kind::Graphic, "bar-amber", &["bar-raised"]),
    (Kind::Graphic, "bar-amber-line", &["bar"]),
    (Kind::Graphic, "bar-red", &["bar-red-ground"]),
    (Kind::Graphic, "bar-red-line", &["bar", "bar-red-ground"]),
    (Kind::Graphic, "line-strong", &["ground", "surface", "sunken", "lagoon-soft"]),
    (Kind::Graphic, "focus", &["ground", "surface", "sunken", "gold-soft", "lagoon-soft"]),
    (Kind::Graphic, "lagoon", &["ground", "surface", "lagoon-soft"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_stands_out_from_its_ground_in_both_themes() {
        for (theme, palette) in [("light", light()), ("dark", dark())] {
            for (kind, ink, grounds) in PAIRS {
                for ground in *grounds {
                    let contrast = palette[ink].contrast(palette[ground]);
                    assert!(contrast >= kind.least(), "{theme}: {ink} on {ground} has {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn contrast_is_measured_as_the_standard_says() {
        let (black, white) = (Colour([0; 3]), Colour([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").expect("a colour");
        assert!((white.contrast(grey) - 4.54).abs() < 0.01, "{}", white.contrast(grey));
    }

    #[test]
    fn the_dark_theme_is_the_same_whoever_chose_it() {
        let by_person: Vec<_> = declared(DARK).collect();
        assert!(by_person.len() > 20, "{by_person:?}");
        assert_eq!(by_person, declared(DARK_BY_SYSTEM).collect::<Vec<_>>());
    }
}
