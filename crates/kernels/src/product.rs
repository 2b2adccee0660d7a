use std::ops::Range;

/// Rows of a panel of the left operand.
const ROWS: usize = 4;
/// Columns of a tile of the right operand. Four rows of eight sums and what feeds them are all that
/// fits into the sixteen vector registers that a browser's compiler has.
pub(crate) const COLUMNS: usize = 8;
/// Products that are summed before the sums leave the registers: a panel and a tile of this depth lie
/// in the first cache.
const DEPTH: usize = 256;
/// Tiles that are packed at a time: with `DEPTH` they take 256 KiB, which the second cache holds.
const TILES: usize = 32;

/// One side of a product: lines of the same depth.
pub(crate) trait Operand {
    /// Packs `N` lines from `first` on: `packed[i][n]` is the value of line `first + n` at depth
    /// `depth.start + i`. Lines after the last one may have any finite value.
    fn pack<const N: usize>(&self, first: usize, depth: Range<usize>, packed: &mut [[f32; N]]);
}

/// The numbers of rows, columns and summands of a product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) depth: usize,
}

/// Where the sums go.
pub(crate) trait Sink {
    /// Takes the sums over one part of the depth. Those beyond the last row and column are to be
    /// ignored.
    fn take(&mut self, row: usize, column: usize, sums: &[[f32; COLUMNS]; ROWS], part: Part);
}

/// Which part of the depth was summed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) first: bool,
    pub(crate) last: bool,
}

/// Computes `left · rightᵀ`: the sum over the depth for each line of `left` and each line of `right`.
pub(crate) fn multiply(
    size: Size,
    left: &impl Operand,
    right: &impl Operand,
    sink: &mut impl Sink,
) {
    let mut panel = vec![[0.0; ROWS]; DEPTH.min(size.depth)];
    let mut tiles = vec![[0.0; COLUMNS]; TILES.min(size.columns.div_ceil(COLUMNS)) * panel.len()];
    for block in (0..size.columns).step_by(TILES * COLUMNS) {
        let columns = block..size.columns.min(block + TILES * COLUMNS);
        for start in (0..size.depth).step_by(DEPTH) {
            let depth = start..size.depth.min(start + DEPTH);
            let part = Part {
                first: start == 0,
                last: depth.end == size.depth,
            };
            let deep = depth.len();
            for (column, tile) in columns
                .clone()
                .step_by(COLUMNS)
                .zip(tiles.chunks_exact_mut(deep))
            {
                right.pack(column, depth.clone(), tile);
            }
            for row in (0..size.rows).step_by(ROWS) {
                let panel = &mut panel[..deep];
                left.pack(row, depth.clone(), panel);
                for (column, tile) in columns
                    .clone()
                    .step_by(COLUMNS)
                    .zip(tiles.chunks_exact(deep))
                {
                    let sums = if columns.end - column <= COLUMNS / 2 {
                        half_product(panel, tile)
                    } else {
                        product(panel, tile)
                    };
                    sink.take(row, column, &sums, part);
                }
            }
        }
    }
}

/// The loop in which nearly all time is spent. It must not be unrolled by hand: the compiler then
/// regroups the sums and runs out of registers.
#[inline(never)]
fn product(panel: &[[f32; ROWS]], tile: &[[f32; COLUMNS]]) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for (a, b) in panel.iter().zip(tile) {
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                sums[row][column] += a[row] * b[column];
            }
        }
    }
    sums
}

/// The same for a tile of which at most the first half is wanted.
#[inline(never)]
fn half_product(panel: &[[f32; ROWS]], tile: &[[f32; COLUMNS]]) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for (a, b) in panel.iter().zip(tile) {
        for row in 0..ROWS {
            for column in 0..COLUMNS / 2 {
                sums[row][column] += a[row] * b[column];
            }
        }
    }
    sums
}

/// Lines whose values lie side by side: the rows of a row-major matrix.
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    /// The length of a row.
    pub(crate) stride: usize,
}

impl Operand for Rows<'_> {
    #[inline(never)]
    fn pack<const N: usize>(&self, first: usize, depth: Range<usize>, packed: &mut [[f32; N]]) {
        let last = self.values.len() / self.stride - 1;
        let lines: [&[f32]; N] = std::array::from_fn(|line| {
            let start = (first + line).min(last) * self.stride;
            &self.values[start + depth.start..start + depth.end]
        });
        // Four at a time: a square of numbers is turned in registers.
        let (squares, rest) = packed.as_chunks_mut::<4>();
        for (at, square) in squares.iter_mut().enumerate() {
            let four: [[f32; 4]; N] = std::array::from_fn(|line| {
                let mut four = [0.0; 4];
                four.copy_from_slice(&lines[line][4 * at..4 * at + 4]);
                four
            });
            for (i, packed) in square.iter_mut().enumerate() {
                *packed = std::array::from_fn(|line| four[line][i]);
            }
        }
        let done = 4 * squares.len();
        for (i, packed) in rest.iter_mut().enumerate() {
            *packed = std::array::from_fn(|line| lines[line][done + i]);
        }
    }
}

/// Lines that lie across: the columns of a row-major matrix.
pub(crate) struct Columns<'a> {
    pub(crate) values: &'a [f32],
    /// From one depth to the next.
    pub(crate) stride: usize,
}

impl Operand for Columns<'_> {
    #[inline(never)]
    fn pack<const N: usize>(&self, first: usize, depth: Range<usize>, packed: &mut [[f32; N]]) {
        let count = N.min(self.stride - first);
        let rows = self.values[depth.start * self.stride..].chunks(self.stride);
        for (packed, row) in packed.iter_mut().zip(rows) {
            if count == N {
                packed.copy_from_slice(&row[first..first + N]);
            } else {
                packed[..count].copy_from_slice(&row[first..first + count]);
            }
        }
    }
}

/// A row-major matrix of results.
pub(crate) struct Matrix<'a> {
    pub(crate) values: &'a mut [f32],
    /// Columns.
    pub(crate) width: usize,
    /// Added to each row.
    pub(crate) bias: Option<&'a [f32]>,
}

impl Sink for Matrix<'_> {
    fn take(&mut self, row: usize, column: usize, sums: &[[f32; COLUMNS]; ROWS], part: Part) {
        let count = COLUMNS.min(self.width - column);
        let rows = self.values.chunks_exact_mut(self.width).skip(row);
        for (row, sums) in rows.zip(sums) {
            let place = &mut row[column..column + count];
            match (part.first, self.bias) {
                (true, Some(bias)) => {
                    for ((place, sum), bias) in place.iter_mut().zip(sums).zip(&bias[column..]) {
                        *place = sum + bias;
                    }
                }
                (true, None) => place.copy_from_slice(&sums[..count]),
                (false, _) => {
                    for (place, sum) in place.iter_mut().zip(sums) {
                        *place += sum;
                    }
                }
            }
        }
    }
}
