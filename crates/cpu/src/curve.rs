use graph::Value;
use graph::ops::Activation;
use kernels::{Curve, bend, bend_back};

use crate::numbers::{Numbers, only, only_marked};

/// An activation that bends, in place where nobody else reads the value.
pub(crate) fn run(activation: Activation, inputs: &mut Vec<Value>) -> Option<Value> {
    let curve = curve(activation)?;
    let mut numbers = only(inputs)?;
    inputs.clear();
    bend(numbers.change()?, curve);
    numbers.value()
}

/// The gradient at the input of an activation that bends.
pub(crate) fn pull_back(
    activation: Activation,
    inputs: &[(Value, bool)],
    gradient: &Value,
) -> Option<Value> {
    let curve = curve(activation)?;
    let input = only_marked(inputs)?;
    let mut back = Numbers::of(gradient.clone())?;
    bend_back(back.change()?, input.read(), curve)?;
    back.value()
}

fn curve(activation: Activation) -> Option<Curve> {
    Some(match activation {
        Activation::Sigmoid => Curve::Sigmoid,
        Activation::Tanh => Curve::Tanh,
        Activation::Swish => Curve::Swish { factor: 1.0 },
        Activation::QuickGelu => Curve::Swish { factor: 1.702 },
        Activation::HardSigmoid { alpha, beta } => Curve::HardSigmoid { alpha, beta },
        Activation::HardSwish => Curve::HardSwish,
        Activation::Gelu => Curve::Gelu,
        Activation::GeluTanh => Curve::GeluTanh,
        Activation::Relu
        | Activation::Clip { .. }
        | Activation::LeakyRelu { .. }
        | Activation::Elu { .. }
        | Activation::Selu
        | Activation::Softplus
        | Activation::Mish
        | Activation::Softsign => return None,
    })
}
