//! Devices and a server in simulated time. The engine, the clock rules, the merge and the server's decision and paging are
//! the product's own; disk, database and network are models that can be broken at will.
//!
//! The one rule: a seed decides everything, so that whatever goes wrong can be played again.

mod check;
mod device;
pub mod fault;
mod random;
mod server;
mod world;

use std::collections::BTreeSet;

use fault::{Bug, Fault};
use random::Random;
pub use world::{Options, Report, run};

/// The run that a seed stands for: how long, and what goes wrong.
pub fn options(seed: u64, devices: Option<u64>, bug: Option<Bug>) -> Options {
    let mut random = Random::new(seed ^ 0x5eed);
    let faults: BTreeSet<Fault> = Fault::ALL.into_iter().filter(|_| random.chance(650)).collect();
    let chosen = u64::try_from(random.between(2, 5)).unwrap_or(2);
    Options { devices: devices.unwrap_or(chosen), faults, trouble: random.between(2, 15) * 60_000, bug, trace: false }
}

/// Makes a failing run as small as it goes and still fails.
pub fn shrink(seed: u64, options: &Options) -> (Options, Report) {
    let mut least = options.clone();
    loop {
        let fewer_faults = least.faults.iter().map(|fault| {
            let faults = least.faults.iter().copied().filter(|other| other != fault).collect();
            Options { faults, ..least.clone() }
        });
        let fewer_devices = (least.devices > 1).then(|| Options { devices: least.devices - 1, ..least.clone() });
        let shorter = [2, 3].map(|part| Options { trouble: least.trouble - least.trouble / part, ..least.clone() });
        let smaller: Vec<Options> = fewer_faults.chain(fewer_devices).chain(shorter).collect();
        let mut smaller = smaller.into_iter().filter(|smaller| smaller.trouble > 1_000);
        match smaller.find(|smaller| run(seed, smaller).failure.is_some()) {
            Some(failing) => least = failing,
            None => break,
        }
    }
    least.trace = true;
    let report = run(seed, &least);
    (least, report)
}
