//! How much one device, one address and all of them together may take. The one rule: every limit is a setting, and none of
//! them is lifted by what a request says.

use std::time::Duration;

use clap::Args;

/// The limits, as they are set by flags, the environment or the file of settings.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// The most bytes of one request, before and after decompression.
    #[arg(long, env = "LAGOON_MAX_BODY_BYTES", value_name = "BYTES", default_value_t = 8 * 1024 * 1024)]
    #[arg(value_parser = count(64 * 1024, 1 << 30))]
    pub max_body_bytes: usize,
    /// The most updates in one request.
    #[arg(long, env = "LAGOON_MAX_UPDATES", value_name = "COUNT", default_value_t = 200, value_parser = count(1, 10_000))]
    pub max_updates: usize,
    /// How long a request's body may make no progress.
    #[arg(long, env = "LAGOON_BODY_IDLE_SECONDS", value_name = "SECONDS", default_value_t = 20, value_parser = seconds())]
    pub body_idle_seconds: u64,
    /// How long a request's body may take in all.
    #[arg(long, env = "LAGOON_BODY_SECONDS", value_name = "SECONDS", default_value_t = 300, value_parser = seconds())]
    pub body_seconds: u64,
    /// Requests a second that one sign-in may make for long; 0 sets no limit.
    #[arg(long, env = "LAGOON_REQUEST_RATE", value_name = "COUNT", default_value_t = 50)]
    pub request_rate: u32,
    /// Requests that one sign-in may make at once, after a rest.
    #[arg(long, env = "LAGOON_REQUEST_BURST", value_name = "COUNT", default_value_t = 500)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub request_burst: u32,
    /// Live connections of one sign-in.
    #[arg(long, env = "LAGOON_MAX_STREAMS", value_name = "COUNT", default_value_t = 8, value_parser = count(1, 10_000))]
    pub max_streams: usize,
    /// Connections in all.
    #[arg(long, env = "LAGOON_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 20_000)]
    #[arg(value_parser = count(1, 10_000_000))]
    pub max_connections: usize,
    /// Connections from one address (IPv6: one /64). Does not hold for trusted proxies.
    #[arg(long, env = "LAGOON_MAX_CONNECTIONS_PER_ADDRESS", value_name = "COUNT", default_value_t = 1_000)]
    #[arg(value_parser = count(1, 10_000_000))]
    pub max_connections_per_address: usize,
    /// How long the head of a request, or the beginning of TLS, may take.
    #[arg(long, env = "LAGOON_HEADER_SECONDS", value_name = "SECONDS", default_value_t = 15, value_parser = seconds())]
    pub header_seconds: u64,
    /// How long a connection without a request is kept. Longer than devices keep theirs, so that they are the ones to end it.
    #[arg(long, env = "LAGOON_IDLE_SECONDS", value_name = "SECONDS", default_value_t = 120, value_parser = seconds())]
    pub idle_seconds: u64,
}

fn count(least: u64, most: u64) -> impl clap::builder::TypedValueParser<Value = usize> {
    use clap::builder::TypedValueParser;
    clap::value_parser!(u64).range(least..=most).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

fn seconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=24 * 60 * 60)
}

impl Limits {
    /// No limit on the rate of requests, for a server inside of another program.
    #[must_use]
    pub fn unmetered() -> Self {
        Self { request_rate: 0, ..Self::default() }
    }

    pub(crate) fn body_idle(&self) -> Duration {
        Duration::from_secs(self.body_idle_seconds)
    }

    pub(crate) fn body_total(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    pub(crate) fn header(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    pub(crate) fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }
}

impl Default for Limits {
    fn default() -> Self {
        #[derive(clap::Parser)]
        #[command(no_binary_name = true)]
        struct Alone {
            #[command(flatten)]
            limits: Limits,
        }
        // Read from the attributes above, so that each default is written once; the environment is another matter.
        let command = <Alone as clap::CommandFactory>::command().mut_args(|argument| argument.env(None::<&str>));
        let matches = command.get_matches_from(std::iter::empty::<&str>());
        <Self as clap::FromArgMatches>::from_arg_matches(&matches).expect("every limit has a default")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_command() {
        let limits = Limits::default();
        assert_eq!((limits.max_updates, limits.request_rate), (200, 50));
        assert_eq!(limits.max_body_bytes, crate::body::MAX_BYTES);
    }
}
