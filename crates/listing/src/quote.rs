//! Quoting what a person typed inside a message, however long it is.

/// The text in quotation marks, shortened so that the message stays readable.
pub(crate) fn quote(text: &str) -> String {
    const MOST_CHARACTERS: usize = 40;
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("“{}…”", &text[..end]),
        None => format!("“{text}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_long_text_is_shortened_at_a_whole_character() {
        assert_eq!(quote("about ₦45m"), "“about ₦45m”");
        assert_eq!(quote(&"₦".repeat(41)), format!("“{}…”", "₦".repeat(40)));
    }
}
