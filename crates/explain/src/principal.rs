//! The first principal component.

use imaging::Map;
use nalgebra::{DMatrix, SymmetricEigen};

use crate::ExplainError;
use crate::random::Random;

/// The most Lanczos steps. After these the residual is far below the precision of 32-bit floats,
/// unless two directions are equally strong and the map has no meaning.
const STEPS: usize = 300;
/// Residual, as a fraction of the eigenvalue, at which the iteration stops.
const TOLERANCE: f64 = 1e-11;

/// Returns the first principal component of `[channel][pixel]` values. Subtracts each channel's mean
/// over the pixels, then projects every pixel on the direction of channels along which the pixels
/// differ most. Matches `get_2d_projection` of pytorch-grad-cam except for the sign, which is
/// arbitrary there. Here the value of largest magnitude is positive (the first of equals).
///
/// # Errors
/// [`ExplainError::Imaging`] if a value is not finite.
pub(crate) fn first_component(
    values: &[f32],
    [height, width]: [usize; 2],
) -> Result<Map, ExplainError> {
    let pixels = height * width;
    let rows = centred(values, pixels);
    let gram = |direction: &[f64]| {
        let mut result = vec![0.0; pixels];
        for row in rows.chunks(pixels) {
            add(&mut result, row, dot(row, direction));
        }
        result
    };
    let projection = largest_eigenvector(pixels, gram);
    Ok(Map::new(width, height, signed(projection))?)
}

/// Subtracts each channel's mean over the pixels.
fn centred(values: &[f32], pixels: usize) -> Vec<f64> {
    let channels = values.chunks(pixels.max(1));
    let centre = |channel: &[f32]| {
        let sum: f64 = channel.iter().map(|value| f64::from(*value)).sum();
        let mean = sum / channel.len() as f64;
        let centred: Vec<f64> = channel
            .iter()
            .map(|value| f64::from(*value) - mean)
            .collect();
        centred
    };
    channels.flat_map(centre).collect()
}

/// Converts to 32-bit floats, with the sign that makes the value of largest magnitude positive.
pub(crate) fn signed(values: Vec<f64>) -> Vec<f32> {
    let largest = (values.iter()).fold(0.0f64, |best, value| {
        if value.abs() > best.abs() {
            *value
        } else {
            best
        }
    });
    let sign = if largest < 0.0 { -1.0 } else { 1.0 };
    values
        .into_iter()
        .map(|value| (sign * value) as f32)
        .collect()
}

/// Returns the eigenvector of the largest eigenvalue of a symmetric matrix, times the root of that
/// eigenvalue. The matrix has no negative eigenvalues; `apply` multiplies it by a vector.
///
/// Uses the Lanczos algorithm with full re-orthogonalisation (Golub and Van Loan, *Matrix
/// Computations*, section 10.1), always from the same start.
pub(crate) fn largest_eigenvector(size: usize, apply: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut random = Random::new(1);
    let start: Vec<f64> = (0..size).map(|_| f64::from(random.normal())).collect();
    // The first product removes the part that the matrix maps to 0.
    let mut next = apply(&start);
    let (mut basis, mut diagonal, mut off_diagonal) =
        (Vec::<Vec<f64>>::new(), Vec::new(), Vec::new());
    let mut best = (0.0, Vec::new());
    let scale = length(&next);
    let mut remaining = scale;
    while basis.len() < STEPS.min(size) && remaining > 1e-13 * scale {
        for value in &mut next {
            *value /= remaining;
        }
        basis.push(next);
        next = apply(&basis[basis.len() - 1]);
        diagonal.push(dot(&next, &basis[basis.len() - 1]));
        for _ in 0..2 {
            for earlier in &basis {
                let along = dot(&next, earlier);
                add(&mut next, earlier, -along);
            }
        }
        remaining = length(&next);
        off_diagonal.push(remaining);
        if basis.len().is_multiple_of(4) || basis.len() == size || remaining <= 1e-13 * scale {
            best = largest_of_tridiagonal(&diagonal, &off_diagonal);
            let last = best.1.last().copied().unwrap_or(0.0);
            if (remaining * last).abs() <= TOLERANCE * best.0 {
                break;
            }
        }
    }
    let (eigenvalue, shares) = best;
    let mut vector = vec![0.0; size];
    for (share, direction) in shares.iter().zip(&basis) {
        add(
            &mut vector,
            direction,
            share * f64::max(eigenvalue, 0.0).sqrt(),
        );
    }
    vector
}

fn largest_of_tridiagonal(diagonal: &[f64], off_diagonal: &[f64]) -> (f64, Vec<f64>) {
    let size = diagonal.len();
    let entry = |row: usize, column: usize| match row.abs_diff(column) {
        0 => diagonal[row],
        1 => off_diagonal[row.min(column)],
        _ => 0.0,
    };
    let found = SymmetricEigen::new(DMatrix::from_fn(size, size, entry));
    let (place, value) = found.eigenvalues.argmax();
    (
        value,
        found.eigenvectors.column(place).iter().copied().collect(),
    )
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn length(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

fn add(sum: &mut [f64], vector: &[f64], times: f64) {
    for (sum, value) in sum.iter_mut().zip(vector) {
        *sum += times * value;
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    /// Channels (3, 1, -1, -3) and (6, 2, -2, -6) lie on one line. The projection is √5 times the
    /// first, and the first of the two largest magnitudes is positive.
    #[test]
    fn two_channels_on_a_line_match_hand_computed_values() {
        let channels = [3.0, 1.0, -1.0, -3.0, 6.0, 2.0, -2.0, -6.0].map(|value: f32| value + 10.0);
        let map = first_component(&channels, [2, 2]).unwrap();
        let expected = [3.0, 1.0, -1.0, -3.0].map(|value: f32| value * 5f32.sqrt());
        assert_absolute("the component", map.values(), &expected, 1e-5);
    }

    #[test]
    fn equal_pixels_give_a_map_of_zeros() {
        let map = first_component(&[2.0; 8], [2, 2]).unwrap();
        assert_eq!(map.values(), [0.0; 4]);
    }

    /// A diagonal matrix whose two largest entries are close.
    #[test]
    fn close_eigenvalues_are_separated() {
        let entries: Vec<f64> = (0..200).map(|i| 1.0 + f64::from(i) / 2000.0).collect();
        let scaled = |vector: &[f64]| vector.iter().zip(&entries).map(|(v, e)| v * e).collect();
        let vector = largest_eigenvector(200, scaled);
        assert!(
            (vector[199].abs() - entries[199].sqrt()).abs() < 1e-6,
            "{}",
            vector[199]
        );
        assert!(vector[198].abs() < 1e-4, "{}", vector[198]);
    }
}
