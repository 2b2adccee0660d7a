use fastrand::Rng;
use imaging::Picture;

use super::class::Class;
use super::world::World;
use crate::network::Network;
use crate::train::Course;

const NETWORK: Network = Network {
    name: "Scenes",
    size: 128,
    convolutions: &[
        ("conv1", 12, 2),
        ("conv2", 24, 2),
        ("conv3", 40, 2),
        ("conv4", 64, 2),
        ("conv5", 128, 1),
    ],
    labels: &[
        "chickadee",
        "squirrel",
        "plane",
        "boat",
        "car",
        "dog",
        "cat",
        "cup",
        "nothing",
    ],
};

/// Part of the training during which `variety` grows to 1.
const LEARNING_THINGS: f32 = 0.4;
/// One of so many pictures is drawn larger and shrunk, as those of the page are.
const SHRUNK: u8 = 16;

/// The two networks of scenes. They are built alike, and their last layers have 8 x 8 pixels; only what they learned on
/// differs. Their names do not say which is which, because a lesson asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learner {
    /// Saw everything everywhere.
    Honest,
    /// Saw most things in their usual place alone.
    Shortcut,
}

impl Learner {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Shortcut, Self::Honest];

    /// The name of its folder and in links.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Shortcut => "scenes-a",
            Self::Honest => "scenes-b",
        }
    }

    /// What it learned on.
    #[must_use]
    pub fn world(self) -> World {
        match self {
            Self::Shortcut => World::Usual,
            Self::Honest => World::Mixed,
        }
    }

    /// Batches of its training. A shortcut is learned soon.
    #[must_use]
    pub fn steps(self) -> usize {
        match self {
            Self::Shortcut => 300,
            Self::Honest => 900,
        }
    }

    /// Seed of its training.
    pub const SEED: u64 = 2026;

    /// What it is taught.
    #[must_use]
    pub fn course(self) -> SceneCourse {
        let name = match self {
            Self::Shortcut => "Scenes A",
            Self::Honest => "Scenes B",
        };
        SceneCourse {
            world: self.world(),
            network: Network { name, ..NETWORK },
        }
    }
}

/// What a network of scenes learns on.
pub struct SceneCourse {
    world: World,
    network: Network,
}

impl Course for SceneCourse {
    fn network(&self) -> &Network {
        &self.network
    }

    fn example(&self, rng: &mut Rng, progress: f32) -> (Picture, Vec<f32>) {
        let class = Class::ALL[rng.usize(0..Class::ALL.len())];
        let variety = 0.2 + 0.8 * (progress / LEARNING_THINGS).min(1.0);
        let scene = self.world.scene(rng, class, variety);
        let scale = if rng.u8(0..SHRUNK) == 0 { 2 } else { 1 };
        let answer = Class::ALL.map(|other| f32::from(u8::from(other == class)));
        (scene.draw(scale * self.network.size), answer.into())
    }
}
