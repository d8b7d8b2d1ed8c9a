//! Runs wasm-bindgen on the compiled UI. It works in a scratch folder beside its input, never in the page's own folder,
//! so that a failed run leaves the last good page as it was.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::page::{self, Files};

/// The wasm and its JavaScript glue, by their paths in the page.
pub fn generate(wasm: &Path) -> Result<Files> {
    let scratch = wasm.with_extension("glue");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| format!("cannot clear {}", scratch.display()))?;
    }
    // The names of functions are a fifth of what the window would have to load.
    Bindgen::new()
        .input_path(wasm)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.typescript(false).omit_default_module_path(false).generate(&scratch))
        .with_context(|| {
            format!("cannot make JavaScript glue for {}; build it with `cargo xtask ui`", wasm.display())
        })?;
    let mut files = Files::new();
    page::add_folder(&mut files, &scratch)?;
    fs::remove_dir_all(&scratch).with_context(|| format!("cannot clear {}", scratch.display()))?;
    Ok(files)
}
