//! The catalogue as a gettext template: sorted, with the files that say each message and without line numbers, which would
//! change with every edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::Marked;

const HEAD: &str = "\
# What Lagoon says, in English. Made by `cargo xtask words`; a translation is a copy of this file with every msgstr filled in.
msgid \"\"
msgstr \"\"
\"Language: en\\n\"
\"MIME-Version: 1.0\\n\"
\"Content-Type: text/plain; charset=UTF-8\\n\"
\"Content-Transfer-Encoding: 8bit\\n\"
\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"
";

/// What is kept of a message: its form for many, and the files that say it.
type Entry = (Option<String>, BTreeSet<String>);

/// The template, and how many messages it holds.
pub fn of(found: Vec<(String, Marked)>) -> Result<(String, usize)> {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for (file, Marked { text, many }) in found {
        let (kept, files) = entries.entry(text.clone()).or_default();
        match (kept.as_ref(), &many) {
            (Some(one), Some(other)) if one != other => {
                bail!("“{text}” has two forms for many, “{one}” and “{other}”: gettext knows one")
            }
            _ => *kept = kept.take().or(many),
        }
        files.insert(file);
    }
    let mut template = HEAD.to_owned();
    for (text, (many, files)) in &entries {
        entry(&mut template, text, many.as_deref(), files).expect("a text takes whatever is written to it");
    }
    Ok((template, entries.len()))
}

fn entry(to: &mut String, text: &str, many: Option<&str>, files: &BTreeSet<String>) -> std::fmt::Result {
    writeln!(to)?;
    for file in files {
        writeln!(to, "#: {file}")?;
    }
    if text.contains('{') || many.is_some_and(|many| many.contains('{')) {
        writeln!(to, "#, rust-format")?;
    }
    writeln!(to, "msgid {}", quoted(text))?;
    match many {
        Some(many) => writeln!(to, "msgid_plural {}\nmsgstr[0] \"\"\nmsgstr[1] \"\"", quoted(many)),
        None => writeln!(to, "msgstr \"\""),
    }
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, many: Option<&str>) -> Marked {
        Marked { text: text.into(), many: many.map(str::to_owned) }
    }

    #[test]
    fn a_message_stands_there_once_with_every_file_that_says_it() {
        let found = vec![
            ("b.rs".to_owned(), marked("Close", None)),
            ("b.rs".to_owned(), marked("{count} listing", Some("{count} listings"))),
            ("a.rs".to_owned(), marked("Close", None)),
            ("a.rs".to_owned(), marked("Say \"no\"\n", None)),
        ];
        let (text, count) = of(found).expect("a template");
        assert_eq!(count, 3);
        let body = text.strip_prefix(HEAD).expect("the head stands first");
        assert_eq!(
            body,
            "\n#: a.rs\n#: b.rs\nmsgid \"Close\"\nmsgstr \"\"\n\
             \n#: a.rs\nmsgid \"Say \\\"no\\\"\\n\"\nmsgstr \"\"\n\
             \n#: b.rs\n#, rust-format\nmsgid \"{count} listing\"\nmsgid_plural \"{count} listings\"\n\
             msgstr[0] \"\"\nmsgstr[1] \"\"\n"
        );
    }

    #[test]
    fn two_forms_for_many_are_refused() {
        let two = vec![
            ("a.rs".to_owned(), marked("{count} box", Some("{count} boxes"))),
            ("b.rs".to_owned(), marked("{count} box", Some("{count} boxen"))),
        ];
        assert!(of(two).is_err());
    }
}
