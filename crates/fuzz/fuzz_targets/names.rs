//! `cargo xtask fuzz names`: see [`lagoon_fuzz::names`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::names(data);
});
