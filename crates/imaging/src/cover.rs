use crate::{Picture, Rect};

/// Paints rectangles over with the mean colour of the whole picture. A pixel is covered if its centre
/// lies in one of them. Parts outside the picture are ignored.
#[must_use]
pub fn cover(mut picture: Picture, hidden: &[Rect]) -> Picture {
    let mean = mean_colour(&picture);
    let width = picture.width as usize;
    for rect in hidden {
        let columns = covered(rect.x, rect.width, picture.width);
        for row in covered(rect.y, rect.height, picture.height) {
            for column in columns.clone() {
                let at = 3 * (row * width + column);
                picture.rgb[at..at + 3].copy_from_slice(&mean);
            }
        }
    }
    if let Some(smaller) = &mut picture.smaller {
        smaller.hidden.extend_from_slice(hidden);
    }
    picture
}

/// The pixels of an axis whose centres lie between `start` and `start + length`. A NaN covers nothing.
fn covered(start: f64, length: f64, size: u32) -> std::ops::Range<usize> {
    let first = |edge: f64| (edge - 0.5).ceil().clamp(0.0, f64::from(size)) as usize;
    first(start)..first(start + length)
}

fn mean_colour(picture: &Picture) -> [u8; 3] {
    let mut sums = [0u64; 3];
    for pixel in picture.rgb.chunks_exact(3) {
        for (sum, value) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(*value);
        }
    }
    let pixels = (picture.rgb.len() / 3).max(1) as u64;
    sums.map(|sum| ((sum + pixels / 2) / pixels) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of 10, 20, 30 and 60 is 30. The rectangle holds the centres of the second and third
    /// pixel.
    #[test]
    fn covered_pixels_match_hand_computed_values() {
        let grey = |values: [u8; 4]| values.into_iter().flat_map(|value| [value; 3]).collect();
        let picture = Picture::new(4, 1, grey([10, 20, 30, 60])).unwrap();
        let rect = |x, width| Rect {
            x,
            y: -5.0,
            width,
            height: 9.0,
        };
        let after = |hidden: &[Rect]| cover(picture.clone(), hidden).rgb;
        assert_eq!(after(&[]), picture.rgb);
        assert_eq!(after(&[rect(1.5, 1.1)]), grey([10, 30, 30, 60]));
        assert_eq!(after(&[rect(0.6, 0.8)]), picture.rgb, "no centre inside");
        assert_eq!(
            after(&[rect(3.0, 1e9), rect(-7.0, 7.6)]),
            grey([30, 20, 30, 30])
        );
        assert_eq!(after(&[rect(f64::NAN, 2.0)]), picture.rgb);
    }
}
