#![allow(
    clippy::needless_pass_by_value,
    reason = "all functions that arrange a weight have one signature"
)]

use super::weights::Weight;

/// Reorders a convolution kernel from Keras to Burn: from `[height, width, in, out]` to
/// `[out, in, height, width]`.
pub(super) fn convolution(weight: Weight) -> Option<Weight> {
    let &[height, width, input, output] = weight.shape.as_slice() else {
        return None;
    };
    Some(reordered(
        &weight,
        |y, x, i, o| [o, i, y, x],
        [output, input, height, width],
    ))
}

/// Reorders a depthwise kernel from `[height, width, in, multiplier]` to
/// `[in · multiplier, 1, height, width]`; the multiples of one channel are adjacent.
pub(super) fn depthwise(weight: Weight) -> Option<Weight> {
    let &[height, width, input, multiplier] = weight.shape.as_slice() else {
        return None;
    };
    let shape = [input.checked_mul(multiplier)?, 1, height, width];
    Some(reordered(
        &weight,
        |y, x, i, m| [i * multiplier + m, 0, y, x],
        shape,
    ))
}

/// Reorders the kernel of a transposed convolution from `[height, width, out, in]` to
/// `[in, out, height, width]`.
pub(super) fn transposed(weight: Weight) -> Option<Weight> {
    let &[height, width, output, input] = weight.shape.as_slice() else {
        return None;
    };
    Some(reordered(
        &weight,
        |y, x, o, i| [i, o, y, x],
        [input, output, height, width],
    ))
}

/// Reorders the kernel of a dense layer from `[in, out]` to `[out, in, 1, 1]`, for a 1x1 convolution.
pub(super) fn pointwise(weight: Weight) -> Option<Weight> {
    let &[input, output] = weight.shape.as_slice() else {
        return None;
    };
    let shape = vec![1, 1, input, output];
    convolution(Weight { shape, ..weight })
}

/// Reorders a weight from `[height, width, channel]` to `[channel, height, width]`. A weight with
/// another number of axes stays as it is, and one whose channels are not the last axis.
pub(super) fn channels_first(weight: Weight, is_last: bool) -> Weight {
    let (&[height, width, channels], true) = (weight.shape.as_slice(), is_last) else {
        return weight;
    };
    let shape = vec![1, height, width, channels];
    let weight = Weight { shape, ..weight };
    let mut arranged = reordered(
        &weight,
        |_, y, x, c| [0, c, y, x],
        [1, channels, height, width],
    );
    arranged.shape.remove(0);
    arranged
}

fn reordered(
    weight: &Weight,
    target: impl Fn(usize, usize, usize, usize) -> [usize; 4],
    shape: [usize; 4],
) -> Weight {
    let mut values = vec![0.0; weight.values.len()];
    let mut source = weight.values.iter();
    for y in 0..weight.shape[0] {
        for x in 0..weight.shape[1] {
            for i in 0..weight.shape[2] {
                for (o, value) in (0..weight.shape[3]).zip(&mut source) {
                    let index = target(y, x, i, o);
                    let flat = index
                        .iter()
                        .zip(shape)
                        .fold(0, |flat, (at, size)| flat * size + at);
                    values[flat] = *value;
                }
            }
        }
    }
    Weight {
        shape: shape.to_vec(),
        values,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_match_hand_computed_values() {
        // One row, two columns, two inputs, two outputs: value = 100·x + 10·i + o
        let values: Vec<f32> = vec![0., 1., 10., 11., 100., 101., 110., 111.];
        let weight = || Weight {
            shape: vec![1, 2, 2, 2],
            values: values.clone(),
        };
        let dense = convolution(weight()).unwrap();
        assert_eq!(dense.shape, [2, 2, 1, 2]);
        assert_eq!(dense.values, [0., 100., 10., 110., 1., 101., 11., 111.]);
        let back = transposed(weight()).unwrap();
        assert_eq!(back.shape, [2, 2, 1, 2]);
        // Its last axis is the input's channel: value = 100·x + 10·o + i.
        assert_eq!(back.values, [0., 100., 10., 110., 1., 101., 11., 111.]);
        let apart = depthwise(weight()).unwrap();
        assert_eq!(apart.shape, [4, 1, 1, 2]);
        assert_eq!(apart.values, [0., 100., 1., 101., 10., 110., 11., 111.]);
        let shape = |shape: &[usize]| Weight {
            shape: shape.into(),
            values: values.clone(),
        };
        let dense = pointwise(shape(&[4, 2])).unwrap();
        assert_eq!(dense.shape, [2, 4, 1, 1]);
        assert_eq!(dense.values, [0., 10., 100., 110., 1., 11., 101., 111.]);
        let picture = channels_first(shape(&[1, 4, 2]), true);
        assert_eq!(picture.shape, [2, 1, 4]);
        assert_eq!(picture.values, dense.values);
    }
}
