use burn::tensor::{Tensor, TensorData};

use super::{Curve, Facts, Family, Role, exactly, picture_shape};
use crate::Value;
use crate::layout::Pixels;

/// Where pixel `i` of the output lies in the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coordinates {
    /// Centres of pixels: `(i + 1/2) / scale − 1/2`, as PyTorch without `align_corners`.
    HalfPixel,
    /// The same, but 0 if the output has one pixel (`pytorch_half_pixel` in ONNX).
    PytorchHalfPixel,
    /// Corner pixels lie on corner pixels: `i · (in − 1) / (out − 1)`.
    AlignCorners,
    /// `i / scale`.
    Asymmetric,
    /// Centres of pixels, about the centre of the picture: it differs from `HalfPixel` if the scale is
    /// not the ratio of the sizes.
    Centred,
    /// A part of the picture, from corner to corner: `[start, end]` for rows and columns, in parts of
    /// the distance between the corner pixels. What lies outside is 0.
    Part {
        /// Start and end of the rows, then of the columns.
        part: [[f32; 2]; 2],
    },
}

/// How values between pixels are interpolated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResizeMode {
    /// The pixel at or before the position.
    NearestFloor,
    /// The nearest pixel; halves round down (`round_prefer_floor` in ONNX).
    NearestRound,
    /// The nearest pixel; halves round up (`round_prefer_ceil` in ONNX).
    NearestRoundUp,
    /// The pixel at or after the position.
    NearestCeil,
    /// Weighted mean of two neighbours along each axis.
    Linear,
    /// Four neighbours along each axis, with the weights of Keys' cubic kernel.
    Cubic {
        /// Coefficient of the kernel: −0.75 in PyTorch and ONNX, −0.5 in TensorFlow.
        a: f32,
    },
}

/// Resizes pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resize {
    /// Size of the output, `[height, width]`.
    pub size: [usize; 2],
    /// Output pixels per input pixel. Usually the ratio of the sizes, but a file may give another.
    pub scale: [f32; 2],
    /// Where the pixels of the output lie.
    pub coordinates: Coordinates,
    /// How values are interpolated.
    pub mode: ResizeMode,
    /// Whether the kernel of an interpolation is widened for a smaller picture, so that all pixels
    /// count, as in Pillow.
    pub antialias: bool,
    /// Whether the weights of neighbours outside the picture are given to those inside, instead of
    /// to the pixel at the edge.
    pub inside_only: bool,
}

impl Resize {
    /// Resizes to `size`, with the ratio of the sizes as scale.
    #[must_use]
    pub fn to(
        size: [usize; 2],
        from: [usize; 2],
        coordinates: Coordinates,
        mode: ResizeMode,
    ) -> Self {
        let scale = [0, 1].map(|axis| size[axis] as f32 / from[axis] as f32);
        Self {
            size,
            scale,
            coordinates,
            mode,
            antialias: false,
            inside_only: false,
        }
    }

    /// Weights of the input pixels in the output pixels along rows (0) or columns (1), row-major
    /// `[output, input]`.
    #[must_use]
    pub fn weights(&self, axis: usize, size: usize) -> Vec<f32> {
        let mut weights = vec![0.0; self.size[axis] * size];
        let cut = matches!(self.coordinates, Coordinates::Part { .. });
        for (i, row) in weights.chunks_exact_mut(size).enumerate() {
            let at = self.place(i, axis, size);
            if cut && !(0.0..=size as f32 - 1.0).contains(&at) {
                continue;
            }
            let mut taps = self.taps(at, self.scale[axis]);
            if self.inside_only {
                taps.retain(|(place, _)| (0..size.cast_signed() as i64).contains(place));
                let sum: f32 = taps.iter().map(|(_, weight)| weight).sum();
                for (_, weight) in &mut taps {
                    *weight /= sum;
                }
            }
            for (place, weight) in taps {
                row[(place.max(0) as usize).min(size - 1)] += weight;
            }
        }
        weights
    }

    fn place(&self, i: usize, axis: usize, size: usize) -> f32 {
        let (i, scale, out) = (i as f32, self.scale[axis], self.size[axis]);
        match self.coordinates {
            Coordinates::PytorchHalfPixel | Coordinates::AlignCorners if out == 1 => 0.0,
            Coordinates::HalfPixel | Coordinates::PytorchHalfPixel => (i + 0.5) / scale - 0.5,
            Coordinates::AlignCorners => i * (size as f32 - 1.0) / (out as f32 - 1.0),
            Coordinates::Asymmetric => i / scale,
            Coordinates::Centred => {
                let centre = size as f32 / 2.0;
                centre * (1.0 - out as f32 / (scale * size as f32)) + (i + 0.5) / scale - 0.5
            }
            Coordinates::Part { part } => {
                let ([start, end], last) = (part[axis], size as f32 - 1.0);
                if out == 1 {
                    (start + end) * last / 2.0
                } else {
                    start * last + i * (end - start) * last / (out as f32 - 1.0)
                }
            }
        }
    }

    /// The neighbours of a position and their weights. Some may lie outside the picture.
    fn taps(&self, place: f32, scale: f32) -> Vec<(i64, f32)> {
        let floor = place.floor();
        let (base, t) = (floor as i64, place - floor);
        let reach = match self.mode {
            ResizeMode::Linear => 1.0,
            ResizeMode::Cubic { .. } => 2.0,
            _ => 0.0,
        };
        if self.antialias && scale < 1.0 && reach > 0.0 {
            let kernel = |distance: f32| match self.mode {
                ResizeMode::Cubic { a } if distance < 2.0 => keys(a, distance),
                ResizeMode::Linear => (1.0 - distance).max(0.0),
                _ => 0.0,
            };
            let reach = (reach / scale).ceil() as i64;
            let weight = |step: i64| kernel(((step as f32 - t) * scale).abs());
            let sum: f32 = (1 - reach..=reach).map(weight).sum();
            return (1 - reach..=reach)
                .map(|step| (base + step, weight(step) / sum))
                .collect();
        }
        match self.mode {
            ResizeMode::NearestFloor => vec![(base, 1.0)],
            ResizeMode::NearestCeil => vec![(place.ceil() as i64, 1.0)],
            ResizeMode::NearestRound => vec![((place - 0.5).ceil() as i64, 1.0)],
            ResizeMode::NearestRoundUp => vec![((place + 0.5).floor() as i64, 1.0)],
            ResizeMode::Linear => vec![(base, 1.0 - t), (base + 1, t)],
            ResizeMode::Cubic { a } => (-1..=2)
                .map(|step| (base + step, keys(a, (t - step as f32).abs())))
                .collect(),
        }
    }
}

impl Family for Resize {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "resize",
            role: Role::Passes,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Picture,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        let [batch, channels, ..] = picture_shape(input)?;
        let usable = |scale: &f32| scale.is_finite() && *scale > 0.0;
        if self.size.contains(&0) || !self.scale.iter().all(usable) {
            return Err(format!(
                "a picture cannot be resized to {:?} by {:?}",
                self.size, self.scale
            ));
        }
        Ok(vec![batch, channels, self.size[0], self.size[1]])
    }

    /// One matrix product per axis, because Burn's own op has no gradient on WebGPU.
    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        let x = input.rank4()?;
        let [batch, channels, height, width] = x.dims();
        let device = x.device();
        let matrix = |axis: usize, size: usize| -> Tensor<2> {
            let data = TensorData::new(self.weights(axis, size), [self.size[axis], size]);
            Tensor::from_data(data, &device)
        };
        let [rows, columns] = self.size;
        let across = matrix(1, width).transpose();
        let x = x.reshape([batch * channels * height, width]).matmul(across);
        let x = x.reshape([batch * channels, height, columns]);
        let down = matrix(0, height).unsqueeze::<3>();
        let x = down.expand([batch * channels, rows, height]).matmul(x);
        Ok(x.reshape([batch, channels, rows, columns]).into())
    }
}

/// Keys' kernel. Keys, 1981, "Cubic convolution interpolation for digital image processing".
fn keys(a: f32, x: f32) -> f32 {
    if x <= 1.0 {
        ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    } else {
        ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    fn row(values: &[f32], out: usize, coordinates: Coordinates, mode: ResizeMode) -> Vec<f32> {
        let x = value(values, &[1, 1, 1, values.len()]);
        let resize = Resize::to([1, out], [1, values.len()], coordinates, mode);
        let shape = resize.shape(vec![&x.shape()], &[]);
        let y = resize.apply(vec![x], &[]).unwrap();
        assert_eq!(shape, Ok(y.shape()));
        read(y)
    }

    #[test]
    fn a_row_in_each_mode_matches_hand_computed_values() {
        use Coordinates::{AlignCorners, Asymmetric, HalfPixel, Part, PytorchHalfPixel};
        struct Case(&'static [f32], Coordinates, ResizeMode, &'static [f32]);
        let cubic = ResizeMode::Cubic { a: -0.75 };
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(&[0.0, 4.0], HalfPixel, ResizeMode::Linear, &[0.0, 1.0, 3.0, 4.0]),
            Case(&[0.0, 3.0], AlignCorners, ResizeMode::Linear, &[0.0, 1.0, 2.0, 3.0]),
            Case(&[0.0, 4.0], Asymmetric, ResizeMode::Linear, &[0.0, 2.0, 4.0, 4.0]),
            Case(&[1.0, 2.0], Asymmetric, ResizeMode::NearestFloor, &[1.0, 1.0, 2.0, 2.0]),
            Case(&[1.0, 2.0, 3.0], Asymmetric, ResizeMode::NearestCeil, &[1.0, 2.0, 2.0, 3.0, 3.0, 3.0]),
            Case(&[1.0, 2.0, 3.0, 4.0], HalfPixel, ResizeMode::NearestRound, &[1.0, 3.0]),
            Case(&[1.0, 2.0, 3.0, 4.0], HalfPixel, ResizeMode::NearestRoundUp, &[2.0, 4.0]),
            Case(&[1.0, 5.0], PytorchHalfPixel, ResizeMode::Linear, &[1.0]),
            Case(&[1.0, 5.0], HalfPixel, ResizeMode::Linear, &[3.0]),
            // at 1/2 the weights are −3/32, 19/32, 19/32, −3/32
            Case(&[0.0, 32.0, 32.0, 0.0], HalfPixel, cubic, &[19.0 - 3.0 + 0.0, 19.0 - 3.0]),
            Case(&[1.0, 5.0, 9.0], Part { part: [[0.0; 2], [0.25, 1.25]] }, ResizeMode::Linear, &[3.0, 7.0, 0.0]),
        ];
        for Case(values, coordinates, mode, expected) in cases {
            let found = row(values, expected.len(), coordinates, mode);
            assert_eq!(found, expected, "{coordinates:?} {mode:?}");
        }
    }

    /// At half the size the triangle of a pixel reaches over four, with weights 1/8, 3/8, 3/8, 1/8.
    #[test]
    fn a_widened_kernel_counts_all_pixels_and_may_stay_inside() {
        let half = Resize::to([1, 2], [1, 4], Coordinates::HalfPixel, ResizeMode::Linear);
        let wide = Resize {
            antialias: true,
            ..half
        };
        assert_eq!(
            wide.weights(1, 4),
            [0.5, 0.375, 0.125, 0.0, 0.0, 0.125, 0.375, 0.5]
        );
        let inside = Resize {
            inside_only: true,
            ..wide
        };
        let sevenths = [3.0 / 7.0, 3.0 / 7.0, 1.0 / 7.0, 0.0];
        compare::assert_absolute("inside", &inside.weights(1, 4)[..4], &sevenths, 1e-6);
    }

    /// 3 pixels scaled by 1.5 are 4.5, of which 4 remain: their middle is that of the 3.
    #[test]
    fn centred_coordinates_keep_the_middle() {
        let resize = Resize {
            scale: [1.0, 1.5],
            ..Resize::to([1, 4], [1, 3], Coordinates::Centred, ResizeMode::Linear)
        };
        let weights = resize.weights(1, 3);
        let middle: f32 = weights.chunks(3).map(|row| row[1] + 2.0 * row[2]).sum();
        assert!((middle / 4.0 - 1.0).abs() < 1e-6, "{weights:?}");
    }
}
