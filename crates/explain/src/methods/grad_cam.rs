//! Grad-CAM (Selvaraju et al., 2017). <https://arxiv.org/abs/1610.02391>
//!
//! ```text
//! w_k = 1/(H·W) · Σ_ij G_kij        map_ij = Σ_k w_k · A_kij
//! ```
//! `A` activation of the target layer, `G = ∂y/∂A` its gradient, `y` the logit of the class,
//! `k` channels, `ij` pixels of the layer. The paper's ReLU is a separate step. One forward and one
//! backward pass. Matches `GradCAM` of pytorch-grad-cam before its ReLU.

use burn::tensor::Tensor;

use super::{MethodInfo, Needs, RELU};
use crate::Evidence;

pub(super) const INFO: MethodInfo = MethodInfo {
    id: "grad-cam",
    label: "Grad-CAM",
    description: "Weighs each channel by its mean gradient. The usual first look; before the last layer it may mark places that the network did not use.",
    paper: "https://arxiv.org/abs/1610.02391",
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
    let weights = gradient.mean_dim(3).mean_dim(2);
    (weights * activation).sum_dim(1).squeeze_dim(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::test_evidence::{read, two_channels};

    #[test]
    fn by_hand() {
        // mean gradients 2 and -1: map = 2·A_0 − A_1
        let evidence = two_channels(
            [[1.0, 2.0, 3.0, 4.0], [4.0, 0.0, 1.0, 10.0]],
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, -2.0, 0.0]],
        );
        assert_eq!(read(map(evidence)), [-2.0, 4.0, 5.0, -2.0]);
    }

    #[test]
    fn without_gradient_the_map_is_zero() {
        let evidence = two_channels([[1.0; 4], [5.0; 4]], [[0.0; 4]; 2]);
        assert_eq!(read(map(evidence)), [0.0; 4]);
    }
}
