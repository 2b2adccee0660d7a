//! Finer-CAM (Zhang et al., 2025). <https://arxiv.org/abs/2501.11309>
//!
//! ```text
//! z_m  logit of the class, z_k those of the three classes with the nearest logits, p = softmax z
//! y = Σ_k p_k · (z_m − α·z_k) / (Σ_k p_k + ε)        map: Grad-CAM of y
//! ```
//! `α` = 1 by default, `ε` = 1e-9. Shows what separates a class from the most similar ones. The
//! gradient includes that of the probabilities. One forward and one backward pass. Matches `FinerCAM`
//! of pytorch-grad-cam.

use super::grad_cam;
use crate::options::EIGEN_SMOOTH;
use crate::{
    Aim, ExplainError, Family, Join, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome,
    Question, Run, Seed, Settings, Task, Watch,
};

const EPSILON: f64 = 1e-9;
const COMPARED: usize = 3;

const ALPHA: OptionInfo = OptionInfo {
    id: "alpha",
    label: "Contrast",
    description: "How much of the other classes' scores to subtract. 0 gives Grad-CAM of the class alone.",
    kind: OptionKind::Number {
        default: 1.0,
        min: 0.0,
        max: 2.0,
        step: 0.1,
    },
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "finer-cam",
        label: "Finer-CAM",
        description: "Shows what separates the class from the three classes with the nearest scores. Good for similar classes. Parts that they share disappear.",
        paper: "https://arxiv.org/abs/2501.11309",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradients,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, FinerCAM",
        options: &[EIGEN_SMOOTH, ALPHA],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let seed = contrast(&question.aim, question.outputs(), settings.number(&ALPHA))?;
    let shares = grad_cam::shares(question.evidence_for(&seed, watch).await?);
    Join::of(settings).map(shares).await
}

/// Returns the contrast and its gradient at the outputs of one picture.
fn contrast(aim: &Aim, outputs: &[f32], alpha: f64) -> Result<Seed, ExplainError> {
    if aim.task == Task::Binary || aim.width < 2 {
        return Err(ExplainError::Unfit {
            method: METHOD.info.label,
            reason: "compares a class with others, and this network has only one score".into(),
        });
    }
    let mut seed = aim.seed(outputs);
    let sign = if aim.negated { -1.0 } else { 1.0 };
    let stride = aim.stride(outputs);
    seed.score = 0.0;
    for pixel in &aim.pixels {
        let row = aim.row(outputs, *pixel);
        let (score, gradient) = contrast_of(&row, aim.score.class(), alpha);
        seed.score += score as f32;
        for (i, value) in gradient.into_iter().enumerate() {
            seed.gradient[i * stride + pixel] = sign * value as f32;
        }
    }
    Ok(seed)
}

fn contrast_of(logits: &[f32], class: usize, alpha: f64) -> (f64, Vec<f64>) {
    let z: Vec<f64> = logits.iter().map(|logit| f64::from(*logit)).collect();
    let mut others: Vec<usize> = (0..z.len()).filter(|k| *k != class).collect();
    others.sort_by(|a, b| {
        (z[*a] - z[class])
            .abs()
            .total_cmp(&(z[*b] - z[class]).abs())
    });
    others.truncate(COMPARED);
    let max = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = z.iter().map(|z| (z - max).exp()).sum();
    let p: Vec<f64> = z.iter().map(|z| (z - max).exp() / all).collect();
    let sum = |of: &dyn Fn(usize) -> f64| others.iter().map(|k| of(*k)).sum::<f64>();
    let margin = |k: usize| z[class] - alpha * z[k];
    let (over, under) = (sum(&|k| p[k] * margin(k)), sum(&|k| p[k]) + EPSILON);
    let derivative = |j: usize| {
        let one = |k: usize, j: usize| f64::from(u8::from(k == j));
        let of_p = |k: usize| p[k] * (one(k, j) - p[j]);
        let of_over = sum(&|k| of_p(k) * margin(k) + p[k] * (one(class, j) - alpha * one(k, j)));
        (of_over * under - over * sum(&of_p)) / (under * under)
    };
    (over / under, (0..z.len()).map(derivative).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With two classes, the probability of the other one cancels, except for ε: `y = z_0 − α·z_1`.
    #[test]
    fn with_two_classes_the_contrast_is_their_difference() {
        let (score, gradient) = contrast_of(&[2.0, 0.5], 0, 1.0);
        assert!((score - 1.5).abs() < 1e-7, "{score}");
        assert!(
            (gradient[0] - 1.0).abs() < 1e-7 && (gradient[1] + 1.0).abs() < 1e-7,
            "{gradient:?}"
        );
    }

    #[test]
    fn the_three_nearest_are_compared_and_the_gradient_matches_finite_differences() {
        let logits = [1.0, 3.0, 2.5, -4.0, 2.0, 0.0];
        let (score, gradient) = contrast_of(&logits, 1, 1.0);
        // 2.5, 2 and 1 are nearest to 3. The others count only in the sum of the softmax, which
        // cancels.
        let p = [2.5f64, 2.0, 1.0].map(f64::exp);
        let expected = (p[0] * 0.5 + p[1] * 1.0 + p[2] * 2.0) / (p[0] + p[1] + p[2]);
        assert!((score - expected).abs() < 1e-6, "{score} {expected}");
        for j in 0..6 {
            let moved = |by: f32| {
                let mut logits = logits;
                logits[j] += by;
                contrast_of(&logits, 1, 1.0).0
            };
            let difference = (moved(1e-3) - moved(-1e-3)) / 2e-3;
            assert!(
                (difference - gradient[j]).abs() < 1e-3,
                "{j}: {difference} {}",
                gradient[j]
            );
        }
    }
}
