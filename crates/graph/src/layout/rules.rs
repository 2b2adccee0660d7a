//! The layout of an output: one rule for each way in which ops treat pixels.

use std::ops::Range;

use super::{Axis, Layout, Part, Pixels, Role};
use crate::ops::Select;
use crate::{Graph, Node};

type Known<'a> = Option<&'a Layout>;

/// The layout of a node's value, from those of its inputs.
pub(super) fn layout(graph: &Graph, node: &Node, inputs: &[Known]) -> Option<Layout> {
    let shape = &node.shape;
    node.op.ask(|family| match family.facts().pixels {
        Pixels::Lost => None,
        Pixels::Picture => Layout::picture(shape),
        Pixels::Kept => inputs[0].cloned(),
        Pixels::Aligned => common(graph, node, inputs),
        Pixels::Contracted => contracted(inputs[0]?, shape),
        Pixels::Product => product(inputs[0]?, inputs[1], shape),
        Pixels::Selected(select) => selected(inputs[0]?, select),
        Pixels::Repeated => same_size(inputs[0]?, shape),
        Pixels::Joined(axis) => joined(graph, node, inputs, axis),
        Pixels::Reshaped => reshaped(inputs[0]?, shape),
        Pixels::Transposed(permutation) => {
            let axes = &inputs[0]?.axes;
            let axes = permutation.iter().map(|axis| axes[*axis].clone());
            Some(Layout {
                axes: axes.collect(),
            })
        }
        Pixels::Reduced { axes, keep } => Some(reduced(inputs[0]?, axes, keep)),
    })
}

/// Merges neighbouring parts that form one, and divides the steps of rows and of columns by the
/// smallest one: after 2x2 pixels are merged there are half as many.
pub(super) fn tidied(mut layout: Layout) -> Layout {
    for role in [Role::Row, Role::Column] {
        let steps = layout
            .parts()
            .filter(|part| part.role == role && part.size > 1);
        let Some(smallest) = steps.map(|part| part.step).min().filter(|step| *step > 1) else {
            continue;
        };
        let parts = layout.axes.iter_mut().flat_map(|axis| &mut axis.parts);
        for part in parts.filter(|part| part.role == role) {
            part.step = (part.step / smallest).max(1);
        }
    }
    for axis in &mut layout.axes {
        let mut parts: Vec<Part> = Vec::with_capacity(axis.parts.len());
        for part in axis.parts.drain(..) {
            match parts.last_mut() {
                Some(last) if are_one(last, &part) => {
                    last.size *= part.size;
                    last.step = part.step;
                }
                _ => parts.push(part),
            }
        }
        axis.parts = parts;
    }
    layout
}

fn are_one(slow: &Part, fast: &Part) -> bool {
    let meet = !slow.is_pixel() || slow.step == fast.step * fast.size;
    slow.role == fast.role && slow.role != Role::Batch && meet
}

/// A linear layer: the last axis becomes channels.
fn contracted(input: &Layout, shape: &[usize]) -> Option<Layout> {
    let mut layout = input.clone();
    *layout.axes.last_mut()? = Axis::of(Role::Channel, *shape.last()?);
    Some(layout)
}

/// Rows come from the left matrix and columns from the right one. Columns that are pixels are
/// attention weights.
fn product(left: &Layout, right: Known, shape: &[usize]) -> Option<Layout> {
    let columns = *shape.last()?;
    let last = right.and_then(|right| right.axes.last());
    let role = if last.is_some_and(Axis::has_pixels) {
        Role::Other
    } else {
        Role::Channel
    };
    if left.axes.len() != shape.len() {
        return None;
    }
    let mut layout = left.clone();
    *layout.axes.last_mut()? = Axis::of(role, columns);
    Some(layout)
}

/// For element-wise ops: the layout of the inputs that are not broadcast, if they agree.
fn common(graph: &Graph, node: &Node, inputs: &[Known]) -> Option<Layout> {
    let whole = node
        .inputs
        .iter()
        .zip(inputs)
        .filter_map(|(input, layout)| {
            let layout = layout.filter(|layout| layout.has_pixels())?;
            (graph.node(*input).shape == node.shape).then_some(layout)
        });
    let mut whole = whole.peekable();
    let first = *whole.peek()?;
    whole.all(|other| other == first).then(|| first.clone())
}

fn same_size(input: &Layout, shape: &[usize]) -> Option<Layout> {
    let sizes = input.axes.iter().map(Axis::size);
    sizes.eq(shape.iter().copied()).then(|| input.clone())
}

fn selected(input: &Layout, select: &Select) -> Option<Layout> {
    let mut layout = input.clone();
    let axis = layout.axes.get_mut(select.axis())?;
    if axis.has(Role::Batch) {
        return None;
    }
    if axis.has_pixels() {
        match select {
            Select::Range { range, .. } => cut(axis, range)?,
            Select::Places { places, .. } => thin_out(axis, places)?,
            Select::Roll { .. } => return None,
        }
    } else {
        let count = match select {
            Select::Range { range, .. } => range.len(),
            Select::Places { places, .. } => places.len(),
            Select::Roll { .. } => axis.size(),
        };
        *axis = Axis::of(axis.parts.first()?.role, count);
    }
    Some(layout)
}

/// Cuts entries before and after the pixels. `None` if pixels are cut, too.
fn cut(axis: &mut Axis, range: &Range<usize>) -> Option<()> {
    let end = axis.before + axis.inner();
    if range.start > axis.before || range.end < end {
        return None;
    }
    (axis.before, axis.after) = (axis.before - range.start, range.end - end);
    Some(())
}

/// Every n-th row or column makes a coarser grid.
fn thin_out(axis: &mut Axis, places: &[usize]) -> Option<()> {
    let [part] = axis.parts.as_mut_slice() else {
        return None;
    };
    let (first, second) = (*places.first()?, *places.get(1)?);
    let distance = second.checked_sub(first).filter(|distance| *distance > 0)?;
    let even = places.windows(2).all(|pair| pair[1] == pair[0] + distance);
    if axis.before + axis.after > 0 || !even || places.len() != part.size / distance {
        return None;
    }
    (part.size, part.step) = (places.len(), part.step * distance);
    Some(())
}

/// Joins channels to channels, or pixels to tokens before and after them that are not pixels.
fn joined(graph: &Graph, node: &Node, inputs: &[Known], axis: usize) -> Option<Layout> {
    let is_picture = |layout: &&Layout| layout.has_pixels();
    let mut known = inputs
        .iter()
        .enumerate()
        .filter_map(|(place, layout)| Some((place, layout.filter(is_picture)?)));
    let (place, first) = known.next()?;
    let mut layout = first.clone();
    let joint = layout.axes.get_mut(axis)?;
    if axis == 0 && joint.has(Role::Batch) {
        return None;
    }
    if joint.has_pixels() {
        let size = |input: &crate::NodeId| graph.node(*input).shape[axis];
        joint.before += node.inputs[..place].iter().map(size).sum::<usize>();
        joint.after += node.inputs[place + 1..].iter().map(size).sum::<usize>();
        return known.next().is_none().then_some(layout);
    }
    *joint = Axis::of(joint.parts.first()?.role, node.shape[axis]);
    let alike = |other: &Layout| {
        let axes = other.axes.iter().zip(&layout.axes).enumerate();
        other.axes.len() == layout.axes.len()
            && axes
                .filter(|(place, _)| *place != axis)
                .all(|(_, (a, b))| a == b)
    };
    known.all(|(_, other)| alike(other)).then(|| layout.clone())
}

fn reduced(input: &Layout, axes: &[usize], keep: bool) -> Layout {
    let left = input.axes.iter().enumerate().filter_map(|(place, axis)| {
        if !axes.contains(&place) {
            return Some(axis.clone());
        }
        keep.then(|| Axis::of(Role::Channel, 1))
    });
    Layout {
        axes: left.collect(),
    }
}

/// Distributes the parts over new axes, in order. A part may be cut in two.
fn reshaped(input: &Layout, shape: &[usize]) -> Option<Layout> {
    let mut rest: Vec<Axis> = Vec::new();
    for axis in &input.axes {
        if axis.is_padded() {
            rest.push(axis.clone());
        } else {
            let whole = |part: &Part| part.size > 1 || part.role == Role::Batch;
            let parts = axis.parts.iter().copied().filter(whole);
            rest.extend(parts.map(|part| Axis {
                parts: vec![part],
                ..Axis::default()
            }));
        }
    }
    rest.reverse();
    let axes = shape.iter().map(|size| take_axis(&mut rest, *size));
    let axes = axes.collect::<Option<Vec<Axis>>>()?;
    rest.is_empty().then_some(Layout { axes })
}

/// Takes parts from the end of `rest` until they fill an axis of that size.
fn take_axis(rest: &mut Vec<Axis>, size: usize) -> Option<Axis> {
    let mut axis = Axis::default();
    let mut open = size;
    // A batch of one joins the axis before it; a larger one is a separate axis.
    let one_picture = |next: &Axis| next.has(Role::Batch) && next.size() <= 1;
    while open > 1 || rest.last().is_some_and(one_picture) {
        let next = rest.pop()?;
        if next.is_padded() {
            return (axis.parts.is_empty() && next.size() == size).then_some(next);
        }
        let part = *next.parts.first()?;
        if open.is_multiple_of(part.size) {
            open /= part.size;
            axis.parts.push(part);
            continue;
        }
        // The slow half of the part fills the axis; the fast half remains for the next one.
        let fast = part.size / open;
        if !part.size.is_multiple_of(open) {
            return None;
        }
        let (slow, fast) = (
            Part {
                size: open,
                step: part.step * fast,
                ..part
            },
            Part { size: fast, ..part },
        );
        rest.push(Axis {
            parts: vec![fast],
            ..Axis::default()
        });
        axis.parts.push(slow);
        open = 1;
    }
    if axis.parts.is_empty() {
        axis.parts.push(Part::new(Role::Channel, 1));
    }
    Some(axis)
}
