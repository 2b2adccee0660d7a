//! Input settings from files, applied over the input rule of a family.

use super::fields::MAX_SIDE;
use crate::{InputFilter, InputFit, InputResizer, InputRule, Origin, Origins};

/// Input settings from files. A setting that is `None` stays as the family has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InputChanges {
    /// `[height, width]` in pixels.
    pub size: Option<[usize; 2]>,
    /// 1 for grey, 3 for colour.
    pub channels: Option<usize>,
    /// How the picture is resized and cropped to the input's size.
    pub fit: Option<InputFit>,
    /// How resizing computes values between pixels.
    pub filter: Option<InputFilter>,
    /// What resizes.
    pub resizer: Option<InputResizer>,
    /// The values of black and white before normalisation.
    pub range: Option<[f32; 2]>,
    /// Mean per channel.
    pub mean: Option<[f32; 3]>,
    /// Standard deviation per channel.
    pub std: Option<[f32; 3]>,
    /// Whether the order of the channels is blue, green, red.
    pub bgr: Option<bool>,
    /// The file of each setting.
    files: Files,
}

/// The file of each setting that a file gives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Files {
    size: Option<&'static str>,
    channels: Option<&'static str>,
    fit: Option<&'static str>,
    filter: Option<&'static str>,
    range: Option<&'static str>,
    mean: Option<&'static str>,
    std: Option<&'static str>,
    bgr: Option<&'static str>,
}

impl InputChanges {
    /// Another size and nothing else.
    pub(crate) fn of_size(size: [usize; 2]) -> Self {
        Self {
            size: Some(size),
            ..Self::default()
        }
    }

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
            filter: self.filter.unwrap_or(rule.filter),
            resizer: self.resizer.unwrap_or(rule.resizer),
            range: self.range.unwrap_or(rule.range),
            mean: self.mean.unwrap_or(rule.mean),
            std: self.std.unwrap_or(rule.std),
            bgr: self.bgr.unwrap_or(rule.bgr),
            origins: self.files.over(rule.origins),
        }
    }

    /// Notes that a file gives those settings that were not so `before` it was read.
    pub(super) fn attribute(&mut self, before: &Self, file: &'static str) {
        let files = &mut self.files;
        let note = |changed: bool, named: &mut Option<&'static str>| {
            if changed {
                *named = Some(file);
            }
        };
        note(self.size != before.size, &mut files.size);
        note(self.channels != before.channels, &mut files.channels);
        note(self.fit != before.fit, &mut files.fit);
        note(self.filter != before.filter, &mut files.filter);
        note(self.range != before.range, &mut files.range);
        note(self.mean != before.mean, &mut files.mean);
        note(self.std != before.std, &mut files.std);
        note(self.bgr != before.bgr, &mut files.bgr);
    }
}

impl Files {
    /// The origins of a rule, where no file says otherwise. A file that says one of range, mean and
    /// deviation says how pixels are scaled, and so what it leaves out is as the family has it.
    fn over(&self, origins: Origins) -> Origins {
        let said = |file: Option<&'static str>, origin| file.map_or(origin, Origin::File);
        let scaling = self.mean.or(self.std).or(self.range);
        Origins {
            size: said(self.size, origins.size),
            fit: said(self.fit, origins.fit),
            filter: said(self.filter, origins.filter),
            range: said(self.range.or(scaling), origins.range),
            polarity: said(self.range.or(scaling), origins.polarity),
            mean: said(self.mean.or(scaling), origins.mean),
            std: said(self.std.or(scaling), origins.std),
            channels: said(self.channels, origins.channels),
            order: said(self.bgr.or(scaling), origins.order),
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
        InputFit::SquashCrop { side } => InputFit::SquashCrop {
            side: (side * new / old.max(1)).min(MAX_SIDE),
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
        InputFit::SquashCrop { side } => InputFit::SquashCrop {
            side: side.max(height).max(width),
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
            filter: Some(InputFilter::Bicubic),
            mean: Some([0.5, 0.25, 0.0]),
            channels: Some(1),
            ..InputChanges::default()
        };
        let expected = InputRule {
            filter: InputFilter::Bicubic,
            mean: [0.5, 0.25, 0.0],
            channels: 1,
            ..rule
        };
        assert_eq!(changes.apply(rule), expected);
    }

    #[test]
    fn each_setting_names_the_file_that_gave_it_last() {
        let mut changes = InputChanges {
            size: Some([32, 32]),
            filter: Some(InputFilter::Bicubic),
            ..InputChanges::default()
        };
        changes.attribute(&InputChanges::default(), "config.json");
        let before = changes;
        changes.filter = Some(InputFilter::Bilinear);
        changes.mean = Some([0.5; 3]);
        changes.attribute(&before, "preprocessor_config.json");
        let guess = Origin::Guess("ResNet");
        let origins = changes.apply(InputRule::imagenet(224).from(guess)).origins;
        let (first, second) = (
            Origin::File("config.json"),
            Origin::File("preprocessor_config.json"),
        );
        assert_eq!((origins.size, origins.filter), (first, second));
        assert_eq!((origins.mean, origins.std), (second, second));
        assert_eq!((origins.fit, origins.channels), (guess, guess));
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
