//! LayerCAM (Jiang et al., 2021). <https://mmcheng.net/mftp/Papers/21TIP_LayerCAM.pdf>
//!
//! ```text
//! map_ij = Σ_k max(G_kij, 0) · A_kij
//! ```
//! Symbols as in Grad-CAM. Each pixel of a channel has its own weight, the positive part of its
//! gradient, so early layers give fine maps. Never negative after a ReLU. Matches `LayerCAM` of
//! pytorch-grad-cam before its ReLU. One forward and one backward pass.

use burn::tensor::{Tensor, activation};

use super::{MethodInfo, Needs, RELU};
use crate::Evidence;

pub(super) const INFO: MethodInfo = MethodInfo {
    id: "layer-cam",
    label: "LayerCAM",
    description: "Weighs each pixel by its own positive gradient. Good at early layers, where maps are fine; drops what speaks against the class.",
    paper: "https://mmcheng.net/mftp/Papers/21TIP_LayerCAM.pdf",
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
    (activation::relu(gradient) * activation)
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
            [[2.0, 2.0, 0.0, 4.0], [-1.0, -1.0, 3.0, 0.5]],
        );
        // 2·1 + 0, 2·2 + 0, 0 + 3·1, 4·4 + 0.5·10
        assert_eq!(read(map(evidence)), [2.0, 4.0, 3.0, 21.0]);
    }
}
