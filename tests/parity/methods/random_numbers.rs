//! The worked example of `reference/methods/generator.py`: both sides draw the same numbers.

use burn::tensor::Device;
use explain::{Method, Setting};
use graph::ops::{Binary, Conv, Op, Window};
use graph::{GraphBuilder, Value};

use crate::subject::Subject;

const SEED: f64 = 7.0;
const UNITS: [f32; 4] = [0.773_381_8, 0.222_485_97, 0.718_290_4, 0.481_126_9];
const NORMALS: [f32; 4] = [0.296_395_78, -1.580_599_3, 0.251_892_63, 1.480_006_1];

fn value(values: Vec<f32>, shape: &[usize]) -> Value {
    Value::new(values, shape, &Device::flex()).unwrap()
}

/// The score of both networks is a sum over all pixels.
fn sum_of(
    mut builder: GraphBuilder,
    from: graph::NodeId,
    shape: [usize; 4],
    picture: Vec<f32>,
) -> Subject {
    let weight = value(vec![1.0; picture.len()], &shape);
    let conv = Op::Conv(Conv {
        window: Window::default(),
        groups: 1,
    });
    let sum = builder.add("sum", conv, &[from], vec![weight]).unwrap();
    let flat = Op::Flatten {
        channels_last: false,
    };
    let score = builder.add("score", flat, &[sum], vec![]).unwrap();
    Subject::of(builder.finish(&[score]).unwrap(), value(picture, &shape))
}

/// Channel `k` is 1 at pixel `k` alone, so the map of random weights, `2·u − 1`, has the weights themselves.
#[test]
#[allow(clippy::float_cmp, reason = "the formula is exact")]
fn random_weights_are_the_worked_example() {
    let mut builder = GraphBuilder::default();
    let shape = [1, 4, 2, 2];
    let input = builder.input("input", &shape).unwrap();
    let picture = (0..16)
        .map(|place| f32::from(u8::from(place % 5 == 0)))
        .collect();
    let subject = sum_of(builder, input, shape, picture);
    let seed = [("seed".to_owned(), Setting::Number(SEED))];
    let outcome = subject
        .ask(Method::by_id("random-cam").unwrap(), (&["input"], 0), &seed)
        .unwrap();
    assert_eq!(outcome.map.values(), UNITS.map(|unit| 2.0 * unit - 1.0));
}

/// The score is the sum of squares of (0, 1, 0, 0), whose gradient at one noisy picture is twice that
/// picture. The values span 1, so with the setting 0.5 the gradient of the noise is the noise.
#[test]
fn noise_is_the_worked_example() {
    let mut builder = GraphBuilder::default();
    let shape = [1, 1, 2, 2];
    let input = builder.input("input", &shape).unwrap();
    let square = builder
        .add("square", Op::Binary(Binary::Mul), &[input, input], vec![])
        .unwrap();
    let picture = vec![0.0, 1.0, 0.0, 0.0];
    let subject = sum_of(builder, square, shape, picture.clone());
    let mut options = [("seed", SEED), ("samples", 1.0), ("noise", 0.5)]
        .map(|(id, number)| (id.to_owned(), Setting::Number(number)))
        .to_vec();
    options.push(("colours".to_owned(), Setting::Choice("sum".into())));
    let outcome = subject
        .ask(
            Method::by_id("smooth-grad").unwrap(),
            (&["input"], 0),
            &options,
        )
        .unwrap();
    for ((found, pixel), normal) in outcome.map.values().iter().zip(picture).zip(NORMALS) {
        assert!(
            (found - 2.0 * pixel - normal).abs() < 1e-6,
            "{found} at {pixel}"
        );
    }
}
