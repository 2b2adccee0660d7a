//! The strongest direction in many numbers.

use imaging::Map;
use nalgebra::{DMatrix, SymmetricEigen};

use crate::ExplainError;
use crate::random::Random;

/// Steps after which the answer is taken as it is: its residual is then far below what 32-bit
/// numbers can tell, unless two directions are equally strong and the map has no meaning.
const STEPS: usize = 300;
/// Residual, as a share of the eigenvalue, at which it is good enough.
const TOLERANCE: f64 = 1e-11;

/// The first principal component of `[channel][pixel]` numbers: each channel's mean over the pixels
/// is taken away, and every pixel is projected on the direction of channels along which pixels
/// differ most. Matches `get_2d_projection` of pytorch-grad-cam but for the sign, which the
/// library leaves to chance: here the value of largest magnitude is positive, the first of equals.
///
/// # Errors
/// [`ExplainError::Imaging`] where a value is not finite.
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

/// Each channel without its mean over the pixels.
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

/// As 32-bit numbers, turned so that the value of largest magnitude is positive.
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

/// The eigenvector of the largest eigenvalue of a symmetric matrix without negative eigenvalues,
/// times the root of that eigenvalue. The matrix is known by what it makes of a vector.
///
/// Lanczos with full re-orthogonalisation (Golub and Van Loan, *Matrix Computations*, section
/// 10.1), from a start that is the same every time.
pub(crate) fn largest_eigenvector(size: usize, apply: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut random = Random::new(1);
    let start: Vec<f64> = (0..size).map(|_| f64::from(random.normal())).collect();
    // The first product leaves out what the matrix maps to 0.
    let mut next = apply(&start);
    let (mut basis, mut diagonal, mut beside) = (Vec::<Vec<f64>>::new(), Vec::new(), Vec::new());
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
        beside.push(remaining);
        if basis.len().is_multiple_of(4) || basis.len() == size || remaining <= 1e-13 * scale {
            best = largest_of_tridiagonal(&diagonal, &beside);
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

fn largest_of_tridiagonal(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let size = diagonal.len();
    let entry = |row: usize, column: usize| match row.abs_diff(column) {
        0 => diagonal[row],
        1 => beside[row.min(column)],
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
    use super::*;

    /// Channels (3, 1, -1, -3) and (6, 2, -2, -6) lie on one line: the projection is √5 times the
    /// first, with the first of the two largest magnitudes positive.
    #[test]
    fn two_channels_on_a_line() {
        let channels = [3.0, 1.0, -1.0, -3.0, 6.0, 2.0, -2.0, -6.0].map(|value: f32| value + 10.0);
        let map = first_component(&channels, [2, 2]).unwrap();
        let expected = [3.0, 1.0, -1.0, -3.0].map(|value: f32| value * 5f32.sqrt());
        let close = map
            .values()
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-5);
        assert!(close, "{:?}", map.values());
    }

    #[test]
    fn what_does_not_differ_has_no_direction() {
        let map = first_component(&[2.0; 8], [2, 2]).unwrap();
        assert_eq!(map.values(), [0.0; 4]);
    }

    /// A diagonal matrix whose two largest entries are close.
    #[test]
    fn close_eigenvalues_are_told_apart() {
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
