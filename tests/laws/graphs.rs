//! Laws that hold for any network, tested on random graphs with residual branches and concats.

use burn::tensor::Device;
use compare::{assert_shape, compare, within};
use explain::{Evidence, ExplainError, Unwatched, evidence};
use graph::ops::Activation;
use graph::{
    Graph, GraphBuilder, NodeId, Op, ReluRule, Value, Values, fold_batch_norm, gradients, run,
};
use pollster::block_on;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tests::{Numbers, class_seed, map_of, read};

use crate::random_graph::{CLASSES, Functions, SIDE, random_graph};

fn choices() -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((any::<u8>(), 0usize..64, 0usize..64), 3..14)
}

fn picture(graph: &Graph, batch: usize, seed: u64) -> Values {
    let value = Numbers::new(seed).value(&[batch, 3, SIDE, SIDE]);
    Values::from([(graph.inputs()[0], value)])
}

fn value_at(graph: &Graph, known: &Values, node: NodeId) -> Value {
    run(graph, known, &[node]).unwrap().remove(&node).unwrap()
}

/// The nodes that the logits depend on, including the input.
fn used(graph: &Graph) -> Vec<NodeId> {
    let used = graph.used();
    graph
        .nodes()
        .map(|(id, _)| id)
        .filter(|id| used[id.index()])
        .collect()
}

/// Fails unless no value is further off than `limit` times 1, or times the largest expected one.
fn close(found: &[f32], expected: &[f32], limit: f32, what: &str) -> Result<(), TestCaseError> {
    let difference = compare(found, expected)
        .map_err(|problem| TestCaseError::fail(format!("{what}: {problem}")))?;
    let near = within(difference.absolute, limit) || within(difference.relative, limit);
    prop_assert!(near, "{}: {:?}", what, difference);
    Ok(())
}

fn one_hot(graph: &Graph, known: &Values, class: usize) -> (NodeId, Value) {
    let batch = known[&graph.inputs()[0]].shape()[0];
    let seed = class_seed(graph, class).unwrap().gradient.repeat(batch);
    let seed = Value::new(seed, &[batch, CLASSES], &Device::flex()).unwrap();
    (graph.logits(), seed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    /// The same kernels run on the same values, so the results are bit-identical.
    #[test]
    fn cut_anywhere_and_run_on_equals_the_whole_run(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let known = picture(&graph, 1, seed ^ 1);
        let whole = read(value_at(&graph, &known, graph.logits()));
        for layer in used(&graph) {
            let mut cut = known.clone();
            cut.insert(layer, value_at(&graph, &known, layer));
            let on = read(value_at(&graph, &cut, graph.logits()));
            prop_assert_eq!(&on, &whole, "cut at {}", graph.node(layer).name);
        }
    }

    /// Central differences along the gradient, in float32. Two step sizes give the bound of the
    /// error ([`directional`]).
    #[test]
    fn evidence_equals_finite_differences(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::Smooth, seed);
        let known = picture(&graph, 1, seed ^ 1);
        let class = (seed % CLASSES as u64) as usize;
        for layer in used(&graph).into_iter().filter(|id| graph.node(*id).shape.len() == 4) {
            let (expected, found, bound) = directional(&graph, &known, layer, class);
            prop_assert!((expected - found).abs() <= bound,
                "{}: {expected} and {found}, bound {bound}", graph.node(layer).name);
        }
    }

    /// Several layers in one pass give the same gradients as each layer alone.
    #[test]
    fn gradients_of_all_layers_come_from_one_pass(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let known = picture(&graph, 1, seed ^ 1);
        let layers = used(&graph);
        let together = gradients(&graph, &known, one_hot(&graph, &known, 0), &layers, ReluRule::Plain).unwrap();
        for layer in layers {
            let alone = gradients(&graph, &known, one_hot(&graph, &known, 0), &[layer], ReluRule::Plain).unwrap();
            prop_assert_eq!(read(together[&layer].clone()), read(alone[&layer].clone()));
        }
    }

    /// Pictures of a batch do not affect each other. The limit of 1e-5 allows another order of
    /// summation.
    #[test]
    fn a_batch_of_three_is_three_batches_of_one(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let batch = picture(&graph, 3, seed ^ 1);
        let all = read(batch[&graph.inputs()[0]].clone());
        let logits = read(value_at(&graph, &batch, graph.logits()));
        let input = gradients(&graph, &batch, one_hot(&graph, &batch, 1), graph.inputs(), ReluRule::Plain).unwrap();
        let input = read(input[&graph.inputs()[0]].clone());
        for (index, pixels) in all.chunks(all.len() / 3).enumerate() {
            let value = Value::new(pixels.to_vec(), &[1, 3, SIDE, SIDE], &Device::flex()).unwrap();
            let single = Values::from([(graph.inputs()[0], value)]);
            let own = read(value_at(&graph, &single, graph.logits()));
            close(&own, &logits[index * CLASSES..][..CLASSES], 1e-5, "logits")?;
            let gradient = gradients(&graph, &single, one_hot(&graph, &single, 1), graph.inputs(), ReluRule::Plain).unwrap();
            let gradient = read(gradient[&graph.inputs()[0]].clone());
            let expected = &input[index * pixels.len()..][..pixels.len()];
            close(&gradient, expected, 1e-5, "gradient at the input")?;
        }
    }

    /// Folded weights are rounded once more. The limit is 100 times the error measured.
    #[test]
    fn folding_batch_norm_keeps_names_and_values(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let folded = fold_batch_norm(&graph).unwrap();
        let known = picture(&graph, 1, seed ^ 1);
        for ((id, before), (_, after)) in graph.nodes().zip(folded.nodes()) {
            prop_assert_eq!(&before.name, &after.name);
            let (a, b) = (read(value_at(&graph, &known, id)), read(value_at(&folded, &known, id)));
            close(&b, &a, 1e-5, &before.name)?;
        }
    }

    /// If global pooling and one linear layer follow, averaging the gradient changes nothing, and
    /// the raw map plus the bias sums to the logit. XGrad-CAM divides by the sum of a channel, so
    /// it is only compared if no sum is near 0.
    #[test]
    fn at_the_last_layer_methods_agree_and_add_up_to_the_logit(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let known = picture(&graph, 1, seed ^ 1);
        let layer = graph.find("joined").unwrap();
        let logits = read(value_at(&graph, &known, graph.logits()));
        let bias = read(graph.node(graph.logits()).constants[1].clone());
        for class in 0..CLASSES {
            let evidence = evidence_at(&graph, &known, layer, class).unwrap();
            let map = |method: &str| read(map_of(method, evidence.clone()).into());
            let whole = map("hires-cam");
            let size = whole.iter().fold(1e-3f32, |max, value| max.max(value.abs()));
            let agrees = |other: Vec<f32>, limit: f32| {
                let difference = compare(&other, &whole).map_err(TestCaseError::fail)?;
                prop_assert!(within(difference.absolute, limit * size), "{:?}", difference);
                Ok(())
            };
            agrees(map("grad-cam"), 1e-5)?;
            if sums_are_clear(&evidence) {
                agrees(map("xgrad-cam"), 1e-3)?;
            }
            let sum = whole.iter().sum::<f32>() + bias[class];
            prop_assert!((sum - logits[class]).abs() <= 1e-4 * (1.0 + logits[class].abs() + size), "{sum} and {}", logits[class]);
        }
    }

    /// LayerCAM weighs activations by positive gradients, so its map is not negative behind a ReLU.
    /// Clamping the gradient or the product is then the same.
    #[test]
    fn layer_cam_is_never_negative_after_a_relu(choices in choices(), seed in any::<u64>()) {
        let graph = random_graph(&choices, Functions::All, seed);
        let known = picture(&graph, 1, seed ^ 1);
        let after_relu = |id: &NodeId| graph.node(*id).op == Op::Activation(Activation::Relu);
        for layer in used(&graph).into_iter().filter(after_relu) {
            let evidence = evidence_at(&graph, &known, layer, 0).unwrap();
            let map = |method: &str| read(map_of(method, evidence.clone()).into());
            let (layer_cam, element_wise) = (map("layer-cam"), map("element-wise-grad-cam"));
            prop_assert!(layer_cam.iter().all(|value| *value >= 0.0));
            prop_assert_eq!(layer_cam, element_wise);
        }
    }
}

fn evidence_at(
    graph: &Graph,
    known: &Values,
    layer: NodeId,
    class: usize,
) -> Result<Evidence, ExplainError> {
    let seed = class_seed(graph, class).unwrap();
    let mut found = block_on(evidence(graph, known, &[layer], &seed, &mut Unwatched))?;
    Ok(found.remove(0))
}

fn sums_are_clear(evidence: &Evidence) -> bool {
    let sums = read(Value::R4(evidence.activation.clone().sum_dim(3).sum_dim(2)));
    sums.iter().all(|sum| sum.abs() > 0.1)
}

/// The derivative along the gradient: by the gradient, by central differences, and the allowed
/// difference of the two. Halving the step of a central difference removes three quarters of the
/// curvature's error, so the change bounds the rest. The last term allows for rounding of the
/// logits to 24 bits.
fn directional(graph: &Graph, known: &Values, layer: NodeId, class: usize) -> (f32, f32, f32) {
    let found = gradients(
        graph,
        known,
        one_hot(graph, known, class),
        &[layer],
        ReluRule::Plain,
    )
    .unwrap();
    let activation = value_at(graph, known, layer);
    assert_shape("the gradient", &found[&layer].shape(), &activation.shape());
    let gradient = read(found[&layer].clone());
    let (shape, values) = (activation.shape(), read(activation));
    let length = gradient
        .iter()
        .map(|g| g * g)
        .sum::<f32>()
        .sqrt()
        .max(1e-12);
    let moved = |step: f32| {
        let values = values
            .iter()
            .zip(&gradient)
            .map(|(v, g)| v + step * g / length)
            .collect();
        let mut known = known.clone();
        known.insert(layer, Value::new(values, &shape, &Device::flex()).unwrap());
        read(value_at(graph, &known, graph.logits()))[class]
    };
    let (wide, narrow) = (1e-2, 5e-3);
    let slope = |step: f32| (moved(step) - moved(-step)) / (2.0 * step);
    let found = slope(narrow);
    let curvature = (slope(wide) - found).abs();
    let rounding = 2e-6 * (1.0 + moved(0.0).abs()) / narrow;
    (length, found, 1e-3 * length + curvature + rounding)
}

/// A ReLU, then a linear layer with weights 1, -1, 1, -1. The plain gradient passes where the input
/// is positive; the guided one only where the gradient is positive too.
#[test]
fn guided_backpropagation_matches_hand_computed_values() {
    let device = Device::flex();
    let value = |values: Vec<f32>, shape: &[usize]| Value::new(values, shape, &device).unwrap();
    let mut builder = GraphBuilder::default();
    let input = builder.input("input", &[1, 4]).unwrap();
    let relu = builder
        .add("relu", Op::Activation(Activation::Relu), &[input], vec![])
        .unwrap();
    let weights = vec![value(vec![1.0, -1.0, 1.0, -1.0], &[4, 1])];
    let output = builder.add("output", Op::Linear, &[relu], weights).unwrap();
    let graph = builder.finish(&[output]).unwrap();
    let known = Values::from([(input, value(vec![2.0, 2.0, -2.0, -2.0], &[1, 4]))]);
    let back = |rule| {
        let seed = (output, value(vec![1.0], &[1, 1]));
        read(
            gradients(&graph, &known, seed, &[input], rule)
                .unwrap()
                .remove(&input)
                .unwrap(),
        )
    };
    assert_eq!(back(ReluRule::Plain), [1.0, -1.0, 0.0, 0.0]);
    assert_eq!(back(ReluRule::Guided), [1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn unexplainable_requests_are_errors() {
    let graph = random_graph(&[(3, 0, 0)], Functions::Smooth, 7);
    let known = picture(&graph, 1, 7);
    let seed = || one_hot(&graph, &known, 0);
    let guided = gradients(&graph, &known, seed(), graph.inputs(), ReluRule::Guided).unwrap_err();
    assert_eq!(guided.code(), "no-relu");
    let after = gradients(&graph, &known, seed(), graph.outputs(), ReluRule::Plain).unwrap_err();
    assert_eq!(
        after.code(),
        "layer-not-used",
        "softmax comes after the score"
    );
    assert_eq!(
        run(&graph, &Values::new(), &[graph.logits()])
            .unwrap_err()
            .code(),
        "missing-input"
    );
    let class = class_seed(&graph, CLASSES).unwrap_err();
    assert_eq!(class.code(), "unknown-class");
    let row = graph.find("pooled").unwrap();
    let error = evidence_at(&graph, &known, row, 0).unwrap_err();
    assert_eq!(error.code(), "layer-not-a-picture");
}
