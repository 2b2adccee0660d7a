use graph::ops::{Conv, ConvTranspose};
use graph::{Op, Value};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::Host;
use crate::onnx::step::Step;

pub(super) fn conv(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    let weight = step.weight(1, "kernel", as_kernel)?;
    let constants = with_bias(step, weight)?;
    slid(step, &input, constants)
}

/// A convolution with a weight and a bias that were computed.
pub(super) fn convolved(
    step: &mut Step,
    input: &Known,
    weight: Host,
    bias: Option<Host>,
) -> Result<Known, FormatError> {
    let weight = as_kernel(weight).ok_or_else(|| step.error("its weight is no kernel".into()))?;
    let mut constants = vec![step.build.to_device("weight", weight)?];
    if let Some(bias) = bias {
        constants.push(step.build.to_device("bias", bias)?);
    }
    slid(step, input, constants)
}

fn slid(step: &mut Step, input: &Known, constants: Vec<Value>) -> Result<Known, FormatError> {
    let (input, row) = step.picture_of(input)?;
    let size = kernel_size(step, &constants[0])?;
    let window = step.window(step.picture_size(input)?, size)?;
    let groups = groups(step)?;
    let output = step.add(Op::Conv(Conv { window, groups }), &[input], constants)?;
    step.without_height(output, row)
}

pub(super) fn transposed(step: &mut Step) -> Result<Known, FormatError> {
    let known = step.input(0)?;
    let (input, row) = step.picture_of(&known)?;
    let weight = step.weight(1, "kernel", as_kernel)?;
    let kernel = kernel_size(step, &weight)?;
    let size = step.picture_size(input)?;
    let mut conv = ConvTranspose {
        stride: step.pair("strides", 1)?,
        padding: step.pads()?,
        output_padding: step.pair("output_padding", 0)?,
        dilation: step.pair("dilations", 1)?,
        groups: groups(step)?,
    };
    if row {
        conv.output_padding[0] = 0;
    }
    let same = step.node.text("auto_pad", "NOTSET").to_owned();
    let wanted = step.pair("output_shape", 0)?;
    for axis in 0..2 {
        let (stride, dilation) = (conv.stride[axis], conv.dilation[axis]);
        let wanted = match (wanted[axis], same.starts_with("SAME")) {
            (0, false) => continue,
            (0, true) => size[axis] * stride,
            (wanted, _) => wanted,
        };
        let reach = dilation * kernel[axis].saturating_sub(1) + 1;
        let full = stride * size[axis].saturating_sub(1) + conv.output_padding[axis] + reach;
        let cut = full.saturating_sub(wanted);
        conv.output_padding[axis] += wanted.saturating_sub(full);
        let (less, more) = (cut / 2, cut - cut / 2);
        conv.padding[axis] = if same == "SAME_UPPER" {
            (less, more)
        } else {
            (more, less)
        };
    }
    let constants = with_bias(step, weight)?;
    let output = step.add(Op::ConvTranspose(conv), &[input], constants)?;
    step.without_height(output, row)
}

/// A weight as `[out, in, height, width]`; height 1 for rows of pixels.
fn as_kernel(weight: Host) -> Option<Host> {
    match weight.shape[..] {
        [_, _, _, _] => Some(weight),
        [a, b, width] => weight.reshaped(&[a, b, 1, width]),
        _ => None,
    }
}

/// The size `[height, width]` of a kernel.
fn kernel_size(step: &Step, weight: &Value) -> Result<[usize; 2], FormatError> {
    let shape = weight.shape();
    let size = [shape[2], shape[3]];
    let named = step.pair("kernel_shape", 1)?;
    if step.node.has("kernel_shape") && named != size {
        return Err(step.error(format!(
            "expected a kernel of {named:?} pixels, got {size:?}"
        )));
    }
    Ok(size)
}

fn groups(step: &Step) -> Result<usize, FormatError> {
    let groups = step.node.int("group", 1);
    let found = usize::try_from(groups)
        .ok()
        .filter(|groups| (1..=1 << 20).contains(groups));
    found.ok_or_else(|| step.error(format!("{groups} groups are not supported")))
}

fn with_bias(step: &mut Step, weight: Value) -> Result<Vec<Value>, FormatError> {
    let mut constants = vec![weight];
    if step.has(2) {
        constants.push(step.plain_weight(2)?);
    }
    Ok(constants)
}
