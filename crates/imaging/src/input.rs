//! Turning a picture into the network's input.

use crate::{Colours, ImagingError, Picture, Preprocessing, geometry::axes, resize::resize};

/// Prepares a picture for the network.
///
/// The steps, in order: fit and resize; `lo + px / 255 * (hi - lo)`;
/// subtract the channel's mean and divide by its std; order the channels.
/// With [`crate::Resizer::Pillow`] it equals torchvision's `Resize`, `CenterCrop`, `ToTensor`,
/// `Normalize` on a Pillow picture, with [`crate::Resizer::Tensors`] the same on a float tensor.
///
/// Returns `[channel, height, width]` row-major, `channel_count() * height * width` values.
///
/// # Errors
/// `preprocessing-invalid` as [`Preprocessing::validate`]; `picture-invalid` and
/// `picture-too-large` as [`Picture::new`].
pub fn input(picture: &Picture, preprocessing: &Preprocessing) -> Result<Vec<f32>, ImagingError> {
    picture.check()?;
    let (across, down) = axes(preprocessing, picture.width, picture.height)?;
    let planes = preprocessing.channel_count();
    let how = (preprocessing.interpolation, preprocessing.resizer);
    let mut values = resize(picture, (&across, &down), how, planes);
    let area = values.len() / planes;
    let [lo, hi] = preprocessing.range;
    for (channel, plane) in values.chunks_exact_mut(area).enumerate() {
        let (mean, std) = (preprocessing.mean[channel], preprocessing.std[channel]);
        for value in plane {
            *value = (lo + *value / 255.0 * (hi - lo) - mean) / std;
        }
    }
    if preprocessing.channels == Colours::Bgr {
        let (red, rest) = values.split_at_mut(area);
        red.swap_with_slice(&mut rest[area..]);
    }
    Ok(values)
}

/// Returns the pixels that the network gets, as a picture: [`input`] after the resize, rounded to
/// whole grey levels. Always RGB; the input of a one-channel network is shown as grey.
///
/// # Errors
/// As [`input`].
pub fn preview(picture: &Picture, preprocessing: &Preprocessing) -> Result<Picture, ImagingError> {
    picture.check()?;
    let (across, down) = axes(preprocessing, picture.width, picture.height)?;
    let planes = preprocessing.channel_count();
    let how = (preprocessing.interpolation, preprocessing.resizer);
    let values = resize(picture, (&across, &down), how, planes);
    let area = values.len() / planes;
    let level = |pixel: usize, channel: usize| values[pixel + area * channel.min(planes - 1)];
    let levels = (0..3 * area).map(|i| level(i / 3, i % 3).round() as u8);
    Picture::new(across.count, down.count, levels.collect())
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::{Fit, Interpolation, Resizer};

    fn settings(width: u32, height: u32) -> Preprocessing {
        Preprocessing {
            width,
            height,
            fit: Fit::Squash,
            resize: None,
            interpolation: Interpolation::Bilinear,
            resizer: Resizer::Pillow,
            range: [0.0, 255.0],
            mean: [0.0; 3],
            std: [1.0; 3],
            channels: Colours::Rgb,
        }
    }

    #[test]
    fn inputs_match_hand_computed_values() {
        struct Case {
            why: &'static str,
            change: fn(&mut Preprocessing),
            expected: &'static [f32],
        }
        let picture = Picture::new(2, 1, vec![255, 0, 51, 0, 102, 204]).unwrap();
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { why: "one channel after the other", change: |_| {}, expected: &[255.0, 0.0, 0.0, 102.0, 51.0, 204.0] },
            Case { why: "-1 to 1", change: |p| p.range = [-1.0, 1.0], expected: &[1.0, -1.0, -1.0, -0.2, -0.6, 0.6] },
            Case { why: "each channel has its mean and std", change: |p| { (p.range, p.mean, p.std) = ([0.0, 1.0], [0.5, 0.4, 0.2], [0.5, 0.1, 0.2]); }, expected: &[1.0, -1.0, -4.0, 0.0, 0.0, 3.0] },
            Case { why: "mean and std are in RGB order before the swap", change: |p| { (p.range, p.mean, p.std, p.channels) = ([0.0, 1.0], [0.5, 0.4, 0.2], [0.5, 0.1, 0.2], Colours::Bgr); }, expected: &[0.0, 3.0, -4.0, 0.0, 1.0, -1.0] },
            // 0.299 * 255 + 0.114 * 51 = 82.06; 0.587 * 102 + 0.114 * 204 = 83.13
            Case { why: "luma is rounded to whole grey levels", change: |p| p.channels = Colours::Grey, expected: &[82.0, 83.0] },
            Case { why: "grey uses the first mean and std", change: |p| { (p.channels, p.mean, p.std) = (Colours::Grey, [80.0, 9.0, 9.0], [2.0, 9.0, 9.0]); }, expected: &[1.0, 1.5] },
        ];
        for case in cases {
            let mut settings = settings(2, 1);
            (case.change)(&mut settings);
            let got = input(&picture, &settings).unwrap();
            assert_absolute(case.why, &got, case.expected, 2e-6);
        }
    }

    #[test]
    fn a_preview_shows_the_resized_pixels() {
        let picture = Picture::new(2, 1, vec![255, 0, 51, 0, 102, 204]).unwrap();
        let mut settings = settings(2, 1);
        (settings.range, settings.channels) = ([-1.0, 1.0], Colours::Bgr);
        assert_eq!(preview(&picture, &settings).unwrap(), picture);
        settings.channels = Colours::Grey;
        let grey = preview(&picture, &settings).unwrap();
        assert_eq!(
            grey.rgb,
            [82, 82, 82, 83, 83, 83],
            "luma in all three channels"
        );
    }

    #[test]
    fn a_picture_with_the_wrong_number_of_bytes_is_rejected() {
        let picture = Picture {
            width: 2,
            height: 2,
            rgb: vec![0; 3],
            lost: 0.0,
            smaller: None,
        };
        assert_eq!(
            input(&picture, &settings(2, 2)).unwrap_err().code(),
            "picture-invalid"
        );
    }
}
