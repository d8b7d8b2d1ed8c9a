//! Replays what fuzzing has found worth keeping, with the ordinary toolchain.

use std::{fs, path::Path};

use lagoon_fuzz::TARGETS;

/// Seeds named `ok-…` can be read; all others only have to do no harm.
#[test]
fn every_seed_keeps_the_promises() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let mut readable = 0;
        for file in fs::read_dir(corpus.join(name)).expect("every target has seeds") {
            let path = file.expect("a file").path();
            println!("{}", path.display());
            let read = target(&fs::read(&path).expect("a seed"));
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ok-")) {
                assert!(read, "{} cannot be read any more: write it anew", path.display());
                readable += 1;
            }
        }
        assert!(readable > 0, "{name} has no seed that can be read");
    }
}

#[test]
fn every_target_has_a_program_and_every_program_a_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    let programs = fs::read_dir(folder).expect("the programs").map(|file| file.expect("a file").path());
    let mut programs: Vec<_> = programs.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    programs.sort();
    assert_eq!(programs, TARGETS.map(|(name, _)| name));
}
