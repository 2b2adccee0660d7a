//! HiResCAM (Draelos and Carin, 2020). <https://arxiv.org/abs/2011.08891>
//!
//! ```text
//! map_ij = Σ_k G_kij · A_kij
//! ```
//! Symbols as in Grad-CAM. Gradients are not averaged. So in a network that ends in one linear layer,
//! the map sums to the logit minus its bias and marks only places that the network used. One forward
//! and one backward pass. Matches `HiResCAM` of pytorch-grad-cam before its ReLU.

use burn::tensor::Tensor;

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "hires-cam",
        label: "HiResCAM",
        description: "Multiplies gradient and activation pixel by pixel. Marks only places that the score depends on. Equals Grad-CAM if only pooling and one linear layer follow.",
        paper: "https://arxiv.org/abs/2011.08891",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, HiResCAM",
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
    gradient * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.0]],
        );
        // 1·2 − 4·1, 2·2 − 0·1, 3·0 − 1·2, 4·4 − 10·0
        assert_eq!(sum(shares(evidence)), [-2.0, 4.0, -2.0, 16.0]);
    }
}
