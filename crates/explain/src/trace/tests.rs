//! Tests on small networks with hand-traced paths.

use graph::GraphBuilder;
use graph::ops::{Activation, Conv, GlobalPool, Window};

use super::*;
use crate::test_network::{TinyNetwork, add, ask, conv, value};

/// 1×4 pixels (1, 5, 2, 4).
///
/// ```text
/// conv 1×1 to two channels, weights 1 and −1:   a = (1, 5, 2, 4)   b = (−1, −5, −2, −4)
/// relu:                                         a                  b = 0
/// branch: 1×3 depthwise, weights (0, 0, 2) and (1, 1, 1), padded by 1: 2·a shifted left = (10, 4, 8, 0)
/// sum with the skip:                            (11, 9, 10, 4)     0
/// global mean, linear with weights (1, −1)
/// ```
/// Traced back, the linear layer leads to the first channel, whose largest value is 11 at the first
/// pixel. There the branch's 10 is larger than the skip's 1, and its largest product is 2·5 at the
/// second pixel. The first convolution has one input channel, so it leads to the second pixel of the
/// picture.
fn residual() -> TinyNetwork {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 4]).unwrap();
    let split = add(
        &mut builder,
        Op::Conv(conv()),
        &[input],
        vec![value(&[1.0, -1.0], &[2, 1, 1, 1])],
    );
    let relu = add(
        &mut builder,
        Op::Activation(Activation::Relu),
        &[split],
        vec![],
    );
    let depthwise = Op::Conv(Conv {
        window: Window {
            padding: [(0, 0), (1, 1)],
            ..Window::default()
        },
        groups: 2,
    });
    let weight = value(&[0.0, 0.0, 2.0, 1.0, 1.0, 1.0], &[2, 1, 1, 3]);
    let branch = add(&mut builder, depthwise, &[relu], vec![weight]);
    let sum = add(
        &mut builder,
        Op::Binary(Binary::Add),
        &[branch, relu],
        vec![],
    );
    let pool = Op::GlobalPool(GlobalPool {
        max: false,
        keep_axes: false,
    });
    let pool = add(&mut builder, pool, &[sum], vec![]);
    let score = add(
        &mut builder,
        Op::Linear,
        &[pool],
        vec![value(&[1.0, -1.0], &[2, 1])],
    );
    TinyNetwork {
        graph: builder.finish(&[score]).unwrap(),
        layer: input,
        input: value(&[1.0, 5.0, 2.0, 4.0], &[1, 1, 1, 4]),
    }
}

#[test]
fn a_residual_network_matches_the_hand_traced_path() {
    assert_eq!(ask("cnn-fixations", &residual(), &[]).points, [[0, 1]]);
}

/// The last linear layer has the products (1, 2, 3, 4) · (1, −1, 1, 0). The positive ones are the
/// first and the third, and the first linear layer is the identity.
#[test]
fn a_linear_layer_after_another_keeps_every_positive_product() {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 2, 2]).unwrap();
    let flat = Op::Flatten {
        channels_last: false,
    };
    let flat = add(&mut builder, flat, &[input], vec![]);
    let same: Vec<f32> = (0..16).map(|i| f32::from(u8::from(i % 5 == 0))).collect();
    let first = add(
        &mut builder,
        Op::Linear,
        &[flat],
        vec![value(&same, &[4, 4])],
    );
    let last = value(&[1.0, -1.0, 1.0, 0.0], &[4, 1]);
    let score = add(&mut builder, Op::Linear, &[first], vec![last]);
    let network = TinyNetwork {
        graph: builder.finish(&[score]).unwrap(),
        layer: input,
        input: value(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 2, 2]),
    };
    assert_eq!(ask("cnn-fixations", &network, &[]).points, [[0, 0], [1, 0]]);
}

#[test]
fn concatenated_channels_lead_to_their_own_part() {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
    let twice = add(
        &mut builder,
        Op::Conv(conv()),
        &[input],
        vec![value(&[2.0], &[1, 1, 1, 1])],
    );
    let both = add(
        &mut builder,
        Op::Concat { axis: 1 },
        &[input, twice],
        vec![],
    );
    let weight = value(&[0.0, 0.0, 0.0, 1.0], &[1, 2, 1, 2]);
    let picked = add(&mut builder, Op::Conv(conv()), &[both], vec![weight]);
    let flat = Op::Flatten {
        channels_last: false,
    };
    let score = add(&mut builder, flat, &[picked], vec![]);
    let network = TinyNetwork {
        graph: builder.finish(&[score]).unwrap(),
        layer: input,
        input: value(&[1.0, 3.0], &[1, 1, 1, 2]),
    };
    // The centre of the window is its second pixel.
    assert_eq!(ask("cnn-fixations", &network, &[]).points, [[0, 1]]);
}
