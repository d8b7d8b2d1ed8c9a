//! Why a command did not do its work: a code for programs, a sentence for people, and the exit code of the process.

use lagoon_client::ClientError;
use serde_json::{Value, json};

/// The exit code for what could not be done.
const FAILED: u8 = 1;
/// The exit code for what was asked wrongly: arguments and values.
pub const USAGE: u8 = 2;
/// The exit code for what was done in part: kept here and not in the cloud, or some rows of a file left out.
pub const PARTLY: u8 = 3;

/// Why a command did not do its work.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Stable, for programs.
    pub code: String,
    /// For people: what happened and what to do.
    pub message: String,
    /// The exit code of the process.
    pub exit: u8,
    /// More for programs, beside code and message.
    pub details: Option<(&'static str, Value)>,
    /// What was said of it on standard output already, so that standard error needs nothing more.
    pub told: bool,
}

impl Failure {
    /// Something that could not be done.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), exit: FAILED, details: None, told: false }
    }

    /// Something that was asked wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: USAGE, ..Self::new("usage", message) }
    }

    /// A value that nothing can be made of.
    pub fn value(message: impl Into<String>) -> Self {
        Self { exit: USAGE, ..Self::new("badValue", message) }
    }

    /// Something that was done in part.
    pub fn partly(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { exit: PARTLY, ..Self::new(code, message) }
    }

    /// The answer was printed, and says itself what is missing.
    pub fn told() -> Self {
        Self { told: true, ..Self::partly("partly", "") }
    }

    /// As programs read it.
    pub fn to_json(&self) -> Value {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some((name, details)) = &self.details {
            error[*name] = details.clone();
        }
        error
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let failure = |message: String| Self::new(error.code(), message);
        match &error {
            ClientError::NotReady(problems) => {
                let list = problems.iter().map(|problem| {
                    json!({"code": problem.code, "field": problem.field, "message": problem.message})
                });
                let sentences: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
                let message = format!("This listing cannot be published yet: {}", sentences.join(" "));
                Self { details: Some(("problems", list.collect())), ..failure(message) }
            }
            ClientError::UnsentWork(1) => failure(
                "1 listing has changes that are only on this device. Send them with `lagoon-cli sync`, or give them up with \
                 --discard."
                    .into(),
            ),
            ClientError::UnsentWork(listings) => failure(format!(
                "{listings} listings have changes that are only on this device. Send them with `lagoon-cli sync`, or give \
                 them up with --discard."
            )),
            ClientError::SignInLost => {
                failure("Only the cloud can tell, and nobody is signed in. Use `lagoon-cli sign-in`.".into())
            }
            ClientError::NoSuchNotice => failure(
                "There is no such notice, or somebody has dealt with it. `lagoon-cli notices` shows those that are open."
                    .into(),
            ),
            _ if error.code() == "noSuchDraft" => failure(
                "No listing with this id is on this device. `lagoon-cli list` shows those that are, `lagoon-cli sync` \
                 fetches what is new."
                    .into(),
            ),
            _ => failure(error.to_string()),
        }
    }
}
