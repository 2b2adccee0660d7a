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
pub(super) struct Layer<'a> {
    pub(super) build: &'a mut Build,
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

impl Layer<'_> {
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

    /// Adds the layer as one node.
    fn add(&mut self, op: Op, constants: Vec<Value>) -> Result<NodeId, FormatError> {
        let name = self.name.clone();
        Ok(self.build.graph.add(name, op, self.inputs, constants)?)
    }

    /// Adds a step of the layer that people do not see in Keras.
    fn step(
        &mut self,
        step: &str,
        op: Op,
        input: NodeId,
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let name = format!("{}/{step}", self.name);
        Ok(self.build.graph.add(name, op, &[input], constants)?)
    }

    /// Adds the layer with its activation: the output has the layer's name, as in Keras, and what
    /// goes into the activation is `name/linear`.
    fn add_activated(
        &mut self,
        input: NodeId,
        op: Op,
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        let rank = self.build.graph.shape(input).len();
        let function = self
            .config("activation")
            .as_str()
            .unwrap_or("linear")
            .to_owned();
        let name = self.name.clone();
        match activations::by_name(&function, rank, self.build.keras_3) {
            None => Err(self.error(format!("its activation `{function}` is not supported"))),
            Some(Op::Identity) => Ok(self.build.graph.add(name, op, &[input], constants)?),
            Some(activation) => {
                let linear = self.step("linear", op, input, constants)?;
                Ok(self
                    .build
                    .graph
                    .add(name, activation, &[linear], Vec::new())?)
            }
        }
    }

    /// Takes a weight of the layer and puts it on the device as it is stored.
    fn weight(&mut self, kind: &str) -> Result<Value, FormatError> {
        let weight = self
            .build
            .weights
            .take(self.parent, self.keras.name, kind)?;
        self.value(weight.values, &weight.shape)
    }

    fn value(&self, values: Vec<f32>, shape: &[usize]) -> Result<Value, FormatError> {
        Value::new(values, shape, &self.build.device).map_err(|reason| self.error(reason))
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
