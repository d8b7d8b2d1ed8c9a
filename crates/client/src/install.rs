//! Which installation this is: a number that a copy of the data directory does not share, wherever it was copied to, so that
//! two devices never go by one id.
//!
//! A backup of the directory holds the number, too. So it counts only together with the place it was made for: the machine,
//! the path, and the birth of the directory itself, which no copy has in common.

use std::{fmt::Write as _, path::Path};

use lagoon_store::Store;
use lagoon_sync::InstallId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{ClientError, driver::random};

#[derive(Serialize, Deserialize)]
struct Installation {
    id: InstallId,
    place: String,
}

/// The id of the installation in this directory: the one it had, or another if this is a copy.
pub(crate) async fn identify(store: &Store, directory: &Path) -> Result<InstallId, ClientError> {
    let place = place(directory);
    if let Some(known) = store.meta::<Installation>("installation").await?
        && known.place == place
    {
        return Ok(known.id);
    }
    let id = InstallId(random());
    store.set_meta("installation", &Installation { id, place }).await?;
    Ok(id)
}

/// What tells this place from every other, as a hash: nothing of it can be read from the draft store.
fn place(directory: &Path) -> String {
    let mut hasher = Sha256::new();
    for file in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
        hasher.update(std::fs::read(file).unwrap_or_default());
    }
    let path = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    hasher.update(path.as_os_str().as_encoded_bytes());
    if let Ok(metadata) = path.metadata() {
        let born = metadata.created().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        hasher.update(born.unwrap_or_default().as_nanos().to_le_bytes());
        #[cfg(unix)]
        hasher.update(std::os::unix::fs::MetadataExt::ino(&metadata).to_le_bytes());
    }
    hasher.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stays_the_same_and_a_copy_of_it_is_another() {
        let (one, two) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
        assert_eq!(place(one.path()), place(one.path()));
        assert_ne!(place(one.path()), place(two.path()));
        let path = one.path().to_owned();
        let before = place(&path);
        std::fs::remove_dir(&path).expect("removed");
        let _another = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(&path).expect("made again");
        assert_ne!(place(&path), before, "the same path, another directory");
    }
}
