//! What files say about the input, laid over the rule of a family.

use super::fields::MAX_SIDE;
use crate::{InputFit, InputRule};

/// What files say about the input; the rest stays as the family has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InputChanges {
    /// `[height, width]`.
    pub size: Option<[usize; 2]>,
    /// Whether the network takes pictures of this size alone.
    pub fixed_size: Option<bool>,
    /// 1 for grey, 3 for colour.
    pub channels: Option<usize>,
    /// How the picture's shape is brought to the input's.
    pub fit: Option<InputFit>,
    /// Whether pixels between pixels are found by a cubic instead of a straight line.
    pub bicubic: Option<bool>,
    /// What black and white become before mean and standard deviation.
    pub range: Option<[f32; 2]>,
    /// Subtracted, per channel.
    pub mean: Option<[f32; 3]>,
    /// Divided by, per channel, after the mean.
    pub std: Option<[f32; 3]>,
}

impl InputChanges {
    /// The family's `rule` with these changes. Where a file names a size and no fit, the family's
    /// resizing grows with the size.
    #[must_use]
    pub fn apply(&self, rule: InputRule) -> InputRule {
        let [height, width] = self.size.unwrap_or([rule.height, rule.width]);
        let fit = self.fit.unwrap_or_else(|| scaled(&rule, height, width));
        InputRule {
            width,
            height,
            channels: self.channels.unwrap_or(rule.channels),
            fit: reaching(fit, height, width),
            bicubic: self.bicubic.unwrap_or(rule.bicubic),
            range: self.range.unwrap_or(rule.range),
            mean: self.mean.unwrap_or(rule.mean),
            std: self.std.unwrap_or(rule.std),
            bgr: rule.bgr,
        }
    }
}

/// The rule's fit for another size: 256 of 224 become 438 of 384.
fn scaled(rule: &InputRule, height: usize, width: usize) -> InputFit {
    let (old, new) = (rule.height.min(rule.width), height.min(width));
    match rule.fit {
        InputFit::ResizeCrop { shorter } => InputFit::ResizeCrop {
            shorter: (shorter * new / old.max(1)).min(MAX_SIDE),
        },
        other => other,
    }
}

/// What is cut out must not leave the picture.
fn reaching(fit: InputFit, height: usize, width: usize) -> InputFit {
    match fit {
        InputFit::ResizeCrop { shorter } => InputFit::ResizeCrop {
            shorter: shorter.max(height).max(width),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays() {
        let rule = InputRule::imagenet(224);
        assert_eq!(InputChanges::default().apply(rule), rule);
        let changes = InputChanges {
            bicubic: Some(true),
            mean: Some([0.5, 0.25, 0.0]),
            channels: Some(1),
            ..InputChanges::default()
        };
        let expected = InputRule {
            bicubic: true,
            mean: [0.5, 0.25, 0.0],
            channels: 1,
            ..rule
        };
        assert_eq!(changes.apply(rule), expected);
    }

    #[test]
    fn the_fit_follows_the_size() {
        use InputFit::{Crop, ResizeCrop, Squash};
        struct Case([usize; 2], Option<InputFit>, InputFit);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case([384, 384], None, ResizeCrop { shorter: 438 }), // 256 * 384 / 224 = 438.9
            Case([224, 448], None, ResizeCrop { shorter: 448 }), // 256 would leave the picture
            Case([4096, 4096], None, ResizeCrop { shorter: 4096 }),
            Case([288, 288], Some(ResizeCrop { shorter: 288 }), ResizeCrop { shorter: 288 }),
            Case([288, 288], Some(ResizeCrop { shorter: 256 }), ResizeCrop { shorter: 288 }),
            Case([288, 288], Some(Squash), Squash),
            Case([288, 144], Some(Crop), Crop),
        ];
        for Case(size, fit, expected) in cases {
            let changes = InputChanges {
                size: Some(size),
                fit,
                ..InputChanges::default()
            };
            let rule = changes.apply(InputRule::imagenet(224));
            assert_eq!([rule.height, rule.width], size);
            assert_eq!(rule.fit, expected, "{size:?}");
        }
    }
}
