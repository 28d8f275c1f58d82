//! Signs of gaps made by hand, of 384 numbers and 28 marks found each (as many as the facts that 20 passages of the starter corpus
//! state; looking these up is not timed): how the time of grouping them anew grows, and how long one more takes to find its gap among
//! 100,000: `cargo bench --no-default-features --bench gaps`.

use gepi_copilot::gaps::{Ground, Sign, Signs, cluster};
use std::hint::black_box;
use std::time::Instant;

/// How many are grouped.
const SIZES: [usize; 4] = [1_000, 10_000, 30_000, 100_000];
/// How many are kept while one more finds its gap, and in how many gaps.
const KEPT: (usize, usize) = (100_000, 5_000);
/// New signs whose time is taken, each as the best of some.
const NEW: (usize, usize) = (2_000, 5);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        // `cargo test --benches` only wants to know that it builds and starts.
        return;
    }
    grouping();
    joining();
}

fn grouping() {
    for n in SIZES {
        let signs: Vec<Sign> = (0..n).map(|i| sign(i, i % (n / 20))).collect();
        let start = Instant::now();
        let clusters = cluster(&signs, &Ground::default());
        eprintln!("{n} signs, {} clusters: {:.1} s", clusters.len(), start.elapsed().as_secs_f64());
    }
}

fn joining() {
    let (kept, gaps) = KEPT;
    let mut signs = Signs::none(true);
    for n in 0..kept {
        signs.add(&sign(n, n % gaps), &format!("g{}", n % gaps));
    }
    // What else the machine does is not the assignment's cost.
    let best = |sign: &Sign| (0..NEW.1).map(|_| timed(&signs, sign)).fold(f64::INFINITY, f64::min);
    let mut times: Vec<f64> =
        (0..NEW.0).map(|n| best(&sign(2 * kept + n, n * 7 % (gaps + gaps / 5)))).collect();
    times.sort_by(f64::total_cmp);
    let (half, most) = (times[NEW.0 / 2], times[NEW.0 * 99 / 100]);
    eprintln!("one more among {kept}, n = {}: p50 {half:.3} ms, p99 {most:.3} ms", NEW.0);
}

/// Milliseconds.
fn timed(signs: &Signs, sign: &Sign) -> f64 {
    let start = Instant::now();
    black_box(signs.gap_of(sign));
    start.elapsed().as_secs_f64() * 1000.0
}

/// The `i`-th sign, of this need.
fn sign(i: usize, need: usize) -> Sign {
    let wave = |d: usize| ((need * 37 + d * 101) as f32).sin() + 0.5 * ((i * 13 + d * 7) as f32).sin();
    let vector: Vec<f32> = (0..384).map(wave).collect();
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    Sign {
        vector: Some(vector.iter().map(|x| x / length).collect()),
        found: (0..28).map(|k| (((need * 7 + k * 3) % 900) as u64, 1.0 - k as f32 * 0.03)).collect(),
        ..Sign::bare(&format!("domanda {i} sul bisogno {need}"))
    }
}
