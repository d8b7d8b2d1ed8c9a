//! `lagoon-server config`: what `serve` would go by. Its output is a file of settings itself, except for what is hidden.

use clap::{ArgMatches, parser::ValueSource};

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
        println!("{key} = {}  # {source}", spelled(&values(matches, id)));
    }
}

fn values(matches: &ArgMatches, id: &str) -> Vec<String> {
    let raw = matches.get_raw(id).into_iter().flatten();
    raw.flat_map(|value| value.to_string_lossy().split(',').map(hidden).collect::<Vec<_>>()).collect()
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

/// A value without the secrets of a database's URL.
fn hidden(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    let (address, query) = rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    // The last sign, for a password may hold others by mistake.
    let authority = match authority.rsplit_once('@') {
        Some((who, host)) => {
            format!("{}@{host}", who.split_once(':').map_or(who.to_owned(), |(user, _)| format!("{user}:***")))
        }
        None => authority.to_owned(),
    };
    let query = query.map_or_else(String::new, |query| {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.to_ascii_lowercase().contains("password") => format!("{name}=***"),
            _ => pair.to_owned(),
        });
        format!("?{}", pairs.collect::<Vec<_>>().join("&"))
    });
    format!("{scheme}://{authority}{path}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        assert_eq!(hidden("postgres://lagoon:s3:cr@t@db:5432/lagoon"), "postgres://lagoon:***@db:5432/lagoon");
        assert_eq!(
            hidden("postgres://db/lagoon?user=a&password=b&sslPassword=c"),
            "postgres://db/lagoon?user=a&password=***&sslPassword=***"
        );
        for plain in ["postgres://lagoon@db/lagoon", "sqlite:/var/lib/lagoon.db", "127.0.0.1:8787"] {
            assert_eq!(hidden(plain), plain);
        }
    }
}
