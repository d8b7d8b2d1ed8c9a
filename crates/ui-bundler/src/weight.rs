//! How much of the page has to come into the window before anything is drawn. Its wasm counts as it is once brotli did all it
//! can, because raw bytes say little: code that repeats costs next to nothing.

use std::ffi::OsStr;
use std::fmt;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::page::Files;

/// The most that brotli can be asked for.
const QUALITY: u32 = 11;
/// How far back brotli looks, as a power of two; this is what its own program does.
const WINDOW: u32 = 22;
const BUFFER: usize = 1 << 16;

/// What the wasm of a page weighs, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Weight {
    raw: usize,
    compressed: usize,
}

impl Weight {
    /// Weighs all wasm of the page.
    pub fn of(files: &Files) -> Result<Self> {
        let mut weight = Self { raw: 0, compressed: 0 };
        let is_wasm = |name: &str| Path::new(name).extension() == Some(OsStr::new("wasm"));
        for (_, contents) in files.iter().filter(|(name, _)| is_wasm(name)) {
            weight.raw += contents.len();
            weight.compressed += compressed(contents)?;
        }
        Ok(weight)
    }

    /// Fails when it is more than there is room for, in kB.
    pub fn hold_to(&self, budget: usize) -> Result<()> {
        if self.compressed > budget * 1000 {
            bail!(
                "the page's wasm is too large: {self}, and {budget} kB are allowed. docs/BENCHMARKS.md (`page`) says what it \
                 consists of; the bounds stand in xtask/src/commands/ui.rs"
            );
        }
        Ok(())
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tenths, raw) = (self.compressed.div_ceil(100), self.raw.div_ceil(1000));
        write!(f, "{}.{} kB after brotli, {raw} kB before", tenths / 10, tenths % 10)
    }
}

fn compressed(contents: &[u8]) -> Result<usize> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    writer.write_all(contents).context("cannot compress the page")?;
    Ok(writer.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(wasm: &[u8]) -> Files {
        [("lagoon-ui_bg.wasm", wasm), ("style.css", &[b'a'; 10_000])]
            .map(|(name, contents)| (name.to_owned(), contents.to_vec()))
            .into()
    }

    /// Bytes without any pattern, which nothing can make smaller.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .take(length)
        .collect()
    }

    #[test]
    fn what_repeats_weighs_next_to_nothing() {
        let weight = Weight::of(&page(&[7; 10_000])).expect("weighed");
        assert_eq!(weight.raw, 10_000, "the wasm alone counts");
        assert!(weight.compressed < 100, "{weight}");
    }

    #[test]
    fn a_page_that_is_too_large_is_refused_with_what_it_weighs() {
        let weight = Weight::of(&page(&noise(5_000))).expect("weighed");
        weight.hold_to(6).expect("there is room");
        let refusal = weight.hold_to(4).expect_err("5 kB are more than 4").to_string();
        assert!(
            refusal.contains("5.1 kB after brotli, 5 kB before") && refusal.contains("4 kB are allowed"),
            "{refusal}"
        );
    }
}
