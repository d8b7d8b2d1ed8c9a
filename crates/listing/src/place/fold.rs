//! Names with what people leave out when they type: capitals, accents, under-dots, apostrophes and hyphens.

/// The text in small letters without marks; its words, with one space between them.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(c) => folded.push(c),
            None if is_mark(c) => {}
            None if folded.is_empty() || folded.ends_with(' ') => {}
            None => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A letter or digit without its marks, as far as Yoruba, Igbo, Hausa and their neighbours write any.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ǎ' | 'ạ' => 'a',
        'ɓ' => 'b',
        'ɗ' => 'd',
        'è'..='ë' | 'ē' | 'ě' | 'ẹ' | 'ẽ' => 'e',
        'ì'..='ï' | 'ī' | 'ǐ' | 'ị' => 'i',
        'ƙ' => 'k',
        'ḿ' => 'm',
        'ñ' | 'ń' | 'ǹ' | 'ṅ' => 'n',
        'ò'..='ö' | 'ō' | 'ǒ' | 'ọ' => 'o',
        'ṣ' | 'ş' => 's',
        'ù'..='ü' | 'ū' | 'ǔ' | 'ụ' => 'u',
        'ƴ' | 'ý' => 'y',
        c if c.is_alphanumeric() => c,
        _ => return None,
    })
}

/// What is written on, under or inside a word and parts none.
fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_leave_out_makes_no_difference() {
        assert_eq!(folded("  Eti-Osa "), "eti osa");
        assert_eq!(folded("Jama'are"), "jamaare");
        assert_eq!(folded("Ọ̀ṣun"), "osun");
        assert_eq!(folded("Ẹ̀tì-Ọ̀sà"), "eti osa");
        assert_eq!(folded("Ado-Odo/Ota"), "ado odo ota");
        assert_eq!(folded("--"), "");
    }
}
