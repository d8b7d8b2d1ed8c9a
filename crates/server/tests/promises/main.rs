//! What the server promises, tried on a real server on a free port with a real database file.

mod accounts;
mod admin;
mod administering;
mod audit;
mod bodies;
mod command;
mod concurrency;
mod events;
mod invitations;
mod matrix;
mod migrating;
mod notices;
mod openapi;
mod plain;
mod repository;
mod sessions;
mod support;
mod syncing;
mod tenancy;
mod trash;
