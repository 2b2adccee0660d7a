use burn::tensor::Tensor;

use super::join::expand;
use super::{Curve, Facts, Family, Role, exactly, picture_shape};
use crate::Value;
use crate::layout::Pixels;

/// Reads a picture at given places: a spatial transformer, a warp or a deformation. The second input
/// is a grid `[batch, rows, columns, 2]` of places, x before y, from -1 at one edge to 1 at the other
/// (`torch.nn.functional.grid_sample`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridSample {
    /// How values between pixels are interpolated.
    pub between: Between,
    /// What lies around the picture.
    pub around: Around,
    /// Whether -1 and 1 are the centres of the corner pixels instead of their outer edges.
    pub align_corners: bool,
}

/// How values between pixels are interpolated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// The nearest pixel.
    Nearest,
    /// Weighted mean of two neighbours along each axis.
    Linear,
    /// Four neighbours along each axis, with Keys' cubic kernel and a coefficient of -0.75.
    Cubic,
}

/// What lies around a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Zeros.
    Zeros,
    /// The pixel at the edge, again and again.
    Edge,
    /// The picture, mirrored at its edge.
    Mirror,
}

/// The neighbours along one axis: the first place, and the weight of each.
struct Taps {
    first: Tensor<3>,
    weights: Vec<Tensor<3>>,
}

impl Family for GridSample {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "grid sample",
            role: Role::Computes,
            curve: Curve::Curved,
            learned: 0,
            pixels: Pixels::Picture,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input, grid] = exactly(inputs)?;
        let [batch, channels, ..] = picture_shape(input)?;
        match *grid {
            [grids, rows, columns, 2] if batch == grids || batch == 1 || grids == 1 => {
                Ok(vec![batch.max(grids), channels, rows, columns])
            }
            _ => Err(format!(
                "expected a grid [batch, rows, columns, 2] for {input:?}, got {grid:?}"
            )),
        }
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input, grid] = exactly(inputs)?;
        let shape = self.shape(vec![&input.shape(), &grid.shape()], &[])?;
        let &[batch, channels, rows, columns] = shape.as_slice() else {
            return Err("expected a picture".into());
        };
        let [_, _, height, width] = picture_shape(&input.shape())?;
        let x = expand(input, &[batch, channels, height, width])?.rank4()?;
        let x = x.reshape([batch, channels, height * width]);
        let grid = expand(grid, &[batch, rows, columns, 2])?.rank4()?;
        let along = |part: usize, size: usize| {
            let places = grid.clone().slice_dim(3, part..part + 1);
            self.taps(places.reshape([batch, 1, rows * columns]), size)
        };
        let (across, down) = (along(0, width), along(1, height));
        let mut sum = None;
        for (j, down_weight) in down.weights.iter().enumerate() {
            let (row, in_row) = self.inside(down.first.clone() + j as f32, height);
            for (i, weight) in across.weights.iter().enumerate() {
                let (column, in_column) = self.inside(across.first.clone() + i as f32, width);
                let place = (row.clone() * width as f32 + column).int();
                let place = place.expand([batch, channels, rows * columns]);
                let weight = weight.clone() * down_weight.clone() * in_row.clone() * in_column;
                let part = x.clone().gather(2, place) * weight;
                sum = Some(match sum {
                    None => part,
                    Some(sum) => sum + part,
                });
            }
        }
        let sum = sum.ok_or("no neighbours")?;
        Ok(sum.reshape([batch, channels, rows, columns]).into())
    }
}

impl GridSample {
    /// The neighbours of places that are given from -1 to 1.
    fn taps(self, places: Tensor<3>, size: usize) -> Taps {
        let size = size as f32;
        let mut at = if self.align_corners {
            (places + 1.0) * ((size - 1.0) / 2.0)
        } else {
            ((places + 1.0) * size - 1.0) / 2.0
        };
        if self.between == Between::Nearest {
            at = at.round();
        }
        let at = match self.around {
            Around::Zeros => at,
            Around::Edge => self.moved_to_edge(at, size),
            Around::Mirror => self.mirrored(at, size),
        };
        let first = at.clone().floor();
        let t = at - first.clone();
        match self.between {
            Between::Nearest => Taps {
                weights: vec![t * 0.0 + 1.0],
                first,
            },
            Between::Linear => Taps {
                first,
                weights: vec![-t.clone() + 1.0, t],
            },
            Between::Cubic => Taps {
                first: first - 1.0,
                weights: vec![
                    far(t.clone() + 1.0),
                    near(t.clone()),
                    near(-t.clone() + 1.0),
                    far(-t + 2.0),
                ],
            },
        }
    }

    /// Whole places as places inside, and 1 for those that count.
    fn inside(self, at: Tensor<3>, size: usize) -> (Tensor<3>, Tensor<3>) {
        let last = size as f32 - 1.0;
        let clamped = at.clone().clamp(0.0, last);
        let counts = match self.around {
            Around::Zeros => at.equal(clamped.clone()).float(),
            Around::Edge => clamped.clone() * 0.0 + 1.0,
            Around::Mirror => {
                let inside = self.mirrored(at, size as f32).round().clamp(0.0, last);
                let all = inside.clone() * 0.0 + 1.0;
                return (inside, all);
            }
        };
        (clamped, counts)
    }

    /// Moves places outside to the centre of the nearest pixel. Those inside, also nearer to the edge
    /// than such a centre, stay.
    fn moved_to_edge(self, at: Tensor<3>, size: f32) -> Tensor<3> {
        let (low, length) = self.edge(size);
        let before = at.clone().lower_elem(low).float();
        let outside = before + at.clone().greater_elem(low + length).float();
        let moved = at.clone().clamp(0.0, size - 1.0);
        at.clone() + (moved - at) * outside
    }

    /// The place of the first edge, and the distance to the other one.
    fn edge(self, size: f32) -> (f32, f32) {
        if self.align_corners {
            (0.0, size - 1.0)
        } else {
            (-0.5, size)
        }
    }

    /// Mirrors places at the edges until they lie inside: a triangle wave.
    fn mirrored(self, at: Tensor<3>, size: f32) -> Tensor<3> {
        let (low, length) = self.edge(size);
        if length <= 0.0 {
            return at * 0.0;
        }
        let from_low = at - low;
        let periods = (from_low.clone() / (2.0 * length)).floor();
        let within = from_low - periods * (2.0 * length);
        -((within - length).abs()) + (length + low)
    }
}

/// Keys' kernel up to a distance of 1. Keys, 1981, "Cubic convolution interpolation for digital image
/// processing".
fn near(x: Tensor<3>) -> Tensor<3> {
    (x.clone() * (A + 2.0) - (A + 3.0)) * x.clone() * x + 1.0
}

/// Keys' kernel from a distance of 1 to 2.
fn far(x: Tensor<3>) -> Tensor<3> {
    ((x.clone() * A - 5.0 * A) * x.clone() + 8.0 * A) * x - 4.0 * A
}

/// The coefficient of the kernel, as in PyTorch.
const A: f32 = -0.75;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    fn row(sample: GridSample, at: &[f32]) -> Vec<f32> {
        let picture = value(&[1.0, 2.0, 4.0, 8.0], &[1, 1, 1, 4]);
        let places: Vec<f32> = at.iter().flat_map(|x| [*x, 0.0]).collect();
        let grid = value(&places, &[1, 1, at.len(), 2]);
        let shape = sample.shape(vec![&[1, 1, 1, 4], &grid.shape()], &[]);
        let found = sample.apply(vec![picture, grid], &[]).unwrap();
        assert_eq!(shape, Ok(found.shape()));
        read(found)
    }

    /// -0.75 is the centre of the first of four pixels, -0.5 the edge between the first two, and
    /// -1.25 one pixel before the first.
    #[test]
    fn places_between_and_around_pixels_match_hand_computed_values() {
        use Around::{Edge, Mirror, Zeros};
        use Between::{Cubic, Linear, Nearest};
        let at = [-0.75, -0.5, 0.75, -1.25, 1.75];
        struct Case(Between, Around, [f32; 5]);
        for Case(between, around, expected) in [
            Case(Linear, Zeros, [1.0, 1.5, 8.0, 0.0, 0.0]),
            Case(Linear, Edge, [1.0, 1.5, 8.0, 1.0, 8.0]),
            // The pixels after the last are 8 and 4.
            Case(Linear, Mirror, [1.0, 1.5, 8.0, 1.0, 4.0]),
            // Half a pixel is rounded to the even one, 0.
            Case(Nearest, Zeros, [1.0, 1.0, 8.0, 0.0, 0.0]),
            // At a half the weights are -3/32, 19/32, 19/32, -3/32: (-3 + 19 + 38 - 12) / 32.
            Case(Cubic, Edge, [1.0, 1.3125, 8.0, 1.0, 8.0]),
        ] {
            let sample = GridSample {
                between,
                around,
                align_corners: false,
            };
            assert_eq!(row(sample, &at), expected, "{between:?} {around:?}");
        }
        let corners = GridSample {
            between: Linear,
            around: Mirror,
            align_corners: true,
        };
        // From corner to corner are three pixels; 5/3 is one pixel beyond the last.
        assert_eq!(row(corners, &[-1.0, 1.0, 0.0]), [1.0, 8.0, 3.0]);
    }

    #[test]
    fn one_grid_serves_a_batch_and_others_are_rejected() {
        let sample = GridSample {
            between: Between::Linear,
            around: Around::Zeros,
            align_corners: false,
        };
        let pictures = value(&[1.0, 2.0], &[2, 1, 1, 1]);
        let grid = value(&[0.0, 0.0], &[1, 1, 1, 2]);
        let found = sample.apply(vec![pictures, grid], &[]).unwrap();
        assert_eq!(read(found), [1.0, 2.0]);
        assert!(
            sample
                .shape(vec![&[1, 1, 2, 2], &[1, 2, 2, 3]], &[])
                .is_err()
        );
        assert!(
            sample
                .shape(vec![&[2, 1, 2, 2], &[3, 2, 2, 2]], &[])
                .is_err()
        );
    }
}
