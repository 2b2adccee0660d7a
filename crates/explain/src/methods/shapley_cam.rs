//! Shapley-CAM (Cai, 2025). <https://arxiv.org/abs/2501.06261>
//!
//! ```text
//! w_k = mean_ij(G_kij − 1/2 · (H·A)_kij)        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM; `H` is the Hessian of the score at the layer. If only linear ops, ReLUs and
//! maxima follow the layer, the logit is piecewise linear, `H` is 0 and the map is exactly that of
//! Grad-CAM. Else `H·A` is the difference of the gradients at (1 ± 1/100)·A, divided by 2/100. One
//! forward pass and one backward pass, or three. Matches `ShapleyCAM` of pytorch-grad-cam, which
//! differentiates twice.

use burn::tensor::Tensor;
use graph::{Graph, NodeId, changed};

use super::grad_cam;
use crate::options::EIGEN_SMOOTH;
use crate::question::outputs;
use crate::{
    Evidence, ExplainError, Family, Join, Method, MethodInfo, Needs, Outcome, Question, Run,
    Settings, Watch, evidence,
};

/// Step of the finite difference. Large enough for the gradients to differ by more than rounding, and
/// small enough for the error, which grows with its square, to stay below 1e-3.
const STEP: f32 = 1e-2;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "shapley-cam",
        label: "Shapley-CAM",
        description: "Grad-CAM corrected for the curvature of the score. Equals Grad-CAM at the last layers of most convolutional networks.",
        paper: "https://arxiv.org/abs/2501.06261",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradients,
        cost: "One forward and up to three backward passes.",
        matches: "pytorch-grad-cam 1.5.7, ShapleyCAM",
        options: &[EIGEN_SMOOTH],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let plain = question.evidence(watch).await?;
    let gradient = if question.aim.is_linear() && !is_curved(question.graph(), question.layer) {
        plain.gradient
    } else {
        let (more, less) = (
            at(question, 1.0 + STEP, watch).await?,
            at(question, 1.0 - STEP, watch).await?,
        );
        plain.gradient - (more - less) / (4.0 * STEP)
    };
    let evidence = Evidence {
        activation: plain.activation,
        gradient,
    };
    Join::of(settings).map(grad_cam::shares(evidence)).await
}

/// Returns the gradient at `scale` times the activation.
async fn at(
    question: &Question,
    scale: f32,
    watch: &mut dyn Watch,
) -> Result<Tensor<4>, ExplainError> {
    let (graph, layer) = (question.graph(), question.layer);
    let value = question.value()?.times(scale);
    let known = changed(graph, question.run.values(), (layer, value));
    let seed = question.aim.seed(&outputs(graph, &known).await?);
    let mut found = evidence(graph, &known, &[layer], &seed, watch).await?;
    Ok(found.remove(0).gradient)
}

/// Whether an op after the layer is not piecewise linear.
fn is_curved(graph: &Graph, layer: NodeId) -> bool {
    let behind = graph.between(layer, graph.logits());
    behind
        .into_iter()
        .any(|id| !graph.node(id).op.is_straight())
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::test_network::{ask, difference_of_relus, square_of_sums};

    /// y = (a + 2·b)² at (3, 1): G = (10, 20), H = 2·(1, 2)ᵀ(1, 2), H·A = (10, 20). Half the gradient
    /// is left: w = mean(5, 10) = 7.5, and the map is 7.5·(3, 1).
    #[test]
    fn a_curved_score_matches_hand_computed_values() {
        let map = ask("shapley-cam", &square_of_sums(), &[]).map;
        assert_absolute("map", map.values(), &[22.5, 7.5], 1e-3);
    }

    #[test]
    fn a_piecewise_linear_score_gives_exactly_grad_cam() {
        let network = difference_of_relus([3.0, 1.0]);
        assert!(!is_curved(&network.graph, network.layer));
        assert_eq!(
            ask("shapley-cam", &network, &[]).map,
            ask("grad-cam", &network, &[]).map
        );
    }
}
