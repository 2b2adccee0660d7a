//! EigenCAM (Muhammad and Yeasin, 2020). <https://arxiv.org/abs/2008.00299>
//!
//! ```text
//! map = projection of the pixels' channels A_ij on their first principal component
//! ```
//! Symbols as in Grad-CAM; each channel's mean over the pixels is subtracted first. Does not depend on
//! the score: every class gets the same map, which shows what the layer distinguishes most. One
//! forward pass. Matches `EigenCAM` of pytorch-grad-cam except for the sign, which is arbitrary
//! there. Here the value of largest magnitude is positive. `principal.rs` has the arithmetic and its
//! tests.

use crate::{Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "eigen-cam",
        label: "EigenCAM",
        description: "Shows the strongest pattern in the layer. Does not depend on the class: a right and a wrong answer get the same map.",
        paper: "https://arxiv.org/abs/2008.00299",
        family: Family::ClassActivation,
        class_specific: false,
        needs: Needs::Activation,
        cost: "One forward pass.",
        matches: "pytorch-grad-cam 1.5.7, EigenCAM, with a rule for the sign",
        options: &[],
    },
    run: Run::Activation(|activation, _| activation, Join::FirstComponent),
};

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use crate::Join;
    use crate::test_evidence::channels;

    #[test]
    fn matches_hand_computed_values() {
        // Both channels are ±1 around their mean at the same pixels, so the direction is (1, 1)/√2.
        let activation = channels([[2.0, 0.0, 2.0, 0.0], [5.0, 3.0, 5.0, 3.0]]);
        let outcome = pollster::block_on(Join::FirstComponent.map(activation)).unwrap();
        let expected = [1.0, -1.0, 1.0, -1.0].map(|value: f32| value * 2f32.sqrt());
        assert_absolute("map", outcome.map.values(), &expected, 1e-6);
    }
}
