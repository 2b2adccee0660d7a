//! XGrad-CAM (Fu et al., 2020). <https://arxiv.org/abs/2008.02312>
//!
//! ```text
//! w_k = Σ_ij G_kij · A_kij / (Σ_ij A_kij + ε)        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM; `ε` = 1e-7. Weights the gradient of each pixel by its share of the
//! channel's activation. If a channel sums to about 0, which can happen before a ReLU, its weight
//! explodes. Matches `XGradCAM` of pytorch-grad-cam before its ReLU. One forward and one backward
//! pass.

use burn::tensor::Tensor;

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

const EPSILON: f32 = 1e-7;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "xgrad-cam",
        label: "XGrad-CAM",
        description: "Averages the gradient where the channel is active. Steadier than Grad-CAM after a ReLU. At layers with negative values, its weights can become far too large.",
        paper: "https://arxiv.org/abs/2008.02312",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, XGradCAM",
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
    let over_pixels = |x: Tensor<4>| x.sum_dim(3).sum_dim(2);
    let weights =
        over_pixels(gradient * activation.clone()) / (over_pixels(activation.clone()) + EPSILON);
    weights * activation
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 3.0, 0.0, 0.0], [2.0, 0.0, 0.0, 2.0]],
            [[4.0, 0.0, 9.0, 9.0], [-1.0, 5.0, 5.0, -3.0]],
        );
        // w = (4 + 0) / 4 = 1 and (-2 - 6) / 4 = -2.
        let found = sum(shares(evidence));
        assert_absolute("map", &found, &[-3.0, 3.0, 0.0, -4.0], 1e-5);
    }

    #[test]
    fn an_inactive_channel_adds_nothing() {
        let evidence = two_channels([[0.0; 4], [0.0; 4]], [[1.0; 4], [2.0; 4]]);
        assert_eq!(sum(shares(evidence)), [0.0; 4]);
    }
}
