/// What is done to each value of a channel where it is written: nothing that takes a pass of its own.
#[derive(Clone, Copy, Debug)]
pub struct Finish<'a> {
    /// Times this, one number for each channel.
    pub scale: Option<&'a [f32]>,
    /// Plus this, one number for each channel.
    pub shift: Option<&'a [f32]>,
    /// Bounds of the result.
    pub limits: Limits,
}

impl Finish<'_> {
    /// Nothing.
    pub const NONE: Self = Self {
        scale: None,
        shift: None,
        limits: Limits::NONE,
    };

    /// Whether it has as many numbers as there are channels.
    pub(crate) fn fits(&self, channels: usize) -> bool {
        let parts = [self.scale, self.shift];
        parts
            .into_iter()
            .flatten()
            .all(|part| part.len() == channels)
    }

    pub(crate) fn of(&self, channel: usize) -> Line {
        Line {
            scale: self.scale.map_or(1.0, |scale| scale[channel]),
            shift: self.shift.map_or(0.0, |shift| shift[channel]),
            limits: self.limits,
        }
    }
}

/// Bounds of a value. Not-a-number stays what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The smallest result.
    pub low: f32,
    /// The largest result.
    pub high: f32,
}

impl Limits {
    /// No bounds.
    pub const NONE: Self = Self {
        low: f32::NEG_INFINITY,
        high: f32::INFINITY,
    };
    /// No negative values: ReLU.
    pub const POSITIVE: Self = Self {
        low: 0.0,
        high: f32::INFINITY,
    };

    #[inline]
    fn hold(self, value: f32) -> f32 {
        let value = if value < self.low { self.low } else { value };
        if value > self.high { self.high } else { value }
    }
}

/// A [`Finish`] for one channel.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    scale: f32,
    shift: f32,
    limits: Limits,
}

impl Line {
    #[inline]
    pub(crate) fn apply(self, value: f32) -> f32 {
        self.limits.hold(value * self.scale + self.shift)
    }
}

/// Finishes pictures in place. Returns `None` and changes nothing if the lengths do not fit.
#[must_use]
pub fn finish(values: &mut [f32], channels: usize, pixels: usize, finish: Finish) -> Option<()> {
    let whole = channels.checked_mul(pixels).filter(|one| *one > 0)?;
    if !finish.fits(channels) || !values.len().is_multiple_of(whole) {
        return None;
    }
    for (at, channel) in values.chunks_exact_mut(pixels).enumerate() {
        let line = finish.of(at % channels);
        for value in channel {
            *value = line.apply(*value);
        }
    }
    Some(())
}

/// Adds `other` to values of the same length, within limits.
#[must_use]
pub fn add(values: &mut [f32], other: &[f32], limits: Limits) -> Option<()> {
    if values.len() != other.len() {
        return None;
    }
    for (value, other) in values.iter_mut().zip(other) {
        *value = limits.hold(*value + other);
    }
    Some(())
}

/// Lets a gradient pass, in place, where the value before was above `low` and at most `high`.
#[must_use]
pub fn limit_back(gradient: &mut [f32], values: &[f32], limits: Limits) -> Option<()> {
    if gradient.len() != values.len() {
        return None;
    }
    for (gradient, value) in gradient.iter_mut().zip(values) {
        let passes = *value > limits.low && *value <= limits.high;
        *gradient = if passes { *gradient } else { 0.0 };
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pictures of two channels of two pixels: `x * 2 + 1` and `x * -1`, between 0 and 6.
    #[test]
    fn each_channel_is_finished_with_its_own_numbers() {
        let mut values = [1.0, 4.0, -3.0, 3.0, -1.0, 0.0, -9.0, f32::NAN];
        let limits = Limits {
            low: 0.0,
            high: 6.0,
        };
        let both = Finish {
            scale: Some(&[2.0, -1.0]),
            shift: Some(&[1.0, 0.0]),
            limits,
        };
        finish(&mut values, 2, 2, both).unwrap();
        assert_eq!(values[..7], [3.0, 6.0, 3.0, 0.0, 0.0, 1.0, 6.0]);
        assert!(values[7].is_nan());
        assert!(finish(&mut values, 3, 2, Finish::NONE).is_none());
        assert!(
            finish(
                &mut values,
                2,
                2,
                Finish {
                    scale: Some(&[1.0]),
                    ..both
                }
            )
            .is_none()
        );
    }

    #[test]
    fn sums_are_limited_and_gradients_pass_within_limits() {
        let mut values = [1.0, -2.0, 3.0];
        add(&mut values, &[1.0, 1.0, 1.0], Limits::POSITIVE).unwrap();
        assert_eq!(values[..], [2.0, 0.0, 4.0]);
        let mut gradient = [1.0, 2.0, 3.0, 4.0];
        let limits = Limits {
            low: 0.0,
            high: 6.0,
        };
        limit_back(&mut gradient, &[0.0, 0.5, 6.0, 6.5], limits).unwrap();
        assert_eq!(gradient[..], [0.0, 2.0, 3.0, 0.0]);
        assert!(add(&mut values, &[1.0], Limits::NONE).is_none());
        assert!(limit_back(&mut gradient, &[1.0], limits).is_none());
    }
}
