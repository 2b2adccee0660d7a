use imaging::Picture;
use tiny_skia::{Color, FillRule, Paint, Path, Pixmap, PremultipliedColorU8, Transform};

/// Red, green and blue from 0 to 1.
pub(crate) type Rgb = [f32; 3];

/// A colour from its six hexadecimal digits.
pub(crate) fn hex(digits: u32) -> Rgb {
    [16, 8, 0].map(|shift| ((digits >> shift) & 0xff) as f32 / 255.0)
}

pub(crate) fn mix(one: Rgb, other: Rgb, part: f32) -> Rgb {
    [0, 1, 2].map(|at| one[at] + (other[at] - one[at]) * part)
}

pub(crate) fn toned(colour: Rgb, by: f32) -> Rgb {
    colour.map(|part| part * by)
}

/// 0 below `from`, 1 above `to`, smooth between.
pub(crate) fn rise(from: f32, to: f32, value: f32) -> f32 {
    let part = ((value - from) / (to - from)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// A square picture in the making. Places are in units of its side, from the upper left corner.
pub(crate) struct Canvas {
    pub(crate) side: usize,
    pub(crate) rgb: Vec<Rgb>,
}

impl Canvas {
    /// Asks for the colour of each pixel's centre.
    pub(crate) fn painted(side: usize, colour: impl Fn(f32, f32) -> Rgb) -> Self {
        let place = |at: usize| (at as f32 + 0.5) / side as f32;
        let rgb = (0..side * side).map(|at| colour(place(at % side), place(at / side)));
        Self {
            side,
            rgb: rgb.collect(),
        }
    }

    /// Changes each pixel, given its place.
    pub(crate) fn change(&mut self, colour: impl Fn(f32, f32, Rgb) -> Rgb) {
        let place = |at: usize| (at as f32 + 0.5) / self.side as f32;
        for (at, pixel) in self.rgb.iter_mut().enumerate() {
            *pixel = colour(place(at % self.side), place(at / self.side), *pixel);
        }
    }

    /// Puts a layer on it.
    pub(crate) fn put(&mut self, layer: &Pixmap) {
        for (pixel, above) in self.rgb.iter_mut().zip(layer.pixels()) {
            if above.alpha() > 0 {
                let rest = 1.0 - f32::from(above.alpha()) / 255.0;
                let above = [above.red(), above.green(), above.blue()];
                *pixel = [0, 1, 2].map(|at| pixel[at] * rest + f32::from(above[at]) / 255.0);
            }
        }
    }

    /// Softens it; `radius` is in units of the side.
    pub(crate) fn soften(&mut self, radius: f32) {
        for channel in 0..3 {
            let mut plane: Vec<f32> = self.rgb.iter().map(|pixel| pixel[channel]).collect();
            soften(&mut plane, self.side, radius);
            for (pixel, value) in self.rgb.iter_mut().zip(plane) {
                pixel[channel] = value;
            }
        }
    }

    /// # Panics
    /// Never: it has three bytes for each pixel.
    #[allow(
        clippy::expect_used,
        reason = "a canvas has three bytes for each pixel"
    )]
    pub(crate) fn finished(self) -> Picture {
        let byte = |value: f32| (value * 255.0).round().clamp(0.0, 255.0) as u8;
        let bytes = self.rgb.iter().flat_map(|pixel| pixel.map(byte)).collect();
        let side = self.side as u32;
        Picture::new(side, side, bytes).expect("a canvas has a size")
    }
}

/// A clear layer.
#[allow(clippy::expect_used, reason = "sizes are constants of this crate")]
pub(crate) fn layer(side: usize) -> Pixmap {
    Pixmap::new(side as u32, side as u32).expect("a size from 1 to 8192")
}

/// Fills an outline.
pub(crate) fn fill(
    layer: &mut Pixmap,
    path: &Path,
    [red, green, blue]: Rgb,
    alpha: f32,
    place: Transform,
) {
    let part = |value: f32| value.clamp(0.0, 1.0);
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    let colour = Color::from_rgba(part(red), part(green), part(blue), part(alpha));
    paint.set_color(colour.unwrap_or(Color::BLACK));
    layer.fill_path(path, &paint, FillRule::Winding, place, None);
}

/// How much of each pixel a layer covers, 0 to 1.
pub(crate) fn cover(layer: &Pixmap) -> Vec<f32> {
    let pixels = layer.pixels().iter();
    pixels
        .map(|pixel| f32::from(pixel.alpha()) / 255.0)
        .collect()
}

/// Makes each pixel of a layer lighter or darker by a factor; what it covers stays.
pub(crate) fn tone(layer: &mut Pixmap, factor: impl Fn(usize) -> f32) {
    for (at, pixel) in layer.pixels_mut().iter_mut().enumerate() {
        let alpha = pixel.alpha();
        if alpha > 0 {
            let by = factor(at);
            let part =
                |value: u8| (f32::from(value) * by).round().clamp(0.0, f32::from(alpha)) as u8;
            let [red, green, blue] = [pixel.red(), pixel.green(), pixel.blue()].map(part);
            *pixel = PremultipliedColorU8::from_rgba(red, green, blue, alpha).unwrap_or(*pixel);
        }
    }
}

/// Softens a square plane: twice a running mean along each row and each column, which take turns one by one,
/// so that it is nearly, and not quite, the same along both axes. `radius` is in units of the side.
pub(crate) fn soften(plane: &mut [f32], side: usize, radius: f32) {
    let reach = (radius * side as f32).round() as usize;
    if reach == 0 {
        return;
    }
    let mut line = vec![0.0; side];
    for _ in 0..2 {
        for at in 0..side {
            means(plane, &mut line, at * side, 1, reach);
            means(plane, &mut line, at, side, reach);
        }
    }
}

/// Replaces the values of one line by their running means; beyond its ends the line repeats its last value.
fn means(plane: &mut [f32], line: &mut [f32], start: usize, stride: usize, reach: usize) {
    let side = line.len();
    for (at, value) in line.iter_mut().enumerate() {
        *value = plane[start + at * stride];
    }
    // Places are counted from `reach` before the line.
    let clamped = |at: usize| line[at.saturating_sub(reach).min(side - 1)];
    let mut sum: f32 = (0..=2 * reach).map(clamped).sum();
    for at in 0..side {
        plane[start + at * stride] = sum / (2 * reach + 1) as f32;
        sum += clamped(at + 2 * reach + 1) - clamped(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softening_keeps_an_even_plane_and_spreads_the_light_of_a_point() {
        let mut even = vec![0.25; 64];
        soften(&mut even, 8, 0.3);
        assert!(even.iter().all(|value| (value - 0.25).abs() < 1e-6));
        let mut point = vec![0.0; 81];
        point[40] = 1.0;
        soften(&mut point, 9, 0.12);
        assert!((point.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let [inner, outer] = [1, 2].map(|reach| {
            let near = |at: usize| (4 - reach..=4 + reach).contains(&at);
            let light = (0..81).filter(|at| near(at / 9) && near(at % 9));
            light.map(|at| point[at]).sum::<f32>()
        });
        assert!(point[40] < 0.2 && inner > 0.5 && outer > inner, "{point:?}");
    }
}
