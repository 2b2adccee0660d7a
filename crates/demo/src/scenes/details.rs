//! Small things that make a place: what stands around, and what is before the thing.

use fastrand::Rng;
use tiny_skia::{Pixmap, Transform};

use super::canvas::{Rgb, fill, hex, layer, mix, toned};
use super::figure::{Figure, Placed};
use super::ground::{Backdrop, Ground};
use super::path::path;
use super::props::{APPLE, BALLOON, BOOKS, BUOY, BUSH, CONE, FIR, FLOWERS, LAMP, PUMPKIN, STONES};
use super::scene::chosen;

/// Up to two things that stand around, further back than what the picture is about.
pub(crate) fn props(rng: &mut Rng, backdrop: &Backdrop, variety: f32) -> Vec<Placed> {
    // Each with its least size.
    let figures: &[(&Figure, f32)] = match backdrop.ground {
        Ground::Sky => &[(&BALLOON, 0.09)],
        Ground::Water => &[(&BUOY, 0.07)],
        Ground::Grass => &[(&BUSH, 0.1), (&FLOWERS, 0.09), (&FIR, 0.2)],
        Ground::Snow => &[(&FIR, 0.2), (&STONES, 0.08)],
        Ground::Soil => &[(&PUMPKIN, 0.08), (&STONES, 0.08), (&FLOWERS, 0.09)],
        Ground::Street => &[(&LAMP, 0.22), (&CONE, 0.08)],
        Ground::Wood => &[(&APPLE, 0.08), (&BOOKS, 0.12)],
        Ground::Sand => &[(&STONES, 0.08), (&BUOY, 0.07)],
        Ground::Brick => &[(&LAMP, 0.22), (&BUSH, 0.1)],
    };
    let count = (variety * 2.99 * rng.f32()) as usize;
    (0..count)
        .map(|_| {
            let (figure, least) = figures[rng.usize(0..figures.len())];
            let mut placed = chosen(rng, figure, variety);
            placed.size = least + 0.06 * rng.f32();
            placed.turn *= 0.3;
            let to_the = if rng.bool() { 1.0 } else { -1.0 };
            placed.at[0] = 0.5 + to_the * (0.24 + 0.24 * rng.f32());
            let foot = match backdrop.ground {
                Ground::Sky => 0.25 + 0.6 * rng.f32(),
                _ => backdrop.horizon + 0.05 + 0.16 * rng.f32(),
            };
            placed.at[1] = foot - placed.size * figure.foot / 100.0;
            placed
        })
        .collect()
}

/// What is before the thing, whose foot is at `foot`; `amount` from 0 to 1 says how much of it.
pub(crate) fn before(
    side: usize,
    backdrop: &Backdrop,
    foot: f32,
    amount: f32,
    seed: u64,
) -> Pixmap {
    let mut made = layer(side);
    let mut front = Front {
        layer: &mut made,
        rng: Rng::with_seed(seed),
        foot,
        amount,
    };
    match backdrop.ground {
        Ground::Sky => front.wisps(),
        Ground::Water => front.waves(),
        Ground::Grass => front.blades(&[0x4f8f34, 0x6fae46, 0x3c742c, 0x8fc05a], 0.1),
        Ground::Snow => front.flakes(),
        Ground::Soil => front.leaves(&[0xc9772f, 0xa8502a, 0xd9a441, 0x7d5a34]),
        Ground::Street => front.leaves(&[0xb9a23f, 0xa86a34]),
        Ground::Wood => front.leaves(&[0xf0e2c4, 0xe3cfa6]),
        Ground::Sand => front.blades(&[0xb7b06a, 0xcfc68a, 0x98945a], 0.06),
        Ground::Brick => front.blades(&[0x5f7f45, 0x7a9a58], 0.05),
    }
    made
}

struct Front<'a> {
    layer: &'a mut Pixmap,
    rng: Rng,
    foot: f32,
    amount: f32,
}

impl Front<'_> {
    /// An outline in hundredths of the picture's side.
    fn put(&mut self, outline: &str, colour: Rgb, alpha: f32) {
        let scale = self.layer.width() as f32 / 100.0;
        if let Some(outline) = path(outline) {
            fill(
                self.layer,
                &outline,
                colour,
                alpha,
                Transform::from_scale(scale, scale),
            );
        }
    }

    /// Grass: a row at the foot of the thing, and more towards the lower edge.
    fn blades(&mut self, colours: &[u32], height: f32) {
        let count = (30.0 + 90.0 * self.amount) as usize;
        for _ in 0..count {
            let (near, x) = (self.rng.f32(), 104.0 * self.rng.f32() - 2.0);
            let foot = 100.0 * (self.foot + 0.01 + (1.02 - self.foot) * near);
            let tall = 100.0
                * height
                * (0.4 + 0.6 * self.rng.f32())
                * (0.6 + 0.8 * near)
                * (0.5 + self.amount);
            let lean = 3.5 * (self.rng.f32() - 0.5);
            let wide = 0.5 + 0.6 * near;
            let colour = toned(
                hex(colours[self.rng.usize(0..colours.len())]),
                0.85 + 0.3 * self.rng.f32(),
            );
            let (tip, left, right, middle) = (foot - tall, x - wide, x + wide, foot - 0.6 * tall);
            let (lean, bend) = (x + lean, x + 0.3 * lean);
            let outline = format!(
                "M{left} {foot} Q{bend} {middle} {lean} {tip} Q{bend} {middle} {right} {foot} Z"
            );
            self.put(&outline, colour, 1.0);
        }
    }

    /// Snow that falls, and a drift at the foot.
    fn flakes(&mut self) {
        let foot = 100.0 * self.foot;
        let (rise, x) = (2.0 + 5.0 * self.amount, 20.0 + 60.0 * self.rng.f32());
        let (crest, low) = (foot - rise + 2.5, foot + 3.0);
        let outline = format!(
            "M0 {low} C{} {low} {} {crest} {x} {crest} C{} {crest} {} {low} 100 {low} L100 101 L0 101 Z",
            x * 0.5,
            x - 14.0,
            x + 16.0,
            x + 30.0
        );
        self.put(&outline, hex(0xf3f7fc), 0.94);
        for _ in 0..(70.0 * self.amount) as usize {
            let (x, y) = (100.0 * self.rng.f32(), 100.0 * self.rng.f32());
            let radius = 0.35 + 0.6 * self.rng.f32();
            self.put(&format!("O{x} {y} {radius}"), [1.0; 3], 0.85);
        }
    }

    /// Small waves around the foot of the thing, and a few nearer.
    fn waves(&mut self) {
        for _ in 0..(60.0 + 60.0 * self.amount) as usize {
            let near = self.rng.f32();
            let y = 100.0 * (self.foot - 0.035 + (1.04 - self.foot) * near * near);
            let (x, across) = (110.0 * self.rng.f32() - 5.0, 3.0 + 6.0 * self.rng.f32());
            let down = 0.35 + 0.7 * self.rng.f32();
            let colour = mix(
                hex(0x2a7396),
                hex(0xbfe3ee),
                self.rng.f32() * self.rng.f32(),
            );
            let (left, right, crest, trough) = (x - across, x + across, y - down, y + 1.6 * down);
            let outline =
                format!("M{left} {y} Q{x} {crest} {right} {y} Q{x} {trough} {left} {y} Z");
            self.put(&outline, colour, 0.6);
        }
    }

    /// Cloud before the thing.
    fn wisps(&mut self) {
        for _ in 0..(4.0 * self.amount) as usize {
            let (x, y) = (100.0 * self.rng.f32(), 40.0 + 55.0 * self.rng.f32());
            for puff in 0..5 {
                let (dx, dy) = (7.0 * puff as f32 - 14.0, 3.0 * self.rng.f32());
                let (across, down) = (9.0 - (dx / 5.0).abs(), 3.6 - (dx / 9.0).abs());
                self.put(
                    &format!("E{} {} {across} {down}", x + dx, y - dy),
                    [1.0; 3],
                    0.34,
                );
            }
        }
    }

    /// Fallen leaves, or crumbs.
    fn leaves(&mut self, colours: &[u32]) {
        for _ in 0..(14.0 * self.amount) as usize {
            let near = self.rng.f32();
            let (x, y) = (
                100.0 * self.rng.f32(),
                100.0 * (self.foot - 0.05 + (1.03 - self.foot) * near),
            );
            let size = 1.2 + 2.6 * near * self.rng.f32();
            let lean = 2.0 * (self.rng.f32() - 0.5) * size;
            let colour = toned(
                hex(colours[self.rng.usize(0..colours.len())]),
                0.8 + 0.4 * self.rng.f32(),
            );
            let outline = format!(
                "M{} {} Q{} {} {} {} Q{} {} {} {} Z",
                x - size,
                y,
                x,
                y - size + lean,
                x + size,
                y + lean,
                x,
                y + size * 0.6,
                x - size,
                y
            );
            self.put(&outline, colour, 1.0);
        }
    }
}
