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
    pub(super) resizing: Resizing,
}

/// How a library makes positions for another grid of patches. All do it with a bicubic filter.
#[derive(Clone, Copy)]
pub(super) struct Resizing {
    /// Whether the filter is widened when the grid shrinks.
    antialias: bool,
    /// Added to the number of new patches along a side before the scale follows from it.
    more: f64,
    /// Whether positions whose number fits a grid that is not a square are those of a square.
    square: Square,
}

#[derive(Clone, Copy)]
enum Square {
    /// They are for the grid that their number fits.
    Never,
    /// If their number is that of a square, and the settings name no picture of other sides.
    IfItIs,
    Always,
}

impl Resizing {
    /// `resample_abs_pos_embed` of timm, when it loads weights.
    pub(super) const TIMM: Self = Self {
        antialias: true,
        more: 0.0,
        square: Square::Never,
    };

    /// transformers, if `interpolate_pos_encoding` is set. It takes them as they are if the picture has the size of the settings.
    pub(super) const HUGGING_FACE: Self = Self {
        antialias: false,
        square: Square::IfItIs,
        ..Self::TIMM
    };

    /// `DINOv2` of transformers.
    pub(super) const DINO: Self = Self {
        square: Square::Always,
        ..Self::HUGGING_FACE
    };

    /// `DINOv2` with registers, of transformers and the authors.
    pub(super) const DINO_WITH_REGISTERS: Self = Self {
        square: Square::Always,
        ..Self::TIMM
    };

    /// `DINOv2` of the authors.
    pub(super) const DINO_OF_AUTHORS: Self = Self {
        more: 0.1,
        ..Self::DINO
    };
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

    fn is_of_a_square(self, net: &mut Network) -> Result<bool, FormatError> {
        Ok(match self.resizing.square {
            Square::Never => false,
            Square::Always => true,
            Square::IfItIs => {
                let made_for = net.facts.sides(&["image_size"])?;
                self.square().is_some() && made_for.is_none_or(|[height, width]| height == width)
            }
        })
    }

    /// Adds the positions for `[rows, columns]` patches as a constant. If the file has them for
    /// another square grid, they are resized.
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
        let fits = alone || self.tokens == patches + self.prefix;
        if fits && (grid[0] == grid[1] || !self.is_of_a_square(net)?) {
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
        // CLIP's have no axis of the batch.
        let shape = [
            1,
            self.tokens,
            net.dims(tensor)?.last().copied().unwrap_or(1),
        ];
        let value = net.weight(tensor)?.reshape(&shape);
        let value = value.and_then(Value::rank3).map_err(unusable)?;
        let resized = resized(value, (self.counted(), side), grid, self.resizing);
        net.node(tensor, Op::Constant, &[], vec![Value::R3(resized)])
    }
}

/// Returns the integer square root, or `None` if `square` is 0 or not a square.
fn root(square: usize) -> Option<usize> {
    let side = square.isqrt();
    (side * side == square && side > 0).then_some(side)
}

/// Keeps the first `kept` positions and resizes the others from a square of this side to `grid`.
fn resized(
    tokens: Tensor<3>,
    (kept, side): (usize, usize),
    grid: [usize; 2],
    how: Resizing,
) -> Tensor<3> {
    let device = tokens.device();
    let width = tokens.dims()[2];
    let [rows, columns] = grid;
    let before = tokens.clone().slice_dim(1, 0..kept);
    let x = tokens.slice_dim(1, kept..kept + side * side);
    let x = matrix(side, rows, how, &device).matmul(x.reshape([side, side * width]));
    let across = matrix(side, columns, how, &device).unsqueeze::<3>();
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
/// `interpolate(mode="bicubic")`.
fn matrix(old: usize, new: usize, how: Resizing, device: &Device) -> Tensor<2> {
    let row: fn(usize, f64, f64) -> Vec<f64> = if how.antialias { widened } else { sampled };
    let scale = old as f64 / (new as f64 + how.more);
    let mut weights = Vec::with_capacity(old * new);
    for i in 0..new {
        let row = row(old, scale, scale * (i as f64 + 0.5));
        weights.extend(row.into_iter().map(|weight| weight as f32));
    }
    Tensor::from_data(TensorData::new(weights, [new, old]), device)
}

/// Weights of the old values for a new one at `centre`, with `antialias=True`: Keys' cubic with the
/// coefficient -1/2, widened for downsampling.
fn widened(old: usize, scale: f64, centre: f64) -> Vec<f64> {
    let wide = scale.max(1.0);
    let row = (0..old).map(|j| keys((j as f64 + 0.5 - centre) / wide, -0.5));
    let row: Vec<f64> = row.collect();
    let sum: f64 = row.iter().sum();
    row.into_iter().map(|weight| weight / sum).collect()
}

/// With `antialias=False`: the coefficient is -3/4, and beyond the border the outermost value counts.
fn sampled(old: usize, _: f64, centre: f64) -> Vec<f64> {
    let mut row = vec![0.0; old];
    let first = (centre - 0.5).floor() - 1.0;
    for step in 0..4 {
        let place = first + f64::from(step);
        let inside = place.clamp(0.0, old as f64 - 1.0) as usize;
        if let Some(weight) = row.get_mut(inside) {
            *weight += keys(place + 0.5 - centre, -0.75);
        }
    }
    row
}

/// Keys' cubic with a coefficient.
fn keys(x: f64, a: f64) -> f64 {
    match x.abs() {
        x if x < 1.0 => ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0,
        x if x < 2.0 => ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a,
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
                resizing: Resizing::TIMM,
            };
            assert_eq!(positions.square(), expected, "{tokens} tokens");
        }
    }

    /// Expected values from PyTorch 2.15: `interpolate(x, …, mode="bicubic")` with
    /// `antialias=True, size=(2, 4)`, `size=(2, 4)`, and `scale_factor=(4.1 / 3, 5.1 / 3)`.
    #[test]
    fn positions_are_resized_as_by_pytorch() {
        let device = Device::flex();
        let squares = (0..9).map(|i| (i * i) as f32);
        let tokens: Vec<f32> = [7.0].into_iter().chain(squares).collect();
        let found = |how, grid| {
            let tokens = TensorData::new(tokens.clone(), [1, 10, 1]);
            let tokens = Tensor::from_data(tokens, &device);
            let found = resized(tokens, (1, 3), grid, how).into_data();
            found.try_to_vec::<f32>().unwrap()
        };
        let widened = [
            7.0, 1.9165, 3.5167, 6.9386, 10.0371, 26.3313, 32.9742, 43.7412, 51.8823,
        ];
        assert_absolute("loaded", &found(Resizing::TIMM, [2, 4]), &widened, 1e-4);
        let plain = [
            7.0, 0.9356, 2.0083, 4.9692, 7.6845, 29.3485, 36.2583, 48.3443, 56.8966,
        ];
        let found_plain = found(Resizing::HUGGING_FACE, [2, 4]);
        assert_absolute("sampled", &found_plain, &plain, 1e-4);
        let offset = [
            7.0, -0.7322, -0.6497, -0.1968, 1.3553, 2.6204, 2.1833, 3.6439, 6.3669, 10.3114,
            13.0740, 17.4532, 21.1114, 27.4543, 35.2139, 40.3644, 35.7993, 40.9357, 49.7134,
            60.0390, 66.7957,
        ];
        let found_offset = found(Resizing::DINO_OF_AUTHORS, [4, 5]);
        assert_absolute("with more", &found_offset, &offset, 1e-4);
    }
}
