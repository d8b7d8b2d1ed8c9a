//! What the server promises, tried on a real server on a free port with a real database file. `promises_postgres` tries the
//! same on PostgreSQL.

mod bodies;
mod command;
mod concurrency;
mod database;
mod events;
mod notices;
mod openapi;
mod plain;
mod repository;
mod sessions;
mod sharing;
mod support;
mod syncing;
mod tenancy;
mod trash;

/// Which database all tests of this program run on.
mod kind {
    pub const POSTGRES: bool = false;
}
