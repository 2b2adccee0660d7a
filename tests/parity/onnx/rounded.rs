//! Networks whose values onnxruntime's quantisers rounded to 8 bits run as the float networks they
//! were. `reference/onnx/make_rounded.py` writes them.

use std::fs;
use std::path::Path;

use burn::tensor::Device;
use compare::{assert_absolute, assert_relative};
use formats::{Imported, SourceFile, import};
use graph::{Graph, ReluRule, Value, Values, gradients, run};
use tests::{read, stored_models, tensor};

/// A step of 8 bits is 1/127 of the largest value, and the scores are below 1.
const LIMIT: f32 = 0.02;

/// The same weights in float32, in another order.
const LIMIT_OF_GRADIENT: f32 = 1e-4;

fn picture(graph: &Graph, fixtures: &[u8]) -> Values {
    let input = graph.inputs()[0];
    let shape = &graph.node(input).shape;
    let picture = Value::new(tensor(fixtures, "picture"), shape, &Device::flex()).unwrap();
    Values::from([(input, picture)])
}

fn scores(graph: &Graph, fixtures: &[u8]) -> Vec<f32> {
    let score = graph.logits();
    let mut found = run(graph, &picture(graph, fixtures), &[score]).unwrap();
    read(found.remove(&score).unwrap())
}

/// The gradient of the first score at the picture.
fn gradient(graph: &Graph, fixtures: &[u8]) -> Vec<f32> {
    let seed = Value::new(vec![1.0, 0.0, 0.0, 0.0, 0.0], &[1, 5], &Device::flex()).unwrap();
    let input = graph.inputs()[0];
    let known = picture(graph, fixtures);
    let seed = (graph.logits(), seed);
    let mut found = gradients(graph, &known, seed, &[input], ReluRule::Plain).unwrap();
    read(found.remove(&input).unwrap())
}

#[test]
fn rounded_networks_have_the_scores_and_gradients_of_the_float_network() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx");
    let fixtures = fs::read(folder.join("rounded.safetensors")).unwrap();
    let models: Vec<(String, Imported)> = (stored_models(&fixtures).into_iter())
        .map(|(name, model)| {
            let file = SourceFile::new(format!("{name}.onnx"), model);
            (name, import(vec![file], None, &Device::flex()).unwrap())
        })
        .collect();
    for (name, model) in &models {
        let found = scores(&model.graph, &fixtures);
        assert_absolute(
            name,
            &found,
            &tensor(&fixtures, &format!("{name}/output")),
            LIMIT,
        );
        assert_absolute(name, &found, &tensor(&fixtures, "float/output"), LIMIT);
        let expected = tensor(&fixtures, &format!("{name}/gradient"));
        assert_relative(
            name,
            &gradient(&model.graph, &fixtures),
            &expected,
            LIMIT_OF_GRADIENT,
        );
        let said = model
            .remarks
            .iter()
            .any(|remark| remark.contains("without that rounding"));
        assert_eq!(said, name != "float", "{name}: {:?}", model.remarks);
    }
    assert_eq!(models.len(), 5);
}
