//! Resizing of pictures.

use graph::Op;
use graph::ops::{Coordinates, Resize, ResizeMode};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::step::Step;

/// The largest size of an axis after resizing.
const LARGEST: usize = 1 << 14;

/// `Upsample`, until opset 9.
pub(super) fn upsample(step: &mut Step) -> Result<Known, FormatError> {
    let scales = match step.node.floats("scales") {
        Some(scales) => scales.to_vec(),
        None => step.host(1)?.floats(),
    };
    before_opset_11(step, &scales)
}

pub(super) fn resize(step: &mut Step) -> Result<Known, FormatError> {
    if step.build.opset < 11 {
        let scales = step.host(1)?.floats();
        return before_opset_11(step, &scales);
    }
    let node = step.node;
    for (name, kept) in [("antialias", 0), ("exclude_outside", 0)] {
        if node.int(name, kept) != kept {
            return Err(step.error(format!("`{name}` is not supported")));
        }
    }
    if node.text("keep_aspect_ratio_policy", "stretch") != "stretch" {
        return Err(
            step.error("`keep_aspect_ratio_policy` other than `stretch` is not supported".into())
        );
    }
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let (sizes, scales) = target(step, &shape)?;
    let rounding = match node.text("nearest_mode", "round_prefer_floor") {
        "floor" => ResizeMode::NearestFloor,
        "ceil" => ResizeMode::NearestCeil,
        "round_prefer_ceil" => ResizeMode::NearestRoundUp,
        _ => ResizeMode::NearestRound,
    };
    let mode = match node.text("mode", "nearest") {
        "nearest" => rounding,
        "linear" => ResizeMode::Linear,
        "cubic" => ResizeMode::Cubic {
            a: node.float("cubic_coeff_a", -0.75),
        },
        other => return Err(step.error(format!("mode `{other}` is not known"))),
    };
    let name = node
        .text("coordinate_transformation_mode", "half_pixel")
        .to_owned();
    let exact = (0..shape.len())
        .all(|axis| (shape[axis] as f32 * scales[axis] - sizes[axis] as f32).abs() < 1e-3);
    let coordinates = match name.as_str() {
        "half_pixel" => Coordinates::HalfPixel,
        // It differs from `half_pixel` only if the scale is not the ratio of the sizes.
        "half_pixel_symmetric" if exact => Coordinates::HalfPixel,
        "pytorch_half_pixel" => Coordinates::PytorchHalfPixel,
        "align_corners" => Coordinates::AlignCorners,
        "asymmetric" => Coordinates::Asymmetric,
        "tf_half_pixel_for_nn" if mode == rounding => {
            return without_half(step, &input, &sizes, &scales, mode);
        }
        _ => return Err(step.error(format!("coordinates `{name}` are not supported"))),
    };
    resized(step, &input, &sizes, &scales, coordinates, mode)
}

fn before_opset_11(step: &mut Step, scales: &[f32]) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let mode = match step.node.text("mode", "nearest") {
        "nearest" => ResizeMode::NearestFloor,
        "linear" | "bilinear" => ResizeMode::Linear,
        other => return Err(step.error(format!("mode `{other}` is not known"))),
    };
    let sizes = scaled(step, &shape, scales)?;
    resized(step, &input, &sizes, scales, Coordinates::Asymmetric, mode)
}

/// The new size and the scale of every axis.
fn target(step: &mut Step, shape: &[usize]) -> Result<(Vec<usize>, Vec<f32>), FormatError> {
    let rank = shape.len();
    let axes = match step.node.ints("axes") {
        Some(axes) => step.axes(axes, rank)?,
        None => (0..rank).collect(),
    };
    if step.has(3) {
        let given = step.host(3)?.ints();
        let mut sizes = shape.to_vec();
        for (axis, size) in axes.iter().zip(&given) {
            sizes[*axis] = usize::try_from(*size).unwrap_or_default();
        }
        if given.len() != axes.len() || sizes.iter().any(|size| !(1..=LARGEST).contains(size)) {
            return Err(step.error(format!(
                "a picture {shape:?} cannot be resized to {given:?}"
            )));
        }
        let scales = sizes
            .iter()
            .zip(shape)
            .map(|(to, from)| *to as f32 / *from as f32)
            .collect();
        return Ok((sizes, scales));
    }
    let given = step.host(2)?.floats();
    if given.len() != axes.len() {
        return Err(step.error(format!("expected {} scales, got {given:?}", axes.len())));
    }
    let mut scales = vec![1.0; rank];
    for (axis, scale) in axes.iter().zip(given) {
        scales[*axis] = scale;
    }
    Ok((scaled(step, shape, &scales)?, scales))
}

fn scaled(step: &Step, shape: &[usize], scales: &[f32]) -> Result<Vec<usize>, FormatError> {
    let size = |(size, scale): (&usize, &f32)| (*size as f32 * scale).floor();
    let sizes: Vec<f32> = shape.iter().zip(scales).map(size).collect();
    if scales.len() != shape.len()
        || sizes
            .iter()
            .any(|size| !(1.0..=LARGEST as f32).contains(size))
    {
        return Err(step.error(format!(
            "a picture {shape:?} cannot be resized by {scales:?}"
        )));
    }
    Ok(sizes.into_iter().map(|size| size as usize).collect())
}

/// Resizes the last two axes, or the two before a last channel axis, which is moved to the front.
fn resized(
    step: &mut Step,
    input: &Known,
    sizes: &[usize],
    scales: &[f32],
    coordinates: Coordinates,
    mode: ResizeMode,
) -> Result<Known, FormatError> {
    let shape = step.shape(input);
    let changed: Vec<usize> = (0..shape.len())
        .filter(|axis| sizes[*axis] != shape[*axis])
        .collect();
    if changed.is_empty() {
        return Ok(input.clone());
    }
    let last = changed.iter().all(|axis| [2, 3].contains(axis));
    let before = changed.iter().all(|axis| [1, 2].contains(axis));
    let (there, back, rows) = match (shape.len(), last, before) {
        (4, true, _) => ([0, 1, 2, 3], [0, 1, 2, 3], 2),
        (4, _, true) => ([0, 3, 1, 2], [0, 2, 3, 1], 1),
        _ => return Err(step.error(format!("resizing {shape:?} to {sizes:?} is not supported"))),
    };
    let turned = step.transpose(input, &there)?;
    let turned = step.node_of(&turned)?;
    let op = Resize {
        size: [sizes[rows], sizes[rows + 1]],
        scale: [scales[rows], scales[rows + 1]],
        coordinates,
        mode,
    };
    let resized = step.one(Op::Resize(op), &[turned], vec![])?;
    step.transpose(&resized, &back)
}

/// Resizes to the nearest pixel with TensorFlow's coordinates, `(i + 1/2) / scale`, by picking rows
/// and columns.
fn without_half(
    step: &mut Step,
    input: &Known,
    sizes: &[usize],
    scales: &[f32],
    mode: ResizeMode,
) -> Result<Known, FormatError> {
    let mut value = input.clone();
    for (axis, size) in step.shape(input).into_iter().enumerate() {
        let nearest = |index: usize| {
            let place = (index as f32 + 0.5) / scales[axis];
            let place = match mode {
                ResizeMode::NearestFloor => place.floor(),
                ResizeMode::NearestCeil => place.ceil(),
                ResizeMode::NearestRoundUp => (place + 0.5).floor(),
                _ => (place - 0.5).ceil(),
            };
            (place.max(0.0) as usize).min(size.saturating_sub(1))
        };
        value = step.take(&value, axis, (0..sizes[axis]).map(nearest).collect())?;
    }
    Ok(value)
}
