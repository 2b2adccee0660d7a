use tiny_skia::{Pixmap, Transform};

use super::canvas::{Rgb, fill, hex, toned};
use super::path::path;

/// The colour of a part.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ink {
    /// One of the figure's own colours, made lighter or darker by a factor.
    Own(usize, f32),
    /// Six hexadecimal digits.
    Fixed(u32),
    /// The same, seen through: 0 is clear, 1 covers.
    Sheer(u32, f32),
}

/// A drawing of flat parts, the first one furthest back. Units are hundredths of its `size`; the middle is at 0, and y
/// goes down.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) parts: &'static [(&'static str, Ink)],
    /// Sets of three colours; one is chosen for each drawing.
    pub(crate) colours: &'static [[u32; 3]],
    /// Where it stands.
    pub(crate) foot: f32,
}

/// A figure at its place. Lengths are in units of the picture's side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    pub(crate) figure: &'static Figure,
    /// Its middle.
    pub(crate) at: [f32; 2],
    /// About half of its width.
    pub(crate) size: f32,
    /// Width against height; negative looks the other way.
    pub(crate) aspect: f32,
    /// Degrees.
    pub(crate) turn: f32,
    pub(crate) colours: [Rgb; 3],
}

impl Placed {
    /// Where it touches the ground.
    pub(crate) fn foot(&self) -> f32 {
        self.at[1] + self.size * self.figure.foot / 100.0
    }

    pub(crate) fn draw(&self, layer: &mut Pixmap) {
        let unit = layer.width() as f32;
        let scale = unit * self.size / 100.0;
        let place = Transform::from_translate(unit * self.at[0], unit * self.at[1])
            .pre_concat(Transform::from_rotate(self.turn))
            .pre_scale(scale * self.aspect, scale);
        for (outline, ink) in self.figure.parts {
            let (colour, alpha) = match *ink {
                Ink::Own(which, by) => (toned(self.colours[which], by), 1.0),
                Ink::Fixed(digits) => (hex(digits), 1.0),
                Ink::Sheer(digits, alpha) => (hex(digits), alpha),
            };
            if let Some(outline) = path(outline) {
                fill(layer, &outline, colour, alpha, place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{props, things};
    use super::*;

    #[test]
    fn every_outline_can_be_read_and_every_figure_stands_on_its_foot() {
        for figure in things::ALL.iter().chain(&props::ALL) {
            assert!(!figure.colours.is_empty());
            let mut lowest = f32::MIN;
            for (outline, _) in figure.parts {
                let read = path(outline);
                let bounds = read.unwrap_or_else(|| panic!("{outline}")).bounds();
                lowest = lowest.max(bounds.bottom());
            }
            // The points that bend an outline may lie below it.
            assert!(
                (lowest - figure.foot).abs() < 10.0,
                "{lowest} is not {}",
                figure.foot
            );
        }
    }
}
