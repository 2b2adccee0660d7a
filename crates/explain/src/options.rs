//! Settings that several methods take.

use crate::{Named, OptionInfo, OptionKind};

/// The first principal component of the channels' shares instead of their sum.
pub(crate) const EIGEN_SMOOTH: OptionInfo = OptionInfo {
    id: "eigen-smooth",
    label: "Smooth by the first component",
    description: "Takes the strongest pattern of the weighed channels instead of their sum (pytorch-grad-cam's eigen_smooth). Less noise; no longer a sum of evidence.",
    kind: OptionKind::Switch { default: false },
};

/// The mean over six views of the picture.
pub const AUG_SMOOTH: OptionInfo = OptionInfo {
    id: "aug-smooth",
    label: "Smooth by six views",
    description: "Averages the finished maps of the picture and its mirror image at three brightnesses (pytorch-grad-cam's aug_smooth). Six times the work.",
    kind: OptionKind::Switch { default: false },
};

/// What all methods take that weigh channels.
pub(crate) const CAM_OPTIONS: &[OptionInfo] = &[EIGEN_SMOOTH, AUG_SMOOTH];

/// How the three colours of a pixel become one value: strength first.
pub(crate) const STRENGTH: OptionInfo = OptionInfo {
    id: "colours",
    label: "Colours",
    description: "How the three colour channels of a pixel become one value.",
    kind: OptionKind::Choice {
        default: LARGEST.id,
        choices: &[LARGEST, SUM, MEAN],
    },
};

/// The same with the signed sum first.
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

/// Where random numbers start.
pub(crate) const SEED: OptionInfo = OptionInfo {
    id: "seed",
    label: "Seed",
    description: "Where the random numbers start: the same seed gives the same map.",
    kind: OptionKind::Number {
        default: 0.0,
        min: 0.0,
        max: 4_294_967_295.0,
        step: 1.0,
    },
};

/// How many changed pictures or activations run together.
pub(crate) const BATCH: OptionInfo = OptionInfo {
    id: "batch",
    label: "Batch",
    description: "How many runs go together, at most; fewer where memory is short. Changes nothing but the speed.",
    kind: OptionKind::Number {
        default: 16.0,
        min: 1.0,
        max: 256.0,
        step: 1.0,
    },
};

/// What stands where the picture is hidden.
pub(crate) const FILL: OptionInfo = OptionInfo {
    id: "fill",
    label: "Hidden with",
    description: "The value of hidden pixels in the numbers that the network gets; 0 is the mean colour of the training pictures where the input is normalised by it.",
    kind: OptionKind::Number {
        default: 0.0,
        min: -255.0,
        max: 255.0,
        step: 0.1,
    },
};
