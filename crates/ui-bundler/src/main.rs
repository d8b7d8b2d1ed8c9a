//! Turns the compiled UI into the folder that the app's window loads: wasm, its JavaScript glue, the page and its styles.
//! The output is a pure function of the inputs, and a file that did not change is not written again, so that an
//! unchanged page never makes Cargo rebuild the app around it.

mod glue;
mod page;
mod sync;
mod weight;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::weight::Weight;

const USAGE: &str = "lagoon-ui-bundler --wasm FILE --page DIR --out DIR [--budget KILOBYTES]";

/// What to bundle, and where to.
struct Arguments {
    /// The UI as `cargo build --target wasm32-unknown-unknown` left it.
    wasm: PathBuf,
    /// The folder with `index.html`, `boot.js`, `style/` and, if there is one, `static/`.
    page: PathBuf,
    /// The folder to fill; whatever else lies in it is removed.
    out: PathBuf,
    /// What its wasm may weigh after compression, in kB; without it the page is not weighed, which takes some seconds.
    budget: Option<usize>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let (mut wasm, mut page, mut out, mut budget) = (None, None, None, None);
        while let Some(option) = words.next() {
            let slot = match option.as_str() {
                "--wasm" => &mut wasm,
                "--page" => &mut page,
                "--out" => &mut out,
                "--budget" => &mut budget,
                _ => bail!("`{option}` is not an option; usage: {USAGE}"),
            };
            let value = words.next().with_context(|| format!("`{option}` needs a value; usage: {USAGE}"))?;
            *slot = Some(value);
        }
        let required =
            |name: &str, value: Option<String>| value.with_context(|| format!("`{name}` is missing; usage: {USAGE}"));
        Ok(Self {
            wasm: required("--wasm", wasm)?.into(),
            page: required("--page", page)?.into(),
            out: required("--out", out)?.into(),
            budget: budget.map(|it| it.parse()).transpose().context("`--budget` needs a whole number of kB")?,
        })
    }
}

fn main() -> Result<()> {
    let Arguments { wasm, page, out, budget } = Arguments::parse(std::env::args().skip(1))?;
    let mut files = page::read(&page)?;
    files.extend(glue::generate(&wasm)?);
    let changed = sync::write(&out, &files)?;
    match changed {
        0 => println!("page unchanged: {}", out.display()),
        n => println!("page written: {} ({n} changed)", out.display()),
    }
    if let Some(budget) = budget {
        let weight = Weight::of(&files)?;
        println!("its wasm: {weight}");
        weight.hold_to(budget)?;
    }
    Ok(())
}
