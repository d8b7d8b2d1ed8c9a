//! What the style sheets may say: values come from the tokens, and every token that is named exists.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A declaration of a style sheet, with where it stands.
struct Declaration {
    place: String,
    property: String,
    value: String,
}

fn sheets() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let entries = fs::read_dir(folder).expect("the style sheets lie beside the page");
    let mut sheets: Vec<_> = entries.map(|entry| entry.expect("a style sheet").path()).collect();
    sheets.sort();
    sheets
}

fn is_tokens(sheet: &Path) -> bool {
    sheet.ends_with("10-tokens.css")
}

fn declarations(sheet: &Path) -> Vec<Declaration> {
    let text = fs::read_to_string(sheet).expect("a style sheet can be read");
    let name = sheet.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lines = text.lines().enumerate().filter_map(|(index, line)| {
        let (property, value) = line.trim().strip_suffix(';').or(line.trim().strip_suffix(" }"))?.split_once(": ")?;
        let property = property.rsplit("{ ").next().unwrap_or(property);
        Some(Declaration {
            place: format!("{name}:{}", index + 1),
            property: property.to_owned(),
            value: value.to_owned(),
        })
    });
    lines.collect()
}

/// A sheet's text without what it explains.
fn text(sheet: &Path) -> String {
    let text = fs::read_to_string(sheet).expect("a style sheet can be read");
    let mut parts = text.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once("*/").map_or("", |(_, after)| after))
}

/// What stands between the braces behind each occurrence of `head`, in every sheet.
fn blocks(head: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    for text in sheets().iter().map(|sheet| text(sheet)) {
        for rest in text.split(head).skip(1).filter_map(|rest| Some(rest.split_once('{')?.1)) {
            let mut depth = 1;
            let end = rest.find(|letter| {
                depth += match letter {
                    '{' => 1,
                    '}' => -1,
                    _ => 0,
                };
                depth == 0
            });
            blocks.push(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
    blocks
}

/// The declarations outside the tokens that break a rule.
fn offenders(breaks: impl Fn(&Declaration) -> bool) -> Vec<String> {
    let sheets = sheets();
    assert!(sheets.len() > 5, "{sheets:?}");
    let all = sheets.iter().filter(|sheet| !is_tokens(sheet)).flat_map(|sheet| declarations(sheet));
    all.filter(breaks).map(|it| format!("{} {}: {}", it.place, it.property, it.value)).collect()
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([' ', ',', '/', '(', ')']).filter(|word| !word.is_empty())
}

/// A number with one of these units.
fn is_measure(word: &str, units: &[&str]) -> bool {
    let number = |unit: &&str| word.strip_suffix(*unit).is_some_and(|number| number.parse::<f64>().is_ok());
    units.iter().any(number)
}

#[test]
fn no_style_sheet_names_a_colour_of_its_own() {
    const NAMES: [&str; 10] = ["black", "blue", "gold", "gray", "green", "grey", "orange", "red", "white", "yellow"];
    const FUNCTIONS: [&str; 6] = ["rgb", "rgba", "hsl", "hsla", "hwb", "oklch"];
    let raw = offenders(|it| {
        words(&it.value).any(|word| word.starts_with('#') || NAMES.contains(&word) || FUNCTIONS.contains(&word))
    });
    assert!(raw.is_empty(), "colours belong into 10-tokens.css:\n{}", raw.join("\n"));
}

#[test]
fn sizes_of_text_roundness_depth_and_time_come_from_the_tokens() {
    const LENGTHS: [&str; 5] = ["px", "rem", "em", "vw", "pt"];
    let raw = offenders(|it| match it.property.as_str() {
        "font" | "font-size" | "box-shadow" => {
            words(&it.value).any(|word| is_measure(word, &LENGTHS)) && !it.value.starts_with("inherit")
        }
        "border-radius" => words(&it.value).any(|word| is_measure(word, &LENGTHS)),
        "transition"
        | "transition-duration"
        | "transition-delay"
        | "animation"
        | "animation-duration"
        | "animation-delay" => words(&it.value).any(|word| is_measure(word, &["ms", "s"])),
        _ => false,
    });
    assert!(raw.is_empty(), "these belong into 10-tokens.css:\n{}", raw.join("\n"));
}

/// The rules of all sheets that have something to do with a class: the selector and what it says.
fn rules_of(class: &str) -> Vec<(String, String)> {
    let text: String =
        sheets().iter().map(|sheet| fs::read_to_string(sheet).expect("a style sheet can be read")).collect();
    let rules = text.split('}').filter_map(|rule| rule.rsplit_once('{'));
    let rules =
        rules.map(|(before, said)| (before.rsplit(['{', '/']).next().unwrap_or(before).trim().to_owned(), said));
    let is_class = |end: &str| !end.starts_with(|next: char| next.is_alphanumeric() || next == '-');
    rules
        .filter(|(selector, _)| selector.split(&format!(".{class}")).skip(1).any(is_class))
        .map(|(selector, said)| (selector, said.to_owned()))
        .collect()
}

#[test]
fn a_list_that_opens_keeps_its_arrow_whatever_its_ground() {
    let rules = rules_of("input");
    assert!(rules.iter().any(|(selector, _)| selector.contains(":focus-visible")), "{rules:?}");
    let bare: Vec<_> = rules.iter().filter(|(_, said)| said.contains(" background:")).collect();
    assert!(bare.is_empty(), "`background` takes the arrow away, `background-color` does not: {bare:?}");
}

#[test]
fn whoever_is_led_to_a_field_sees_what_is_said_around_it() {
    for class in ["field", "radios"] {
        let has_room = |(_, said): &(String, String)| said.contains("scroll-margin: var(--s4) 0 6rem");
        assert!(rules_of(class).iter().any(has_room), "{class} has no room around it when it is scrolled to");
    }
}

#[test]
fn on_a_phone_what_can_be_done_with_chosen_listings_stands_in_even_lines() {
    let even = |(_, said): &(String, String)| said.contains("grid-template-columns: repeat(6, minmax(0, 1fr))");
    assert!(rules_of("selection-actions").iter().any(even));
}

#[test]
fn every_token_that_is_used_exists_and_every_token_is_used() {
    let mut declared = BTreeSet::new();
    let mut used = BTreeSet::new();
    for sheet in sheets() {
        for it in declarations(&sheet) {
            if let Some(name) = it.property.strip_prefix("--") {
                assert!(is_tokens(&sheet), "{} declares --{name}, which belongs into 10-tokens.css", it.place);
                declared.insert(name.to_owned());
            }
            let named = it.value.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next());
            used.extend(named.map(str::to_owned));
        }
    }
    let unknown: Vec<_> = used.difference(&declared).collect();
    let idle: Vec<_> = declared.difference(&used).collect();
    assert!(unknown.is_empty(), "no such token: {unknown:?}");
    assert!(idle.is_empty(), "nobody uses {idle:?}");
}

#[test]
fn nothing_spins_and_no_letters_are_fetched() {
    for sheet in sheets() {
        let text = text(&sheet);
        for word in ["infinite", "iteration-count", "@font-face", "@import", "url("] {
            assert!(!text.contains(word), "{}: {word}", sheet.display());
        }
    }
}

#[test]
fn what_appears_fades_and_does_not_move() {
    let fades = blocks("@keyframes appear ");
    assert_eq!(fades.len(), 1, "{fades:?}");
    let moved: Vec<_> = fades[0].lines().filter_map(|line| line.trim().split_once(": ")).collect();
    assert_eq!(moved, [("opacity", "0;")]);
}

#[test]
fn the_chip_fades_and_nothing_else_of_it_takes_time() {
    let chip = |(selector, _): &(String, String)| selector.contains(".chip");
    let rules: Vec<_> = ["chip", "chip-face", "chip-lines", "chip-words", "chip-review"]
        .into_iter()
        .flat_map(rules_of)
        .filter(chip)
        .collect();
    let said = |property: &str| {
        let lines = rules.iter().flat_map(|(_, said)| said.lines()).filter_map(|line| line.trim().split_once(": "));
        lines.filter(|(name, _)| name.starts_with(property)).map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said("transition"), [] as [&str; 0]);
    assert_eq!(said("animation"), ["appear var(--calm) ease-out;", "none;"]);
}

/// A width of its own, not that of its words: what it says changes with every keystroke.
#[test]
fn the_chip_has_one_width_whatever_it_says() {
    let of_its_own = |(selector, said): &(String, String)| selector == ".chip" && said.contains("width: 12.5rem;");
    assert!(rules_of("chip").iter().any(of_its_own));
}

#[test]
fn the_steps_stand_beside_a_step_only_on_pages_of_1000_pixels_or_more() {
    let shown = |said: &str| said.lines().find_map(|line| line.trim().strip_prefix("display: ").map(str::to_owned));
    let side: Vec<_> = rules_of("side").into_iter().filter(|(selector, _)| selector == ".side").collect();
    assert_eq!(side.iter().filter_map(|(_, said)| shown(said)).collect::<Vec<_>>(), ["none;", "block;"]);
    let wide = blocks("@container (min-width: 62.5rem)");
    assert!(wide.iter().any(|block| block.contains(".side {") && block.contains("display: block;")), "{wide:?}");
}

#[test]
fn what_opens_is_a_sheet_from_below_where_fingers_point_and_where_the_page_is_narrow() {
    for place in ["@media (pointer: coarse)", "@container (max-width: 43.6875rem)"] {
        let sheet = blocks(place).iter().any(|block| {
            let popover = block.split_once(".popover {").map(|(_, rest)| rest.split('}').next().unwrap_or_default());
            popover.is_some_and(|popover| popover.contains("inset: auto 0 0;"))
        });
        assert!(sheet, "no sheet in {place}");
    }
}
