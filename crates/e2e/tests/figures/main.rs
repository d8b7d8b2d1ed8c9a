//! What the app's speed is promised to be, measured in the real app with ten thousand listings. The figures are printed; they
//! stand in `docs/BENCHMARKS.md`. What fails here is far beyond them: a machine that does other things fails nobody.

mod start;
mod typing;

/// As many listings as a large team has.
const LISTINGS: usize = 10_000;
