//! ONNX's own backend test suite: each case that can be asked of a picture is right, with its own
//! tolerance, or refused with one short message. `reference/onnx/backend_suite.py` makes the cases.
//! A small selection is committed. The whole suite is run by hand and writes `docs/onnx.md`:
//!
//!     ONNX_SUITE=folder cargo test -p tests --test parity backend_suite -- --ignored

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::{env, fs};

use burn::tensor::Device;
use formats::{SourceFile, import};
use graph::{Graph, GraphError, NodeId, ReluRule, Value, Values, gradients, run};
use safetensors::SafeTensors;
use serde::Deserialize;
use tests::{read, tensor};

use super::suite_page::page;

/// The most characters of a message: it is read on a page, not in a log.
const LONGEST_MESSAGE: usize = 300;

/// The fewest cases of the whole suite that are right.
const RIGHT: usize = 800;

/// Relative to the largest value, for two pictures of one batch and each alone.
const BATCH_LIMIT: f32 = 1e-5;

/// The cases and where they come from.
#[derive(Deserialize)]
pub(super) struct Suite {
    pub(super) package: String,
    /// The number of all cases, also those that cannot be asked.
    pub(super) tests: usize,
    /// How many cases cannot be asked, by reason.
    pub(super) skipped: BTreeMap<String, usize>,
    pub(super) cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) operator: String,
    outputs: Vec<String>,
    rtol: f32,
    atol: f32,
    /// The type of the outputs if it has fewer digits than float32.
    half: Option<String>,
}

impl Case {
    /// The relative part of the tolerance. Sightline computes in float32 what a case of half precision
    /// rounds after each step, so two steps of the type are allowed there.
    fn relative(&self) -> f32 {
        let step = match self.half.as_deref() {
            Some("bfloat16") => 2f32.powi(-7),
            Some(_) => 2f32.powi(-10),
            None => 0.0,
        };
        self.rtol.max(2.0 * step)
    }
}

/// What became of a case.
#[derive(Debug)]
pub(super) enum Verdict {
    Right,
    Wrong(String),
    Refused(String),
}

struct Files {
    suite: Suite,
    tensors: Vec<u8>,
}

fn open(folder: &Path) -> Files {
    let suite = fs::read(folder.join("cases.json")).unwrap();
    Files {
        suite: serde_json::from_slice(&suite).unwrap(),
        tensors: fs::read(folder.join("cases.safetensors")).unwrap(),
    }
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/onnx/backend")
}

impl Files {
    fn verdicts(&self) -> Vec<Verdict> {
        let tensors = SafeTensors::deserialize(&self.tensors).unwrap();
        let cases = self.suite.cases.iter();
        cases.map(|case| self.verdict(case, &tensors)).collect()
    }

    fn verdict(&self, case: &Case, tensors: &SafeTensors) -> Verdict {
        let model = tensors.tensor(&format!("{}/model", case.name)).unwrap();
        let file = SourceFile::new(format!("{}.onnx", case.name), model.data().to_vec());
        let graph = match import(vec![file], None, &Device::flex()) {
            Ok(imported) => imported.graph,
            Err(error) => return Verdict::Refused(error.to_string()),
        };
        let left_out = |name: &String| graph.find(name).is_err();
        if case.operator == "ArgMax" && case.outputs.iter().all(left_out) {
            return Verdict::Refused(
                "left out at the end: the scores before it are explained".into(),
            );
        }
        let picture = tensor(&self.tensors, &format!("{}/picture", case.name));
        let asked = || self.problem(case, tensors, &graph, &picture);
        match catch_unwind(AssertUnwindSafe(asked)) {
            Ok(None) => Verdict::Right,
            Ok(Some(problem)) => Verdict::Wrong(problem),
            Err(_) => Verdict::Wrong("it panics".into()),
        }
    }

    /// What is wrong with the outputs, if anything. Outputs that do not depend on the picture are
    /// no nodes of the graph.
    fn problem(
        &self,
        case: &Case,
        tensors: &SafeTensors,
        graph: &Graph,
        picture: &[f32],
    ) -> Option<String> {
        let nodes: Vec<(usize, NodeId)> = (case.outputs.iter().enumerate())
            .filter_map(|(index, name)| Some((index, graph.find(name).ok()?)))
            .collect();
        let wanted: Vec<NodeId> = nodes.iter().map(|(_, id)| *id).collect();
        if wanted.is_empty() {
            return Some("no output was found".into());
        }
        let found = match outputs(graph, &wanted, picture, 1) {
            Ok(found) => found,
            Err(error) => return Some(error.to_string()),
        };
        for (index, id) in nodes {
            let key = format!("{}/output/{index}", case.name);
            let shape = tensors.tensor(&key).unwrap().shape().to_vec();
            let value = found[&id].clone();
            // The graph knows no single numbers without an axis.
            if value.shape() != shape && !(shape.is_empty() && value.shape() == [1]) {
                let got = value.shape();
                return Some(format!(
                    "output {index}: shape {got:?} instead of {shape:?}"
                ));
            }
            let expected = tensor(&self.tensors, &key);
            let problem = unlike(&read(value), &expected, case);
            if let Some(problem) = problem {
                return Some(format!("output {index}: {problem}"));
            }
        }
        batched(graph, &wanted, picture).or_else(|| sloped(graph, wanted[0], picture))
    }
}

fn outputs(
    graph: &Graph,
    wanted: &[NodeId],
    pictures: &[f32],
    count: usize,
) -> Result<Values, GraphError> {
    let input = graph.inputs()[0];
    let mut shape = graph.node(input).shape.clone();
    shape[0] = count;
    let pictures = Value::new(pictures.to_vec(), &shape, &Device::flex()).unwrap();
    run(graph, &Values::from([(input, pictures)]), wanted)
}

/// What differs by more than the case allows: its relative part of the expected value, and its
/// absolute part.
fn unlike(found: &[f32], expected: &[f32], case: &Case) -> Option<String> {
    if found.len() != expected.len() {
        return Some(format!(
            "{} values instead of {}",
            found.len(),
            expected.len()
        ));
    }
    let near = |found: f32, expected: f32| {
        let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
        same || (found - expected).abs() <= case.atol + case.relative() * expected.abs()
    };
    let mut pairs = found.iter().zip(expected).enumerate();
    let (index, (found, expected)) = pairs.find(|(_, (a, b))| !near(**a, **b))?;
    Some(format!("value {index} is {found} instead of {expected}"))
}

/// What is wrong with a batch of two pictures. Networks that mix the pictures of a batch say so.
fn batched(graph: &Graph, wanted: &[NodeId], picture: &[f32]) -> Option<String> {
    if graph.takes_one_picture() {
        return None;
    }
    let second: Vec<f32> = picture.iter().rev().copied().collect();
    let both = [picture, &second].concat();
    let found = match outputs(graph, wanted, &both, 2) {
        Ok(found) => found,
        Err(error) => return Some(format!("a batch of two: {error}")),
    };
    let alone = [picture, &second].map(|picture| outputs(graph, wanted, picture, 1).unwrap());
    for id in wanted {
        let expected: Vec<f32> = alone
            .iter()
            .flat_map(|alone| read(alone[id].clone()))
            .collect();
        let found = read(found[id].clone());
        let largest = expected.iter().filter(|value| value.is_finite());
        let limit = BATCH_LIMIT * largest.fold(1e-6f32, |largest, value| largest.max(value.abs()));
        let same = |a: f32, b: f32| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        let near = |a: f32, b: f32| same(a, b) || (a - b).abs() <= limit;
        let fits = found.len() == expected.len();
        if !fits || !found.iter().zip(&expected).all(|(a, b)| near(*a, *b)) {
            return Some("a batch of two differs from its pictures".into());
        }
    }
    None
}

/// What is wrong with the gradient of an output, along the gradient itself, by central differences of
/// two steps: halving the step removes three quarters of the curvature's error, so the change bounds
/// the rest. The pixels are moved a little, away from the kinks that whole numbers lie on. Steps and
/// infinite values have no slope to compare.
fn sloped(graph: &Graph, output: NodeId, picture: &[f32]) -> Option<String> {
    let input = graph.inputs()[0];
    let moved = |(index, value): (usize, &f32)| value + 0.01 * (1.7 * index as f32 + 0.3).sin();
    let pixels: Vec<f32> = picture.iter().enumerate().map(moved).collect();
    let value = |pixels: &[f32]| -> Option<Vec<f32>> {
        let found = read(outputs(graph, &[output], pixels, 1).ok()?.remove(&output)?);
        found.iter().all(|value| value.is_finite()).then_some(found)
    };
    let here = value(&pixels)?;
    let seed: Vec<f32> = (0..here.len())
        .map(|index| (0.9 * index as f32).cos())
        .collect();
    let weighted = |values: &[f32]| -> f64 {
        let pairs = values.iter().zip(&seed);
        pairs
            .map(|(value, weight)| f64::from(*value) * f64::from(*weight))
            .sum()
    };
    let shape = graph.node(output).shape.clone();
    let at_output = Value::new(seed.clone(), &shape, &Device::flex()).unwrap();
    let known = Values::from([(
        input,
        Value::new(pixels.clone(), &graph.node(input).shape, &Device::flex()).unwrap(),
    )]);
    let found = gradients(
        graph,
        &known,
        (output, at_output),
        &[input],
        ReluRule::Plain,
    );
    let gradient = read(found.ok()?.remove(&input)?);
    let length = gradient
        .iter()
        .map(|value| f64::from(value * value))
        .sum::<f64>()
        .sqrt();
    if !length.is_finite() {
        let finite = !passes_no_number(graph, &pixels);
        return finite.then(|| "its gradient is not finite".into());
    }
    if length == 0.0 {
        return None;
    }
    let slope = |step: f64| -> Option<f64> {
        let along = |sign: f64| -> Option<f64> {
            let pairs = pixels.iter().zip(&gradient);
            let there = pairs
                .map(|(pixel, slope)| pixel + (sign * step * f64::from(*slope) / length) as f32);
            Some(weighted(&value(&there.collect::<Vec<f32>>())?))
        };
        Some((along(1.0)? - along(-1.0)?) / (2.0 * step))
    };
    let (wide, narrow) = (slope(1e-2)?, slope(5e-3)?);
    let sum: f64 = here
        .iter()
        .zip(&seed)
        .map(|(a, b)| f64::from((a * b).abs()))
        .sum();
    let bound = 2e-3 * length + 2.0 * (wide - narrow).abs() + 1e-6 * (1.0 + sum) / 5e-3;
    let off = (narrow - length).abs();
    (off > bound).then(|| format!("its gradient is {length}, and the slope {narrow}"))
}

/// Whether a value on the way is no number: a softmax over entries that are all masked has no gradient,
/// in PyTorch either, and the page says that a map of it is not finite.
fn passes_no_number(graph: &Graph, pixels: &[f32]) -> bool {
    let all: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
    let values = outputs(graph, &all, pixels, 1).unwrap();
    let mut values = values.into_values();
    values.any(|value| read(value).iter().any(|value| value.is_nan()))
}

/// Fails on a wrong case and on a message that nobody would read. Returns the number of right cases.
fn check(suite: &Suite, verdicts: &[Verdict]) -> usize {
    let mut problems = Vec::new();
    let mut right = 0;
    for (case, verdict) in suite.cases.iter().zip(verdicts) {
        match verdict {
            Verdict::Right => right += 1,
            Verdict::Wrong(problem) => problems.push(format!("{}: {problem}", case.name)),
            Verdict::Refused(message) if message.chars().count() > LONGEST_MESSAGE => {
                problems.push(format!("{}: a long message: {message}", case.name));
            }
            Verdict::Refused(_) => {}
        }
    }
    let all = verdicts.len();
    println!("{right} of {all} right, {} wrong", problems.len());
    assert!(
        problems.is_empty(),
        "{}:\n{}",
        problems.len(),
        problems.join("\n")
    );
    right
}

#[test]
fn the_committed_selection_is_right() {
    let files = open(&committed());
    let right = check(&files.suite, &files.verdicts());
    assert_eq!(
        right,
        files.suite.cases.len(),
        "the selection holds right cases only"
    );
    assert!(right > 100, "{right} cases");
}

/// Run by hand: it needs the folder that the script writes.
#[test]
#[ignore = "needs ONNX_SUITE, the folder of tests/reference/onnx/backend_suite.py"]
fn the_whole_suite_is_right_or_refused() {
    let folder =
        env::var("ONNX_SUITE").expect("the folder of tests/reference/onnx/backend_suite.py");
    let files = open(Path::new(&folder));
    let verdicts = files.verdicts();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/onnx.md");
    fs::write(docs, page(&files.suite, &verdicts)).unwrap();
    let pairs = files.suite.cases.iter().zip(&verdicts);
    let right = pairs.filter(|(_, verdict)| matches!(verdict, Verdict::Right));
    let right: Vec<&str> = right.map(|(case, _)| case.name.as_str()).collect();
    fs::write(Path::new(&folder).join("right.txt"), right.join("\n")).unwrap();
    let right = check(&files.suite, &verdicts);
    assert!(
        right >= RIGHT,
        "{right} cases are right, {RIGHT} are wanted"
    );
}
