//! HiResCAM (Draelos and Carin, 2020). <https://arxiv.org/abs/2011.08891>
//!
//! ```text
//! map_ij = Σ_k G_kij · A_kij
//! ```
//! Symbols as in Grad-CAM. Gradients are not averaged, so in a network that ends in one linear
//! layer the map sums to the logit less its bias and marks nothing that was not used. One forward
//! and one backward pass. Matches `HiResCAM` of pytorch-grad-cam before its ReLU.

use burn::tensor::Tensor;

use super::{MethodInfo, Needs, RELU};
use crate::Evidence;

pub(super) const INFO: MethodInfo = MethodInfo {
    id: "hires-cam",
    label: "HiResCAM",
    description: "Multiplies gradient and activation pixel by pixel. Marks only what the score depends on; equals Grad-CAM where pooling and one linear layer follow.",
    paper: "https://arxiv.org/abs/2011.08891",
    class_specific: true,
    needs: Needs::Gradient,
    options: &[RELU],
};

pub(super) fn map(
    Evidence {
        activation,
        gradient,
    }: Evidence,
) -> Tensor<3> {
    (gradient * activation).sum_dim(1).squeeze_dim(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::test_evidence::{read, two_channels};

    #[test]
    fn by_hand() {
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.0]],
        );
        // 1·2 − 4·1, 2·2 − 0·1, 3·0 − 1·2, 4·4 − 10·0
        assert_eq!(read(map(evidence)), [-2.0, 4.0, -2.0, 16.0]);
    }
}
