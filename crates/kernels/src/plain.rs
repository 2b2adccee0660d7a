//! Plain loops, written to be read: what the fast ones are compared with.

use crate::{Conv, Pool};

/// Calls `visit` with picture, channel of the result and place, and for each weight that meets a
/// pixel of the picture its position `[channel in group, row, column]` and the index of the pixel.
fn each_tap(conv: &Conv, mut visit: impl FnMut(usize, usize, usize)) {
    let output = conv.output().unwrap();
    let (in_group, out_group) = (conv.input.channels / conv.groups, conv.out / conv.groups);
    let window = conv.window;
    let [kernel_rows, kernel_columns] = window.kernel;
    for picture in 0..output.count {
        for out in 0..conv.out {
            for row in 0..output.size[0] {
                for column in 0..output.size[1] {
                    let place = ((picture * conv.out + out) * output.size[0] + row)
                        * output.size[1]
                        + column;
                    for own in 0..in_group {
                        let channel = out / out_group * in_group + own;
                        for (y, x) in
                            (0..kernel_rows).flat_map(|y| (0..kernel_columns).map(move |x| (y, x)))
                        {
                            let at = |place: usize, weight: usize, axis: usize| {
                                (place * window.stride[axis] + weight * window.dilation[axis])
                                    .checked_sub(window.padding[axis].0)
                                    .filter(|at| *at < conv.input.size[axis])
                            };
                            let (Some(pixel_row), Some(pixel_column)) =
                                (at(row, y, 0), at(column, x, 1))
                            else {
                                continue;
                            };
                            let weight =
                                ((out * in_group + own) * kernel_rows + y) * kernel_columns + x;
                            let pixel = ((picture * conv.input.channels + channel)
                                * conv.input.size[0]
                                + pixel_row)
                                * conv.input.size[1]
                                + pixel_column;
                            visit(place, weight, pixel);
                        }
                    }
                }
            }
        }
    }
}

pub(crate) fn convolve(conv: &Conv, values: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let output = conv.output().unwrap();
    let pixels = output.pixels();
    let mut result: Vec<f64> = (0..output.values())
        .map(|place| f64::from(bias[place / pixels % conv.out]))
        .collect();
    each_tap(conv, |place, at, pixel| {
        result[place] += f64::from(weight[at]) * f64::from(values[pixel]);
    });
    result.into_iter().map(|value| value as f32).collect()
}

pub(crate) fn convolve_back(conv: &Conv, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
    let mut result = vec![0.0_f64; conv.input.values()];
    each_tap(conv, |place, at, pixel| {
        result[pixel] += f64::from(weight[at]) * f64::from(gradient[place]);
    });
    result.into_iter().map(|value| value as f32).collect()
}

/// The pixels of each window, as a depthwise convolution meets them.
pub(crate) fn windows(pool: &Pool) -> Vec<Vec<usize>> {
    let conv = Conv {
        input: pool.input,
        out: pool.input.channels,
        window: pool.window,
        groups: pool.input.channels,
    };
    let mut windows = vec![Vec::new(); conv.output().unwrap().values()];
    each_tap(&conv, |place, _, pixel| windows[place].push(pixel));
    windows
}

/// `left · right` of row-major matrices.
pub(crate) fn matmul(left: &[f32], right: &[f32], depth: usize) -> Vec<f32> {
    let columns = right.len() / depth;
    let mut result = Vec::new();
    for row in left.chunks_exact(depth) {
        for column in 0..columns {
            let products = row
                .iter()
                .enumerate()
                .map(|(at, value)| f64::from(*value) * f64::from(right[at * columns + column]));
            result.push(products.sum::<f64>() as f32);
        }
    }
    result
}
