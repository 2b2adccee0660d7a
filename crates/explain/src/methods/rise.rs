//! RISE, randomised input sampling (Petsiuk et al., 2018). <https://arxiv.org/abs/1806.07421>
//!
//! ```text
//! m_n  a grid of g × g random zeros and ones, enlarged to more than the picture and cropped at a
//!      random place        map_ij = 1/(N·p) · Σ_n y(x · m_n) · m_nij
//! ```
//! `x` is the network's input, `y` the score, `p` the probability of a one. `N` forward passes.
//! Follows the authors' steps. Their score is the probability, so choose it as the target to compare.
//! Masks multiply the normalised input, so hidden pixels have the mean colour.

use graph::Value;
use imaging::{Map, Resampling, resample};

use crate::options::{BATCH, SEED};
use crate::random::Random;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome, Question,
    Run, Settings, Watch, masks,
};

const MASKS: OptionInfo = OptionInfo {
    id: "masks",
    label: "Masks",
    description: "Number of random masks. The paper takes 4000 to 8000. Fewer are faster but give a grainy map.",
    kind: OptionKind::Number {
        default: 500.0,
        min: 1.0,
        max: 10_000.0,
        step: 1.0,
    },
};

const GRID: OptionInfo = OptionInfo {
    id: "grid",
    label: "Cells per side",
    description: "Number of cells along each side of a mask. More cells give finer masks.",
    kind: OptionKind::Number {
        default: 7.0,
        min: 2.0,
        max: 64.0,
        step: 1.0,
    },
};

const SHOWN: OptionInfo = OptionInfo {
    id: "shown",
    label: "Shown share",
    description: "How much of the picture a mask shows, on average.",
    kind: OptionKind::Number {
        default: 0.5,
        min: 0.05,
        max: 0.95,
        step: 0.05,
    },
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "rise",
        label: "RISE",
        description: "The mean of many random masks, each weighted by the score of the masked picture. Uses only the network's outputs. Grainy with few masks.",
        paper: "https://arxiv.org/abs/1806.07421",
        family: Family::Perturbation,
        class_specific: true,
        needs: Needs::PictureProbe,
        cost: "A forward pass for each mask.",
        matches: "the authors' steps (eclique/RISE)",
        options: &[MASKS, GRID, SHOWN, SEED, BATCH],
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
    let total = settings.count(&MASKS);
    let shown = settings.number(&SHOWN) as f32;
    let mask = |index: usize| {
        // Each mask has its own seed, so that the map does not depend on the batch size.
        let seed = (settings.count(&SEED) as u64) << 32 | index as u64;
        mask(
            &mut Random::new(seed),
            settings.count(&GRID),
            shown,
            [height, width],
        )
    };
    let probe = question.picture_probe();
    let batch = probe.batch(settings.count(&BATCH), masks::bytes(&picture));
    let hidden = |range: std::ops::Range<usize>| -> Result<Value, ExplainError> {
        let masks: Result<Vec<_>, _> = range.map(mask).collect();
        Ok(masks::masked(&picture, masks?.concat(), 0.0))
    };
    let (mut sum, mut added) = (vec![0.0; height * width], 0);
    let mut mean = |scores: &[f32]| -> Result<Map, ExplainError> {
        for (index, score) in scores.iter().enumerate().skip(added) {
            for (sum, shown) in sum.iter_mut().zip(mask(index)?) {
                *sum += score * shown;
            }
        }
        added = scores.len();
        let share = 1.0 / (added as f32 * shown);
        let mean = sum.iter().map(|sum| share * sum).collect();
        Ok(Map::new(width, height, mean)?)
    };
    let so_far = |scores: &[f32]| mean(scores).ok();
    let scores = probe.sweep((total, batch), hidden, so_far, watch).await?;
    Ok(mean(&scores)?.into())
}

/// Returns a grid of zeros and ones, enlarged bilinearly to one cell more than the picture and cropped
/// at a random place.
fn mask(
    random: &mut Random,
    cells: usize,
    shown: f32,
    [height, width]: [usize; 2],
) -> Result<Vec<f32>, ExplainError> {
    let ones: Vec<f32> = (0..cells * cells)
        .map(|_| f32::from(u8::from(random.unit() < shown)))
        .collect();
    let cell = [height.div_ceil(cells), width.div_ceil(cells)];
    let size = cell.map(|side| (cells + 1) * side);
    let large = resample(
        &Map::new(cells, cells, ones)?,
        size[1],
        size[0],
        Resampling::Bilinear,
    )?;
    let [top, left] = cell.map(|side| random.index(side));
    let rows = large.values().chunks(size[1]).skip(top).take(height);
    Ok(rows
        .flat_map(|row| &row[left..left + width])
        .copied()
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{ask, difference_of_relus};

    /// `y = a − b` at (1, 0) is the mask's value at the first pixel. There the map is the mean of its
    /// square; at the other pixel it is the mean of a product of two values, which is smaller.
    #[test]
    fn the_pixel_that_the_score_depends_on_gets_the_largest_value() {
        let map = ask("rise", &difference_of_relus([1.0, 0.0]), &[("grid", "2")]).map;
        assert!(map.values()[0] > map.values()[1], "{map:?}");
        let again = ask(
            "rise",
            &difference_of_relus([1.0, 0.0]),
            &[("grid", "2"), ("batch", "3")],
        );
        assert_eq!(again.map, map, "a seed repeats, whatever the batch");
    }

    #[test]
    fn masks_show_the_set_share_of_the_picture() {
        let mut random = Random::new(5);
        let masks: Vec<f32> = (0..200)
            .flat_map(|_| mask(&mut random, 7, 0.5, [20, 30]).unwrap())
            .collect();
        let mean = masks.iter().sum::<f32>() / masks.len() as f32;
        // Four standard errors: 49 cells of deviation 1/2 in each of 200 masks give 4·0.5/√9800.
        assert!((mean - 0.5).abs() < 0.0202, "{mean}");
        assert!(masks.iter().all(|value| (0.0..=1.0).contains(value)));
    }
}
