//! The setting `activation` of a layer.

use graph::ops::{Activation, Function};
use graph::{NodeId, Op, Value};
use serde_json::Value as Json;

use super::layer::Layer;
use super::topology::Origin;
use crate::FormatError;

impl Layer<'_, '_> {
    /// The op of the setting; the identity if there is none.
    pub(super) fn activation(&self) -> Result<Op, FormatError> {
        let name = match self.config("activation") {
            Json::Null => "linear",
            Json::String(name) => name,
            // An advanced activation or a custom function, which Keras writes as an object.
            other => return Err(self.error(format!("its activation {other} is not supported"))),
        };
        let op = by_name(name, self.last_axis(), self.build.origin);
        op.ok_or_else(|| self.error(format!("its activation `{name}` is not supported")))
    }

    /// Adds the layer and its activation. The output has the layer's name, as in Keras; the input
    /// of the activation is `name/linear`.
    pub(super) fn add_activated(
        &mut self,
        input: NodeId,
        op: Op,
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        match self.activation()? {
            Op::Identity => self.node(op, &[input], constants),
            activation => {
                let linear = self.step("linear", op, &[input], constants)?;
                self.node(activation, &[linear], Vec::new())
            }
        }
    }
}

fn by_name(name: &str, last_axis: usize, origin: Origin) -> Option<Op> {
    Some(Op::Activation(match name {
        "linear" => return Some(Op::Identity),
        "softmax" => return Some(Op::Softmax { axis: last_axis }),
        "log_softmax" | "logSoftmax" => return Some(Op::LogSoftmax { axis: last_axis }),
        "exponential" => return Some(Op::Function(Function::Exp)),
        "relu" => Activation::Relu,
        "relu6" => Activation::Clip {
            low: 0.0,
            high: 6.0,
        },
        "leaky_relu" | "leakyRelu" => Activation::LeakyRelu { slope: 0.2 },
        // CELU with its default alpha is the same.
        "elu" | "celu" => Activation::Elu { alpha: 1.0 },
        "selu" => Activation::Selu,
        "sigmoid" => Activation::Sigmoid,
        "tanh" => Activation::Tanh,
        "hard_tanh" => Activation::Clip {
            low: -1.0,
            high: 1.0,
        },
        "softplus" => Activation::Softplus,
        "softsign" => Activation::Softsign,
        "mish" => Activation::Mish,
        "hard_sigmoid" | "hardSigmoid" if origin == Origin::Keras3 => Activation::HardSigmoid {
            alpha: 1.0 / 6.0,
            beta: 0.5,
        },
        "hard_sigmoid" | "hardSigmoid" => Activation::HardSigmoid {
            alpha: 0.2,
            beta: 0.5,
        },
        "swish" | "silu" => Activation::Swish,
        "hard_swish" | "hard_silu" => Activation::HardSwish,
        "gelu" => Activation::Gelu,
        "gelu_new" => Activation::GeluTanh,
        _ => return None,
    }))
}
