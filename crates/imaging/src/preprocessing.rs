//! The settings that turn a picture into the network's input.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::limits::MAX_INPUT;
use crate::{Colours, Fit, ImagingError, Interpolation, Resizer};

/// How a picture becomes the network's input. [`crate::input`] says in which order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preprocessing {
    /// Width of the network's input in pixels, 1 to 4096.
    pub width: u32,
    /// Height of the network's input in pixels, 1 to 4096.
    pub height: u32,
    /// How the picture is fitted to the input's size.
    pub fit: Fit,
    /// Length of the resized picture's shorter side in pixels. Only for fits that crop afterwards.
    pub resize: Option<u32>,
    /// How resizing computes values between pixels.
    pub interpolation: Interpolation,
    /// What resizes. Settings from before there was a choice are those of tensors.
    #[serde(default)]
    #[ts(optional, as = "Option<Resizer>")]
    pub resizer: Resizer,
    /// `[lo, hi]`: the values of black (0) and white (255) before mean and std. `lo` may be the
    /// larger one.
    pub range: [f32; 2],
    /// Subtracted from each channel. Always in the order red, green, blue, whatever `channels` is;
    /// grey uses the first.
    pub mean: [f32; 3],
    /// Divides each channel after the mean is subtracted. In the same order.
    pub std: [f32; 3],
    /// The channels of the input, in order.
    pub channels: Colours,
}

impl Preprocessing {
    /// Number of channels of the input: 1 for grey, else 3.
    #[must_use]
    pub fn channel_count(&self) -> usize {
        match self.channels {
            Colours::Rgb | Colours::Bgr => 3,
            Colours::Grey => 1,
        }
    }

    /// Checks every setting. If all are valid, any picture can be prepared.
    ///
    /// For a fit that crops after resizing, `resize` must be at least the longer side of the input. Otherwise
    /// torchvision pads the picture with black, and a heatmap would cover pixels that do not exist.
    ///
    /// # Errors
    /// `preprocessing-invalid`, naming the setting.
    pub fn validate(&self) -> Result<(), ImagingError> {
        for (setting, side) in [("width", self.width), ("height", self.height)] {
            if !(1..=MAX_INPUT).contains(&side) {
                return invalid(setting, format!("1 to {MAX_INPUT} px"), side.to_string());
            }
        }
        let least = self.width.max(self.height);
        let reaches = |side| (least..=MAX_INPUT).contains(&side);
        if self.fit.crops_after() && !self.resize.is_some_and(reaches) {
            let got = self
                .resize
                .map_or("nothing".to_owned(), |side| side.to_string());
            return invalid(
                "resize",
                format!("{least} to {MAX_INPUT} px for {}", self.fit.id()),
                got,
            );
        }
        let [lo, hi] = self.range;
        let extent = hi - lo;
        if !extent.is_finite() || extent == 0.0 {
            return invalid(
                "range",
                "two different finite numbers",
                format!("{lo} to {hi}"),
            );
        }
        if let Some(mean) = self.mean.iter().find(|mean| !mean.is_finite()) {
            return invalid("mean", "finite numbers", mean.to_string());
        }
        if let Some(std) = self.std.iter().find(|std| !std.is_finite() || **std == 0.0) {
            return invalid("std", "finite numbers other than 0", std.to_string());
        }
        Ok(())
    }
}

fn invalid(
    setting: &'static str,
    expected: impl Into<String>,
    got: String,
) -> Result<(), ImagingError> {
    Err(ImagingError::PreprocessingInvalid {
        setting,
        expected: expected.into(),
        got,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imagenet() -> Preprocessing {
        Preprocessing {
            width: 224,
            height: 224,
            fit: Fit::ResizeCrop,
            resize: Some(256),
            interpolation: Interpolation::Bilinear,
            resizer: Resizer::Pillow,
            range: [0.0, 1.0],
            mean: [0.485, 0.456, 0.406],
            std: [0.229, 0.224, 0.225],
            channels: Colours::Rgb,
        }
    }

    #[test]
    fn invalid_settings_are_rejected_by_name() {
        struct Case {
            why: &'static str,
            change: fn(&mut Preprocessing),
            setting: Option<&'static str>,
        }
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "valid", change: |_| {}, setting: None },
            Case { why: "zero width", change: |p| p.width = 0, setting: Some("width") },
            Case { why: "too tall", change: |p| p.height = 4097, setting: Some("height") },
            Case { why: "no length to resize to", change: |p| p.resize = None, setting: Some("resize") },
            Case { why: "the window would not fit in the resized picture", change: |p| p.resize = Some(223), setting: Some("resize") },
            Case { why: "resize must reach the longer side", change: |p| p.height = 257, setting: Some("resize") },
            Case { why: "just enough", change: |p| p.resize = Some(224), setting: None },
            Case { why: "squash needs no resize", change: |p| (p.fit, p.resize) = (Fit::Squash, None), setting: None },
            Case { why: "black and white would be equal", change: |p| p.range = [1.0, 1.0], setting: Some("range") },
            Case { why: "a falling range inverts the picture", change: |p| p.range = [1.0, -1.0], setting: None },
            Case { why: "not a number", change: |p| p.range[0] = f32::NAN, setting: Some("range") },
            Case { why: "infinite mean", change: |p| p.mean[2] = f32::INFINITY, setting: Some("mean") },
            Case { why: "division by zero", change: |p| p.std[1] = 0.0, setting: Some("std") },
        ];
        for case in cases {
            let mut preprocessing = imagenet();
            (case.change)(&mut preprocessing);
            let setting = match preprocessing.validate() {
                Ok(()) => None,
                Err(ImagingError::PreprocessingInvalid { setting, .. }) => Some(setting),
                Err(other) => panic!("{}: {other}", case.why),
            };
            assert_eq!(setting, case.setting, "{}", case.why);
        }
    }

    #[test]
    fn a_missing_resize_is_named_in_the_message() {
        let refused = Preprocessing {
            resize: None,
            ..imagenet()
        }
        .validate()
        .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the input's resize must be 224 to 4096 px for resize-crop, got nothing. Change it under “What the network gets”."
        );
    }

    #[test]
    fn settings_round_trip_through_the_pages_json() {
        let json = serde_json::json!({
            "width": 224, "height": 224, "fit": "resize-crop", "resize": 256,
            "interpolation": "bilinear", "resizer": "pillow", "range": [0.0, 1.0],
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "channels": "rgb",
        });
        let read: Preprocessing = serde_json::from_value(json).unwrap();
        assert_eq!(read, imagenet());
        let again = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Preprocessing>(&again).unwrap(), read);
    }
}
