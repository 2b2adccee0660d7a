use graph::ops::Conv;
use graph::{Node, Value};
use kernels::{Pictures, Window, convolve, convolve_back};

use crate::finishing::Finishing;
use crate::numbers::{Numbers, only, value};

/// A convolution, with the batch norm and the limits that follow it.
pub(crate) fn run(
    conv: Conv,
    node: &Node,
    then: &[&Node],
    inputs: &[Value],
) -> Option<(Value, usize)> {
    let input = only(inputs)?;
    let weight = Numbers::of(node.constants.first()?.clone())?;
    let bias = match node.constants.get(1) {
        Some(bias) => Some(Numbers::of(bias.clone())?),
        None => None,
    };
    let finishing = Finishing::beginning(then).after(bias.as_ref().map(Numbers::read));
    let conv = kernel(conv, &input.shape, &weight.shape)?;
    let output = conv.output()?;
    let result = convolve(&conv, input.read(), weight.read(), finishing.finish())?;
    let [rows, columns] = output.size;
    let shape = [output.count, output.channels, rows, columns];
    Some((value(result, &shape)?, 1 + finishing.nodes))
}

/// The gradient at the input of a convolution.
pub(crate) fn pull_back(
    conv: Conv,
    node: &Node,
    inputs: &[(Value, bool)],
    gradient: &Value,
) -> Option<Value> {
    let [(input, true)] = inputs else { return None };
    let weight = Numbers::of(node.constants.first()?.clone())?;
    let shape = input.shape();
    let conv = kernel(conv, &shape, &weight.shape)?;
    let gradient = Numbers::of(gradient.clone())?;
    value(
        convolve_back(&conv, gradient.read(), weight.read())?,
        &shape,
    )
}

fn kernel(conv: Conv, input: &[usize], weight: &[usize]) -> Option<kernels::Conv> {
    let &[out, _, rows, columns] = weight else {
        return None;
    };
    Some(kernels::Conv {
        input: pictures(input)?,
        out,
        window: Window {
            kernel: [rows, columns],
            stride: conv.window.stride,
            padding: conv.window.padding,
            dilation: conv.window.dilation,
        },
        groups: conv.groups,
    })
}

pub(crate) fn pictures(shape: &[usize]) -> Option<Pictures> {
    let &[count, channels, rows, columns] = shape else {
        return None;
    };
    Some(Pictures {
        count,
        channels,
        size: [rows, columns],
    })
}
