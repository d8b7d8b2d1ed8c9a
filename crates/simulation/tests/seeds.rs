//! What the simulation finds, and that it would find what somebody could get wrong.

use clap::ValueEnum as _;
use lagoon_simulation::{Options, fault::Bug, options, run, shrink};

fn play(seeds: std::ops::Range<u64>, bug: Option<Bug>) -> Option<(u64, String)> {
    seeds.into_iter().find_map(|seed| Some((seed, run(seed, &options(seed, None, bug)).failure?)))
}

#[test]
fn five_hundred_seeds_lose_nothing_and_come_to_rest() {
    if let Some((seed, failure)) = play(1..501, None) {
        let (least, report) = shrink(seed, &options(seed, None, None));
        panic!("seed {seed}: {failure}\n{}\nwith {least:?}", report.trace.join("\n"));
    }
}

#[test]
fn the_same_seed_is_the_same_history() {
    for seed in 1..10 {
        let (one, two) = (run(seed, &options(seed, None, None)), run(seed, &options(seed, None, None)));
        assert_eq!((one.hash, one.simulated), (two.hash, two.simulated));
    }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::value_variants() {
        assert!(play(1..2_001, Some(*bug)).is_some(), "{bug:?} is not found");
    }
}

#[test]
fn a_failing_run_is_made_smaller() {
    let (seed, _) = play(1..2_001, Some(Bug::ServerForgetsHistory)).expect("found");
    let whole = options(seed, None, Some(Bug::ServerForgetsHistory));
    let (least, report) = shrink(seed, &whole);
    let size = |options: &Options| (options.faults.len(), options.devices, options.trouble);
    assert!(report.failure.is_some());
    assert!(size(&least) < size(&whole), "{least:?}");
    assert!(!report.trace.is_empty());
}
