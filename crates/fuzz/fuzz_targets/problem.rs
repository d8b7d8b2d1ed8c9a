//! `cargo xtask fuzz problem`: see [`lagoon_fuzz::problem`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::problem(data);
});
