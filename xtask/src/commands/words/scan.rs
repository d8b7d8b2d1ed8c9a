//! Finds the messages that a source file marks with `tr!`, `trn!`, `msg!` and `phrases!`.
//!
//! The one rule: what the compiler takes for a message is found, and nothing else is: comments, other texts and tests are
//! passed over.

use anyhow::{Context as _, Result, bail};

/// A message as it stands in the source, and its form for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    pub many: Option<String>,
}

/// The messages of a file, in their order.
pub fn messages(source: &str) -> Result<Vec<Marked>> {
    let tokens = without_tests(&tokens(source)?);
    let mut found = Vec::new();
    for (index, window) in tokens.windows(3).enumerate() {
        let [Token::Word(name), Token::Mark('!'), Token::Mark('(' | '{')] = window else { continue };
        let inside = &tokens[index + 3..];
        match name.as_str() {
            "tr" | "msg" => found.push(Marked { text: text(inside.first())?, many: None }),
            "phrases" => found.extend(phrases(inside)),
            "trn" => {
                // What is counted comes first and may hold anything: the forms stand behind the first comma on this level.
                let comma = comma(inside).context("trn! counts something and has two forms")?;
                let many = text(inside.get(comma + 3))?;
                found.push(Marked { text: text(inside.get(comma + 1))?, many: Some(many) });
            }
            _ => {}
        }
    }
    Ok(found)
}

/// All texts up to the brace that ends them; what is said about them stands in comments.
fn phrases(inside: &[Token]) -> impl Iterator<Item = Marked> {
    let end = inside.iter().position(|token| *token == Token::Mark('}')).unwrap_or(inside.len());
    inside[..end].iter().filter_map(|token| match token {
        Token::Text(text) => Some(Marked { text: text.clone(), many: None }),
        _ => None,
    })
}

fn text(token: Option<&Token>) -> Result<String> {
    match token {
        Some(Token::Text(text)) => Ok(text.clone()),
        other => bail!("a message is a text in quotation marks, not {other:?}"),
    }
}

fn comma(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().position(|token| {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        depth == 0 && *token == Token::Mark(',')
    })
}

/// Takes out what stands behind `#[cfg(test)]`, up to the end of its block or statement.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].len() > test.len() && tokens[at..].iter().zip(test).all(|(token, it)| token.is(it)) {
            at += test.len();
            let mut depth = 0_i32;
            while at < tokens.len() {
                match tokens[at] {
                    Token::Mark('{') => depth += 1,
                    Token::Mark('}') => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 && matches!(tokens[at - 1], Token::Mark('}' | ';')) {
                    break;
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// As much of Rust as tells a text from what is none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

impl Token {
    fn is(&self, written: &str) -> bool {
        match self {
            Self::Word(word) => word == written,
            Self::Mark(mark) => written.chars().eq([*mark]),
            Self::Text(_) => false,
        }
    }
}

fn tokens(source: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let used = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => comment(rest)?,
            '"' => {
                let (text, used) = quoted(rest)?;
                tokens.push(Token::Text(text));
                used
            }
            '\'' => quoted_letter(rest),
            _ if is_part_of_word(first) => {
                let end = rest.find(|letter| !is_part_of_word(letter)).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                let text = raw(word, behind);
                let used = text.as_ref().map_or(0, |(_, used)| *used);
                tokens.push(text.map_or_else(|| Token::Word(word.to_owned()), |(text, _)| Token::Text(text)));
                end + used
            }
            _ if first.is_whitespace() => first.len_utf8(),
            _ => {
                tokens.push(Token::Mark(first));
                first.len_utf8()
            }
        };
        rest = &rest[used..];
    }
    Ok(tokens)
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How long the comment is; comments may hold comments.
fn comment(rest: &str) -> Result<usize> {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(next) = rest[at..].find(['/', '*']) {
        at += next;
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Ok(at);
            }
        } else {
            at += 1;
        }
    }
    bail!("a comment does not end")
}

/// A letter in single quotation marks, or the mark of a lifetime.
fn quoted_letter(rest: &str) -> usize {
    let mut letters = rest.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let behind = at + escaped.len_utf8();
            rest[behind..].find('\'').map_or(1, |end| behind + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// A text without escapes, such as `r#"…"#`.
fn raw(word: &str, behind: &str) -> Option<(String, usize)> {
    if !["r", "br", "cr"].contains(&word) {
        return None;
    }
    let hashes = behind.len() - behind.trim_start_matches('#').len();
    let inside = behind[hashes..].strip_prefix('"')?;
    let end = inside.find(&format!("\"{}", "#".repeat(hashes)))?;
    Some((inside[..end].to_owned(), hashes + 1 + end + 1 + hashes))
}

/// A text with its escapes read, and how long it is in the source.
fn quoted(rest: &str) -> Result<(String, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((text, at + 1)),
            '\\' => match letters.next().context("a text does not end")?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                '0' => text.push('\0'),
                '\n' => while letters.next_if(|(_, letter)| letter.is_whitespace()).is_some() {},
                kind @ ('x' | 'u') => {
                    let digits = |letter: &(usize, char)| letter.1.is_ascii_hexdigit() || "{}_".contains(letter.1);
                    let mut code = String::new();
                    while (kind == 'u' || code.len() < 2) && !code.ends_with('}') {
                        let Some((_, digit)) = letters.next_if(digits) else { break };
                        code.push(digit);
                    }
                    let code = code.replace(['{', '}', '_'], "");
                    let letter = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                    text.push(letter.with_context(|| format!("\\{kind}{code} is no letter"))?);
                }
                other => text.push(other),
            },
            _ => text.push(letter),
        }
    }
    bail!("a text does not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(String, Option<String>)> {
        messages(source).expect("Rust").into_iter().map(|marked| (marked.text, marked.many)).collect()
    }

    #[test]
    fn messages_are_found_and_nothing_else_is() {
        let source = r##"
            //! tr!("in a comment")
            /* tr!("in /* another */ comment") */
            pub const POOL: Message = msg!("Pool");
            phrases! { /// "Above the list."
                heading: "Listings"; other: "Others"; }
            fn a<'a>(x: &'a str) -> char { tr!("Close"); lagoon_words::tr!("With {x}", x = f('"', "y")); '\'' }
            fn b() { "tr!(\"in a text\")"; r#"tr!("raw")"#; str!("no"); tr!(
                "broken \
                 in two \u{20a6}\x41"
            ) }
            #[cfg(test)]
            use x::y;
            #[cfg(test)]
            mod tests { fn c() { tr!("in a test"); } }
            fn d() { trn!(count(1, [2, 3]).len(), "{count} box", "{count} boxes", of = tr!("inside")) }
        "##;
        let one = |text: &str| (text.to_owned(), None);
        assert_eq!(
            found(source),
            [
                one("Pool"),
                one("Listings"),
                one("Others"),
                one("Close"),
                one("With {x}"),
                one("broken in two ₦A"),
                ("{count} box".to_owned(), Some("{count} boxes".to_owned())),
                one("inside"),
            ]
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(messages("tr!(name)").is_err());
        assert!(messages("trn!(count, ONE, MANY)").is_err());
    }
}
