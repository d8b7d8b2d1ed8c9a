//! `cargo xtask fuzz sync_response`: see [`lagoon_fuzz::sync_response`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::sync_response(data);
});
