//! Which versions of the app are too old for this server, and how they are told.
//!
//! The one rule: a device that is too old is told so; what it holds is never touched, and nothing keeps it from writing on.

use clap::Args;
use http::{HeaderMap, StatusCode, header::USER_AGENT};
use lagoon_sync::AppVersion;

use crate::problem::Problem;

/// What is asked of the app that people use.
#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Versions of the app")]
pub struct Clients {
    /// The oldest version of the app that people should have, such as 0.2.0. An older one asks them to update, and goes on.
    #[arg(long, env = "LAGOON_OLDEST_CLIENT", value_name = "VERSION")]
    pub oldest_client: Option<AppVersion>,
    /// The oldest version of the app that is served. An older one syncs no more until it is updated; it keeps everything on
    /// the device.
    #[arg(long, env = "LAGOON_OLDEST_SERVED_CLIENT", value_name = "VERSION")]
    pub oldest_served_client: Option<AppVersion>,
}

impl Clients {
    /// The oldest version that is not asked to be updated.
    pub fn wanted(self) -> Option<AppVersion> {
        self.oldest_client.max(self.oldest_served_client)
    }

    /// Refuses an app that is too old to be served. Other programs do not say a version of the app, and are served.
    pub(crate) fn admit(self, headers: &HeaderMap) -> Result<(), Problem> {
        let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match (AppVersion::of_user_agent(agent), self.oldest_served_client) {
            (Some(version), Some(oldest)) if version < oldest => Err(too_old(oldest)),
            _ => Ok(()),
        }
    }
}

fn too_old(oldest: AppVersion) -> Problem {
    let detail =
        format!("This version of Lagoon is too old for this server, which wants {oldest} or newer. Update it.");
    Problem::new(StatusCode::CONFLICT, "clientTooOld", detail)
}
