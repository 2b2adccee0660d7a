use fastrand::Rng;
use imaging::Picture;

use super::scene::Scene;
use super::shape::Shape;
use crate::network::Network;
use crate::train::Course;

/// The network of shapes. Its last layers have 12 x 12 pixels and a receptive field of about half the picture.
pub const NETWORK: Network = Network {
    name: "Shapes",
    size: 96,
    convolutions: &[
        ("conv1", 16, 2),
        ("conv2", 24, 2),
        ("conv3", 32, 1),
        ("conv4", 48, 2),
        ("conv5", 56, 1),
        ("conv6", 64, 1),
    ],
    labels: &["circle", "square", "triangle", "star", "heart", "moon"],
};

/// Fraction of the training during which `variety` grows from 0 to 1. With all colours and patterns
/// from the start, the network does not learn.
const LEARNING_COLOURS: f32 = 0.6;

/// What the network of shapes learns on. A quarter of the pictures show two shapes, each with a target of one half, so
/// the network learns to find every object and not just the largest.
pub struct ShapeCourse;

impl Course for ShapeCourse {
    fn network(&self) -> &Network {
        &NETWORK
    }

    fn example(&self, rng: &mut Rng, progress: f32) -> (Picture, Vec<f32>) {
        let classes = Shape::ALL.len();
        let first = rng.usize(0..classes);
        let second = (first + rng.usize(1..classes)) % classes;
        let chosen = if rng.u8(0..4) == 0 {
            vec![Shape::ALL[first], Shape::ALL[second]]
        } else {
            vec![Shape::ALL[first]]
        };
        let scene = Scene::random(rng, &chosen, (progress / LEARNING_COLOURS).min(1.0));
        let share = 1.0 / scene.objects.len() as f32;
        let answer = Shape::ALL.map(|shape| {
            let is_there = scene.objects.iter().any(|object| object.shape == shape);
            if is_there { share } else { 0.0 }
        });
        // Twice the size, because users' pictures are resized too.
        (
            scene.draw(2 * NETWORK.size, 2 * NETWORK.size),
            answer.into(),
        )
    }
}
