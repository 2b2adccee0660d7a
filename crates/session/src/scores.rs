use explain::{Task, predicted};
use serde::Serialize;
use ts_rs::TS;

use crate::SessionError;

/// The score of one class.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Score {
    /// Position among the classes, from 0.
    pub index: usize,
    /// Name of the class.
    pub label: String,
    /// The score before softmax or sigmoid. For a segmentation, its mean over the pixels that are
    /// predicted as the class. For a regression, the predicted value.
    pub logit: f32,
    /// The probability, 0 to 1, after softmax or sigmoid. For a segmentation, the fraction of pixels
    /// that are predicted as the class. `None` for a regression.
    pub probability: Option<f32>,
}

/// The predicted class of every pixel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Segmentation {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Index of the class, row by row.
    #[serde(serialize_with = "imaging::bulk::u16s")]
    #[ts(type = "Uint16Array")]
    pub classes: Vec<u16>,
}

/// Fails with [`SessionError::NotFinite`] if a logit is NaN or infinite.
pub(crate) fn check_finite(labels: &[String], logits: &[f32]) -> Result<(), SessionError> {
    let Some(place) = logits.iter().position(|logit| !logit.is_finite()) else {
        return Ok(());
    };
    let per_class = (logits.len() / labels.len().max(1)).max(1);
    let label = labels.get(place / per_class).cloned();
    Err(SessionError::NotFinite {
        label: label.unwrap_or_default(),
        value: logits[place],
    })
}

/// Returns the scores of all classes, in class order.
pub(crate) fn scores(task: Task, labels: &[String], outputs: &[f32]) -> Vec<Score> {
    let (logits, probabilities) = if task == Task::Segmentation {
        shares(labels.len(), outputs)
    } else {
        (task.logits(outputs), task.probabilities(outputs))
    };
    (labels.iter().zip(logits).enumerate())
        .map(|(index, (label, logit))| Score {
            index,
            label: label.clone(),
            logit,
            probability: probabilities
                .as_ref()
                .and_then(|all| all.get(index).copied()),
        })
        .collect()
}

/// Returns the class with the highest score, in a segmentation the one with the most pixels.
pub(crate) fn best(scores: &[Score], task: Task) -> Option<usize> {
    let strength = |score: &&Score| match task {
        Task::Segmentation => score.probability.unwrap_or_default(),
        _ => score.logit,
    };
    let strongest = |a: &&Score, b: &&Score| strength(a).total_cmp(&strength(b));
    // `max_by` returns the last of equals, the page lists the first one first.
    scores.iter().rev().max_by(strongest).map(|best| best.index)
}

/// Returns, for each class, the mean of its logit over the pixels predicted as the class, and the
/// fraction of those pixels.
fn shares(classes: usize, outputs: &[f32]) -> (Vec<f32>, Option<Vec<f32>>) {
    let pixels = predicted(outputs, classes);
    let (mut sums, mut counts) = (vec![0.0f64; classes], vec![0usize; classes]);
    for (pixel, class) in pixels.iter().enumerate() {
        sums[*class] += f64::from(outputs[class * pixels.len() + pixel]);
        counts[*class] += 1;
    }
    let mean = |(sum, count): (&f64, &usize)| (sum / (*count).max(1) as f64) as f32;
    let share = |count: &usize| *count as f32 / pixels.len().max(1) as f32;
    let means = sums.iter().zip(&counts).map(mean).collect();
    (means, Some(counts.iter().map(share).collect()))
}

/// Returns the predicted class of every pixel; `None` if the shape of the outputs is not
/// `[1, classes, height, width]`.
pub(crate) fn segmentation(shape: &[usize], outputs: &[f32]) -> Option<Segmentation> {
    let &[_, classes, height, width] = shape else {
        return None;
    };
    let classes = predicted(outputs, classes);
    Some(Segmentation {
        width,
        height,
        classes: classes.into_iter().map(|class| class as u16).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segmentation_scores_match_hand_computed_values() {
        let labels = ["cat".to_owned(), "dog".to_owned()];
        let outputs = [4.0, 6.0, 0.0, 1.0, 2.0, 3.0];
        let found = scores(Task::Segmentation, &labels, &outputs);
        let numbers = |score: &Score| (score.logit, score.probability.unwrap());
        assert_eq!(numbers(&found[0]), (5.0, 2.0 / 3.0));
        assert_eq!(numbers(&found[1]), (3.0, 1.0 / 3.0));
        let pixels = segmentation(&[1, 2, 1, 3], &outputs).unwrap();
        assert_eq!(pixels.classes, [0, 0, 1]);
    }

    #[test]
    fn a_regression_has_no_probability_and_rejects_nan() {
        let labels = ["age".to_owned()];
        let found = scores(Task::Regression, &labels, &[41.5]);
        assert_eq!((found[0].logit, found[0].probability), (41.5, None));
        let error = check_finite(&labels, &[f32::NAN]).unwrap_err();
        assert!(error.to_string().contains("age"), "{error}");
    }
}
