//! The range of pixels that a network expects, from what its first nodes do to them.
//!
//! A known way of scaling leads from one coding of pixels to another: from 0..255 to 0..1, say, or
//! from 0..1 to values with `ImageNet`'s mean and deviation. Mean and deviation of any other
//! pictures tell the range too, since those of levels are a hundred times larger.

use graph::{Front, Holds};

use crate::{InputRule, Origin};

/// A way to write pixels as numbers: what black and white become in red, green and blue.
#[derive(Clone, Copy, PartialEq)]
struct Coding {
    black: [f32; 3],
    white: [f32; 3],
}

impl Coding {
    const fn between(black: f32, white: f32) -> Self {
        Self {
            black: [black; 3],
            white: [white; 3],
        }
    }

    /// Values from 0 to 1, minus the mean, divided by the deviation.
    const fn standard(mean: [f32; 3], std: [f32; 3]) -> Self {
        let mut coding = Self::between(0.0, 1.0);
        let mut colour = 0;
        while colour < 3 {
            coding.black[colour] = -mean[colour] / std[colour];
            coding.white[colour] = (1.0 - mean[colour]) / std[colour];
            colour += 1;
        }
        coding
    }
}

const LEVELS: Coding = Coding::between(0.0, 255.0);
const UNIT: Coding = Coding::between(0.0, 1.0);
const CENTRED: Coding = Coding::between(-1.0, 1.0);
const IMAGENET: Coding = Coding::standard(MEAN, STD);
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const STD: [f32; 3] = [0.229, 0.224, 0.225];

/// What the pixels of a picture may be, and how a person is told.
const GIVEN: [(Coding, &str); 4] = [
    (LEVELS, "as 0 to 255"),
    (UNIT, "as 0 to 1"),
    (CENTRED, "as −1 to 1"),
    (IMAGENET, "with ImageNet’s mean and deviation"),
];

/// What networks make of them.
const MADE: [Coding; 10] = [
    UNIT,
    CENTRED,
    IMAGENET,
    LEVELS,
    Coding::between(-0.5, 0.5),
    // Mode `caffe` of Keras: levels minus the mean.
    Coding {
        black: [-123.68, -116.779, -103.939],
        white: [131.32, 138.221, 151.061],
    },
    // CLIP
    Coding::standard(
        [0.481_454_66, 0.457_827_5, 0.408_210_73],
        [0.268_629_54, 0.261_302_6, 0.275_777_1],
    ),
    // CIFAR-10
    Coding::standard([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
    // MNIST
    Coding::standard([0.1307; 3], [0.3081; 3]),
    // Fashion-MNIST
    Coding::standard([0.286; 3], [0.353; 3]),
];

/// How far black and white may lie from a known coding, relative to the distance between them:
/// libraries round means, and divide by 127, 127.5 or 128.
const CLOSE: f32 = 0.015;

/// The mean and deviation that pictures have, where white is 1.
const MEANS: std::ops::RangeInclusive<f32> = 0.08..=0.92;
const DEVIATIONS: std::ops::RangeInclusive<f32> = 0.04..=0.65;

/// One channel behind the front: the channel of the picture that it comes from, and its line.
struct Row {
    from: usize,
    factor: f32,
    shift: f32,
}

impl Row {
    /// Whether it leaves its channel as it is.
    fn keeps(&self) -> bool {
        (self.factor, self.shift) == (1.0, 0.0)
    }
}

/// What a front says about the pixels that it takes.
struct Found {
    given: (Coding, &'static str),
    bgr: bool,
}

/// Returns the rule for a network with these fronts, and a remark. `None` if they say nothing.
pub(crate) fn behind(rule: InputRule, fronts: &[Front]) -> Option<(InputRule, String)> {
    let rows: Vec<(Vec<Row>, Holds)> = fronts
        .iter()
        .filter_map(|front| Some((rows(front, rule.channels)?, front.holds)))
        .collect();
    let known = rows
        .iter()
        .rev()
        .find_map(|(rows, holds)| known(rows, *holds));
    let found = known.or_else(|| rows.iter().rev().find_map(|(rows, _)| by_statistics(rows)));
    let cut = || rows.iter().find_map(|(_, holds)| by_holds(*holds));
    let Found { given, bgr } = found.or_else(cut)?;
    let (coding, words) = given;
    let (range, mean, std) = if coding == IMAGENET {
        ([0.0, 1.0], MEAN, STD)
    } else {
        ([coding.black[0], coding.white[0]], [0.0; 3], [1.0; 3])
    };
    let contradicted = match rule.origins.mean {
        Origin::File(file) if (rule.range, rule.mean, rule.std) != (range, mean, std) => {
            format!(" It does what `{file}` asks for.")
        }
        _ => String::new(),
    };
    let mut origins = rule.origins.with_values(Origin::Network);
    origins.order = Origin::Network;
    let rule = InputRule {
        range,
        mean,
        std,
        bgr,
        origins,
        ..rule
    };
    let remark =
        format!("The network scales its pixels itself: the picture goes in {words}.{contradicted}");
    Some((rule, remark))
}

/// The lines of a front whose channels come from one channel of the picture each, and change it.
fn rows(front: &Front, channels: usize) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for (factors, shift) in front.factors.iter().zip(&front.shifts) {
        let largest = factors
            .iter()
            .fold(0.0f32, |most, factor| most.max(factor.abs()));
        let counts = |factor: &&f32| factor.abs() > 1e-3 * largest;
        match factors.iter().filter(counts).count() {
            // A channel that the picture does not change: coordinates, say.
            0 => continue,
            1 => {}
            _ => return None,
        }
        let from = factors.iter().position(|factor| counts(&factor))?;
        rows.push(Row {
            from,
            factor: factors[from],
            shift: *shift,
        });
    }
    let all = (0..channels).all(|channel| rows.iter().any(|row| row.from == channel));
    let still = rows.iter().all(Row::keeps);
    (all && (!still || front.holds != Holds::Everywhere)).then_some(rows)
}

/// Recognises a scaling from one known coding to another.
fn known(rows: &[Row], holds: Holds) -> Option<Found> {
    for given in GIVEN {
        let fits = match holds {
            Holds::Everywhere => true,
            Holds::UpTo1 => given.0 != LEVELS,
            Holds::WholeValues => given.0 == LEVELS,
        };
        for made in MADE.into_iter().filter(|made| fits && *made != given.0) {
            for bgr in [false, true] {
                let is_line = |row: &Row| leads(row, given.0, made, colour(row.from, rows, bgr));
                if rows.iter().all(is_line) {
                    return Some(Found { given, bgr });
                }
            }
        }
    }
    None
}

/// The colour of a channel of the picture. Grey has the values of red.
fn colour(channel: usize, rows: &[Row], bgr: bool) -> usize {
    let grey = rows.iter().all(|row| row.from == 0);
    match (grey, bgr) {
        (true, _) => 0,
        (false, true) => 2 - channel.min(2),
        (false, false) => channel.min(2),
    }
}

/// Whether a line takes black and white of one coding to black and white of another.
fn leads(row: &Row, given: Coding, made: Coding, colour: usize) -> bool {
    let limit = CLOSE * (made.white[colour] - made.black[colour]);
    let is_near = |from: f32, to: f32| (row.factor * from + row.shift - to).abs() <= limit;
    is_near(given.black[colour], made.black[colour])
        && is_near(given.white[colour], made.white[colour])
}

/// Recognises mean and deviation of any pictures, a mere mean, and a mere factor that makes levels
/// small.
fn by_statistics(rows: &[Row]) -> Option<Found> {
    let is = |white: f32| {
        rows.iter().all(|row| {
            let mean = -row.shift / row.factor / white;
            let deviation = 1.0 / row.factor.abs() / white;
            let is_centred = (row.factor - 1.0).abs() < 1e-3 && white > 1.0;
            MEANS.contains(&mean) && (is_centred || DEVIATIONS.contains(&deviation))
        })
    };
    let shrinks = rows.iter().all(|row| {
        let white = 255.0 * row.factor + row.shift;
        row.factor.abs() < 0.05 && row.shift.abs() < 8.0 && white.abs() < 8.0
    });
    let given = match (is(255.0) || shrinks, is(1.0)) {
        (true, false) => GIVEN[0],
        (false, true) => GIVEN[1],
        _ => return None,
    };
    Some(Found { given, bgr: false })
}

/// Fractions that are cut off, or values above 1, tell the range as well.
fn by_holds(holds: Holds) -> Option<Found> {
    let given = match holds {
        Holds::Everywhere => return None,
        Holds::UpTo1 => GIVEN[1],
        Holds::WholeValues => GIVEN[0],
    };
    Some(Found { given, bgr: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagonal(factors: &[f32], shifts: &[f32]) -> Front {
        let row = |at: usize| {
            let mut row = vec![0.0; factors.len()];
            row[at] = factors[at];
            row
        };
        Front {
            factors: (0..factors.len()).map(row).collect(),
            shifts: shifts.to_vec(),
            holds: Holds::Everywhere,
        }
    }

    fn same(factor: f32, shift: f32) -> Front {
        diagonal(&[factor; 3], &[shift; 3])
    }

    /// `(x / white - mean) / std`
    fn standard(white: f32, mean: [f32; 3], std: [f32; 3]) -> Front {
        let factors = std.map(|std| 1.0 / white / std);
        let shifts = [0, 1, 2].map(|at| -mean[at] / std[at]);
        diagonal(&factors, &shifts)
    }

    fn found(fronts: &[Front], channels: usize) -> Option<([f32; 2], [f32; 3], bool)> {
        let rule = InputRule::plain(8, 8, channels, [-7.0, 7.0]).from(Origin::Guess("Keras"));
        let (rule, remark) = behind(rule, fronts)?;
        assert!(remark.len() < 120, "{remark}");
        assert_eq!(rule.origins.range, Origin::Network);
        Some((rule.range, rule.mean, rule.bgr))
    }

    #[test]
    fn the_range_follows_from_the_scaling() {
        struct Case(&'static str, Front, Option<[f32; 2]>);
        let levels = Some([0.0, 255.0]);
        let unit = Some([0.0, 1.0]);
        let centred = Some([-1.0, 1.0]);
        let other = ([0.35, 0.45, 0.25], [0.18, 0.21, 0.3]);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("Keras Rescaling(1/255)", same(1.0 / 255.0, 0.0), levels),
            Case("to -1..1", same(1.0 / 127.5, -1.0), levels),
            Case("divided by 127", same(1.0 / 127.0, -1.0), levels),
            Case("by 256", same(1.0 / 256.0, 0.0), levels),
            Case("minus 127", same(1.0, -127.0), levels),
            Case("ImageNet, of levels", standard(255.0, MEAN, STD), levels),
            Case("ImageNet, of 0..1", standard(1.0, MEAN, STD), unit),
            Case("CLIP", standard(1.0, [0.4815, 0.4578, 0.4082], [0.2686, 0.2613, 0.2758]), unit),
            Case("a dataset of one's own", standard(1.0, other.0, other.1), unit),
            Case("a dataset of one's own, of levels", standard(255.0, other.0, other.1), levels),
            Case("0..1 to -1..1", same(2.0, -1.0), unit),
            Case("0..1 to levels", same(255.0, 0.0), unit),
            Case("-1..1 to 0..1", same(0.5, 0.5), centred),
            Case("-1..1 to levels", same(127.5, 127.5), centred),
            Case("-1..1 to ImageNet", diagonal(&STD.map(|std| 0.5 / std), &[0, 1, 2].map(|at| (0.5 - MEAN[at]) / STD[at])), centred),
            Case("a learned scale", same(3.0, 0.0), None),
            Case("nothing", same(1.0, 0.0), None),
        ];
        for Case(why, front, expected) in cases {
            let range = found(&[front], 3).map(|(range, ..)| range);
            assert_eq!(range, expected, "{why}");
        }
    }

    #[test]
    fn an_inception_network_takes_pixels_with_the_mean_of_imagenet() {
        // torchvision's `transform_input`
        let shifts = MEAN.map(|mean| (mean - 0.5) / 0.5);
        let front = diagonal(&STD.map(|std| std / 0.5), &shifts);
        assert_eq!(found(&[front], 3), Some(([0.0, 1.0], MEAN, false)));
    }

    #[test]
    fn caffe_s_means_tell_the_order_of_the_channels() {
        let red_first = diagonal(&[1.0; 3], &[-123.68, -116.779, -103.939]);
        let blue_first = diagonal(&[1.0; 3], &[-103.939, -116.779, -123.68]);
        assert_eq!(found(&[red_first], 3).map(|found| found.2), Some(false));
        assert_eq!(
            found(std::slice::from_ref(&blue_first), 3).map(|found| found.2),
            Some(true)
        );
        // The network swaps red and blue itself: its first channel comes from the last one.
        let mut swapped = blue_first;
        swapped.factors.reverse();
        assert_eq!(found(&[swapped], 3), Some(([0.0, 255.0], [0.0; 3], false)));
    }

    #[test]
    fn a_grey_input_is_recognised_also_when_it_is_repeated() {
        let mnist = diagonal(&[1.0 / 0.3081], &[-0.1307 / 0.3081]);
        assert_eq!(found(&[mnist], 1), Some(([0.0, 1.0], [0.0; 3], false)));
        let repeated = Front {
            factors: vec![vec![1.0 / 255.0]; 3],
            shifts: vec![0.0; 3],
            holds: Holds::Everywhere,
        };
        assert_eq!(found(&[repeated], 1), Some(([0.0, 255.0], [0.0; 3], false)));
    }

    #[test]
    fn the_last_known_front_counts_and_learned_layers_behind_it_do_not() {
        let learned = standard(255.0, [0.3, 0.9, 0.5], [7.0, 0.01, 0.2]);
        let fronts = [same(1.0 / 255.0, 0.0), learned];
        assert_eq!(found(&fronts, 3), Some(([0.0, 255.0], [0.0; 3], false)));
    }

    #[test]
    fn mixed_colours_are_no_scaling() {
        let mixed = Front {
            factors: vec![vec![0.3, 0.6, 0.1]; 3],
            shifts: vec![0.0; 3],
            holds: Holds::Everywhere,
        };
        assert_eq!(found(&[mixed], 3), None);
    }

    #[test]
    fn clipping_and_whole_values_tell_the_range() {
        let with = |holds| Front {
            holds,
            ..same(1.0, 0.0)
        };
        let range = |holds| found(&[with(holds)], 3).map(|(range, ..)| range);
        assert_eq!(range(Holds::UpTo1), Some([0.0, 1.0]));
        assert_eq!(range(Holds::WholeValues), Some([0.0, 255.0]));
    }

    #[test]
    fn a_file_that_asks_for_what_the_network_does_is_named() {
        let mut rule = InputRule::imagenet(224);
        rule.origins = rule
            .origins
            .with_values(Origin::File("preprocessor_config.json"));
        let (rule, remark) = behind(rule, &[standard(1.0, MEAN, STD)]).unwrap();
        assert_eq!((rule.range, rule.mean), ([0.0, 1.0], [0.0; 3]));
        assert!(
            remark.ends_with("It does what `preprocessor_config.json` asks for."),
            "{remark}"
        );
    }
}
