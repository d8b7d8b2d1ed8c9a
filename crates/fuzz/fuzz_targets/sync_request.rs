//! `cargo xtask fuzz sync_request`: see [`lagoon_fuzz::sync_request`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::sync_request(data);
});
