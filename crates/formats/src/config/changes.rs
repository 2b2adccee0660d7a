//! Input settings from files, applied over the input rule of a family.

use super::fields::MAX_SIDE;
use crate::{InputFit, InputRule};

/// Input settings from files. A setting that is `None` stays as the family has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InputChanges {
    /// `[height, width]` in pixels.
    pub size: Option<[usize; 2]>,
    /// Whether the network only takes pictures of this size.
    pub fixed_size: Option<bool>,
    /// 1 for grey, 3 for colour.
    pub channels: Option<usize>,
    /// How the picture is resized and cropped to the input's size.
    pub fit: Option<InputFit>,
    /// Whether resizing is bicubic instead of bilinear.
    pub bicubic: Option<bool>,
    /// The values of black and white before normalisation.
    pub range: Option<[f32; 2]>,
    /// Mean per channel.
    pub mean: Option<[f32; 3]>,
    /// Standard deviation per channel.
    pub std: Option<[f32; 3]>,
}

impl InputChanges {
    /// Returns the family's `rule` with these changes. If a file gives a size and no fit, the
    /// family's resizing is scaled to that size.
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

/// Scales the rule's fit to another size: resizing to 256 for 224 becomes 438 for 384.
fn scaled(rule: &InputRule, height: usize, width: usize) -> InputFit {
    let (old, new) = (rule.height.min(rule.width), height.min(width));
    match rule.fit {
        InputFit::ResizeCrop { shorter } => InputFit::ResizeCrop {
            shorter: (shorter * new / old.max(1)).min(MAX_SIDE),
        },
        other => other,
    }
}

/// Resizes to at least the size of the crop.
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
    fn settings_that_are_missing_stay_as_the_family_has_them() {
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
    fn the_resizing_is_scaled_with_the_size() {
        use InputFit::{Crop, ResizeCrop, Squash};
        struct Case([usize; 2], Option<InputFit>, InputFit);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case([384, 384], None, ResizeCrop { shorter: 438 }), // 256 * 384 / 224 = 438.9
            Case([224, 448], None, ResizeCrop { shorter: 448 }), // 256 is less than the width
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
