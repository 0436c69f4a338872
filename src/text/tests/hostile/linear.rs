//! Whether work takes time in proportion to its input.

use std::time::{Duration, Instant};

/// The time that the work takes of a processor, where that is told; what else the machine does isn't counted then.
fn time(work: impl Fn()) -> Duration {
    let on_processor = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    let (start, start_on_processor) = (Instant::now(), on_processor());
    work();
    match (start_on_processor, on_processor()) {
        (Some(start), Some(end)) => end.saturating_sub(start),
        _ => start.elapsed(),
    }
}

/// Says when four times the input takes far more than four times as long: sixteen times is quadratic.
///
/// Times too short to be told from the machine's other work pass, and the processor's time is counted in ticks. That work only
/// ever adds, so the least time counts, and what looks slow is looked at again.
fn slower_than_linear<I>(small: &I, large: &I, work: impl Fn(&I)) -> Option<(Duration, Duration)> {
    let (floor, tick) = (Duration::from_millis(15), Duration::from_millis(4));
    let (mut of_small, mut of_large) = (Duration::MAX, Duration::MAX);
    for _ in 0..4 {
        of_large = of_large.min(time(|| work(large)));
        if of_large <= floor {
            return None;
        }
        of_small = of_small.min(time(|| work(small)));
        if of_large <= floor + 9 * (of_small + tick) {
            return None;
        }
    }
    Some((of_small, of_large))
}

/// Fails with the names of the inputs for which the work is slower.
pub(super) fn assert_all_linear<I>(inputs: impl IntoIterator<Item = (String, I, I)>, work: impl Fn(&I)) {
    let slow: Vec<String> = inputs
        .into_iter()
        .filter_map(|(name, small, large)| {
            let (of_small, of_large) = slower_than_linear(&small, &large, &work)?;
            Some(format!("{name}: {of_small:?}, for four times as much {of_large:?}"))
        })
        .collect();
    assert!(slow.is_empty(), "{slow:#?}");
}
