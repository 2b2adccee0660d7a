use crate::Limits;
use crate::conv::Conv;
use crate::planes::{Planes, SLACK, Shape};

/// Pixels that are computed at a time.
const PIXELS: usize = SLACK;

/// A convolution in which each channel is a group of its own.
pub(crate) fn depthwise(
    conv: &Conv,
    values: &[f32],
    weight: &[f32],
    (bias, limits): (Option<&[f32]>, Limits),
    result: &mut [f32],
) {
    let size = conv.input.size;
    let Some([rows, columns]) = conv.window.places(size) else {
        return;
    };
    let kernel = conv.window.kernel[0] * conv.window.kernel[1];
    let channels = values.chunks_exact(size[0] * size[1]);
    for (at, (channel, result)) in channels
        .zip(result.chunks_exact_mut(rows * columns))
        .enumerate()
    {
        let own = at % conv.out;
        let planes = Planes::new(channel, size, conv.window, 0.0);
        let taps = planes.shape.taps();
        let weights = &weight[own * kernel..(own + 1) * kernel];
        let bias = bias.map_or(0.0, |bias| bias[own]);
        for (row, line) in result.chunks_exact_mut(columns).enumerate() {
            let plane = &planes.values[planes.shape.line(row)..];
            for (place, line) in line.chunks_mut(PIXELS).enumerate() {
                let sums = weighted(&plane[place * PIXELS..], &taps, weights);
                for (value, sum) in line.iter_mut().zip(sums) {
                    *value = limits.hold(sum + bias);
                }
            }
        }
    }
}

/// The weighted sums at pixels that lie side by side.
#[inline(never)]
fn weighted(plane: &[f32], taps: &[usize], weights: &[f32]) -> [f32; PIXELS] {
    let mut sums = [0.0; PIXELS];
    for (tap, weight) in taps.iter().zip(weights) {
        let pixels = &plane[*tap..*tap + PIXELS];
        for (sum, pixel) in sums.iter_mut().zip(pixels) {
            *sum += weight * pixel;
        }
    }
    sums
}

/// The gradient at the pictures of a [`depthwise`] convolution.
pub(crate) fn depthwise_back(conv: &Conv, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
    let size = conv.input.size;
    let [rows, columns] = conv.window.places(size).unwrap_or_default();
    let shape = Shape::new(conv.window, size);
    let taps = shape.taps();
    let mut planes = vec![0.0; conv.input.count * conv.out * shape.len()];
    let channels = gradient.chunks_exact(rows * columns);
    for (at, (channel, plane)) in channels
        .zip(planes.chunks_exact_mut(shape.len()))
        .enumerate()
    {
        let own = at % conv.out * taps.len();
        let weights = &weight[own..own + taps.len()];
        for (row, line) in channel.chunks_exact(columns).enumerate() {
            for (tap, weight) in taps.iter().zip(weights) {
                add_weighted(&mut plane[shape.line(row) + tap..], line, *weight);
            }
        }
    }
    Planes::gathered(&planes, shape)
}

#[inline(never)]
fn add_weighted(place: &mut [f32], line: &[f32], weight: f32) {
    for (place, value) in place.iter_mut().zip(line) {
        *place += weight * value;
    }
}
