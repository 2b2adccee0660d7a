use graph::{Node, Value};

use crate::numbers::{Numbers, only, value};

/// `x · w + b` on the last axis.
pub(crate) fn linear(node: &Node, inputs: &[Value]) -> Option<Value> {
    let input = only(inputs)?;
    let weight = Matrix::of(node.constants.first()?)?;
    let bias = match node.constants.get(1) {
        Some(bias) => Some(Numbers::of(bias.clone())?),
        None => None,
    };
    let result = weight.after(input.read(), bias.as_ref().map(Numbers::read))?;
    value(result, &with_last(&input.shape, weight.columns)?)
}

/// The gradient at the input of [`linear`].
pub(crate) fn linear_back(
    node: &Node,
    inputs: &[(Value, bool)],
    gradient: &Value,
) -> Option<Value> {
    let [(input, true)] = inputs else { return None };
    let weight = Matrix::of(node.constants.first()?)?.turned();
    let gradient = Numbers::of(gradient.clone())?;
    value(weight.after(gradient.read(), None)?, &input.shape())
}

/// A matrix on the right side of a product, as it lies in memory.
struct Matrix {
    numbers: Numbers,
    /// Whether its columns lie side by side instead of its rows.
    lies_turned: bool,
    rows: usize,
    columns: usize,
}

impl Matrix {
    fn of(matrix: &Value) -> Option<Self> {
        let &[rows, columns] = matrix.shape().as_slice() else {
            return None;
        };
        let (numbers, lies_turned) = Numbers::of_matrix(matrix.clone())?;
        Some(Self {
            numbers,
            lies_turned,
            rows,
            columns,
        })
    }

    /// Its rows as columns.
    fn turned(self) -> Self {
        Self {
            lies_turned: !self.lies_turned,
            rows: self.columns,
            columns: self.rows,
            ..self
        }
    }

    /// The product of rows and this matrix.
    fn after(&self, rows: &[f32], bias: Option<&[f32]>) -> Option<Vec<f32>> {
        let numbers = self.numbers.read();
        if self.lies_turned {
            kernels::product_turned(rows, numbers, self.rows, bias)
        } else {
            kernels::product(rows, numbers, self.rows, bias)
        }
    }
}

fn with_last(shape: &[usize], last: usize) -> Option<Vec<usize>> {
    let (_, before) = shape.split_last()?;
    Some([before, &[last]].concat())
}

/// The products of two stacks of matrices of the same shape.
pub(crate) fn product(inputs: &[Value]) -> Option<Value> {
    let [left, right] = inputs else { return None };
    let (left, right) = (Numbers::of(left.clone())?, Numbers::of(right.clone())?);
    let stacks = Stacks::of(&left.shape, &right.shape)?;
    let [rows, depth, columns] = stacks.sizes;
    let mut result = Vec::with_capacity(stacks.count * rows * columns);
    for (left, right) in stacks.pairs(left.read(), right.read()) {
        result.extend(kernels::product(left, right, depth, None)?);
    }
    value(result, &with_last(&left.shape, columns)?)
}

/// The gradients at both sides of [`product`]: `G · Rᵀ` and `Lᵀ · G`.
pub(crate) fn product_back(
    inputs: &[(Value, bool)],
    gradient: &Value,
) -> Option<Vec<Option<Value>>> {
    let [(left, at_left), (right, at_right)] = inputs else {
        return None;
    };
    let (left, right) = (Numbers::of(left.clone())?, Numbers::of(right.clone())?);
    let gradient = Numbers::of(gradient.clone())?;
    let stacks = Stacks::of(&left.shape, &right.shape)?;
    let [rows, depth, columns] = stacks.sizes;
    let gradients = || gradient.read().chunks_exact((rows * columns).max(1));
    let mut back = vec![None, None];
    if *at_left {
        let mut result = Vec::with_capacity(left.read().len());
        for ((_, right), gradient) in stacks.pairs(left.read(), right.read()).zip(gradients()) {
            result.extend(kernels::product_turned(gradient, right, columns, None)?);
        }
        back[0] = Some(value(result, &left.shape)?);
    }
    if *at_right {
        let mut result = Vec::with_capacity(right.read().len());
        for ((left, _), gradient) in stacks.pairs(left.read(), right.read()).zip(gradients()) {
            let left: Vec<f32> = (0..left.len())
                .map(|at| left[at % rows * depth + at / rows])
                .collect();
            result.extend(kernels::product(&left, gradient, rows, None)?);
        }
        back[1] = Some(value(result, &right.shape)?);
    }
    Some(back)
}

/// Two stacks of matrices that are multiplied in pairs.
struct Stacks {
    count: usize,
    /// Rows of the left matrices, what is summed over, columns of the right ones.
    sizes: [usize; 3],
}

impl Stacks {
    fn of(left: &[usize], right: &[usize]) -> Option<Self> {
        let ([before @ .., rows, depth], [other @ .., inner, columns]) = (left, right) else {
            return None;
        };
        (before == other && depth == inner).then(|| Self {
            count: before.iter().product(),
            sizes: [*rows, *depth, *columns],
        })
    }

    fn pairs<'a>(
        &self,
        left: &'a [f32],
        right: &'a [f32],
    ) -> impl Iterator<Item = (&'a [f32], &'a [f32])> {
        let [rows, depth, columns] = self.sizes;
        let right = right.chunks_exact((depth * columns).max(1));
        left.chunks_exact((rows * depth).max(1)).zip(right)
    }
}
