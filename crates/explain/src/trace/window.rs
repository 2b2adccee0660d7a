//! Traces a value of a convolution or a pooling back to one place in its window.

use std::ops::Range;

use graph::Node;
use graph::ops::{Conv, Op};

/// Returns the place with the largest value, the first of equals.
pub(super) fn argmax(values: impl Iterator<Item = (usize, f32)>) -> Option<usize> {
    let better = |best: Option<(usize, f32)>, (place, value): (usize, f32)| match best {
        Some((_, largest)) if largest >= value => best,
        _ => Some((place, value)),
    };
    values.fold(None, better).map(|(place, _)| place)
}

/// Returns `[channel, row, column]` of a place.
fn coordinates(place: usize, shape: &[usize]) -> [usize; 3] {
    let (height, width) = (size(shape, 2), size(shape, 3));
    [
        place / (height * width),
        place / width % height,
        place % width,
    ]
}

fn size(shape: &[usize], axis: usize) -> usize {
    shape.get(axis).copied().unwrap_or(1)
}

/// Returns the place of the largest value in the window of a pooling.
pub(super) fn largest_in_window(
    node: &Node,
    input: &[usize],
    values: &[f32],
    place: usize,
) -> usize {
    let [channel, y, x] = coordinates(place, &node.shape);
    let [rows, columns] = [(0, y), (1, x)].map(|(axis, at)| pooled(node, input, axis, at));
    let (height, width) = (size(input, 2), size(input, 3));
    let places = rows.flat_map(|y| {
        columns
            .clone()
            .map(move |x| (channel * height + y) * width + x)
    });
    argmax(places.map(|place| (place, values[place]))).unwrap_or(place)
}

/// Returns the rows or columns of the input that one row or column of the output covers.
fn pooled(node: &Node, input: &[usize], axis: usize, at: usize) -> Range<usize> {
    let (from, to) = (size(input, axis + 2), size(&node.shape, axis + 2));
    match &node.op {
        Op::Pool(pool) => {
            let start = (at * pool.window.stride[axis]).cast_signed()
                - pool.window.padding[axis].0.cast_signed();
            let reach = (pool.kernel[axis] - 1) * pool.window.dilation[axis] + 1;
            start.max(0) as usize..((start + reach.cast_signed()).max(1) as usize).min(from)
        }
        Op::AdaptivePool(_) => at * from / to..((at + 1) * from).div_ceil(to),
        _ => 0..from,
    }
}

/// Returns the place of a convolution's input that a place of its output leads to; `None` if the
/// window lies wholly in the padding. The shapes are those of the output, the input and the kernel.
pub(super) fn channel_of_convolution(
    conv: &Conv,
    [output, input, kernel]: [&[usize]; 3],
    (values, weight): (&[f32], &[f32]),
    in_branch: bool,
    place: usize,
) -> Option<usize> {
    let [filter, y, x] = coordinates(place, output);
    let (channels, height, width) = (size(kernel, 1), size(input, 2), size(input, 3));
    let first = filter / (output[1] / conv.groups) * channels;
    let window = &conv.window;
    let line = |axis: usize, at: usize, tap: usize| {
        let place = at * window.stride[axis] + tap * window.dilation[axis];
        place
            .checked_sub(window.padding[axis].0)
            .filter(|place| *place < size(input, axis + 2))
    };
    let taps: Vec<(usize, usize)> = (0..kernel[2] * kernel[3])
        .filter_map(|tap| {
            let (row, column) = (line(0, y, tap / kernel[3])?, line(1, x, tap % kernel[3])?);
            Some((tap, row * width + column))
        })
        .collect();
    let product = |channel: usize, (tap, pixel): (usize, usize)| {
        let weight = weight[(filter * channels + channel) * kernel[2] * kernel[3] + tap];
        weight * values[(first + channel) * height * width + pixel]
    };
    let sum = |channel: usize| taps.iter().map(|tap| product(channel, *tap)).sum::<f32>();
    let channel = argmax((0..channels).map(|channel| (channel, sum(channel))))?;
    let value = |pixel: usize| values[(first + channel) * height * width + pixel];
    let largest = || argmax(taps.iter().map(|(_, pixel)| (*pixel, value(*pixel))));
    let middle = || {
        let centre = kernel[2] / 2 * kernel[3] + kernel[3] / 2;
        taps.iter()
            .find(|(tap, _)| *tap == centre)
            .map(|(_, pixel)| *pixel)
    };
    let pixel = if in_branch {
        largest()
    } else {
        middle().or_else(largest)
    };
    pixel.map(|pixel| (first + channel) * height * width + pixel)
}
