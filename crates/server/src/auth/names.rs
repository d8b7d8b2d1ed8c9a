//! What people and teams are called, and the addresses they sign in with. The one rule: what is stored can be shown on one
//! line and typed again.

/// The longest address, in bytes (RFC 5321 §4.5.3.1.3, without its brackets).
const EMAIL: usize = 254;
/// The longest name, in characters.
const NAME: usize = 100;

/// Why a name or an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Not an address.
    #[error("this is not an e-mail address; write it like name@example.com")]
    Email,
    /// Nothing to call anybody by.
    #[error("the name is empty")]
    Empty,
    /// Too long.
    #[error("a name has at most {NAME} characters")]
    TooLong,
    /// Holds something that is no letter, such as a line's end.
    #[error("a name is one line of text, without control characters")]
    Control,
}

/// An e-mail address as it is stored and looked up: without spaces around it, in lower case.
pub fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Reads an address that somebody will sign in with.
pub fn read_email(text: &str) -> Result<String, InvalidName> {
    let email = normal_email(text);
    let plausible = email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if !plausible || email.len() > EMAIL || email.contains(|c: char| c.is_whitespace() || is_unseen(c)) {
        return Err(InvalidName::Email);
    }
    Ok(email)
}

/// Reads the name of a person or a team.
pub fn read_name(text: &str) -> Result<String, InvalidName> {
    let name = text.trim();
    if name.is_empty() {
        return Err(InvalidName::Empty);
    }
    if name.chars().count() > NAME {
        return Err(InvalidName::TooLong);
    }
    if name.contains(is_unseen) {
        return Err(InvalidName::Control);
    }
    Ok(name.to_owned())
}

/// Control characters, ends of lines, and what turns the direction of the text after it.
pub fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stored_in_one_spelling_and_odd_ones_are_refused() {
        assert_eq!(read_email(" Ada@Example.COM "), Ok("ada@example.com".to_owned()));
        let long = format!("{}@example.com", "x".repeat(EMAIL));
        for bad in ["", "ada", "@example.com", "ada@", "a b@example.com", "a\0@example.com", "a\u{202e}@b.c", &long] {
            assert_eq!(read_email(bad), Err(InvalidName::Email), "{bad:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_of_some_letters() {
        assert_eq!(read_name("  Adé Obi-Wálé "), Ok("Adé Obi-Wálé".to_owned()));
        assert_eq!(read_name(&"é".repeat(NAME)), Ok("é".repeat(NAME)));
        assert_eq!(read_name(&"é".repeat(NAME + 1)), Err(InvalidName::TooLong));
        assert_eq!(read_name(" \t "), Err(InvalidName::Empty));
        for bad in ["a\0b", "a\nb", "a\u{1b}[31mb", "a\u{2028}b", "a\u{202e}b"] {
            assert_eq!(read_name(bad), Err(InvalidName::Control), "{bad:?}");
        }
    }
}
