//! What the server promises, tried on a real server on a free port with a real database file.

mod bodies;
mod checking;
mod command;
mod concurrency;
mod configuration;
mod events;
mod hostile;
mod limits;
mod listings;
mod migrations;
mod notices;
mod openapi;
mod operating;
mod plain;
mod process;
mod raw;
mod repository;
mod sessions;
mod stopping;
mod support;
mod syncing;
mod tenancy;
mod tls;
mod trash;
