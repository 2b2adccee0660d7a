//! Orders and ranks of a map's pixels.

use imaging::Map;

/// Returns the positions of a map's pixels by falling value. Equal pixels stay in reading order, so
/// the order is well defined for sparse maps too, where most pixels are 0.
pub(crate) fn most_relevant_first(map: &Map) -> Vec<usize> {
    let values = map.values();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    order
}

/// Returns the rank of each value, from 0 for the smallest. Equal values get the mean of their ranks.
pub(crate) fn mean_ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for alike in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let mean = first as f64 + (alike.len() - 1) as f64 / 2.0;
        for place in alike {
            ranks[*place] = mean;
        }
        first += alike.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pixels_stay_in_reading_order() {
        let map = Map::new(5, 1, vec![0.0, 2.0, 0.0, 3.0, 0.0]).unwrap();
        assert_eq!(most_relevant_first(&map), [3, 1, 0, 2, 4]);
    }

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(mean_ranks(&[5.0, 1.0, 5.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
        assert!(mean_ranks(&[]).is_empty());
    }
}
