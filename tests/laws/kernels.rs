//! Our kernels for the processor and Burn's ops give the same values and gradients.

use burn::tensor::Device;
use compare::{compare, within};
use graph::ops::{Activation, Conv, LayerNorm, Pool, PoolKind, Window};
use graph::{Fast, Graph, GraphBuilder, NodeId, Op, ReluRule, Value, Values, gradients, run};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tests::{Numbers, read};

use crate::random_graph::{Functions, random_graph};

/// Each sum is rounded in another order, in up to fourteen layers one behind the other.
const LIMIT: f32 = 2e-5;

/// Compares all values, those of a run that asks for the end alone, and all gradients, for a batch.
fn agree(graph: &Graph, batch: usize, seed: u64) -> Result<(), String> {
    let mut numbers = Numbers::new(seed);
    let input = graph.inputs()[0];
    let mut shape = graph.node(input).shape.clone();
    shape[0] = batch;
    let known = Values::from([(input, numbers.value(&shape))]);
    let used = graph.used();
    let nodes: Vec<NodeId> = (graph.nodes().map(|(id, _)| id))
        .filter(|id| used[id.index()])
        .collect();
    let fast = graph.clone().with_fast(&cpu::KERNELS);
    let end = graph.logits();
    for wanted in [&[end][..], &nodes] {
        let expected = run(graph, &known, wanted).unwrap();
        same(
            "value",
            graph,
            &run(&fast, &known, wanted).unwrap(),
            &expected,
        )?;
    }
    let score = run(graph, &known, &[end]).unwrap().remove(&end).unwrap();
    let seed = numbers.value(&score.shape());
    let back = |graph: &Graph| {
        gradients(graph, &known, (end, seed.clone()), &nodes, ReluRule::Plain).unwrap()
    };
    same("gradient", graph, &back(&fast), &back(graph))
}

fn same(what: &str, graph: &Graph, found: &Values, expected: &Values) -> Result<(), String> {
    if !found.keys().eq(expected.keys()) {
        return Err(format!("{what}s of {found:?} instead of {expected:?}"));
    }
    for (id, expected) in expected {
        let node = graph.node(*id);
        let case = format!("{what} of {}, {:?}", node.name, node.op);
        if found[id].shape() != expected.shape() {
            return Err(format!("{case}: {:?}", found[id].shape()));
        }
        let difference = compare(&read(found[id].clone()), &read(expected.clone()))
            .map_err(|problem| format!("{case}: {problem}"))?;
        if !within(difference.absolute, LIMIT) && !within(difference.relative, LIMIT) {
            return Err(format!("{case}: {difference:?}"));
        }
    }
    Ok(())
}

/// The nodes that our kernels take, one by one, forward and back: what agrees because Burn computed it
/// twice says nothing.
fn taken(graph: &Graph) -> Vec<&str> {
    let mut numbers = Numbers::new(9);
    let input = graph.inputs()[0];
    let known = Values::from([(input, numbers.value(&graph.node(input).shape))]);
    let all: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
    let values = run(graph, &known, &all).unwrap();
    let takes = |id: &NodeId| {
        let node = graph.node(*id);
        let mut inputs: Vec<Value> = node.inputs.iter().map(|id| values[id].clone()).collect();
        let marked: Vec<(Value, bool)> = inputs.iter().map(|input| (input.clone(), true)).collect();
        let back = cpu::KERNELS.pull_back(node, &marked, &values[id]);
        back.is_some() && cpu::KERNELS.run(&[node], &mut inputs).is_some()
    };
    let taken = all.iter().filter(|id| **id != input && takes(id));
    taken.map(|id| graph.node(*id).name.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn any_network_has_the_values_and_gradients_of_burn(
        choices in prop::collection::vec((any::<u8>(), 0usize..64, 0usize..64), 3..14),
        seed in any::<u64>(),
        batch in 1usize..4,
    ) {
        let graph = random_graph(&choices, Functions::All, seed);
        agree(&graph, batch, seed ^ 1).map_err(TestCaseError::fail)?;
    }
}

/// Strides, and what follows a convolution in one go.
#[test]
fn a_small_residual_network_has_the_values_and_gradients_of_burn() {
    let mut numbers = Numbers::new(5);
    let mut builder = GraphBuilder::default();
    let window = |padding| Window {
        stride: [2, 2],
        padding: [(padding, padding); 2],
        dilation: [1, 1],
    };
    let picture = builder.input("picture", &[1, 3, 21, 19]).unwrap();
    let conv = Op::Conv(Conv {
        window: window(3),
        groups: 1,
    });
    let weights = vec![numbers.value(&[8, 3, 7, 7]), numbers.value(&[8])];
    let conv = builder.add("conv", conv, &[picture], weights).unwrap();
    let norm = Op::BatchNorm(graph::ops::BatchNorm { epsilon: 1e-3 });
    let norm = builder
        .add("norm", norm, &[conv], numbers.batch_norm(8))
        .unwrap();
    let relu = Op::Activation(Activation::Relu);
    let first = builder.add("relu", relu.clone(), &[norm], vec![]).unwrap();
    let pool = Op::Pool(Pool {
        kind: PoolKind::Max,
        kernel: [3, 3],
        window: window(1),
        ceil: false,
    });
    let pool = builder.add("pool", pool, &[first], vec![]).unwrap();
    let apart = Op::Conv(Conv {
        window: window(1),
        groups: 8,
    });
    let apart = builder
        .add("apart", apart, &[first], vec![numbers.value(&[8, 1, 3, 3])])
        .unwrap();
    let sum = builder
        .add(
            "sum",
            Op::Binary(graph::ops::Binary::Add),
            &[pool, apart],
            vec![],
        )
        .unwrap();
    let last = builder.add("last", relu, &[sum], vec![]).unwrap();
    let flat = builder
        .add(
            "flat",
            Op::Flatten {
                channels_last: false,
            },
            &[last],
            vec![],
        )
        .unwrap();
    let weights = vec![numbers.value(&[240, 7]), numbers.value(&[7])];
    let logits = builder.add("logits", Op::Linear, &[flat], weights).unwrap();
    let graph = builder.finish(&[logits]).unwrap();
    for batch in [1, 5] {
        agree(&graph, batch, 1).unwrap();
    }
    assert_eq!(
        taken(&graph),
        [
            "conv", "norm", "relu", "pool", "apart", "sum", "last", "logits"
        ]
    );
}

/// Attention over 25 tokens, with weights that lie as PyTorch's do: columns side by side.
#[test]
fn a_small_transformer_has_the_values_and_gradients_of_burn() {
    let mut numbers = Numbers::new(7);
    let mut builder = GraphBuilder::default();
    let mut turned = |rows: usize, columns: usize| {
        let weight = numbers.value(&[columns, rows]).rank2().unwrap();
        vec![Value::from(weight.transpose()), numbers.value(&[columns])]
    };
    let picture = builder.input("picture", &[1, 12, 5, 5]).unwrap();
    let axes = vec![0, 12, -1];
    let tokens = builder
        .add("flat", Op::Reshape { axes }, &[picture], vec![])
        .unwrap();
    let turn = Op::Transpose {
        permutation: vec![0, 2, 1],
    };
    let tokens = builder
        .add("tokens", turn.clone(), &[tokens], vec![])
        .unwrap();
    let norm = Op::LayerNorm(LayerNorm {
        axes: vec![2],
        epsilon: 1e-2,
    });
    let affine = vec![
        Value::new(vec![1.5; 12], &[12], &Device::flex()).unwrap(),
        Value::new(vec![0.5; 12], &[12], &Device::flex()).unwrap(),
    ];
    let normal = builder.add("norm", norm, &[tokens], affine).unwrap();
    let [query, key, value] = ["query", "key", "value"].map(|name| {
        builder
            .add(name, Op::Linear, &[normal], turned(12, 9))
            .unwrap()
    });
    let key = builder.add("turn", turn, &[key], vec![]).unwrap();
    let products = builder
        .add("products", Op::MatMul, &[query, key], vec![])
        .unwrap();
    let shares = builder
        .add("shares", Op::Softmax { axis: 2 }, &[products], vec![])
        .unwrap();
    let mixed = builder
        .add("mixed", Op::MatMul, &[shares, value], vec![])
        .unwrap();
    let bent = Op::Activation(Activation::QuickGelu);
    let bent = builder.add("bent", bent, &[mixed], vec![]).unwrap();
    let logits = builder
        .add("logits", Op::Linear, &[bent], turned(9, 4))
        .unwrap();
    let graph = builder.finish(&[logits]).unwrap();
    for batch in [1, 3] {
        agree(&graph, batch, 1).unwrap();
    }
    let names = [
        "norm", "query", "key", "value", "products", "shares", "mixed", "bent", "logits",
    ];
    assert_eq!(taken(&graph), names);
}
