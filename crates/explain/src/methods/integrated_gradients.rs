//! Integrated gradients (Sundararajan et al., 2017). <https://arxiv.org/abs/1703.01365>
//!
//! ```text
//! map_ij = Σ_c (x_cij − b) · ∫₀¹ ∂y/∂x_cij at b + t·(x − b) dt
//! ```
//! Symbols as in Gradient; `b` is a picture of one value. The integral is computed by Gauss-Legendre
//! quadrature with `n` nodes, as in captum's `IntegratedGradients`. Completeness: the map should sum
//! to y(x) − y(b); a fact beside the map gives the error. `n` forward and backward passes, and one
//! forward pass.

use burn::tensor::{Tensor, TensorData};
use gauss_quad::GaussLegendre;
use graph::{ReluRule, Value};

use crate::options::{FILL, SIGNED};
use crate::{
    ExplainError, Fact, Family, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome,
    Progress, Question, Run, Settings, Watch, attribution,
};

const STEPS: OptionInfo = OptionInfo {
    id: "steps",
    label: "Steps",
    description: "Number of pictures between the empty one and this one at which to take the gradient. With too few, the completeness error grows.",
    kind: OptionKind::Number {
        default: 50.0,
        min: 2.0,
        max: 500.0,
        step: 1.0,
    },
};

const BASELINE: OptionInfo = OptionInfo {
    id: "baseline",
    label: "Compared with",
    description: "The value of all pixels of the empty picture in the network's input. 0 is the mean colour of the training pictures if the input is normalised by it.",
    ..FILL
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "integrated-gradients",
        label: "Integrated gradients",
        description: "Divides the score's rise from an empty picture to this one among the pixels. The parts add up to the whole rise. Depends on which picture counts as empty.",
        paper: "https://arxiv.org/abs/1703.01365",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "A forward and a backward pass for each step.",
        matches: "captum 0.9, IntegratedGradients (gausslegendre)",
        options: &[SIGNED, STEPS, BASELINE],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let baseline = picture.zeros_like() + settings.number(&BASELINE) as f32;
    let difference = picture - baseline.clone();
    let places = places(settings.count(&STEPS));
    let batch = question.gradient_batch(8);
    let mut integral = difference.zeros_like();
    let mut done = 0;
    for some in places.chunks(batch) {
        let share = |of: fn(&(f64, f64)) -> f64| {
            let values: Vec<f32> = some.iter().map(|place| of(place) as f32).collect();
            let data = TensorData::new(values, [some.len(), 1, 1, 1]);
            Tensor::<4>::from_data(data, &difference.device())
        };
        let pictures = baseline.clone() + share(|(place, _)| *place) * difference.clone();
        let gradients = question
            .picture_gradients(pictures, ReluRule::Plain)
            .await?;
        integral = integral + (gradients * share(|(_, weight)| *weight)).sum_dim(0);
        done += some.len();
        let total = places.len();
        let map = Some(attribution::map(integral.clone() * difference.clone(), settings).await?);
        if !watch.told(Progress { done, total, map }).await {
            return Err(ExplainError::Stopped);
        }
    }
    let attribution = integral * difference;
    let found = Value::R4(attribution.clone()).read().await?;
    let found: f64 = found.iter().map(|value| f64::from(*value)).sum();
    let empty = question.picture_probe().scores(Value::R4(baseline)).await?;
    let expected = question.score() - empty[0];
    let map = attribution::map(attribution, settings).await?;
    Ok(Outcome {
        facts: vec![completeness(found, f64::from(expected))],
        ..map.into()
    })
}

/// Returns the nodes of the quadrature in (0, 1) and their weights, which sum to 1.
fn places(count: usize) -> Vec<(f64, f64)> {
    let Some(count) = std::num::NonZeroUsize::new(count) else {
        return Vec::new();
    };
    let rule = GaussLegendre::new(count);
    let mut places: Vec<(f64, f64)> = (rule.iter())
        .map(|(node, weight)| (0.5 * (1.0 + node), 0.5 * weight))
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places
}

fn completeness(found: f64, expected: f64) -> Fact {
    let value = found - expected;
    let share = 100.0 * value.abs() / expected.abs().max(1e-12);
    Fact {
        label: "Completeness error",
        value,
        meaning: format!(
            "The map sums to {found:.4}, and the score rises by {expected:.4} from the empty picture to this one: an error of {share:.1} %. More steps make it smaller."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{ask, square_of_sums};

    /// The gradient of (a + 2·b)² grows linearly from 0 to (10, 20) at (3, 1). Its mean is half of
    /// that; times the pixels it is (15, 10). The sum is the score, 25.
    #[test]
    fn matches_hand_computed_values() {
        let outcome = ask("integrated-gradients", &square_of_sums(), &[("steps", "2")]);
        let map = outcome.map.values();
        assert!(
            (map[0] - 15.0).abs() < 1e-4 && (map[1] - 10.0).abs() < 1e-4,
            "{map:?}"
        );
        assert!(outcome.facts[0].value.abs() < 1e-4, "{:?}", outcome.facts);
    }

    /// Two nodes integrate x³ exactly; their weights are 1/2.
    #[test]
    fn two_quadrature_nodes_match_hand_computed_values() {
        let places = places(2);
        let root = 1.0 / 3f64.sqrt();
        assert!(
            (places[0].0 - (1.0 - root) / 2.0).abs() < 1e-12 && (places[0].1 - 0.5).abs() < 1e-12
        );
        assert!((places[1].0 - f64::midpoint(1.0, root)).abs() < 1e-12);
    }
}
