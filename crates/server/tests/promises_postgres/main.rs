//! What the server promises, tried on a real server with a real PostgreSQL: everything that `promises` tries on SQLite, and
//! what only PostgreSQL can break.
#![cfg(target_os = "linux")]

#[path = "../promises/accounts.rs"]
mod accounts;
#[path = "../promises/admin.rs"]
mod admin;
#[path = "../promises/administering.rs"]
mod administering;
#[path = "../promises/audit.rs"]
mod audit;
mod backup;
#[path = "../promises/bodies.rs"]
mod bodies;
#[path = "../promises/concurrency.rs"]
mod concurrency;
#[path = "../promises/damage.rs"]
mod damage;
#[allow(dead_code, reason = "some of it is for tests of SQLite")]
#[path = "../promises/database.rs"]
mod database;
#[path = "../promises/events.rs"]
mod events;
#[path = "../promises/hostile.rs"]
mod hostile;
#[path = "../promises/invitations.rs"]
mod invitations;
mod isolation;
#[path = "../promises/limits.rs"]
mod limits;
#[path = "../promises/listings.rs"]
mod listings;
#[path = "../promises/matrix/mod.rs"]
mod matrix;
mod moving;
#[path = "../promises/notices.rs"]
mod notices;
#[path = "../promises/openapi.rs"]
mod openapi;
#[path = "../promises/plain.rs"]
mod plain;
#[allow(dead_code, reason = "some of it is for tests of SQLite")]
#[path = "../promises/process.rs"]
mod process;
mod processes;
mod program;
#[path = "../promises/raw.rs"]
mod raw;
mod reports;
#[path = "../promises/repository/mod.rs"]
mod repository;
#[path = "../promises/sessions.rs"]
mod sessions;
mod setup;
#[path = "../promises/sharing.rs"]
mod sharing;
mod silence;
mod standby;
#[path = "../promises/stopping.rs"]
mod stopping;
#[allow(dead_code, reason = "some of it is for tests of SQLite")]
#[path = "../promises/support.rs"]
mod support;
#[path = "../promises/syncing.rs"]
mod syncing;
#[path = "../promises/tenancy.rs"]
mod tenancy;
#[path = "../promises/trash.rs"]
mod trash;

/// Which database all tests of this program run on.
mod kind {
    pub const POSTGRES: bool = true;
}
