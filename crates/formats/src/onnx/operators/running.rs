//! Running sums and products along an axis.

use std::rc::Rc;

use graph::Op;
use graph::ops::Binary;

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

/// The most values of a running product.
const MOST_FACTORS: usize = 64;

/// Which values before or after a place count at it.
struct Order {
    axis: usize,
    exclusive: bool,
    reverse: bool,
}

impl Order {
    fn read(step: &mut Step, rank: usize) -> Result<Self, FormatError> {
        let axis = step.host(1)?.ints().first().copied().unwrap_or_default();
        Ok(Self {
            axis: step.axis(axis, rank)?,
            exclusive: step.node.int("exclusive", 0) != 0,
            reverse: step.node.int("reverse", 0) != 0,
        })
    }

    /// Whether the value at `from` counts at `to`.
    fn counts(&self, from: usize, to: usize) -> bool {
        let (early, late) = if self.reverse { (to, from) } else { (from, to) };
        early < late || early == late && !self.exclusive
    }
}

/// A product with a triangle of ones, whose gradient then comes for free.
pub(super) fn sum(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let order = Order::read(step, shape.len())?;
    let size = shape[order.axis];
    if !input.is_node() {
        return on_host(step, &input, &order);
    }
    step.check_constant(&[size, size], 0)?;
    let one = |place: usize| f32::from(u8::from(order.counts(place / size, place % size)));
    let triangle = Known::Host(Rc::new(Host {
        shape: vec![size, size],
        numbers: Numbers::Float((0..size * size).map(one).collect()),
    }));
    let mut turned: Vec<usize> = (0..shape.len()).collect();
    turned.swap(order.axis, shape.len() - 1);
    let moved = step.transpose(&input, &turned)?;
    let inner = step.shape(&moved);
    let rows = if inner.len() == 1 {
        step.reshape(&moved, &[1, size])?
    } else {
        moved
    };
    let (rows, triangle) = (step.node_of(&rows)?, step.node_of(&triangle)?);
    let sums = step.one(Op::MatMul, &[rows, triangle], vec![])?;
    let sums = step.reshape(&sums, &inner)?;
    step.transpose(&sums, &turned)
}

fn on_host(step: &mut Step, input: &Known, order: &Order) -> Result<Known, FormatError> {
    step.on_host(input, |host| {
        let size = *host.shape.get(order.axis)?;
        let inner: usize = host.shape[order.axis + 1..].iter().product();
        let floats = host.floats();
        let mut sums = vec![0.0; floats.len()];
        for start in
            (0..floats.len()).filter(|place| (place / inner.max(1)).is_multiple_of(size.max(1)))
        {
            let mut sum = 0.0;
            for step in 0..size {
                let at = if order.reverse { size - 1 - step } else { step };
                let place = start + at * inner;
                let with = sum + floats[place];
                sums[place] = if order.exclusive { sum } else { with };
                sum = with;
            }
        }
        Some(
            host.with(Numbers::Float(sums))
                .truncated_if(!host.is_float()),
        )
    })
}

/// One factor after the other.
pub(super) fn product(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let shape = step.shape(&input);
    let order = Order::read(step, shape.len())?;
    let size = shape[order.axis];
    if size > MOST_FACTORS {
        return Err(step.error(format!(
            "a running product of {size} values is not supported"
        )));
    }
    let mut one = shape.clone();
    one[order.axis] = 1;
    let count = one.iter().product();
    let ones = Host {
        shape: one,
        numbers: Numbers::Float(vec![1.0; count]),
    };
    let mut running = Known::Host(Rc::new(ones));
    let mut parts = Vec::new();
    for place in 0..size {
        let place = if order.reverse {
            size - 1 - place
        } else {
            place
        };
        let next = step.take(&input, order.axis, vec![place])?;
        let with = step.combine(Binary::Mul, &running, &next, |a, b| {
            let floats = a.floats().into_iter().zip(b.floats());
            Numbers::Float(floats.map(|(a, b)| a * b).collect())
        })?;
        parts.push(if order.exclusive {
            running
        } else {
            with.clone()
        });
        running = with;
    }
    if order.reverse {
        parts.reverse();
    }
    step.concat(&parts, order.axis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_counts_its_own_values() {
        let counts = |exclusive, reverse| {
            let order = Order {
                axis: 0,
                exclusive,
                reverse,
            };
            (0..3).map(|from| order.counts(from, 1)).collect::<Vec<_>>()
        };
        assert_eq!(counts(false, false), [true, true, false]);
        assert_eq!(counts(true, false), [true, false, false]);
        assert_eq!(counts(false, true), [false, true, true]);
        assert_eq!(counts(true, true), [false, false, true]);
    }
}
