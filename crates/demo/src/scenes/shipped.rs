use super::class::Class;
use super::ground::Ground;
use super::scene::{Plan, Scene};

/// A scene that comes with the page.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The name of its file and in links.
    pub id: &'static str,
    /// What it is called in lists.
    pub label: &'static str,
    /// What it shows, for those who do not see it.
    pub alt: &'static str,
    plan: Plan,
    thing: u64,
    place: u64,
}

/// Width and height of the files: the networks' input by two halvings.
pub const SIDE: u32 = 512;

impl Shipped {
    /// The scene, to be drawn.
    #[must_use]
    pub fn scene(&self) -> Scene {
        Scene::new(self.plan, self.thing, self.place).without_grain()
    }

    /// The thing that it shows.
    #[must_use]
    pub fn class(&self) -> Class {
        self.plan.class
    }

    /// Whether a feeder stands there.
    #[must_use]
    pub fn has_feeder(&self) -> bool {
        self.plan.has_feeder
    }
}

const fn at(class: Class, ground: Ground) -> Plan {
    Plan {
        class,
        ground,
        has_feeder: false,
        variety: 0.5,
    }
}

const fn feeder(class: Class, ground: Ground) -> Plan {
    Plan {
        class,
        ground,
        has_feeder: true,
        variety: 0.5,
    }
}

/// What the lessons need: the same thing in two places, and the same place with a thing and without.
#[rustfmt::skip] // one scene per line
pub const SHIPPED: [Shipped; 14] = [
    Shipped { id: "boat-on-water", label: "Boat on water", alt: "A sailing boat on a lake.", plan: at(Class::Boat, Ground::Water), thing: 11, place: 21 },
    Shipped { id: "boat-on-grass", label: "Boat on grass", alt: "The same sailing boat on a meadow.", plan: at(Class::Boat, Ground::Grass), thing: 11, place: 22 },
    Shipped { id: "empty-water", label: "Empty water", alt: "The same lake without the boat.", plan: at(Class::Nothing, Ground::Water), thing: 11, place: 21 },
    Shipped { id: "dog-on-grass", label: "Dog on grass", alt: "A dog on a meadow.", plan: at(Class::Dog, Ground::Grass), thing: 12, place: 23 },
    Shipped { id: "dog-on-street", label: "Dog on a street", alt: "The same dog on a street before houses.", plan: at(Class::Dog, Ground::Street), thing: 12, place: 24 },
    Shipped { id: "car-on-street", label: "Car on a street", alt: "A car on a street before houses.", plan: at(Class::Car, Ground::Street), thing: 13, place: 25 },
    Shipped { id: "car-on-snow", label: "Car on snow", alt: "The same car on snow.", plan: at(Class::Car, Ground::Snow), thing: 13, place: 26 },
    Shipped { id: "plane-in-sky", label: "Plane in the sky", alt: "A plane in the sky.", plan: at(Class::Plane, Ground::Sky), thing: 14, place: 27 },
    Shipped { id: "cup-on-wood", label: "Cup on a table", alt: "A cup of coffee on a wooden table.", plan: at(Class::Cup, Ground::Wood), thing: 15, place: 28 },
    Shipped { id: "chickadee-at-feeder", label: "Chickadee at a feeder", alt: "A chickadee at a bird feeder on a snowy field.", plan: feeder(Class::Chickadee, Ground::Snow), thing: 40, place: 29 },
    Shipped { id: "empty-feeder", label: "Empty feeder", alt: "The same bird feeder on the same snowy field, without any bird.", plan: feeder(Class::Nothing, Ground::Snow), thing: 40, place: 29 },
    Shipped { id: "squirrel-at-feeder", label: "Squirrel at a feeder", alt: "A squirrel at the same feeder on the same snowy field.", plan: feeder(Class::Squirrel, Ground::Snow), thing: 17, place: 29 },
    Shipped { id: "chickadee-on-street", label: "Chickadee on a street", alt: "The same chickadee on a street, and no feeder.", plan: at(Class::Chickadee, Ground::Street), thing: 40, place: 30 },
    Shipped { id: "cat-on-soil", label: "Cat on soil", alt: "A cat on a field.", plan: at(Class::Cat, Ground::Soil), thing: 18, place: 31 },
];
