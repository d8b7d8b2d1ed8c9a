//! Re-exports a newer `libsqlite3-sys` under the version that sqlx 0.8 asks for.
//!
//! sqlx 0.8.6 bundles SQLite 3.46.0, which can corrupt a database when a WAL reset races with a checkpoint; SQLite 3.51.3
//! fixes it. See `docs/adr/0002-patched-sqlite.md`. Drop this crate as soon as sqlx bundles 3.51.3 or later.
#![no_std]
pub use newer::*;
