use fastrand::Rng;
use imaging::Picture;
use tiny_skia::{FillRule, Paint, Pixmap, Transform};

use super::background::{Background, colour};
use super::shape::Shape;

/// A shape in a picture. Lengths are in units of the shorter side, measured from the upper left
/// corner of the centred square.
#[derive(Clone, Debug)]
pub struct Object {
    /// The shape.
    pub shape: Shape,
    /// The centre, x and y.
    pub centre: [f32; 2],
    /// About half the width.
    radius: f32,
    /// Rotation in degrees.
    angle: f32,
    /// Red, green and blue from 0 to 1.
    colour: [f32; 3],
}

/// A picture as a description, which can be drawn at any size and with exact masks.
#[derive(Clone, Debug)]
pub struct Scene {
    background: Background,
    /// The objects on the background.
    pub objects: Vec<Object>,
}

impl Scene {
    /// Returns one object of each given shape on a random background. Objects keep a distance, and
    /// one that finds no free place is left out. `variety` from 0 to 1 limits colours and patterns:
    /// 1 allows all, 0 means light on dark grey.
    pub fn random(rng: &mut Rng, shapes: &[Shape], variety: f32) -> Self {
        let background = Background::random(rng, variety);
        let mut objects: Vec<Object> = Vec::new();
        for shape in shapes {
            let object = (0..200)
                .map(|_| Object::random(rng, *shape, shapes.len(), variety))
                .find(|object| {
                    object.stands_out(&background) && objects.iter().all(|o| o.is_apart(object))
                });
            objects.extend(object);
        }
        Self {
            background,
            objects,
        }
    }

    /// Removes the camera noise.
    #[must_use]
    pub fn without_grain(mut self) -> Self {
        self.background.grain = 0.0;
        self
    }

    /// Draws the picture. All objects lie in the centred square.
    ///
    /// # Panics
    /// If a side is not from 1 to 8192.
    #[allow(clippy::expect_used, reason = "sizes are constants of this crate")]
    #[must_use]
    pub fn draw(&self, width: u32, height: u32) -> Picture {
        let mut pixmap = canvas(width, height);
        self.background.draw(&mut pixmap);
        for object in &self.objects {
            object.draw(&mut pixmap, object.colour);
        }
        let mut rgb: Vec<u8> = pixmap
            .pixels()
            .iter()
            .flat_map(|p| [p.red(), p.green(), p.blue()])
            .collect();
        self.background.add_grain(&mut rgb);
        Picture::new(width, height, rgb).expect("a canvas has a size, and three bytes a pixel")
    }

    /// Returns how much of each pixel an object covers, 0 to 255, row-major.
    #[must_use]
    pub fn mask(&self, object: usize, width: u32, height: u32) -> Vec<u8> {
        let mut pixmap = canvas(width, height);
        self.objects[object].draw(&mut pixmap, [1.0; 3]);
        pixmap.pixels().iter().map(|pixel| pixel.alpha()).collect()
    }
}

#[allow(clippy::expect_used, reason = "sizes are constants of this crate")]
fn canvas(width: u32, height: u32) -> Pixmap {
    Pixmap::new(width, height).expect("a size from 1 to 8192")
}

impl Object {
    fn random(rng: &mut Rng, shape: Shape, count: usize, variety: f32) -> Self {
        let largest = if count > 1 { 0.22 } else { 0.34 };
        let radius = 0.13 + (largest - 0.13) * rng.f32();
        let place = |rng: &mut Rng| radius + (1.0 - 2.0 * radius) * rng.f32();
        Self {
            shape,
            centre: [place(rng), place(rng)],
            radius,
            // Limited, so a heart stays upright and a square does not become a diamond.
            angle: (rng.f32() - 0.5) * 60.0,
            colour: [0; 3].map(|_| 0.9 + variety * (rng.f32() - 0.9)),
        }
    }

    fn stands_out(&self, background: &Background) -> bool {
        let distance = |other: &[f32; 3]| -> f32 {
            self.colour
                .iter()
                .zip(other)
                .map(|(a, b)| (a - b).powi(2))
                .sum::<f32>()
                .sqrt()
        };
        background
            .colours
            .iter()
            .all(|other| distance(other) > 0.45)
    }

    fn is_apart(&self, other: &Self) -> bool {
        let [dx, dy] = [0, 1].map(|axis| self.centre[axis] - other.centre[axis]);
        dx.hypot(dy) > 1.25 * (self.radius + other.radius)
    }

    fn draw(&self, pixmap: &mut Pixmap, [red, green, blue]: [f32; 3]) {
        let (width, height) = (pixmap.width() as f32, pixmap.height() as f32);
        let unit = width.min(height);
        let centre = [
            (width - unit) / 2.0 + unit * self.centre[0],
            (height - unit) / 2.0 + unit * self.centre[1],
        ];
        let size = unit * self.radius;
        let transform = Transform::from_translate(centre[0], centre[1])
            .pre_concat(Transform::from_rotate(self.angle))
            .pre_scale(size, size);
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        paint.set_color(colour(red, green, blue));
        if let Some(path) = self.shape.path() {
            pixmap.fill_path(&path, &paint, FillRule::Winding, transform, None);
        }
    }
}
