//! ONNX operators, one small model each, against onnxruntime. `reference/onnx/make_fixtures.py`
//! writes them.

use std::path::Path;
use std::{fs, panic};

use burn::tensor::Device;
use compare::{assert_relative, compare, within};
use formats::{FormatError, Imported, SourceFile, import};
use graph::{Graph, Value, Values, run};
use safetensors::SafeTensors;
use tests::{read, tensor};

/// Relative to the largest value. Another order of summing float32 differs by up to 2e-6 here.
const LIMIT: f32 = 1e-5;

/// For values that onnxruntime rounds to float16 on the way.
const LIMIT_OF_HALF: f32 = 2e-3;

/// These models mix the pictures of a batch, or assume a batch of one.
const ONE_PICTURE_ONLY: &[&str] = &["gemm-of-two-values"];

fn fixtures() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx");
    fs::read(folder.join("operators.safetensors")).unwrap()
}

/// The names of all cases, and the files of their models.
fn cases(fixtures: &[u8]) -> Vec<(String, Vec<SourceFile>)> {
    let tensors = SafeTensors::deserialize(fixtures).unwrap();
    let bytes = |key: &str| Some(tensors.tensor(key).ok()?.data().to_vec());
    let mut names: Vec<String> = (tensors.names().into_iter())
        .filter_map(|name| Some(name.strip_suffix("/model")?.to_owned()))
        .collect();
    names.sort();
    let files = |name: String| {
        let model = SourceFile::new(
            format!("{name}.onnx"),
            bytes(&format!("{name}/model")).unwrap(),
        );
        let beside =
            bytes(&format!("{name}/data")).map(|data| SourceFile::new("model.onnx.data", data));
        (name, [Some(model), beside].into_iter().flatten().collect())
    };
    names.into_iter().map(files).collect()
}

fn shape(fixtures: &[u8], name: &str) -> Vec<usize> {
    let tensors = SafeTensors::deserialize(fixtures).unwrap();
    tensors.tensor(name).unwrap().shape().to_vec()
}

fn load(files: Vec<SourceFile>) -> Result<Imported, FormatError> {
    import(files, None, &Device::flex())
}

/// The output for a batch of pictures.
fn output(graph: &Graph, pictures: &[f32], count: usize) -> Value {
    let mut shape = graph.node(graph.inputs()[0]).shape.clone();
    shape[0] = count;
    let picture = Value::new(pictures.to_vec(), &shape, &Device::flex()).unwrap();
    let known = Values::from([(graph.inputs()[0], picture)]);
    let output = graph.outputs()[0];
    run(graph, &known, &[output])
        .unwrap()
        .remove(&output)
        .unwrap()
}

/// The picture of a case, channels first.
fn picture(fixtures: &[u8], name: &str) -> Vec<f32> {
    let key = format!("{name}/input");
    let (values, shape) = (tensor(fixtures, &key), shape(fixtures, &key));
    let &[_, height, width, 3] = shape.as_slice() else {
        return values;
    };
    let place = |i: usize| i % (height * width) * 3 + i / (height * width);
    (0..values.len()).map(|i| values[place(i)]).collect()
}

#[test]
fn each_operator_agrees_with_onnxruntime() {
    let fixtures = fixtures();
    let cases = cases(&fixtures);
    let mut wrong = Vec::new();
    for (name, files) in &cases {
        let graph = match load(files.clone()) {
            Ok(imported) => imported.graph,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let found = output(&graph, &picture(&fixtures, name), 1);
        let expected = shape(&fixtures, &format!("{name}/output"));
        if found.shape() != expected && !(expected.is_empty() && found.shape() == [1]) {
            wrong.push(format!(
                "{name}: shape {:?}, expected {expected:?}",
                found.shape()
            ));
            continue;
        }
        let expected = tensor(&fixtures, &format!("{name}/output"));
        let limit = if name == "float16-inside" {
            LIMIT_OF_HALF
        } else {
            LIMIT
        };
        match compare(&read(found), &expected) {
            Err(problem) => wrong.push(format!("{name}: {problem}")),
            Ok(difference) if within(difference.relative, limit) => {}
            Ok(difference) => wrong.push(format!("{name}: {difference:?}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() > 240, "{} cases", cases.len());
}

/// Models are exported for a batch of one.
#[test]
fn a_batch_of_two_gives_the_outputs_of_its_pictures() {
    let fixtures = fixtures();
    for (name, files) in cases(&fixtures) {
        let graph = load(files).unwrap().graph;
        let one = ONE_PICTURE_ONLY.contains(&name.as_str());
        assert_eq!(graph.takes_one_picture(), one, "{name}");
        if one {
            continue;
        }
        let first = picture(&fixtures, &name);
        let second: Vec<f32> = first.iter().rev().copied().collect();
        let both =
            panic::catch_unwind(|| output(&graph, &[first.clone(), second.clone()].concat(), 2));
        let each = [first, second]
            .map(|picture| read(output(&graph, &picture, 1)))
            .concat();
        assert_relative(&name, &read(both.expect(&name)), &each, LIMIT);
    }
}
