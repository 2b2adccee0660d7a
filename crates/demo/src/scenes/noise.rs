/// Noise without grain of its own: the same at any size of the picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise(pub(crate) u32);

impl Noise {
    /// A value from 0 to 1 that changes smoothly, with hills about one unit apart.
    pub(crate) fn at(self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let [across, down] = [x - left, y - top].map(|part| part * part * (3.0 - 2.0 * part));
        let corner = |dx: i32, dy: i32| self.corner(left as i32 + dx, top as i32 + dy);
        let row = |dy| corner(0, dy) + across * (corner(1, dy) - corner(0, dy));
        row(0) + down * (row(1) - row(0))
    }

    /// Hills upon hills: each octave half as wide and half as high.
    pub(crate) fn hills(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut all, mut scale, mut height) = (0.0, 0.0, 1.0, 1.0);
        for octave in 0..octaves {
            let shift = 17.3 * octave as f32;
            sum += height * self.at(x * scale + shift, y * scale - shift);
            all += height;
            scale *= 2.0;
            height *= 0.5;
        }
        sum / all
    }

    fn corner(self, x: i32, y: i32) -> f32 {
        let mut hash =
            self.0 ^ (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
        (hash ^ (hash >> 15)) as f32 / u32::MAX as f32
    }
}
