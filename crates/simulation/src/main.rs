//! `cargo xtask sim`: plays seeds and says what it found.

use std::{
    collections::BTreeMap,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use clap::{Parser, ValueEnum as _};
use lagoon_simulation::{fault::Bug, options, run, shrink};

/// Plays devices and a server through everything that can go wrong.
#[derive(Parser)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 500)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// How many devices; otherwise the seed decides.
    #[arg(long)]
    devices: Option<u64>,
    /// Plant a bug, and succeed when it is found.
    #[arg(long)]
    bug: Option<Bug>,
    /// Plant one bug after the other, and succeed when each is found within the seeds.
    #[arg(long)]
    bugs: bool,
}

/// What many seeds came to.
#[derive(Default)]
struct Sum {
    simulated: i64,
    injected: BTreeMap<&'static str, u64>,
    failing: Option<(u64, String)>,
    last: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let well = if arguments.bugs {
        Bug::value_variants().iter().filter(|bug| !is_found(&arguments, **bug)).count() == 0
    } else if let Some(bug) = arguments.bug {
        is_found(&arguments, bug)
    } else {
        finds_nothing(&arguments)
    };
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn finds_nothing(arguments: &Arguments) -> bool {
    let began = Instant::now();
    let sum = play(arguments, None);
    let took = began.elapsed();
    #[allow(clippy::cast_precision_loss, reason = "a ratio for people")]
    let speed = sum.simulated as f64 / 1_000.0 / took.as_secs_f64();
    let (seeds, hours) = (arguments.seeds, sum.simulated / 3_600_000);
    println!(
        "{seeds} seeds from {}, {hours} simulated hours in {took:.1?}: {speed:.0} times real time",
        arguments.from
    );
    println!("history of the last seed: {}", sum.last);
    println!("injected: {:?}", sum.injected);
    let Some((seed, failure)) = sum.failing else {
        println!("nothing found");
        return true;
    };
    println!("\nseed {seed}: {failure}\nmade smaller:");
    let (least, report) = shrink(seed, &options(seed, arguments.devices, None));
    for line in &report.trace {
        println!("{line}");
    }
    println!("with {} devices, {} s of trouble and {:?}", least.devices, least.trouble / 1_000, least.faults);
    println!("play it again: cargo xtask sim --seeds 1 --from {seed}");
    false
}

fn is_found(arguments: &Arguments, bug: Bug) -> bool {
    let name = bug.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let found = play(arguments, Some(bug)).failing;
    match &found {
        Some((seed, failure)) => println!("{name}: found by seed {seed}: {failure}"),
        None => println!("{name}: NOT found within {} seeds", arguments.seeds),
    }
    found.is_some()
}

/// Plays the seeds, on every core, up to the first that fails.
fn play(arguments: &Arguments, bug: Option<Bug>) -> Sum {
    let (next, sum) = (AtomicU64::new(arguments.from), Mutex::new(Sum::default()));
    let end = arguments.from + arguments.seeds;
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let fails_before = |sum: &Sum| sum.failing.as_ref().is_some_and(|(failing, _)| *failing < seed);
            if seed >= end || fails_before(&sum.lock().expect("no panic")) {
                return;
            }
            let report = run(seed, &options(seed, arguments.devices, bug));
            let mut sum = sum.lock().expect("no panic");
            sum.simulated += report.simulated;
            for (what, times) in report.injected {
                *sum.injected.entry(what).or_default() += u64::from(times);
            }
            if seed + 1 == end {
                sum.last = report.hash;
            }
            if let Some(failure) = report.failure
                && !fails_before(&sum)
            {
                sum.failing = Some((seed, failure));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    sum.into_inner().expect("no panic")
}
