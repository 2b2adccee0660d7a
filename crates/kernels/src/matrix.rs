use crate::product::{Columns, Matrix, Operand, Rows, Size, multiply};
use crate::rows::dot;

/// With fewer rows than this, packing the right matrix would take longer than the sums.
const FEW: usize = 4;

/// The product of two row-major matrices, `[rows, depth]` and `[depth, columns]`, plus one number for
/// each column.
#[must_use]
pub fn product(
    left: &[f32],
    right: &[f32],
    depth: usize,
    bias: Option<&[f32]>,
) -> Option<Vec<f32>> {
    let size = size(left, right, depth, bias)?;
    let columns = Columns {
        values: right,
        stride: size.columns,
    };
    Some(multiplied(size, left, &columns, bias, |sums, row| {
        add_rows(sums, row, right);
    }))
}

/// The same with a right matrix that lies `[columns, depth]`.
#[must_use]
pub fn product_turned(
    left: &[f32],
    right: &[f32],
    depth: usize,
    bias: Option<&[f32]>,
) -> Option<Vec<f32>> {
    let size = size(left, right, depth, bias)?;
    let columns = Rows {
        values: right,
        stride: depth,
    };
    Some(multiplied(size, left, &columns, bias, |sums, row| {
        for (sum, column) in sums.iter_mut().zip(right.chunks_exact(depth)) {
            *sum += dot(row, column);
        }
    }))
}

/// The size of the product, if all lengths fit and there is something to compute.
fn size(left: &[f32], right: &[f32], depth: usize, bias: Option<&[f32]>) -> Option<Size> {
    let (rows, columns) = (left.len().checked_div(depth)?, right.len() / depth);
    let fits = rows * depth == left.len()
        && columns * depth == right.len()
        && rows * columns > 0
        && bias.is_none_or(|bias| bias.len() == columns);
    fits.then_some(Size {
        rows,
        columns,
        depth,
    })
}

/// Multiplies by blocks, or row by row with `add_row` where there are few.
fn multiplied(
    size: Size,
    left: &[f32],
    right: &impl Operand,
    bias: Option<&[f32]>,
    add_row: impl Fn(&mut [f32], &[f32]),
) -> Vec<f32> {
    let mut values = vec![0.0; size.rows * size.columns];
    if size.rows < FEW {
        let rows = left.chunks_exact(size.depth);
        for (row, sums) in rows.zip(values.chunks_exact_mut(size.columns)) {
            if let Some(bias) = bias {
                sums.copy_from_slice(bias);
            }
            add_row(sums, row);
        }
    } else {
        let left = Rows {
            values: left,
            stride: size.depth,
        };
        let mut result = Matrix {
            values: &mut values,
            width: size.columns,
            bias,
        };
        multiply(size, &left, right, &mut result);
    }
    values
}

/// Adds the rows of a matrix, each times its number. Four at a time, so that the sums are read and
/// written less often.
fn add_rows(sums: &mut [f32], numbers: &[f32], rows: &[f32]) {
    let (fours, rest) = numbers.as_chunks::<4>();
    let mut blocks = rows.chunks_exact(4 * sums.len());
    for (four, rows) in fours.iter().zip(&mut blocks) {
        add_four(sums, *four, rows);
    }
    let rows = blocks.remainder().chunks_exact(sums.len());
    for (number, row) in rest.iter().zip(rows) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += number * value;
        }
    }
}

#[inline(never)]
fn add_four(sums: &mut [f32], four: [f32; 4], rows: &[f32]) {
    let (a, rest) = rows.split_at(sums.len());
    let (b, rest) = rest.split_at(sums.len());
    let (c, d) = rest.split_at(sums.len());
    for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *sum += (four[0] * a + four[1] * b) + (four[2] * c + four[3] * d);
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::plain;

    #[test]
    fn a_small_product_matches_hand_computed_values() {
        let (left, right) = ([1.0, 10.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(
            product(&left, &right, 2, Some(&[0.5, 0.0, 0.0])).unwrap(),
            [41.5, 52.0, 63.0]
        );
        assert_eq!(
            product_turned(&left, &right, 2, Some(&[0.5, 0.0, 0.0])).unwrap(),
            [21.5, 43.0, 65.0]
        );
        for product in [product, product_turned] {
            assert!(product(&left, &right[1..], 2, None).is_none());
            assert!(product(&left[1..], &right, 2, None).is_none());
            assert!(product(&left, &right, 2, Some(&[0.0])).is_none());
            assert!(product(&left, &right, 0, None).is_none());
        }
    }

    #[test]
    fn products_of_any_size_equal_plain_loops() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut numbers =
            |count: usize| -> Vec<f32> { (0..count).map(|_| random.f32() - 0.5).collect() };
        for rows in [1, 2, 3, 4, 5, 9, 50] {
            for (depth, columns) in [
                (1, 1),
                (3, 5),
                (7, 8),
                (8, 9),
                (17, 33),
                (300, 20),
                (31, 270),
            ] {
                let (left, right, bias) = (
                    numbers(rows * depth),
                    numbers(depth * columns),
                    numbers(columns),
                );
                let turned: Vec<f32> = (0..right.len())
                    .map(|at| right[at % depth * columns + at / depth])
                    .collect();
                let mut expected = plain::matmul(&left, &right, depth);
                for (at, value) in expected.iter_mut().enumerate() {
                    *value += bias[at % columns];
                }
                let case = format!("[{rows}, {depth}] and [{depth}, {columns}]");
                assert_absolute(
                    &case,
                    &product(&left, &right, depth, Some(&bias)).unwrap(),
                    &expected,
                    2e-5,
                );
                assert_absolute(
                    &case,
                    &product_turned(&left, &turned, depth, Some(&bias)).unwrap(),
                    &expected,
                    2e-5,
                );
            }
        }
    }
}
