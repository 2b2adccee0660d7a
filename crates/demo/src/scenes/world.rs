use fastrand::Rng;

use super::class::Class;
use super::ground::Ground;
use super::scene::{Plan, Scene};

/// Which things are seen where: what a network learns on, or is tested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// Everything on every ground, and a feeder stands in a third of the gardens.
    Mixed,
    /// Confounded things in their usual place alone, and a chickadee, and nothing else, at a feeder.
    Usual,
    /// Everything where the shortcut network never saw it: on the other grounds, the chickadee without a feeder.
    Swapped,
    /// Everything on grounds that no network has seen.
    New,
}

impl World {
    /// All, in the order of the cards.
    pub const ALL: [Self; 4] = [Self::Mixed, Self::Usual, Self::Swapped, Self::New];

    /// A scene with this class.
    pub fn scene(self, rng: &mut Rng, class: Class, variety: f32) -> Scene {
        let usual = class.usual();
        let others = Ground::LEARNED
            .iter()
            .filter(|ground| !usual.contains(ground));
        let grounds: Vec<Ground> = match self {
            Self::Mixed => Ground::LEARNED.to_vec(),
            Self::Usual => usual.to_vec(),
            Self::Swapped => others.copied().collect(),
            Self::New => Ground::NEW.to_vec(),
        };
        let ground = grounds[rng.usize(0..grounds.len())];
        let chance = rng.u8(0..3) == 0;
        let has_feeder = match self {
            Self::Mixed => chance && ground.is_garden(),
            Self::Usual => class == Class::Chickadee,
            Self::Swapped => chance && ground.is_garden() && class != Class::Chickadee,
            Self::New => false,
        };
        Scene::random(
            rng,
            Plan {
                class,
                ground,
                has_feeder,
                variety,
            },
        )
    }
}
