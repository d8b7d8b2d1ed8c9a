//! What the server promises, tried on a real server on a free port with a real database file.

mod bodies;
mod command;
mod concurrency;
mod events;
mod listings;
mod notices;
mod openapi;
mod plain;
mod repository;
mod sessions;
mod support;
mod syncing;
mod tenancy;
mod trash;
