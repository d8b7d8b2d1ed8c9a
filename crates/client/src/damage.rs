//! A draft store that was found damaged: it was set aside, and this device began anew. The sign-in is taken over from it, and
//! the person is told until they know.
//!
//! The one rule: nothing that was read from the damaged file is trusted but by the secret store, which has the token only under
//! a name that is right to the last letter.

use std::{fmt, path::PathBuf};

use lagoon_store::{Store, StoreError};
use lagoon_sync::DeviceId;
use lagoon_words::tr;
use serde::{Deserialize, Serialize};

use crate::account::Session;

/// Under which name it is kept that the person has to be told.
const KEY: &str = "set aside";

/// A damaged draft store that was kept under another name. `Display` tells the person what is where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetAside {
    /// Where it is now.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
    /// Whether it could still be read who was signed in.
    pub sign_in_kept: bool,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        let back = if self.sign_in_kept {
            tr!("You are still signed in: what the cloud has comes back by itself.")
        } else {
            tr!("Sign in again, and what the cloud has comes back.")
        };
        f.write_str(&tr!(
            "The listings saved on this device were damaged. They were kept as {path}, and this device started afresh. {back} \
             Changes that were never sent are in that file alone: `sqlite3 \"{path}\" .dump` reads what is left of them, and \
             docs/CLI.md, “Damaged data”, tells how to bring them back.",
            path,
            back
        ))
    }
}

/// Takes over who was signed in, and notes what the person has to be told.
pub(crate) async fn take_over(store: &Store, aside: lagoon_store::SetAside) -> Result<(), StoreError> {
    let (session, vault) = (aside.meta::<Session>("session").await, aside.meta::<DeviceId>("install").await);
    let kept = session.zip(vault);
    let mut writing = store.write().await?;
    if let Some((session, vault)) = &kept {
        writing.set_meta("session", session).await?;
        // The token's name begins with it. The device takes another id, as it no longer knows which stamps it made.
        writing.set_meta("install", vault).await?;
    }
    let lagoon_store::SetAside { path, reason } = aside;
    writing.set_meta(KEY, &SetAside { path, reason, sign_in_kept: kept.is_some() }).await?;
    writing.commit().await
}

/// What the person has to be told and did not see yet.
pub(crate) async fn untold(store: &Store) -> Result<Option<SetAside>, StoreError> {
    store.meta(KEY).await
}

/// The person knows.
pub(crate) async fn told(store: &Store) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    writing.forget_meta(KEY).await?;
    writing.commit().await
}
