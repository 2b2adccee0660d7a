//! Grad-CAM++ (Chattopadhay et al., 2018). <https://arxiv.org/abs/1710.11063>
//!
//! ```text
//! S_k = Σ_ij A_kij        a_kij = G² / (2·G² + S_k·G³ + ε), 0 where G = 0
//! w_k = Σ_ij a_kij · max(G_kij, 0)        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM; `ε` = 1e-6. Matches `GradCAMPlusPlus` of pytorch-grad-cam before its
//! ReLU, with the same ε. Squared gradients are often 1e-6 or less, so ε is not small and the map
//! depends on the scale of the logits. Other libraries use another ε, or the exponential of the
//! score, and give other maps. One forward and one backward pass.

use burn::tensor::{Tensor, activation};

use crate::options::CAM_OPTIONS;
use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

const EPSILON: f32 = 1e-6;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "grad-cam-plus-plus",
        label: "Grad-CAM++",
        description: "Weights the pixels of each channel by how strongly they raise the score. Covers several objects of a class better. Depends on a constant that libraries choose differently.",
        paper: "https://arxiv.org/abs/1710.11063",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, GradCAMPlusPlus, with its constant 1e-6",
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
    let sums = activation.clone().sum_dim(3).sum_dim(2);
    let square = gradient.clone() * gradient.clone();
    let cube = square.clone() * gradient.clone();
    // If G is 0, its square is 0 too, so this needs no special case.
    let share = square.clone() / (square * 2.0 + sums * cube + EPSILON);
    let weights = (share * activation::relu(gradient)).sum_dim(3).sum_dim(2);
    weights * activation
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::test_evidence::{sum, two_channels};

    #[test]
    fn matches_hand_computed_values() {
        let evidence = two_channels(
            [[1.0, 0.0, 0.0, 1.0], [2.0, 0.0, 0.0, 0.0]],
            [[1.0, 0.0, 0.0, -1.0], [2.0, 0.0, 0.0, 0.0]],
        );
        // Channel 0: S = 2. At G = 1, a is 1/(2 + 2) = 1/4; at G = -1, the ReLU is 0. So w = 1/4.
        // Channel 1: S = 2. At G = 2, a is 4/(8 + 16) = 1/6, times 2. So w = 1/3.
        let found = sum(shares(evidence));
        let expected = [1.0 / 4.0 + 2.0 / 3.0, 0.0, 0.0, 1.0 / 4.0];
        assert_absolute("map", &found, &expected, 1e-5);
    }
}
