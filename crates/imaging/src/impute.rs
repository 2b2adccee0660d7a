//! Filling removed pixels from their neighbours.

/// Weights of a direct and of a diagonal neighbour.
const SIDE: f32 = 1.0 / 6.0;
const ACROSS: f32 = 1.0 / 12.0;

/// Largest residual, relative to the right-hand side, in the Euclidean norm. Filled pixels are then
/// within 0.01 of the exact solution, which is the noise that ROAD adds to them.
const TOLERANCE: f64 = 1e-4;

/// Limit on the iterations. No input of a network comes near it.
const STEPS: usize = 2000;

/// Fills the removed pixels of one colour channel, `[height, width]` row-major.
///
/// Each removed pixel becomes the weighted mean of its neighbours: 1/6 for each of the four direct
/// ones and 1/12 for each of the four diagonal ones, divided by the sum of the weights inside the
/// picture. This is the linear imputation of Rong et al., 2022, section 4.2,
/// <https://arxiv.org/abs/2202.00449>, without its noise.
///
/// The authors' code solves the same equations directly. This one uses conjugate gradients
/// (Hestenes and Stiefel, 1952), starting from a guess that grows inwards from the kept pixels. If
/// all pixels are removed, they become 0.
#[must_use]
pub fn impute(colour: &[f32], removed: &[bool], [height, width]: [usize; 2]) -> Vec<f32> {
    let grid = Grid::new(removed, [height, width]);
    let known = grid.padded(colour);
    let mut found = known.clone();
    for cell in grid.cells.iter().copied() {
        found[cell] = 0.0;
    }
    // The removed pixels are 0 here, so the misfit is the right-hand side: the part of the sums
    // that comes from the kept pixels.
    let right = grid.norm(&grid.misfit(&found));
    grid.guess(&mut found);
    let mut residual = grid.misfit(&found);
    let mut direction = residual.clone();
    let mut length = grid.norm(&residual);
    for _ in 0..STEPS {
        if length.sqrt() <= TOLERANCE * right.sqrt() {
            break;
        }
        let image = grid.applied(&direction);
        let step = (length / grid.dot(&direction, &image)) as f32;
        grid.add(&mut found, step, &direction);
        grid.add(&mut residual, -step, &image);
        let shorter = grid.norm(&residual);
        let turn = (shorter / length) as f32;
        for cell in grid.cells.iter().copied() {
            direction[cell] = residual[cell] + turn * direction[cell];
        }
        length = shorter;
    }
    grid.cropped(&found)
}

/// The removed pixels of a picture with a border of one cell, so every pixel has eight neighbours.
struct Grid {
    size: [usize; 2],
    /// Indices of the removed pixels' cells.
    cells: Vec<usize>,
    /// 1 for cells inside the picture, 0 for the border.
    inside: Vec<f32>,
    /// For each removed pixel, the sum of its neighbours' weights inside the picture.
    weight: Vec<f32>,
    /// Number of cells, including the border.
    count: usize,
}

impl Grid {
    fn new(removed: &[bool], size: [usize; 2]) -> Self {
        let mut grid = Self {
            size,
            cells: Vec::new(),
            inside: Vec::new(),
            weight: Vec::new(),
            count: (size[0] + 2) * (size[1] + 2),
        };
        grid.inside = grid.padded(&vec![1.0; removed.len()]);
        let places = removed.iter().enumerate().filter(|(_, removed)| **removed);
        grid.cells = places.map(|(place, _)| grid.cell(place)).collect();
        grid.weight = grid.each(|cell| grid.around(&grid.inside, cell));
        grid
    }

    /// The index of a pixel's cell.
    fn cell(&self, pixel: usize) -> usize {
        let width = self.size[1];
        (pixel / width + 1) * (width + 2) + pixel % width + 1
    }

    fn padded(&self, colour: &[f32]) -> Vec<f32> {
        let mut cells = vec![0.0; self.count];
        for (pixel, value) in colour.iter().enumerate() {
            cells[self.cell(pixel)] = *value;
        }
        cells
    }

    fn cropped(&self, cells: &[f32]) -> Vec<f32> {
        let pixels = 0..self.size[0] * self.size[1];
        pixels.map(|pixel| cells[self.cell(pixel)]).collect()
    }

    /// The weighted sum of a cell's neighbours.
    fn around(&self, cells: &[f32], cell: usize) -> f32 {
        let row = self.size[1] + 2;
        let [above, below] = [cell - row, cell + row];
        let side = cells[above] + cells[below] + cells[cell - 1] + cells[cell + 1];
        let across = cells[above - 1] + cells[above + 1] + cells[below - 1] + cells[below + 1];
        SIDE * side + ACROSS * across
    }

    /// The neighbours' weighted sum minus the weighted pixel, for each removed pixel; 0 elsewhere.
    fn misfit(&self, cells: &[f32]) -> Vec<f32> {
        self.each(|cell| self.around(cells, cell) - self.weight[cell] * cells[cell])
    }

    /// The left-hand side of the equations, for values that are 0 at every kept pixel.
    fn applied(&self, cells: &[f32]) -> Vec<f32> {
        self.each(|cell| self.weight[cell] * cells[cell] - self.around(cells, cell))
    }

    fn each(&self, value: impl Fn(usize) -> f32) -> Vec<f32> {
        let mut cells = vec![0.0; self.count];
        for cell in self.cells.iter().copied() {
            cells[cell] = value(cell);
        }
        cells
    }

    /// Fills each removed pixel with the mean of its known neighbours, ring by ring from the kept
    /// pixels inwards.
    fn guess(&self, cells: &mut [f32]) {
        let mut known = self.inside.clone();
        for cell in self.cells.iter().copied() {
            known[cell] = 0.0;
        }
        let mut waiting = self.cells.clone();
        loop {
            let on_the_rim = |cell: &usize| self.around(&known, *cell) > 0.0;
            let (rim, rest): (Vec<usize>, Vec<usize>) = waiting.into_iter().partition(on_the_rim);
            if rim.is_empty() {
                return;
            }
            let mean = |cell: &usize| self.around(cells, *cell) / self.around(&known, *cell);
            let means: Vec<f32> = rim.iter().map(mean).collect();
            for (cell, mean) in rim.into_iter().zip(means) {
                (cells[cell], known[cell]) = (mean, 1.0);
            }
            waiting = rest;
        }
    }

    fn add(&self, cells: &mut [f32], times: f32, other: &[f32]) {
        for cell in self.cells.iter().copied() {
            cells[cell] += times * other[cell];
        }
    }

    fn dot(&self, left: &[f32], right: &[f32]) -> f64 {
        let product = |cell: &usize| f64::from(left[*cell]) * f64::from(right[*cell]);
        self.cells.iter().map(product).sum()
    }

    fn norm(&self, cells: &[f32]) -> f64 {
        self.dot(cells, cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the middle of 3 x 3 all eight weights count and sum to 1. At the corner of 2 x 2 they are
    /// 1/6, 1/6 and 1/12: (2·(4 + 1) + 7) / 5.
    #[test]
    fn single_pixels_match_hand_computed_values() {
        let picture = [6.0, 12.0, 6.0, 12.0, 99.0, 0.0, 6.0, 0.0, 6.0];
        let removed = [4].map(|hole| (0..9).map(|pixel| pixel == hole).collect::<Vec<_>>());
        let found = impute(&picture, &removed[0], [3, 3]);
        // 1/6 · 24 + 1/12 · 24
        assert!((found[4] - 6.0).abs() < 1e-3, "{found:?}");
        assert_eq!((found[0], found[8]), (6.0, 6.0), "kept pixels stay");
        let corner = impute(&[99.0, 4.0, 1.0, 7.0], &[true, false, false, false], [2, 2]);
        assert!((corner[0] - 17.0 / 5.0).abs() < 1e-3, "{corner:?}");
    }

    /// The two middle pixels of each row are removed, between 0 and 3; all three rows are equal.
    #[test]
    fn a_gap_is_filled_with_a_straight_line() {
        let row = [0.0, 9.0, 9.0, 3.0];
        let gap = [false, true, true, false];
        let found = impute(&row.repeat(3), &gap.repeat(3), [3, 4]);
        for (pixel, value) in found.iter().enumerate() {
            assert!((value - (pixel % 4) as f32).abs() < 1e-2, "{found:?}");
        }
    }

    /// Nine tenths of a picture with edges are removed in one piece. Filled pixels stay within the
    /// range of the kept ones.
    #[test]
    fn a_large_hole_is_filled_from_its_rim() {
        let side = 96;
        let pixel = |i: usize| {
            if ((i % side) / 9).is_multiple_of(2) {
                1.0
            } else {
                -1.0
            }
        };
        let picture: Vec<f32> = (0..side * side).map(pixel).collect();
        let removed: Vec<bool> = (0..side * side).map(|i| i / side > 9).collect();
        let found = impute(&picture, &removed, [side, side]);
        let largest = found.iter().fold(0.0f32, |max, value| max.max(value.abs()));
        assert!(largest <= 1.0 + 1e-3, "{largest}");
        let again = impute(&found, &removed, [side, side]);
        assert_eq!(found, again, "removed values do not matter");
    }

    #[test]
    fn all_removed_gives_zeros_and_none_removed_changes_nothing() {
        assert_eq!(impute(&[3.0, 4.0], &[true, true], [1, 2]), [0.0, 0.0]);
        assert_eq!(impute(&[3.0, 4.0], &[false, false], [1, 2]), [3.0, 4.0]);
    }
}
