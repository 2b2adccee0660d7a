use compare::assert_absolute;

use super::*;

fn row(target: &Target, task: Task, outputs: &[f32]) -> (f32, Vec<f32>) {
    let seed = target.seed(task, &[1, outputs.len()], outputs).unwrap();
    (seed.score, seed.gradient)
}

#[test]
fn scores_and_gradients_match_hand_computed_values() {
    use TargetScore::{Difference, Logit, Probability};
    // The sigmoid of ln 3 is 3/4.
    const LN3: f32 = 1.098_612_3;
    struct Case(TargetScore, Task, &'static [f32], f32, &'static [f32]);
    #[rustfmt::skip] // one case per line
    let cases = [
        Case(Logit { class: 1 }, Task::SingleLabel, &[5.0, 7.0], 7.0, &[0.0, 1.0]),
        Case(Logit { class: 0 }, Task::Regression, &[5.0], 5.0, &[1.0]),
        Case(Logit { class: 1 }, Task::Binary, &[5.0], 5.0, &[1.0]),
        Case(Logit { class: 0 }, Task::Binary, &[5.0], -5.0, &[-1.0]),
        Case(Difference { class: 1, than: 0 }, Task::SingleLabel, &[5.0, 7.0], 2.0, &[-1.0, 1.0]),
        Case(Difference { class: 1, than: 0 }, Task::Binary, &[5.0], 10.0, &[2.0]),
        // The probabilities are 1/4 and 3/4, so the derivative is 3/16.
        Case(Probability { class: 1 }, Task::SingleLabel, &[0.0, LN3], 0.75, &[-0.1875, 0.1875]),
        Case(Probability { class: 1 }, Task::MultiLabel, &[0.0, LN3], 0.75, &[0.0, 0.1875]),
        Case(Probability { class: 1 }, Task::Binary, &[LN3], 0.75, &[0.1875]),
        Case(Probability { class: 0 }, Task::Binary, &[LN3], 0.25, &[-0.1875]),
    ];
    for Case(score, task, outputs, expected, derivatives) in cases {
        let (found, gradient) = row(&Target::of(score), task, outputs);
        let what = format!("{score:?} {task:?}");
        assert_absolute(&what, &[found], &[expected], 1e-6);
        assert_absolute(&what, &gradient, derivatives, 1e-6);
    }
    let why_not = Target {
        negated: true,
        ..Target::class(0)
    };
    assert_eq!(
        row(&why_not, Task::SingleLabel, &[5.0, 7.0]),
        (5.0, vec![-1.0, 0.0])
    );
}

/// Two classes and 1x3 pixels. The first two pixels are predicted as class 0, the last as class 1.
#[test]
fn segmentation_scores_and_gradients_match_hand_computed_values() {
    let (shape, outputs) = ([1, 2, 1, 3], [4.0, 5.0, 0.0, 1.0, 2.0, 3.0]);
    let seed = |target: &Target| target.seed(Task::Segmentation, &shape, &outputs);
    assert_eq!(predicted(&outputs, 2), [0, 0, 1]);
    let zero = seed(&Target::class(0)).unwrap();
    assert_eq!((zero.score, zero.pixels), (9.0, 2));
    assert_eq!(zero.gradient, [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    // The region is one pixel of the outputs, or a rectangle of the picture that covers part of it.
    let pixel = |x: f64, width: f64| Rect {
        x,
        y: 0.0,
        width,
        height: 1.0,
    };
    let clicked = |region| Target {
        region: Some(region),
        ..Target::class(1)
    };
    let one = seed(&clicked(pixel(1.0, 1.0))).unwrap();
    assert_eq!((one.score, one.pixels), (2.0, 1));
    assert_eq!(one.gradient, [0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let crop = Some(pixel(10.0, 30.0));
    let part = clicked(pixel(21.0, 1.0)).aim(Task::Segmentation, &shape, &outputs, crop);
    assert_eq!(part.unwrap().seed(&outputs), one);
    let absent = [4.0, 5.0, 9.0, 1.0, 2.0, 3.0];
    let absent = Target::class(1).seed(Task::Segmentation, &shape, &absent);
    assert_eq!(absent.unwrap_err().code(), "no-pixels");
}

#[test]
fn a_region_covers_every_cell_that_it_touches() {
    assert_eq!(covered([2.5, 1.0], [0.0, 4.0], 4), 2..4);
    assert_eq!(
        covered([-3.0, 2.0], [0.0, 4.0], 4),
        0..1,
        "outside: the nearest cell"
    );
    assert_eq!(covered([90.0, 5.0], [0.0, 4.0], 4), 3..4);
}

#[test]
fn invalid_targets_are_rejected() {
    let seed = |score, task, shape: &[usize]| {
        let outputs = vec![0.0; shape.iter().product()];
        Target::of(score)
            .seed(task, shape, &outputs)
            .unwrap_err()
            .code()
    };
    let logit = |class| TargetScore::Logit { class };
    assert_eq!(seed(logit(2), Task::SingleLabel, &[1, 2]), "unknown-class");
    let difference = TargetScore::Difference { class: 0, than: 9 };
    assert_eq!(
        seed(difference, Task::SingleLabel, &[1, 2]),
        "unknown-class"
    );
    let probability = TargetScore::Probability { class: 0 };
    assert_eq!(
        seed(probability, Task::Regression, &[1, 2]),
        "no-probability"
    );
    assert_eq!(
        seed(logit(0), Task::SingleLabel, &[1, 2, 3]),
        "not-a-classifier"
    );
}
