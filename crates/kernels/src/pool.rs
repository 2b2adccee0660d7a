use crate::planes::{Planes, SLACK, Shape};
use crate::{Pictures, Window};

/// Pooling over windows that slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it reads.
    pub input: Pictures,
    /// How the window slides.
    pub window: Window,
}

impl Pool {
    /// The shape of the result.
    #[must_use]
    pub fn output(&self) -> Option<Pictures> {
        Some(Pictures {
            size: self.window.places(self.input.size)?,
            ..self.input
        })
    }

    /// The rows and columns of the result, if there are any, the number of values fits, and a window
    /// has more than its own pixel.
    fn checked(&self, values: &[f32], of: Pictures) -> Option<[usize; 2]> {
        let output = self.output()?;
        let fits = values.len() == of.values() && output.values() > 0;
        (fits && !self.window.is_pixel()).then_some(output.size)
    }
}

/// The largest value of each window. Padding never wins, and not-a-number always does, as in PyTorch.
#[must_use]
pub fn max_pool(pool: &Pool, values: &[f32]) -> Option<Vec<f32>> {
    let [rows, columns] = pool.checked(values, pool.input)?;
    let start = [f32::NEG_INFINITY; SLACK];
    Some(slide(pool, values, [rows, columns], start, larger))
}

/// The mean of each window.
///
/// With `count_padding` padding counts as zeros, else only the picture's pixels count.
#[must_use]
pub fn average_pool(pool: &Pool, values: &[f32], count_padding: bool) -> Option<Vec<f32>> {
    let [rows, columns] = pool.checked(values, pool.input)?;
    let mut sums = slide(pool, values, [rows, columns], [0.0; SLACK], |sum, pixel| {
        sum + pixel
    });
    let counts = counts(pool, [rows, columns], count_padding);
    for channel in sums.chunks_exact_mut(rows * columns) {
        for (sum, count) in channel.iter_mut().zip(&counts) {
            *sum /= count;
        }
    }
    Some(sums)
}

/// The gradient at the pictures: each window's goes to its first largest value.
#[must_use]
pub fn max_pool_back(pool: &Pool, values: &[f32], gradient: &[f32]) -> Option<Vec<f32>> {
    let [rows, columns] = pool.checked(values, pool.input)?;
    pool.checked(gradient, pool.output()?)?;
    let planes = Planes::new(values, pool.input.size, pool.window, f32::NEG_INFINITY);
    let (shape, taps) = (planes.shape, planes.shape.taps());
    let mut back = vec![0.0; pool.input.count * pool.input.channels * shape.len()];
    for (at, (line, plane)) in lines(gradient, [rows, columns], shape).enumerate() {
        let line_of = &gradient[at * columns..(at + 1) * columns];
        for (column, gradient) in line_of.iter().enumerate() {
            let start = plane + line + column;
            let first = |best: usize, tap: &usize| {
                let (best_value, value) = (planes.values[best], planes.values[start + tap]);
                let wins = value > best_value || (value.is_nan() && !best_value.is_nan());
                if wins { start + tap } else { best }
            };
            let best = taps.iter().fold(start + taps[0], first);
            back[best] += gradient;
        }
    }
    Some(Planes::gathered(&back, shape))
}

/// The gradient at the pictures of [`average_pool`].
#[must_use]
pub fn average_pool_back(pool: &Pool, gradient: &[f32], count_padding: bool) -> Option<Vec<f32>> {
    let [rows, columns] = pool.checked(gradient, pool.output()?)?;
    let shape = Shape::new(pool.window, pool.input.size);
    let (taps, counts) = (shape.taps(), counts(pool, [rows, columns], count_padding));
    let mut back = vec![0.0; pool.input.count * pool.input.channels * shape.len()];
    for (at, (line, plane)) in lines(gradient, [rows, columns], shape).enumerate() {
        let line_of = &gradient[at * columns..(at + 1) * columns];
        let counts = &counts[at % rows * columns..];
        for tap in &taps {
            let places = &mut back[plane + line + tap..];
            for ((place, gradient), count) in places.iter_mut().zip(line_of).zip(counts) {
                *place += gradient / count;
            }
        }
    }
    Some(Planes::gathered(&back, shape))
}

/// For each row of results, where its windows begin in their plane, and where the plane begins.
fn lines(
    gradient: &[f32],
    [rows, columns]: [usize; 2],
    shape: Shape,
) -> impl Iterator<Item = (usize, usize)> {
    let all = gradient.len() / columns;
    (0..all).map(move |at| (shape.line(at % rows), at / rows * shape.len()))
}

fn larger(best: f32, pixel: f32) -> f32 {
    // A comparison with not-a-number is false, so one that is there stays, and one that comes wins.
    if best >= pixel || best.is_nan() {
        best
    } else {
        pixel
    }
}

fn slide(
    pool: &Pool,
    values: &[f32],
    [rows, columns]: [usize; 2],
    start: [f32; SLACK],
    join: impl Fn(f32, f32) -> f32 + Copy,
) -> Vec<f32> {
    let size = pool.input.size;
    let mut result = vec![0.0; pool.input.count * pool.input.channels * rows * columns];
    let shape = Shape::new(pool.window, size);
    let taps = shape.taps();
    let mut plane = shape.blank(1, start[0]);
    let channels = values.chunks_exact(size[0] * size[1]);
    for (channel, result) in channels.zip(result.chunks_exact_mut(rows * columns)) {
        shape.lay(channel, &mut plane);
        for (row, line) in result.chunks_exact_mut(columns).enumerate() {
            let plane = &plane[shape.line(row)..];
            for (place, line) in line.chunks_mut(SLACK).enumerate() {
                let joined = joined(&plane[place * SLACK..], &taps, start, join);
                line.copy_from_slice(&joined[..line.len()]);
            }
        }
    }
    result
}

/// Joins the pixels of windows that lie side by side.
#[inline(never)]
fn joined(
    plane: &[f32],
    taps: &[usize],
    start: [f32; SLACK],
    join: impl Fn(f32, f32) -> f32,
) -> [f32; SLACK] {
    let mut joined = start;
    for tap in taps {
        for (value, pixel) in joined.iter_mut().zip(&plane[*tap..*tap + SLACK]) {
            *value = join(*value, *pixel);
        }
    }
    joined
}

/// How many pixels each window counts.
fn counts(pool: &Pool, places: [usize; 2], count_padding: bool) -> Vec<f32> {
    let along = |axis: usize| -> Vec<usize> {
        let window = &pool.window;
        let (before, stride) = (window.padding[axis].0, window.stride[axis]);
        let inside = |at: &usize| (before..before + pool.input.size[axis]).contains(at);
        (0..places[axis])
            .map(|place| {
                let pixels = (0..window.kernel[axis])
                    .map(|weight| place * stride + weight * window.dilation[axis]);
                pixels.filter(|at| count_padding || inside(at)).count()
            })
            .collect()
    };
    let (rows, columns) = (along(0), along(1));
    rows.iter()
        .flat_map(|row| columns.iter().map(move |column| (row * column) as f32))
        .collect()
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::plain;

    fn pool(size: [usize; 2], kernel: usize, padding: usize) -> Pool {
        Pool {
            input: Pictures {
                count: 1,
                channels: 1,
                size,
            },
            window: Window {
                kernel: [kernel; 2],
                stride: [2, 2],
                padding: [(padding, padding); 2],
                dilation: [1, 1],
            },
        }
    }

    /// `1 2 3 / 4 5 6 / 7 8 9`, windows of 2 x 2 with stride 2 and one pixel of padding.
    #[test]
    fn small_pools_match_hand_computed_values() {
        let pool = pool([3, 3], 2, 1);
        let values: Vec<f32> = (1..=9).map(|value| value as f32).collect();
        assert_eq!(max_pool(&pool, &values).unwrap(), [1.0, 3.0, 7.0, 9.0]);
        let mean = |count| average_pool(&pool, &values, count).unwrap();
        assert_eq!(mean(false), [1.0, 2.5, 5.5, 7.0]);
        assert_eq!(mean(true), [0.25, 1.25, 2.75, 7.0]);
        let gradient = [1.0, 2.0, 3.0, 4.0];
        let back = max_pool_back(&pool, &values, &gradient).unwrap();
        assert_eq!(back, [1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 3.0, 0.0, 4.0]);
        let back = average_pool_back(&pool, &gradient, false).unwrap();
        assert_eq!(back, [1.0, 1.0, 1.0, 1.5, 1.0, 1.0, 1.5, 1.0, 1.0]);
    }

    #[test]
    fn the_first_of_equal_values_gets_the_gradient_and_not_a_number_wins() {
        let pool = pool([2, 2], 2, 0);
        let back = |values: [f32; 4]| max_pool_back(&pool, &values, &[1.0]).unwrap();
        assert_eq!(back([0.0, 5.0, 5.0, 5.0]), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(back([0.0, f32::NAN, 5.0, 7.0]), [0.0, 1.0, 0.0, 0.0]);
        for at in 0..4 {
            let mut values = [1.0, 2.0, 3.0, 4.0];
            values[at] = f32::NAN;
            assert!(max_pool(&pool, &values).unwrap()[0].is_nan(), "at {at}");
        }
    }

    fn pools() -> impl Strategy<Value = Pool> {
        let pair = |from: usize, to: usize| [from..to, from..to];
        let padding = [(0..2_usize, 0..2_usize), (0..2_usize, 0..2_usize)];
        (
            1..3_usize,
            1..4_usize,
            pair(2, 20),
            pair(2, 5),
            pair(1, 4),
            padding,
        )
            .prop_filter_map(
                "the window fits",
                |(count, channels, size, kernel, stride, padding)| {
                    let input = Pictures {
                        count,
                        channels,
                        size,
                    };
                    let pool = Pool {
                        input,
                        window: Window {
                            kernel,
                            stride,
                            padding,
                            dilation: [1, 1],
                        },
                    };
                    pool.output().map(|_| pool)
                },
            )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

        #[test]
        fn any_pool_and_its_gradient_equal_plain_loops(pool in pools(), seed: u64) {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut numbers = |count: usize| (0..count).map(|_| random.f32() - 0.5).collect::<Vec<f32>>();
            let values = numbers(pool.input.values());
            let windows = plain::windows(&pool);
            let gradient = numbers(windows.len());
            let case = format!("{pool:?}");

            let largest = |window: &Vec<usize>| {
                let first = |best: usize, at: &usize| if values[*at] > values[best] { *at } else { best };
                window.iter().fold(window[0], first)
            };
            let expected: Vec<f32> = windows.iter().map(|window| values[largest(window)]).collect();
            assert_absolute(&case, &max_pool(&pool, &values).unwrap(), &expected, 0.0);
            let mut expected = vec![0.0; values.len()];
            for (window, gradient) in windows.iter().zip(&gradient) {
                expected[largest(window)] += gradient;
            }
            assert_absolute(&case, &max_pool_back(&pool, &values, &gradient).unwrap(), &expected, 1e-6);

            for count_padding in [false, true] {
                let kernel = pool.window.kernel[0] * pool.window.kernel[1];
                let count = |window: &Vec<usize>| if count_padding { kernel } else { window.len() } as f32;
                let mean = |window: &Vec<usize>| {
                    window.iter().map(|at| values[*at]).sum::<f32>() / count(window)
                };
                let expected: Vec<f32> = windows.iter().map(mean).collect();
                let result = average_pool(&pool, &values, count_padding).unwrap();
                assert_absolute(&case, &result, &expected, 1e-6);
                let mut expected = vec![0.0; values.len()];
                for (window, gradient) in windows.iter().zip(&gradient) {
                    for at in window {
                        expected[*at] += gradient / count(window);
                    }
                }
                let back = average_pool_back(&pool, &gradient, count_padding).unwrap();
                assert_absolute(&case, &back, &expected, 2e-6);
            }
        }
    }
}
