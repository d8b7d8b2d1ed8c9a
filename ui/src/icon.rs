//! Line icons, drawn as SVG elements.
//!
//! The shapes are Lucide's (<https://lucide.dev>), under the ISC licence: Copyright (c) Lucide Icons and contributors,
//! portions Copyright (c) 2013-2022 Cole Bemis (Feather, MIT).

use dioxus::prelude::*;
use lagoon_sync::status::ChipIcon;

/// The icons, and the list of all of them: one cannot be without the other.
macro_rules! glyphs {
    ($($glyph:ident),+ $(,)?) => {
        /// The icons in use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph {
            $($glyph,)+
        }

        impl Glyph {
            /// Every icon, for the gallery.
            #[cfg(any(test, feature = "gallery"))]
            pub const ALL: &[Self] = &[$(Self::$glyph,)+];
        }
    };
}

glyphs! {
    Cloud,
    CloudSync,
    CloudCheck,
    CloudAlert,
    Plus,
    Minus,
    Search,
    Trash,
    Restore,
    History,
    Left,
    Right,
    Up,
    Down,
    Copy,
    Check,
    Checks,
    Person,
    Pin,
    Close,
    House,
    Alert,
}

impl Glyph {
    /// Its strokes, in a square of 24.
    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Cloud => &["M17.5 19H9a7 7 0 1 1 6.71-9h1.79a4.5 4.5 0 1 1 0 9Z"],
            Self::CloudSync => &[
                "m17 18-1.535 1.605a5 5 0 0 1-8-1.5",
                "M17 22v-4h-4",
                "M20.996 15.251A4.5 4.5 0 0 0 17.495 8h-1.79a7 7 0 1 0-12.709 5.607",
                "M7 10v4h4",
                "m7 14 1.535-1.605a5 5 0 0 1 8 1.5",
            ],
            Self::CloudCheck => {
                &["m17 15-5.5 5.5L9 18", "M5.516 16.07A7 7 0 1 1 15.71 8h1.79a4.5 4.5 0 0 1 3.501 7.327"]
            }
            Self::CloudAlert => {
                &["M12 12v4", "M12 20h.01", "M8.128 16.949A7 7 0 1 1 15.71 8h1.79a1 1 0 0 1 0 9h-1.642"]
            }
            Self::Plus => &["M5 12h14", "M12 5v14"],
            Self::Minus => &["M5 12h14"],
            Self::Search => &["m21 21-4.34-4.34", "M3 11a8 8 0 1 0 16 0 8 8 0 1 0-16 0"],
            Self::Trash => &[
                "M10 11v6",
                "M14 11v6",
                "M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6",
                "M3 6h18",
                "M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2",
            ],
            Self::Restore => &["M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8", "M3 3v5h5"],
            Self::History => &["M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8", "M3 3v5h5", "M12 7v5l4 2"],
            Self::Left => &["m12 19-7-7 7-7", "M19 12H5"],
            Self::Right => &["M5 12h14", "m12 5 7 7-7 7"],
            Self::Up => &["m5 12 7-7 7 7", "M12 19V5"],
            Self::Down => &["M12 5v14", "m19 12-7 7-7-7"],
            Self::Copy => &[
                "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2z",
                "M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
            ],
            Self::Check => &["M20 6 9 17l-5-5"],
            Self::Checks => &["M18 6 7 17l-5-5", "m22 10-7.5 7.5L13 16"],
            Self::Person => &["M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2", "M8 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0"],
            Self::Pin => &[
                "M20 10c0 4.993-5.539 10.193-7.399 11.799a1 1 0 0 1-1.202 0C9.539 20.193 4 14.993 4 10a8 8 0 0 1 16 0",
                "M9 10a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
            ],
            Self::Close => &["M18 6 6 18", "m6 6 12 12"],
            Self::House => &[
                "M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8",
                "M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
            ],
            Self::Alert => &["M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0", "M12 8v4", "M12 16h.01"],
        }
    }
}

impl From<ChipIcon> for Glyph {
    fn from(icon: ChipIcon) -> Self {
        match icon {
            ChipIcon::Cloud => Self::Cloud,
            ChipIcon::CloudSync => Self::CloudSync,
            ChipIcon::CloudCheck => Self::CloudCheck,
            ChipIcon::CloudAlert => Self::CloudAlert,
        }
    }
}

/// Draws an icon as high as the text around it; words beside it carry the meaning.
#[component]
pub fn Icon(glyph: Glyph) -> Element {
    rsx! {
        svg {
            class: "icon",
            view_box: "0 0 24 24",
            fill: "none",
            stroke: "currentColor",
            stroke_width: "1.75",
            stroke_linecap: "round",
            stroke_linejoin: "round",
            "aria-hidden": "true",
            "focusable": "false",
            for d in glyph.paths() {
                path { key: "{d}", d: "{d}" }
            }
        }
    }
}
