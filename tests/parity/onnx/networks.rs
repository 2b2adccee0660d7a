//! Five small networks, exported by both exporters of PyTorch, against PyTorch and
//! pytorch-grad-cam. `reference/onnx/make_networks.py` writes them.

use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use compare::{assert_relative, assert_shape};
use explain::{Evidence, Target, Task, Unwatched, evidence};
use formats::{SourceFile, import};
use graph::{Graph, NodeId, Value, Values, run};
use pollster::block_on;
use serde_json::Value as Json;
use tests::{map_of, read, stored_models, tensor};

/// float32 in another order of summation stays a hundred times below.
const LIMIT: f32 = 1e-4;

const METHODS: [&str; 5] = [
    "grad-cam",
    "hires-cam",
    "layer-cam",
    "grad-cam-plus-plus",
    "xgrad-cam",
];

/// `XGrad-CAM` divides by the sum of a channel, which is near 0 behind a layer norm.
fn limit(network: &str, method: &str) -> f32 {
    match (method, network) {
        ("xgrad-cam", "transformer") => 5e-3,
        ("xgrad-cam", _) => 5e-4,
        _ => LIMIT,
    }
}

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx");
    folder.join(name)
}

fn numbers() -> Vec<u8> {
    fs::read(path("networks.safetensors")).unwrap()
}

/// Each export as `network/exporter`, and its graph.
fn exports() -> Vec<(String, Graph)> {
    let models = stored_models(&numbers()).into_iter();
    models
        .map(|(name, bytes)| (name, graph_of(bytes)))
        .collect()
}

fn graph_of(bytes: Vec<u8>) -> Graph {
    let file = SourceFile::new("model.onnx", bytes);
    import(vec![file], None, &Device::flex()).unwrap().graph
}

fn run_to(graph: &Graph, known: &Values, id: NodeId) -> Value {
    run(graph, known, &[id]).unwrap().remove(&id).unwrap()
}

fn pictures(graph: &Graph, values: Vec<f32>) -> Values {
    let input = graph.inputs()[0];
    let mut shape = graph.node(input).shape.clone();
    shape[0] = values.len() / shape[1..].iter().product::<usize>();
    Values::from([(input, Value::new(values, &shape, &Device::flex()).unwrap())])
}

#[test]
fn exports_have_the_scores_activations_gradients_and_maps_of_pytorch() {
    let numbers = numbers();
    let table: Json = serde_json::from_slice(&fs::read(path("networks.json")).unwrap()).unwrap();
    let exports = exports();
    assert_eq!(
        exports.len(),
        12,
        "two exporters, and `residual` twice more"
    );
    for (name, graph) in exports {
        let (network, export) = name.split_once('/').unwrap();
        let expected = |key: &str| tensor(&numbers, &format!("{network}/{key}"));
        let known = pictures(&graph, tensor(&numbers, "input"));
        let scores = read(run_to(&graph, &known, graph.logits()));
        assert_relative(
            &format!("{name}: scores"),
            &scores,
            &expected("scores"),
            LIMIT,
        );
        let class = table[network]["class"].as_u64().unwrap() as usize;
        let layers = table[network]["exports"][export].as_array().unwrap();
        assert!(!layers.is_empty(), "{name}");
        for layer in layers {
            let layer = graph.find(layer.as_str().unwrap()).unwrap();
            let found = evidence_of(&graph, &known, layer, class);
            assert_shape(&name, &found.gradient.dims(), &found.activation.dims());
            for (what, value) in [
                ("activation", &found.activation),
                ("gradient", &found.gradient),
            ] {
                let values = read(value.clone().into());
                assert_relative(&format!("{name}: {what}"), &values, &expected(what), LIMIT);
            }
            for method in METHODS {
                let map = read(map_of(method, found.clone()).into());
                let what = format!("{name}: {method}");
                assert_relative(&what, &map, &expected(method), limit(network, method));
            }
        }
    }
}

/// The score of a segmentation is the sum of the class's scores over the pixels where it wins.
fn evidence_of(graph: &Graph, known: &Values, layer: NodeId, class: usize) -> Evidence {
    let outputs = run_to(graph, known, graph.logits());
    let shape = outputs.shape();
    let task = if shape.len() == 4 {
        Task::Segmentation
    } else {
        Task::SingleLabel
    };
    let seed = Target::class(class).seed(task, &shape, &read(outputs));
    let (seed, watch) = (seed.unwrap(), &mut Unwatched);
    block_on(evidence(graph, known, &[layer], &seed, watch))
        .unwrap()
        .remove(0)
}

#[test]
fn layers_have_the_names_of_their_modules() {
    let exports = exports();
    struct Case(&'static str, &'static str, &'static str);
    #[rustfmt::skip] // one layer per line
    let cases = [
        Case("residual/legacy-13", "/stage2/Relu_1_output_0", "stage2"),
        Case("residual/legacy-13-with-batch-norms", "/stage2/Relu_1_output_0", "stage2"),
        Case("residual/legacy-13-with-batch-norms", "/stage2/bn2/BatchNormalization_output_0", "stage2.bn2"),
        Case("mobile/legacy-13", "/last/last.2/Mul_output_0", "last.2"),
        Case("transformer/legacy-13", "/blocks.1/norm1/Add_1_output_0", "blocks.1.norm1"),
        Case("segmentation/legacy-13", "/down/down.8/Relu_output_0", "down.8"),
        Case("plain/legacy-13", "/features/features.7/Relu_output_0", "features.7"),
        // These files do not say which module a node belongs to: it has the name of its weight,
        // else its own.
        Case("transformer/dynamo-18", "layer_norm_2", "blocks.1.norm1"),
        Case("residual/dynamo-18", "getitem_12", "stage2.conv2"),
        Case("residual/dynamo-18", "relu_4", "relu_4"),
    ];
    for Case(export, tensor, name) in cases {
        let (_, graph) = exports.iter().find(|(name, _)| name == export).unwrap();
        let id = graph.find(tensor).unwrap();
        assert_eq!(graph.node(id).name, name, "{export}");
    }
}

#[test]
fn a_batch_of_three_gives_the_scores_of_its_pictures() {
    let input = tensor(&numbers(), "input");
    for (name, graph) in exports() {
        let scores = |factors: &[f32]| {
            let scaled = factors
                .iter()
                .flat_map(|factor| input.iter().map(move |value| value * factor));
            let known = pictures(&graph, scaled.collect());
            read(run_to(&graph, &known, graph.logits()))
        };
        let factors = [1.0, -0.5, 0.25];
        let each = factors.map(|factor| scores(&[factor])).concat();
        assert_relative(&name, &scores(&factors), &each, 1e-5);
    }
}
