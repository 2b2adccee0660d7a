use burn::tensor::{Device, Gradients, Tensor, TensorData};

use crate::GraphError;
use crate::ops::{Binary, Op};

/// A tensor of rank 1 to 6 whose rank is known at run time.
///
/// Clones share the data. Values are row-major; pictures are `[batch, channel, height, width]`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the name of a variant is its rank")]
pub enum Value {
    R1(Tensor<1>),
    R2(Tensor<2>),
    R3(Tensor<3>),
    R4(Tensor<4>),
    R5(Tensor<5>),
    R6(Tensor<6>),
}

/// Applies an expression to the tensor of any rank and wraps the result.
macro_rules! map_value {
    ($value:expr, $tensor:ident => $body:expr) => {
        match $value {
            $crate::Value::R1($tensor) => $crate::Value::R1($body),
            $crate::Value::R2($tensor) => $crate::Value::R2($body),
            $crate::Value::R3($tensor) => $crate::Value::R3($body),
            $crate::Value::R4($tensor) => $crate::Value::R4($body),
            $crate::Value::R5($tensor) => $crate::Value::R5($body),
            $crate::Value::R6($tensor) => $crate::Value::R6($body),
        }
    };
}

/// Applies an expression to the tensor of any rank and returns the result.
macro_rules! with_value {
    ($value:expr, $tensor:ident => $body:expr) => {
        match $value {
            $crate::Value::R1($tensor) => $body,
            $crate::Value::R2($tensor) => $body,
            $crate::Value::R3($tensor) => $body,
            $crate::Value::R4($tensor) => $body,
            $crate::Value::R5($tensor) => $body,
            $crate::Value::R6($tensor) => $body,
        }
    };
}
pub(crate) use {map_value, with_value};

macro_rules! conversions {
    ($($variant:ident $rank:literal $name:ident),*) => {
        $(
            impl From<Tensor<$rank>> for Value {
                fn from(tensor: Tensor<$rank>) -> Self {
                    Self::$variant(tensor)
                }
            }
        )*
        impl Value {
            $(
                #[doc = concat!("Returns the tensor of rank ", $rank, ".")]
                ///
                /// # Errors
                /// A sentence with the shape, if the rank is another one.
                pub fn $name(self) -> Result<Tensor<$rank>, String> {
                    match self {
                        Self::$variant(tensor) => Ok(tensor),
                        other => Err(format!(
                            concat!("expected a tensor of rank ", $rank, ", got shape {:?}"),
                            other.shape()
                        )),
                    }
                }
            )*
        }
    };
}
conversions!(R1 1 rank1, R2 2 rank2, R3 3 rank3, R4 4 rank4, R5 5 rank5, R6 6 rank6);

impl Value {
    /// Puts row-major values of the given shape on a device.
    ///
    /// # Errors
    /// A sentence if the number of values is not the product of `shape`, or the rank is not 1 to 6.
    pub fn new(values: Vec<f32>, shape: &[usize], device: &Device) -> Result<Self, String> {
        let expected: usize = shape.iter().product();
        if values.len() != expected {
            return Err(format!(
                "shape {shape:?} holds {expected} values, got {}",
                values.len()
            ));
        }
        let data = TensorData::new(values, shape.to_vec());
        Ok(match shape.len() {
            1 => Self::R1(Tensor::from_data(data, device)),
            2 => Self::R2(Tensor::from_data(data, device)),
            3 => Self::R3(Tensor::from_data(data, device)),
            4 => Self::R4(Tensor::from_data(data, device)),
            5 => Self::R5(Tensor::from_data(data, device)),
            6 => Self::R6(Tensor::from_data(data, device)),
            rank => return Err(rank_error(rank)),
        })
    }

    /// The sizes of its axes.
    #[must_use]
    pub fn shape(&self) -> Vec<usize> {
        with_value!(self, tensor => tensor.dims().to_vec())
    }

    /// The number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Whether an axis has size 0.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The device that holds it.
    #[must_use]
    pub fn device(&self) -> Device {
        with_value!(self, tensor => tensor.device())
    }

    /// The same values in another shape.
    ///
    /// # Errors
    /// A sentence if the number of values differs or the rank is not 1 to 6.
    #[allow(clippy::many_single_char_names, reason = "six axes without a meaning")]
    pub fn reshape(self, shape: &[usize]) -> Result<Self, String> {
        if shape.iter().product::<usize>() != self.len() {
            return Err(format!(
                "{:?} cannot be arranged as {shape:?}",
                self.shape()
            ));
        }
        if self.shape() == shape {
            return Ok(self);
        }
        with_value!(self, tensor => Ok(match *shape {
            [a] => Self::R1(tensor.reshape([a])),
            [a, b] => Self::R2(tensor.reshape([a, b])),
            [a, b, c] => Self::R3(tensor.reshape([a, b, c])),
            [a, b, c, d] => Self::R4(tensor.reshape([a, b, c, d])),
            [a, b, c, d, e] => Self::R5(tensor.reshape([a, b, c, d, e])),
            [a, b, c, d, e, f] => Self::R6(tensor.reshape([a, b, c, d, e, f])),
            _ => return Err(rank_error(shape.len())),
        }))
    }

    /// The sum of two values of the same shape.
    ///
    /// # Errors
    /// Those of [`Op::apply`].
    pub fn plus(self, other: Self) -> Result<Self, String> {
        Op::Binary(Binary::Add).apply(vec![self, other], &[])
    }

    /// Every value times `factor`.
    #[must_use]
    pub fn times(self, factor: f32) -> Self {
        map_value!(self, tensor => tensor * factor)
    }

    /// Returns a leaf of a new autodiff tape that shares these values.
    #[must_use]
    pub fn tracked(self) -> Self {
        map_value!(self, tensor => tensor.autodiff().require_grad())
    }

    /// Returns the gradient that `backward` left for a leaf of [`Value::tracked`].
    #[must_use]
    pub fn take_gradient(&self, gradients: &mut Gradients) -> Option<Self> {
        Some(map_value!(self, tensor => tensor.grad_remove(gradients)?))
    }

    /// Copies the values to the host, row-major.
    ///
    /// # Errors
    /// [`GraphError::Device`] if the device fails.
    pub async fn read(self) -> Result<Vec<f32>, GraphError> {
        let device_error = |reason: String| GraphError::Device { reason };
        let data = with_value!(self, tensor => tensor.into_data_async().await)
            .map_err(|error| device_error(error.to_string()))?;
        data.try_to_vec::<f32>()
            .map_err(|error| device_error(format!("{error:?}")))
    }
}

fn rank_error(rank: usize) -> String {
    format!("expected a tensor of 1 to 6 axes, got {rank}")
}
