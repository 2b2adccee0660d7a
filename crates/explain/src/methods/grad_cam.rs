//! Grad-CAM (Selvaraju et al., 2017). <https://arxiv.org/abs/1610.02391>
//!
//! ```text
//! w_k = 1/(H·W) · Σ_ij G_kij        map_ij = Σ_k w_k · A_kij
//! ```
//! `A` is the activation of the target layer, `G = ∂y/∂A` the gradient there, `y` the logit of the
//! class, `k` a channel, `ij` a pixel of the layer. The paper's ReLU is a separate step. One forward
//! and one backward pass. Matches `GradCAM` of pytorch-grad-cam before its ReLU.

use burn::tensor::Tensor;

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "grad-cam",
        label: "Grad-CAM",
        description: "Weights each channel by its mean gradient. The usual first choice. Before the last layer it may mark places that the network did not use.",
        paper: "https://arxiv.org/abs/1610.02391",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, GradCAM",
        options: CAM_OPTIONS,
    },
    run: Run::Evidence(shares, Join::Sum),
};

pub(super) fn shares(
    Evidence {
        activation,
        gradient,
    }: Evidence,
) -> Tensor<4> {
    let weights = gradient.mean_dim(3).mean_dim(2);
    weights * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        // The mean gradients are 2 and -1, so the map is 2·A_0 − A_1.
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.0]],
        );
        assert_eq!(sum(shares(evidence)), [-2.0, 4.0, 5.0, -2.0]);
    }

    #[test]
    fn a_gradient_of_zero_gives_a_map_of_zero() {
        let evidence = two_channels([[1.0; 4], [5.0; 4]], [[0.0; 4]; 2]);
        assert_eq!(sum(shares(evidence)), [0.0; 4]);
    }
}
