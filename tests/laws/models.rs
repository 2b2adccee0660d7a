//! Laws at every layer of two larger networks: the embedded one, and a `MobileNetV2` as Teachable
//! Machine exports it.

use burn::tensor::Device;
use compare::{assert_relative, assert_shape};
use formats::SourceFile;
use graph::{Graph, NodeId, ReluRule, Value, Values, fold_batch_norm, gradients, run, summary};
use tests::teachable::Teachable;
use tests::{Numbers, class_seed, embedded, read};

fn import(files: Vec<SourceFile>) -> Graph {
    formats::import(files, None, &Device::flex()).unwrap().graph
}

fn picture(graph: &Graph) -> Values {
    let input = graph.inputs()[0];
    Values::from([(input, Numbers::new(5).value(&graph.node(input).shape))])
}

fn layers(graph: &Graph) -> Vec<NodeId> {
    summary(graph)
        .into_iter()
        .filter(graph::Layer::explainable)
        .map(|layer| layer.id)
        .collect()
}

fn logits(graph: &Graph, known: &Values) -> Vec<f32> {
    read(
        run(graph, known, &[graph.logits()])
            .unwrap()
            .remove(&graph.logits())
            .unwrap(),
    )
}

fn cut_and_run_on(graph: &Graph) {
    let known = picture(graph);
    let whole = logits(graph, &known);
    for layer in layers(graph) {
        let mut cut = known.clone();
        cut.extend(run(graph, &known, &[layer]).unwrap());
        assert_eq!(
            logits(graph, &cut),
            whole,
            "cut at {}",
            graph.node(layer).name
        );
    }
}

/// Compares the gradient with central differences along it. The step moves the score by about 1e-2,
/// which float32 resolves to 1e-4. A ReLU or ReLU6 that reaches a bound between the two points adds
/// up to 3 % here.
fn evidence_is_the_slope(graph: &Graph) {
    let known = picture(graph);
    let values = run(graph, &known, &layers(graph)).unwrap();
    let seed = class_seed(graph, 1).unwrap().gradient;
    let shape = &graph.node(graph.logits()).shape;
    let seed = Value::new(seed, shape, &Device::flex()).unwrap();
    let all = gradients(
        graph,
        &known,
        (graph.logits(), seed),
        &layers(graph),
        ReluRule::Plain,
    )
    .unwrap();
    for layer in layers(graph) {
        let name = &graph.node(layer).name;
        assert_shape(name, &all[&layer].shape(), &values[&layer].shape());
        let (gradient, activation) = (read(all[&layer].clone()), read(values[&layer].clone()));
        let slope = gradient
            .iter()
            .map(|g| f64::from(*g).powi(2))
            .sum::<f64>()
            .sqrt();
        assert!(slope > 1e-6, "{} has a gradient", graph.node(layer).name);
        let step = 5e-3 / slope;
        let moved = |sign: f64| {
            let along = |(v, g): (&f32, &f32)| v + (sign * step * f64::from(*g) / slope) as f32;
            let moved = activation.iter().zip(&gradient).map(along).collect();
            let moved = Value::new(moved, &values[&layer].shape(), &Device::flex()).unwrap();
            let mut known = known.clone();
            known.insert(layer, moved);
            f64::from(logits(graph, &known)[1])
        };
        let found = (moved(1.0) - moved(-1.0)) / (2.0 * step);
        let error = (found - slope).abs() / slope;
        assert!(
            error < 3e-2,
            "{}: slope {slope}, difference {found}",
            graph.node(layer).name
        );
    }
}

/// Folded weights are rounded once more. The limit is 100 times the error measured.
fn folding_changes_no_value(graph: &Graph) {
    let folded = fold_batch_norm(graph).unwrap();
    let known = picture(graph);
    let wanted = layers(graph);
    let (before, after) = (
        run(graph, &known, &wanted).unwrap(),
        run(&folded, &known, &wanted).unwrap(),
    );
    for layer in wanted {
        let (found, expected) = (read(after[&layer].clone()), read(before[&layer].clone()));
        assert_relative(&graph.node(layer).name, &found, &expected, 1e-4);
    }
}

#[test]
fn the_laws_hold_at_every_layer_of_the_embedded_network() {
    let graph = import(embedded::files());
    cut_and_run_on(&graph);
    evidence_is_the_slope(&graph);
    folding_changes_no_value(&graph);
}

#[test]
fn the_laws_hold_at_every_layer_of_the_teachable_machine_model() {
    let graph = import(Teachable::read().files());
    assert!(layers(&graph).len() > 140, "MobileNet has about 150 layers");
    cut_and_run_on(&graph);
    evidence_is_the_slope(&graph);
    folding_changes_no_value(&graph);
}
