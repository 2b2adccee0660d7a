//! Five small nets, exported by both exporters of PyTorch, against PyTorch and pytorch-grad-cam.

use std::fs;
use std::path::Path;

use burn::tensor::Device;
use explain::{Evidence, Method, Target, Task, evidence};
use formats::{SourceFile, import};
use graph::{Graph, NodeId, Value, Values, run};
use serde_json::Value as Json;
use tests::{map_of, read, reference, relative_error, tensor};

/// Limits are those of the reference's README: float32 noise is ten to a hundred times smaller.
const METHODS: [(Method, &str, f32); 5] = [
    (Method::GradCam, "gradcam", 1e-4),
    (Method::HiResCam, "hirescam", 1e-4),
    (Method::LayerCam, "layercam", 1e-4),
    (Method::GradCamPlusPlus, "gradcampp", 1e-4),
    (Method::XGradCam, "xgradcam", 5e-4),
];

#[test]
fn every_export_of_every_net() {
    let Some(folder) = reference() else { return };
    let manifest: Json =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let input = tensor(
        &fs::read(folder.join("onnx/input.safetensors")).unwrap(),
        "input",
    );
    let mut count = 0;
    for (net, entry) in manifest["onnx"].as_object().unwrap() {
        let expected = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        for (export, about) in entry["exports"].as_object().unwrap() {
            let graph = model(&folder.join(about["file"].as_str().unwrap()));
            let picture = Value::new(input.clone(), &[1, 3, 64, 64], &Device::flex()).unwrap();
            let known = Values::from([(graph.inputs()[0], picture)]);
            let logits = value(&graph, &known, graph.logits());
            let error = relative_error(&read(logits), &tensor(&expected, "logits"));
            assert!(error < 1e-4, "{net}.{export}: logits differ by {error}");
            let category = entry["category"].as_u64().unwrap() as usize;
            for layer in about["target_tensors"].as_array().unwrap() {
                let layer = graph.find(layer.as_str().unwrap()).unwrap();
                println!(
                    "{net}.{export}: logits {error:.1e}, layer `{}`",
                    graph.node(layer).name
                );
                let case = format!("{net}.{export}");
                maps(&case, &found(&graph, &known, layer, category), &expected);
            }
            count += 1;
        }
    }
    assert_eq!(count, 12, "both exporters, and tiny_resnet twice more");
}

/// The names that people read are those of PyTorch's modules, wherever the export holds them.
#[test]
fn target_layers_have_the_names_of_their_modules() {
    let Some(folder) = reference().map(|folder| folder.join("onnx")) else {
        return;
    };
    struct Case(&'static str, &'static str, &'static str);
    for Case(file, tensor, name) in [
        Case("tiny_resnet.legacy13", "/stage3/Relu_1_output_0", "stage3"),
        Case(
            "tiny_resnet.legacy13_unfused_bn",
            "/stage3/Relu_1_output_0",
            "stage3",
        ),
        Case(
            "tiny_mobile.legacy13",
            "/last/last.2/Mul_output_0",
            "last.2",
        ),
        Case(
            "tiny_vit.legacy13",
            "/blocks.1/norm1/Add_1_output_0",
            "blocks.1.norm1",
        ),
        Case("tiny_seg.legacy13", "/down/down.8/Relu_output_0", "down.8"),
        Case(
            "tiny_vgg.legacy13",
            "/features/features.7/Relu_output_0",
            "features.7",
        ),
        // These files hold no notes of modules: the name of a weight, else that of the node.
        Case("tiny_vit.dynamo18", "layer_norm_2", "blocks.1.norm1"),
        Case("tiny_resnet.dynamo18", "getitem_21", "stage3.conv2"),
        Case("tiny_resnet.dynamo18", "relu_6", "relu_6"),
    ] {
        let graph = model(&folder.join(format!("{file}.onnx")));
        let id = graph.find(tensor).unwrap();
        assert_eq!(graph.node(id).name, name, "{file}");
    }
}

/// What was exported for a batch of one runs for three.
#[test]
fn a_batch_is_its_pictures() {
    let Some(folder) = reference().map(|folder| folder.join("onnx")) else {
        return;
    };
    let input = tensor(
        &fs::read(folder.join("input.safetensors")).unwrap(),
        "input",
    );
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "onnx"));
    for path in files {
        let graph = model(&path);
        let run_on = |pictures: &[f32]| {
            let values: Vec<f32> = pictures
                .iter()
                .flat_map(|k| input.iter().map(move |x| x * k))
                .collect();
            let value = Value::new(values, &[pictures.len(), 3, 64, 64], &Device::flex()).unwrap();
            let known = Values::from([(graph.inputs()[0], value)]);
            read(self::value(&graph, &known, graph.logits()))
        };
        let each: Vec<f32> = [1.0, -0.5, 0.25]
            .iter()
            .flat_map(|k| run_on(&[*k]))
            .collect();
        let error = relative_error(&run_on(&[1.0, -0.5, 0.25]), &each);
        assert!(error < 1e-5, "{}: {error}", path.display());
    }
}

fn model(path: &Path) -> Graph {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let file = SourceFile::new(name, fs::read(path).unwrap());
    import(vec![file], None, &Device::flex()).unwrap().graph
}

fn value(graph: &Graph, known: &Values, id: NodeId) -> Value {
    run(graph, known, &[id]).unwrap().remove(&id).unwrap()
}

/// Of a segmentation the target is the sum of the scores of the class where it wins.
fn found(graph: &Graph, known: &Values, layer: NodeId, category: usize) -> Evidence {
    let outputs = value(graph, known, graph.logits());
    let shape = outputs.shape();
    let task = if shape.len() == 4 {
        Task::Segmentation
    } else {
        Task::SingleLabel
    };
    let seed = Target::class(category)
        .seed(task, &shape, &read(outputs))
        .unwrap();
    evidence(graph, known, &[layer], &seed).unwrap().remove(0)
}

fn maps(case: &str, evidence: &Evidence, expected: &[u8]) {
    for (found, name) in [
        (&evidence.activation, "activations"),
        (&evidence.gradient, "gradients"),
    ] {
        let error = relative_error(&read(found.clone().into()), &tensor(expected, name));
        assert!(error < 1e-4, "{case}: {name} differ by {error}");
    }
    for (method, name, limit) in METHODS {
        // The reference divides by channel sums near 0 where a layer norm made the activations.
        let limit = if name == "xgradcam" && case.starts_with("tiny_vit") {
            5e-3
        } else {
            limit
        };
        let map = read(map_of(method, evidence.clone()).into());
        let error = relative_error(&map, &tensor(expected, &format!("raw.{name}")));
        println!("{case}: {name} {error:.1e}");
        assert!(error < limit, "{case}: {name} differs by {error}");
    }
}
