//! Our kernels and Burn's ops give the same values and gradients, in any network.

use burn::tensor::Device;
use compare::assert_absolute;
use fastrand::Rng;
use graph::ops::{Activation, BatchNorm, Binary, Conv, Pool, PoolKind, Window};
use graph::{Graph, GraphBuilder, NodeId, Op, ReluRule, Value, Values, gradients, run};

fn value(random: &mut Rng, shape: &[usize]) -> Value {
    let count = shape.iter().product();
    let numbers = (0..count).map(|_| random.f32() - 0.5).collect();
    Value::new(numbers, shape, &Device::flex()).unwrap()
}

fn read(value: &Value) -> Vec<f32> {
    pollster::block_on(value.clone().read()).unwrap()
}

/// A network that is put together by chance from what our kernels take and what they do not.
struct Network {
    builder: GraphBuilder,
    random: Rng,
    last: NodeId,
    /// Channels, rows and columns of the last value.
    shape: [usize; 3],
}

impl Network {
    fn new(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let shape = [random.usize(1..5), random.usize(8..14), random.usize(8..14)];
        let mut builder = GraphBuilder::default();
        let input = [&[1], shape.as_slice()].concat();
        let last = builder.input("input", &input).unwrap();
        Self {
            builder,
            random,
            last,
            shape,
        }
    }

    fn add(&mut self, op: Op, inputs: &[NodeId], constants: Vec<Value>) -> NodeId {
        let name = format!("node {}", self.builder.len());
        self.last = self.builder.add(name, op, inputs, constants).unwrap();
        self.last
    }

    fn conv(&mut self, groups: usize) {
        let out = groups * self.random.usize(1..4);
        let side = self.random.choice([1, 3, 5]).unwrap();
        let stride = [self.random.usize(1..3), self.random.usize(1..3)];
        let padding = side / 2;
        let window = Window {
            stride,
            padding: [
                (padding, padding),
                (padding, padding + self.random.usize(0..2)),
            ],
            dilation: [1, 1],
        };
        let [channels, ..] = self.shape;
        let mut constants = vec![value(
            &mut self.random,
            &[out, channels / groups, side, side],
        )];
        if self.random.bool() {
            constants.push(value(&mut self.random, &[out]));
        }
        let before = self.last;
        self.add(Op::Conv(Conv { window, groups }), &[before], constants);
        self.see();
    }

    /// Looks up the shape of the last node.
    fn see(&mut self) {
        let shape = self.builder.shape(self.last).to_vec();
        self.shape = [shape[1], shape[2], shape[3]];
    }

    fn step(&mut self) {
        let before = self.last;
        match self.random.u32(0..9) {
            0 | 1 => self.conv(1),
            2 => self.conv(self.shape[0]),
            3 => {
                let channels = self.shape[0];
                let mut numbers = || value(&mut self.random, &[channels]);
                let (gamma, beta, mean) = (numbers(), numbers(), numbers());
                let variance =
                    Value::new(vec![0.5; channels], &[channels], &Device::flex()).unwrap();
                let norm = Op::BatchNorm(BatchNorm { epsilon: 1e-3 });
                self.add(norm, &[before], vec![gamma, beta, mean, variance]);
            }
            4 => {
                self.add(Op::Activation(Activation::Relu), &[before], Vec::new());
            }
            5 => {
                let clip = Activation::Clip {
                    low: 0.0,
                    high: 0.3,
                };
                self.add(Op::Activation(clip), &[before], Vec::new());
            }
            6 => {
                let tanh = self.add(Op::Activation(Activation::Tanh), &[before], Vec::new());
                self.add(Op::Binary(Binary::Add), &[before, tanh], Vec::new());
            }
            7 => {
                let kind = self.random.choice([
                    PoolKind::Max,
                    PoolKind::Average {
                        count_padding: true,
                    },
                    PoolKind::Average {
                        count_padding: false,
                    },
                ]);
                let window = Window {
                    stride: [1, 1],
                    padding: [(1, 1); 2],
                    ..Window::default()
                };
                let pool = Pool {
                    kind: kind.unwrap(),
                    kernel: [3, 3],
                    window,
                    ceil: false,
                };
                self.add(Op::Pool(pool), &[before], Vec::new());
            }
            _ => {
                self.add(Op::Binary(Binary::Add), &[before, before], Vec::new());
            }
        }
    }

    /// Tokens, their products with each other, and a linear layer.
    fn finish(mut self) -> Graph {
        let [channels, ..] = self.shape;
        let tokens = Op::Reshape {
            axes: vec![0, channels as i64, -1],
        };
        let before = self.last;
        let tokens = self.add(tokens, &[before], Vec::new());
        let turn = Op::Transpose {
            permutation: vec![0, 2, 1],
        };
        let turned = self.add(turn, &[tokens], Vec::new());
        let products = self.add(Op::MatMul, &[tokens, turned], Vec::new());
        let weight = value(&mut self.random, &[5, channels]);
        // As PyTorch's weights lie: the columns side by side.
        let weight = Value::from(weight.rank2().unwrap().transpose());
        let bias = value(&mut self.random, &[5]);
        let linear = self.add(Op::Linear, &[products], vec![weight, bias]);
        let output = self.add(
            Op::Flatten {
                channels_last: false,
            },
            &[linear],
            Vec::new(),
        );
        self.builder.finish(&[output]).unwrap()
    }
}

/// Sums of some hundred products of numbers below 1, through up to twelve layers: values and gradients
/// grow to some hundreds, and each sum is rounded in another order.
fn assert_close(case: &str, found: &[f32], expected: &[f32]) {
    let largest = expected
        .iter()
        .fold(1.0_f32, |largest, value| largest.max(value.abs()));
    assert_absolute(case, found, expected, 2e-5 * largest);
}

#[test]
fn any_network_has_the_values_and_gradients_of_burn() {
    for seed in 0..60 {
        let mut network = Network::new(seed);
        for _ in 0..10 {
            network.step();
        }
        let graph = network.finish();
        let mut random = Rng::with_seed(seed);
        let input = graph.inputs()[0];
        for batch in [1, 3] {
            let mut shape = graph.node(input).shape.clone();
            shape[0] = batch;
            let known = Values::from([(input, value(&mut random, &shape))]);
            let output = graph.outputs()[0];
            let all: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
            let fast = graph.clone().with_fast(&cpu::KERNELS);
            for wanted in [&[output][..], &all] {
                let expected = run(&graph, &known, wanted).unwrap();
                let found = run(&fast, &known, wanted).unwrap();
                assert_eq!(found.len(), expected.len());
                for (id, expected) in &expected {
                    let case = format!("seed {seed}, batch {batch}, {:?}", graph.node(*id).op);
                    assert_eq!(found[id].shape(), expected.shape(), "{case}");
                    assert_close(&case, &read(&found[id]), &read(expected));
                }
            }
            let score = run(&graph, &known, &[output])
                .unwrap()
                .remove(&output)
                .unwrap();
            let seed_of_score = value(&mut random, &score.shape());
            let back = |graph: &Graph| {
                let score = (output, seed_of_score.clone());
                gradients(graph, &known, score, &all, ReluRule::Plain).unwrap()
            };
            let (expected, found) = (back(&graph), back(&fast));
            assert_eq!(found.len(), expected.len());
            for (id, expected) in &expected {
                let case = format!(
                    "seed {seed}, batch {batch}, gradient at {:?}",
                    graph.node(*id).op
                );
                assert_close(&case, &read(&found[id]), &read(expected));
            }
        }
    }
}
