use burn::tensor::{Device, Tensor, TensorData};
use graph::ops::Op;
use graph::{NodeId, Value};

use super::network::Network;
use crate::FormatError;

/// Learned positions `[1, tokens, width]` of a vision transformer: for the patches, row by row, and
/// perhaps for the tokens before them. The shape does not tell the number of rows.
#[derive(Clone, Copy)]
pub(super) struct Positions {
    /// Number of positions.
    pub(super) tokens: usize,
    /// Number of tokens before the patches.
    pub(super) prefix: usize,
    /// Whether the positions may be for the patches alone.
    pub(super) maybe_patches_alone: bool,
}

impl Positions {
    /// Returns the side of the grid of patches, if it is a square.
    pub(super) fn square(self) -> Option<usize> {
        root(self.tokens.checked_sub(self.counted())?)
    }

    /// Returns the number of positions for the tokens before the patches.
    fn counted(self) -> usize {
        let alone = self.maybe_patches_alone && root(self.tokens).is_some();
        if alone { 0 } else { self.prefix }
    }

    /// Adds the positions for `[rows, columns]` patches as a constant. If the file has them for
    /// another square grid, they are resized as in timm (`resample_abs_pos_embed`: bicubic,
    /// antialiased).
    ///
    /// # Errors
    /// [`FormatError::Tensor`] if the positions are for another grid that is not a square.
    pub(super) fn constant(
        self,
        net: &mut Network,
        tensor: &str,
        grid: [usize; 2],
    ) -> Result<NodeId, FormatError> {
        let patches = grid[0] * grid[1];
        let alone = self.maybe_patches_alone && self.tokens == patches;
        if alone || self.tokens == patches + self.prefix {
            return net.constant(tensor);
        }
        let name = net.name(tensor);
        let unusable = |reason: String| FormatError::Tensor {
            tensor: name.clone(),
            reason,
        };
        let side = self.square().ok_or_else(|| {
            unusable(format!(
                "its {} positions fit neither {} x {} patches nor a square: set the size of this network's input",
                self.tokens, grid[0], grid[1]
            ))
        })?;
        let value = net.weight(tensor)?.rank3().map_err(unusable)?;
        let resized = resized(value, self.counted(), side, grid);
        net.node(tensor, Op::Constant, &[], vec![Value::R3(resized)])
    }
}

/// Returns the integer square root, or `None` if `square` is 0 or not a square.
fn root(square: usize) -> Option<usize> {
    let side = square.isqrt();
    (side * side == square && side > 0).then_some(side)
}

/// Keeps the first `kept` positions and resizes the others from a square of this side to `grid`.
fn resized(tokens: Tensor<3>, kept: usize, side: usize, grid: [usize; 2]) -> Tensor<3> {
    let device = tokens.device();
    let width = tokens.dims()[2];
    let [rows, columns] = grid;
    let before = tokens.clone().slice_dim(1, 0..kept);
    let x = tokens.slice_dim(1, kept..kept + side * side);
    let x = matrix(side, rows, &device).matmul(x.reshape([side, side * width]));
    let across = matrix(side, columns, &device).unsqueeze::<3>();
    let across = across.expand([rows, columns, side]);
    let x = across.matmul(x.reshape([rows, side, width]));
    let x = x.reshape([1, rows * columns, width]);
    if kept == 0 {
        x
    } else {
        Tensor::cat(vec![before, x], 1)
    }
}

/// Returns the resizing weights `[new, old]` along one axis, as in PyTorch's
/// `interpolate(mode="bicubic", antialias=True)`: Keys' cubic with the coefficient -1/2, widened
/// for downsampling.
fn matrix(old: usize, new: usize, device: &Device) -> Tensor<2> {
    let scale = old as f64 / new as f64;
    let wide = scale.max(1.0);
    let mut weights = Vec::with_capacity(old * new);
    for i in 0..new {
        let centre = scale * (i as f64 + 0.5);
        let row = (0..old).map(|j| keys((j as f64 + 0.5 - centre) / wide));
        let row: Vec<f64> = row.collect();
        let sum: f64 = row.iter().sum();
        weights.extend(row.iter().map(|weight| (weight / sum) as f32));
    }
    Tensor::from_data(TensorData::new(weights, [new, old]), device)
}

/// Keys' cubic with the coefficient -1/2.
fn keys(x: f64) -> f64 {
    match x.abs() {
        x if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        x if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    #[test]
    fn square_grids_are_found_with_and_without_other_tokens() {
        struct Case(usize, usize, bool, Option<usize>);
        for Case(tokens, prefix, maybe_patches_alone, expected) in [
            Case(197, 1, false, Some(14)), // ViT
            Case(198, 2, false, Some(14)), // DeiT, distilled
            Case(1370, 1, true, Some(37)), // DINOv2
            Case(1369, 5, true, Some(37)), // DINOv2 with four registers
            Case(49, 1, false, None),      // 6 x 8 and a class token, not 7 x 7
            Case(1, 1, false, None),
            Case(0, 1, true, None),
        ] {
            let positions = Positions {
                tokens,
                prefix,
                maybe_patches_alone,
            };
            assert_eq!(positions.square(), expected, "{tokens} tokens");
        }
    }

    /// Expected values from PyTorch 2.15: `interpolate(x, size, mode="bicubic", antialias=True)`.
    #[test]
    fn positions_are_resized_as_by_pytorch() {
        let device = Device::flex();
        let squares = (0..9).map(|i| (i * i) as f32);
        let tokens: Vec<f32> = [7.0].into_iter().chain(squares).collect();
        let tokens = Tensor::from_data(TensorData::new(tokens, [1, 10, 1]), &device);
        let found = resized(tokens, 1, 3, [2, 4]).into_data();
        let expected = [
            7.0, 1.9165, 3.5167, 6.9386, 10.0371, 26.3313, 32.9742, 43.7412, 51.8823,
        ];
        let found: Vec<f32> = found.try_to_vec().unwrap();
        assert_absolute("positions", &found, &expected, 1e-4);
    }
}
