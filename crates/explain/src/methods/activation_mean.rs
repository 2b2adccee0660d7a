//! The mean activation of a layer.
//!
//! ```text
//! map_ij = 1/K · Σ_k A_kij
//! ```
//! `A` and `k` as in Grad-CAM, `K` the number of channels. Does not depend on the score. One forward
//! pass.

use crate::{Family, Join, Method, MethodInfo, Needs, Run};
use burn::tensor::Tensor;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "activation-mean",
        label: "Mean activation",
        description: "Shows where the layer is active, for any reason. Does not depend on the class: compare it with a map that should.",
        paper: "https://distill.pub/2018/building-blocks/",
        family: Family::Activation,
        class_specific: false,
        needs: Needs::Activation,
        cost: "One forward pass.",
        matches: "the formula",
        options: &[],
    },
    run: Run::Activation(|activation, _| shares(activation), Join::Sum),
};

pub(super) fn shares(activation: Tensor<4>) -> Tensor<4> {
    let channels = activation.dims()[1];
    activation / channels as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{channels, sum};

    #[test]
    fn matches_hand_computed_values() {
        let activation = channels([[1.0, 2.0, 3.0, 4.0], [3.0, 0.0, -1.0, 4.0]]);
        assert_eq!(sum(shares(activation)), [2.0, 1.0, 1.0, 4.0]);
    }
}
