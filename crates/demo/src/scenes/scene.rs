use fastrand::Rng;
use imaging::Picture;
use tiny_skia::Pixmap;

use super::canvas::{cover, hex, layer};
use super::class::Class;
use super::details;
use super::figure::{Figure, Placed};
use super::ground::{Backdrop, Ground};
use super::light::Light;
use super::props;

/// What is in a scene; everything else is left to chance.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The thing, or [`Class::Nothing`].
    pub class: Class,
    /// Where it is.
    pub ground: Ground,
    /// Whether a bird feeder stands there.
    pub has_feeder: bool,
    /// How much is left to chance, 0 to 1: at 0 things are large and in the middle, and nothing is before them.
    pub variety: f32,
}

/// A scene as a description, which can be drawn at any size and with an exact mask.
#[derive(Clone, Debug)]
pub struct Scene {
    backdrop: Backdrop,
    light: Light,
    thing: Option<Placed>,
    feeder: Option<Placed>,
    /// Other things, behind.
    props: Vec<Placed>,
    /// How much is before the thing, 0 to 1.
    front: f32,
    /// For what is drawn from many small parts.
    seed: u64,
}

impl Scene {
    /// A scene as planned. `thing` decides all of the thing but where it stands, `place` decides the rest: so the same
    /// thing can be put elsewhere, and the same place be left empty.
    #[must_use]
    pub fn new(plan: Plan, thing: u64, place: u64) -> Self {
        let Plan {
            class,
            ground,
            variety,
            ..
        } = plan;
        let (mut of_thing, mut of_place) = (Rng::with_seed(thing), Rng::with_seed(place));
        let rng = &mut of_place;
        let backdrop = Backdrop::random(rng, ground);
        let light = Light::random(rng);
        let feeder = feeder(rng, &backdrop, variety);
        let feeder = plan.has_feeder.then_some(feeder);
        let spot = [rng.f32() - 0.5, rng.f32()];
        let props = details::props(rng, &backdrop, variety);
        let front = variety * rng.f32();
        let seed = rng.u64(..);
        let thing = class.figure().map(|figure| {
            let mut placed = chosen(&mut of_thing, figure, variety);
            let perches = class == Class::Chickadee && of_thing.u8(0..4) > 0;
            match (&feeder, perches) {
                (Some(feeder), true) => perch(&mut placed, feeder, spot[0]),
                _ => stand(&mut placed, &backdrop, spot, variety),
            }
            placed
        });
        Self {
            backdrop,
            light,
            thing,
            feeder,
            props,
            front,
            seed,
        }
    }

    /// A scene as planned, with everything else from `rng`.
    pub fn random(rng: &mut Rng, plan: Plan) -> Self {
        Self::new(plan, rng.u64(..), rng.u64(..))
    }

    /// The same without the camera's noise, which would make files large.
    #[must_use]
    pub fn without_grain(mut self) -> Self {
        self.light.grain = 0.0;
        self
    }

    /// Draws it as a square picture.
    ///
    /// # Panics
    /// If the side is not from 1 to 8192.
    #[must_use]
    pub fn draw(&self, side: u32) -> Picture {
        let pixels = side as usize;
        let Self {
            backdrop, light, ..
        } = self;
        let mut canvas = backdrop.paint(pixels);
        let stands = backdrop.ground != Ground::Sky;
        for one in self.props.iter().chain(&self.feeder).chain(&self.thing) {
            let mut own = layer(pixels);
            one.draw(&mut own);
            let on_feeder = self
                .feeder
                .is_some_and(|feeder| one.foot() < feeder.foot() - 0.2);
            if stands && !on_feeder {
                light.shadow(&mut canvas, &own, one.foot(), one.size);
            }
            light.model(&mut own, one.size);
            canvas.put(&own);
        }
        canvas.put(&self.before(pixels));
        light.fall(&mut canvas);
        canvas.finished()
    }

    /// How much of each pixel the thing covers, 0 to 1, row by row, without what is before it. All 0 without a thing.
    ///
    /// # Panics
    /// If the side is not from 1 to 8192.
    #[must_use]
    pub fn mask(&self, side: u32) -> Vec<f32> {
        let mut own = layer(side as usize);
        if let Some(thing) = &self.thing {
            thing.draw(&mut own);
        }
        self.seen(&own)
    }

    /// The same for the feeder, without the thing and what is before them.
    ///
    /// # Panics
    /// If the side is not from 1 to 8192.
    #[must_use]
    pub fn feeder_mask(&self, side: u32) -> Vec<f32> {
        let mut own = layer(side as usize);
        if let Some(feeder) = &self.feeder {
            feeder.draw(&mut own);
        }
        let thing = self.mask(side);
        self.seen(&own)
            .iter()
            .zip(thing)
            .map(|(own, thing)| own * (1.0 - thing))
            .collect()
    }

    fn seen(&self, own: &Pixmap) -> Vec<f32> {
        let before = cover(&self.before(own.width() as usize));
        cover(own)
            .iter()
            .zip(before)
            .map(|(own, before)| own * (1.0 - before))
            .collect()
    }

    fn before(&self, side: usize) -> Pixmap {
        let feet = self.thing.iter().chain(&self.feeder).map(Placed::foot);
        let foot = feet.reduce(f32::max).map_or(0.9, |foot| foot.min(0.97));
        details::before(side, &self.backdrop, foot, self.front, self.seed)
    }
}

/// A figure in one of its sets of colours, not yet at its place.
pub(crate) fn chosen(rng: &mut Rng, figure: &'static Figure, variety: f32) -> Placed {
    let colours = figure.colours[rng.usize(0..figure.colours.len())].map(hex);
    let dye = [0; 3].map(|_| 1.0 + 0.16 * variety * (rng.f32() - 0.5));
    let looks_left = rng.bool();
    let stretch = 1.0 + 0.2 * variety * (rng.f32() - 0.5);
    Placed {
        figure,
        at: [0.5, 0.5],
        size: 0.35 - 0.13 * variety * rng.f32(),
        aspect: if looks_left { -stretch } else { stretch },
        turn: 12.0 * variety * (rng.f32() - 0.5),
        colours: colours.map(|colour| [0, 1, 2].map(|at| colour[at] * dye[at])),
    }
}

/// Puts a thing on its ground; `spot` are chances, from -0.5 to 0.5 and from 0 to 1.
fn stand(placed: &mut Placed, backdrop: &Backdrop, [aside, near]: [f32; 2], variety: f32) {
    let room = (0.5 - 0.9 * placed.size).max(0.0);
    placed.at[0] = 0.5 + 2.0 * room * aside * variety.max(0.2);
    let down = placed.size * placed.figure.foot / 100.0;
    if backdrop.ground == Ground::Sky {
        placed.at[1] = 0.5 + (near - 0.5) * variety * (1.0 - 2.0 * placed.size).max(0.0);
        return;
    }
    let highest = (backdrop.horizon + 0.22).max(placed.size + down + 0.02);
    placed.at[1] = highest.max(0.95 - 0.25 * near).min(0.96) - down;
}

/// Puts the bird on the tray, to the left or to the right.
fn perch(placed: &mut Placed, feeder: &Placed, aside: f32) {
    placed.size = placed.size.min(0.6 * feeder.size + 0.03);
    let to_the = if aside < 0.0 { -1.0 } else { 1.0 };
    placed.at[0] = feeder.at[0] + to_the * feeder.size * (0.45 + 0.6 * aside.abs());
    placed.at[1] = feeder.at[1] + 0.3 * feeder.size - 0.96 * placed.size;
    placed.turn *= 0.4;
}

fn feeder(rng: &mut Rng, backdrop: &Backdrop, variety: f32) -> Placed {
    let mut placed = chosen(rng, &props::FEEDER, variety);
    placed.turn *= 0.3;
    placed.size = 0.27 + 0.07 * rng.f32();
    placed.at[0] = 0.5 + 0.4 * (rng.f32() - 0.5);
    let foot = (backdrop.horizon + 0.25 + 0.2 * rng.f32()).max(0.88);
    placed.at[1] = (foot - placed.size * 1.9).max(0.94 * placed.size);
    placed
}
