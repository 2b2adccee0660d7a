//! Where a setting of the input comes from.

/// Where a setting of the input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file says it.
    File(&'static str),
    /// The network shows it: the shape of its input, or its first nodes.
    Network,
    /// The network is a published one, or made by a tool, that always has it.
    Recipe(&'static str),
    /// Nothing says it. It is what is usual for such networks.
    Guess(&'static str),
}

impl Origin {
    /// Whether nothing says it.
    #[must_use]
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Guess(_))
    }
}

/// Where each setting of an input rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origins {
    /// Width and height.
    pub size: Origin,
    /// How the picture is fitted to the size.
    pub fit: Origin,
    /// The filter, and what computes it.
    pub filter: Origin,
    /// What black and white become.
    pub range: Origin,
    /// Whether black may be white: drawings are often white on black.
    pub polarity: Origin,
    /// The mean of each channel.
    pub mean: Origin,
    /// The standard deviation of each channel.
    pub std: Origin,
    /// Grey or colour.
    pub channels: Origin,
    /// The order of the colours.
    pub order: Origin,
}

impl Origins {
    /// All settings from one place.
    #[must_use]
    pub const fn all(origin: Origin) -> Self {
        Self {
            size: origin,
            fit: origin,
            filter: origin,
            range: origin,
            polarity: origin,
            mean: origin,
            std: origin,
            channels: origin,
            order: origin,
        }
    }

    /// These, with range, mean and deviation from one place.
    #[must_use]
    pub const fn with_values(self, origin: Origin) -> Self {
        Self {
            range: origin,
            mean: origin,
            std: origin,
            ..self
        }
    }

    /// Whether range, mean or deviation is a guess.
    #[must_use]
    pub fn guesses_values(&self) -> bool {
        [self.range, self.mean, self.std]
            .iter()
            .any(|origin| origin.is_guess())
    }
}
