//! Networks of a few numbers, to be computed in the head.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use burn::tensor::Device;
use graph::ops::{Activation, Binary, Conv, Op, Window};
use graph::{Graph, GraphBuilder, NodeId, Value, Values, run};

use imaging::Map;

use crate::{
    Asked, Candidate, Channels, ExplainError, Measured, Merge, Method, Metric, OptionKind, Outcome,
    Plain, Question, Setting, Settings, Target, Task, Trial, Unwatched, Watch,
};

pub(crate) struct Network {
    pub(crate) graph: Graph,
    pub(crate) layer: NodeId,
    pub(crate) input: Value,
}

/// `(a + 2·b)²` of two pixels, 3 and 1.
pub(crate) fn square_of_sums() -> Network {
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

/// `max(a, 0) − max(b, 0)` of two pixels.
pub(crate) fn difference_of_relus(pixels: [f32; 2]) -> Network {
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

/// Of two pixels `a` = 2 and `b` = 1, a layer with the channels `(2·a, 2·b)` and `(a + 1, b + 1)`, of
/// which only the first counts: the score is `2·a`.
pub(crate) fn two_channel_layer() -> Network {
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
    let constants = vec![value(&[2.0, 1.0], &[2, 1, 1, 1]), value(&[0.0, 1.0], &[2])];
    let layer = add(&mut builder, Op::Conv(conv()), &[input], constants);
    let weight = value(&[1.0, 0.0, 0.0, 0.0], &[1, 2, 1, 2]);
    let sum = builder
        .add("sum", Op::Conv(conv()), &[layer], vec![weight])
        .unwrap();
    Network {
        layer,
        ..finish(builder, sum, (input, [2.0, 1.0]))
    }
}

/// The first of ten pixels in a row, of which it is 1 and the others 0.
pub(crate) fn first_of_ten() -> Network {
    let one = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 1, 1, 10]).unwrap();
    let weight = value(&one, &[1, 1, 1, 10]);
    let first = add(&mut builder, Op::Conv(conv()), &[input], vec![weight]);
    Network {
        input: value(&one, &[1, 1, 1, 10]),
        ..finish(builder, first, (input, [0.0, 0.0]))
    }
}

fn finish(mut builder: GraphBuilder, last: NodeId, (layer, pixels): (NodeId, [f32; 2])) -> Network {
    let flat = Op::Flatten {
        channels_last: false,
    };
    let score = add(&mut builder, flat, &[last], vec![]);
    Network {
        graph: builder.finish(&[score]).unwrap(),
        layer,
        input: value(&pixels, &[1, 1, 1, 2]),
    }
}

/// A convolution that neither pads nor skips.
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

/// What a method says of the first output.
pub(crate) fn ask(id: &str, network: &Network, options: &[(&str, &str)]) -> Outcome {
    try_ask(id, network, options).unwrap()
}

pub(crate) fn try_ask(
    id: &str,
    network: &Network,
    options: &[(&str, &str)],
) -> Result<Outcome, ExplainError> {
    ask_before(&mut Unwatched, id, network, options)
}

/// What a method says of the first output while somebody watches.
pub(crate) fn ask_before(
    watch: &mut impl Watch,
    id: &str,
    network: &Network,
    options: &[(&str, &str)],
) -> Result<Outcome, ExplainError> {
    let method = Method::by_id(id)?;
    let settings = Settings::new(method.info().options, &given(method, options))?;
    questioned(network, |question| {
        pollster::block_on(method.explain(question, &settings, watch))
    })
}

/// The channels of the layer by their weight for the first output.
pub(crate) fn channels_of(
    id: &str,
    network: &Network,
    places: Range<usize>,
) -> Result<Channels, ExplainError> {
    let shares = ask(id, network, &[]).shares;
    questioned(network, |question| {
        pollster::block_on(Channels::read(question, shares, places))
    })
}

/// What is found by a question about the layer and the first output.
fn questioned<T>(
    network: &Network,
    work: impl FnOnce(&Question<'_>) -> Result<T, ExplainError>,
) -> Result<T, ExplainError> {
    let graph = &network.graph;
    let known = Values::from([(graph.inputs()[0], network.input.clone())]);
    let score = graph.logits();
    let outputs = run(graph, &known, &[score])?.remove(&score).unwrap();
    let outputs = pollster::block_on(outputs.read())?;
    let aim = Target::class(0).aim(Task::Regression, &graph.node(score).shape, &outputs)?;
    let question = Question {
        graph,
        original: graph,
        known: &known,
        layer: network.layer,
        aim: &aim,
        outputs: &outputs,
        evidence: RefCell::default(),
    };
    work(&question)
}

/// What a metric says of a finished map of the first output; made, where that counts, by the mean of
/// the layer's channels.
pub(crate) fn judge<const PIXELS: usize>(
    id: &str,
    network: &Network,
    map: [f32; PIXELS],
) -> Option<Measured> {
    let graph = &network.graph;
    let known = Values::from([(graph.inputs()[0], network.input.clone())]);
    let outputs = pollster::block_on(crate::smoothing::outputs(graph, &known)).unwrap();
    let shape = &graph.node(graph.logits()).shape;
    let aim = Target::class(0).aim(Task::Regression, shape, &outputs);
    let method = Method::ActivationMean;
    let asked = Asked {
        method,
        settings: Settings::new(method.info().options, &BTreeMap::new()).unwrap(),
        layers: vec![network.layer],
        merge: Merge::Mean,
        aim: aim.unwrap(),
    };
    let plain = Plain {
        folded: graph,
        original: graph,
        known: &known,
        outputs: &outputs,
    };
    let candidate = Candidate {
        raw: &ask(method.info().id, network, &[]).map,
        finished: &Map::new(PIXELS, 1, map.to_vec()).unwrap(),
        other: None,
        inside: None,
        trial: &pollster::block_on(Trial::new(plain, &asked.aim)).unwrap(),
        made: Some((&asked, plain)),
    };
    let metric = Metric::by_id(id).unwrap();
    pollster::block_on(metric.measure(&candidate, &mut Unwatched)).unwrap()
}

fn given(method: Method, options: &[(&str, &str)]) -> BTreeMap<String, Setting> {
    let setting = |(id, text): &(&str, &str)| {
        let option = method.info().options.iter().find(|option| option.id == *id);
        let setting = match option.unwrap().kind {
            OptionKind::Switch { .. } => Setting::Switch(text.parse().unwrap()),
            OptionKind::Number { .. } => Setting::Number(text.parse().unwrap()),
            OptionKind::Choice { .. } => Setting::Choice((*text).into()),
        };
        ((*id).to_owned(), setting)
    };
    options.iter().map(setting).collect()
}
