//! The time since this machine was started, suspended time included, and which start that was. Nobody can set this clock.
//!
//! The one rule: two readings that name the same start are on the same clock. Where that cannot be had, there is no reading,
//! and whoever asks counts their process as a start of its own.

/// One reading of the boot clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BootTime {
    /// Milliseconds since the start, suspended time included.
    pub millis: i64,
    /// Which start: the same number for as long as this clock goes on.
    pub boot: u64,
}

/// Reads the boot clock; `None` where the system does not tell which start it counts from.
pub fn read() -> Option<BootTime> {
    system::read()
}

/// `CLOCK_BOOTTIME` counts suspended time, `CLOCK_MONOTONIC` does not: `clock_gettime(2)`. The kernel names each boot:
/// `random(4)`. Android keeps both.
#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use std::sync::OnceLock;

    use rustix::time::{ClockId, clock_gettime};

    use super::BootTime;

    /// It cannot change while this process lives.
    static BOOT: OnceLock<Option<u64>> = OnceLock::new();

    pub fn read() -> Option<BootTime> {
        let boot = (*BOOT.get_or_init(boot_id))?;
        let time = clock_gettime(ClockId::Boottime);
        Some(BootTime { millis: time.tv_sec * 1_000 + time.tv_nsec / 1_000_000, boot })
    }

    fn boot_id() -> Option<u64> {
        let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let hex: String = text.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        u64::from_str_radix(&hex, 16).ok()
    }
}

/// `GetTickCount64` counts sleep and hibernation, too. Windows numbers its starts in the registry; a start that only resumes
/// the kernel ("fast startup") may get a number without the count beginning anew, which is on the safe side.
#[cfg(windows)]
mod system {
    use std::sync::OnceLock;

    use windows_sys::{
        Win32::System::{
            Registry::{HKEY_LOCAL_MACHINE, RRF_RT_REG_DWORD, RegGetValueW},
            SystemInformation::GetTickCount64,
        },
        w,
    };

    use super::BootTime;

    /// It cannot change while this process lives.
    static BOOT: OnceLock<Option<u32>> = OnceLock::new();

    pub fn read() -> Option<BootTime> {
        #[allow(unsafe_code, reason = "takes nothing and returns a number")]
        let millis = unsafe { GetTickCount64() };
        Some(BootTime { millis: i64::try_from(millis).ok()?, boot: u64::from((*BOOT.get_or_init(boot_id))?) })
    }

    fn boot_id() -> Option<u32> {
        let key = w!(r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters");
        let (mut value, mut bytes) = (0_u32, 4_u32);
        #[allow(unsafe_code, reason = "writes at most `bytes` bytes to `value`, which both live longer than the call")]
        let status = unsafe {
            RegGetValueW(
                HKEY_LOCAL_MACHINE,
                key,
                w!("BootId"),
                RRF_RT_REG_DWORD,
                std::ptr::null_mut(),
                std::ptr::from_mut(&mut value).cast(),
                &raw mut bytes,
            )
        };
        (status == 0 && bytes == 4).then_some(value)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", windows)))]
mod system {
    use super::BootTime;

    pub fn read() -> Option<BootTime> {
        None
    }
}

#[cfg(all(test, any(target_os = "linux", target_os = "android", windows)))]
mod tests {
    use super::*;

    #[test]
    fn it_runs_on_and_the_start_stays_the_same() {
        let (earlier, later) = (read().expect("this system has one"), read().expect("this system has one"));
        assert!(later.millis >= earlier.millis && earlier.millis > 0);
        assert_eq!(earlier.boot, later.boot);
    }
}
