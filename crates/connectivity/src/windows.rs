//! Windows tells by a call back, since version 2004 of Windows 10. The function is looked for when it is needed, for a
//! program that names it outright does not start on older ones.

#![allow(unsafe_code)]

use std::{ffi::c_void, mem::transmute, ptr};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use windows_sys::{
    Win32::{
        Foundation::{HANDLE, NO_ERROR},
        NetworkManagement::IpHelper::{CancelMibChangeNotify2, PNETWORK_CONNECTIVITY_HINT_CHANGE_CALLBACK},
        Networking::WinSock::{
            NL_NETWORK_CONNECTIVITY_HINT, NetworkConnectivityCostHintFixed, NetworkConnectivityCostHintUnknown,
            NetworkConnectivityCostHintVariable, NetworkConnectivityLevelHintConstrainedInternetAccess,
            NetworkConnectivityLevelHintInternetAccess, NetworkConnectivityLevelHintLocalAccess,
            NetworkConnectivityLevelHintNone,
        },
        System::LibraryLoader::{GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW},
    },
    s, w,
};

use crate::{Signal, Silent};

type Hint = NL_NETWORK_CONNECTIVITY_HINT;

/// `NotifyNetworkConnectivityHintChange`.
type Notify =
    unsafe extern "system" fn(PNETWORK_CONNECTIVITY_HINT_CHANGE_CALLBACK, *const c_void, bool, *mut HANDLE) -> u32;

/// Passes on what Windows says.
pub async fn listen(mut heard: impl FnMut(Signal) + Send) -> Silent {
    let (sender, mut hints) = unbounded_channel();
    let subscription = match Subscription::new(sender) {
        Ok(subscription) => subscription,
        Err(silent) => return silent,
    };
    let mut before = None;
    while let Some(hint) = hints.recv().await {
        signals(before.replace(hint), hint).into_iter().flatten().for_each(&mut heard);
    }
    drop(subscription);
    Silent("Windows tells nothing more".into())
}

/// What is new in a hint. The first one tells only what the connection costs.
fn signals(before: Option<Hint>, now: Hint) -> [Option<Signal>; 2] {
    let metered = is_metered(now).filter(|metered| before.and_then(is_metered) != Some(*metered));
    let (was, is) = (before.map(|before| reach(before.ConnectivityLevel)), reach(now.ConnectivityLevel));
    let way = match was {
        Some(was) if is > was => Some(Signal::Up),
        Some(was) if was > 0 && is == 0 => Some(Signal::Down),
        // The level is the same and yet something changed: perhaps another network.
        Some(was) if is == was && is > 0 && metered.is_some() => Some(Signal::Up),
        _ => None,
    };
    [metered.map(Signal::Metered), way]
}

/// How far one gets, as far as it is known.
fn reach(level: i32) -> u8 {
    #[allow(non_upper_case_globals, reason = "these are their names")]
    match level {
        NetworkConnectivityLevelHintNone => 0,
        NetworkConnectivityLevelHintLocalAccess => 1,
        NetworkConnectivityLevelHintConstrainedInternetAccess => 2,
        NetworkConnectivityLevelHintInternetAccess => 3,
        // Unknown and hidden: nothing to conclude from.
        _ => 1,
    }
}

fn is_metered(hint: Hint) -> Option<bool> {
    let by_volume = [NetworkConnectivityCostHintFixed, NetworkConnectivityCostHintVariable];
    let costs = by_volume.contains(&hint.ConnectivityCost) || hint.Roaming || hint.OverDataLimit;
    (costs || hint.ConnectivityCost != NetworkConnectivityCostHintUnknown).then_some(costs)
}

/// As long as it lives, Windows calls back.
struct Subscription {
    handle: HANDLE,
    sender: *mut UnboundedSender<Hint>,
}

// SAFETY: both pointers only name things that any thread may use: Windows' handle, and a sender that is `Sync`.
unsafe impl Send for Subscription {}

impl Subscription {
    fn new(sender: UnboundedSender<Hint>) -> Result<Self, Silent> {
        // SAFETY: both names are constant texts that end in NUL. The library is never unloaded.
        let found = unsafe {
            let library = LoadLibraryExW(w!("iphlpapi.dll"), ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32);
            if library.is_null() { None } else { GetProcAddress(library, s!("NotifyNetworkConnectivityHintChange")) }
        };
        let found = found.ok_or_else(|| Silent("this Windows does not tell: it is older than version 2004".into()))?;
        // SAFETY: this is how the function is declared in netioapi.h.
        let notify = unsafe { transmute::<unsafe extern "system" fn() -> isize, Notify>(found) };
        let mut subscription = Self { handle: ptr::null_mut(), sender: Box::into_raw(Box::new(sender)) };
        // SAFETY: the sender lives until the subscription is cancelled, the handle is written before the call returns.
        let status = unsafe { notify(Some(called), subscription.sender.cast(), true, &raw mut subscription.handle) };
        if status == NO_ERROR {
            Ok(subscription)
        } else {
            Err(Silent(format!("Windows does not tell: error {status}")))
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        // SAFETY: the handle is of this subscription. Cancelling waits for calls that are under way, so that nobody uses the
        // sender after it.
        unsafe {
            if !self.handle.is_null() {
                CancelMibChangeNotify2(self.handle);
            }
            drop(Box::from_raw(self.sender));
        }
    }
}

/// Called on a thread of Windows.
unsafe extern "system" fn called(context: *const c_void, hint: Hint) {
    // SAFETY: the context is the sender of a subscription that is not cancelled yet.
    let sender = unsafe { &*context.cast::<UnboundedSender<Hint>>() };
    // Nobody listens any more: the subscription is about to end.
    let _ = sender.send(hint);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(level: i32, cost: i32) -> Hint {
        Hint { ConnectivityLevel: level, ConnectivityCost: cost, ..Hint::default() }
    }

    #[test]
    fn a_lost_network_and_its_return_are_told() {
        let (gone, there) =
            (hint(NetworkConnectivityLevelHintNone, 0), hint(NetworkConnectivityLevelHintInternetAccess, 1));
        assert_eq!(signals(None, there), [Some(Signal::Metered(false)), None]);
        assert_eq!(signals(Some(there), gone), [None, Some(Signal::Down)]);
        assert_eq!(signals(Some(gone), there), [Some(Signal::Metered(false)), Some(Signal::Up)]);
        assert_eq!(signals(Some(there), there), [None, None]);
    }

    #[test]
    fn a_phone_s_connection_counts_as_metered_also_while_roaming() {
        let there = hint(NetworkConnectivityLevelHintInternetAccess, 1);
        let phone = hint(NetworkConnectivityLevelHintInternetAccess, NetworkConnectivityCostHintVariable);
        assert_eq!(signals(Some(there), phone), [Some(Signal::Metered(true)), Some(Signal::Up)]);
        assert_eq!(is_metered(Hint { Roaming: true, ..there }), Some(true));
        assert_eq!(is_metered(hint(NetworkConnectivityLevelHintInternetAccess, 0)), None);
    }
}
