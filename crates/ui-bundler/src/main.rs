//! Turns the compiled UI into the folder that the app's window loads: wasm, its JavaScript glue, the page and its styles.
//! The output is a pure function of the inputs, and a file that did not change is not written again, so that an
//! unchanged page never makes Cargo rebuild the app around it.

mod glue;
mod page;
mod sync;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

const USAGE: &str = "lagoon-ui-bundler --wasm FILE --page DIR --out DIR";

/// What to bundle, and where to.
struct Arguments {
    /// The UI as `cargo build --target wasm32-unknown-unknown` left it.
    wasm: PathBuf,
    /// The folder with `index.html`, `boot.js`, `style/` and, if there is one, `static/`.
    page: PathBuf,
    /// The folder to fill; whatever else lies in it is removed.
    out: PathBuf,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let (mut wasm, mut page, mut out) = (None, None, None);
        while let Some(option) = words.next() {
            let slot = match option.as_str() {
                "--wasm" => &mut wasm,
                "--page" => &mut page,
                "--out" => &mut out,
                _ => bail!("`{option}` is not an option; usage: {USAGE}"),
            };
            let value = words.next().with_context(|| format!("`{option}` needs a value; usage: {USAGE}"))?;
            *slot = Some(PathBuf::from(value));
        }
        let required =
            |name: &str, value: Option<PathBuf>| value.with_context(|| format!("`{name}` is missing; usage: {USAGE}"));
        Ok(Self { wasm: required("--wasm", wasm)?, page: required("--page", page)?, out: required("--out", out)? })
    }
}

fn main() -> Result<()> {
    let Arguments { wasm, page, out } = Arguments::parse(std::env::args().skip(1))?;
    let mut files = page::read(&page)?;
    files.extend(glue::generate(&wasm)?);
    let changed = sync::write(&out, &files)?;
    match changed {
        0 => println!("page unchanged: {}", out.display()),
        n => println!("page written: {} ({n} changed)", out.display()),
    }
    Ok(())
}
