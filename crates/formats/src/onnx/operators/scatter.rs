//! Reading and replacing values at constant places: exporters compute masks and position tables this
//! way, and networks pick tokens and pixels.

use std::rc::Rc;

use graph::ops::Binary;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, count};
use crate::onnx::step::Step;

/// The most values of which some are replaced.
const LARGEST: usize = 1 << 24;

/// The most values that meet at one place.
const MOST_AT_ONE: usize = 64;

/// The index of the slice that a row of indices names. Returns `None` if it is out of range.
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

/// The places of all values that indices `[…, depth]` name; `batch` axes of both go together.
fn places_of_rows(indices: &Host, shape: &[usize], batch: usize) -> Option<Vec<usize>> {
    let depth = *indices.shape.last()?;
    let (outer, own) = (shape.get(..batch)?, shape.get(batch..)?);
    let (named, inner) = (own.get(..depth)?, own.get(depth..)?);
    if indices.shape.get(..batch)? != outer || batch + 1 > indices.shape.len() {
        return None;
    }
    let (run, each) = (count(inner)?, count(named)?);
    let ints = indices.ints();
    let rows = ints.len() / depth.max(1);
    let per_picture = rows / count(outer)?.max(1);
    let mut places = Vec::with_capacity(rows.checked_mul(run)?);
    for (row, index) in ints.chunks(depth.max(1)).enumerate() {
        let start = (row / per_picture.max(1) * each + place(index, named)?) * run;
        places.extend(start..start + run);
    }
    Some(places)
}

/// The places of values of a shape like that of the indices, which replace one coordinate.
fn places_of_elements(indices: &Host, shape: &[usize], axis: usize) -> Option<Vec<usize>> {
    let own = &indices.shape;
    if own.len() != shape.len() {
        return None;
    }
    let at = |(flat, index): (usize, i64)| {
        let (mut rest, mut place, mut step) = (flat, 0, 1);
        for along in (0..own.len()).rev() {
            let mut coordinate = rest % own[along];
            rest /= own[along];
            if along == axis {
                let size = shape[axis].cast_signed() as i64;
                let index = if index < 0 { index + size } else { index };
                coordinate = usize::try_from(index).ok()?;
            }
            place += Some(coordinate).filter(|coordinate| *coordinate < shape[along])? * step;
            step *= shape[along];
        }
        Some(place)
    };
    indices.ints().into_iter().enumerate().map(at).collect()
}

/// Replaces slices.
pub(super) fn scatter_nd(step: &mut Step) -> Result<Known, FormatError> {
    let (data, indices, updates) = (step.input(0)?, step.host(1)?, step.input(2)?);
    let shape = step.shape(&data);
    let places = places_of_rows(&indices, &shape, 0);
    replaced(step, &data, places, &updates)
}

/// Replaces values.
pub(super) fn scatter_elements(step: &mut Step) -> Result<Known, FormatError> {
    let (data, indices, updates) = (step.input(0)?, step.host(1)?, step.input(2)?);
    let shape = step.shape(&data);
    let axis = step.axis(step.node.int("axis", 0), shape.len())?;
    let places = places_of_elements(&indices, &shape, axis);
    replaced(step, &data, places, &updates)
}

/// Puts updates at their places, or adds, multiplies or compares them with what is there.
fn replaced(
    step: &mut Step,
    data: &Known,
    places: Option<Vec<usize>>,
    updates: &Known,
) -> Result<Known, FormatError> {
    let shape = step.shape(data);
    let all = count(&shape).filter(|all| *all <= LARGEST);
    let many = count(&step.shape(updates));
    let fits = places.filter(|places| Some(places.len()) == many).zip(all);
    let (places, all) = fits.ok_or_else(|| step.error("its indices do not fit".into()))?;
    let (mut flat, updates) = (step.flat(data)?, step.flat(updates)?);
    type OnHost = fn(f32, f32) -> f32;
    let how: Option<(Binary, f32, OnHost)> = match step.node.text("reduction", "none") {
        "none" => None,
        "add" => Some((Binary::Add, 0.0, |a, b| a + b)),
        "mul" => Some((Binary::Mul, 1.0, |a, b| a * b)),
        "max" => Some((Binary::Max, f32::NEG_INFINITY, f32::max)),
        "min" => Some((Binary::Min, f32::INFINITY, f32::min)),
        other => return Err(step.error(format!("reduction `{other}` is not known"))),
    };
    let Some((op, neutral, on_host)) = how else {
        let mut from: Vec<usize> = (0..all).collect();
        for (index, place) in places.iter().enumerate() {
            from[*place] = all + index;
        }
        let both = step.concat(&[flat, updates], 1)?;
        let taken = step.take(&both, 1, from)?;
        return step.reshape(&taken, &shape);
    };
    let neutral = Known::Host(Rc::new(Host {
        shape: vec![1, 1],
        numbers: Numbers::Float(vec![neutral]),
    }));
    let updates = step.concat(&[updates, neutral], 1)?;
    for round in rounds(&places, all) {
        if round.0 >= MOST_AT_ONE {
            return Err(step.error(format!("more than {MOST_AT_ONE} values meet at one place")));
        }
        let part = step.take(&updates, 1, round.1)?;
        flat = step.combine(op, &flat, &part, |a, b| {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Float(floats.map(|(a, b)| on_host(a, b)).collect())
        })?;
    }
    step.reshape(&flat, &shape)
}

/// Rounds in which each place gets at most one update: the index of its update, or of the neutral
/// one after all updates.
fn rounds(places: &[usize], all: usize) -> impl Iterator<Item = (usize, Vec<usize>)> {
    let mut seen = vec![0; all];
    let mut rounds: Vec<Vec<(usize, usize)>> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        if rounds.len() <= seen[*place] {
            rounds.push(Vec::new());
        }
        rounds[seen[*place]].push((*place, index));
        seen[*place] += 1;
    }
    let neutral = places.len();
    rounds.into_iter().enumerate().map(move |(round, pairs)| {
        let mut from = vec![neutral; all];
        for (place, index) in pairs {
            from[place] = index;
        }
        (round, from)
    })
}

/// Gathers slices.
pub(super) fn gather_nd(step: &mut Step) -> Result<Known, FormatError> {
    let (input, indices) = (step.input(0)?, step.host(1)?);
    let shape = step.shape(&input);
    let batch = usize::try_from(step.node.int("batch_dims", 0)).unwrap_or_default();
    let places = places_of_rows(&indices, &shape, batch);
    let places = places.ok_or_else(|| step.error(format!("its indices do not fit {shape:?}")))?;
    let (depth, rows) = indices.shape.split_last().unwrap_or((&0, &[]));
    let result = [rows, &shape[batch + depth..]].concat();
    step.picked(&input, places, &result)
}

/// Gathers values.
pub(super) fn gather_elements(step: &mut Step) -> Result<Known, FormatError> {
    let (input, indices) = (step.input(0)?, step.host(1)?);
    let shape = step.shape(&input);
    let axis = step.axis(step.node.int("axis", 0), shape.len())?;
    let places = places_of_elements(&indices, &shape, axis);
    let places = places.ok_or_else(|| step.error(format!("its indices do not fit {shape:?}")))?;
    step.picked(&input, places, &indices.shape)
}

/// Turns the beginning of each sequence around; its length is given.
pub(super) fn reverse_sequence(step: &mut Step) -> Result<Known, FormatError> {
    let (input, lengths) = (step.input(0)?, step.host(1)?.ints());
    let shape = step.shape(&input);
    let time = step.axis(step.node.int("time_axis", 0), shape.len())?;
    let batch = step.axis(step.node.int("batch_axis", 1), shape.len())?;
    if lengths.len() != shape[batch] {
        return Err(step.error(format!("{} lengths do not fit {shape:?}", lengths.len())));
    }
    let run = |axis: usize| shape[axis + 1..].iter().product::<usize>();
    let place = |flat: usize| {
        let (at, picture) = (
            flat / run(time) % shape[time],
            flat / run(batch) % shape[batch],
        );
        let length = usize::try_from(lengths[picture])
            .unwrap_or_default()
            .min(shape[time]);
        let from = if at < length { length - 1 - at } else { at };
        flat - at * run(time) + from * run(time)
    };
    let all = count(&shape).unwrap_or_default();
    step.picked(&input, (0..all).map(place).collect(), &shape)
}

/// The slices whose flag is set, along an axis or of all values in a row.
pub(super) fn compress(step: &mut Step) -> Result<Known, FormatError> {
    let (input, flags) = (step.input(0)?, step.host(1)?.flags());
    let kept = flags.iter().enumerate().filter(|(_, flag)| **flag);
    let kept: Vec<usize> = kept.map(|(place, _)| place).collect();
    let shape = step.shape(&input);
    if step.node.has("axis") {
        let axis = step.axis(step.node.int("axis", 0), shape.len())?;
        return step.take(&input, axis, kept);
    }
    let count = kept.len();
    step.picked(&input, kept, &[count])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(values: &[i64], shape: &[usize]) -> Host {
        Host::row(values.to_vec()).reshaped(shape).unwrap()
    }

    #[test]
    fn indices_name_rows_and_elements() {
        let rows = indices(&[1, -1], &[2, 1]);
        assert_eq!(
            places_of_rows(&rows, &[2, 3], 0).unwrap(),
            [3, 4, 5, 3, 4, 5]
        );
        let each = indices(&[2, 0], &[2, 1]);
        assert_eq!(places_of_rows(&each, &[2, 3], 1).unwrap(), [2, 3]);
        assert_eq!(places_of_rows(&each, &[2, 3], 0), None);
        let elements = indices(&[1, 0, -1, 1], &[2, 2]);
        assert_eq!(
            places_of_elements(&elements, &[3, 2], 0).unwrap(),
            [2, 1, 4, 3]
        );
        assert_eq!(
            places_of_elements(&elements, &[2, 3], 1).unwrap(),
            [1, 0, 5, 4]
        );
        assert_eq!(places_of_elements(&elements, &[1, 2], 0), None);
    }

    #[test]
    fn updates_of_one_place_come_in_rounds() {
        let found: Vec<_> = rounds(&[2, 0, 2], 3).map(|(_, from)| from).collect();
        assert_eq!(found, [vec![1, 3, 0], vec![3, 3, 2]]);
    }
}
