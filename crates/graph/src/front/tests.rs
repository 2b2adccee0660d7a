use compare::assert_absolute;

use super::*;
use crate::GraphBuilder;
use crate::ops::{Activation, BatchNorm, Binary, Conv, Function, Select, Window};
use crate::test_values::value;

/// A network that begins with `begin` and ends with a convolution of 3 x 3 pixels.
fn network(begin: impl Fn(&mut GraphBuilder, NodeId) -> NodeId) -> Graph {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 3, 4, 4]).unwrap();
    let last = begin(&mut builder, input);
    let channels = builder.shape(last)[1];
    let conv = Op::Conv(Conv {
        window: Window::default(),
        groups: 1,
    });
    let weight = value(&vec![1.0; channels * 9], &[1, channels, 3, 3]);
    let conv = builder.add("conv", conv, &[last], vec![weight]).unwrap();
    builder.finish(&[conv]).unwrap()
}

fn with_constant(
    builder: &mut GraphBuilder,
    op: Binary,
    x: NodeId,
    (values, shape): (&[f32], &[usize]),
) -> NodeId {
    let name = format!("{}", builder.len());
    let constant = builder.add(&name, Op::Constant, &[], vec![value(values, shape)]);
    let constant = constant.unwrap();
    let name = format!("{name}.result");
    builder
        .add(name, Op::Binary(op), &[x, constant], vec![])
        .unwrap()
}

fn found(graph: &Graph) -> Vec<Front> {
    pollster::block_on(fronts(graph)).unwrap()
}

#[test]
fn mean_and_deviation_are_seen_one_after_the_other() {
    let graph = network(|builder, x| {
        let centred = with_constant(builder, Binary::Sub, x, (&[0.5, 0.25, 1.0], &[3, 1, 1]));
        with_constant(
            builder,
            Binary::Div,
            centred,
            (&[0.5, 0.25, 2.0], &[1, 3, 1, 1]),
        )
    });
    let [centred, both] = found(&graph).try_into().unwrap();
    assert_eq!(centred.shifts, [-0.5, -0.25, -1.0]);
    assert_absolute("shifts", &both.shifts, &[-1.0, -1.0, -0.5], 1e-6);
    let factors = both.factors.concat();
    let expected = [2.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.5];
    assert_absolute("factors", &factors, &expected, 1e-5);
    assert_eq!(both.holds, Holds::Everywhere);
}

#[test]
fn channels_in_the_last_axis_are_found_and_may_be_swapped() {
    let graph = network(|builder, x| {
        let turn = |permutation: &[usize]| Op::Transpose {
            permutation: permutation.to_vec(),
        };
        let last = builder
            .add("last", turn(&[0, 2, 3, 1]), &[x], vec![])
            .unwrap();
        let swap = Op::Select(Select::Places {
            axis: 3,
            places: vec![2, 1, 0],
        });
        let swapped = builder.add("swap", swap, &[last], vec![]).unwrap();
        let centred = with_constant(builder, Binary::Sub, swapped, (&[1.0, 2.0, 3.0], &[3]));
        builder
            .add("first", turn(&[0, 3, 1, 2]), &[centred], vec![])
            .unwrap()
    });
    let front = found(&graph).pop().unwrap();
    assert_eq!(front.shifts, [-1.0, -2.0, -3.0]);
    let expected = [0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
    assert_absolute("factors", &front.factors.concat(), &expected, 1e-5);
}

#[test]
fn each_channel_may_be_scaled_by_itself_and_joined_again() {
    let graph = network(|builder, x| {
        let scaled: Vec<NodeId> = (0..3)
            .map(|channel| {
                let select = Op::Select(Select::Range {
                    axis: 1,
                    range: channel..channel + 1,
                });
                let name = format!("channel {channel}");
                let one = builder.add(name, select, &[x], vec![]).unwrap();
                with_constant(builder, Binary::Mul, one, (&[channel as f32 + 1.0], &[1]))
            })
            .collect();
        builder
            .add("joined", Op::Concat { axis: 1 }, &scaled, vec![])
            .unwrap()
    });
    let [front] = found(&graph).try_into().unwrap();
    let expected = [1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0];
    assert_absolute("factors", &front.factors.concat(), &expected, 1e-5);
}

#[test]
fn statistics_of_a_batch_norm_are_a_front_and_a_convolution_of_pixels_too() {
    let graph = network(|builder, x| {
        let norm = [2.0, 1.0, 0.5, 0.25].map(|number| value(&[number; 3], &[3]));
        let op = Op::BatchNorm(BatchNorm { epsilon: 0.0 });
        let norm = builder.add("norm", op, &[x], norm.into()).unwrap();
        let conv = Op::Conv(Conv {
            window: Window::default(),
            groups: 3,
        });
        let weight = value(&[1.0, 2.0, 3.0], &[3, 1, 1, 1]);
        builder.add("scale", conv, &[norm], vec![weight]).unwrap()
    });
    // (x - 0.5) / 0.5 * 2 + 1 = 4 x - 1
    let [norm, scaled] = found(&graph).try_into().unwrap();
    assert_absolute("norm", &norm.shifts, &[-1.0; 3], 1e-5);
    assert_absolute("scaled", &scaled.shifts, &[-1.0, -2.0, -3.0], 1e-5);
    let diagonal = [0, 1, 2].map(|channel| scaled.factors[channel][channel]);
    assert_absolute("scaled", &diagonal, &[4.0, 8.0, 12.0], 1e-4);
}

#[test]
fn clipping_and_whole_values_tell_where_the_line_holds() {
    struct Case(&'static str, Op, Option<Holds>);
    #[rustfmt::skip] // one case per line
    let cases = [
        Case("clipped at 1", Op::Activation(Activation::Clip { low: 0.0, high: 1.0 }), Some(Holds::UpTo1)),
        Case("clipped at 2.6, as by bytes behind a normalised input", Op::Activation(Activation::Clip { low: -2.1, high: 2.6 }), None),
        Case("clipped at 255", Op::Activation(Activation::Clip { low: 0.0, high: 255.0 }), Some(Holds::Everywhere)),
        Case("made whole", Op::Function(Function::Floor), Some(Holds::WholeValues)),
        Case("squared", Op::Function(Function::Power { exponent: 2.0 }), None),
    ];
    for Case(why, op, expected) in cases {
        let graph = network(|builder, x| builder.add("op", op.clone(), &[x], vec![]).unwrap());
        let found = found(&graph).pop().map(|front| front.holds);
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn a_second_path_around_a_scaling_makes_it_no_front() {
    let graph = network(|builder, x| {
        let scaled = with_constant(builder, Binary::Mul, x, (&[2.0], &[1]));
        let conv = Op::Conv(Conv {
            window: Window::default(),
            groups: 1,
        });
        let weight = value(&[1.0; 81], &[3, 3, 3, 3]);
        let window = builder.add("window", conv, &[x], vec![weight]).unwrap();
        let corner = Op::Select(Select::Range {
            axis: 2,
            range: 0..2,
        });
        let scaled = builder.add("rows", corner, &[scaled], vec![]).unwrap();
        let corner = Op::Select(Select::Range {
            axis: 3,
            range: 0..2,
        });
        let scaled = builder.add("columns", corner, &[scaled], vec![]).unwrap();
        let add = Op::Binary(Binary::Add);
        let sum = builder.add("sum", add, &[scaled, window], vec![]).unwrap();
        let pad = Op::Pad {
            window: [(1, 1); 2],
            value: 0.0,
        };
        builder.add("pad", pad, &[sum], vec![]).unwrap()
    });
    assert_eq!(found(&graph), []);
}

#[test]
fn a_network_that_begins_with_a_window_has_no_front() {
    assert_eq!(found(&network(|_, x| x)), []);
}
