//! The device's draft store on SQLite: drafts, their unsent groups, history and a little state.
//!
//! The one rule: what a caller was told is saved survives a crash, and nothing here ever waits for the network.

mod account;
mod drafts;
mod error;
mod history;
mod list;
mod lock;
mod meta;
mod notices;
mod open;

use sqlx::SqlitePool;

pub use account::AccountKey;
pub use drafts::Writing;
pub use error::StoreError;
pub use lock::DirectoryLock;
pub use open::{Opened, SetAside};

/// The draft store of one data directory. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    /// The one connection that writes.
    writer: SqlitePool,
    /// Connections that only read, so that a list never waits for a save.
    reader: SqlitePool,
}

impl Store {
    /// The pool that writes, for the plugin that closes it when the app exits.
    pub fn pool(&self) -> &SqlitePool {
        &self.writer
    }

    /// Finishes what is under way, closes the file and takes the write-ahead log into it.
    pub async fn close(&self) {
        for pool in [&self.reader, &self.writer] {
            // A connection that was on its way back to the pool when it closed is idle afterwards, and open.
            while pool.size() > 0 {
                pool.close().await;
            }
        }
    }
}
