//! A map with random weights (`RandomCAM` of pytorch-grad-cam), as a control.
//!
//! ```text
//! w_k uniform in [-1, 1)        map_ij = Σ_k w_k · A_kij
//! ```
//! Symbols as in Grad-CAM. A method's map means something only if it is better than this one. One
//! forward pass. The library draws new weights at every call; here a seed repeats them.

use burn::tensor::{Tensor, TensorData};

use crate::options::SEED;
use crate::random::Random;
use crate::{Family, Join, Method, MethodInfo, Needs, Run, Settings};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "random-cam",
        label: "Random weights",
        description: "Gives the layer's channels random weights, without any knowledge of the class. A method that does no better has found nothing.",
        paper: "https://github.com/jacobgil/pytorch-grad-cam",
        family: Family::Control,
        class_specific: false,
        needs: Needs::Activation,
        cost: "One forward pass.",
        matches: "the formula of pytorch-grad-cam 1.5.7, RandomCAM, with a seed",
        options: &[SEED],
    },
    run: Run::Activation(shares, Join::Sum),
};

pub(super) fn shares(activation: Tensor<4>, settings: &Settings) -> Tensor<4> {
    let channels = activation.dims()[1];
    let mut random = Random::new(settings.count(&SEED) as u64);
    let weights: Vec<f32> = (0..channels).map(|_| 2.0 * random.unit() - 1.0).collect();
    let weights = TensorData::new(weights, [1, channels, 1, 1]);
    Tensor::<4>::from_data(weights, &activation.device()) * activation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_evidence::{channels, sum};

    /// Two pixels have a single active channel with value 1, so they show its weight.
    #[test]
    fn each_channel_has_one_weight_and_the_seed_repeats_it() {
        let activation = channels([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0]]);
        let map = sum(shares(activation.clone(), &Settings::default()));
        assert!(map[0].abs() <= 1.0 && map[1].abs() <= 1.0 && (map[0] - map[1]).abs() > 1e-6);
        assert_eq!((map[2], map[3]), (map[0] + map[1], 0.0));
        assert_eq!(map, sum(shares(activation, &Settings::default())));
    }
}
