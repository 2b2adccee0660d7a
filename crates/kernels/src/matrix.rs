use crate::product::{Columns, Matrix, Rows, Size, multiply};

/// With fewer rows than this, a tile of the weights would be packed for nothing.
const FEW: usize = 4;

/// `x · w + b` for each row of `x`; the weight is `[in, out]`.
#[must_use]
pub fn linear(
    values: &[f32],
    weight: &[f32],
    bias: Option<&[f32]>,
    out: usize,
) -> Option<Vec<f32>> {
    let (depth, rows) = shape(values, weight, out)?;
    if bias.is_some_and(|bias| bias.len() != out) {
        return None;
    }
    let mut result = vec![0.0; rows * out];
    if rows < FEW {
        for (row, result) in values.chunks_exact(depth).zip(result.chunks_exact_mut(out)) {
            if let Some(bias) = bias {
                result.copy_from_slice(bias);
            }
            // Four weights at a time, so that the sums are read and written less often.
            let (fours, rest) = row.as_chunks::<4>();
            let mut weights = weight.chunks_exact(4 * out);
            for (four, weights) in fours.iter().zip(&mut weights) {
                add_four(result, *four, weights);
            }
            let rows_left = weights.remainder().chunks_exact(out);
            for (value, weights) in rest.iter().zip(rows_left) {
                for (sum, weight) in result.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
        }
        return Some(result);
    }
    let size = Size {
        rows,
        columns: out,
        depth,
    };
    let (left, right) = (
        Rows {
            values,
            stride: depth,
        },
        Columns {
            values: weight,
            stride: out,
        },
    );
    let mut sink = Matrix {
        values: &mut result,
        width: out,
        bias,
    };
    multiply(size, &left, &right, &mut sink);
    Some(result)
}

#[inline(never)]
fn add_four(result: &mut [f32], four: [f32; 4], weights: &[f32]) {
    let out = result.len();
    let (a, rest) = weights.split_at(out);
    let (b, rest) = rest.split_at(out);
    let (c, d) = rest.split_at(out);
    for ((((sum, a), b), c), d) in result.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *sum += (four[0] * a + four[1] * b) + (four[2] * c + four[3] * d);
    }
}

/// The gradient at `x` of [`linear`].
#[must_use]
pub fn linear_back(gradient: &[f32], weight: &[f32], out: usize) -> Option<Vec<f32>> {
    let depth = weight.len().checked_div(out)?;
    let rows = gradient.len() / out;
    if depth * out != weight.len() || rows * out != gradient.len() || depth * rows == 0 {
        return None;
    }
    let mut result = vec![0.0; rows * depth];
    if rows < FEW {
        for (row, result) in gradient
            .chunks_exact(out)
            .zip(result.chunks_exact_mut(depth))
        {
            for (value, weights) in result.iter_mut().zip(weight.chunks_exact(out)) {
                *value = dot(row, weights);
            }
        }
        return Some(result);
    }
    let size = Size {
        rows,
        columns: depth,
        depth: out,
    };
    let (left, right) = (
        Rows {
            values: gradient,
            stride: out,
        },
        Rows {
            values: weight,
            stride: out,
        },
    );
    let mut sink = Matrix {
        values: &mut result,
        width: depth,
        bias: None,
    };
    multiply(size, &left, &right, &mut sink);
    Some(result)
}

#[inline(never)]
fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (fours, rest) = left.as_chunks::<8>();
    let (fours_right, rest_right) = right.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (left, right) in fours.iter().zip(fours_right) {
        for i in 0..8 {
            sums[i] += left[i] * right[i];
        }
    }
    let rest: f32 = rest.iter().zip(rest_right).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

/// The product of two row-major matrices, `[rows, depth]` and `[depth, columns]`.
#[must_use]
pub fn matmul(left: &[f32], right: &[f32], depth: usize) -> Option<Vec<f32>> {
    let columns = right.len().checked_div(depth)?;
    linear(left, right, None, columns)
}

/// The depth and the rows of a product with a weight `[depth, out]`, if all lengths fit and there is
/// something to compute.
fn shape(values: &[f32], weight: &[f32], out: usize) -> Option<(usize, usize)> {
    let depth = weight.len().checked_div(out)?;
    let rows = values.len().checked_div(depth)?;
    let fits = depth * out == weight.len() && rows * depth == values.len() && rows > 0;
    fits.then_some((depth, rows))
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::plain;

    #[test]
    fn a_small_product_matches_hand_computed_values() {
        let weight = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let result = linear(&[1.0, 10.0], &weight, Some(&[0.5, 0.0, 0.0]), 3).unwrap();
        assert_eq!(result, [41.5, 52.0, 63.0]);
        assert_eq!(
            linear_back(&[1.0, 0.0, 2.0], &weight, 3).unwrap(),
            [7.0, 16.0]
        );
        assert!(linear(&[1.0], &weight, None, 3).is_none());
        assert!(linear(&[1.0, 10.0], &weight, Some(&[0.0]), 3).is_none());
        assert!(linear_back(&[1.0, 0.0], &weight, 3).is_none());
    }

    #[test]
    fn products_of_any_size_equal_plain_loops() {
        let mut random = fastrand::Rng::with_seed(1);
        for rows in [1, 2, 3, 4, 5, 9, 50] {
            for (depth, out) in [
                (1, 1),
                (3, 5),
                (7, 8),
                (8, 9),
                (17, 33),
                (300, 20),
                (31, 270),
            ] {
                let mut numbers =
                    |count: usize| (0..count).map(|_| random.f32() - 0.5).collect::<Vec<f32>>();
                let (values, weight, gradient) = (
                    numbers(rows * depth),
                    numbers(depth * out),
                    numbers(rows * out),
                );
                let case = format!("{rows} rows, [{depth}, {out}]");
                let result = matmul(&values, &weight, depth).unwrap();
                assert_absolute(
                    &case,
                    &result,
                    &plain::matmul(&values, &weight, depth),
                    2e-5,
                );
                let turned: Vec<f32> = (0..depth * out)
                    .map(|at| weight[at % depth * out + at / depth])
                    .collect();
                let back = linear_back(&gradient, &weight, out).unwrap();
                assert_absolute(&case, &back, &plain::matmul(&gradient, &turned, out), 2e-5);
            }
        }
    }
}
