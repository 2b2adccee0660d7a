//! LayerCAM (Jiang et al., 2021). <https://mmcheng.net/mftp/Papers/21TIP_LayerCAM.pdf>
//!
//! ```text
//! map_ij = Σ_k max(G_kij, 0) · A_kij
//! ```
//! Symbols as in Grad-CAM. Each pixel of a channel has its own weight, the positive part of its
//! gradient, so maps of early layers show fine detail. Never negative after a ReLU. Matches `LayerCAM`
//! of pytorch-grad-cam before its ReLU. One forward and one backward pass.

use burn::tensor::{Tensor, activation};

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "layer-cam",
        label: "LayerCAM",
        description: "Weights each pixel of a channel by its own positive gradient. Good at early layers, which give detailed maps. Hides evidence against the class.",
        paper: "https://mmcheng.net/mftp/Papers/21TIP_LayerCAM.pdf",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, LayerCAM",
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
    activation::relu(gradient) * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, 3.0, 0.5]],
        );
        // 2·1 + 0, 2·2 + 0, 0 + 3·1, 4·4 + 0.5·10
        assert_eq!(sum(shares(evidence)), [2.0, 4.0, 3.0, 21.0]);
    }
}
