//! The one function that Rust's standard library takes from `bcryptprimitives.dll`, for a Wine that has no such file (before
//! 8.13). It is laid beside the tests under Wine and nowhere else.

#![no_std]

#[link(name = "advapi32")]
unsafe extern "system" {
    /// What Windows calls `RtlGenRandom`.
    fn SystemFunction036(buffer: *mut u8, length: u32) -> u8;
}

/// Fills a buffer with random bytes. Returns 1, as Windows always does.
///
/// # Safety
/// `length` bytes can be written at `buffer`.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn ProcessPrng(mut buffer: *mut u8, mut length: usize) -> i32 {
    while length > 0 {
        let part = u32::try_from(length).unwrap_or(u32::MAX);
        // SAFETY: `part` bytes are within what the caller gave.
        if unsafe { SystemFunction036(buffer, part) } == 0 {
            return 0;
        }
        // SAFETY: as above.
        buffer = unsafe { buffer.add(part as usize) };
        length -= part as usize;
    }
    1
}

#[panic_handler]
fn halt(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
