//! Resizing of pictures.

use std::rc::Rc;

use graph::Op;
use graph::ops::{Binary, Coordinates, Resize, ResizeMode};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
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
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let target = Target::read(step, &shape)?;
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
    let (sizes, scales) = (&target.sizes, &target.scales);
    let exact = (0..shape.len())
        .all(|axis| (shape[axis] as f32 * scales[axis] - sizes[axis] as f32).abs() < 1e-3);
    let coordinates = match node.text("coordinate_transformation_mode", "half_pixel") {
        "half_pixel" => Coordinates::HalfPixel,
        // It differs from `half_pixel` only if the scale is not the ratio of the sizes.
        "half_pixel_symmetric" if exact => Coordinates::HalfPixel,
        "half_pixel_symmetric" => Coordinates::Centred,
        "pytorch_half_pixel" => Coordinates::PytorchHalfPixel,
        "align_corners" => Coordinates::AlignCorners,
        "asymmetric" => Coordinates::Asymmetric,
        "tf_crop_and_resize" => Coordinates::Part {
            part: [[0.0, 1.0]; 2],
        },
        "tf_half_pixel_for_nn" if mode == rounding => {
            return without_half(step, &input, sizes, scales, mode);
        }
        name => return Err(step.error(format!("coordinates `{name}` are not supported"))),
    };
    let kernel = Kernel {
        coordinates,
        mode,
        antialias: node.int("antialias", 0) != 0,
        inside_only: node.int("exclude_outside", 0) != 0,
        outside: node.float("extrapolation_value", 0.0),
    };
    resized(step, &input, &target, kernel)
}

fn before_opset_11(step: &mut Step, scales: &[f32]) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let mode = match step.node.text("mode", "nearest") {
        "nearest" => ResizeMode::NearestFloor,
        "linear" | "bilinear" => ResizeMode::Linear,
        other => return Err(step.error(format!("mode `{other}` is not known"))),
    };
    let target = Target {
        sizes: scaled(step, &shape, scales)?,
        scales: scales.to_vec(),
        parts: vec![[0.0, 1.0]; shape.len()],
    };
    let kernel = Kernel {
        coordinates: Coordinates::Asymmetric,
        mode,
        antialias: false,
        inside_only: false,
        outside: 0.0,
    };
    resized(step, &input, &target, kernel)
}

/// How values are interpolated along any axis.
#[derive(Clone, Copy)]
struct Kernel {
    coordinates: Coordinates,
    mode: ResizeMode,
    antialias: bool,
    inside_only: bool,
    /// The value of what lies outside of the part that is read.
    outside: f32,
}

impl Kernel {
    /// The resizing of two axes.
    fn along(self, target: &Target, [rows, columns]: [usize; 2]) -> Resize {
        let coordinates = match self.coordinates {
            Coordinates::Part { .. } => Coordinates::Part {
                part: [target.parts[rows], target.parts[columns]],
            },
            other => other,
        };
        Resize {
            size: [target.sizes[rows], target.sizes[columns]],
            scale: [target.scales[rows], target.scales[columns]],
            coordinates,
            mode: self.mode,
            antialias: self.antialias,
            inside_only: self.inside_only,
        }
    }
}

/// What every axis becomes.
struct Target {
    sizes: Vec<usize>,
    scales: Vec<f32>,
    /// The part of each axis that is read, from 0 to 1.
    parts: Vec<[f32; 2]>,
}

impl Target {
    fn read(step: &mut Step, shape: &[usize]) -> Result<Self, FormatError> {
        let rank = shape.len();
        let axes = match step.node.ints("axes") {
            Some(axes) => step.axes(axes, rank)?,
            None => (0..rank).collect(),
        };
        let mut parts = vec![[0.0, 1.0]; rank];
        if step.has(1) {
            let given = step.host(1)?.floats();
            for (index, axis) in axes
                .iter()
                .enumerate()
                .filter(|_| given.len() == 2 * axes.len())
            {
                parts[*axis] = [given[index], given[index + axes.len()]];
            }
        }
        if step.has(3) {
            let given = step.host(3)?.ints();
            let (sizes, scales) = sized(step, shape, &axes, &given)?;
            return Ok(Self {
                sizes,
                scales,
                parts,
            });
        }
        let given = step.host(2)?.floats();
        if given.len() != axes.len() {
            return Err(step.error(format!("expected {} scales, got {given:?}", axes.len())));
        }
        let mut scales = vec![1.0; rank];
        for (axis, scale) in axes.iter().zip(given) {
            scales[*axis] = scale;
        }
        let sizes = scaled(step, shape, &scales)?;
        Ok(Self {
            sizes,
            scales,
            parts,
        })
    }

    /// The axes that change.
    fn changed(&self, shape: &[usize], coordinates: Coordinates) -> Vec<usize> {
        let cut = matches!(coordinates, Coordinates::Part { .. });
        let same = |axis: usize| {
            let [start, end] = self.parts[axis];
            let whole = !cut || start.abs() + (end - 1.0).abs() < 1e-6;
            self.sizes[axis] == shape[axis] && (self.scales[axis] - 1.0).abs() < 1e-6 && whole
        };
        (0..shape.len()).filter(|axis| !same(*axis)).collect()
    }
}

/// The new size and the scale of every axis, from the sizes that some are given. A policy may keep the
/// proportions.
fn sized(
    step: &Step,
    shape: &[usize],
    axes: &[usize],
    given: &[i64],
) -> Result<(Vec<usize>, Vec<f32>), FormatError> {
    let mut sizes = shape.to_vec();
    for (axis, size) in axes.iter().zip(given) {
        sizes[*axis] = usize::try_from(*size).unwrap_or_default();
    }
    let mut scales: Vec<f32> = sizes
        .iter()
        .zip(shape)
        .map(|(to, from)| *to as f32 / *from as f32)
        .collect();
    let own = axes.iter().map(|axis| scales[*axis]);
    let together = match step.node.text("keep_aspect_ratio_policy", "stretch") {
        "not_larger" => own.reduce(f32::min),
        "not_smaller" => own.reduce(f32::max),
        _ => None,
    };
    if let Some(scale) = together {
        for axis in axes {
            scales[*axis] = scale;
            sizes[*axis] = (scale * shape[*axis] as f32 + 0.5).floor() as usize;
        }
    }
    if given.len() != axes.len() || sizes.iter().any(|size| !(1..=LARGEST).contains(size)) {
        return Err(step.error(format!(
            "a picture {shape:?} cannot be resized to {given:?}"
        )));
    }
    Ok((sizes, scales))
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

/// Resizes the last two axes, or the two before a last channel axis, which is moved to the front, as a
/// picture. All others are resized one by one.
fn resized(
    step: &mut Step,
    input: &Known,
    target: &Target,
    kernel: Kernel,
) -> Result<Known, FormatError> {
    let shape = step.shape(input);
    let changed = target.changed(&shape, kernel.coordinates);
    let last = changed.iter().all(|axis| [2, 3].contains(axis));
    let before = changed.iter().all(|axis| [1, 2].contains(axis));
    let (there, back, rows) = match (shape.len(), last, before) {
        _ if changed.is_empty() => return Ok(input.clone()),
        (4, true, _) => ([0, 1, 2, 3], [0, 1, 2, 3], 2),
        (4, _, true) => ([0, 3, 1, 2], [0, 2, 3, 1], 1),
        _ => {
            let mut value = input.clone();
            for axis in changed {
                value = along_axis(step, &value, axis, (target, kernel))?;
            }
            return Ok(value);
        }
    };
    let turned = step.transpose(input, &there)?;
    let turned = step.node_of(&turned)?;
    let op = kernel.along(target, [rows, rows + 1]);
    let mut resized = step.add(Op::Resize(op), &[turned], vec![])?;
    if let Some(around) = around(&op, [shape[rows], shape[rows + 1]], kernel.outside) {
        let around = step.node_of(&around)?;
        resized = step.binary(Binary::Add, resized, around)?;
    }
    step.transpose(&Known::Node(resized), &back)
}

/// What is added where nothing of the picture was read, unless that is 0.
fn around(op: &Resize, from: [usize; 2], outside: f32) -> Option<Known> {
    if outside == 0.0 || !matches!(op.coordinates, Coordinates::Part { .. }) {
        return None;
    }
    let blank = [0, 1].map(|axis| {
        let weights = op.weights(axis, from[axis]);
        let rows = weights.chunks(from[axis].max(1));
        rows.map(|row| row.iter().all(|weight| *weight == 0.0))
            .collect::<Vec<bool>>()
    });
    let [rows, columns] = &blank;
    let value = |row: bool, column: bool| if row || column { outside } else { 0.0 };
    let floats = rows
        .iter()
        .flat_map(|row| columns.iter().map(move |column| value(*row, *column)));
    let numbers = Numbers::Float(floats.collect());
    let shape = vec![1, 1, rows.len(), columns.len()];
    Some(Known::Host(Rc::new(Host { shape, numbers })))
}

/// Resizes one axis by a product with its weights.
fn along_axis(
    step: &mut Step,
    input: &Known,
    axis: usize,
    (target, kernel): (&Target, Kernel),
) -> Result<Known, FormatError> {
    let shape = step.shape(input);
    if kernel.outside != 0.0 && matches!(kernel.coordinates, Coordinates::Part { .. }) {
        return Err(step.error(format!("a value outside of {shape:?} is not supported")));
    }
    let weights = kernel.along(target, [axis, axis]).weights(0, shape[axis]);
    let weights = Host {
        shape: vec![target.sizes[axis], shape[axis]],
        numbers: Numbers::Float(weights),
    };
    let mut order: Vec<usize> = (0..shape.len()).collect();
    order.swap(axis, shape.len() - 1);
    let turned = step.transpose(input, &order)?;
    let across = step.transpose(&Known::Host(Rc::new(weights)), &[1, 0])?;
    let mut rows = step.shape(&turned);
    if rows.len() == 1 {
        rows.insert(0, 1);
    }
    let turned = step.reshape(&turned, &rows)?;
    let (turned, across) = (step.node_of(&turned)?, step.node_of(&across)?);
    let product = step.one(Op::MatMul, &[turned, across], vec![])?;
    let mut found = shape;
    found.swap(axis, order.len() - 1);
    if let Some(last) = found.last_mut() {
        *last = target.sizes[axis];
    }
    let product = step.reshape(&product, &found)?;
    step.transpose(&product, &order)
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
