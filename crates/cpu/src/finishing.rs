use graph::ops::Activation;
use graph::{Node, Op, Value};
use kernels::{Finish, Limits, finish, limit_back};

use crate::numbers::{Numbers, only, only_marked};

/// A batch norm, or limits, or one after the other: what is done to a value where it is written.
pub(crate) struct Finishing {
    scale: Option<Vec<f32>>,
    shift: Option<Vec<f32>>,
    limits: Limits,
    /// How many nodes of the chain it is.
    pub(crate) nodes: usize,
}

impl Finishing {
    /// What a chain begins with.
    pub(crate) fn beginning(chain: &[&Node]) -> Self {
        let mut found = Self {
            scale: None,
            shift: None,
            limits: Limits::NONE,
            nodes: 0,
        };
        let mut rest = chain.iter();
        let mut next = rest.next();
        if let Some((scale, shift)) = next.and_then(|node| scale_and_shift(node)) {
            (found.scale, found.shift, found.nodes) = (Some(scale), Some(shift), 1);
            next = rest.next();
        }
        if let Some(limits) = next.and_then(|node| limits(&node.op)) {
            (found.limits, found.nodes) = (limits, found.nodes + 1);
        }
        found
    }

    /// The same of a sum that still needs its bias.
    pub(crate) fn after(mut self, bias: Option<&[f32]>) -> Self {
        if let Some(bias) = bias {
            let scale = |at: usize| self.scale.as_ref().map_or(1.0, |scale| scale[at]);
            let shift = |at: usize| self.shift.as_ref().map_or(0.0, |shift| shift[at]);
            let shifts = bias
                .iter()
                .enumerate()
                .map(|(at, bias)| bias * scale(at) + shift(at));
            self.shift = Some(shifts.collect());
        }
        self
    }

    pub(crate) fn finish(&self) -> Finish<'_> {
        Finish {
            scale: self.scale.as_deref(),
            shift: self.shift.as_deref(),
            limits: self.limits,
        }
    }
}

/// The limits that an op is, if it is some. The derivative at the lower one is 0, as in PyTorch.
pub(crate) fn limits(op: &Op) -> Option<Limits> {
    match op {
        Op::Activation(Activation::Relu) => Some(Limits::POSITIVE),
        Op::Activation(Activation::Clip { low: 0.0, high }) => Some(Limits {
            low: 0.0,
            high: *high,
        }),
        _ => None,
    }
}

fn scale_and_shift(node: &Node) -> Option<(Vec<f32>, Vec<f32>)> {
    let Op::BatchNorm(norm) = &node.op else {
        return None;
    };
    let (scale, shift) = norm.scale_and_shift(&node.constants).ok()?;
    let read = |value: Value| Some(Numbers::of(value)?.read().to_vec());
    Some((read(scale.into())?, read(shift.into())?))
}

/// Channels and pixels of a value, for what its finish has a number for each channel of.
fn channels(shape: &[usize], finishing: &Finishing) -> Option<(usize, usize)> {
    if finishing.scale.is_none() {
        return Some((1, shape.iter().product()));
    }
    Some((*shape.get(1)?, shape.get(2..)?.iter().product()))
}

/// A batch norm, limits, or both.
pub(crate) fn run(chain: &[&Node], inputs: &mut Vec<Value>) -> Option<(Value, usize)> {
    let finishing = Finishing::beginning(chain);
    if finishing.nodes == 0 {
        return None;
    }
    let mut numbers = only(inputs)?;
    let (channels, pixels) = channels(&numbers.shape, &finishing)?;
    // Now nobody else reads them, unless another node does.
    inputs.clear();
    finish(numbers.change()?, channels, pixels, finishing.finish())?;
    Some((numbers.value()?, finishing.nodes))
}

/// The gradient at the input of a batch norm or of limits.
pub(crate) fn pull_back(node: &Node, inputs: &[(Value, bool)], gradient: &Value) -> Option<Value> {
    let mut back = Numbers::of(gradient.clone())?;
    if let Some(limits) = limits(&node.op) {
        let input = only_marked(inputs)?;
        limit_back(back.change()?, input.read(), limits)?;
    } else {
        let mut finishing = Finishing::beginning(&[node]);
        finishing.shift = None;
        finishing.scale.as_ref()?;
        let (channels, pixels) = channels(&back.shape, &finishing)?;
        finish(back.change()?, channels, pixels, finishing.finish())?;
    }
    back.value()
}
