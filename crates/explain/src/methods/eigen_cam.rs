//! EigenCAM (Muhammad and Yeasin, 2020). <https://arxiv.org/abs/2008.00299>
//!
//! ```text
//! map = projection of the pixels' channels A_ij on their first principal component
//! ```
//! Symbols as in Grad-CAM; each channel's mean over the pixels is taken away first. No score is
//! involved: it shows what the layer distinguishes most, and every class gets the same map. One
//! forward pass. Matches `EigenCAM` of pytorch-grad-cam but for the sign, which is chance there:
//! here the value of largest magnitude is positive. The arithmetic, and its tests by hand, are in
//! `principal.rs`.

use crate::{Family, Join, Method, MethodInfo, Needs, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "eigen-cam",
        label: "EigenCAM",
        description: "The strongest pattern in the layer. Does not depend on the class: the same map for a right and a wrong answer.",
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
    use crate::Join;
    use crate::test_evidence::channels;

    #[test]
    fn by_hand() {
        // Both channels are ±1 around their mean in the same pixels, so the direction is (1, 1)/√2.
        let activation = channels([[2.0, 0.0, 2.0, 0.0], [5.0, 3.0, 5.0, 3.0]]);
        let outcome = pollster::block_on(Join::FirstComponent.map(activation)).unwrap();
        let expected = [1.0, -1.0, 1.0, -1.0].map(|value: f32| value * 2f32.sqrt());
        let map = outcome.map.values();
        assert!(
            map.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6),
            "{map:?}"
        );
    }
}
