//! `cargo xtask fuzz group_values`: see [`lagoon_fuzz::group_values`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::group_values(data);
});
