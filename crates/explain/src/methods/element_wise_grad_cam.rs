//! Element-wise Grad-CAM (`GradCAMElementWise` of pytorch-grad-cam; no paper of its own).
//!
//! ```text
//! map_ij = Σ_k max(G_kij · A_kij, 0)
//! ```
//! Symbols as in Grad-CAM. Applies ReLU to each product before the sum. So evidence against the class
//! is dropped and does not cancel evidence for it. One forward and one backward pass.

use burn::tensor::{Tensor, activation};

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "element-wise-grad-cam",
        label: "Element-wise Grad-CAM",
        description: "HiResCAM without negative values in any channel. Marks more places, and hides evidence against the class.",
        paper: "https://github.com/jacobgil/pytorch-grad-cam",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, GradCAMElementWise",
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
    activation::relu(gradient * activation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.5]],
        );
        // The products are 2, 4, 0, 16 and -4, 0, -2, 5; negative ones do not count.
        assert_eq!(sum(shares(evidence)), [2.0, 4.0, 0.0, 21.0]);
    }
}
