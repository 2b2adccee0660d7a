//! Scattering and gathering by rows of indices, and running sums: exporters compute masks and
//! position tables this way.

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, count};
use crate::onnx::step::Step;

/// The flat index of the slice that a row of indices names. Returns `None` if it is out of range.
fn place(index: &[i64], sizes: &[usize]) -> Option<usize> {
    let mut place = 0;
    for (index, size) in index.iter().zip(sizes) {
        let from_end = if *index < 0 {
            size.cast_signed() as i64
        } else {
            0
        };
        let index = usize::try_from(index.checked_add(from_end)?).ok()?;
        place = place * size + Some(index).filter(|index| index < size)?;
    }
    Some(place)
}

/// The values of these slices, each of `run` values, one after the other.
fn parts<T: Copy>(values: &[T], places: &[usize], run: usize) -> Option<Vec<T>> {
    let part = |place: &usize| values.get(place * run..(place + 1) * run);
    places
        .iter()
        .map(part)
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.concat())
}

/// Replaces slices of a constant.
pub(super) fn scatter_nd(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.text("reduction", "none") != "none" {
        return Err(step.error("`reduction` other than `none` is not supported".into()));
    }
    let (input, indices, updates) = (step.input(0)?, step.host(1)?, step.host(2)?);
    step.on_host(&input, |host| {
        let (depth, rows) = indices.shape.split_last()?;
        let (outer, inner) = (host.shape.get(..*depth)?, host.shape.get(*depth..)?);
        let run = count(inner)?;
        if count(rows)?.checked_mul(run)? != updates.len() {
            return None;
        }
        let indices = indices.ints();
        let rows = indices
            .chunks((*depth).max(1))
            .map(|index| place(index, outer));
        let places: Vec<usize> = rows.collect::<Option<_>>()?;
        let replaced = |(row, place): (usize, &usize)| (row * run..(row + 1) * run, place * run);
        let places = places.iter().enumerate().map(replaced);
        let numbers = if let (Numbers::Float(values), Numbers::Float(_)) =
            (&host.numbers, &updates.numbers)
        {
            let (mut values, new) = (values.clone(), updates.floats());
            for (row, start) in places {
                values
                    .get_mut(start..start + run)?
                    .copy_from_slice(new.get(row)?);
            }
            Numbers::Float(values)
        } else {
            let (mut values, new) = (host.ints(), updates.ints());
            for (row, start) in places {
                values
                    .get_mut(start..start + run)?
                    .copy_from_slice(new.get(row)?);
            }
            Numbers::Int(values)
        };
        Some(host.with(numbers))
    })
}

/// Gathers slices of a constant, or of a node along its first axis.
pub(super) fn gather_nd(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.int("batch_dims", 0) != 0 {
        return Err(step.error("`batch_dims` other than 0 is not supported".into()));
    }
    let (input, indices) = (step.input(0)?, step.host(1)?);
    let shape = step.shape(&input);
    let depth = indices.shape.last().copied().unwrap_or_default();
    let rows = indices.shape.split_last().map_or(&[][..], |(_, rows)| rows);
    let result = [rows, shape.get(depth..).unwrap_or_default()].concat();
    if depth == 1 && input.is_node() {
        let size = shape.first().copied().unwrap_or_default();
        let indices = indices.ints();
        let places = indices.chunks(1).map(|index| place(index, &[size]));
        let places: Option<Vec<usize>> = places.collect();
        let places =
            places.ok_or_else(|| step.error(format!("its indices do not fit {size} slices")))?;
        let taken = step.take(&input, 0, places)?;
        return step.reshape(&taken, &result);
    }
    step.check_constant(&result, 0)?;
    step.on_host(&input, |host| {
        let run = count(shape.get(depth..)?)?;
        let indices = indices.ints();
        let rows = indices
            .chunks(depth.max(1))
            .map(|index| place(index, &shape));
        let places: Vec<usize> = rows.collect::<Option<_>>()?;
        let numbers = match &host.numbers {
            Numbers::Float(values) => Numbers::Float(parts(values, &places, run)?),
            Numbers::Int(values) => Numbers::Int(parts(values, &places, run)?),
            Numbers::Bool(values) => Numbers::Bool(parts(values, &places, run)?),
        };
        let host = Host {
            shape: vec![places.len() * run],
            numbers,
        };
        host.reshaped(&result)
    })
}

/// Running sums of a constant along an axis.
pub(super) fn cum_sum(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.int("exclusive", 0) != 0 || step.node.int("reverse", 0) != 0 {
        return Err(step.error("`exclusive` and `reverse` are not supported".into()));
    }
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let axis = step.host(1)?.ints().first().copied().unwrap_or_default();
    let axis = step.axis(axis, shape.len())?;
    let inner: usize = shape[axis + 1..].iter().product();
    let first = |place: usize| (place / inner.max(1)).is_multiple_of(shape[axis]);
    step.on_host(&input, |host| {
        let mut floats = host.floats();
        for place in inner..floats.len() {
            if !first(place) {
                floats[place] += floats[place - inner];
            }
        }
        let sums = host.with(Numbers::Float(floats));
        Some(sums.truncated_if(!host.is_float()))
    })
}
