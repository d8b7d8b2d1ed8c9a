//! `cargo xtask fuzz events`: see [`lagoon_fuzz::events`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::events(data);
});
