//! Puts values where a message has places for them.
//!
//! The one rule: a message that does not fit, as a translator may write one, is shown as far as it goes; nothing panics.

use std::fmt::{Display, Write as _};

/// `text` with its values, and with what is counted where it says `{count}`. A placeholder that has no value stays as it is
/// written.
pub fn fill(text: &str, count: Option<&dyn Display>, values: &[(&str, &dyn Display)]) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        let twice = rest.starts_with("{{") || rest.starts_with("}}");
        let value = rest.find('}').and_then(|end| {
            let name = rest.get(1..end)?;
            let value = values.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
            value.or(count.filter(|_| name == "count")).map(|value| (value, end + 1))
        });
        let used = match value {
            Some((value, used)) if !twice => {
                // A text takes whatever is written to it.
                let _ = write!(said, "{value}");
                used
            }
            _ => {
                said.push_str(&rest[..1]);
                1 + usize::from(twice)
            }
        };
        rest = &rest[used..];
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_does_not_fit_is_shown_as_far_as_it_goes() {
        let filled = |text| fill(text, Some(&5), &[("a", &1), ("b", &"{a}")]);
        for (text, said) in [
            ("{a}, {b}", "1, {a}"),
            ("{c} {a}", "{c} 1"),
            ("{count} {counted}", "5 {counted}"),
            ("{", "{"),
            ("}{a", "}{a"),
            ("{{a}} }} {", "{a} } {"),
            ("ẹ{a}ọ", "ẹ1ọ"),
            ("", ""),
        ] {
            assert_eq!(filled(text), said, "{text}");
        }
    }
}
