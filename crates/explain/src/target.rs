use std::ops::Range;

use imaging::Rect;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Aim, ExplainError, Seed, Task};

/// The rule that picks what is explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Target {
    /// Which score.
    #[serde(flatten)]
    pub score: TargetScore,
    /// A rectangle of the picture, in its own pixels, for networks that give every pixel a class: the
    /// score counts the pixels of the outputs that it covers, even in part. Without it the score
    /// counts all pixels that are predicted as the class, like `SemanticSegmentationTarget` of
    /// pytorch-grad-cam with the predicted mask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub region: Option<Rect>,
    /// *Why not?*: explains what speaks against the score, by the negated gradient.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub negated: bool,
}

/// A number that a network's outputs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TargetScore {
    /// The logit of a class, before softmax, since a softmax saturates, and rewards what speaks
    /// against other classes too (Selvaraju et al., 2017, section 3). For numbers: the output.
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
    /// By how much the logit of one class is above that of another.
    Difference {
        /// The class that is explained.
        #[serde(rename = "index")]
        class: usize,
        /// The class that it is compared with.
        than: usize,
    },
}

impl Target {
    /// The logit of a class.
    #[must_use]
    pub fn class(class: usize) -> Self {
        Self::of(TargetScore::Logit { class })
    }

    /// Any score, over the predicted pixels if there are pixels.
    #[must_use]
    pub fn of(score: TargetScore) -> Self {
        Self {
            score,
            region: None,
            negated: false,
        }
    }

    /// Fixes the target on the outputs for a picture: the pixels that a segmentation predicts as the
    /// class stay the same ones, whatever happens to the picture afterwards.
    ///
    /// `outputs` are those of the network for one picture before softmax or sigmoid, of the given
    /// shape: `[1, outputs]`, or `[1, classes, height, width]` for a segmentation. `crop` is the part
    /// of the picture that the outputs cover; `None` means the picture has the outputs' own size.
    ///
    /// # Errors
    /// [`ExplainError::UnknownClass`], [`ExplainError::NoProbability`] for numbers,
    /// [`ExplainError::NoPixels`] if no pixel is predicted as the class, [`ExplainError::NotAClassifier`] for
    /// outputs of another shape.
    pub fn aim(
        &self,
        task: Task,
        shape: &[usize],
        outputs: &[f32],
        crop: Option<Rect>,
    ) -> Result<Aim, ExplainError> {
        let (width, pixels) = match shape {
            [_, width] => (*width, vec![0]),
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

    /// The value of the score and its gradient: [`Target::aim`] and [`Aim::seed`] on the same
    /// outputs.
    ///
    /// # Errors
    /// Those of [`Target::aim`].
    pub fn seed(&self, task: Task, shape: &[usize], outputs: &[f32]) -> Result<Seed, ExplainError> {
        Ok(self.aim(task, shape, outputs, None)?.seed(outputs))
    }

    /// The class that is explained.
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

    /// Positions of the pixels that count.
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

/// The cells that a stretch of one axis covers, even in part; at least one. Both stretches are `[start,
/// length]` in the picture, and the cells divide the crop evenly.
fn covered([from, length]: [f64; 2], [start, whole]: [f64; 2], cells: usize) -> Range<usize> {
    let cell = |at: f64| ((at - start) / whole * cells as f64).clamp(0.0, cells as f64);
    let first = (cell(from).floor() as usize).min(cells.saturating_sub(1));
    first..(cell(from + length).ceil() as usize).max(first + 1)
}

/// The class with the largest score for each pixel of `[classes, pixels]`; the first of equals.
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
    /// The class that it is the score of.
    #[must_use]
    pub fn class(self) -> usize {
        match self {
            Self::Logit { class }
            | Self::Probability { class }
            | Self::Difference { class, .. } => class,
        }
    }

    /// Its value and its slope along each output, for one picture or pixel.
    /// A number has no probability; [`Target::aim`] has refused it, and the number stands for it.
    pub(crate) fn at(self, task: Task, outputs: &[f32]) -> (f32, Vec<f32>) {
        let logits = task.logits(outputs);
        let slopes = |along: &dyn Fn(usize) -> f32| -> Vec<f32> {
            match task {
                // The first class is the second one's opposite.
                Task::Binary => vec![along(1) - along(0)],
                _ => (0..logits.len()).map(along).collect(),
            }
        };
        let one = |class: usize| move |i: usize| f32::from(u8::from(i == class));
        match self {
            Self::Logit { class } => (logits[class], slopes(&one(class))),
            Self::Difference { class, than } => {
                let along = |i| one(class)(i) - one(than)(i);
                (logits[class] - logits[than], slopes(&along))
            }
            Self::Probability { class } => {
                let Some(probabilities) = task.probabilities(outputs) else {
                    return (logits[class], slopes(&one(class)));
                };
                let p = probabilities[class];
                let along = |i: usize| match task {
                    Task::SingleLabel | Task::Segmentation => {
                        p * (one(class)(i) - probabilities[i])
                    }
                    // Half for each of two classes that are one number's opposite sides.
                    Task::Binary => (one(class)(i) - 0.5) * p * (1.0 - p),
                    _ => one(class)(i) * p * (1.0 - p),
                };
                (p, slopes(&along))
            }
        }
    }
}

#[cfg(test)]
mod tests;
