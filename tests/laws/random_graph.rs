//! Random networks with residual branches, concats, padding, dilation, pools, norms and every
//! activation.

use graph::ops::{
    Activation, BatchNorm, Binary, Conv, Coordinates, GlobalPool, GroupNorm, LayerNorm, Pool,
    PoolKind, Resize, ResizeMode, Window,
};
use graph::{Graph, GraphBuilder, NodeId, Op, Value};
use tests::Numbers;

pub(crate) const SIDE: usize = 6;
pub(crate) const CLASSES: usize = 4;

/// Which functions a random graph may use: differences of finite steps need smooth ones.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Functions {
    Smooth,
    All,
}

/// Builds a graph from any list of choices: each adds a node that reads one or two earlier ones.
pub(crate) fn random_graph(
    choices: &[(u8, usize, usize)],
    functions: Functions,
    seed: u64,
) -> Graph {
    let mut numbers = Numbers::new(seed);
    let mut builder = GraphBuilder::default();
    let mut nodes = vec![builder.input("picture", &[1, 3, SIDE, SIDE]).unwrap()];
    for (index, (kind, first, second)) in choices.iter().enumerate() {
        let (a, b) = (nodes[first % nodes.len()], nodes[second % nodes.len()]);
        let mut growing = Growing {
            builder: &mut builder,
            numbers: &mut numbers,
            index,
        };
        let kinked = functions == Functions::All;
        let (op, inputs, constants) = growing.step(*kind % 22, a, b, kinked);
        let name = format!("node{index}");
        nodes.push(builder.add(name, op, &inputs, constants).unwrap());
    }
    // The last nodes meet, so that no branch is lost.
    let tail: Vec<NodeId> = nodes.iter().rev().take(3).copied().collect();
    let joined = builder
        .add("joined", Op::Concat { axis: 1 }, &tail, vec![])
        .unwrap();
    let channels = builder.shape(joined)[1];
    let pool = Op::GlobalPool(GlobalPool {
        max: false,
        keep_axes: false,
    });
    let pooled = builder.add("pooled", pool, &[joined], vec![]).unwrap();
    let constants = vec![
        numbers.value(&[channels, CLASSES]),
        numbers.value(&[CLASSES]),
    ];
    let logits = builder
        .add("logits", Op::Linear, &[pooled], constants)
        .unwrap();
    let output = builder
        .add("output", Op::Softmax { axis: 1 }, &[logits], vec![])
        .unwrap();
    builder.finish(&[output]).unwrap()
}

/// An op with what it reads and its weights.
type Step = (Op, Vec<NodeId>, Vec<Value>);

struct Growing<'a> {
    builder: &'a mut GraphBuilder,
    numbers: &'a mut Numbers,
    index: usize,
}

impl Growing<'_> {
    fn step(&mut self, kind: u8, a: NodeId, b: NodeId, kinked: bool) -> Step {
        let same = self.builder.shape(a) == self.builder.shape(b);
        match kind {
            0..=5 => self.weighted(kind, a),
            6 => self.channels_last(a),
            7 | 8 => (pool(kind, self.channels(a)), vec![a], vec![]),
            9 if kinked => (pool(kind, self.channels(a)), vec![a], vec![]),
            9..=13 => (Op::Activation(activation(kind, kinked)), vec![a], vec![]),
            14 => self.padded(a),
            15 | 16 if same => (Op::Binary(Binary::Add), vec![a, b], vec![]),
            17 if same => (Op::Binary(Binary::Mul), vec![a, b], vec![]),
            18 if same => (Op::Binary(Binary::Sub), vec![a, b], vec![]),
            19 => self.group_norm(a),
            20 => self.resized(a),
            _ => (Op::Concat { axis: 1 }, vec![a, b], vec![]),
        }
    }

    fn channels(&self, id: NodeId) -> usize {
        self.builder.shape(id)[1]
    }

    fn weighted(&mut self, kind: u8, a: NodeId) -> Step {
        let channels = self.channels(a);
        let numbers = &mut *self.numbers;
        let (op, weights) = match kind {
            0 => (
                conv(even(1), 1),
                vec![numbers.value(&[4, channels, 3, 3]), numbers.value(&[4])],
            ),
            1 => (
                conv(Window::default(), 1),
                vec![numbers.value(&[3, channels, 1, 1])],
            ),
            2 => (
                conv(uneven(), channels),
                vec![numbers.value(&[channels, 1, 3, 3])],
            ),
            3 => {
                let window = Window {
                    dilation: [2, 2],
                    ..even(2)
                };
                (conv(window, 1), vec![numbers.value(&[2, channels, 3, 3])])
            }
            4 => (
                Op::BatchNorm(BatchNorm { epsilon: 1e-3 }),
                numbers.batch_norm(channels),
            ),
            _ => (Op::Bias, vec![numbers.value(&[channels])]),
        };
        (op, vec![a], weights)
    }

    /// A layer norm over channels, where transformers have them.
    fn channels_last(&mut self, a: NodeId) -> Step {
        let channels = self.channels(a);
        let axes = |permutation: &[usize]| Op::Transpose {
            permutation: permutation.to_vec(),
        };
        let last = self.named("last", axes(&[0, 2, 3, 1]), a, vec![]);
        let norm = Op::LayerNorm(LayerNorm {
            axes: vec![3],
            epsilon: 0.1,
        });
        let weights = vec![
            self.numbers.value(&[channels]),
            self.numbers.value(&[channels]),
        ];
        let normal = self.named("norm", norm, last, weights);
        (axes(&[0, 3, 1, 2]), vec![normal], vec![])
    }

    fn padded(&mut self, a: NodeId) -> Step {
        let weights = vec![self.numbers.value(&[3, self.channels(a), 3, 3])];
        let (window, value) = ([(1, 1), (0, 2)], 0.5);
        let wider = self.named("pad", Op::Pad { window, value }, a, vec![]);
        (conv(Window::default(), 1), vec![wider], weights)
    }

    fn group_norm(&mut self, a: NodeId) -> Step {
        let groups = self.channels(a);
        let weights = vec![self.numbers.value(&[groups]), self.numbers.value(&[groups])];
        (
            Op::GroupNorm(GroupNorm {
                groups,
                epsilon: 0.1,
            }),
            vec![a],
            weights,
        )
    }

    /// Smaller and back again.
    fn resized(&mut self, a: NodeId) -> Step {
        let (size, mode) = ([SIDE, SIDE], ResizeMode::Linear);
        let smaller = Resize::to([3, 4], size, Coordinates::HalfPixel, mode);
        let small = self.named("small", Op::Resize(smaller), a, vec![]);
        let back = Resize::to(size, [3, 4], Coordinates::AlignCorners, mode);
        (Op::Resize(back), vec![small], vec![])
    }

    fn named(&mut self, name: &str, op: Op, input: NodeId, weights: Vec<Value>) -> NodeId {
        let name = format!("{name}{}", self.index);
        self.builder.add(name, op, &[input], weights).unwrap()
    }
}

fn conv(window: Window, groups: usize) -> Op {
    Op::Conv(Conv { window, groups })
}

fn even(padding: usize) -> Window {
    Window {
        padding: [(padding, padding); 2],
        ..Window::default()
    }
}

fn uneven() -> Window {
    Window {
        padding: [(0, 2), (2, 0)],
        ..Window::default()
    }
}

fn pool(kind: u8, channels: usize) -> Op {
    let count_padding = channels.is_multiple_of(2);
    let (kind, window) = match kind {
        7 => (PoolKind::Average { count_padding }, even(1)),
        8 => (PoolKind::Average { count_padding }, uneven()),
        _ => (PoolKind::Max, uneven()),
    };
    let (kernel, ceil) = ([3, 3], false);
    Op::Pool(Pool {
        kind,
        kernel,
        window,
        ceil,
    })
}

fn activation(kind: u8, kinked: bool) -> Activation {
    let (low, high) = (0.0, 0.5);
    match (kind, kinked) {
        (10, true) => Activation::Relu,
        (11, true) => Activation::Clip { low, high },
        (12, true) => Activation::LeakyRelu { slope: 0.3 },
        (13, true) => Activation::HardSwish,
        (9, _) => Activation::Tanh,
        (10, _) => Activation::Swish,
        (11, _) => Activation::Gelu,
        (12, _) => Activation::GeluTanh,
        _ => Activation::Sigmoid,
    }
}
