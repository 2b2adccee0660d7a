//! Keras layers as ops: one file per family, one table of classes.

mod activations;
mod convolutions;
mod dense;
mod joins;
mod pools;
mod shaping;

use graph::ops::Window;
use graph::{NodeId, Op, Value};
use serde_json::Value as Json;

use super::build::Build;
use super::storage::Weight;
use super::topology::{KerasLayer, damaged};
use crate::FormatError;

type Add = fn(&mut Layer) -> Result<NodeId, FormatError>;

/// Which function adds which class.
const TABLE: &[(&str, Add)] = &[
    ("Activation", activations::named),
    ("ActivityRegularization", shaping::nothing),
    ("Add", joins::add),
    ("AlphaDropout", shaping::nothing),
    ("AveragePooling2D", pools::average),
    ("BatchNormalization", dense::batch_norm),
    ("Concatenate", joins::concat),
    ("Conv2D", convolutions::convolution),
    ("Dense", dense::dense),
    ("DepthwiseConv2D", convolutions::depthwise),
    ("Dropout", shaping::nothing),
    ("ELU", activations::elu),
    ("Flatten", shaping::flatten),
    ("GaussianDropout", shaping::nothing),
    ("GaussianNoise", shaping::nothing),
    ("GlobalAveragePooling2D", pools::global_average),
    ("GlobalMaxPooling2D", pools::global_max),
    ("LeakyReLU", activations::leaky_relu),
    ("MaxPooling2D", pools::max),
    ("Multiply", joins::multiply),
    ("ReLU", activations::relu),
    ("Reshape", shaping::reshape),
    ("SeparableConv2D", convolutions::separable),
    ("Softmax", activations::softmax),
    ("SpatialDropout2D", shaping::nothing),
    ("Subtract", joins::subtract),
    ("ZeroPadding2D", shaping::zero_padding),
];

/// All classes that can be read, and the input, which a graph holds by itself.
pub(super) const SUPPORTED: [&str; TABLE.len() + 1] = {
    let mut names = ["InputLayer"; TABLE.len() + 1];
    let mut index = 0;
    while index < TABLE.len() {
        names[index + 1] = TABLE[index].0;
        index += 1;
    }
    names
};

/// A layer that is being added.
pub(super) struct Layer<'a, 'b> {
    pub(super) build: &'a mut Build<'b>,
    /// Name of the model that it stands in.
    pub(super) parent: &'a str,
    pub(super) keras: &'a KerasLayer<'a>,
    /// Name of the node that holds its output.
    pub(super) name: String,
    pub(super) inputs: &'a [NodeId],
}

/// Adds one layer; the answer is the node that holds its output.
pub(super) fn add(mut layer: Layer) -> Result<NodeId, FormatError> {
    if layer.inputs.is_empty() {
        return Err(layer.error("it reads nothing"));
    }
    if layer.keras.config["data_format"] == "channels_first" {
        return Err(layer.error("channels_first is not supported: export it with channels_last"));
    }
    match TABLE.iter().find(|(class, _)| *class == layer.keras.class) {
        Some((_, add)) => add(&mut layer),
        None => Err(layer.error("its class is not supported")),
    }
}

impl Layer<'_, '_> {
    fn config(&self, key: &str) -> &Json {
        &self.keras.config[key]
    }

    fn input(&self) -> NodeId {
        self.inputs[0]
    }

    fn shape(&self) -> Vec<usize> {
        self.build.graph.shape(self.input()).to_vec()
    }

    fn error(&self, reason: impl Into<String>) -> FormatError {
        damaged(self.keras.name, reason.into())
    }

    /// Where the channels of the input are: behind the batch of a picture, else last.
    fn channel_axis(&self) -> usize {
        match self.shape().len() {
            4 => 1,
            rank => rank.saturating_sub(1),
        }
    }

    /// Whether an axis of Keras is the last one, where it has the channels.
    fn is_last(&self, axis: i64) -> bool {
        axis == -1 || usize::try_from(axis).is_ok_and(|axis| axis + 1 == self.shape().len())
    }

    /// Adds the layer as one node that reads the layer's inputs.
    fn add(&mut self, op: Op, constants: Vec<Value>) -> Result<NodeId, FormatError> {
        self.node(op, self.inputs, constants)
    }

    /// Adds the node that holds the layer's output.
    fn node(
        &mut self,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = self.name.clone();
        Ok(self.build.graph.add(name, op, inputs, constants)?)
    }

    /// Adds a step of the layer that people do not see in Keras.
    fn step(
        &mut self,
        step: &str,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = format!("{}/{step}", self.name);
        Ok(self.build.graph.add(name, op, inputs, constants)?)
    }

    /// Adds the layer with its activation: the output has the layer's name, as in Keras, and what
    /// goes into the activation is `name/linear`.
    fn add_activated(
        &mut self,
        input: NodeId,
        op: Op,
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        match activations::of(self)? {
            Op::Identity => self.node(op, &[input], constants),
            activation => {
                let linear = self.step("linear", op, &[input], constants)?;
                self.node(activation, &[linear], Vec::new())
            }
        }
    }

    /// Takes a weight of the layer and puts it on the device as it is stored.
    fn weight(&mut self, kind: &str) -> Result<Value, FormatError> {
        self.arranged_weight(kind, Some)
    }

    /// The same with its axes in another order.
    fn arranged_weight(
        &mut self,
        kind: &str,
        arrange: impl Fn(Weight) -> Option<Weight>,
    ) -> Result<Value, FormatError> {
        self.build
            .weight((self.parent, self.keras.name, kind), arrange)
    }

    fn value(&self, values: Vec<f32>, shape: &[usize]) -> Result<Value, FormatError> {
        Value::new(values, shape, &self.build.device).map_err(|reason| self.error(reason))
    }

    /// A setting that is a switch.
    fn flag(&self, key: &str, default: bool) -> Result<bool, FormatError> {
        self.setting(key, default, Json::as_bool, "true or false")
    }

    /// A setting that is a number.
    fn number(&self, key: &str, default: f32) -> Result<f32, FormatError> {
        self.setting(
            key,
            default,
            |json| json.as_f64().map(|n| n as f32),
            "a number",
        )
    }

    /// A setting that counts something.
    fn count(&self, key: &str, default: usize) -> Result<usize, FormatError> {
        let count = |json: &Json| json.as_u64().and_then(|n| usize::try_from(n).ok());
        self.setting(key, default, count, "a whole number")
    }

    /// A setting that may be missing but not be something else: what is not understood must not
    /// be passed over.
    fn setting<T>(
        &self,
        key: &str,
        default: T,
        read: impl Fn(&Json) -> Option<T>,
        expected: &str,
    ) -> Result<T, FormatError> {
        match self.config(key) {
            Json::Null => Ok(default),
            json => read(json)
                .ok_or_else(|| self.error(format!("expected {expected} as `{key}`, got {json}"))),
        }
    }

    /// A setting of one number or a pair, `[height, width]`.
    fn pair(&self, key: &str, default: usize) -> Result<[usize; 2], FormatError> {
        let number = |json: &Json| {
            json.as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n < 1 << 16)
        };
        let pair = match self.config(key) {
            Json::Null => Some([default; 2]),
            Json::Array(pair) if pair.len() == 2 => number(&pair[0])
                .zip(number(&pair[1]))
                .map(<[usize; 2]>::from),
            one => number(one).map(|n| [n; 2]),
        };
        pair.ok_or_else(|| {
            self.error(format!(
                "expected `{key}` as one or two numbers, got {}",
                self.config(key)
            ))
        })
    }

    /// How a window of that size slides, with TensorFlow's padding.
    fn window(
        &self,
        kernel: [usize; 2],
        stride: [usize; 2],
        dilation: [usize; 2],
    ) -> Result<Window, FormatError> {
        let shape = self.shape();
        let padding = match (
            self.config("padding").as_str().unwrap_or("valid"),
            &shape[..],
        ) {
            ("valid", _) => [(0, 0); 2],
            ("same", &[_, _, height, width]) => [(height, 0), (width, 1)].map(|(size, axis)| {
                graph::ops::same_padding(size, kernel[axis], stride[axis], dilation[axis])
            }),
            (other, _) => {
                return Err(self.error(format!(
                    "padding `{other}` of shape {shape:?} is not supported"
                )));
            }
        };
        Ok(Window {
            stride,
            padding,
            dilation,
        })
    }
}
