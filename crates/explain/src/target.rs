use std::ops::Range;

use imaging::Rect;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Aim, ExplainError, Seed, Task};

/// The rule that picks the score to explain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Target {
    /// The kind of score.
    #[serde(flatten)]
    pub score: TargetScore,
    /// For a segmentation, a rectangle in pixels of the picture. The score counts the output pixels
    /// that it covers, even in part. Without it, the score counts all pixels that are predicted as
    /// the class, like `SemanticSegmentationTarget` of pytorch-grad-cam with the predicted mask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub region: Option<Rect>,
    /// *Why not?*: explains the evidence against the score, by negating the gradient.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub negated: bool,
}

/// A score computed from a network's outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TargetScore {
    /// The logit of a class, before softmax. A softmax saturates, and it also rewards evidence against
    /// other classes (Selvaraju et al., 2017, section 3). For a regression, the output.
    #[serde(rename = "class")]
    Logit {
        /// Position among the classes, from 0.
        #[serde(rename = "index")]
        class: usize,
    },
    /// The probability of a class.
    Probability {
        /// Position among the classes, from 0.
        #[serde(rename = "index")]
        class: usize,
    },
    /// The logit of one class minus that of another.
    Difference {
        /// The explained class.
        #[serde(rename = "index")]
        class: usize,
        /// The class to compare it with.
        than: usize,
    },
}

impl TargetScore {
    /// Returns the same kind of score for another class.
    #[must_use]
    pub fn with_class(self, class: usize) -> Self {
        match self {
            Self::Logit { .. } => Self::Logit { class },
            Self::Probability { .. } => Self::Probability { class },
            Self::Difference { than, .. } => Self::Difference { class, than },
        }
    }
}

impl Target {
    /// Returns the target for the logit of a class.
    #[must_use]
    pub fn class(class: usize) -> Self {
        Self::of(TargetScore::Logit { class })
    }

    /// Returns the target for a score. For a segmentation, it counts the predicted pixels.
    #[must_use]
    pub fn of(score: TargetScore) -> Self {
        Self {
            score,
            region: None,
            negated: false,
        }
    }

    /// Fixes the pixels of the score, using the outputs for a picture. They stay the same when the
    /// picture is changed later.
    ///
    /// `outputs` are those of the network for one picture, before softmax or sigmoid. Their `shape` is
    /// `[1, outputs]`, or `[1, classes, height, width]` for a segmentation. `crop` is the part of the
    /// picture that the outputs cover; `None` means that the picture has the size of the outputs.
    ///
    /// # Errors
    /// [`ExplainError::UnknownClass`], [`ExplainError::NoProbability`] for a regression,
    /// [`ExplainError::NoPixels`] if no pixel is predicted as the class, and
    /// [`ExplainError::NotAClassifier`] for outputs of another shape.
    pub fn aim(
        &self,
        task: Task,
        shape: &[usize],
        outputs: &[f32],
        crop: Option<Rect>,
    ) -> Result<Aim, ExplainError> {
        let (width, pixels) = match shape {
            [_, width] | [_, width, 1, 1] if task != Task::Segmentation => (*width, vec![0]),
            &[_, width, height, columns] if task == Task::Segmentation => {
                (width, self.pixels(outputs, width, [height, columns], crop)?)
            }
            _ => {
                return Err(ExplainError::NotAClassifier {
                    shape: shape.to_vec(),
                });
            }
        };
        self.check(task.classes(width))?;
        if matches!(self.score, TargetScore::Probability { .. }) && task == Task::Regression {
            return Err(ExplainError::NoProbability);
        }
        Ok(Aim {
            score: self.score,
            task,
            negated: self.negated,
            width,
            pixels,
        })
    }

    /// Returns the score and its gradient: [`Target::aim`] and [`Aim::seed`] with the same outputs.
    ///
    /// # Errors
    /// Those of [`Target::aim`].
    pub fn seed(&self, task: Task, shape: &[usize], outputs: &[f32]) -> Result<Seed, ExplainError> {
        Ok(self.aim(task, shape, outputs, None)?.seed(outputs))
    }

    /// The explained class.
    #[must_use]
    pub fn explained(&self) -> usize {
        self.score.class()
    }

    fn check(&self, classes: usize) -> Result<(), ExplainError> {
        let than = match self.score {
            TargetScore::Difference { than, .. } => than,
            _ => 0,
        };
        let index = self.explained().max(than);
        if index < classes {
            return Ok(());
        }
        Err(ExplainError::UnknownClass { index, classes })
    }

    /// Returns the positions of the pixels that the score counts.
    fn pixels(
        &self,
        outputs: &[f32],
        classes: usize,
        [height, width]: [usize; 2],
        crop: Option<Rect>,
    ) -> Result<Vec<usize>, ExplainError> {
        let class = self.explained();
        let pixels: Vec<usize> = match self.region {
            None => (predicted(outputs, classes).into_iter().enumerate())
                .filter(|(_, predicted)| *predicted == class)
                .map(|(pixel, _)| pixel)
                .collect(),
            Some(region) => {
                let crop = crop.unwrap_or(Rect {
                    x: 0.0,
                    y: 0.0,
                    width: width as f64,
                    height: height as f64,
                });
                let rows = covered([region.y, region.height], [crop.y, crop.height], height);
                let columns = covered([region.x, region.width], [crop.x, crop.width], width);
                rows.flat_map(|row| columns.clone().map(move |column| row * width + column))
                    .collect()
            }
        };
        if pixels.is_empty() {
            return Err(ExplainError::NoPixels { class });
        }
        Ok(pixels)
    }
}

/// Returns the cells that an interval covers along one axis, even in part; at least one. The interval
/// and the crop are `[start, length]` in the picture, and the cells divide the crop evenly.
fn covered([from, length]: [f64; 2], [start, whole]: [f64; 2], cells: usize) -> Range<usize> {
    let cell = |at: f64| ((at - start) / whole * cells as f64).clamp(0.0, cells as f64);
    let first = (cell(from).floor() as usize).min(cells.saturating_sub(1));
    first..(cell(from + length).ceil() as usize).max(first + 1)
}

/// Returns the class with the largest score for each pixel of `[classes, pixels]`; the first of equals.
#[must_use]
pub fn predicted(outputs: &[f32], classes: usize) -> Vec<usize> {
    let pixels = outputs.len() / classes.max(1);
    let score = |class: usize, pixel: usize| outputs[class * pixels + pixel];
    (0..pixels)
        .map(|pixel| {
            (0..classes).fold(0, |best, class| {
                if score(class, pixel) > score(best, pixel) {
                    class
                } else {
                    best
                }
            })
        })
        .collect()
}

impl TargetScore {
    /// The class of the score.
    #[must_use]
    pub fn class(self) -> usize {
        match self {
            Self::Logit { class }
            | Self::Probability { class }
            | Self::Difference { class, .. } => class,
        }
    }

    /// Returns the score and its gradient at the outputs of one picture or pixel. A regression has no
    /// probability; [`Target::aim`] rejects it, so this uses the logit instead.
    pub(crate) fn at(self, task: Task, outputs: &[f32]) -> (f32, Vec<f32>) {
        let logits = task.logits(outputs);
        let gradient = |along: &dyn Fn(usize) -> f32| -> Vec<f32> {
            match task {
                // The logit of the first class is minus that of the second.
                Task::Binary => vec![along(1) - along(0)],
                _ => (0..logits.len()).map(along).collect(),
            }
        };
        let one = |class: usize| move |i: usize| f32::from(u8::from(i == class));
        match self {
            Self::Logit { class } => (logits[class], gradient(&one(class))),
            Self::Difference { class, than } => {
                let along = |i| one(class)(i) - one(than)(i);
                (logits[class] - logits[than], gradient(&along))
            }
            Self::Probability { class } => {
                let Some(probabilities) = task.probabilities(outputs) else {
                    return (logits[class], gradient(&one(class)));
                };
                let p = probabilities[class];
                let along = |i: usize| match task {
                    Task::SingleLabel | Task::Segmentation => {
                        p * (one(class)(i) - probabilities[i])
                    }
                    // The two logits are ± one output, so each gets half of the gradient.
                    Task::Binary => (one(class)(i) - 0.5) * p * (1.0 - p),
                    _ => one(class)(i) * p * (1.0 - p),
                };
                (p, gradient(&along))
            }
        }
    }
}

#[cfg(test)]
mod tests;
