//! Element-wise Grad-CAM (`GradCAMElementWise` of pytorch-grad-cam; no paper of its own).
//!
//! ```text
//! map_ij = Σ_k max(G_kij · A_kij, 0)
//! ```
//! Symbols as in Grad-CAM. Each channel's product is rectified before the sum, so evidence against
//! the class is dropped instead of being weighed against evidence for it. One forward and one
//! backward pass.

use burn::tensor::{Tensor, activation};

use super::{MethodInfo, Needs};
use crate::Evidence;

pub(super) const INFO: MethodInfo = MethodInfo {
    id: "element-wise-grad-cam",
    label: "Element-wise Grad-CAM",
    description: "HiResCAM that drops negative products before it sums the channels. Shows more, and hides what speaks against the class.",
    paper: "https://github.com/jacobgil/pytorch-grad-cam",
    class_specific: true,
    needs: Needs::Gradient,
    options: &[],
};

pub(super) fn map(
    Evidence {
        activation,
        gradient,
    }: Evidence,
) -> Tensor<3> {
    activation::relu(gradient * activation)
        .sum_dim(1)
        .squeeze_dim(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::test_evidence::{read, two_channels};

    #[test]
    fn by_hand() {
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.5]],
        );
        // products 2, 4, 0, 16 and -4, 0, -2, 5; negative ones do not count
        assert_eq!(read(map(evidence)), [2.0, 4.0, 0.0, 21.0]);
    }
}
