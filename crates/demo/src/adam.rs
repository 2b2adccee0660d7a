use burn::tensor::{Gradients, Tensor};
use graph::Value;

/// The Adam optimiser (Kingma and Ba, 2015, <https://arxiv.org/abs/1412.6980>, algorithm 1).
pub(crate) struct Adam {
    moments: Vec<Option<[Tensor<1>; 2]>>,
    step: i32,
}

const BETA: [f32; 2] = [0.9, 0.999];

impl Adam {
    pub(crate) fn new(weights: usize) -> Self {
        Self {
            moments: vec![None; weights],
            step: 0,
        }
    }

    /// The two moments of each weight, none before its first step.
    pub(crate) fn moments(&self) -> &[Option<[Tensor<1>; 2]>] {
        &self.moments
    }

    /// Goes on from an earlier state.
    pub(crate) fn take_up(&mut self, moments: Vec<Option<[Tensor<1>; 2]>>, step: i32) {
        self.moments = moments;
        self.step = step;
    }

    /// Moves every weight that has a gradient against it, by about `rate`.
    pub(crate) fn update(
        &mut self,
        weights: &mut [Value],
        tracked: &[Value],
        gradients: &mut Gradients,
        rate: f32,
    ) -> Result<(), String> {
        self.step += 1;
        let correction = BETA.map(|beta| 1.0 - beta.powi(self.step));
        for ((weight, leaf), moments) in weights.iter_mut().zip(tracked).zip(&mut self.moments) {
            let Some(gradient) = leaf.take_gradient(gradients) else {
                continue;
            };
            let (shape, flat) = (weight.shape(), weight.len());
            let gradient = gradient.reshape(&[flat])?.rank1()?;
            let [first, second] = moments
                .take()
                .unwrap_or_else(|| [gradient.zeros_like(), gradient.zeros_like()]);
            let first = first * BETA[0] + gradient.clone() * (1.0 - BETA[0]);
            let second = second * BETA[1] + gradient.clone() * gradient * (1.0 - BETA[1]);
            let size = (second.clone() / correction[1]).sqrt() + 1e-8;
            let change = first.clone() / correction[0] / size * rate;
            *moments = Some([first, second]);
            *weight =
                Value::R1(weight.clone().reshape(&[flat])?.rank1()? - change).reshape(&shape)?;
        }
        Ok(())
    }
}
