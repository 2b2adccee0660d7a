use burn::backend::{BackendTypes, Flex};
use burn::tensor::{Device, Tensor};
use graph::Value;

/// The numbers of a value on the Flex device, in row-major order.
pub(crate) struct Numbers {
    stored: <Flex as BackendTypes>::FloatTensorPrimitive,
    pub(crate) shape: Vec<usize>,
}

macro_rules! stored {
    ($value:expr, $($variant:ident),*) => {
        match $value {
            $(Value::$variant(tensor) => tensor.try_into_primitive::<Flex>().ok(),)*
        }
    };
}

impl Numbers {
    /// Takes a value, without a copy if it lies in order; `None` if it lies on another device or
    /// autodiff follows it.
    pub(crate) fn of(value: Value) -> Option<Self> {
        let shape = value.shape();
        let mut stored = stored!(value, R1, R2, R3, R4, R5, R6)?;
        if stored.as_slice::<f32>().is_none() {
            stored = stored.to_contiguous();
        }
        stored.as_slice::<f32>()?;
        Some(Self { stored, shape })
    }

    /// Takes a matrix as it lies: as itself, or turned if its columns lie side by side. So do the
    /// weights that PyTorch wrote.
    pub(crate) fn of_matrix(value: Value) -> Option<(Self, bool)> {
        if let Value::R2(matrix) = &value {
            let turned = matrix.clone().transpose();
            let stored = turned.clone().try_into_primitive::<Flex>().ok()?;
            let here = matrix.clone().try_into_primitive::<Flex>().ok()?;
            if here.as_slice::<f32>().is_none() && stored.as_slice::<f32>().is_some() {
                return Some((Self::of(turned.into())?, true));
            }
        }
        Some((Self::of(value)?, false))
    }

    pub(crate) fn new(numbers: Vec<f32>, shape: &[usize]) -> Option<Self> {
        Self::of(Value::new(numbers, shape, &Device::flex()).ok()?)
    }

    pub(crate) fn read(&self) -> &[f32] {
        self.stored.as_slice::<f32>().unwrap_or_default()
    }

    /// The numbers, to be changed: in place if nobody else reads them, else in a copy.
    pub(crate) fn change(&mut self) -> Option<&mut [f32]> {
        let count = self.read().len();
        let own = self.stored.try_storage_mut::<f32>().map(|all| all.len());
        if own != Some(count) {
            *self = Self::new(self.read().to_vec(), &self.shape)?;
        }
        self.stored.try_storage_mut::<f32>()
    }

    /// The value again.
    pub(crate) fn value(self) -> Option<Value> {
        let stored = self.stored;
        Some(match self.shape.len() {
            1 => Value::R1(Tensor::from_primitive::<Flex>(stored)),
            2 => Value::R2(Tensor::from_primitive::<Flex>(stored)),
            3 => Value::R3(Tensor::from_primitive::<Flex>(stored)),
            4 => Value::R4(Tensor::from_primitive::<Flex>(stored)),
            5 => Value::R5(Tensor::from_primitive::<Flex>(stored)),
            6 => Value::R6(Tensor::from_primitive::<Flex>(stored)),
            _ => return None,
        })
    }
}

/// A value of these numbers.
pub(crate) fn value(numbers: Vec<f32>, shape: &[usize]) -> Option<Value> {
    Value::new(numbers, shape, &Device::flex()).ok()
}

/// The numbers of a node's only input.
pub(crate) fn only(inputs: &[Value]) -> Option<Numbers> {
    let [input] = inputs else { return None };
    Numbers::of(input.clone())
}

/// The numbers of a node's only input, in a backward pass.
pub(crate) fn only_marked(inputs: &[(Value, bool)]) -> Option<Numbers> {
    let [(input, true)] = inputs else { return None };
    Numbers::of(input.clone())
}
