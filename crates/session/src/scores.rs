use graph::Graph;
use graph::ops::{Activation, Op};
use serde::Serialize;

use crate::SessionError;

/// The score of one class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Position among the classes, from 0.
    pub index: usize,
    /// Name of the class.
    pub label: String,
    /// The score before softmax.
    pub logit: f32,
    /// What the network makes of it, 0 to 1: after softmax over all classes, or after a sigmoid
    /// where the network ends in one.
    pub probability: f32,
}

/// Refuses logits that are no numbers.
pub(crate) fn check_finite(labels: &[String], logits: &[f32]) -> Result<(), SessionError> {
    match labels
        .iter()
        .zip(logits)
        .find(|(_, logit)| !logit.is_finite())
    {
        Some((label, value)) => Err(SessionError::NotFinite {
            label: label.clone(),
            value: *value,
        }),
        None => Ok(()),
    }
}

/// The scores of all classes, in class order.
pub(crate) fn scores(graph: &Graph, labels: &[String], logits: &[f32]) -> Vec<Score> {
    let sigmoid = graph.node(graph.outputs()[0]).op == Op::Activation(Activation::Sigmoid);
    let probabilities = if sigmoid {
        sigmoids(logits)
    } else {
        softmax(logits)
    };
    labels
        .iter()
        .zip(logits.iter().zip(probabilities))
        .enumerate()
        .map(|(index, (label, (logit, probability)))| Score {
            index,
            label: label.clone(),
            logit: *logit,
            probability,
        })
        .collect()
}

fn sigmoids(logits: &[f32]) -> Vec<f32> {
    logits
        .iter()
        .map(|logit| (1.0 / (1.0 + (-f64::from(*logit)).exp())) as f32)
        .collect()
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = logits
        .iter()
        .map(|logit| f64::from(logit - max).exp())
        .collect();
    let sum: f64 = powers.iter().sum();
    powers
        .into_iter()
        .map(|power| (power / sum) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_and_sigmoid_by_hand() {
        assert_eq!(
            softmax(&[1000.0, 1000.0]),
            [0.5, 0.5],
            "large logits do not overflow"
        );
        let thirds = softmax(&[2f32.ln(), 0.0]);
        assert!((thirds[0] - 2.0 / 3.0).abs() < 1e-6, "{thirds:?}");
        assert_eq!(sigmoids(&[0.0]), [0.5]);
    }
}
