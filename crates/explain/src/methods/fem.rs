//! FEM, feature explanation method (Fuad et al., 2020). <https://doi.org/10.1109/IPTA50016.2020.9286629>
//!
//! ```text
//! μ_k, σ_k  mean and standard deviation of channel k over the pixels
//! w_k = fraction of the pixels with A_kij > μ_k + 2·σ_k        map_ij = Σ_k w_k · A_kij
//! ```
//! `A` as in Grad-CAM. Does not depend on the score. One forward pass. Matches `FEM` of
//! pytorch-grad-cam before its ReLU; xplique weights by `μ_k` instead.

use crate::options::EIGEN_SMOOTH;
use crate::{Family, Join, Method, MethodInfo, Needs, Run};
use burn::tensor::Tensor;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "fem",
        label: "FEM",
        description: "Weights each channel by how often it is unusually strong. Does not depend on the class.",
        paper: "https://doi.org/10.1109/IPTA50016.2020.9286629",
        family: Family::ClassActivation,
        class_specific: false,
        needs: Needs::Activation,
        cost: "One forward pass.",
        matches: "pytorch-grad-cam 1.5.7, FEM",
        options: &[EIGEN_SMOOTH],
    },
    run: Run::Activation(|activation, _| shares(activation), Join::Sum),
};

pub(super) fn shares(activation: Tensor<4>) -> Tensor<4> {
    let mean = activation.clone().mean_dim(3).mean_dim(2);
    let from_mean = activation.clone() - mean.clone();
    let deviation = (from_mean.clone() * from_mean)
        .mean_dim(3)
        .mean_dim(2)
        .sqrt();
    let [_, _, height, width] = activation.dims();
    let limit = (mean + deviation * 2.0)
        .repeat_dim(2, height)
        .repeat_dim(3, width);
    let unusual = activation.clone().greater(limit).float();
    unusual.mean_dim(3).mean_dim(2) * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::sum;
    use burn::tensor::Device;

    #[test]
    fn matches_hand_computed_values() {
        // First channel: one of eight pixels is 8, so the mean is 1, the deviation √7, and
        // 8 > 1 + 2·√7. Second channel: 1 and -1 never exceed 0 + 2·1.
        let values = [
            [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0],
        ];
        let activation = Tensor::<2>::from_data(values, &Device::flex()).reshape([1, 2, 2, 4]);
        assert_eq!(
            sum(shares(activation)),
            [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        );
    }
}
