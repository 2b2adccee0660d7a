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
    pub(crate) parts: [f32; 3],
    /// Whether rounding of the picture raises the limit, as a `ReLU` close to 0 does.
    pub(crate) unsettled: [bool; 3],
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
        let part = |part: usize| {
            let Bound { stated, cap } = self.bounds[part];
            stated.max(2.0 * moved[part]).min(cap)
        };
        let parts = [0, 1, 2].map(part);
        Within {
            parts,
            unsettled: [0, 1, 2].map(|part| parts[part] > self.bounds[part].stated),
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

/// What a ReLU that reads a value close to 0 may do. A mean over the pixels of the layer keeps it small.
const AVERAGED: [f32; 3] = [1e-3; 3];
/// Without that mean it changes single places of the map.
const AT_PLACES: [f32; 3] = [1e-2, 3e-3, 1e-2];
/// At the picture it changes all pixels that this ReLU sees.
const AT_PIXELS: [f32; 3] = [2e-2, 1e-2, NO_MAP];
/// There is no reference for this kind of map.
const NO_MAP: f32 = 0.0;

const SUMS: &str = "a layer sums up to 4608 products, which rounds by √4608 · 6e-8 = 4e-6 of them; the sum over the channels cancels a part. A ReLU close to 0 counts as one pixel of a mean";
const PLACES: &str =
    "as Grad-CAM, without a mean over pixels: a ReLU close to 0 changes single places of the map";
const PIXELS: &str = "sums as in Grad-CAM; a ReLU close to 0 changes all pixels that it sees";
const COMPONENT: &str = "no gradient; the rounding of the activation turns the first component by itself over the gap between the first two eigenvalues";
const CANCELS: &str = "no gradient; a sum over the channels, whose terms cancel";

/// In the order of menus.
#[rustfmt::skip] // one method per line or two
pub(crate) const LIMITS: &[Limit] = &[
    limit("grad-cam", [2e-5; 3], AVERAGED, SUMS),
    limit("grad-cam+aug-smooth", [NO_MAP, NO_MAP, 2e-5], [NO_MAP, NO_MAP, 1e-3], "the mean of six maps of Grad-CAM"),
    limit("grad-cam+eigen-smooth", [2e-5; 3], AVERAGED, "as Grad-CAM and EigenCAM"),
    limit("grad-cam+layers", [NO_MAP, NO_MAP, 2e-5], [NO_MAP, NO_MAP, 1e-3], "the mean of two maps of Grad-CAM"),
    limit("hires-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit("element-wise-grad-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit("grad-cam-plus-plus", [2e-5; 3], AVERAGED, SUMS),
    limit("xgrad-cam", [2e-5; 3], AVERAGED,
        "as Grad-CAM; the weights divide by the sum of a channel, which is close to 0 behind a layer norm"),
    limit("layer-cam", [2e-5; 3], AT_PLACES, PLACES),
    limit("eigen-cam", [2e-5; 3], [5e-5; 3], COMPONENT),
    limit("eigen-grad-cam", [2e-5; 3], AT_PLACES, "as HiResCAM and EigenCAM"),
    limit("score-cam", [1e-5; 3], [1e-5; 3], "no gradient; softmax of scores: the rounding of a score, 1e-6, is that of a weight"),
    limit("ablation-cam", [1e-3; 3], [1e-3; 3],
        "the weight is a difference of scores: of 2048 channels one changes the score by about 1/2048, so the difference has 2048 times the score's rounding of 5e-7"),
    limit("full-grad", [1e-5, 1e-5, NO_MAP], [2e-3, 1e-3, NO_MAP],
        "each of thousands of planes is brought to [0, 1], also one that is flat but for rounding"),
    limit("kpca-cam", [2e-5; 3], [5e-5; 3], COMPONENT),
    limit("fem", [2e-5; 3], [2e-3, 2e-3, 3e-3],
        "no gradient; a weight is the share of pixels above a threshold: one pixel that rounding moves over it is one of 96"),
    limit("shapley-cam", [1e-4; 3], AVERAGED, "as Grad-CAM, with a second derivative"),
    limit("finer-cam", [2e-5; 3], AVERAGED, "as Grad-CAM, of a difference of logits"),
    limit("cam", [2e-5; 3], [5e-5; 3], CANCELS),
    limit("guided-gate-grad-cam", [1e-5, 1e-5, NO_MAP], [1e-3, 1e-3, NO_MAP], SUMS),
    limit("gradient", [1e-5, 1e-5, NO_MAP], AT_PIXELS, PIXELS),
    limit("gradient-x-input", [1e-5, 1e-5, NO_MAP], AT_PIXELS, PIXELS),
    limit("smooth-grad", [1e-5, 1e-5, NO_MAP], AT_PIXELS, "the mean of six gradients"),
    limit("integrated-gradients", [1e-5, 1e-5, NO_MAP], AT_PIXELS,
        "the mean of 50 gradients: at one of so many pictures a ReLU is close to 0"),
    limit("guided-backprop", [1e-5, 1e-5, NO_MAP], AT_PIXELS, PIXELS),
    limit("guided-grad-cam", [1e-5, 1e-5, NO_MAP], AT_PIXELS, PIXELS),
    limit("deconvnet", [1e-5, 1e-5, NO_MAP], AT_PIXELS, PIXELS),
    limit("occlusion", [5e-5, 5e-5, NO_MAP], [1e-4, 1e-4, NO_MAP],
        "no gradient; a window changes the score by a hundredth of it, so the difference has a hundred times the score's rounding of 5e-7"),
    limit("rise", [1e-5, 1e-5, NO_MAP], [1e-5, 1e-5, NO_MAP], "no gradient; a mean of masks times scores, whose terms hardly cancel"),
    limit("cnn-fixations", [1e-5, 1e-5, NO_MAP], [1e-5, 1e-5, NO_MAP], "the same points, or the test fails; sums of a Gaussian's values"),
    limit("activation-mean", [5e-5, 5e-5, 1e-4], [5e-5, 5e-5, 1e-4], "no gradient; behind a layer norm the channels cancel all but a small part"),
    limit("random-cam", [2e-5; 3], [5e-5; 3], CANCELS),
];
