use std::collections::BTreeSet;

use graph::ops::{Activation, Binary, Op};
use graph::{Graph, NodeId};

/// What the outputs of a network mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// One class out of several. Probabilities by softmax.
    SingleLabel,
    /// Any number of classes, also none. A probability for each class by sigmoid.
    MultiLabel,
    /// Yes or no in one output. The probability of yes by sigmoid.
    Binary,
    /// Values without probabilities.
    Regression,
    /// A class for each pixel.
    Segmentation,
}

impl Task {
    /// All tasks, in menu order.
    pub const ALL: &[Self] = &[
        Self::SingleLabel,
        Self::MultiLabel,
        Self::Binary,
        Self::Regression,
        Self::Segmentation,
    ];

    /// The stable id, in kebab case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::SingleLabel => "single-label",
            Self::MultiLabel => "multi-label",
            Self::Binary => "binary",
            Self::Regression => "regression",
            Self::Segmentation => "segmentation",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SingleLabel => "One class of several",
            Self::MultiLabel => "Any number of classes",
            Self::Binary => "Yes or no",
            Self::Regression => "Numbers",
            Self::Segmentation => "A class for each pixel",
        }
    }

    /// One sentence for menus.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::SingleLabel => "The probabilities of all classes sum to 1 (softmax).",
            Self::MultiLabel => "Each class has its own probability (sigmoid); all may be low.",
            Self::Binary => "One output gives the probability of the second class (sigmoid).",
            Self::Regression => "The outputs are values, not probabilities.",
            Self::Segmentation => "Every pixel gets the class with the largest score.",
        }
    }

    /// Returns the tasks that fit a network's outputs, the most likely first. A softmax or sigmoid at
    /// the end decides it; else the shape of the outputs leaves a choice. Where the outputs were made
    /// of probabilities before, a softmax would change them once more: they are shown as they are.
    #[must_use]
    pub fn choices(graph: &Graph) -> Vec<Self> {
        let output = graph.node(graph.outputs()[0]);
        let sigmoid = output.op == Op::Activation(Activation::Sigmoid);
        let softmax = output.op.is_squashing() && !sigmoid;
        match graph.node(graph.logits()).shape[..] {
            [_, 1] | [_, 1, 1, 1] if sigmoid => vec![Self::Binary],
            [_, 1] | [_, 1, 1, 1] => vec![Self::Regression, Self::Binary],
            [_, _, rows, columns] if rows * columns > 1 => vec![Self::Segmentation],
            _ if !output.op.is_squashing() && holds_probabilities(graph) => {
                vec![Self::Regression, Self::SingleLabel, Self::MultiLabel]
            }
            _ if sigmoid => vec![Self::MultiLabel],
            _ if softmax => vec![Self::SingleLabel],
            _ => vec![Self::SingleLabel, Self::MultiLabel, Self::Regression],
        }
    }

    /// Returns the number of classes for a number of outputs. Yes and no share one output.
    #[must_use]
    pub fn classes(self, outputs: usize) -> usize {
        if self == Self::Binary { 2 } else { outputs }
    }

    /// Returns the logit of every class from the outputs for one picture or pixel.
    #[must_use]
    pub fn logits(self, outputs: &[f32]) -> Vec<f32> {
        match (self, outputs) {
            (Self::Binary, [yes, ..]) => vec![-yes, *yes],
            _ => outputs.to_vec(),
        }
    }

    /// Returns the probability of every class, 0 to 1, from the outputs for one picture or pixel;
    /// `None` for a regression.
    #[must_use]
    pub fn probabilities(self, outputs: &[f32]) -> Option<Vec<f32>> {
        match self {
            Self::SingleLabel | Self::Segmentation => Some(softmax(outputs)),
            Self::MultiLabel | Self::Binary => {
                let logits = self.logits(outputs);
                Some(logits.into_iter().map(sigmoid).collect())
            }
            Self::Regression => None,
        }
    }
}

/// Whether the outputs come from a softmax or a sigmoid by ways on which nothing is weighed: they are
/// put into another shape or order, cut, scaled or averaged.
fn holds_probabilities(graph: &Graph) -> bool {
    let mut waiting = vec![graph.outputs()[0]];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let node = graph.node(id);
        if node.op.is_squashing() {
            return true;
        }
        let is_constant = |id: &NodeId| graph.node(*id).op == Op::Constant;
        let passes = match &node.op {
            Op::Activation(_)
            | Op::Function(_)
            | Op::Reduce(_)
            | Op::Select(_)
            | Op::Expand { .. }
            | Op::Concat { .. }
            | Op::Flatten { .. }
            | Op::Reshape { .. }
            | Op::Transpose { .. }
            | Op::Identity
            | Op::Binary(Binary::Add | Binary::Sub | Binary::Max | Binary::Min) => true,
            // A product with what is computed is a gate, as that of SiLU.
            Op::Binary(_) => node.inputs.iter().any(is_constant),
            _ => false,
        };
        if passes && seen.insert(id) {
            waiting.extend(&node.inputs);
        }
    }
    false
}

fn sigmoid(logit: f32) -> f32 {
    (1.0 / (1.0 + (-f64::from(logit)).exp())) as f32
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.iter().map(|logit| f64::from(logit - max).exp());
    let powers: Vec<f64> = powers.collect();
    let sum: f64 = powers.iter().sum();
    (powers.into_iter().map(|power| power / sum))
        .map(|share| share as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use graph::{GraphBuilder, Value};

    use super::*;

    #[test]
    fn probabilities_match_hand_computed_values() {
        let large = Task::SingleLabel.probabilities(&[1000.0, 1000.0]);
        assert_eq!(large, Some(vec![0.5, 0.5]), "large logits do not overflow");
        let thirds = Task::SingleLabel.probabilities(&[2f32.ln(), 0.0]).unwrap();
        assert!((thirds[0] - 2.0 / 3.0).abs() < 1e-6, "{thirds:?}");
        assert_eq!(
            Task::MultiLabel.probabilities(&[0.0, 0.0]),
            Some(vec![0.5, 0.5])
        );
        let yes = Task::Binary.probabilities(&[3f32.ln()]).unwrap();
        assert!(
            (yes[0] - 0.25).abs() < 1e-6 && (yes[1] - 0.75).abs() < 1e-6,
            "{yes:?}"
        );
        assert_eq!(Task::Binary.logits(&[2.0]), [-2.0, 2.0]);
        assert_eq!(Task::Regression.probabilities(&[7.0]), None);
    }

    /// The tasks of a network that is a linear layer of three classes and then `ending`.
    fn tasks(ending: impl Fn(&mut GraphBuilder, NodeId) -> NodeId) -> Vec<Task> {
        let device = Device::flex();
        let mut builder = GraphBuilder::default();
        let x = builder.input("x", &[1, 2]).unwrap();
        let weight = Value::new(vec![1.0; 6], &[2, 3], &device).unwrap();
        let scores = builder.add("fc", Op::Linear, &[x], vec![weight]).unwrap();
        let output = ending(&mut builder, scores);
        Task::choices(&builder.finish(&[output]).unwrap())
    }

    #[test]
    fn probabilities_that_are_put_into_another_shape_or_scaled_are_shown_as_they_are() {
        let add = |builder: &mut GraphBuilder, name: &str, op: Op, inputs: &[NodeId]| {
            builder.add(name, op, inputs, vec![]).unwrap()
        };
        let softmax = |builder: &mut GraphBuilder, x: NodeId| {
            add(builder, "softmax", Op::Softmax { axis: 1 }, &[x])
        };
        let single = [Task::SingleLabel, Task::MultiLabel, Task::Regression];
        assert_eq!(tasks(|_, x| x), single);
        assert_eq!(tasks(softmax), [Task::SingleLabel]);
        let clip = Op::Activation(Activation::Clip {
            low: 0.0,
            high: 1.0,
        });
        let picture = Op::Reshape {
            axes: vec![0, 3, 1, 1],
        };
        for op in [clip, picture.clone(), Op::Identity] {
            let found = tasks(|builder, x| {
                let shares = softmax(builder, x);
                add(builder, "end", op.clone(), &[shares])
            });
            assert_eq!(found[0], Task::Regression, "{op:?}");
        }
        let silu = tasks(|builder, x| {
            let gate = add(builder, "gate", Op::Activation(Activation::Sigmoid), &[x]);
            add(builder, "silu", Op::Binary(Binary::Mul), &[x, gate])
        });
        assert_eq!(silu, single);
        let one_pixel = tasks(|builder, x| add(builder, "end", picture.clone(), &[x]));
        assert_eq!(one_pixel, single, "one pixel is no segmentation");
    }
}
