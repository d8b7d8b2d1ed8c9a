//! Starts the app on a desktop. Everything it does lives in the library, which the mobile apps start in their own way.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> anyhow::Result<()> {
    lagoon_app::run()
}
