//! Notes what is built, in what people get. Without git, from an unpacked archive say, it notes that it does not know.

#[path = "src/source.rs"]
mod source;

use std::{env, path::Path};

use source::{Source, line, watched};

fn main() {
    for variable in ["LAGOON_COMMIT", "SOURCE_DATE_EPOCH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    // Where nothing is watched Cargo would watch every file.
    println!("cargo::rerun-if-changed=build.rs");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let told = |name: &str| env::var(name).ok();
    // A commit would compile half of the workspace anew: only what people get is worth that.
    let for_people = told("PROFILE").is_some_and(|profile| profile == "release");
    if for_people {
        for file in watched(&root) {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
    let source = Source::told(told("LAGOON_COMMIT").as_deref(), told("SOURCE_DATE_EPOCH").as_deref());
    let source = source.or_else(|| {
        let found = Source::found(&root).filter(|_| for_people)?;
        Some(found.dated(told("SOURCE_DATE_EPOCH").as_deref()))
    });
    let version = env!("CARGO_PKG_VERSION");
    println!("cargo::rustc-env=LAGOON_VERSION_LINE={}", line(version, source.as_ref()));
    let source = source.unwrap_or_default();
    println!("cargo::rustc-env=LAGOON_BUILT_COMMIT={}", source.commit);
    println!("cargo::rustc-env=LAGOON_BUILT_DATE={}", source.date.unwrap_or_default());
    println!("cargo::rustc-env=LAGOON_BUILT_MODIFIED={}", source.modified);
}
