use std::f32::consts::PI;

use burn::tensor::{Device, Tensor, activation};
use fastrand::Rng;
use graph::{Graph, Value};
use imaging::{Colours, Fit, Interpolation, Picture, Preprocessing, Resizer};

use crate::adam::Adam;
use crate::network::{Network, Weight};
use crate::statistics::{folded, normalised};

const BATCH: usize = 32;
const LARGEST_RATE: f32 = 2e-3;
/// Number of pictures for the batch-norm statistics of the trained network.
const CALIBRATION: usize = 512;

/// What a network learns on.
pub trait Course {
    /// The network that learns.
    fn network(&self) -> &Network;

    /// Draws one picture, and says how the probability is shared out among the classes.
    /// `progress` is the part of the training that is done, 0 to 1.
    fn example(&self, rng: &mut Rng, progress: f32) -> (Picture, Vec<f32>);
}

/// A training that can be put away and taken up again.
pub struct Training<'a> {
    course: &'a dyn Course,
    device: Device,
    graph: Graph,
    initial: Vec<Weight>,
    pub(crate) constants: Vec<Value>,
    pub(crate) adam: Adam,
    pub(crate) rng: Rng,
    pub(crate) step: usize,
    steps: usize,
}

impl<'a> Training<'a> {
    /// Begins a training of `steps` batches.
    ///
    /// # Errors
    /// Fails only through a mistake in this crate: if the network cannot be read.
    pub fn new(course: &'a dyn Course, steps: usize, seed: u64) -> Result<Self, String> {
        let device = Device::flex();
        let mut rng = Rng::with_seed(seed);
        let initial = course.network().initial_weights(&mut rng);
        let graph = course
            .network()
            .import(&initial, &device)
            .map_err(|error| error.to_string())?
            .graph;
        let constants = constants(&graph);
        let adam = Adam::new(constants.len());
        Ok(Self {
            course,
            device,
            graph,
            initial,
            constants,
            adam,
            rng,
            step: 0,
            steps,
        })
    }

    /// How many batches were learned.
    #[must_use]
    pub fn step(&self) -> usize {
        self.step
    }

    /// Whether all batches were learned.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.step >= self.steps
    }

    /// Learns one more batch of freshly drawn pictures, and returns its loss.
    ///
    /// # Errors
    /// As [`Training::new`].
    pub fn learn(&mut self) -> Result<f32, String> {
        let progress = self.step as f32 / self.steps as f32;
        let (pictures, answers) = self.batch(BATCH, progress)?;
        let tracked: Vec<Value> = self
            .constants
            .iter()
            .map(|constant| constant.clone().tracked())
            .collect();
        let logits = forward(
            &self.graph,
            &pictures,
            &tracked,
            &mut Normalising::OverBatch,
        )?;
        let loss = -(activation::log_softmax(logits, 1) * answers).sum() / BATCH as f32;
        let mut gradients = loss.backward();
        let rate = LARGEST_RATE * 0.5 * (1.0 + (PI * progress).cos()) * (progress * 20.0).min(1.0);
        self.adam
            .update(&mut self.constants, &tracked, &mut gradients, rate)?;
        self.step += 1;
        let loss = loss.into_data().try_to_vec::<f32>();
        Ok(loss.map_err(|error| format!("{error:?}"))?[0])
    }

    /// Returns the weights of a network that needs no normalising.
    ///
    /// # Errors
    /// As [`Training::new`].
    pub fn finish(mut self) -> Result<Vec<Weight>, String> {
        let (pictures, _) = self.batch(CALIBRATION, 1.0)?;
        let mut finished = Vec::new();
        forward(
            &self.graph,
            &pictures,
            &self.constants,
            &mut Normalising::Fold(&mut finished),
        )?;
        as_keras(self.initial, finished)
    }

    /// Returns pictures `[batch, 3, size, size]` and their target probabilities `[batch, classes]`.
    fn batch(&mut self, size: usize, progress: f32) -> Result<(Value, Tensor<2>), String> {
        let network = self.course.network();
        let (mut pictures, mut answers) = (Vec::new(), Vec::new());
        for _ in 0..size {
            let (picture, answer) = self.course.example(&mut self.rng, progress);
            pictures.extend(prepared(&picture, network.size)?);
            answers.extend(answer);
        }
        let side = network.size as usize;
        let answers = Value::new(answers, &[size, network.labels.len()], &self.device)?;
        let pictures = Value::new(pictures, &[size, 3, side, side], &self.device)?;
        Ok((pictures, answers.rank2()?))
    }
}

/// A trained network at work.
pub struct Trained {
    network: Network,
    graph: Graph,
    device: Device,
}

impl Trained {
    /// Opens a network with its weights.
    ///
    /// # Errors
    /// As [`Training::new`].
    pub fn open(network: &Network, weights: &[Weight]) -> Result<Self, String> {
        let device = Device::flex();
        let imported = network.import(weights, &device);
        Ok(Self {
            network: *network,
            graph: imported.map_err(|error| error.to_string())?.graph,
            device,
        })
    }

    /// Returns the class that the network gives a picture.
    ///
    /// # Errors
    /// As [`Training::new`].
    pub fn answer(&self, picture: &Picture) -> Result<usize, String> {
        let side = self.network.size as usize;
        let pixels = prepared(picture, self.network.size)?;
        let input = Value::new(pixels, &[1, 3, side, side], &self.device)?;
        let constants = constants(&self.graph);
        let logits = forward(&self.graph, &input, &constants, &mut Normalising::Done)?;
        let logits = logits
            .into_data()
            .try_to_vec::<f32>()
            .map_err(|error| format!("{error:?}"))?;
        let top = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]));
        top.ok_or_else(|| "the network has no class".into())
    }
}

fn constants(graph: &Graph) -> Vec<Value> {
    let nodes = graph.nodes();
    nodes.flat_map(|(_, node)| node.constants.clone()).collect()
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

/// Prepares a picture as the page does.
fn prepared(picture: &Picture, size: u32) -> Result<Vec<f32>, String> {
    let preprocessing = Preprocessing {
        width: size,
        height: size,
        fit: Fit::Crop,
        resize: None,
        interpolation: Interpolation::Bilinear,
        resizer: Resizer::Tensors,
        range: [-1.0, 255.0 / 127.0 - 1.0],
        mean: [0.0; 3],
        std: [1.0; 3],
        channels: Colours::Rgb,
    };
    imaging::input(picture, &preprocessing).map_err(|error| error.to_string())
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
