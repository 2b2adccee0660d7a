//! How far each method's maps may differ from their reference, and why. `docs/parity.md` has the same table.

use std::fmt::{self, Display, Formatter};

use super::fixture::Shaken;

pub(crate) struct Limit {
    /// The method's id, and a variant after a `+`.
    pub(crate) method: &'static str,
    /// Of the raw map, the largest and the L2 difference; of the finished map, the largest.
    pub(crate) bounds: [Bound; 3],
    /// What follows from float32.
    pub(crate) why: &'static str,
}

#[derive(Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) stated: f32,
    /// Up to which rounding of the picture may raise it.
    pub(crate) cap: f32,
}

/// The limits of one map.
pub(crate) struct Within {
    parts: [f32; 3],
}

impl Within {
    pub(crate) fn parts(&self) -> [f32; 3] {
        self.parts
    }
}

impl Display for Within {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}",
            self.parts.map(|part| format!("{part:.1e}")).join(", ")
        )
    }
}

impl Limit {
    /// The limits of a map that rounding of the picture moves so far.
    pub(crate) fn within(&self, shaken: Shaken) -> Within {
        let moved = [shaken.largest, shaken.l2, shaken.finished];
        let pairs = [0, 1, 2].map(|part| (self.bounds[part], moved[part]));
        Within {
            parts: pairs.map(|(bound, moved)| bound.stated.max(2.0 * moved).min(bound.cap)),
        }
    }
}

pub(crate) fn of(method: &str) -> &'static Limit {
    let found = LIMITS.iter().find(|limit| limit.method == method);
    found.unwrap_or_else(|| panic!("{method} has no limits"))
}

const fn limit(method: &'static str, stated: [f32; 3], cap: [f32; 3], why: &'static str) -> Limit {
    let [largest, l2, finished] = stated;
    let bounds = [
        Bound {
            stated: largest,
            cap: cap[0],
        },
        Bound {
            stated: l2,
            cap: cap[1],
        },
        Bound {
            stated: finished,
            cap: cap[2],
        },
    ];
    Limit {
        method,
        bounds,
        why,
    }
}

/// One `ReLU` on the way that reads a value close to 0 adds or drops a gradient. The mean over the
/// pixels of the layer keeps that small.
const AVERAGED: [f32; 3] = [2e-3, 2e-3, 4e-3];
/// Without that mean it shows at single places of the map.
const AT_PLACES: [f32; 3] = [2e-2, 5e-3, 2e-2];
/// At the picture it moves a patch of pixels.
const AT_PIXELS: [f32; 3] = [5e-2, 1e-2, 5e-2];

const SUMS: &str = "sums of up to 4608 products in each of up to 50 layers: about 1e-6, and as much again for the sum over the channels, whose terms cancel; a ReLU close to 0 counts as little as one pixel of a mean";
const PLACES: &str = "as Grad-CAM, but without a mean over pixels: a ReLU close to 0 changes single places of the map";
const PIXELS: &str =
    "sums as for Grad-CAM; a ReLU close to 0 moves the patch of pixels that it sees";

/// In the order of menus.
pub(crate) const LIMITS: &[Limit] = &[
    limit("grad-cam", [2e-5; 3], AVERAGED, SUMS),
    limit(
        "grad-cam+aug-smooth",
        [2e-5; 3],
        AVERAGED,
        "the mean of six maps of Grad-CAM",
    ),
    limit(
        "grad-cam+eigen-smooth",
        [2e-5; 3],
        AVERAGED,
        "as Grad-CAM; the first component turns by the rounding over the gap between the first two eigenvalues",
    ),
    limit(
        "grad-cam+layers",
        [2e-5; 3],
        AVERAGED,
        "the mean of two maps of Grad-CAM",
    ),
    limit("hires-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit("element-wise-grad-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit(
        "grad-cam-plus-plus",
        [2e-5; 3],
        AVERAGED,
        "as Grad-CAM; the weights are ratios of positive sums, which do not cancel",
    ),
    limit(
        "xgrad-cam",
        [2e-5; 3],
        AVERAGED,
        "as Grad-CAM; the weights divide by the sum of a channel, which is close to 0 behind a layer norm",
    ),
    limit("layer-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit(
        "eigen-cam",
        [2e-5; 3],
        [2e-4; 3],
        "no gradient; the first component turns by the rounding over the gap between the first two eigenvalues",
    ),
    limit(
        "eigen-grad-cam",
        [2e-5; 3],
        AT_PLACES,
        "as HiResCAM, and as EigenCAM",
    ),
    limit(
        "score-cam",
        [2e-5; 3],
        [2e-5; 3],
        "no gradient; a softmax of scores, whose rounding of 1e-6 becomes one of the weights",
    ),
    limit(
        "ablation-cam",
        [1e-3; 3],
        [1e-3; 3],
        "a channel changes the score by about 1/2048 of it, so the difference has 2048 times the rounding of the score, 5e-7",
    ),
    limit(
        "full-grad",
        [1e-4, 1e-4, 0.0],
        [5e-3, 2e-3, 0.0],
        "each of thousands of planes is brought to [0, 1], also one that is flat but for rounding",
    ),
    limit("kpca-cam", [2e-5; 3], [2e-4; 3], "as EigenCAM"),
    limit(
        "fem",
        [2e-5; 3],
        [3e-3; 3],
        "a weight is a share of pixels: one pixel that rounding moves over the threshold changes it by 1 of all pixels",
    ),
    limit(
        "shapley-cam",
        [5e-5; 3],
        AVERAGED,
        "as Grad-CAM, of a second derivative: two passes back",
    ),
    limit(
        "finer-cam",
        [2e-5; 3],
        [1e-2; 3],
        "as Grad-CAM, of a difference of logits that lie close together",
    ),
    limit(
        "cam",
        [2e-5; 3],
        AVERAGED,
        "a sum over the channels, whose terms cancel; no gradient",
    ),
    limit("guided-gate-grad-cam", [2e-5; 3], AVERAGED, SUMS),
    limit("gradient", [2e-5; 3], AT_PIXELS, PIXELS),
    limit("gradient-x-input", [2e-5; 3], AT_PIXELS, PIXELS),
    limit(
        "smooth-grad",
        [2e-5; 3],
        AT_PIXELS,
        "the mean of six gradients",
    ),
    limit(
        "integrated-gradients",
        [2e-5; 3],
        AT_PIXELS,
        "the weighted mean of 50 gradients, of which some always meet a ReLU close to 0",
    ),
    limit("guided-backprop", [2e-5; 3], AT_PIXELS, PIXELS),
    limit("guided-grad-cam", [2e-5; 3], AT_PIXELS, PIXELS),
    limit("deconvnet", [2e-5; 3], AT_PIXELS, PIXELS),
    limit(
        "occlusion",
        [2e-5; 3],
        [5e-4; 3],
        "no gradient; a window changes the score by a small part of it, so the difference has that many times its rounding",
    ),
    limit(
        "rise",
        [2e-5; 3],
        [2e-5; 3],
        "no gradient; a mean of masks, whose terms hardly cancel",
    ),
    limit(
        "cnn-fixations",
        [1e-5; 3],
        [1e-5; 3],
        "the same points; sums of a Gaussian's shares",
    ),
    limit(
        "activation-mean",
        [2e-5; 3],
        [5e-5; 3],
        "a mean over the channels, whose terms hardly cancel",
    ),
    limit(
        "random-cam",
        [2e-5; 3],
        [1e-4; 3],
        "a sum over the channels with weights of both signs, whose terms cancel",
    ),
];
