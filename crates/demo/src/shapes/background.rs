use fastrand::Rng;
use tiny_skia::{
    Color, FillRule, GradientStop, LinearGradient, Paint, PathBuilder, Pixmap, Point, Rect,
    SpreadMode, Transform,
};

/// The background of a picture. Lengths are in units of the shorter side.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    pattern: Pattern,
    /// Two colours; red, green and blue from 0 to 1.
    pub(crate) colours: [[f32; 3]; 2],
    /// Period of the pattern.
    step: f32,
    /// Rotation in degrees.
    angle: f32,
    /// Strength of the noise on every pixel, 0 to 1.
    pub(crate) grain: f32,
    seed: u64,
}

#[derive(Clone, Copy, Debug)]
enum Pattern {
    Gradient,
    Stripes,
    Squares,
    Dots,
}

impl Background {
    /// Draws a random background. The lower `variety` (0 to 1), the closer to plain dark grey.
    pub(crate) fn random(rng: &mut Rng, variety: f32) -> Self {
        let patterns = [
            Pattern::Gradient,
            Pattern::Stripes,
            Pattern::Squares,
            Pattern::Dots,
        ];
        let base = [0; 3].map(|_| 0.1 + variety * (rng.f32() - 0.1));
        let other = base.map(|part| (part + variety * (rng.f32() - 0.5) * 0.5).clamp(0.0, 1.0));
        Self {
            pattern: patterns[rng.usize(0..patterns.len())],
            colours: [base, other],
            step: 0.08 + 0.2 * rng.f32(),
            angle: 360.0 * rng.f32(),
            grain: if rng.bool() {
                0.0
            } else {
                0.12 * variety * rng.f32()
            },
            seed: rng.u64(..),
        }
    }

    pub(crate) fn draw(&self, pixmap: &mut Pixmap) {
        let unit = pixmap.width().min(pixmap.height()) as f32;
        let [base, other] = self.colours.map(|[r, g, b]| colour(r, g, b));
        pixmap.fill(base);
        let turn = Transform::from_scale(unit, unit).pre_concat(Transform::from_rotate(self.angle));
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        paint.set_color(other);
        let cells = (2.0 / self.step) as i32;
        match self.pattern {
            Pattern::Gradient => {
                let stops = vec![GradientStop::new(0.0, base), GradientStop::new(1.0, other)];
                let (from, to) = (Point::from_xy(-0.7, 0.0), Point::from_xy(1.4, 0.0));
                let gradient = LinearGradient::new(
                    from,
                    to,
                    stops,
                    SpreadMode::Reflect,
                    Transform::identity(),
                );
                paint.shader = gradient.unwrap_or(paint.shader);
                fill(pixmap, Rect::from_xywh(-3.0, -3.0, 6.0, 6.0), &paint, turn);
            }
            Pattern::Stripes => (-cells..cells).for_each(|i| {
                let bar = Rect::from_xywh(-3.0, i as f32 * self.step, 6.0, self.step / 2.0);
                fill(pixmap, bar, &paint, turn);
            }),
            Pattern::Squares | Pattern::Dots => self.repeat(pixmap, cells, &paint, turn),
        }
    }

    fn repeat(&self, pixmap: &mut Pixmap, cells: i32, paint: &Paint, turn: Transform) {
        for i in -cells..cells {
            for j in -cells..cells {
                let (x, y) = (i as f32 * self.step, j as f32 * self.step);
                let path = match self.pattern {
                    Pattern::Dots => PathBuilder::from_circle(x, y, self.step / 5.0),
                    _ if (i + j) % 2 == 0 => {
                        Rect::from_xywh(x, y, self.step, self.step).map(PathBuilder::from_rect)
                    }
                    _ => None,
                };
                if let Some(path) = path {
                    pixmap.fill_path(&path, paint, FillRule::Winding, turn, None);
                }
            }
        }
    }

    /// Adds camera noise to every channel of every pixel, including the objects.
    pub(crate) fn add_grain(&self, rgb: &mut [u8]) {
        let mut rng = Rng::with_seed(self.seed);
        for value in rgb {
            let grain = (rng.f32() - 0.5) * self.grain * 255.0;
            *value = (f32::from(*value) + grain).round().clamp(0.0, 255.0) as u8;
        }
    }
}

fn fill(pixmap: &mut Pixmap, rect: Option<Rect>, paint: &Paint, transform: Transform) {
    if let Some(rect) = rect {
        let path = PathBuilder::from_rect(rect);
        pixmap.fill_path(&path, paint, FillRule::Winding, transform, None);
    }
}

pub(crate) fn colour(red: f32, green: f32, blue: f32) -> Color {
    Color::from_rgba(red, green, blue, 1.0).unwrap_or(Color::BLACK)
}
