//! Positions as rotations of queries and keys (Su et al., 2021, <https://arxiv.org/abs/2104.09864>),
//! of patches along both sides of the picture.

use graph::NodeId;
use graph::ops::{Binary, Op, Select};

use super::network::Network;
use crate::FormatError;

/// The rotation of the pairs of channels of each token, `x · cos + neighbour · sin`.
#[derive(Clone, Copy)]
pub(super) struct Rotation {
    /// `[1, tokens, width]`
    cosines: NodeId,
    /// `[1, tokens, width]`, negative where the neighbour comes after the channel.
    sines: NodeId,
}

/// By which the slowest rotation is slower than the fastest.
const TEMPERATURE: f64 = 10_000.0;

impl Rotation {
    /// For a class token, which is not rotated, and `[rows, columns]` patches. The angles are those
    /// of `reference` rows and columns, stretched over the picture.
    ///
    /// # Errors
    /// Those of [`Network::fixed`], and if channels of a head do not come in fours.
    pub(super) fn new(
        net: &mut Network,
        grid: [usize; 2],
        reference: usize,
        (width, heads): (usize, usize),
    ) -> Result<Self, FormatError> {
        let depth = width / heads.max(1);
        if !depth.is_multiple_of(4) || depth == 0 {
            return Err(net.facts.other(format!(
                "{depth} channels of a head cannot be rotated in pairs along two axes"
            )));
        }
        let angles = angles(grid, reference, depth);
        let shape = [1, 1 + grid[0] * grid[1], width];
        let all = |of: fn(f64) -> f64, signs: [f64; 2]| -> Vec<f32> {
            let channel = |angle: &f64| signs.map(|sign| (of(*angle) * sign) as f32);
            let token = |angles: &Vec<f64>| {
                let one: Vec<f32> = angles.iter().flat_map(channel).collect();
                one.repeat(heads)
            };
            angles.iter().flat_map(token).collect()
        };
        let cosines = all(f64::cos, [1.0, 1.0]);
        let sines = all(f64::sin, [-1.0, 1.0]);
        Ok(Self {
            cosines: net.fixed("rope.cos", cosines, &shape)?,
            sines: net.fixed("rope.sin", sines, &shape)?,
        })
    }

    /// Rotates `[1, tokens, width]`.
    pub(super) fn applied(
        self,
        net: &mut Network,
        path: &str,
        x: NodeId,
    ) -> Result<NodeId, FormatError> {
        let part = |name: &str| format!("{path}.{name}");
        let width = net.shape(x).last().copied().unwrap_or(0);
        let axis = net.shape(x).len().saturating_sub(1);
        let places = (0..width).map(|channel| channel ^ 1).collect();
        let neighbours = Op::Select(Select::Places { axis, places });
        let neighbours = net.step(&part("neighbours"), neighbours, x)?;
        let times = |net: &mut Network, name: &str, inputs: [NodeId; 2]| {
            net.node(&part(name), Op::Binary(Binary::Mul), &inputs, vec![])
        };
        let straight = times(net, "cos", [x, self.cosines])?;
        let across = times(net, "sin", [neighbours, self.sines])?;
        net.add(&part("rotated"), straight, across)
    }
}

/// The angles of each token, one for each pair of channels of a head: first those down, then those to
/// the right.
fn angles([rows, columns]: [usize; 2], reference: usize, depth: usize) -> Vec<Vec<f64>> {
    let bands = depth / 4;
    let speeds: Vec<f64> = (0..bands)
        .map(|band| TEMPERATURE.powf(-(band as f64) / bands as f64))
        .collect();
    let place = |at: usize, count: usize| at as f64 / count as f64 * reference as f64;
    let patch = |index: usize| {
        let down = place(index / columns, rows);
        let right = place(index % columns, columns);
        let turned = [down, right].into_iter();
        turned
            .flat_map(|far| speeds.iter().map(move |speed| far * speed))
            .collect::<Vec<f64>>()
    };
    let class = vec![0.0; 2 * bands];
    [class]
        .into_iter()
        .chain((0..rows * columns).map(patch))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_grow_along_both_sides_at_each_speed() {
        let found = angles([2, 1], 4, 8);
        let slow = 0.01;
        let expected = [[0.0; 4], [0.0; 4], [2.0, 2.0 * slow, 0.0, 0.0]];
        for (found, expected) in found.iter().zip(expected) {
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found} and {expected}");
            }
        }
    }
}
