//! Gated Grad-CAM (`use_guided_grads` of tf-explain, which calls it Grad-CAM; its default).
//!
//! ```text
//! g_kij = G_kij where A_kij > 0 and G_kij > 0, else 0
//! w_k = 1/(H·W) · Σ_ij g_kij        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM. As in guided back-propagation, only positive gradients at active pixels
//! count. tf-explain has no ReLU at the end and explains the model's output, which is usually the
//! probability. One forward and one backward pass.

use burn::tensor::{Tensor, activation::relu};

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "guided-gate-grad-cam",
        label: "Gated Grad-CAM (tf-explain)",
        description: "Grad-CAM with only positive gradients at active pixels. tf-explain calls it Grad-CAM. Hides evidence against the class, so classes look alike.",
        paper: "https://github.com/sicara/tf-explain",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "tf-explain 0.3.1, GradCAM with use_guided_grads=True",
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
    let gate = activation.clone().greater_elem(0.0).float();
    let weights = (gate * relu(gradient)).mean_dim(3).mean_dim(2);
    weights * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 2.0, 0.0, 4.0], [4.0, -1.0, 1.0, 8.0]],
            [[2.0, 2.0, 9.0, -4.0], [-1.0, 5.0, 2.0, 2.0]],
        );
        // The gates leave 2 + 2 and 2 + 2, so both weights are 1.
        assert_eq!(sum(shares(evidence)), [5.0, 1.0, 1.0, 12.0]);
    }
}
