//! Shapes: reading and changing them, and reordering axes.

use graph::Op;

use crate::FormatError;
use crate::onnx::batch::Batch;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, broadcast, count, sizes};
use crate::onnx::step::Step;

/// Passes its input through, as after training.
pub(super) fn dropout(step: &mut Step) -> Result<Known, FormatError> {
    let trains = step.has(2) && step.host(2)?.flags().contains(&true);
    let share = if step.has(1) {
        step.host(1)?.floats()
    } else {
        vec![0.5]
    };
    if trains && share.iter().any(|share| *share > 0.0) {
        return Err(step.error(
            "it was exported for training: export the model for inference (`eval`)".into(),
        ));
    }
    same(step)
}

/// Passes its input through.
pub(super) fn same(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.output.get(1).is_some_and(|name| !name.is_empty()) {
        // The second output is the mask of a dropout, which keeps everything.
        let input = step.input(0)?;
        let shape = step.shape(&input);
        step.check_constant(&shape, 0)?;
        let mask = Host {
            numbers: Numbers::Bool(vec![true; count(&shape).unwrap_or_default()]),
            shape,
        };
        let mask = step.computed(Some(mask), 0)?;
        step.another(mask);
    }
    step.input(0)
}

pub(super) fn shape(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let clamped = |axis: i64| {
        let rank = shape.len().cast_signed() as i64;
        let axis = if axis < 0 {
            axis.saturating_add(rank)
        } else {
            axis
        };
        axis.clamp(0, rank) as usize
    };
    let (start, end) = (
        clamped(step.node.int("start", 0)),
        clamped(step.node.int("end", i64::MAX)),
    );
    let sizes = shape.get(start..end.max(start)).unwrap_or_default();
    step.computed(
        Some(Host::row(
            sizes.iter().map(|size| size.cast_signed() as i64).collect(),
        )),
        0,
    )
}

pub(super) fn size(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let size = count(&step.shape(&input)).unwrap_or_default().cast_signed() as i64;
    step.computed(Host::row(vec![size]).reshaped(&[]), 0)
}

pub(super) fn reshape(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let from = step.shape(&input);
    let wanted = step.ints(1, "shape")?.unwrap_or_default();
    let keeps = step.node.int("allowzero", 0) == 0;
    let misfit = |step: &Step| step.error(format!("{from:?} cannot be arranged as {wanted:?}"));
    let mut shape = Vec::with_capacity(wanted.len());
    for (axis, size) in wanted.iter().enumerate() {
        shape.push(match *size {
            0 if keeps => *from.get(axis).ok_or_else(|| misfit(step))?,
            -1 => 1,
            size => usize::try_from(size).map_err(|_| misfit(step))?,
        });
    }
    let mut open = wanted.iter().enumerate().filter(|(_, size)| **size == -1);
    if let Some((axis, _)) = open.next() {
        let all = count(&from).zip(count(&shape));
        shape[axis] = all
            .and_then(|(all, others)| all.checked_div(others))
            .ok_or_else(|| misfit(step))?;
    }
    if open.next().is_some() || count(&shape) != count(&from) {
        return Err(misfit(step));
    }
    step.reshape(&input, &shape)
}

pub(super) fn flatten(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axis = match step.node.int("axis", 1) {
        axis if axis == shape.len().cast_signed() as i64 => shape.len(),
        axis => step.axis(axis, shape.len())?,
    };
    let batch = step.batch(&input);
    if let (Known::Node(id), Some(Batch::FIRST), 1) = (&input, batch, axis) {
        return step.one(
            Op::Flatten {
                channels_last: false,
            },
            &[*id],
            vec![],
        );
    }
    let sizes = [count(&shape[..axis]), count(&shape[axis..])].map(Option::unwrap_or_default);
    step.reshape(&input, &sizes)
}

pub(super) fn squeeze(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axes = match step.ints(1, "axes")? {
        Some(axes) => step.axes(&axes, shape.len())?,
        None => (0..shape.len()).filter(|axis| shape[*axis] == 1).collect(),
    };
    if axes.iter().any(|axis| shape[*axis] != 1) {
        return Err(step.error(format!("axes {axes:?} of {shape:?} are not all of size 1")));
    }
    let left = (0..shape.len()).filter(|axis| !axes.contains(axis));
    let left: Vec<usize> = left.collect();
    let sizes: Vec<usize> = left.iter().map(|axis| shape[*axis]).collect();
    let batch = step.batch(&input).and_then(|batch| {
        let axis = left.iter().position(|axis| *axis == batch.axis)?;
        Some(Batch { axis, ..batch })
    });
    step.reshape_with(&input, &sizes, batch)
}

pub(super) fn unsqueeze(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axes = step.ints(1, "axes")?.unwrap_or_default();
    let rank = shape.len() + axes.len();
    let axes = step.axes(&axes, rank)?;
    let mut old = shape.into_iter();
    let new = (0..rank).map(|axis| {
        if axes.contains(&axis) {
            Some(1)
        } else {
            old.next()
        }
    });
    let new: Option<Vec<usize>> = new.collect();
    let new = new.ok_or_else(|| step.error(format!("axes {axes:?} are not all different")))?;
    let mut others = (0..rank).filter(|axis| !axes.contains(axis));
    let batch = step.batch(&input).and_then(|batch| {
        let axis = others.nth(batch.axis)?;
        Some(Batch { axis, ..batch })
    });
    step.reshape_with(&input, &new, batch)
}

pub(super) fn transpose(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let rank = step.shape(&input).len();
    let order = match step.node.ints("perm") {
        Some(order) => step.axes(order, rank)?,
        None => (0..rank).rev().collect(),
    };
    step.transpose(&input, &order)
}

pub(super) fn concat(step: &mut Step) -> Result<Known, FormatError> {
    let mut parts = Vec::new();
    for index in 0..step.node.input.len() {
        parts.push(step.input(index)?);
    }
    let rank = parts.first().map_or(0, |part| step.shape(part).len());
    let axis = step.axis(step.node.int("axis", 1), rank)?;
    // The graph has no empty values, and joining one changes nothing.
    let empty = |step: &Step, part: &Known| step.shape(part).contains(&0);
    if parts.iter().any(|part| !empty(step, part)) {
        parts.retain(|part| !empty(step, part));
    }
    step.concat(&parts, axis)
}

pub(super) fn expand(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let wanted = step.host(1)?.ints();
    let from = step.shape(&input);
    let shape = sizes(&wanted).and_then(|sizes| broadcast(&from, &sizes));
    let shape =
        shape.ok_or_else(|| step.error(format!("{from:?} cannot be repeated to {wanted:?}")))?;
    step.expand(&input, &shape)
}

/// Turns `b · b` channels into a block of `b` by `b` pixels.
pub(super) fn depth_to_space(step: &mut Step) -> Result<Known, FormatError> {
    let (input, [batch, channels, height, width], block) = blocks(step)?;
    let square = block
        .checked_mul(block)
        .filter(|square| channels.is_multiple_of(*square));
    let square = square.ok_or_else(|| {
        step.error(format!(
            "{channels} channels do not divide into blocks of {block} x {block} pixels"
        ))
    })?;
    let left = channels / square;
    let (split, order) = match step.node.text("mode", "DCR") {
        "CRD" => (
            [batch, left, block, block, height, width],
            [0, 1, 4, 2, 5, 3],
        ),
        _ => (
            [batch, block, block, left, height, width],
            [0, 3, 4, 1, 5, 2],
        ),
    };
    let parts = step.reshape(&input, &split)?;
    let parts = step.transpose(&parts, &order)?;
    step.reshape(&parts, &[batch, left, height * block, width * block])
}

/// Turns blocks of `b` by `b` pixels into channels.
pub(super) fn space_to_depth(step: &mut Step) -> Result<Known, FormatError> {
    let (input, [batch, channels, height, width], block) = blocks(step)?;
    if !height.is_multiple_of(block) || !width.is_multiple_of(block) {
        return Err(step.error(format!(
            "{height} x {width} pixels do not divide into blocks of {block} x {block}"
        )));
    }
    let (rows, columns) = (height / block, width / block);
    let parts = step.reshape(&input, &[batch, channels, rows, block, columns, block])?;
    let order = match step.node.text("mode", "DCR") {
        "CRD" => [0, 1, 3, 5, 2, 4],
        _ => [0, 3, 5, 1, 2, 4],
    };
    let parts = step.transpose(&parts, &order)?;
    step.reshape(&parts, &[batch, channels * block * block, rows, columns])
}

fn blocks(step: &mut Step) -> Result<(Known, [usize; 4], usize), FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let block = usize::try_from(step.node.int("blocksize", 0)).unwrap_or_default();
    match <[usize; 4]>::try_from(shape.as_slice()) {
        Ok(shape) if (1..=4096).contains(&block) => Ok((input, shape, block)),
        _ => Err(step.error(format!(
            "blocks of {block} pixels in {shape:?} are not supported"
        ))),
    }
}
