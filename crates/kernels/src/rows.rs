use crate::curve::exp;

/// Softmax of each row of this length, in place: `e^x / Σ e^x`.
#[must_use]
pub fn softmax(values: &mut [f32], length: usize) -> Option<()> {
    if length == 0 || !values.len().is_multiple_of(length) {
        return None;
    }
    for row in values.chunks_exact_mut(length) {
        let largest = row
            .iter()
            .fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
        for value in &mut *row {
            *value = exp(*value - largest);
        }
        let sum = sum(row);
        for value in row {
            *value /= sum;
        }
    }
    Some(())
}

/// The gradient at the rows of a [`softmax`] with these results: `y (g − Σ g y)`, in place of `g`.
#[must_use]
pub fn softmax_back(gradient: &mut [f32], results: &[f32], length: usize) -> Option<()> {
    if length == 0 || !results.len().is_multiple_of(length) || gradient.len() != results.len() {
        return None;
    }
    let rows = gradient
        .chunks_exact_mut(length)
        .zip(results.chunks_exact(length));
    for (gradient, row) in rows {
        for (gradient, value) in gradient.iter_mut().zip(row) {
            *gradient *= value;
        }
        let sum = sum(gradient);
        for (gradient, value) in gradient.iter_mut().zip(row) {
            *gradient -= value * sum;
        }
    }
    Some(())
}

/// Normalises each row, in place: `(x − mean) / √(variance + ε) · γ + β`. γ and β have the length of a
/// row.
#[must_use]
pub fn layer_norm(values: &mut [f32], (gamma, beta): (&[f32], &[f32]), epsilon: f32) -> Option<()> {
    let length = gamma.len();
    if length == 0 || beta.len() != length || !values.len().is_multiple_of(length) {
        return None;
    }
    for row in values.chunks_exact_mut(length) {
        let inverse = normalise(row, epsilon);
        for ((value, gamma), beta) in row.iter_mut().zip(gamma).zip(beta) {
            *value = *value * inverse * gamma + beta;
        }
    }
    Some(())
}

/// The gradient at the rows of a [`layer_norm`], in place: with `x̂` the normalised row and `h = g γ`,
/// `(h − mean(h) − x̂ mean(h x̂)) / √(variance + ε)`.
#[must_use]
pub fn layer_norm_back(
    gradient: &mut [f32],
    values: &[f32],
    gamma: &[f32],
    epsilon: f32,
) -> Option<()> {
    let length = gamma.len();
    if length == 0 || gradient.len() != values.len() || !values.len().is_multiple_of(length) {
        return None;
    }
    let mut normal = vec![0.0; length];
    let rows = gradient
        .chunks_exact_mut(length)
        .zip(values.chunks_exact(length));
    for (gradient, row) in rows {
        normal.copy_from_slice(row);
        let inverse = normalise(&mut normal, epsilon);
        for (normal, (gradient, gamma)) in normal.iter_mut().zip(gradient.iter_mut().zip(gamma)) {
            *gradient *= gamma;
            *normal *= inverse;
        }
        let mean = sum(gradient) / length as f32;
        let along = dot(gradient, &normal) / length as f32;
        for (gradient, normal) in gradient.iter_mut().zip(&normal) {
            *gradient = (*gradient - mean - normal * along) * inverse;
        }
    }
    Some(())
}

/// Subtracts the mean of a row, and returns one over the root of its variance plus ε.
fn normalise(row: &mut [f32], epsilon: f32) -> f32 {
    let length = row.len() as f32;
    let mean = sum(row) / length;
    for value in &mut *row {
        *value -= mean;
    }
    1.0 / (dot(row, row) / length + epsilon).sqrt()
}

fn sum(row: &[f32]) -> f32 {
    let (eights, rest) = row.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        for i in 0..8 {
            sums[i] += eight[i];
        }
    }
    sums.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// The sum of the products of two rows of one length.
#[inline(never)]
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (left, right) in left.iter().zip(right) {
        for i in 0..8 {
            sums[i] += left[i] * right[i];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    #[test]
    fn small_rows_match_hand_computed_values() {
        let mut values = [0.0, 2.0_f32.ln(), 1000.0, 1000.0];
        softmax(&mut values, 2).unwrap();
        assert_absolute("softmax", &values, &[1.0 / 3.0, 2.0 / 3.0, 0.5, 0.5], 1e-6);
        let mut gradient = [3.0, 0.0, 1.0, 1.0];
        softmax_back(&mut gradient, &values, 2).unwrap();
        assert_absolute("back", &gradient, &[2.0 / 3.0, -2.0 / 3.0, 0.0, 0.0], 1e-6);

        // Mean 2, variance 1, and ε = 3 halves the values.
        let mut values = [1.0, 3.0];
        layer_norm(&mut values, (&[2.0, 4.0], &[0.5, 0.0]), 3.0).unwrap();
        assert_absolute("layer norm", &values, &[-0.5, 2.0], 1e-6);
        // h = [2, 4], x̂ = [−1/2, 1/2]: mean 3, mean of h x̂ = 1/2; (2 − 3 + 1/4) / 2.
        let mut gradient = [1.0, 1.0];
        layer_norm_back(&mut gradient, &[1.0, 3.0], &[2.0, 4.0], 3.0).unwrap();
        assert_absolute("back", &gradient, &[-0.375, 0.375], 1e-6);
    }

    #[test]
    fn gradients_equal_differences() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut numbers =
            |count: usize| -> Vec<f32> { (0..count).map(|_| random.f32() - 0.5).collect() };
        let (values, seed, gamma, beta) = (numbers(33), numbers(33), numbers(11), numbers(11));
        let soft = |values: &[f32]| {
            let mut values = values.to_vec();
            softmax(&mut values, 11).unwrap();
            values
        };
        let norm = |values: &[f32]| {
            let mut values = values.to_vec();
            layer_norm(&mut values, (&gamma, &beta), 1e-3).unwrap();
            values
        };
        let mut soft_back = seed.clone();
        softmax_back(&mut soft_back, &soft(&values), 11).unwrap();
        let mut norm_back = seed.clone();
        layer_norm_back(&mut norm_back, &values, &gamma, 1e-3).unwrap();
        for at in 0..values.len() {
            let difference = |f: &dyn Fn(&[f32]) -> Vec<f32>| {
                let changed = |by: f32| {
                    let mut values = values.clone();
                    values[at] += by;
                    let products = f(&values)
                        .into_iter()
                        .zip(&seed)
                        .map(|(y, g)| f64::from(y) * f64::from(*g));
                    products.sum::<f64>()
                };
                ((changed(4e-3) - changed(-4e-3)) / 8e-3) as f32
            };
            assert_absolute("softmax", &[soft_back[at]], &[difference(&soft)], 2e-4);
            assert_absolute("layer norm", &[norm_back[at]], &[difference(&norm)], 2e-3);
        }
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused_and_not_a_number_stays() {
        assert!(softmax(&mut [1.0; 3], 2).is_none() && softmax(&mut [1.0], 0).is_none());
        assert!(softmax_back(&mut [1.0; 2], &[1.0; 4], 2).is_none());
        assert!(layer_norm(&mut [1.0; 3], (&[1.0; 2], &[1.0; 2]), 0.1).is_none());
        assert!(layer_norm_back(&mut [1.0; 2], &[1.0; 4], &[1.0; 2], 0.1).is_none());
        let mut values = [1.0, f32::NAN];
        softmax(&mut values, 2).unwrap();
        assert!(values.iter().all(|value| value.is_nan()));
    }
}
