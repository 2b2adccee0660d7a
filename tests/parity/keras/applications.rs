//! Networks of Keras Applications, as Keras 3 writes them, against Keras on PyTorch.
//!
//! `reference/keras/applications` holds their topologies, the names of their weights, whose values
//! follow from a formula, and Keras' results. `reference/keras/make_applications.py` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use compare::{assert_relative, compare, within};
use explain::Seed;
use formats::{Imported, InputRule};
use graph::{Graph, NodeId, ReluRule, Value, Values, fold_batch_norm, gradients, run};
use pollster::block_on;
use tests::{class_seed, read};

use super::application::{Application, Layer};

/// Relative to the largest value. Two orders of summing float32 differ by some 1e-6 after hundreds
/// of layers. A wrong padding, constant or activation differs by more than a hundredth.
const LIMIT: f32 = 1e-4;

/// An application, what only it has, and the mode of its `preprocess_input`: `none` if the network
/// does that itself.
struct Case(&'static str, &'static str, &'static str);

#[rustfmt::skip] // one network per line
const CASES: &[Case] = &[
    Case("ResNet50V2", "activation before convolution, the network of a lesson", "tf"),
    Case("MobileNet", "depthwise convolutions, a head of convolutions", "tf"),
    Case("MobileNetV2", "inverted residuals", "tf"),
    Case("MobileNetV3Small", "`keras.ops` with constants: a hard sigmoid written out", "none"),
    Case("EfficientNetB0", "rescaling and normalisation inside, squeeze and excite", "none"),
    Case("EfficientNetV2B0", "the same with fused blocks and given statistics", "none"),
    Case("DenseNet121", "joined channels", "torch"),
    Case("Xception", "separable convolutions", "tf"),
    Case("InceptionV3", "kernels of 1x7 and 7x1, averages that do not count padding", "tf"),
    Case("VGG16", "without its top: a dense layer behind a global pool", "caffe"),
    Case("ConvNeXtTiny", "layer norms, dense layers on pictures, nested models", "none"),
];

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/keras/applications")
}

#[test]
fn each_application_agrees_with_keras() {
    let mut wrong = Vec::new();
    for Case(name, why, _) in CASES {
        let application = Application::read(name);
        match formats::import(application.files(), None, &Device::flex()) {
            Err(error) => wrong.push(format!("{name} ({why}): {error}")),
            Ok(model) => wrong.extend(
                differences(name, &application, &model)
                    .into_iter()
                    .map(|what| format!("{name} ({why}): {what}")),
            ),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The input that a red picture becomes, in the network's order of channels.
#[test]
fn each_application_gets_the_pixels_that_it_expects() {
    for Case(name, _, mode) in CASES {
        let application = Application::read(name);
        let model = formats::import(application.files(), None, &Device::flex()).unwrap();
        let model = block_on(model.with_front()).unwrap();
        let InputRule {
            range,
            mean,
            std,
            bgr,
            ..
        } = model.input;
        let mut red = [range[1], range[0], range[0]];
        for channel in 0..3 {
            red[channel] = (red[channel] - mean[channel]) / std[channel];
        }
        if bgr {
            red.reverse();
        }
        let expected = match *mode {
            "tf" => [1.0, -1.0, -1.0],
            "torch" => [(1.0 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225],
            "caffe" => [-103.939, -116.779, 255.0 - 123.68],
            _ => [255.0, 0.0, 0.0],
        };
        assert_relative(name, &red, &expected, 1e-6);
    }
}

#[test]
fn each_fixture_is_read() {
    let named: BTreeSet<String> = CASES
        .iter()
        .map(|case| format!("{}.json", case.0))
        .collect();
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, files);
}

/// Prints the largest errors, and returns a line for each error beyond the limit.
fn differences(name: &str, application: &Application, model: &Imported) -> Vec<String> {
    let graph = &model.graph;
    let folded = fold_batch_norm(graph).unwrap();
    let known = Values::from([(graph.inputs()[0], application.picture())]);
    let ends = [graph.logits(), graph.outputs()[0]];
    let found = run(&folded, &known, &ends).unwrap();
    let of = |end: NodeId, expected: &[f32]| relative(&read(found[&end].clone()), expected);
    let mut errors = vec![
        ("logits".to_owned(), of(ends[0], &application.logits)),
        (
            "probabilities".into(),
            of(ends[1], &application.probabilities),
        ),
    ];
    let seed = class_seed(graph, application.category).unwrap();
    for layer in &application.layers {
        errors.extend(layer_errors(layer, graph, &known, &seed));
    }
    let known_errors = || errors.iter().filter_map(|(_, error)| error.as_ref().ok());
    let logits = known_errors().next().copied().unwrap_or_default();
    let worst = known_errors()
        .skip(2)
        .fold(0.0, |max: f32, error| max.max(*error));
    println!(
        "{name}: {} nodes, logits differ by {logits:.1e}, maps and activations by {worst:.1e}",
        graph.len()
    );
    let wrong = errors.into_iter().filter_map(|(what, error)| match error {
        Ok(error) if within(error, LIMIT) => None,
        Ok(error) => Some(format!("{what} differs by {error:.1e}")),
        Err(problem) => Some(format!("{what}: {problem}")),
    });
    wrong.collect()
}

/// What is compared, and its relative error or why there is none.
type Compared = (String, Result<f32, String>);

fn relative(found: &[f32], expected: &[f32]) -> Result<f32, String> {
    compare(found, expected).map(|difference| difference.relative)
}

/// The errors of a layer's activation and maps against Keras.
fn layer_errors(layer: &Layer, graph: &Graph, known: &Values, seed: &Seed) -> Vec<Compared> {
    let Layer { name, shape, .. } = layer;
    let node = graph.find(name).unwrap();
    let [_, height, width, channels] = *shape;
    assert_eq!(
        graph.node(node).shape,
        [1, channels, height, width],
        "{name}"
    );
    let activation = read(run(graph, known, &[node]).unwrap().remove(&node).unwrap());
    let gradient = read(gradient(graph, known, seed, node));
    assert_eq!(activation.len(), gradient.len(), "{name}");
    let pixels = height * width;
    let (mut grad_cam, mut hirescam) = (vec![0.0; pixels], vec![0.0; pixels]);
    for (a, g) in activation.chunks(pixels).zip(gradient.chunks(pixels)) {
        let weight = g.iter().sum::<f32>() / pixels as f32;
        for (pixel, (a, g)) in a.iter().zip(g).enumerate() {
            grad_cam[pixel] += a * weight;
            hirescam[pixel] += a * g;
        }
    }
    let statistics = [layer.mean, layer.std, layer.max, layer.min];
    vec![
        (
            format!("the activation of {name}"),
            relative(&summary(&activation), &statistics),
        ),
        (
            format!("Grad-CAM at {name}"),
            relative(&grad_cam, &layer.grad_cam),
        ),
        (
            format!("HiResCAM at {name}"),
            relative(&hirescam, &layer.hirescam),
        ),
    ]
}

fn gradient(graph: &Graph, known: &Values, seed: &Seed, node: NodeId) -> Value {
    let shape = &graph.node(graph.logits()).shape;
    let seed = Value::new(seed.gradient.clone(), shape, &Device::flex()).unwrap();
    let end = (graph.logits(), seed);
    let mut found = gradients(graph, known, end, &[node], ReluRule::Plain).unwrap();
    found.remove(&node).unwrap()
}

/// Mean, standard deviation with n − 1, maximum and minimum.
fn summary(values: &[f32]) -> [f32; 4] {
    let count = values.len() as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
    let squares = values
        .iter()
        .map(|v| (f64::from(*v) - mean).powi(2))
        .sum::<f64>();
    let deviation = (squares / (count - 1.0)).sqrt();
    let (low, high) = values
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
            (low.min(*v), high.max(*v))
        });
    [mean as f32, deviation as f32, high, low]
}
