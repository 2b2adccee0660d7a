//! Small values for the tests of this crate.

use burn::tensor::Device;

use crate::Value;

/// A value on the CPU.
pub(crate) fn value(values: &[f32], shape: &[usize]) -> Value {
    Value::new(values.to_vec(), shape, &Device::flex()).unwrap()
}

/// The values, row-major.
pub(crate) fn read(value: Value) -> Vec<f32> {
    pollster::block_on(value.read()).unwrap()
}
