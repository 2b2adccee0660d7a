//! Filling pixels that were removed from what stands around them.

/// Weight of a neighbour to the side, and of one across.
const SIDE: f32 = 1.0 / 6.0;
const ACROSS: f32 = 1.0 / 12.0;

/// The equations hold to this part of their right-hand side, in the Euclidean norm: filled pixels of
/// pictures are then within 0.01 of the exact solution, which is the noise that ROAD adds to them.
const TOLERANCE: f64 = 1e-4;

/// Reached by no picture that a network takes; a bound, so that the work ends.
const STEPS: usize = 2000;

/// One colour of a picture, `[height][width]`, with every removed pixel the weighted mean of its
/// neighbours: 1/6 for the four beside it, 1/12 for the four across, divided by the sum of those
/// inside the picture. The linear imputation of Rong et al., 2022, section 4.2,
/// <https://arxiv.org/abs/2202.00449>, without its noise.
///
/// The equations are those of the authors' program, which solves them directly; here conjugate
/// gradients (Hestenes and Stiefel, 1952) do, from a first guess that grows inwards. Nothing is left
/// to start from where all pixels are removed: they become 0.
#[must_use]
pub fn impute(colour: &[f32], removed: &[bool], [height, width]: [usize; 2]) -> Vec<f32> {
    let grid = Grid::new(removed, [height, width]);
    let known = grid.padded(colour);
    let mut found = known.clone();
    for cell in grid.cells.iter().copied() {
        found[cell] = 0.0;
    }
    // Kept pixels lie in `found`, so their share of the sums comes with it: what remains of the
    // equations is how far each removed pixel is from the mean around it.
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

/// Removed pixels in a picture with a border of one cell, so that every one has eight neighbours.
struct Grid {
    size: [usize; 2],
    /// Cells of the removed pixels.
    cells: Vec<usize>,
    /// 1 for cells inside the picture.
    inside: Vec<f32>,
    /// Sum of the weights inside the picture around each removed pixel.
    weight: Vec<f32>,
    /// Number of cells, those of the border among them.
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

    /// The cell of a pixel.
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

    /// The weighted sum around a cell.
    fn around(&self, cells: &[f32], cell: usize) -> f32 {
        let row = self.size[1] + 2;
        let [above, below] = [cell - row, cell + row];
        let side = cells[above] + cells[below] + cells[cell - 1] + cells[cell + 1];
        let across = cells[above - 1] + cells[above + 1] + cells[below - 1] + cells[below + 1];
        SIDE * side + ACROSS * across
    }

    /// What the sum around each removed pixel lacks of it; 0 elsewhere.
    fn misfit(&self, cells: &[f32]) -> Vec<f32> {
        self.each(|cell| self.around(cells, cell) - self.weight[cell] * cells[cell])
    }

    /// The left-hand side for values that are 0 wherever nothing was removed.
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

    /// The mean of what is known around each removed pixel, ring by ring from the kept ones inwards.
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

    /// In the middle of 3 x 3 all eight weights count and sum to 1; at the corner of 2 x 2 they are
    /// 1/6, 1/6 and 1/12: (2·(4 + 1) + 7) / 5.
    #[test]
    fn one_pixel_by_hand() {
        let picture = [6.0, 12.0, 6.0, 12.0, 99.0, 0.0, 6.0, 0.0, 6.0];
        let removed = [4].map(|hole| (0..9).map(|pixel| pixel == hole).collect::<Vec<_>>());
        let found = impute(&picture, &removed[0], [3, 3]);
        // 1/6 · 24 + 1/12 · 24
        assert!((found[4] - 6.0).abs() < 1e-3, "{found:?}");
        assert_eq!((found[0], found[8]), (6.0, 6.0), "what is kept stays");
        let corner = impute(&[99.0, 4.0, 1.0, 7.0], &[true, false, false, false], [2, 2]);
        assert!((corner[0] - 17.0 / 5.0).abs() < 1e-3, "{corner:?}");
    }

    /// Two neighbours of a row of four between 0 and 3, three rows alike: a straight line.
    #[test]
    fn a_slope_goes_on_across_a_gap() {
        let row = [0.0, 9.0, 9.0, 3.0];
        let gap = [false, true, true, false];
        let found = impute(&row.repeat(3), &gap.repeat(3), [3, 4]);
        for (pixel, value) in found.iter().enumerate() {
            assert!((value - (pixel % 4) as f32).abs() < 1e-2, "{found:?}");
        }
    }

    /// Nine tenths of a picture with edges are gone, in one piece: the equations hold, and no filled
    /// pixel lies outside the kept ones.
    #[test]
    fn large_holes_are_filled_from_their_rim() {
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
        assert_eq!(found, again, "what was removed does not matter");
    }

    #[test]
    fn without_anything_left_there_is_nothing() {
        assert_eq!(impute(&[3.0, 4.0], &[true, true], [1, 2]), [0.0, 0.0]);
        assert_eq!(impute(&[3.0, 4.0], &[false, false], [1, 2]), [3.0, 4.0]);
    }
}
