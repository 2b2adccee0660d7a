//! What light does to a scene: things become round, throw a shadow, and share one tint.

use fastrand::Rng;
use tiny_skia::Pixmap;

use super::canvas::{Canvas, Rgb, cover, rise, soften, tone};
use super::noise::Noise;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Light {
    /// Towards the light, from a thing.
    towards: [f32; 2],
    tint: Rgb,
    vignette: f32,
    /// Strength of the camera's noise, 0 to 1.
    pub(crate) grain: f32,
    noise: Noise,
}

impl Light {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let side = if rng.bool() { 1.0 } else { -1.0 };
        let warmth = rng.f32() - 0.5;
        let brightness = 0.86 + 0.26 * rng.f32();
        Self {
            towards: [side * (0.4 + 0.5 * rng.f32()), -0.7],
            tint: [
                1.0 + 0.16 * warmth,
                1.0 + 0.02 * warmth,
                1.0 - 0.16 * warmth,
            ]
            .map(|part| part * brightness),
            vignette: 0.3 * rng.f32(),
            grain: 0.07 * rng.f32(),
            noise: Noise(rng.u32(..)),
        }
    }

    /// Makes a flat thing round and rough; what it covers stays.
    pub(crate) fn model(&self, layer: &mut Pixmap, size: f32) {
        let side = layer.width() as usize;
        let mut soft = cover(layer);
        soften(&mut soft, side, 0.09 * size);
        let reach = 0.16 * size * side as f32;
        let [right, down] = self.towards.map(|part| part * reach);
        let soft_at = |x: f32, y: f32| {
            let clamped = |place: f32| place.round().clamp(0.0, side as f32 - 1.0) as usize;
            soft[clamped(y) * side + clamped(x)]
        };
        let noise = self.noise;
        tone(layer, |at| {
            let (x, y) = ((at % side) as f32, (at / side) as f32);
            let lit = 1.0 - soft_at(x + right, y + down);
            let dark = 1.0 - soft_at(x - right, y - down);
            let rough = noise.hills(x / side as f32 * 34.0, y / side as f32 * 34.0, 2) - 0.5;
            1.0 + 0.2 * lit - 0.36 * dark + 0.16 * rough
        });
    }

    /// Darkens the ground behind a thing that stands at `foot`, away from the light, and below it.
    pub(crate) fn shadow(&self, canvas: &mut Canvas, thing: &Pixmap, foot: f32, size: f32) {
        let side = canvas.side;
        let mut soft = cover(thing);
        soften(&mut soft, side, 0.05 * size);
        let slope = 0.34;
        for y in 0..side {
            for x in 0..side {
                let rows = foot - (y as f32 + 0.5) / side as f32;
                // The place of the thing whose shadow falls here.
                let height = rows / slope;
                let from = [
                    x as f32 + self.towards[0] * 0.7 * height * side as f32,
                    (foot - height) * side as f32,
                ];
                let is_inside =
                    from.iter().all(|place| (0.0..side as f32).contains(place)) && height > -0.04;
                let cast = if is_inside {
                    soft[from[1] as usize * side + from[0] as usize]
                } else {
                    0.0
                };
                let fading = rise(1.1 * size + 0.3, 0.0, height.max(0.0));
                let dark = 0.46 * cast * fading;
                let pixel = &mut canvas.rgb[y * side + x];
                *pixel = pixel.map(|part| part * (1.0 - dark));
            }
        }
    }

    /// Gives the whole picture one light.
    pub(crate) fn fall(&self, canvas: &mut Canvas) {
        let Self {
            tint,
            vignette,
            grain,
            noise,
            ..
        } = *self;
        let side = canvas.side as f32;
        canvas.change(|x, y, pixel| {
            let corner = (x - 0.5).powi(2) + (y - 0.5).powi(2);
            let by = 1.0 - vignette * 2.0 * corner;
            let dust = grain * (noise.at(x * side * 1.7 + 0.3, y * side * 1.7 + 0.7) - 0.5);
            [0, 1, 2].map(|at| pixel[at] * tint[at] * by + dust)
        });
    }
}
