//! The straight line that the values of a few pictures of one colour follow.

use super::{Front, Holds};

/// How far a value may lie from the line, relative to the largest one: float32 rounds sums.
const STRAIGHT: f32 = 1e-4;

/// The straight line through the values that the pictures of [`super::colours`] have at one place, if there
/// is one.
pub(super) fn straight(seen: &[&[f32]], channels: usize) -> Option<Front> {
    let (black, rest) = seen.split_first()?;
    let (small, large) = rest.split_at_checked(channels + 1)?;
    let is_cut = are_cut(&small[..channels], &large[..channels]);
    let (small, large) = (
        line(black, small, 1.0, 0.5),
        line(black, large, 255.0, 128.0),
    );
    let (factors, holds) = match (small, large) {
        (Some(small), Some(large)) if are_alike(&small, &large) => (large, Holds::Everywhere),
        // What is cut elsewhere, at the largest value of bytes behind it perhaps, tells no range.
        (Some(small), None) if is_cut => (small, Holds::UpTo1),
        (None, Some(large)) => (large, Holds::WholeValues),
        _ => return None,
    };
    Some(Front {
        factors,
        shifts: black.to_vec(),
        holds,
    })
}

/// The factors by which each channel alone at `most` becomes `seen`, unless the last of `seen`, all
/// channels at `grey`, contradicts them.
fn line(black: &[f32], seen: &[&[f32]], most: f32, grey: f32) -> Option<Vec<Vec<f32>>> {
    let (all, alone) = seen.split_last()?;
    let values = || seen.iter().chain([&black]).copied().flatten();
    let largest = values().fold(0.0f32, |largest, value| largest.max(value.abs()));
    let mut factors = Vec::new();
    for (to, shift) in black.iter().enumerate() {
        let row: Vec<f32> = alone.iter().map(|seen| (seen[to] - shift) / most).collect();
        let expected = grey * row.iter().sum::<f32>() + shift;
        let off = (all[to] - expected).abs();
        if off.is_nan() || off > STRAIGHT * largest {
            return None;
        }
        factors.push(row);
    }
    Some(factors)
}

/// Whether each channel alone gives at 255 what it gives at 1.
fn are_cut(small: &[&[f32]], large: &[&[f32]]) -> bool {
    let pairs = || {
        small
            .iter()
            .zip(large)
            .flat_map(|(one, other)| one.iter().zip(*other))
    };
    let most = pairs().fold(0.0f32, |most, (one, _)| most.max(one.abs()));
    pairs().all(|(one, other)| (one - other).abs() <= STRAIGHT * most)
}

fn are_alike(one: &[Vec<f32>], other: &[Vec<f32>]) -> bool {
    let pairs = || one.iter().flatten().zip(other.iter().flatten());
    let most = pairs().fold(0.0f32, |most, (_, value)| most.max(value.abs()));
    pairs().all(|(one, other)| (one - other).abs() <= 0.01 * most)
}
