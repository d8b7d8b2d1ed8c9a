//! What the server promises, tried on a real server on a free port with a real database file. `promises_postgres` tries the
//! same on PostgreSQL.

mod accounts;
mod admin;
mod administering;
mod audit;
mod bodies;
mod checking;
mod command;
mod concurrency;
mod configuration;
mod damage;
mod database;
mod events;
mod hostile;
mod invitations;
mod limits;
mod listings;
mod matrix;
#[cfg(target_os = "linux")]
mod memory;
mod migrating;
mod migrations;
mod notices;
mod openapi;
mod operating;
mod plain;
mod process;
mod raw;
mod repository;
mod sessions;
mod sharing;
mod stopping;
mod support;
mod syncing;
mod tenancy;
mod tls;
mod trash;

/// Which database all tests of this program run on.
mod kind {
    pub const POSTGRES: bool = false;
}
