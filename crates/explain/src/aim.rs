use crate::{TargetScore, Task};

/// A target with its pixels fixed from the outputs for one picture, by [`crate::Target::aim`]. For
/// any other outputs of the same network, the score counts the same pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    pub(crate) score: TargetScore,
    pub(crate) task: Task,
    pub(crate) negated: bool,
    /// Number of outputs of one pixel.
    pub(crate) width: usize,
    pub(crate) pixels: Vec<usize>,
}

/// A target score and its gradient at the outputs of a network. The graph runs to the logits: softmax,
/// sigmoid and their gradients are computed here, on the host.
#[derive(Clone, Debug, PartialEq)]
pub struct Seed {
    /// The target score, summed over the pixels.
    pub score: f32,
    /// Number of output pixels that it sums over; 1 if there is one score per picture.
    pub pixels: usize,
    /// Gradient at the outputs for one picture, row-major.
    pub gradient: Vec<f32>,
}

impl Aim {
    /// Returns the score and its gradient for the outputs of one picture, row-major. *Why not*
    /// reverses the sign of the gradient but not of the score.
    #[must_use]
    pub fn seed(&self, outputs: &[f32]) -> Seed {
        let mut seed = Seed {
            score: 0.0,
            pixels: self.pixels.len(),
            gradient: vec![0.0; outputs.len()],
        };
        let stride = self.stride(outputs);
        for pixel in &self.pixels {
            let (score, gradient) = self.score.at(self.task, &self.row(outputs, *pixel));
            seed.score += score;
            for (i, value) in gradient.into_iter().enumerate() {
                seed.gradient[i * stride + pixel] = self.sign() * value;
            }
        }
        seed
    }

    /// Returns the score that changed pictures are compared by, with its sign reversed for *why not*.
    #[must_use]
    pub fn value(&self, outputs: &[f32]) -> f32 {
        let score = |pixel: &usize| self.score.at(self.task, &self.row(outputs, *pixel)).0;
        self.sign() * self.pixels.iter().map(score).sum::<f32>()
    }

    /// Whether the gradient at the outputs is the same for all outputs.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        !matches!(self.score, TargetScore::Probability { .. })
    }

    /// Returns the same aim for the probability of the explained class. A regression has no
    /// probabilities and keeps its score. *Why not* stays.
    #[must_use]
    pub fn probability(&self) -> Self {
        let class = self.score.class();
        let score = match self.task {
            Task::Regression => self.score,
            _ => TargetScore::Probability { class },
        };
        Self {
            score,
            ..self.clone()
        }
    }

    /// Number of output pixels that the score sums over; 1 if there is one score per picture.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.pixels.len()
    }

    fn sign(&self) -> f32 {
        if self.negated { -1.0 } else { 1.0 }
    }

    pub(crate) fn stride(&self, outputs: &[f32]) -> usize {
        outputs.len() / self.width.max(1)
    }

    pub(crate) fn row(&self, outputs: &[f32], pixel: usize) -> Vec<f32> {
        let stride = self.stride(outputs);
        (0..self.width)
            .map(|i| outputs[i * stride + pixel])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Target, Task};

    /// Two classes at two pixels; the second pixel is predicted as class 1. For another picture, the
    /// score counts the same pixel, whatever its predicted class.
    #[test]
    fn the_pixels_stay_fixed_for_other_outputs() {
        let shape = [1, 2, 1, 2];
        let aim = Target::class(1).aim(Task::Segmentation, &shape, &[5.0, 1.0, 0.0, 2.0], None);
        let aim = aim.unwrap();
        let changed = [5.0, 9.0, 7.0, 3.0];
        assert!((aim.value(&changed) - 3.0).abs() < 1e-6);
        assert_eq!(aim.seed(&changed).gradient, [0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn a_regression_keeps_its_score_instead_of_a_probability() {
        let aim = |task| Target::class(1).aim(task, &[1, 2], &[0.0, 3f32.ln()], None);
        let value = |task| aim(task).unwrap().probability().value(&[0.0, 3f32.ln()]);
        assert!((value(Task::SingleLabel) - 0.75).abs() < 1e-6);
        assert_eq!(value(Task::Regression), 3f32.ln());
    }

    #[test]
    fn why_not_reverses_the_value_but_not_the_score() {
        let why_not = Target {
            negated: true,
            ..Target::class(0)
        };
        let aim = why_not
            .aim(Task::SingleLabel, &[1, 2], &[3.0, 1.0], None)
            .unwrap();
        assert!((aim.value(&[3.0, 1.0]) + 3.0).abs() < 1e-6);
        assert!((aim.seed(&[3.0, 1.0]).score - 3.0).abs() < 1e-6);
    }
}
