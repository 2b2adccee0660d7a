//! State dicts whose values follow from their names: `reference/architectures/README.md`.

use std::borrow::Cow;

use ::safetensors::{Dtype, View};

use crate::formula::uniform;

/// An entry of a state dict.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name in the file.
    pub name: String,
    /// The sizes of its axes.
    pub shape: Vec<usize>,
    /// Which formula its values follow: `weight`, `bias`, `norm_weight`, `running_var`, …
    pub kind: String,
    /// The text that the values follow from: the library's name for the parameter, and the salt.
    pub key: String,
    /// Scales the values of kind `weight`.
    pub gain: f64,
}

impl Parameter {
    /// The number of values.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether this is a counter or an index, which no network needs.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        ["counter", "index"].contains(&self.kind.as_str())
    }

    fn values(&self) -> impl Iterator<Item = f32> {
        let fan_in: usize = self.shape.iter().skip(1).product();
        let scale = (self.gain * (6.0 / fan_in as f64).sqrt()) as f32;
        let shape: Box<dyn Fn(f32) -> f32> = match self.kind.as_str() {
            "weight" => Box::new(move |v| v * scale),
            "bias" | "norm_bias" | "running_mean" => Box::new(|v| v * 0.1),
            "norm_weight" | "layer_scale" => Box::new(|v| 1.0 + v * 0.1),
            "running_var" => Box::new(|v| 1.0 + v.abs() * 0.5),
            "embed" => Box::new(|v| v * 0.02),
            other => panic!("{}: no formula for a {other}", self.name),
        };
        uniform(&self.key).take(self.count()).map(shape)
    }
}

/// The bytes of a tensor are made when they are written.
impl View for &Parameter {
    fn dtype(&self) -> Dtype {
        if self.is_integer() {
            Dtype::I64
        } else {
            Dtype::F32
        }
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        if self.is_integer() {
            return vec![0; self.data_len()].into();
        }
        let mut bytes = Vec::with_capacity(self.data_len());
        for value in self.values() {
            bytes.extend(value.to_le_bytes());
        }
        bytes.into()
    }

    fn data_len(&self) -> usize {
        self.count() * if self.is_integer() { 8 } else { 4 }
    }
}

/// Writes a `.safetensors` file to memory.
///
/// # Panics
/// If two parameters have one name, or if a kind has no formula.
#[must_use]
pub fn safetensors(parameters: &[Parameter]) -> Vec<u8> {
    let tensors = parameters
        .iter()
        .map(|parameter| (&parameter.name, parameter));
    ::safetensors::serialize(tensors, None).expect("parameters of different names")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::float_cmp, reason = "the formula is exact")]
    fn weights_of_each_kind_match_hand_computed_values() {
        struct Case(&'static str, &'static [usize], &'static str, usize, f32);
        #[rustfmt::skip] // one example per line
        let cases = [
            Case("conv1.weight", &[64, 3, 7, 7], "weight", 0, 0.016_391_722),
            Case("layer4.1.bn2.running_var", &[512], "running_var", 511, 1.209_773_3),
            Case("fc.bias", &[1000], "bias", 281, -0.010_289_55),
        ];
        for Case(name, shape, kind, index, expected) in cases {
            let parameter = Parameter {
                name: name.into(),
                shape: shape.into(),
                kind: kind.into(),
                key: name.into(),
                gain: 0.9,
            };
            assert_eq!(parameter.values().nth(index), Some(expected), "{name}");
        }
    }
}
