//! What the server promises, tried on a real server with a real PostgreSQL: everything that `promises` tries on SQLite, and
//! what only PostgreSQL can break.
#![cfg(target_os = "linux")]

#[path = "../promises/bodies.rs"]
mod bodies;
#[path = "../promises/concurrency.rs"]
mod concurrency;
#[path = "../promises/database.rs"]
mod database;
#[path = "../promises/events.rs"]
mod events;
mod isolation;
#[path = "../promises/notices.rs"]
mod notices;
#[path = "../promises/plain.rs"]
mod plain;
mod processes;
mod program;
mod reports;
#[path = "../promises/repository.rs"]
mod repository;
#[path = "../promises/sessions.rs"]
mod sessions;
mod setup;
#[path = "../promises/sharing.rs"]
mod sharing;
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
