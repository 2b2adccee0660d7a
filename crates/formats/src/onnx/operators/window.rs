//! What convolutions and pools have in common: how a window slides.

use graph::NodeId;
use graph::ops::{Window, same_padding};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::step::Step;

/// Larger windows, steps and paddings make no sense on pictures.
const LARGEST: usize = 4096;

/// Two numbers `[height, width]` of an attribute; a row of pixels (one number) has height 1.
pub(super) fn pair(step: &Step, name: &str, default: usize) -> Result<[usize; 2], FormatError> {
    let numbers = match step.node.ints(name) {
        None | Some([]) => return Ok([default; 2]),
        Some(numbers) => numbers,
    };
    let sizes: Option<Vec<usize>> = numbers.iter().map(|number| small(*number)).collect();
    match sizes.as_deref() {
        Some([width]) => Ok([default, *width]),
        Some([height, width]) => Ok([*height, *width]),
        _ => Err(step.error(format!(
            "expected two {name} of 0 to {LARGEST}, got {numbers:?}"
        ))),
    }
}

fn small(number: i64) -> Option<usize> {
    usize::try_from(number)
        .ok()
        .filter(|number| *number <= LARGEST)
}

/// Padding as the attribute `pads` lists it: all beginnings, then all ends.
pub(super) fn pads(step: &Step) -> Result<[(usize, usize); 2], FormatError> {
    let Some(numbers) = step.node.ints("pads") else {
        return Ok([(0, 0); 2]);
    };
    let sizes: Option<Vec<usize>> = numbers.iter().map(|number| small(*number)).collect();
    match sizes.as_deref() {
        Some([]) => Ok([(0, 0); 2]),
        Some([left, right]) => Ok([(0, 0), (*left, *right)]),
        Some([top, left, bottom, right]) => Ok([(*top, *bottom), (*left, *right)]),
        _ => Err(step.error(format!(
            "expected four pads of 0 to {LARGEST}, got {numbers:?}"
        ))),
    }
}

/// The window of a convolution or pool on a picture of that size.
pub(super) fn window(
    step: &Step,
    size: [usize; 2],
    kernel: [usize; 2],
) -> Result<Window, FormatError> {
    let stride = pair(step, "strides", 1)?;
    let dilation = pair(step, "dilations", 1)?;
    if kernel.iter().any(|size| !(1..=LARGEST).contains(size)) {
        return Err(step.error(format!("a window of {kernel:?} pixels is not supported")));
    }
    let same = |axis: usize| {
        same_padding(
            size[axis],
            kernel[axis],
            stride[axis],
            dilation[axis].max(1),
        )
    };
    let padding = match step.node.text("auto_pad", "NOTSET") {
        "NOTSET" | "" => pads(step)?,
        "VALID" => [(0, 0); 2],
        "SAME_UPPER" => [same(0), same(1)],
        // The odd pixel goes to the front.
        "SAME_LOWER" => [same(0), same(1)].map(|(less, more)| (more, less)),
        other => return Err(step.error(format!("auto_pad `{other}` is not known"))),
    };
    Ok(Window {
        stride,
        padding,
        dilation,
    })
}

/// The input as a picture, and whether it was a row of pixels.
pub(super) fn picture(step: &mut Step) -> Result<(NodeId, bool), FormatError> {
    let known = step.input(0)?;
    match step.shape(&known)[..] {
        [_, _, _, _] => Ok((step.id(0)?, false)),
        [batch, channels, width] => {
            let picture = step.reshape(&known, &[batch, channels, 1, width])?;
            Ok((step.node_of(&picture)?, true))
        }
        ref shape => Err(step.error(format!(
            "expected a picture [batch, channel, height, width], got {shape:?}"
        ))),
    }
}

/// The output as a row of pixels again, if the input was one.
pub(super) fn without_height(
    step: &mut Step,
    output: NodeId,
    row: bool,
) -> Result<Known, FormatError> {
    let known = Known::Node(output);
    match step.shape(&known)[..] {
        [batch, channels, 1, width] if row => step.reshape(&known, &[batch, channels, width]),
        _ => Ok(known),
    }
}

/// Height and width of a picture.
pub(super) fn picture_size(step: &Step, input: NodeId) -> Result<[usize; 2], FormatError> {
    match step.build.graph.shape(input)[..] {
        [_, _, height, width] => Ok([height, width]),
        ref shape => Err(step.error(format!("expected a picture, got {shape:?}"))),
    }
}
