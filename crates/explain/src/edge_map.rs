//! Edges of the picture (Sobel and Feldman, 1968). As a control, they show a map that depends on the
//! picture but not on the network.
//!
//! ```text
//! map_ij = √(gx_ij² + gy_ij²)      gx = [1 2 1]ᵀ · [−1 0 1] over the mean of the colours, gy its transpose
//! ```
//! Pixels beyond the border repeat the border. Adebayo et al., 2018, section 5, show that many maps
//! are hard to tell from an edge detector's. pytorch-grad-cam's `sobel_cam` takes
//! `(|gx| + |gy|) / 2` of a weighted grey in 8 bits, and mirrors at the border.

use imaging::Map;

use crate::ExplainError;

/// Returns the edges of a picture `[channel][height][width]`, at its size. Values are 0 or more.
///
/// # Errors
/// [`imaging::ImagingError`] if a value is not finite.
pub fn edge_map(
    pixels: &[f32],
    [channels, height, width]: [usize; 3],
) -> Result<Map, ExplainError> {
    let colours = pixels.chunks(height * width).take(channels);
    let mut grey = vec![0.0; height * width];
    for colour in colours {
        for (sum, value) in grey.iter_mut().zip(colour) {
            *sum += value / channels as f32;
        }
    }
    let at = |y: usize, x: usize| {
        // Indices are shifted by one, so that 0 is the pixel before the first.
        let row = y.saturating_sub(1).min(height - 1);
        grey[row * width + x.saturating_sub(1).min(width - 1)]
    };
    let edge = |place: usize| {
        let (y, x) = (place / width, place % width);
        let column = |x: usize| at(y, x) + 2.0 * at(y + 1, x) + at(y + 2, x);
        let row = |y: usize| at(y, x) + 2.0 * at(y, x + 1) + at(y, x + 2);
        (column(x + 2) - column(x)).hypot(row(y + 2) - row(y))
    };
    let edges = (0..height * width).map(edge).collect();
    Ok(Map::new(width, height, edges)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of two colours rises by 1 and then by 3 from left to right. The edge is 4 times the
    /// difference of a pixel's neighbours.
    #[test]
    fn matches_hand_computed_values() {
        let colour = |last: f32| [0.0, 1.0, last].repeat(2);
        let picture = [colour(4.0), colour(4.0)].concat();
        let map = edge_map(&picture, [2, 2, 3]).unwrap();
        assert_eq!(map.values(), [4.0, 16.0, 12.0, 4.0, 16.0, 12.0]);
        let transposed = edge_map(&[0.0, 0.0, 1.0, 1.0, 4.0, 4.0], [1, 3, 2]).unwrap();
        assert_eq!(transposed.values(), [4.0, 4.0, 16.0, 16.0, 12.0, 12.0]);
    }
}
