//! Tiny networks for tests with hand-computed values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use burn::tensor::Device;
use graph::ops::{Activation, Binary, Conv, Op, Window};
use graph::{Graph, GraphBuilder, NodeId, Value};
use imaging::Map;
use pollster::block_on;

use crate::{
    Candidate, Channels, ExplainError, How, Measured, Method, Metric, Network, OptionKind, Outcome,
    PlainRun, Question, Setting, Settings, Target, Task, Trial, Unwatched, Watch,
};

pub(crate) struct TinyNetwork {
    pub(crate) graph: Graph,
    pub(crate) layer: NodeId,
    pub(crate) input: Value,
}

/// `(a + 2·b)²` of the pixels `a` = 3 and `b` = 1.
pub(crate) fn square_of_sums() -> TinyNetwork {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
    let sum = add(
        &mut builder,
        Op::Conv(conv()),
        &[input],
        vec![value(&[1.0, 2.0], &[1, 1, 1, 2])],
    );
    let square = add(&mut builder, Op::Binary(Binary::Mul), &[sum, sum], vec![]);
    finish(builder, square, (input, [3.0, 1.0]))
}

/// `max(a, 0) − max(b, 0)` of the pixels `a` and `b`.
pub(crate) fn difference_of_relus(pixels: [f32; 2]) -> TinyNetwork {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
    let relu = add(
        &mut builder,
        Op::Activation(Activation::Relu),
        &[input],
        vec![],
    );
    let weight = value(&[1.0, -1.0], &[1, 1, 1, 2]);
    let difference = add(&mut builder, Op::Conv(conv()), &[relu], vec![weight]);
    finish(builder, difference, (input, pixels))
}

/// The pixels are `a` = 2 and `b` = 1. The layer has the channels `(2·a, 2·b)` and `(a + 1, b + 1)`.
/// The score is `2·a`: the first channel at the first pixel.
pub(crate) fn two_channel_layer() -> TinyNetwork {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
    let constants = vec![value(&[2.0, 1.0], &[2, 1, 1, 1]), value(&[0.0, 1.0], &[2])];
    let layer = add(&mut builder, Op::Conv(conv()), &[input], constants);
    let weight = value(&[1.0, 0.0, 0.0, 0.0], &[1, 2, 1, 2]);
    let sum = builder
        .add("sum", Op::Conv(conv()), &[layer], vec![weight])
        .unwrap();
    TinyNetwork {
        layer,
        ..finish(builder, sum, (input, [2.0, 1.0]))
    }
}

/// The score is the first of ten pixels, which is 1; the others are 0.
pub(crate) fn first_of_ten() -> TinyNetwork {
    let one = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 10]).unwrap();
    let weight = value(&one, &[1, 1, 1, 10]);
    let first = add(&mut builder, Op::Conv(conv()), &[input], vec![weight]);
    TinyNetwork {
        input: value(&one, &[1, 1, 1, 10]),
        ..finish(builder, first, (input, [0.0, 0.0]))
    }
}

fn finish(
    mut builder: GraphBuilder,
    last: NodeId,
    (layer, pixels): (NodeId, [f32; 2]),
) -> TinyNetwork {
    let flat = Op::Flatten {
        channels_last: false,
    };
    let score = add(&mut builder, flat, &[last], vec![]);
    TinyNetwork {
        graph: builder.finish(&[score]).unwrap(),
        layer,
        input: value(&pixels, &[1, 1, 1, 2]),
    }
}

/// A convolution without padding, with stride 1.
pub(crate) fn conv() -> Conv {
    Conv {
        window: Window::default(),
        groups: 1,
    }
}

pub(crate) fn add(
    builder: &mut GraphBuilder,
    op: Op,
    inputs: &[NodeId],
    constants: Vec<Value>,
) -> NodeId {
    let name = format!("{} {}", op.name(), inputs[0].index());
    builder.add(name, op, inputs, constants).unwrap()
}

pub(crate) fn value(values: &[f32], shape: &[usize]) -> Value {
    Value::new(values.to_vec(), shape, &Device::flex()).unwrap()
}

/// Returns the outcome of a method for the first output.
pub(crate) fn ask(id: &str, network: &TinyNetwork, options: &[(&str, &str)]) -> Outcome {
    try_ask(id, network, options).unwrap()
}

pub(crate) fn try_ask(
    id: &str,
    network: &TinyNetwork,
    options: &[(&str, &str)],
) -> Result<Outcome, ExplainError> {
    ask_before(&mut Unwatched, id, network, options)
}

pub(crate) fn ask_before(
    watch: &mut dyn Watch,
    id: &str,
    network: &TinyNetwork,
    options: &[(&str, &str)],
) -> Result<Outcome, ExplainError> {
    let method = Method::by_id(id)?;
    let settings = Settings::new(method.info.options, &given(method, options))?;
    block_on(method.explain(&question(network), &settings, watch))
}

/// Returns the channels of the layer by their weight for the first output.
pub(crate) fn channels_of(
    id: &str,
    network: &TinyNetwork,
    places: Range<usize>,
) -> Result<Channels, ExplainError> {
    let shares = ask(id, network, &[]).shares;
    block_on(Channels::read(&question(network), shares, places))
}

/// Returns a question about the layer and the first output.
pub(crate) fn question(network: &TinyNetwork) -> Question {
    let graph = &network.graph;
    let whole = Network::new(graph.clone()).unwrap();
    let run = PlainRun::new(Rc::new(whole), network.input.clone(), &[]);
    let run = block_on(run).unwrap();
    let shape = &graph.node(graph.logits()).shape;
    let aim = Target::class(0).aim(Task::Regression, shape, run.outputs(), None);
    Question {
        run: Rc::new(run),
        layer: network.layer,
        more_layers: Vec::new(),
        aim: aim.unwrap(),
    }
}

/// Measures a finished map of the first output with a metric. The raw map is the mean activation of
/// the layer.
pub(crate) fn judge<const PIXELS: usize>(
    id: &str,
    network: &TinyNetwork,
    map: [f32; PIXELS],
) -> Option<Measured> {
    let how = How::new(Method::by_id("activation-mean").unwrap()).unwrap();
    let question = question(network);
    let candidate = Candidate {
        raw: &ask(how.method.info.id, network, &[]).map,
        finished: &Map::new(PIXELS, 1, map.to_vec()).unwrap(),
        other: None,
        inside: None,
        trial: &block_on(Trial::new(&question)).unwrap(),
        made: Some((&how, &question)),
    };
    let metric = Metric::by_id(id).unwrap();
    block_on(metric.measure(&candidate, &mut Unwatched)).unwrap()
}

fn given(method: &Method, options: &[(&str, &str)]) -> BTreeMap<String, Setting> {
    let setting = |(id, text): &(&str, &str)| {
        let option = method.info.options.iter().find(|option| option.id == *id);
        let setting = match option.unwrap().kind {
            OptionKind::Switch { .. } => Setting::Switch(text.parse().unwrap()),
            OptionKind::Number { .. } => Setting::Number(text.parse().unwrap()),
            OptionKind::Choice { .. } => Setting::Choice((*text).into()),
        };
        ((*id).to_owned(), setting)
    };
    options.iter().map(setting).collect()
}
