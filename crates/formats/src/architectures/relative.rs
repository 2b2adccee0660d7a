//! Learned biases of the scores of an attention, by how far two patches lie apart.

use burn::tensor::{Int, Tensor, TensorData};
use graph::ops::Op;
use graph::{NodeId, Value};

use super::network::Network;
use crate::FormatError;

/// The most values in the biases of one attention, 1 GiB.
const MAX_VALUES: usize = 1 << 28;

/// Entries of a table for pairs with the class token: from it, to it, and between itself.
const CLASS: usize = 3;

/// Returns the side of the square of patches whose table has this many rows.
pub(super) fn side(rows: usize) -> Option<usize> {
    let shifts = rows.checked_sub(CLASS)?;
    let span = shifts.isqrt();
    (span * span == shifts && span % 2 == 1).then_some(span / 2 + 1)
}

/// Adds the biases `[1, heads, tokens, tokens]` of a class token and `grid` patches as a constant.
/// The table has a row for each shift between two patches, and then those of the class token.
///
/// # Errors
/// [`FormatError::Tensor`] if the table is for another grid.
pub(super) fn biases(
    net: &mut Network,
    tensor: &str,
    grid: [usize; 2],
) -> Result<NodeId, FormatError> {
    let name = net.name(tensor);
    let unusable = |reason: String| FormatError::Tensor {
        tensor: name.clone(),
        reason,
    };
    let table = net.weight(tensor)?.rank2().map_err(unusable)?;
    let [rows, heads] = table.dims();
    let [height, width] = grid;
    if rows != (2 * height).saturating_sub(1) * (2 * width).saturating_sub(1) + CLASS {
        let fits = side(rows).map_or(String::new(), |side| format!(", but {side} x {side}"));
        return Err(unusable(format!(
            "its {rows} rows are not for {height} x {width} patches{fits}: set the size of this network's input"
        )));
    }
    let tokens = 1 + height * width;
    if tokens.saturating_mul(tokens).saturating_mul(heads) > MAX_VALUES {
        return Err(unusable(format!("{tokens} tokens are too many")));
    }
    let places = TensorData::new(places(grid, rows), [tokens * tokens]);
    let places: Tensor<1, Int> = Tensor::from_data(places, &table.device());
    let biases = table.select(0, places).reshape([tokens, tokens, heads]);
    let biases = biases
        .permute([2, 0, 1])
        .reshape([1, heads, tokens, tokens]);
    net.node(tensor, Op::Constant, &[], vec![Value::R4(biases)])
}

/// Returns the row of the table for each pair of tokens.
fn places([height, width]: [usize; 2], rows: usize) -> Vec<i32> {
    let place = |from: usize, to: usize| {
        let place = match (from.checked_sub(1), to.checked_sub(1)) {
            (None, None) => rows - 1,
            (None, Some(_)) => rows - 3,
            (Some(_), None) => rows - 2,
            (Some(from), Some(to)) => {
                let down = from / width + height - 1 - to / width;
                let right = from % width + width - 1 - to % width;
                down * (2 * width - 1) + right
            }
        };
        i32::try_from(place).unwrap_or(i32::MAX)
    };
    let tokens = 1 + height * width;
    (0..tokens * tokens)
        .map(|pair| place(pair / tokens, pair % tokens))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_the_shift_and_after_them_those_of_the_class_token() {
        // 1 x 2 patches: shifts to the left by one, none, to the right by one.
        #[rustfmt::skip]
        let expected = [
            5, 3, 3, // from the class token
            4, 1, 0, // from the left patch
            4, 2, 1,
        ];
        assert_eq!(places([1, 2], 6), expected);
        assert_eq!(side(732), Some(14));
        assert_eq!(side(6), None);
        assert_eq!(side(2), None);
    }
}
