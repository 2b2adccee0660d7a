mod again;

use std::rc::Rc;

use explain::{Aim, ExplainError, Network, Target, Task};
use formats::{
    Choices, Imported, InputFilter, InputFit, InputResizer, InputRule, LabelSet, LabelSource,
    NetworkChoice, SourceFile, StatedTask, WeightsChoice,
};
use graph::{GraphError, Grid, NodeId, default_layer, summary};
use imaging::{Colours, Fit, Interpolation, Preprocessing, Rect, Resizer};
use serde::Serialize;
use ts_rs::TS;

use crate::device::Place;
use crate::fingerprint::fingerprint;
use crate::{InputFrom, SessionError, budget};

/// The facts about a model that the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Model")]
pub struct ModelInfo {
    /// Display name.
    pub name: String,
    /// Id of the file format.
    pub format: String,
    /// Size of all its files in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// SHA-256 of its file. For several files, the hash of their hashes in the order of their names.
    pub sha256: String,
    /// Number of weights.
    pub parameters: usize,
    /// Id of the task.
    pub task: String,
    /// Ids of the tasks that fit the outputs.
    pub tasks: Vec<String>,
    /// Name of each class, in the order of the logits.
    pub classes: Vec<String>,
    /// Source of the class labels: the name of a file or of a built-in list. Empty if the classes are
    /// only numbered.
    pub labels_from: String,
    /// The sets of weights in its file, of which one is used; `null` if there is only one.
    pub weights: Option<WeightsChoice>,
    /// Sentences about what was guessed, decided for the person or ignored, and what its files ask for
    /// and is done in another way.
    pub remarks: Vec<String>,
    /// The networks that its weights may be of, of which one is taken; `null` if there is only one.
    pub network: Option<NetworkChoice>,
    /// The layers whose activation is a grid of pixels, in the order of the network.
    pub layers: Vec<LayerInfo>,
    /// Id of the default layer.
    pub default_layer: String,
    /// Names of its outputs that can be explained.
    pub outputs: Vec<String>,
    /// Name of the output that is explained.
    pub output: String,
    /// How a picture is turned into its input.
    pub input: Preprocessing,
    /// Where each of these settings comes from, and what else they may be.
    pub input_from: InputFrom,
}

/// A layer whose activation is a grid of pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Layer")]
pub struct LayerInfo {
    /// Id of the layer in requests.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Its other names in notebooks, which requests take too: the modules whose output it is.
    pub also: Vec<String>,
    /// Name of its op.
    pub op: String,
    /// Shape of its activation: `[channel, height, width]`.
    pub shape: Vec<usize>,
    /// Number of weights.
    pub parameters: usize,
    /// Whether menus suggest it.
    pub suggested: bool,
    /// Whether the score depends on its pixels. After the last attention of a vision transformer the
    /// score depends only on the class token, so a map there would be blank.
    pub reached: bool,
}

/// The size of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ModelSize {
    /// Number of weights.
    pub parameters: usize,
    /// Bytes of the weights in memory, as 32-bit floats.
    pub bytes: usize,
}

/// Returns the number of weights from the headers of a model's files; `None` if they do not give it.
///
/// # Errors
/// [`SessionError::Model`].
pub fn measure(files: Vec<SourceFile>) -> Result<Option<ModelSize>, SessionError> {
    let parameters = formats::parameters(files)?;
    Ok(parameters.map(|parameters| ModelSize {
        parameters,
        bytes: parameters.saturating_mul(4),
    }))
}

#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) info: ModelInfo,
    pub(crate) network: Rc<Network>,
    pub(crate) task: Task,
    /// Class labels from the files.
    labels: Vec<String>,
    /// Kept so that the model can be read again: for pictures of another size, with other weights, as
    /// another network.
    files: Vec<SourceFile>,
    choices: Choices,
}

/// The same model, if it can run here.
fn within_budget(model: Imported) -> Result<Imported, SessionError> {
    budget::check(&model.graph)?;
    let shape = &model.graph.node(model.graph.logits()).shape;
    if !matches!(shape.len(), 2 | 4) {
        let shape = shape.clone();
        return Err(ExplainError::NotAClassifier { shape }.into());
    }
    Ok(model)
}

impl Model {
    pub(crate) async fn import(
        files: Vec<SourceFile>,
        place: &Place,
    ) -> Result<Self, SessionError> {
        // The files are read whole for it: only those that are a model.
        let mut model = Self::read(files, String::new(), Choices::default(), place).await?;
        model.info.sha256 = fingerprint(&model.files)?;
        Ok(model)
    }

    async fn read(
        files: Vec<SourceFile>,
        sha256: String,
        choices: Choices,
        place: &Place,
    ) -> Result<Self, SessionError> {
        let bytes = files.iter().map(SourceFile::len).sum();
        let Imported {
            name,
            format,
            graph,
            labels,
            input,
            outputs,
            task,
            weights,
            remarks,
            network,
        } = within_budget(formats::import(
            files.clone(),
            choices.clone(),
            &place.device,
        )?)?
        .with_front()
        .await?;
        let output = choices.output.clone().or(outputs.first().cloned());
        let output = output.unwrap_or_default();
        let graph = graph.answering(graph.find(&output)?).unwrap_or(graph);
        let graph = place.prepared(graph);
        let default = default_layer(&graph).ok_or(SessionError::NoLayer)?;
        let tasks = Task::choices(&graph);
        let declared = task.map(task_of).filter(|task| tasks.contains(task));
        let first = declared
            .or(tasks.first().copied())
            .ok_or(SessionError::NoLayer)?;
        let layers = summary(&graph).into_iter().filter_map(|layer| {
            let Grid {
                channels,
                height,
                width,
            } = layer.grid?;
            Some(LayerInfo {
                id: layer.name.clone(),
                name: layer.name,
                also: layer.also,
                op: layer.op.into(),
                shape: vec![channels, height, width],
                parameters: layer.parameters,
                suggested: layer.suggested,
                reached: layer.reached,
            })
        });
        let info = ModelInfo {
            name,
            format: format.into(),
            bytes,
            sha256,
            parameters: graph.nodes().map(|(_, node)| node.parameters()).sum(),
            task: String::new(),
            tasks: tasks.iter().map(|task| task.id().into()).collect(),
            classes: Vec::new(),
            labels_from: match labels.source {
                LabelSource::File(name) => name,
                LabelSource::Set(id) => LabelSet::find(id).map_or("", |set| set.label).into(),
                LabelSource::Numbers => String::new(),
            },
            weights,
            remarks,
            network,
            default_layer: graph.node(default).name.clone(),
            layers: layers.collect(),
            outputs,
            output,
            input: preprocessing(&input),
            input_from: InputFrom::new(&input),
        };
        let mut model = Self {
            info,
            network: Rc::new(Network::new(graph)?),
            task: first,
            labels: labels.names,
            files,
            choices,
        };
        model.set_task(first.id())?;
        Ok(model)
    }

    /// Whether the model takes inputs of this size, `[channel, height, width]`.
    fn takes(&self, size: [usize; 3]) -> bool {
        self.input_shape()[1..] == size
    }

    /// Shape of the input, `[1, channel, height, width]`.
    pub(crate) fn input_shape(&self) -> &[usize] {
        let graph = &self.network.original;
        &graph.node(graph.inputs()[0]).shape
    }

    /// Sets the task and names the classes for it.
    pub(crate) fn set_task(&mut self, id: &str) -> Result<(), SessionError> {
        let choices = Task::choices(&self.network.original);
        let task = choices.iter().copied().find(|choice| choice.id() == id);
        let task = task.ok_or_else(|| SessionError::Task {
            task: id.into(),
            choices: self.info.tasks.join(", "),
        })?;
        let outputs = self.output_shape().get(1).copied().unwrap_or(1);
        let classes = task.classes(outputs);
        self.info.classes = if self.labels.len() == classes {
            self.labels.clone()
        } else if task == Task::Binary {
            ["no", "yes"].map(Into::into).into()
        } else {
            (0..classes).map(|class| format!("class {class}")).collect()
        };
        self.task = task;
        self.info.task = task.id().into();
        Ok(())
    }

    /// Shape of the outputs for one picture, before softmax or sigmoid.
    pub(crate) fn output_shape(&self) -> &[usize] {
        let graph = &self.network.original;
        &graph.node(graph.logits()).shape
    }

    /// Returns the aim of a target, from the outputs for a picture of which the network gets `crop`.
    pub(crate) fn aim(
        &self,
        target: &Target,
        outputs: &[f32],
        crop: Option<Rect>,
    ) -> Result<Aim, SessionError> {
        Ok(target.aim(self.task, self.output_shape(), outputs, crop)?)
    }

    pub(crate) fn layer(&self, id: &str) -> Result<NodeId, GraphError> {
        self.network.original.find(id)
    }

    /// Name of a layer in the model's file, which is also its id.
    pub(crate) fn layer_name(&self, layer: NodeId) -> String {
        self.network.original.node(layer).name.clone()
    }

    /// Label of the class that a target explains.
    pub(crate) fn label(&self, target: &Target) -> &str {
        let label = self.info.classes.get(target.explained());
        label.map_or("", String::as_str)
    }

    pub(crate) fn suggested(&self) -> Result<Vec<NodeId>, SessionError> {
        let suggested = self.info.layers.iter().filter(|layer| layer.suggested);
        Ok(suggested
            .map(|layer| self.layer(&layer.id))
            .collect::<Result<_, _>>()?)
    }
}

fn task_of(task: StatedTask) -> Task {
    match task {
        StatedTask::OneClass => Task::SingleLabel,
        StatedTask::ManyClasses => Task::MultiLabel,
        StatedTask::Quantities => Task::Regression,
    }
}

fn preprocessing(rule: &InputRule) -> Preprocessing {
    let (fit, resize) = match rule.fit {
        InputFit::Crop => (Fit::Crop, None),
        InputFit::ResizeCrop { shorter } => (Fit::ResizeCrop, Some(shorter as u32)),
        InputFit::Squash => (Fit::Squash, None),
        InputFit::SquashCrop { side } => (Fit::SquashCrop, Some(side as u32)),
    };
    Preprocessing {
        width: rule.width as u32,
        height: rule.height as u32,
        fit,
        resize,
        interpolation: match rule.filter {
            InputFilter::Nearest => Interpolation::Nearest,
            InputFilter::Box => Interpolation::Box,
            InputFilter::Bilinear => Interpolation::Bilinear,
            InputFilter::Hamming => Interpolation::Hamming,
            InputFilter::Bicubic => Interpolation::Bicubic,
            InputFilter::Lanczos => Interpolation::Lanczos,
        },
        resizer: match rule.resizer {
            InputResizer::Pillow => Resizer::Pillow,
            InputResizer::Transformers => Resizer::Transformers,
            InputResizer::Tensors => Resizer::Tensors,
            InputResizer::Samples => Resizer::Samples,
            InputResizer::Canvas => Resizer::Canvas,
        },
        range: rule.range,
        mean: rule.mean,
        std: rule.std,
        channels: match rule.channels {
            1 => Colours::Grey,
            _ if rule.bgr => Colours::Bgr,
            _ => Colours::Rgb,
        },
    }
}
