//! Servers that are reached without encryption.
//!
//! The one rule: no password goes to another machine in the clear unless the person said so.

use std::io::{BufRead, IsTerminal, Write};

use url::{Host, Url};

use crate::{
    failure::Failure,
    output::{Output, plain},
};

/// Warns of a server that is reached in the clear, and lets it pass if that is allowed, or the person at the terminal says so.
pub fn allow(server: &str, allowed: bool, from_stdin: bool, output: Output) -> Result<(), Failure> {
    if !is_in_the_clear(server) {
        return Ok(());
    }
    let server = plain(server.trim());
    let danger = format!(
        "{server} is not encrypted: everybody on the way can read the password, and whatever is sent and fetched afterwards."
    );
    if allowed {
        output.note("insecureHttp", &danger);
        return Ok(());
    }
    // Standard input holds the password, so there is nobody to ask on it.
    if !from_stdin && std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && ask(&danger) {
        return Ok(());
    }
    Err(Failure::new(
        "insecureHttp",
        format!("{danger} Nothing was sent. Use https://, or accept it with --insecure-http (LAGOON_INSECURE_HTTP=1)."),
    ))
}

fn ask(danger: &str) -> bool {
    let mut answer = String::new();
    let asked = write!(std::io::stderr().lock(), "{danger} Sign in all the same? [y/N] ");
    let read = asked.and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

/// Whether what is sent to a server crosses a network unencrypted. An address that is none goes nowhere.
fn is_in_the_clear(server: &str) -> bool {
    let Ok(url) = Url::parse(server.trim()) else { return false };
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        // RFC 6761 section 6.3: this name and those below it are this machine.
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    url.scheme() == "http" && !loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_to_another_machine_is_in_the_clear() {
        for server in [
            "http://lagoon.example.com",
            " HTTP://10.0.0.5:8787",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://[fd00::1]",
            "http://0x0a000005/",
        ] {
            assert!(is_in_the_clear(server), "{server}");
        }
        for server in [
            "https://lagoon.example.com",
            "lagoon.example.com",
            "http://127.0.0.1:8787",
            "http://127.9.9.9",
            "http://[::1]:80",
            "http://localhost:8787",
            "http://LOCALHOST.",
            "",
            "lagoon.example.com:8787",
        ] {
            assert!(!is_in_the_clear(server), "{server}");
        }
    }
}
