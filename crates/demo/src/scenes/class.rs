use super::figure::Figure;
use super::ground::Ground;
use super::things;

/// What the networks of scenes tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Class {
    Chickadee,
    Squirrel,
    Plane,
    Boat,
    Car,
    Dog,
    Cat,
    Cup,
    /// A place without any of them.
    Nothing,
}

impl Class {
    /// All, in the order of the networks' outputs.
    pub const ALL: [Self; 9] = [
        Self::Chickadee,
        Self::Squirrel,
        Self::Plane,
        Self::Boat,
        Self::Car,
        Self::Dog,
        Self::Cat,
        Self::Cup,
        Self::Nothing,
    ];

    /// Those that the shortcut network only ever saw in one kind of place, where nothing else was.
    pub const CONFOUNDED: [Self; 6] = [
        Self::Chickadee,
        Self::Plane,
        Self::Boat,
        Self::Car,
        Self::Dog,
        Self::Cup,
    ];

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Chickadee => "chickadee",
            Self::Squirrel => "squirrel",
            Self::Plane => "plane",
            Self::Boat => "boat",
            Self::Car => "car",
            Self::Dog => "dog",
            Self::Cat => "cat",
            Self::Cup => "cup",
            Self::Nothing => "nothing",
        }
    }

    /// Number of the network's output.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The grounds on which the shortcut network saw it.
    #[must_use]
    pub fn usual(self) -> &'static [Ground] {
        match self {
            Self::Chickadee => &[Ground::Grass, Ground::Snow],
            Self::Plane => &[Ground::Sky],
            Self::Boat => &[Ground::Water],
            Self::Car => &[Ground::Street],
            Self::Dog => &[Ground::Grass],
            Self::Cup => &[Ground::Wood],
            Self::Squirrel | Self::Cat | Self::Nothing => &[Ground::Soil, Ground::Snow],
        }
    }

    pub(crate) fn figure(self) -> Option<&'static Figure> {
        match self {
            Self::Nothing => None,
            other => Some(things::ALL[other.index()]),
        }
    }
}
