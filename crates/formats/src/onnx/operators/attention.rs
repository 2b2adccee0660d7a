//! Scaled dot-product attention and rotary embeddings, as the products and sums they stand for.

use std::rc::Rc;

use graph::Op;
use graph::ops::{Activation, Binary};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers, broadcast};
use crate::onnx::step::Step;

/// `softmax(Q · Kᵀ · scale + mask) · V` for each head.
pub(super) fn attention(step: &mut Step) -> Result<Known, FormatError> {
    let node = step.node;
    let rows = step.input(0)?;
    let flat = step.shape(&rows).len() == 3;
    let query = heads(step, 0, "q_num_heads")?;
    let mut parts = [
        heads(step, 1, "kv_num_heads")?,
        heads(step, 2, "kv_num_heads")?,
    ];
    let before = past(step, &mut parts)?;
    let [key, value] = parts.clone();
    let (queries, keys) = (step.shape(&query), step.shape(&key));
    let (&[_, many, rows, size], &[_, few, columns, _]) = (queries.as_slice(), keys.as_slice())
    else {
        return Err(step.error(format!("queries {queries:?} and keys {keys:?} do not fit")));
    };
    if few == 0 || !many.is_multiple_of(few) {
        return Err(step.error(format!("{many} heads cannot share {few}")));
    }
    let shared: Vec<usize> = (0..many).map(|head| head / (many / few)).collect();
    let key = step.take(&key, 1, shared.clone())?;
    let value = step.take(&value, 1, shared)?;
    let scale = node.float("scale", 1.0 / (size as f32).sqrt());
    let query = step.node_of(&query)?;
    let query = step.times(query, scale)?;
    let turned = step.transpose(&key, &[0, 1, 3, 2])?;
    let turned = step.node_of(&turned)?;
    let mut products = step.add(Op::MatMul, &[query, turned], vec![])?;
    let mut shown = vec![products];
    let cap = node.float("softcap", 0.0);
    if cap > 0.0 {
        let inner = step.times(products, 1.0 / cap)?;
        let bounded = step.add(Op::Activation(Activation::Tanh), &[inner], vec![])?;
        products = step.times(bounded, cap)?;
    }
    shown.push(products);
    let mask = Mask::read(step, [rows, columns], before)?;
    if let Some(bias) = mask.bias {
        let bias = step.node_of(&bias)?;
        products = step.binary(Binary::Add, products, bias)?;
    }
    shown.push(products);
    let axis = step.build.graph.shape(products).len() - 1;
    let mut weights = step.add(Op::Softmax { axis }, &[products], vec![])?;
    if let Some(blank) = mask.blank {
        let (blank, zero) = (step.node_of(&blank)?, step.number(0.0)?);
        weights = step.add(Op::Choose, &[blank, zero, weights], vec![])?;
    }
    shown.push(weights);
    let value = step.node_of(&value)?;
    let mut output = step.one(Op::MatMul, &[weights, value], vec![])?;
    if flat {
        output = step.transpose(&output, &[0, 2, 1, 3])?;
        let shape = step.shape(&output);
        output = step.reshape(&output, &[shape[0], shape[1], shape[2] * shape[3]])?;
    }
    for part in parts {
        step.another(part);
    }
    let mode = usize::try_from(node.int("qk_matmul_output_mode", 0)).unwrap_or_default();
    if let Some(id) = shown.get(mode) {
        step.another(Known::Node(*id));
    }
    Ok(output)
}

/// An input as `[batch, heads, tokens, size]`; inputs of three axes hold the heads in the last one.
fn heads(step: &mut Step, index: usize, attribute: &str) -> Result<Known, FormatError> {
    let input = step.input(index)?;
    let shape = step.shape(&input);
    let &[batch, tokens, together] = shape.as_slice() else {
        if shape.len() == 4 {
            return Ok(input);
        }
        return Err(step.error(format!("expected tokens of 3 or 4 axes, got {shape:?}")));
    };
    let wanted = step.node.int(attribute, 0);
    let heads = usize::try_from(wanted)
        .ok()
        .filter(|heads| *heads > 0 && together.is_multiple_of(*heads));
    let heads = heads.ok_or_else(|| {
        step.error(format!(
            "{together} values cannot be split into {wanted} heads"
        ))
    })?;
    let apart = step.reshape(&input, &[batch, tokens, heads, together / heads])?;
    step.transpose(&apart, &[0, 2, 1, 3])
}

/// Puts the keys and values of earlier tokens before the others. Returns how many there are.
fn past(step: &mut Step, parts: &mut [Known; 2]) -> Result<usize, FormatError> {
    let mut before = 0;
    for (part, index) in parts.iter_mut().zip([4, 5]) {
        if step.has(index) {
            let earlier = step.input(index)?;
            before = step.shape(&earlier).get(2).copied().unwrap_or_default();
            *part = step.concat(&[earlier, part.clone()], 2)?;
        }
    }
    Ok(before)
}

/// Which keys a query sees.
#[derive(Default)]
struct Mask {
    /// Added to the products: 0 or minus infinity, or what the file has.
    bias: Option<Known>,
    /// 1 for queries that see no key; their output is 0.
    blank: Option<Known>,
}

impl Mask {
    /// Reads the mask, the order or window of what is seen, and the number of keys that count. `before` is the number of
    /// earlier tokens.
    fn read(
        step: &mut Step,
        [rows, columns]: [usize; 2],
        before: usize,
    ) -> Result<Self, FormatError> {
        let mut bias: Option<Host> = None;
        if step.has(3) {
            let mask = step.host(3)?;
            bias = Some(widened(step, &mask, columns)?);
        }
        let ends = if step.has(6) {
            Some(step.host(6)?.ints())
        } else {
            None
        };
        // The place of the first query among the keys.
        let starts: Vec<i64> = match &ends {
            Some(ends) if before == 0 => ends.iter().map(|end| end - signed(rows)).collect(),
            _ => vec![signed(before)],
        };
        let causal = step.node.int("is_causal", 0) != 0;
        let window = ["left_window_size", "right_window_size"].map(|name| step.node.int(name, -1));
        let most = window.map(|most| if most < 0 { i64::MAX } else { most });
        if causal || window.iter().any(|most| *most >= 0) {
            let seen = |picture: usize, row: usize, column: usize| {
                let back = signed(row) + starts[picture] - signed(column);
                (!causal || back >= 0) && back <= most[0] && -back <= most[1]
            };
            let order = flags(starts.len(), rows, columns, seen);
            bias = Some(sum(step, bias, order)?);
        }
        if let Some(ends) = &ends {
            let seen = |picture: usize, _: usize, column: usize| signed(column) < ends[picture];
            let counted = flags(ends.len(), rows, columns, seen);
            bias = Some(sum(step, bias, counted)?);
        }
        Ok(bias.map_or_else(Self::default, |bias| Self::of(&bias, columns)))
    }

    /// A row of minus infinities has no softmax, so it becomes zeros and its output is blanked.
    fn of(bias: &Host, columns: usize) -> Self {
        let mut floats = bias.floats();
        let mut blank = Vec::new();
        for row in floats.chunks_mut(columns.max(1)) {
            let all = row.iter().all(|value| *value == f32::NEG_INFINITY);
            if all {
                row.fill(0.0);
            }
            blank.push(f32::from(u8::from(all)));
        }
        let mut shape = bias.shape.clone();
        if let Some(last) = shape.last_mut() {
            *last = 1;
        }
        let blank = blank.contains(&1.0).then_some(Host {
            shape,
            numbers: Numbers::Float(blank),
        });
        Self {
            bias: Some(Known::Host(Rc::new(bias.with(Numbers::Float(floats))))),
            blank: blank.map(|blank| Known::Host(Rc::new(blank))),
        }
    }
}

fn signed(index: usize) -> i64 {
    index.cast_signed() as i64
}

/// A mask as what is added to the products. Keys beyond its end are not seen.
fn widened(step: &Step, mask: &Host, columns: usize) -> Result<Host, FormatError> {
    let seen = |flag: bool| if flag { 0.0 } else { f32::NEG_INFINITY };
    let floats = match &mask.numbers {
        Numbers::Bool(flags) => flags.iter().map(|flag| seen(*flag)).collect(),
        _ => mask.floats(),
    };
    let floats = mask.with(Numbers::Float(floats));
    let width = mask.shape.last().copied().unwrap_or_default();
    let misfit = || {
        step.error(format!(
            "a mask of shape {:?} does not fit {columns} keys",
            mask.shape
        ))
    };
    if width == columns {
        return Ok(floats);
    }
    let missing = columns.checked_sub(width).ok_or_else(misfit)?;
    let mut shape = mask.shape.clone();
    let axis = shape.len().checked_sub(1).ok_or_else(misfit)?;
    shape[axis] = missing;
    let count = shape.iter().product();
    let rest = Host::floats_of(vec![f32::NEG_INFINITY; count], shape).ok_or_else(misfit)?;
    Host::joined(&[&floats, &rest], axis).ok_or_else(misfit)
}

/// `[pictures, 1, rows, columns]` of 0 where a key is seen and minus infinity elsewhere; two axes for
/// one picture.
fn flags(
    pictures: usize,
    rows: usize,
    columns: usize,
    seen: impl Fn(usize, usize, usize) -> bool,
) -> Host {
    let mut floats = Vec::with_capacity(pictures * rows * columns);
    for picture in 0..pictures {
        for row in 0..rows {
            let value = |column| {
                if seen(picture, row, column) {
                    0.0
                } else {
                    f32::NEG_INFINITY
                }
            };
            floats.extend((0..columns).map(value));
        }
    }
    let shape = if pictures == 1 {
        vec![rows, columns]
    } else {
        vec![pictures, 1, rows, columns]
    };
    Host {
        shape,
        numbers: Numbers::Float(floats),
    }
}

fn sum(step: &Step, bias: Option<Host>, other: Host) -> Result<Host, FormatError> {
    let Some(bias) = bias else {
        return Ok(other);
    };
    let misfit = || {
        step.error(format!(
            "masks {:?} and {:?} do not fit",
            bias.shape, other.shape
        ))
    };
    let shape = broadcast(&bias.shape, &other.shape).ok_or_else(misfit)?;
    step.check_constant(&shape, bias.len().max(other.len()))?;
    let (left, right) = (bias.expanded(&shape), other.expanded(&shape));
    let (left, right) = left.zip(right).ok_or_else(misfit)?;
    let floats = left
        .floats()
        .into_iter()
        .zip(right.floats())
        .map(|(a, b)| a + b);
    Ok(left.with(Numbers::Float(floats.collect())))
}

/// Turns pairs of values of each token by the angles of its place.
pub(super) fn rotary(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let heads = usize::try_from(step.node.int("num_heads", 0)).unwrap_or_default();
    let (apart, tokens) = match shape[..] {
        [_, _, _, _] => (input.clone(), 2),
        [batch, tokens, together] if heads > 0 && together.is_multiple_of(heads) => (
            step.reshape(&input, &[batch, tokens, heads, together / heads])?,
            1,
        ),
        _ => {
            return Err(step.error(format!(
                "tokens of shape {shape:?} in {heads} heads are not supported"
            )));
        }
    };
    let size = step.shape(&apart)[3];
    let turned = match usize::try_from(step.node.int("rotary_embedding_dim", 0)).unwrap_or_default()
    {
        0 => size,
        turned => turned.min(size),
    };
    let half = turned / 2;
    let (cos, sin) = (angles(step, 1, tokens)?, angles(step, 2, tokens)?);
    let mixed = step.node.int("interleaved", 0) != 0;
    let place = |index: usize, second: usize| {
        if mixed {
            2 * index + second
        } else {
            index + second * half
        }
    };
    let first = step.take(&apart, 3, (0..half).map(|index| place(index, 0)).collect())?;
    let second = step.take(&apart, 3, (0..half).map(|index| place(index, 1)).collect())?;
    let (first, second) = (step.node_of(&first)?, step.node_of(&second)?);
    let (cos, sin) = (step.node_of(&cos)?, step.node_of(&sin)?);
    let mut product = |a, b| step.binary(Binary::Mul, a, b);
    let real = [product(first, cos)?, product(second, sin)?];
    let other = [product(first, sin)?, product(second, cos)?];
    let real = step.binary(Binary::Sub, real[0], real[1])?;
    let other = step.binary(Binary::Add, other[0], other[1])?;
    let mut parts = vec![Known::Node(real), Known::Node(other)];
    if turned < size {
        parts.push(step.take(&apart, 3, (turned..size).collect())?);
    }
    let joined = step.concat(&parts, 3)?;
    // The joined values are all first ones, then all second ones.
    let order = (0..size).map(|index| match index {
        index if index >= turned || !mixed => index,
        index => index % 2 * half + index / 2,
    });
    let joined = step.take(&joined, 3, order.collect())?;
    step.reshape(&joined, &shape)
}

/// The cosines or sines of each token: of its position, or in order.
fn angles(step: &mut Step, index: usize, tokens: usize) -> Result<Known, FormatError> {
    let mut known = step.input(index)?;
    if step.has(3) {
        let places = step.host(3)?;
        let table = step.shape(&known);
        let rows = table.first().copied().unwrap_or_default();
        let found = places
            .ints()
            .into_iter()
            .map(|place| step.axis(place, rows));
        let found = found.collect::<Result<Vec<usize>, _>>()?;
        let taken = step.take(&known, 0, found)?;
        let shape = [&places.shape[..], &table[1..]].concat();
        known = step.reshape(&taken, &shape)?;
    }
    let shape = step.shape(&known);
    let &[batch, length, half] = shape.as_slice() else {
        return Err(step.error(format!(
            "expected angles [batch, tokens, size / 2], got {shape:?}"
        )));
    };
    let apart = if tokens == 2 {
        [batch, 1, length, half]
    } else {
        [batch, length, 1, half]
    };
    step.reshape(&known, &apart)
}
