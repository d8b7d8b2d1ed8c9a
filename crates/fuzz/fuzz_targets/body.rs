//! `cargo xtask fuzz body`: see [`lagoon_fuzz::body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::body(data);
});
