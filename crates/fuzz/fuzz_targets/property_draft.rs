//! `cargo xtask fuzz property_draft`: see [`lagoon_fuzz::property_draft`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    lagoon_fuzz::property_draft(data);
});
