//! Reading a picture at given places, as spatial transformers do.

use std::rc::Rc;

use graph::Op;
use graph::ops::{Around, Between, GridSample};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, sizes};
use crate::onnx::step::Step;

/// Reads the first input at the places in the second.
pub(super) fn grid_sample(step: &mut Step) -> Result<Known, FormatError> {
    let node = step.node;
    // Opset 16 has the names of PyTorch, and later ones those of Resize.
    let between = match node.text("mode", "linear") {
        "linear" | "bilinear" => Between::Linear,
        "cubic" | "bicubic" => Between::Cubic,
        "nearest" => Between::Nearest,
        other => return Err(step.error(format!("mode `{other}` is not known"))),
    };
    let around = match node.text("padding_mode", "zeros") {
        "zeros" => Around::Zeros,
        "border" => Around::Edge,
        "reflection" => Around::Mirror,
        other => return Err(step.error(format!("padding_mode `{other}` is not known"))),
    };
    let sample = GridSample {
        between,
        around,
        align_corners: node.int("align_corners", 0) != 0,
    };
    let (picture, _) = step.picture()?;
    let grid = step.id(1)?;
    step.one(Op::GridSample(sample), &[picture, grid], vec![])
}

/// The places of all pixels, moved by the matrix of each picture.
pub(super) fn affine_grid(step: &mut Step) -> Result<Known, FormatError> {
    let size = step.host(1)?.ints();
    let size = sizes(&size).unwrap_or_default();
    let corners = step.node.int("align_corners", 0) != 0;
    let Some((_, pixels)) = size
        .split_at_checked(2)
        .filter(|(_, pixels)| (2..=3).contains(&pixels.len()))
    else {
        return Err(step.error(format!("a grid for {size:?} is not supported")));
    };
    let rank = pixels.len();
    let count: usize = pixels.iter().product();
    step.check_constant(&[count, rank + 1], 0)?;
    let mut places = Vec::with_capacity(count * (rank + 1));
    for flat in 0..count {
        let (mut rest, mut at) = (flat, vec![0.0; rank]);
        for axis in (0..rank).rev() {
            at[axis] = place(rest % pixels[axis], pixels[axis], corners);
            rest /= pixels[axis];
        }
        // The last axis comes first, as x before y.
        places.extend(at.into_iter().rev());
        places.push(1.0);
    }
    let places = Host {
        shape: vec![count, rank + 1],
        numbers: Numbers::Float(places),
    };
    let theta = step.input(0)?;
    let turned = step.transpose(&theta, &[0, 2, 1])?;
    let batch = step.shape(&turned)[0];
    let (places, turned) = (
        step.node_of(&Known::Host(Rc::new(places)))?,
        step.node_of(&turned)?,
    );
    let moved = step.one(Op::MatMul, &[places, turned], vec![])?;
    step.reshape(&moved, &[&[batch], pixels, &[rank]].concat())
}

/// The place of a pixel from -1 to 1.
fn place(index: usize, size: usize, corners: bool) -> f32 {
    match (corners, size) {
        (true, 0 | 1) => 0.0,
        (true, _) => 2.0 * index as f32 / (size as f32 - 1.0) - 1.0,
        (false, _) => (2.0 * index as f32 + 1.0) / size as f32 - 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_lie_between_their_edges_or_on_corners() {
        let places = |corners| {
            (0..3)
                .map(|index| place(index, 3, corners))
                .collect::<Vec<_>>()
        };
        assert_eq!(places(true), [-1.0, 0.0, 1.0]);
        assert_eq!(places(false), [1.0 / 3.0 - 1.0, 0.0, 5.0 / 3.0 - 1.0]);
        assert!(place(0, 1, true).abs() < 1e-9);
    }
}
