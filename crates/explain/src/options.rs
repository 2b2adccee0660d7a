//! Settings that several methods take.

use crate::{Named, OptionInfo, OptionKind};

/// The first principal component of the channels' shares instead of their sum.
pub(crate) const EIGEN_SMOOTH: OptionInfo = OptionInfo {
    id: "eigen-smooth",
    label: "Smooth by the first component",
    description: "Takes the strongest pattern of the weighted channels instead of their sum. Less noisy, but no longer a sum of evidence. Called eigen_smooth in pytorch-grad-cam.",
    kind: OptionKind::Switch { default: false },
};

/// The mean of the maps of six views of the picture.
pub const AUG_SMOOTH: OptionInfo = OptionInfo {
    id: "aug-smooth",
    label: "Smooth by six views",
    description: "Averages the maps of the picture and its mirror image, each with its input values times 0.9, 1 and 1.1. Takes six times as long. Called aug_smooth in pytorch-grad-cam.",
    kind: OptionKind::Switch { default: false },
};

/// Settings of the methods that compute channel weights from the evidence.
pub(crate) const CAM_OPTIONS: &[OptionInfo] = &[EIGEN_SMOOTH, AUG_SMOOTH];

/// How to join the three colours of a pixel. Default: the largest magnitude.
pub(crate) const STRENGTH: OptionInfo = OptionInfo {
    id: "colours",
    label: "Colours",
    description: "How to join the three colour values of a pixel into one.",
    kind: OptionKind::Choice {
        default: LARGEST.id,
        choices: &[LARGEST, SUM, MEAN],
    },
};

/// The same with the signed sum as the default.
pub(crate) const SIGNED: OptionInfo = OptionInfo {
    kind: OptionKind::Choice {
        default: SUM.id,
        choices: &[SUM, LARGEST, MEAN],
    },
    ..STRENGTH
};

const LARGEST: Named = Named::new("largest", "Largest magnitude");
const SUM: Named = Named::new("sum", "Sum, with its sign");
const MEAN: Named = Named::new("mean", "Mean magnitude");

/// The seed of the random numbers.
pub(crate) const SEED: OptionInfo = OptionInfo {
    id: "seed",
    label: "Seed",
    description: "Start of the random numbers. The same seed gives the same map.",
    kind: OptionKind::Number {
        default: 0.0,
        min: 0.0,
        max: 4_294_967_295.0,
        step: 1.0,
    },
};

/// The batch size for changed pictures or activations.
pub(crate) const BATCH: OptionInfo = OptionInfo {
    id: "batch",
    label: "Batch",
    description: "The most runs at a time; fewer if memory is short. Affects only the speed.",
    kind: OptionKind::Number {
        default: 16.0,
        min: 1.0,
        max: 256.0,
        step: 1.0,
    },
};

/// The value of hidden pixels.
pub(crate) const FILL: OptionInfo = OptionInfo {
    id: "fill",
    label: "Hidden with",
    description: "The value of hidden pixels in the network's input. 0 is the mean colour of the training pictures if the input is normalised by it.",
    kind: OptionKind::Number {
        default: 0.0,
        min: -255.0,
        max: 255.0,
        step: 0.1,
    },
};
