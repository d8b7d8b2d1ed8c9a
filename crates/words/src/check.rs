//! Whether a message and its values belong together, told while the program is compiled.

/// Whether every placeholder of `text` is one of `names`, and each of `names` has its place.
pub const fn fits(text: &str, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if !has_place(text.as_bytes(), names[index].as_bytes()) {
            return false;
        }
        index += 1;
    }
    holds(text, names)
}

/// Whether every placeholder of `text` is one of `names`, and every brace belongs to one or is written twice.
pub const fn holds(text: &str, names: &[&str]) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'{' || text[at] == b'}' {
            if at + 1 < text.len() && text[at + 1] == text[at] {
                at += 2;
                continue;
            }
            let end = end_of_name(text, at + 1);
            if text[at] == b'}' || end == text.len() || !is_one_of(text, at + 1, end, names) {
                return false;
            }
            at = end;
        }
        at += 1;
    }
    true
}

const fn end_of_name(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'}' {
        at += 1;
    }
    at
}

const fn is_one_of(text: &[u8], start: usize, end: usize, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if is_name(text, start, end, names[index].as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_name(text: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    if end - start != name.len() {
        return false;
    }
    let mut index = 0;
    while index < name.len() {
        if text[start + index] != name[index] {
            return false;
        }
        index += 1;
    }
    true
}

const fn has_place(text: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'{' {
            if at + 1 < text.len() && text[at + 1] == b'{' {
                at += 2;
                continue;
            }
            let end = end_of_name(text, at + 1);
            if is_name(text, at + 1, end, name) {
                return true;
            }
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_fits_its_own_values_and_no_others() {
        assert!(fits("Saved to Cloud", &[]));
        assert!(fits("{a} of {b}", &["b", "a"]));
        assert!(fits("{{{a}}} {{b}}", &["a"]));
        assert!(!fits("{a} of {b}", &["a"]), "b has no value");
        assert!(!fits("{a}", &["a", "b"]), "b has no place");
        assert!(!fits("{{a}}", &["a"]), "these are braces");
        for broken in ["{", "}", "{a", "a}", "{}", "{a }"] {
            assert!(!fits(broken, &[]) && !holds(broken, &["a"]), "{broken}");
        }
    }
}
