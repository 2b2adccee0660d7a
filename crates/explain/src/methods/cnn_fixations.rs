//! CNN Fixations (Mopuri, Garg and Babu, 2018). <https://arxiv.org/abs/1708.06670>
//!
//! ```text
//! start at the output of the class; at each step go to the inputs that contributed most
//! drop isolated points; map = number of points at each pixel, blurred by a Gaussian
//! ```
//! Uses no gradients. Goes back along the largest products of value and weight ([`crate::trace`] has
//! the rule for each op). Follows the authors' steps, for one picture instead of five crops of it. One
//! forward pass that keeps every value.

use imaging::Map;

use crate::trace::{LABEL, trace};
use crate::{
    ExplainError, Fact, Family, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome,
    Question, Run, Settings,
};

/// Points within this fraction of the diagonal are near each other.
const NEAR: f32 = 0.1;
/// A point is kept if more than this fraction of all points is near it.
const COMPANY: f32 = 0.05;

const BLUR: OptionInfo = OptionInfo {
    id: "blur",
    label: "Blur",
    description: "Standard deviation of the Gaussian blur over the points, in pixels of the network's input.",
    kind: OptionKind::Number {
        default: 20.0,
        min: 1.0,
        max: 200.0,
        step: 1.0,
    },
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "cnn-fixations",
        label: LABEL,
        description: "Follows the largest contributions from the class back to single pixels. Gives few, exact points. All smaller contributions are lost.",
        paper: "https://arxiv.org/abs/1708.06670",
        family: Family::Tracing,
        class_specific: true,
        needs: Needs::Network,
        cost: "One forward pass, and memory for all its values.",
        matches: "the authors' steps (val-iisc/cnn-fixations)",
        options: &[BLUR],
    },
    run: Run::Steps(|question, settings, _| Box::pin(explain(question, settings))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
) -> Result<Outcome, ExplainError> {
    let [_, _, height, width] = question.input_picture()?.dims();
    let found = trace(question).await?;
    let all: Vec<[usize; 2]> = found
        .iter()
        .map(|place| [place / width % height, place % width])
        .collect();
    let points = without_isolated(&all, [height, width]);
    let map = blurred(&points, [height, width], settings.number(&BLUR) as f32)?;
    let facts = vec![Fact {
        label: "Fixations",
        value: points.len() as f64,
        meaning: kept(points.len(), all.len()),
    }];
    Ok(Outcome {
        facts,
        points,
        ..map.into()
    })
}

/// Returns a sentence about how many of all points are kept.
fn kept(points: usize, all: usize) -> String {
    match (points, all) {
        (1, 1) => "The score was traced to a single point.".into(),
        (_, _) if points == all => format!("The score was traced to {all} points."),
        _ => format!("{points} of {all} points were kept; the others were too isolated."),
    }
}

/// Returns the points that have enough points near them, counting themselves.
fn without_isolated(points: &[[usize; 2]], size: [usize; 2]) -> Vec<[usize; 2]> {
    let diagonal = (size[0] as f32).hypot(size[1] as f32);
    let near = |a: &[usize; 2], b: &[usize; 2]| {
        let apart = [0, 1].map(|axis| a[axis].abs_diff(b[axis]) as f32);
        apart[0].hypot(apart[1]) <= NEAR * diagonal
    };
    let company = |point: &&[usize; 2]| {
        let others = points.iter().filter(|other| near(point, other)).count();
        others as f32 > COMPANY * points.len() as f32
    };
    points.iter().filter(company).copied().collect()
}

/// Returns the number of points at each pixel, blurred along both axes and mirrored at the borders.
fn blurred(
    points: &[[usize; 2]],
    [height, width]: [usize; 2],
    deviation: f32,
) -> Result<Map, ExplainError> {
    let mut counts = vec![0.0; height * width];
    for [y, x] in points {
        counts[y * width + x] += 1.0;
    }
    let kernel = kernel(deviation, height.min(width));
    let rows: Vec<f32> = counts
        .chunks(width)
        .flat_map(|row| smoothed(row, &kernel))
        .collect();
    let mut map = vec![0.0; height * width];
    for x in 0..width {
        let column: Vec<f32> = (0..height).map(|y| rows[y * width + x]).collect();
        for (y, value) in smoothed(&column, &kernel).into_iter().enumerate() {
            map[y * width + x] = value;
        }
    }
    Ok(Map::new(width, height, map)?)
}

/// Returns one half of a Gaussian, from its centre outwards. The whole kernel spans the picture and
/// sums to 1.
fn kernel(deviation: f32, side: usize) -> Vec<f32> {
    let half = (side.saturating_sub(1) / 2).max(1);
    let bell = |place: usize| (-(place as f32 / deviation).powi(2) / 2.0).exp();
    let sum = bell(0) + 2.0 * (1..=half).map(bell).sum::<f32>();
    (0..=half).map(|place| bell(place) / sum).collect()
}

fn smoothed(line: &[f32], kernel: &[f32]) -> Vec<f32> {
    let last = line.len().cast_signed() - 1;
    let mirrored = |place: isize| {
        let place = if last == 0 {
            0
        } else {
            place.rem_euclid(2 * last)
        };
        line[place.min(2 * last - place).max(0) as usize]
    };
    let at = |place: isize| {
        let sides = kernel.iter().enumerate().skip(1);
        let sides = sides.map(|(far, share)| {
            let far = far.cast_signed();
            share * (mirrored(place - far) + mirrored(place + far))
        });
        kernel[0] * mirrored(place) + sides.sum::<f32>()
    };
    (0..=last).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isolated_points_are_dropped() {
        // 30 points in one corner and one in the other: 1 of 31 is less than 5 %.
        let mut points = vec![[0, 0]; 30];
        points.push([99, 99]);
        assert_eq!(without_isolated(&points, [100, 100]).len(), 30);
        assert_eq!(
            without_isolated(&points[..1], [100, 100]).len(),
            1,
            "one point is all of them"
        );
    }

    #[test]
    fn the_blur_keeps_the_sum_and_the_place_of_the_maximum() {
        let map = blurred(&[[10, 12]], [21, 25], 2.0).unwrap();
        assert!((map.values().iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(map.max() <= map.values()[10 * 25 + 12], "the largest stays");
        // The centre of a two-dimensional Gaussian is 1/(2π·σ²).
        assert!(
            (map.max() - 1.0 / (std::f32::consts::TAU * 4.0)).abs() < 1e-4,
            "{}",
            map.max()
        );
    }
}
