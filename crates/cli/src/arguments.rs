//! The command line as people write it.

#![allow(clippy::doc_markdown, reason = "these comments are the help text, which terminals show as it is")]

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use lagoon_listing::DraftId;
use lagoon_sync::{Millis, wire::NoticeId};

use crate::{notices, past};

/// Lagoon without a window: property listings that are never lost, with or without a network.
///
/// Listings are kept in LAGOON_DATA_DIR, or else in the folder that the app uses; one process at a time. The sign-in is kept
/// in the system's secret store. Where there is none, LAGOON_SECRETS=file keeps it in the file `token` of the data directory,
/// unencrypted and readable by you alone (mode 0600).
///
/// Exit codes: 0 done, 1 it could not be done, 2 it was asked wrongly, 3 done in part.
#[derive(Parser)]
#[command(name = "lagoon-cli", version = lagoon_build::LINE)]
pub struct Cli {
    #[command(subcommand)]
    pub action: Action,
    /// For programs: one JSON document on standard output; errors as {"error":{"code","message"}} on standard error.
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum Action {
    /// Sign in and fetch the team's listings.
    SignIn(SignIn),
    /// Sign out and remove the account's listings from this device.
    SignOut {
        /// Give up changes that the cloud does not have.
        #[arg(long)]
        discard: bool,
    },
    /// Say who is signed in, and what waits to be sent and why.
    Status(Wait),
    /// List the listings on this device, last edited first.
    List {
        /// Those in the trash instead.
        #[arg(long)]
        trash: bool,
    },
    /// Show one listing.
    Show(Id),
    /// Start a listing.
    Create(Create),
    /// Change one value of a listing.
    Edit(Edit),
    /// Move a listing to the trash.
    Delete(OneListing),
    /// Take a listing out of the trash; or write a value that it had, or all that it held at some time, once more.
    Restore(Restore),
    /// Publish a listing as it now is on this device.
    Publish(OneListing),
    /// Withdraw a listing's public copy.
    Unpublish(OneListing),
    /// Show the values that a listing no longer has, the newest first.
    History(History),
    /// Make a new listing of one that the cloud has forgotten, with the changes from this device.
    Keep(OneListing),
    /// Remove a listing that the cloud has forgotten from this device, with the changes that were never sent.
    Discard(Id),
    /// List what you have to be told: values of yours that lost to ones made without having seen them, and the like.
    Notices,
    /// Deal with a notice: write your value once more.
    UseMine(OneNotice),
    /// Deal with a notice: leave what stands.
    KeepTheirs(OneNotice),
    /// Compare every listing on this device with the cloud, and repair what differs.
    Check(Limit),
    /// Send what is unsent, fetch what is new, and wait until it is done or say why it cannot be.
    Sync(Limit),
    /// Write all listings on this device, the trash included, to standard output or a file.
    Export {
        /// JSON keeps everything. CSV is for spreadsheets.
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// The file. Without it: standard output.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Read listings from a file: those with an id that is known are updated, others are started.
    Import(Import),
    /// Stay online: take edits as lines of JSON from standard input, and answer with lines of JSON. docs/CLI.md tells which.
    Run,
}

#[derive(Args)]
pub struct SignIn {
    /// The server's address, such as `https://lagoon.example.com`. Without it: that of the last sign-in, or
    /// LAGOON_SERVER_URL.
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// The e-mail address.
    #[arg(long)]
    pub email: String,
    /// Read the password from standard input: its first line. Otherwise it is asked for on the terminal.
    #[arg(long)]
    pub password_stdin: bool,
    /// Send the password and everything after it unencrypted, over http:// to another machine. Or set
    /// LAGOON_INSECURE_HTTP=1.
    #[arg(long)]
    pub insecure_http: bool,
    /// Leave listings that were written before any sign-in out of the account. They show again after signing out.
    #[arg(long)]
    pub leave_unclaimed: bool,
}

#[derive(Args)]
pub struct Id {
    /// The listing's id, as `lagoon-cli list` shows it.
    #[arg(value_parser = draft_id)]
    pub id: DraftId,
}

#[derive(Args)]
pub struct Limit {
    /// How many seconds it may take.
    #[arg(long, default_value_t = crate::cloud::SYNC.as_secs(), value_name = "SECONDS")]
    limit: u64,
}

impl Limit {
    /// How long it may take.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.limit)
    }
}

#[derive(Args)]
pub struct Wait {
    /// Do not try to reach the cloud.
    #[arg(long)]
    no_wait: bool,
}

impl Wait {
    /// Whether to try.
    pub fn waits(&self) -> bool {
        !self.no_wait
    }
}

#[derive(Args)]
pub struct OneListing {
    #[command(flatten)]
    pub listing: Id,
    #[command(flatten)]
    pub wait: Wait,
}

#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    pub listing: Id,
    /// Write the value of a line of the history once more: the group, and the line's number or stamp.
    #[arg(long, num_args = 2, value_names = ["GROUP", "STAMP-OR-NUMBER"], conflicts_with = "at")]
    value: Option<Vec<String>>,
    /// The line is one of `history --cloud`.
    #[arg(long, requires = "value", conflicts_with = "no_wait")]
    cloud: bool,
    /// Make the listing what it was at this time: RFC 3339, such as 2026-03-01T09:30:00+01:00, or milliseconds since 1970.
    #[arg(long, value_name = "TIME", value_parser = past::time, conflicts_with = "no_wait")]
    at: Option<Millis>,
    #[command(flatten)]
    pub wait: Wait,
}

/// What `restore` is to bring back.
pub enum Back<'a> {
    /// The listing, from the trash.
    FromTrash,
    /// The value of a line of the history.
    Value { group: &'a str, line: &'a str, cloud: bool },
    /// All that it held at a time.
    Version(Millis),
}

impl Restore {
    /// What is to come back.
    pub fn what(&self) -> Back<'_> {
        match (self.at, self.value.as_deref()) {
            (Some(at), _) => Back::Version(at),
            (None, Some([group, line])) => Back::Value { group, line, cloud: self.cloud },
            (None, _) => Back::FromTrash,
        }
    }
}

#[derive(Args)]
pub struct History {
    #[command(flatten)]
    pub listing: Id,
    /// Everybody's values as the cloud knows them, instead of those that this device knows.
    #[arg(long)]
    pub cloud: bool,
}

#[derive(Args)]
pub struct OneNotice {
    /// The notice, as `lagoon-cli notices` shows it.
    #[arg(value_parser = notices::parse)]
    pub notice: NoticeId,
    #[command(flatten)]
    pub wait: Wait,
}

#[derive(Args)]
pub struct Create {
    /// The headline.
    #[arg(long)]
    pub title: Option<String>,
    /// The price as people type it, such as 45m or "$2,500".
    #[arg(long)]
    pub price: Option<String>,
    /// The long text.
    #[arg(long)]
    pub description: Option<String>,
    /// The state, such as Lagos.
    #[arg(long)]
    pub state: Option<String>,
    /// The local government area.
    #[arg(long)]
    pub lga: Option<String>,
    /// The neighbourhood, such as "Lekki Phase 1".
    #[arg(long)]
    pub area: Option<String>,
    /// Street and number.
    #[arg(long)]
    pub street: Option<String>,
    /// What it offers, such as pool. May stand several times.
    #[arg(long, value_name = "ID")]
    pub amenity: Vec<String>,
    /// Anything else that `edit` can change, such as purpose=rent or rooms.bedrooms=4. May stand several times.
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Take amenities, states, choices and currencies that this version does not know.
    #[arg(long)]
    pub unknown: bool,
    #[command(flatten)]
    pub wait: Wait,
}

#[derive(Args)]
pub struct Edit {
    #[command(flatten)]
    pub listing: Id,
    /// What to change: title, description, privateNotes, purpose, propertyType, price, titleDocument, amenity:ID; a part such
    /// as price.period, terms.agencyPercent, location.area, rooms.bedrooms, size.landSize or building.serviced; or a group of a
    /// newer version.
    pub group: String,
    /// The new value as people type it: text, an amount such as 45m, a figure such as 4, 650 sqm or 7.5%, a choice such as
    /// rent, true or false; JSON for a group of several parts.
    #[arg(allow_hyphen_values = true, required_unless_present_any = ["clear", "stdin"])]
    pub value: Option<String>,
    /// Leave nothing there.
    #[arg(long, conflicts_with_all = ["value", "stdin"])]
    pub clear: bool,
    /// Read the value from standard input.
    #[arg(long, conflicts_with = "value")]
    pub stdin: bool,
    /// Take a group, a part of a value, a state or a currency that this version does not know, as a newer version may have
    /// written it.
    #[arg(long)]
    pub unknown: bool,
    #[command(flatten)]
    pub wait: Wait,
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that people type")]
pub struct Import {
    /// The file, or - for standard input.
    pub file: PathBuf,
    /// What the file holds. Without it: what its name ends in.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Where a value was changed in the file and here since the export: write the file's. So too where nobody here knows what
    /// stands, and where the listing is in the trash, which takes it out.
    #[arg(long, conflicts_with = "theirs")]
    mine: bool,
    /// Where a value was changed in the file and here since the export: keep what stands, and do not ask.
    #[arg(long)]
    theirs: bool,
    /// Write every value that differs, as if the file did not say what it was exported from: for going back to a copy.
    #[arg(long, conflicts_with_all = ["mine", "theirs"])]
    pub ignore_base: bool,
    /// Write the rows of a table that were not taken to this file, each with what is wrong with it: mend them, then import it.
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub rejected: Option<PathBuf>,
    /// Say what would be done, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Take groups, amenities, parts of values, states and currencies that this version does not know.
    #[arg(long)]
    pub unknown: bool,
    #[command(flatten)]
    pub wait: Wait,
}

/// What becomes of a value that was changed in a file and here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// It stays and is told.
    Report,
    /// The file's is written.
    Mine,
    /// It stays.
    Theirs,
}

impl Import {
    /// What becomes of a value that was changed in the file and here.
    pub fn stale(&self) -> Stale {
        match (self.mine, self.theirs) {
            (true, _) => Stale::Mine,
            (_, true) => Stale::Theirs,
            _ => Stale::Report,
        }
    }
}

/// How listings lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything, groups of newer versions included.
    Json,
    /// A table for spreadsheets.
    Csv,
}

impl From<Format> for lagoon_client::export::FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
        }
    }
}

fn draft_id(text: &str) -> Result<DraftId, &'static str> {
    text.trim().parse().map_err(|_| "this is not a listing's id; `lagoon-cli list` shows them")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_value_may_begin_with_a_hyphen_and_flags_are_still_flags() {
        let id = "00000000-0000-0000-0000-000000000001";
        let parse = |rest: &[&str]| {
            let words = ["lagoon-cli", "edit", id].into_iter().chain(rest.iter().copied());
            match Cli::try_parse_from(words).map(|cli| cli.action) {
                Ok(Action::Edit(edit)) => Ok((edit.value, edit.clear, edit.wait.waits())),
                Ok(_) => unreachable!("it says edit"),
                Err(error) => Err(error.kind()),
            }
        };
        assert_eq!(parse(&["title", "-1"]), Ok((Some("-1".into()), false, true)));
        assert_eq!(parse(&["title", "--clear"]), Ok((None, true, true)));
        assert_eq!(parse(&["title", "Duplex", "--no-wait"]), Ok((Some("Duplex".into()), false, false)));
        assert!(parse(&["title"]).is_err());
        assert!(parse(&["title", "Duplex", "--clear"]).is_err());
    }

    #[test]
    fn one_thing_is_restored_at_a_time() {
        let id = "00000000-0000-0000-0000-000000000001";
        let parse = |rest: &[&str]| {
            let words = ["lagoon-cli", "restore", id].into_iter().chain(rest.iter().copied());
            Cli::try_parse_from(words).map(|_| ()).map_err(|error| error.kind())
        };
        for good in
            [&[][..], &["--value", "title", "1"], &["--value", "title", "1", "--cloud"], &["--at", "5"], &["--no-wait"]]
        {
            assert_eq!(parse(good), Ok(()), "{good:?}");
        }
        for bad in [
            &["--value", "title"][..],
            &["--value", "title", "1", "--at", "5"],
            &["--cloud"],
            &["--at", "yesterday"],
            &["--at", "5", "--no-wait"],
        ] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
