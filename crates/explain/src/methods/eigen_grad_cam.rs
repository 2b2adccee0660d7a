//! EigenGradCAM (pytorch-grad-cam; no paper of its own).
//!
//! ```text
//! map = projection of G_ij · A_ij on its first principal component over the channels
//! ```
//! Symbols as in Grad-CAM; each channel's mean over the pixels is subtracted first. One forward and
//! one backward pass. Matches `EigenGradCAM` of pytorch-grad-cam except for the sign, which is
//! arbitrary there. Here the value of largest magnitude is positive.

use burn::tensor::Tensor;

use crate::{Evidence, Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "eigen-grad-cam",
        label: "EigenGradCAM",
        description: "Shows the strongest pattern in gradient times activation. Cleaner than HiResCAM, but its sign has no meaning, so it may mark evidence against the class.",
        paper: "https://github.com/jacobgil/pytorch-grad-cam",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Gradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, EigenGradCAM, with a rule for the sign",
        options: &[],
    },
    run: Run::Evidence(shares, Join::FirstComponent),
};

pub(super) fn shares(
    Evidence {
        activation,
        gradient,
    }: Evidence,
) -> Tensor<4> {
    gradient * activation
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::Join;
    use crate::test_evidence::two_channels;

    #[test]
    fn matches_hand_computed_values() {
        // The products are (3, 1, -1, -3) and (0, 0, 0, 0), so the direction is the first channel.
        let evidence = two_channels(
            [[1.0, 1.0, 1.0, 1.0], [7.0, 8.0, 9.0, 9.0]],
            [[3.0, 1.0, -1.0, -3.0], [0.0; 4]],
        );
        let outcome = pollster::block_on(Join::FirstComponent.map(shares(evidence))).unwrap();
        let expected = [3.0, 1.0, -1.0, -3.0];
        assert_absolute("map", outcome.map.values(), &expected, 1e-6);
    }
}
