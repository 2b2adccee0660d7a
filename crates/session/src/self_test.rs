//! Checks that a device computes right values before it is used.
//!
//! In a browser, a kernel that fails to compile is only logged. Its output memory keeps its old
//! content, so the results are wrong without an error. The self-test runs every kind of kernel that
//! convolutional networks need on small whole numbers, where 32-bit floats are exact. It compares a
//! weighted sum of each result with a constant, which was computed separately with plain loops over
//! integers.

use burn::tensor::Device;
use graph::ops::{Activation, Conv, Pool, PoolKind, Window};
use graph::{GraphBuilder, GraphError, Op, ReluRule, Value, Values, gradients};

use crate::SessionError;
use crate::device::Place;

const CHANNELS: usize = 16;
const HEIGHT: usize = 13;
const WIDTH: usize = 11;
const PICTURE: [usize; 4] = [1, CHANNELS, HEIGHT, WIDTH];

struct Check {
    name: &'static str,
    op: Op,
    input: &'static [usize],
    /// Shape of the weight; empty if the op has none.
    weight: &'static [usize],
    /// Weighted sum of the output.
    output: f64,
    /// Weighted sum of the gradient at the input; `None` to skip it.
    gradient: Option<f64>,
}

fn conv(stride: usize, padding: usize, groups: usize) -> Op {
    let window = Window {
        stride: [stride; 2],
        padding: [(padding, padding); 2],
        dilation: [1, 1],
    };
    Op::Conv(Conv { window, groups })
}

fn pool(kind: PoolKind, size: usize) -> Op {
    let window = Window {
        stride: [2, 2],
        ..Window::default()
    };
    Op::Pool(Pool {
        kind,
        kernel: [size; 2],
        window,
        ceil: false,
    })
}

fn checks() -> [Check; 8] {
    let check = |name, op, weight, output, gradient| Check {
        name,
        op,
        input: &PICTURE,
        weight,
        output,
        gradient: Some(gradient),
    };
    let average = PoolKind::Average {
        count_padding: false,
    };
    let relu = Op::Activation(Activation::Relu);
    [
        check(
            "convolution 3x3",
            conv(1, 1, 1),
            &[24, CHANNELS, 3, 3],
            3_527_164.0,
            3_520_024.0,
        ),
        check(
            "convolution 3x3, stride 2",
            conv(2, 1, 1),
            &[24, CHANNELS, 3, 3],
            906_862.0,
            1_059_466.0,
        ),
        check(
            "convolution 1x1",
            conv(1, 0, 1),
            &[24, CHANNELS, 1, 1],
            445_828.0,
            438_635.0,
        ),
        check(
            "depthwise convolution",
            conv(1, 1, CHANNELS),
            &[CHANNELS, 1, 3, 3],
            153_849.0,
            143_160.0,
        ),
        Check {
            input: &[33, 130],
            ..check(
                "matrix product",
                Op::Linear,
                &[130, 29],
                989_928.0,
                995_114.0,
            )
        },
        // Whole numbers tie for the maximum, and devices may send the gradient to any of them.
        Check {
            gradient: None,
            ..check("max pool", pool(PoolKind::Max, 3), &[], 7450.0, 0.0)
        },
        check("average pool", pool(average, 2), &[], 1871.5, 1802.0),
        check("ReLU", relu, &[], 14_065.0, 3223.0),
    ]
}

/// Runs every check where networks are to run.
///
/// # Errors
/// [`SessionError::SelfTest`] for the first wrong value, or the device's own error.
pub(crate) async fn self_test(place: &Place) -> Result<(), SessionError> {
    for check in checks() {
        let (output, gradient) = run(&check, place)?;
        compare(check.name, check.output, output).await?;
        if let Some((expected, gradient)) = check.gradient.zip(gradient) {
            compare(check.name, expected, gradient).await?;
        }
    }
    Ok(())
}

/// Returns the output of a check, and the gradient at its input if the check compares it.
fn run(check: &Check, place: &Place) -> Result<(Value, Option<Value>), GraphError> {
    let device = &place.device;
    let has_weight = !check.weight.is_empty();
    let constants = if has_weight {
        vec![numbers(check.weight, false, device)?]
    } else {
        Vec::new()
    };
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", check.input)?;
    let node = builder.add(check.name, check.op.clone(), &[input], constants)?;
    let graph = place.prepared(builder.finish(&[node])?);
    let known = Values::from([(input, numbers(check.input, false, device)?)]);
    let output = graph::run(&graph, &known, &[node])?
        .remove(&node)
        .ok_or(GraphError::NoOutput)?;
    if check.gradient.is_none() {
        return Ok((output, None));
    }
    // Without a weight, a seed equal to the input would make a weaker check.
    let seed = numbers(&graph.node(node).shape, !has_weight, device)?;
    let mut back = gradients(&graph, &known, (node, seed), &[input], ReluRule::Plain)?;
    Ok((output, back.remove(&input)))
}

fn numbers(shape: &[usize], reversed: bool, device: &Device) -> Result<Value, GraphError> {
    let count: usize = shape.iter().product();
    let numbers = (0..count).map(|i| number(if reversed { count - 1 - i } else { i }));
    Value::new(numbers.collect(), shape, device).map_err(|reason| GraphError::Device { reason })
}

/// Returns a whole number from -5 to 11. The sequence has period 17.
fn number(index: usize) -> f32 {
    ((index * index + 7 * index) % 17) as f32 - 5.0
}

async fn compare(check: &'static str, expected: f64, value: Value) -> Result<(), SessionError> {
    let numbers = value.read().await?;
    let weighted =
        |(index, number): (usize, &f32)| f64::from(*number) * ((index % 13) as f64 - 4.0);
    let found: f64 = numbers.iter().enumerate().map(weighted).sum();
    // Stale memory often holds NaN, for which this comparison is false.
    let right = (found - expected).abs() <= 0.25;
    if !right {
        return Err(SessionError::SelfTest {
            check,
            expected,
            found,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Backend, Kernels};

    #[test]
    fn the_processor_passes_with_either_kernels() {
        for kernels in [Kernels::Ours, Kernels::Burns] {
            let opened = pollster::block_on(Backend::Cpu.open(kernels));
            assert!(opened.is_ok(), "{kernels:?}: {opened:?}");
        }
    }

    #[test]
    fn unwritten_memory_fails() {
        for stale in [0.0, f32::NAN] {
            let value = Value::new(vec![stale; 8], &[8], &Device::flex()).unwrap();
            let error = pollster::block_on(compare("ReLU", 14_065.0, value)).unwrap_err();
            assert_eq!(error.code(), "self-test-failed", "{stale}");
        }
    }
}
