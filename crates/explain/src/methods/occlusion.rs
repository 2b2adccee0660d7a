//! Occlusion (Zeiler and Fergus, 2014, section 4.2). <https://arxiv.org/abs/1311.2901>
//!
//! ```text
//! d_w = y(x) − y(x with the window w hidden)
//! map_ij = mean of d_w over the windows w that cover pixel ij
//! ```
//! `x` is the network's input and `y` the score. Windows have sides of `size` pixels and lie `stride`
//! pixels apart; the last one of a row or column is cut at the border. One forward pass for each
//! window. Matches captum's `Occlusion` with windows over all colours.

use graph::Value;
use imaging::Map;

use crate::options::{BATCH, FILL};
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome, Question,
    Run, Settings, Watch, masks,
};

const SIZE: OptionInfo = OptionInfo {
    id: "size",
    label: "Window",
    description: "Side of the hidden square, in pixels of the network's input.",
    kind: OptionKind::Number {
        default: 32.0,
        min: 1.0,
        max: 1024.0,
        step: 1.0,
    },
};

const STRIDE: OptionInfo = OptionInfo {
    id: "stride",
    label: "Stride",
    description: "Pixels from one window to the next. Half the stride gives a finer map and takes four times as long.",
    kind: OptionKind::Number {
        default: 16.0,
        min: 1.0,
        max: 1024.0,
        step: 1.0,
    },
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "occlusion",
        label: "Occlusion",
        description: "Shows how much the score falls when a square is hidden. Easy to understand. It can miss an object larger than the square, and the square itself may mislead the network.",
        paper: "https://arxiv.org/abs/1311.2901",
        family: Family::Perturbation,
        class_specific: true,
        needs: Needs::PictureProbe,
        cost: "A forward pass for each position of the window.",
        matches: "captum 0.9, Occlusion",
        options: &[SIZE, STRIDE, FILL, BATCH],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let [_, _, height, width] = picture.dims();
    let windows = Windows::new(
        [height, width],
        settings.count(&SIZE),
        settings.count(&STRIDE),
    );
    let score = question.score();
    let probe = question.picture_probe();
    let batch = probe.batch(settings.count(&BATCH), masks::bytes(&picture));
    let fill = settings.number(&FILL) as f32;
    let hidden = |range: std::ops::Range<usize>| -> Result<Value, ExplainError> {
        let masks = range.flat_map(|window| windows.mask(window)).collect();
        Ok(masks::masked(&picture, masks, fill))
    };
    let so_far = |scores: &[f32]| windows.mean(score, scores).ok();
    let sweep = probe.sweep((windows.places.len(), batch), hidden, so_far, watch);
    Ok(windows.mean(score, &sweep.await?)?.into())
}

/// The windows on a picture.
struct Windows {
    picture: [usize; 2],
    size: [usize; 2],
    /// Upper left corners, row by row.
    places: Vec<[usize; 2]>,
}

impl Windows {
    fn new(picture: [usize; 2], size: usize, stride: usize) -> Self {
        let size = picture.map(|side| size.min(side));
        let stride = stride.max(1);
        let steps = |axis: usize| {
            let steps = (picture[axis] - size[axis]).div_ceil(stride) + 1;
            (0..steps).map(move |step| step * stride)
        };
        let row = |y: usize| steps(1).map(move |x| [y, x]);
        Self {
            picture,
            size,
            places: steps(0).flat_map(row).collect(),
        }
    }

    fn covers(&self, [top, left]: [usize; 2]) -> [std::ops::Range<usize>; 2] {
        let range =
            |from: usize, axis: usize| from..(from + self.size[axis]).min(self.picture[axis]);
        [range(top, 0), range(left, 1)]
    }

    /// Returns 0 in the window and 1 elsewhere.
    fn mask(&self, window: usize) -> Vec<f32> {
        let [rows, columns] = self.covers(self.places[window]);
        let mut mask = vec![1.0; self.picture[0] * self.picture[1]];
        for y in rows {
            mask[y * self.picture[1]..][columns.clone()].fill(0.0);
        }
        mask
    }

    /// Returns for each pixel the mean fall of the score over the windows that cover it. `hidden` are
    /// the scores of the first windows.
    fn mean(&self, score: f32, hidden: &[f32]) -> Result<Map, ExplainError> {
        let [height, width] = self.picture;
        let (mut sum, mut count) = (vec![0.0; height * width], vec![0.0f32; height * width]);
        for (place, hidden) in self.places.iter().zip(hidden) {
            let [rows, columns] = self.covers(*place);
            for pixel in rows.flat_map(|y| columns.clone().map(move |x| y * width + x)) {
                sum[pixel] += score - hidden;
                count[pixel] += 1.0;
            }
        }
        let mean = sum
            .iter()
            .zip(&count)
            .map(|(sum, count)| sum / count.max(1.0));
        Ok(Map::new(width, height, mean.collect())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{ask, square_of_sums};

    /// (a + 2·b)² at (3, 1) is 25; without a it is 4, without b 9.
    #[test]
    fn matches_hand_computed_values() {
        let map = ask(
            "occlusion",
            &square_of_sums(),
            &[("size", "1"), ("stride", "1")],
        )
        .map;
        assert_eq!(map.values(), [21.0, 16.0]);
    }

    /// Five pixels with windows of three and stride two: pixels 0 to 2 and 2 to 4.
    #[test]
    fn overlapping_windows_are_averaged() {
        let windows = Windows::new([1, 5], 3, 2);
        assert_eq!(windows.places, [[0, 0], [0, 2]]);
        assert_eq!(windows.mask(1), [1.0, 1.0, 0.0, 0.0, 0.0]);
        let mean = windows.mean(1.0, &[0.0, -2.0]).unwrap();
        assert_eq!(mean.values(), [1.0, 1.0, 2.0, 3.0, 3.0]);
    }

    /// Six pixels with windows of three and stride two: the last window starts at 4 and is cut.
    #[test]
    fn the_last_window_is_cut_at_the_border() {
        let windows = Windows::new([1, 6], 3, 2);
        assert_eq!(windows.places.last(), Some(&[0, 4]));
        assert_eq!(windows.mask(2), [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    }
}
