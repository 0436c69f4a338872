//! One table of all figures, in the Markdown that the README quotes.

use std::fmt;

/// The rows so far.
#[derive(Default)]
pub struct Table(Vec<[String; 3]>);

impl Table {
    /// A figure with its budget, which may be empty.
    pub fn row(&mut self, what: impl Into<String>, measured: impl Into<String>, budget: impl Into<String>) {
        self.0.push([what.into(), measured.into(), budget.into()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| what | measured | at most |\n|---|---|---|")?;
        self.0.iter().try_for_each(|[what, measured, budget]| writeln!(formatter, "| {what} | {measured} | {budget} |"))
    }
}

/// The value at this part of the sorted order: 0.5 is the median.
pub fn at(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted[(last as f64 * part).round() as usize]
}

/// Sorted.
pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}
