//! Prepares the shell's build. From the one list of commands Tauri makes one permission each; without that list the app's
//! own commands would bypass the access list.

#[path = "src/access.rs"]
mod access;

use std::path::Path;

use tauri_build::{AppManifest, Attributes, WindowsAttributes};

fn main() {
    for watched in ["ui/dist", "src-tauri/capabilities", "src-tauri/src/access.rs", "deploy/windows/lagoon.manifest"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    if !Path::new("ui/dist/index.html").exists() {
        println!("cargo::error=the page is not built yet: run `cargo xtask ui`, then build again");
        return;
    }
    let attributes = Attributes::new()
        .app_manifest(AppManifest::new().commands(access::COMMANDS))
        .windows_attributes(WindowsAttributes::new().app_manifest(include_str!("../deploy/windows/lagoon.manifest")))
        .capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={}", format!("{error:#}").replace('\n', " "));
    }
}
