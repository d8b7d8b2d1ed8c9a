//! `lagoon-server config`: what `serve` would go by. Its output is a file of settings itself, except for what is hidden.

use std::{borrow::Cow, ffi::OsStr};

use clap::{Arg, ArgMatches, parser::ValueSource};
use lagoon_server::repository::postgres::is_ambiguous;
use url::Url;

use super::configuration::{Told, all};

/// Shows every setting and where it came from.
pub fn show(told: &Told) {
    let Some((_, matches)) = told.matches.subcommand() else { return };
    for (key, argument) in all(&told.command) {
        let id = argument.get_id().as_str();
        let of_file = told.file.contains_key(&key);
        let source = match matches.value_source(id) {
            Some(ValueSource::CommandLine) => "flag",
            Some(ValueSource::EnvVariable) => "environment",
            _ if of_file => "file",
            Some(_) => "default",
            None => {
                println!("# {key}: not set");
                continue;
            }
        };
        println!("{key} = {}  # {source}", spelled(&values(matches, argument)));
    }
}

fn values(matches: &ArgMatches, argument: &Arg) -> Vec<String> {
    let raw = matches.get_raw(argument.get_id().as_str()).into_iter().flatten().map(OsStr::to_string_lossy);
    let one_by_one = |value: Cow<'_, str>| match argument.get_value_delimiter() {
        Some(between) => value.split(between).map(hidden).collect::<Vec<_>>(),
        None => vec![hidden(&value)],
    };
    raw.flat_map(one_by_one).collect()
}

fn spelled(values: &[String]) -> String {
    let one = |value: &String| match value.parse::<u64>() {
        Ok(number) => number.to_string(),
        Err(_) => toml::Value::String(value.clone()).to_string(),
    };
    match values {
        [value] => one(value),
        several => format!("[{}]", several.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

/// A value without the secrets of a database's URL. Of one that cannot be told apart from a password nothing is shown.
pub fn hidden(value: &str) -> String {
    let Some((scheme, _)) = value.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
        return value.to_owned();
    };
    let Some(mut url) = Url::parse(value).ok().filter(|_| !is_ambiguous(value)) else {
        return format!("{scheme}://***");
    };
    if url.password().is_some() {
        // Refused only where there is no host, and then there is no password either.
        let _ = url.set_password(Some("***"));
    }
    if let Some(query) = url.query() {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.to_ascii_lowercase().contains("password") => format!("{name}=***"),
            _ => pair.to_owned(),
        });
        let masked = pairs.collect::<Vec<_>>().join("&");
        url.set_query(Some(&masked));
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("postgres://lagoon:s3:cr@t@db:5432/lagoon", "postgres://lagoon:***@db:5432/lagoon"),
            ("postgres://lagoon:s3,cret@db/lagoon", "postgres://lagoon:***@db/lagoon"),
            ("postgres://lagoon:@db/lagoon", "postgres://lagoon@db/lagoon"),
            ("postgres://:cret@db/lagoon", "postgres://:***@db/lagoon"),
            (
                "postgres://db/lagoon?user=a&password=b&sslPassword=c",
                "postgres://db/lagoon?user=a&password=***&sslPassword=***",
            ),
        ] {
            assert_eq!(hidden(url), shown, "{url}");
        }
        for secret in
            ["s3/cret", "12/cret", "s3?cret", "12?cret", "12#cret", "a/b@cret", "12/x?password=y&cret", "%zz/cret"]
        {
            for scheme in ["postgres", "postgresql", "typo"] {
                let url = format!("{scheme}://lagoon:{secret}@db:5432/lagoon");
                assert_eq!(hidden(&url), format!("{scheme}://***"));
            }
        }
        assert_eq!(hidden("postgres://db/lagoon?password=b@cret"), "postgres://***");
        for plain in ["postgres://lagoon@db/lagoon", "sqlite:/var/lib/lagoon.db", "sqlite://a@b.db", "127.0.0.1:8787"] {
            assert_eq!(hidden(plain), plain);
        }
    }
}
