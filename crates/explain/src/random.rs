use std::f64::consts::TAU;

/// Random numbers from a seed. They are the same on every machine.
pub(crate) struct Random(fastrand::Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f32 {
        self.0.f32()
    }

    /// Uniform from 0 to `below`, exclusive.
    pub(crate) fn index(&mut self, below: usize) -> usize {
        // `Rng::usize` draws other numbers where a `usize` has 32 bits, as in a browser
        self.0.u64(..below.max(1) as u64) as usize
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller, 1958).
    pub(crate) fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.0.f64()).ln()).sqrt();
        (radius * (TAU * self.0.f64()).cos()) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_the_numbers_and_they_have_normal_moments() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..20_000).map(|_| random.normal()).collect::<Vec<f32>>()
        };
        assert_eq!(draw(3), draw(3));
        let numbers = draw(4);
        let mean = numbers.iter().sum::<f32>() / 20_000.0;
        let square = numbers.iter().map(|n| n * n).sum::<f32>() / 20_000.0;
        // Four standard errors: 4/√20000 and 4·√2/√20000.
        assert!(
            mean.abs() < 0.029 && (square - 1.0).abs() < 0.04,
            "{mean} {square}"
        );
    }
}
