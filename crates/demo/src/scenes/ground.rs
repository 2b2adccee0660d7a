//! Where a scene is: what lies behind and below the things, painted pixel by pixel.

use fastrand::Rng;

use super::canvas::{Canvas, Rgb, hex, mix, rise, toned};
use super::noise::Noise;

/// Kinds of ground. The networks learn on the first seven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Ground {
    Sky,
    Water,
    Grass,
    Snow,
    Soil,
    Street,
    Wood,
    Sand,
    Brick,
}

impl Ground {
    /// Those that the networks learn on.
    pub const LEARNED: [Self; 7] = [
        Self::Sky,
        Self::Water,
        Self::Grass,
        Self::Snow,
        Self::Soil,
        Self::Street,
        Self::Wood,
    ];
    /// Those that no network has seen.
    pub const NEW: [Self; 2] = [Self::Sand, Self::Brick];

    /// Whether a feeder can stand there.
    #[must_use]
    pub fn is_garden(self) -> bool {
        matches!(self, Self::Grass | Self::Snow | Self::Soil)
    }
}

/// A ground with everything about it that was left to chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backdrop {
    pub(crate) ground: Ground,
    /// Where the ground begins, from the top.
    pub(crate) horizon: f32,
    /// One of a few sets of colours, and of skies.
    colours: usize,
    sky: usize,
    noise: Noise,
    /// Radius of the blur behind the things.
    blur: f32,
}

/// From the top to the horizon.
const SKIES: [[u32; 2]; 5] = [
    [0x3f86d2, 0xcfe8f8],
    [0x5aa0dc, 0xe6f1f5],
    [0x6d79b8, 0xf6c9a0],
    [0x93a7ba, 0xdfe6ea],
    [0x2f6fb8, 0xa9d3ee],
];

impl Backdrop {
    pub(crate) fn random(rng: &mut Rng, ground: Ground) -> Self {
        let horizon = match ground {
            Ground::Sky => 1.5,
            Ground::Water => 0.22 + 0.26 * rng.f32(),
            Ground::Brick => 0.74 + 0.12 * rng.f32(),
            Ground::Wood => 0.36 + 0.2 * rng.f32(),
            _ => 0.26 + 0.24 * rng.f32(),
        };
        Self {
            ground,
            horizon,
            colours: rng.usize(0..3),
            sky: rng.usize(0..SKIES.len()),
            noise: Noise(rng.u32(..)),
            blur: 0.012 * rng.f32(),
        }
    }

    pub(crate) fn paint(&self, side: usize) -> Canvas {
        let mut canvas = Canvas::painted(side, |x, y| self.colour(x, y));
        canvas.soften(self.blur);
        canvas
    }

    fn colour(&self, x: f32, y: f32) -> Rgb {
        if y < self.horizon {
            return self.behind(x, y);
        }
        let depth = (y - self.horizon) / (1.0 - self.horizon);
        // Nearer things are larger: places on the ground, as seen from above it.
        let far = 1.0 / (0.16 + depth);
        let (across, along) = ((x - 0.5) * far, far);
        match self.ground {
            Ground::Sky | Ground::Water => self.water(x, along, depth),
            Ground::Grass => self.grass(across, along, depth),
            Ground::Snow => self.snow(across, along, depth),
            Ground::Soil => self.soil(across, along, depth),
            Ground::Street => self.street(across, along, depth),
            Ground::Wood => self.wood(across, along, depth),
            Ground::Sand => self.sand(across, along, depth),
            Ground::Brick => mix(
                hex(0x8d8a86),
                hex(0x6f6c69),
                self.noise.hills(across * 20.0, along * 20.0, 2),
            ),
        }
    }

    /// Above the horizon.
    fn behind(&self, x: f32, y: f32) -> Rgb {
        match self.ground {
            Ground::Wood => self.wall(x, y),
            Ground::Brick => self.bricks(x, y),
            Ground::Street => self.houses(x, y),
            Ground::Sky => self.sky(x, y, y),
            _ => self.land(x, y),
        }
    }

    fn sky(&self, x: f32, y: f32, part: f32) -> Rgb {
        let [top, low] = SKIES[self.sky].map(hex);
        let clear = mix(top, low, part.clamp(0.0, 1.0));
        let cloud = self.noise.hills(x * 2.6 + 40.0, y * 5.0, 4);
        let shade = mix(
            hex(0xffffff),
            toned(low, 0.92),
            self.noise.hills(x * 5.0, y * 9.0 + 30.0, 2),
        );
        mix(clear, shade, 0.85 * rise(0.5, 0.72, cloud))
    }

    /// Sky, with woods or hills on the horizon.
    fn land(&self, x: f32, y: f32) -> Rgb {
        let sky = self.sky(x, y, y / self.horizon);
        let (tree, hill) = match self.ground {
            Ground::Snow => (hex(0x5b7482), hex(0xc9d8e6)),
            Ground::Soil => (hex(0x7d7a4e), hex(0xa8a58a)),
            Ground::Sand => (hex(0x3f86a0), hex(0x5fa3b8)),
            Ground::Water => (hex(0x55755f), hex(0x8aa6b0)),
            _ => (hex(0x4d7a42), hex(0x86a878)),
        };
        let above = self.horizon - y;
        if self.ground == Ground::Sand {
            return if above < 0.11 {
                mix(tree, hill, self.noise.at(x * 6.0, y * 90.0))
            } else {
                sky
            };
        }
        let woods = 0.03 + 0.07 * self.noise.hills(x * 7.0, 3.0, 3) * f32::from(self.colours != 1);
        let hills = 0.02 + 0.2 * self.noise.hills(x * 1.7 + 9.0, 8.0, 2);
        let behind = if above < hills {
            mix(hill, SKIES[self.sky].map(hex)[1], 0.35)
        } else {
            sky
        };
        if above < woods {
            toned(tree, 0.85 + 0.4 * self.noise.at(x * 40.0, y * 40.0))
        } else {
            behind
        }
    }

    fn water(&self, x: f32, along: f32, depth: f32) -> Rgb {
        let [far, near] = [
            [0x8fc4d6, 0x1f6f96],
            [0x9ab9c9, 0x2c5878],
            [0x8fd0c4, 0x1f7f80],
        ][self.colours]
            .map(hex);
        let base = mix(far, near, rise(0.0, 0.9, depth));
        let wave = self.noise.hills(x * 7.0 / (0.3 + depth), along * 11.0, 3);
        let light = mix(base, hex(0xf2fbff), 0.75 * rise(0.6, 0.82, wave));
        mix(light, toned(near, 0.72), 0.6 * rise(0.46, 0.24, wave))
    }

    fn grass(&self, across: f32, along: f32, depth: f32) -> Rgb {
        let [far, near] = [
            [0xa3c76a, 0x4f8f34],
            [0x8fb85e, 0x3f7a3a],
            [0xb7c566, 0x6b8f34],
        ][self.colours]
            .map(hex);
        let base = mix(far, near, rise(0.0, 0.8, depth));
        let meadow = self.noise.hills(across * 3.0, along * 3.0, 2);
        let blade = self.noise.at(across * 60.0, along * 26.0);
        toned(base, 0.72 + 0.34 * meadow + 0.24 * blade)
    }

    fn snow(&self, across: f32, along: f32, depth: f32) -> Rgb {
        let [light, shade] = [
            [0xfbfdff, 0xbfd2e6],
            [0xf6f9fd, 0xc9d3e8],
            [0xfffaf4, 0xc6cfe4],
        ][self.colours]
            .map(hex);
        let drift = self.noise.hills(across * 2.2, along * 1.6, 3);
        let glitter = 0.05 * self.noise.at(across * 90.0, along * 90.0);
        toned(
            mix(light, shade, rise(0.42, 0.75, drift) * (0.5 + 0.5 * depth)),
            0.97 + glitter,
        )
    }

    fn soil(&self, across: f32, along: f32, depth: f32) -> Rgb {
        let [light, dark] = [
            [0xb08a60, 0x5d3f2a],
            [0x9a7450, 0x4b3424],
            [0xbf9468, 0x74492f],
        ][self.colours]
            .map(hex);
        let clods = self.noise.hills(across * 9.0, along * 9.0, 3);
        let furrow = 0.5 + 0.5 * (across * 16.0 + self.noise.at(across * 4.0, along)).sin();
        mix(
            dark,
            light,
            (0.75 * rise(0.25, 0.8, clods) + 0.3 * furrow * (1.0 - 0.5 * depth)).min(1.0),
        )
    }

    fn street(&self, across: f32, along: f32, depth: f32) -> Rgb {
        if depth < 0.1 {
            let slab = f32::from((across * 3.0).rem_euclid(1.0) < 0.06);
            return toned(
                hex(0xbfbab0),
                1.0 - 0.2 * slab - 0.12 * self.noise.at(across * 14.0, along * 14.0),
            );
        }
        if depth < 0.135 {
            return hex(0x8f8b84);
        }
        let tar = [0x6a6e74, 0x5b5f68, 0x77757a][self.colours];
        let road = toned(
            hex(tar),
            0.86 + 0.28 * self.noise.hills(across * 30.0, along * 30.0, 2),
        );
        let dash = (0.42..0.5).contains(&depth)
            && (across * 0.9 + self.noise.at(3.0, 3.0)).rem_euclid(1.0) < 0.55;
        if dash {
            mix(road, hex(0xf3efe2), 0.85)
        } else {
            road
        }
    }

    fn wood(&self, across: f32, along: f32, depth: f32) -> Rgb {
        let [light, dark] = [
            [0xd9a56c, 0x9a6436],
            [0xb5794a, 0x6d4024],
            [0xe3c193, 0xb08a58],
        ][self.colours]
            .map(hex);
        let place = along * 3.2;
        let board = place.floor();
        let grain = self.noise.hills(
            across * 2.4 + board * 7.0,
            (place - board) * 9.0 + board * 5.0,
            3,
        );
        let seam = rise(0.06, 0.0, (place - board).min(1.0 - (place - board)));
        let base = mix(dark, light, 0.2 + 0.75 * grain + 0.1 * (board * 1.7).sin());
        toned(base, (0.9 + 0.16 * depth) * (1.0 - 0.5 * seam))
    }

    fn sand(&self, across: f32, along: f32, depth: f32) -> Rgb {
        let ripple = (along * 26.0 + 5.0 * self.noise.hills(across * 2.0, along * 2.0, 2)).sin();
        let grain = self.noise.at(across * 80.0, along * 80.0);
        toned(
            mix(hex(0xf0dcae), hex(0xd3b079), depth),
            0.93 + 0.05 * ripple + 0.08 * grain,
        )
    }

    /// The wall of a room, with light from a window.
    fn wall(&self, x: f32, y: f32) -> Rgb {
        let paint = hex([0xd9cbb4, 0xa9bfc0, 0xc9a79a][self.colours]);
        let (u, v) = ((x - 0.2) * 2.2 + y * 0.5, y * 2.6);
        let pane = |place: f32| rise(0.03, 0.1, place) * rise(0.97, 0.9, place);
        let window = pane(u.clamp(0.0, 1.0))
            * pane(v.clamp(0.0, 1.0))
            * (0.3 + 0.7 * rise(0.02, 0.06, (u - 0.5).abs()));
        let light = 0.9 + 0.12 * self.noise.hills(x * 2.0, y * 2.0, 2) - 0.12 * x + 0.16 * window;
        toned(paint, light - 0.16 * rise(0.06, 0.0, self.horizon - y))
    }

    fn bricks(&self, x: f32, y: f32) -> Rgb {
        let row = (y * 13.0).floor();
        let (u, v) = (x * 6.0 + 0.5 * (row % 2.0), y * 13.0 - row);
        let part = u - u.floor();
        let joint = part.min(1.0 - part) < 0.035 || v.min(1.0 - v) < 0.07;
        let rough = self.noise.hills(x * 30.0, y * 30.0, 2);
        if joint {
            return toned(hex(0xcfc4b6), 0.85 + 0.25 * rough);
        }
        let brick = hex([0xa8553f, 0x94604a, 0xb0694f][self.colours]);
        toned(
            brick,
            0.72 + 0.3 * rough + 0.24 * self.noise.at(u.floor() * 3.7, row * 5.1),
        )
    }

    /// A row of houses with windows, and sky above.
    fn houses(&self, x: f32, y: f32) -> Rgb {
        let lot = x * 3.2 + 7.0 * self.noise.at(1.0, 1.0);
        let house = lot.floor();
        let chance = |which: f32| self.noise.at(house * 1.31 + 0.5, which);
        let top = self.horizon * (0.06 + 0.6 * chance(20.0));
        if y < top {
            return self.sky(x, y, y / self.horizon);
        }
        let front =
            hex([0xc98f6c, 0xd9c3a0, 0x9fb0b8, 0xb7796a, 0xcbb9a6][(chance(50.0) * 4.99) as usize]);
        let (u, v) = ((lot - house) * 3.0, (y - top) * 11.0);
        let (pane, storey) = (u - u.floor(), v - v.floor());
        let wall = toned(
            front,
            0.88 + 0.12 * self.noise.at(x * 30.0, y * 30.0) - 0.25 * f32::from(v < 0.25),
        );
        let is_window = (0.28..0.74).contains(&pane) && (0.3..0.82).contains(&storey);
        if is_window {
            mix(hex(0x5d7686), hex(0xcfe0e6), rise(0.9, 0.3, storey))
        } else {
            wall
        }
    }
}
