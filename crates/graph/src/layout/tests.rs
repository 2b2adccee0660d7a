use super::*;
use crate::ops::{Activation, LayerNorm, Op, Reduce, ReduceKind, Select};
use crate::{GraphBuilder, NodeId, Values, default_layer, run, summary};

/// A network under construction, of ops without weights.
#[derive(Clone, Default)]
struct Steps {
    builder: GraphBuilder,
    count: usize,
}

impl Steps {
    fn add(&mut self, op: Op, inputs: &[NodeId]) -> NodeId {
        self.count += 1;
        self.builder
            .add(format!("{}", self.count), op, inputs, vec![])
            .unwrap()
    }

    fn reshape(&mut self, axes: &[i64], x: NodeId) -> NodeId {
        self.add(
            Op::Reshape {
                axes: axes.to_vec(),
            },
            &[x],
        )
    }

    fn transpose(&mut self, permutation: &[usize], x: NodeId) -> NodeId {
        let permutation = permutation.to_vec();
        self.add(Op::Transpose { permutation }, &[x])
    }

    fn constant(&mut self, shape: &[usize]) -> NodeId {
        let zeros = vec![0.0; shape.iter().product()];
        let value = Value::new(zeros, shape, &burn::tensor::Device::flex()).unwrap();
        self.count += 1;
        self.builder
            .add(format!("{}", self.count), Op::Constant, &[], vec![value])
            .unwrap()
    }
}

/// The picture with value `10 · row + column + 100 · channel`.
fn numbered(shape: [usize; 4]) -> Vec<f32> {
    let [batch, channels, height, width] = shape;
    let mut values = Vec::new();
    for place in 0..batch * channels * height * width {
        let (column, row) = (place % width, place / width % height);
        values.push((10 * row + column + 100 * (place / width / height)) as f32);
    }
    values
}

/// Runs to a node and arranges its value, which must be the numbered picture again.
fn assert_is_the_picture(graph: &Graph, id: NodeId, shape: [usize; 4]) {
    let picture = Value::new(numbered(shape), &shape, &burn::tensor::Device::flex()).unwrap();
    let known = Values::from([(graph.inputs()[0], picture)]);
    let value = run(graph, &known, &[id]).unwrap().remove(&id).unwrap();
    let arranged = graph.layout(id).unwrap().arrange(value).unwrap();
    assert_eq!(arranged.dims(), shape);
    assert_eq!(
        arranged.into_data().try_to_vec::<f32>().unwrap(),
        numbered(shape)
    );
}

const IDENTITY: Op = Op::Activation(Activation::Relu);

#[test]
fn tokens_with_a_class_token_become_a_grid() {
    let shape = [1, 2, 2, 3];
    let mut steps = Steps::default();
    let x = steps.builder.input("picture", &shape).unwrap();
    let x = steps.reshape(&[0, 2, 6], x);
    let x = steps.transpose(&[0, 2, 1], x);
    let class = steps.constant(&[1, 1, 2]);
    let x = steps.add(Op::Concat { axis: 1 }, &[class, x]);
    let tokens = steps.add(IDENTITY, &[x]);
    let graph = steps.builder.finish(&[tokens]).unwrap();
    assert_eq!(graph.node(tokens).shape, [1, 7, 2]);
    assert_is_the_picture(&graph, tokens, shape);
}

/// Windows as in Swin: 4x6 pixels in windows of 2x3, moved into the batch axis.
#[test]
fn windows_are_undone() {
    let shape = [1, 2, 4, 6];
    let mut steps = Steps::default();
    let x = steps.builder.input("picture", &shape).unwrap();
    let x = steps.transpose(&[0, 2, 3, 1], x);
    let x = steps.reshape(&[0, 2, 2, 2, 3, 2], x);
    let x = steps.transpose(&[0, 1, 3, 2, 4, 5], x);
    let x = steps.reshape(&[-1, 6, 2], x);
    let windows = steps.add(IDENTITY, &[x]);
    let graph = steps.builder.finish(&[windows]).unwrap();
    assert_eq!(graph.node(windows).shape, [4, 6, 2]);
    assert_is_the_picture(&graph, windows, shape);
}

/// Merging 2x2 pixels into channels and mixing them leaves half as many rows and columns. So does
/// selecting every second pixel.
#[test]
fn merged_patches_are_a_coarser_grid() {
    let mut steps = Steps::default();
    let x = steps.builder.input("picture", &[1, 2, 4, 6]).unwrap();
    let x = steps.transpose(&[0, 2, 3, 1], x);
    let apart = steps.reshape(&[0, 2, 2, 3, 2, 2], x);
    let apart = steps.transpose(&[0, 1, 3, 4, 2, 5], apart);
    let merged = steps.reshape(&[0, 2, 3, 8], apart);
    let weight = Value::new(vec![1.0; 24], &[8, 3], &burn::tensor::Device::flex()).unwrap();
    let mixed = steps
        .builder
        .add("mixed", Op::Linear, &[merged], vec![weight])
        .unwrap();
    let places = |axis, places| Op::Select(Select::Places { axis, places });
    let thin = steps.add(places(1, vec![1, 3]), &[x]);
    let thin = steps.add(places(2, vec![0, 2, 4]), &[thin]);
    let graph = steps.builder.finish(&[mixed, thin]).unwrap();
    let grid = |id: NodeId| graph.layout(id).and_then(Layout::grid);
    let (height, width) = (2, 3);
    assert_eq!(
        grid(mixed),
        Some(Grid {
            channels: 3,
            height,
            width
        })
    );
    assert_eq!(
        grid(thin),
        Some(Grid {
            channels: 2,
            height,
            width
        })
    );
}

/// One attention of a class token and four patches, with a layer norm before and after.
#[test]
fn patch_tokens_after_the_last_attention_are_not_offered() {
    let mut steps = Steps::default();
    let norm = || {
        Op::LayerNorm(LayerNorm {
            axes: vec![2],
            epsilon: 1e-6,
        })
    };
    let range = |range| Op::Select(Select::Range { axis: 1, range });
    let x = steps.builder.input("picture", &[1, 3, 2, 2]).unwrap();
    let x = steps.reshape(&[0, 3, 4], x);
    let x = steps.transpose(&[0, 2, 1], x);
    let class = steps.constant(&[1, 1, 3]);
    let x = steps.add(Op::Concat { axis: 1 }, &[class, x]);
    let norm1 = steps.add(norm(), &[x]);
    let keys = steps.transpose(&[0, 2, 1], norm1);
    let scores = steps.add(Op::MatMul, &[norm1, keys]);
    let weights = steps.add(Op::Softmax { axis: 2 }, &[scores]);
    let seen = steps.add(Op::MatMul, &[weights, norm1]);
    let sum = steps.add(Op::Binary(crate::ops::Binary::Add), &[x, seen]);
    let norm2 = steps.add(norm(), &[sum]);
    let class_only = steps.add(range(0..1), &[norm2]);
    let with_class = steps.reshape(&[0, 3], class_only);
    let patches = steps.add(range(1..5), &[norm2]);
    let (kind, axes, keep_axes) = (ReduceKind::Mean, vec![1], false);
    let mean = steps.add(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[patches],
    );

    let head = |output| steps.builder.clone().finish(&[output]).unwrap();
    let class_head = head(with_class);
    let table = summary(&class_head);
    assert!(
        table[weights.index()].grid.is_none(),
        "attention weights are not a picture"
    );
    let reached = |id: NodeId| table[id.index()].reached;
    assert!(reached(norm1) && !reached(seen) && !reached(sum) && !reached(norm2));
    assert_eq!(default_layer(&class_head), Some(norm1));
    let mean_head = head(mean);
    assert!(summary(&mean_head)[norm2.index()].explainable());
    assert_eq!(default_layer(&mean_head), Some(norm2));
}

/// Joining along a transposed batch axis makes a larger batch, which no axis of size 1 takes up.
#[test]
fn a_joined_batch_is_an_axis_of_its_own() {
    let mut steps = Steps::default();
    let picture = steps.builder.input("picture", &[1, 3, 2, 2]).unwrap();
    let turned = steps.transpose(&[1, 0, 2, 3], picture);
    let joined = steps.add(Op::Concat { axis: 1 }, &[turned, turned]);
    let apart = steps.reshape(&[3, 1, 2, 2, 2], joined);
    let graph = steps.builder.finish(&[apart]).unwrap();
    let sizes = |id| {
        graph
            .layout(id)
            .map(|layout| layout.axes.iter().map(Axis::size).collect())
    };
    assert_eq!(sizes(joined), Some(vec![3, 2, 2, 2]));
    assert_eq!(sizes(apart), Some(vec![3, 1, 2, 2, 2]));
}
