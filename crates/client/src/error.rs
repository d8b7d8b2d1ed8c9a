//! What a caller is told when something cannot be done, with what to do about it.

use lagoon_listing::Problem;
use lagoon_store::StoreError;
use lagoon_words::{tr, trn};

/// Why a call failed. `Display` is for people; [`code`](Self::code) is for programs.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The draft store could not do it.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The address is not one.
    #[error("{}", tr!("“{what}” is not a server address. It looks like https://lagoon.example.com", what = _0))]
    BadAddress(String),
    /// Nothing answers at the address.
    #[error("{}", tr!("No server answers at {what}. Check the address and the connection, then try again.", what = _0))]
    NoServer(String),
    /// Something else answers at the address.
    #[error("{}", tr!("What answers at {what} is not a Lagoon server. Check the address; on a public network, sign in to it first.", what = _0))]
    ForeignAnswer(String),
    /// The e-mail address or the password is wrong.
    #[error("{}", tr!("The e-mail address or the password is wrong. Check both and try again."))]
    WrongPassword,
    /// Too many tries.
    #[error("{}", trn!(*_0, "Too many tries. Wait {count} second, then try again.", "Too many tries. Wait {count} seconds, then try again."))]
    TooManyTries(i64),
    /// The server refused for a reason of its own.
    #[error("{}", tr!("The server says: {what}", what = _0))]
    Server(String),
    /// There are changes that the cloud does not hold.
    #[error("{}", trn!(
        *_0,
        "{count} listing has changes that are only on this device. Sync them first, or discard them.",
        "{count} listings have changes that are only on this device. Sync them first, or discard them."
    ))]
    UnsentWork(u32),
    /// Only the server can tell, and nobody is signed in.
    #[error("{}", tr!("Sign in first: only the cloud can tell."))]
    SignInLost,
    /// The server has no such draft.
    #[error("{}", tr!("The cloud does not have this listing."))]
    NotThere,
    /// There is no such notice, or somebody has dealt with it.
    #[error("{}", tr!("Somebody has dealt with this already."))]
    NoSuchNotice,
    /// A newer version made it, and only that one can write the value again.
    #[error("{}", tr!("This version does not know what happened here. Update Lagoon to use your value, or keep what stands."))]
    UnknownNotice,
    /// What a listing held then lies too far back to be read.
    #[error("{}", tr!("This listing was changed too often to go back to a time. Restore its values one by one."))]
    HistoryTooLong,
    /// Nothing is known of that time.
    #[error("{}", tr!("Nothing is known of this listing at that time. Choose a later one."))]
    NoSuchVersion,
    /// That time has not come.
    #[error("{}", tr!("That time lies in the future, as far as this device knows. Choose an earlier one."))]
    NotYetThen,
    /// Publishing asks for more.
    #[error("{}", tr!("This listing cannot be published yet: {problem}", problem = first_problem(_0)))]
    NotReady(Vec<Problem>),
    /// The table could not be made.
    #[error("{}", tr!("The table could not be made ({what}). Export as JSON, and report this.", what = _0))]
    NoTable(String),
    /// The background task ended, which it never does while the app runs.
    #[error("{}", tr!("Lagoon is closing."))]
    Closing,
}

impl ClientError {
    /// Stable, for the page to act on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(StoreError::DiskFull) => "diskFull",
            Self::Store(StoreError::NoSuchDraft) => "noSuchDraft",
            Self::Store(StoreError::Locked { .. }) => "alreadyRunning",
            Self::Store(_) => "notSaved",
            Self::BadAddress(_) => "badAddress",
            Self::NoServer(_) => "noServer",
            Self::ForeignAnswer(_) => "foreignAnswer",
            Self::WrongPassword => "wrongPassword",
            Self::TooManyTries(_) => "tooManyTries",
            Self::Server(_) => "serverRefused",
            Self::UnsentWork(_) => "unsentWork",
            Self::SignInLost => "signInRequired",
            Self::NotThere => "notInCloud",
            Self::NoSuchNotice => "noSuchNotice",
            Self::UnknownNotice => "unknownNotice",
            Self::HistoryTooLong => "historyTooLong",
            Self::NoSuchVersion => "noSuchVersion",
            Self::NotYetThen => "inTheFuture",
            Self::NotReady(_) => "notReady",
            Self::NoTable(_) => "cannotWrite",
            Self::Closing => "closing",
        }
    }
}

fn first_problem(problems: &[Problem]) -> String {
    problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
}
