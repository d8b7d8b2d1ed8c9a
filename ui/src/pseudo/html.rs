//! Reads what a page says: its texts, and what those hear who do not see it.
//!
//! The one rule: every letter counts, save in names that are the same in every language.

use lagoon_listing::{Currency, STATES, lgas_of};

/// Attributes that people read or hear.
const SAID: [&str; 5] = ["aria-label", "aria-roledescription", "title", "placeholder", "alt"];

/// What is said and did not come from the catalogue.
pub fn left_out(html: &str) -> Vec<String> {
    let mut left = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        left.extend(outside(&rest[..start]));
        let end = tag_end(&rest[start..]).map_or(rest.len(), |end| start + end);
        let tag = &rest[start..end];
        for name in SAID {
            left.extend(attribute(tag, name).and_then(outside));
        }
        rest = &rest[end..];
    }
    left.extend(outside(rest));
    left
}

/// Every tag of a page that begins an element, in the order of the page.
pub fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = tag_end(&rest[start..]).map_or(rest.len(), |end| start + end);
        if rest[start + 1..].starts_with(char::is_alphabetic) {
            tags.push(&rest[start..end]);
        }
        rest = &rest[end..];
    }
    tags
}

/// What an element is called, such as `button`.
pub fn name(tag: &str) -> &str {
    tag.trim_start_matches('<').split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

/// A tag ends at the first `>` that stands in no attribute.
fn tag_end(tag: &str) -> Option<usize> {
    if tag.starts_with("<!--") {
        return tag.find("-->").map(|end| end + 3);
    }
    let mut quoted = false;
    tag.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == '>' && !quoted).then_some(at + 1)
    })
}

/// The value of an attribute.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let before = format!(" {name}=\"");
    tag.split(before.as_str()).nth(1)?.split('"').next()
}

/// The text, if it holds a letter that stands in no brackets.
fn outside(text: &str) -> Option<String> {
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let text = text.replace("&#39;", "'").replace("&#x27;", "'");
    let mut depth = 0_u32;
    let mut left = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => depth += 1,
            '⟧' => depth = depth.saturating_sub(1),
            _ if depth == 0 => left.push(letter),
            _ => {}
        }
    }
    for name in names() {
        left = left.replace(name, "");
    }
    left.contains(char::is_alphabetic).then_some(text)
}

/// Names of places and currencies, and Lagoon's own.
fn names() -> impl Iterator<Item = &'static str> {
    let currencies = Currency::ALL.iter().map(Currency::code).chain(["JPY"]);
    let lgas = lgas_of("Lagos").iter().copied();
    lgas.chain(STATES).chain(currencies).chain([crate::words::LAGOON])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_outside_the_brackets_is_found_wherever_it_is_read() {
        assert_eq!(left_out("<p class=\"word\">⟦Ç⟧ 12 · Lagos</p>"), [""; 0]);
        assert_eq!(left_out("<p>⟦Ç⟧ Close</p>"), ["⟦Ç⟧ Close"]);
        assert_eq!(left_out("<b aria-label=\"a > b\"></b>"), ["a > b"]);
        assert_eq!(left_out("<input placeholder=\"Search\"/>tail"), ["Search", "tail"]);
        assert_eq!(left_out("<!-- node -->1<i data-title=\"x\"></i>"), [""; 0]);
    }

    #[test]
    fn every_element_is_found_by_its_tag() {
        let html = "1<!-- <i> --><p id=\"a > b\"><b/>2</p>";
        assert_eq!(tags(html), ["<p id=\"a > b\">", "<b/>"]);
        assert_eq!(tags(html).into_iter().map(name).collect::<Vec<_>>(), ["p", "b"]);
        assert_eq!(attribute(tags(html)[0], "id"), Some("a > b"));
    }
}
