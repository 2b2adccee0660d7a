use std::f32::consts::{PI, TAU};

use tiny_skia::{Path, PathBuilder};

/// The classes of the embedded network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Shape {
    Circle,
    Square,
    Triangle,
    Star,
    Heart,
    Moon,
}

impl Shape {
    /// All shapes, in class order.
    pub const ALL: [Self; 6] = [
        Self::Circle,
        Self::Square,
        Self::Triangle,
        Self::Star,
        Self::Heart,
        Self::Moon,
    ];

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::Triangle => "triangle",
            Self::Star => "star",
            Self::Heart => "heart",
            Self::Moon => "moon",
        }
    }

    /// The outline around the origin, about as wide as the unit circle.
    pub(crate) fn path(self) -> Option<Path> {
        match self {
            Self::Circle => PathBuilder::from_circle(0.0, 0.0, 0.95),
            Self::Square => polygon((0..4).map(|i| on_circle(1.1, TAU * (i as f32 + 0.5) / 4.0))),
            Self::Triangle => {
                polygon((0..3).map(|i| on_circle(1.15, TAU * i as f32 / 3.0 - PI / 2.0)))
            }
            Self::Star => polygon((0..10).map(|i| {
                let radius = if i % 2 == 0 { 1.15 } else { 0.46 };
                on_circle(radius, TAU * i as f32 / 10.0 - PI / 2.0)
            })),
            Self::Heart => heart(),
            Self::Moon => moon(),
        }
    }
}

fn on_circle(radius: f32, angle: f32) -> (f32, f32) {
    (radius * angle.cos(), radius * angle.sin())
}

fn polygon(points: impl Iterator<Item = (f32, f32)>) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.enumerate() {
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    path.close();
    path.finish()
}

fn heart() -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(0.0, 1.0);
    path.cubic_to(-1.6, -0.1, -0.95, -1.25, 0.0, -0.5);
    path.cubic_to(0.95, -1.25, 1.6, -0.1, 0.0, 1.0);
    path.close();
    path.finish()
}

/// A circle minus another one beside it: an outer arc, then an inner arc back.
fn moon() -> Option<Path> {
    let (outer, inner, shift) = (1.05f32, 0.85f32, 0.5f32);
    // The points where the circles meet, as angles on each circle.
    let x = (outer * outer - inner * inner + shift * shift) / (2.0 * shift);
    let y = (outer * outer - x * x).sqrt();
    let (from, to) = (y.atan2(x), TAU - y.atan2(x));
    let (back, start) = (TAU - y.atan2(x - shift), y.atan2(x - shift));
    let along = |a: f32, b: f32, i: usize| a + (b - a) * i as f32 / 32.0;
    let there = (0..=32).map(move |i| on_circle(outer, along(from, to, i)));
    let here = (0..=32).map(move |i| {
        let (x, y) = on_circle(inner, along(back, start, i));
        (x + shift, y)
    });
    polygon(there.chain(here))
}
