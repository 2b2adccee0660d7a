//! The network that the page starts with, in `models/efficientnet-lite0/`, against onnxruntime.

use std::fs;
use std::path::Path;

use burn::tensor::Device;
use compare::assert_absolute;
use explain::Task;
use formats::{Imported, InputFilter, InputFit, InputRule, LabelSet, SourceFile, import};
use graph::{Layer, Value, Values, default_layer, run, summary};
use tests::read;

const SIDE: usize = 224;

/// The probabilities of onnxruntime 1.31.1 for [`disc`]: ping-pong ball, balloon, croquet ball,
/// planetarium. The network with the weights as they were trained gives 0.330, 0.312, 0.022, 0.017.
const EXPECTED: [(usize, f32); 4] = [
    (722, 0.321_715),
    (417, 0.289_280),
    (522, 0.023_831),
    (727, 0.017_065),
];

fn network() -> Imported {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/efficientnet-lite0");
    let file = |name: &str| SourceFile::new(name, fs::read(folder.join(name)).unwrap());
    let files = ["model.onnx", "config.json"].map(file);
    import(files.into(), None, &Device::flex()).unwrap()
}

/// A disc on a background that grows brighter downwards, as the network takes it.
fn disc() -> Vec<f32> {
    let square = |place: usize| place.abs_diff(SIDE / 2).pow(2);
    let pixel = |index: usize| {
        let (channel, place) = (index / (SIDE * SIDE), index % (SIDE * SIDE));
        let (row, column) = (place / SIDE, place % SIDE);
        let byte = if square(row) + square(column) < 70 * 70 {
            200 - 60 * channel
        } else {
            90 + 40 * channel + row / 8
        };
        (byte as f32 - 127.0) / 128.0
    };
    (0..3 * SIDE * SIDE).map(pixel).collect()
}

#[test]
fn the_shipped_network_has_the_scores_of_onnxruntime() {
    let graph = network().graph;
    let picture = Value::new(disc(), &[1, 3, SIDE, SIDE], &Device::flex()).unwrap();
    let known = Values::from([(graph.inputs()[0], picture)]);
    let logits = graph.logits();
    let scores = read(
        run(&graph, &known, &[logits])
            .unwrap()
            .remove(&logits)
            .unwrap(),
    );
    let found = Task::SingleLabel.probabilities(&scores).unwrap();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|a, b| found[*b].total_cmp(&found[*a]));
    assert_eq!(order[..4], EXPECTED.map(|(class, _)| class));
    let (found, expected) = (
        EXPECTED.map(|(class, _)| found[class]),
        EXPECTED.map(|(_, probability)| probability),
    );
    assert_absolute("probabilities", &found, &expected, 1e-5);
}

#[test]
fn the_shipped_files_say_classes_input_and_layers() {
    let Imported {
        name,
        graph,
        labels,
        input,
        remarks,
        ..
    } = network();
    assert_eq!(name, "model");
    assert!(remarks.is_empty(), "{remarks:?}");
    let imagenet = LabelSet::find("imagenet-1k").unwrap();
    assert_eq!(labels.names, imagenet.names());
    let expected = InputRule {
        fit: InputFit::ResizeCrop { shorter: 256 },
        filter: InputFilter::Bicubic,
        mean: [127.0 / 255.0; 3],
        std: [128.0 / 255.0; 3],
        origins: input.origins,
        ..InputRule::plain(SIDE, SIDE, 3, [0.0, 1.0])
    };
    assert_eq!(input, expected);
    assert_eq!(Task::choices(&graph)[0], Task::SingleLabel);
    let parameters: usize = graph.nodes().map(|(_, node)| node.parameters()).sum();
    assert_eq!(parameters, 4_631_000);
    let layers = summary(&graph);
    let named = |layer: &&Layer| layer.explainable();
    let names: Vec<&str> = (layers.iter().filter(named))
        .map(|layer| layer.name.as_str())
        .collect();
    #[rustfmt::skip] // the first and the last block
    let expected = [
        "conv_stem", "conv_stem.relu6",
        "blocks.0.depthwise_conv", "blocks.0.depthwise_conv.relu6", "blocks.0",
    ];
    assert_eq!(names[..5], expected);
    #[rustfmt::skip]
    let expected = [
        "blocks.14.expand_conv", "blocks.14.expand_conv.relu6",
        "blocks.14.depthwise_conv", "blocks.14.depthwise_conv.relu6",
        "blocks.14.project_conv", "blocks.14",
        "blocks.15.expand_conv", "blocks.15.expand_conv.relu6",
        "blocks.15.depthwise_conv", "blocks.15.depthwise_conv.relu6", "blocks.15",
        "conv_head", "conv_head.relu6",
    ];
    assert_eq!(names[names.len() - expected.len()..], expected);
    let default = default_layer(&graph).unwrap();
    assert_eq!(graph.node(default).name, "conv_head.relu6");
    assert_eq!(graph.node(default).shape, [1, 1280, 7, 7]);
}
