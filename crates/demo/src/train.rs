use std::f32::consts::PI;

use burn::tensor::{Device, Tensor, activation};
use fastrand::Rng;
use graph::{Graph, Value};
use imaging::{Colours, Fit, Interpolation, Preprocessing, Resizer};

use crate::adam::Adam;
use crate::network::{self, SIZE, Weight};
use crate::statistics::{folded, normalised};
use crate::{Scene, Shape};

const BATCH: usize = 32;
const LARGEST_RATE: f32 = 2e-3;
/// Fraction of the training during which `variety` grows from 0 to 1. With all colours and patterns
/// from the start, the network does not learn.
const LEARNING_COLOURS: f32 = 0.6;
/// Number of pictures for the batch-norm statistics of the trained network.
const CALIBRATION: usize = 512;

/// Trains the network on `steps` batches of freshly drawn pictures and returns its weights. Calls
/// `report` with the step and the loss every 50 steps.
///
/// A quarter of the pictures show two shapes, each with a target of one half, so the network learns
/// to find every object and not just the largest.
///
/// # Errors
/// Fails only through a mistake in this crate: if the network does not fit its training.
pub fn train(
    steps: usize,
    seed: u64,
    mut report: impl FnMut(usize, f32),
) -> Result<Vec<Weight>, String> {
    let device = Device::flex();
    let mut rng = Rng::with_seed(seed);
    let initial = network::initial_weights(&mut rng);
    let graph = network::import(&initial, &device)
        .map_err(|error| error.to_string())?
        .graph;
    let mut constants: Vec<Value> = graph
        .nodes()
        .flat_map(|(_, node)| node.constants.clone())
        .collect();
    let mut adam = Adam::new(constants.len());
    for step in 0..steps {
        let progress = step as f32 / steps as f32;
        let variety = (progress / LEARNING_COLOURS).min(1.0);
        let (pictures, answers) = batch(&mut rng, BATCH, variety, &device)?;
        let tracked: Vec<Value> = constants
            .iter()
            .map(|constant| constant.clone().tracked())
            .collect();
        let logits = forward(&graph, &pictures, &tracked, &mut Normalising::OverBatch)?;
        let loss = -(activation::log_softmax(logits, 1) * answers).sum() / BATCH as f32;
        let mut gradients = loss.backward();
        let rate = LARGEST_RATE * 0.5 * (1.0 + (PI * progress).cos()) * (progress * 20.0).min(1.0);
        adam.update(&mut constants, &tracked, &mut gradients, rate)?;
        if step % 50 == 0 {
            report(
                step,
                loss.into_data()
                    .try_to_vec::<f32>()
                    .map_err(|e| format!("{e:?}"))?[0],
            );
        }
    }
    let (pictures, _) = batch(&mut rng, CALIBRATION, 1.0, &device)?;
    let mut finished = Vec::new();
    forward(
        &graph,
        &pictures,
        &constants,
        &mut Normalising::Fold(&mut finished),
    )?;
    as_keras(initial, finished)
}

/// Returns the fraction of new pictures with one shape that the network classifies correctly.
///
/// # Errors
/// As [`train`].
pub fn accuracy(weights: &[Weight], pictures: usize, seed: u64) -> Result<f32, String> {
    let device = Device::flex();
    let mut rng = Rng::with_seed(seed);
    let graph = network::import(weights, &device)
        .map_err(|error| error.to_string())?
        .graph;
    let constants: Vec<Value> = graph
        .nodes()
        .flat_map(|(_, node)| node.constants.clone())
        .collect();
    let mut right = 0;
    for index in 0..pictures {
        let class = index % Shape::ALL.len();
        let picture = prepared(&Scene::random(&mut rng, &[Shape::ALL[class]], 1.0))?;
        let input = Value::new(picture, &[1, 3, SIZE as usize, SIZE as usize], &device)?;
        let logits = forward(&graph, &input, &constants, &mut Normalising::Done)?.into_data();
        let logits = logits
            .try_to_vec::<f32>()
            .map_err(|error| format!("{error:?}"))?;
        let top = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
        right += usize::from(top == Some(class));
    }
    Ok(right as f32 / pictures as f32)
}

/// Whether layers are normalised over the batch.
enum Normalising<'a> {
    /// No: the network is trained, and its weights include it.
    Done,
    /// Yes, for training.
    OverBatch,
    /// Yes, and the constants of the trained network are collected.
    Fold(&'a mut Vec<Value>),
}

/// Runs the graph up to the logits with the given constants in place of its own.
fn forward(
    graph: &Graph,
    input: &Value,
    constants: &[Value],
    normalising: &mut Normalising,
) -> Result<Tensor<2>, String> {
    let mut values: Vec<Value> = Vec::with_capacity(graph.len());
    let mut rest = constants;
    for (id, node) in graph.nodes() {
        let (own, after) = rest.split_at(node.constants.len());
        rest = after;
        let mut inputs: Vec<Value> = node
            .inputs
            .iter()
            .map(|input| values[input.index()].clone())
            .collect();
        let value = match (inputs.pop(), &mut *normalising) {
            (None, _) => input.clone(),
            (Some(input), Normalising::Done) => node.op.apply(vec![input], own)?,
            (Some(input), Normalising::OverBatch) => normalised(&node.op, input, own)?.0,
            (Some(input), Normalising::Fold(finished)) => {
                let (value, statistics) = normalised(&node.op, input, own)?;
                if let Some(statistics) = statistics {
                    finished.extend(folded(&node.op, own, statistics)?);
                }
                value
            }
        };
        values.push(value);
        if id == graph.logits() {
            break;
        }
    }
    values.swap_remove(graph.logits().index()).rank2()
}

/// Returns pictures `[batch, 3, size, size]` and their target probabilities `[batch, classes]`.
fn batch(
    rng: &mut Rng,
    size: usize,
    variety: f32,
    device: &Device,
) -> Result<(Value, Tensor<2>), String> {
    let classes = Shape::ALL.len();
    let mut pictures = Vec::new();
    let mut answers = vec![0.0; size * classes];
    for index in 0..size {
        let first = rng.usize(0..classes);
        let second = (first + rng.usize(1..classes)) % classes;
        let chosen = if rng.u8(0..4) == 0 {
            vec![first, second]
        } else {
            vec![first]
        };
        let shapes: Vec<Shape> = chosen.iter().map(|class| Shape::ALL[*class]).collect();
        let scene = Scene::random(rng, &shapes, variety);
        for object in &scene.objects {
            let class = Shape::ALL
                .iter()
                .position(|shape| *shape == object.shape)
                .unwrap_or(first);
            answers[index * classes + class] = 1.0 / scene.objects.len() as f32;
        }
        pictures.extend(prepared(&scene)?);
    }
    let pictures = Value::new(pictures, &[size, 3, SIZE as usize, SIZE as usize], device)?;
    Ok((
        pictures,
        Value::new(answers, &[size, classes], device)?.rank2()?,
    ))
}

/// Prepares a picture as the page does. It is drawn at twice the size, because users' pictures are
/// resized too.
fn prepared(scene: &Scene) -> Result<Vec<f32>, String> {
    let preprocessing = Preprocessing {
        width: SIZE,
        height: SIZE,
        fit: Fit::Crop,
        resize: None,
        interpolation: Interpolation::Bilinear,
        resizer: Resizer::Tensors,
        range: [-1.0, 255.0 / 127.0 - 1.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: Colours::Rgb,
    };
    imaging::input(&scene.draw(2 * SIZE, 2 * SIZE), &preprocessing)
        .map_err(|error| error.to_string())
}

/// Converts the graph's constants back to Keras's layout.
fn as_keras(names: Vec<Weight>, constants: Vec<Value>) -> Result<Vec<Weight>, String> {
    let put_back = |(weight, constant): (Weight, Value)| {
        let values = match constant {
            Value::R4(kernel) => kernel.permute([2, 3, 1, 0]).into_data(),
            Value::R2(kernel) => kernel.into_data(),
            other => other.rank1()?.into_data(),
        };
        let values = values
            .try_to_vec::<f32>()
            .map_err(|error| format!("{error:?}"))?;
        Ok(Weight { values, ..weight })
    };
    names.into_iter().zip(constants).map(put_back).collect()
}
