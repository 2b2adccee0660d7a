use half::f16;
use serde::Deserialize;

use crate::FormatError;
use crate::finite::not_finite;
use crate::keras::Weight;

/// A group of the weights manifest: files that are read as one, and the weights in them.
#[derive(Deserialize)]
pub(super) struct Group {
    pub(super) paths: Vec<String>,
    pub(super) weights: Vec<Entry>,
}

/// How a weight is stored.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantization>,
}

/// `value = code · scale + min`; a float16 code is the value itself.
#[derive(Clone, Debug, Deserialize)]
struct Quantization {
    dtype: String,
    #[serde(default)]
    scale: f32,
    #[serde(default)]
    min: f32,
}

impl Entry {
    fn stored_dtype(&self) -> &str {
        self.quantization
            .as_ref()
            .map_or(self.dtype.as_str(), |quantization| &quantization.dtype)
    }

    pub(super) fn byte_length(&self) -> Result<usize, FormatError> {
        let size = match self.stored_dtype() {
            "float32" | "int32" => 4,
            "float16" | "uint16" => 2,
            "uint8" | "bool" => 1,
            other => {
                let reason = format!("its values are stored as `{other}`, which is not supported");
                return Err(self.error(reason));
            }
        };
        let count = self
            .shape
            .iter()
            .try_fold(size, |product: usize, axis| product.checked_mul(*axis));
        count
            .filter(|count| *count > 0)
            .ok_or_else(|| self.error(format!("its shape {:?} is empty or too large", self.shape)))
    }

    /// Decodes the [`Entry::byte_length`] bytes of this weight.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<Weight, FormatError> {
        let (scale, min) = self
            .quantization
            .as_ref()
            .map_or((1.0, 0.0), |q| (q.scale, q.min));
        let words = || bytes.as_chunks::<2>().0.iter();
        let longs = || bytes.as_chunks::<4>().0.iter();
        let values: Vec<f32> = match self.stored_dtype() {
            "float32" => longs().map(|b| f32::from_le_bytes(*b)).collect(),
            "int32" => longs().map(|b| i32::from_le_bytes(*b) as f32).collect(),
            "float16" => words().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
            "uint16" => words()
                .map(|b| f32::from(u16::from_le_bytes(*b)) * scale + min)
                .collect(),
            _ => bytes.iter().map(|b| f32::from(*b) * scale + min).collect(),
        };
        match not_finite(&values) {
            Some(reason) => Err(self.error(reason)),
            None => Ok(Weight {
                shape: self.shape.clone(),
                values,
            }),
        }
    }

    fn error(&self, reason: String) -> FormatError {
        FormatError::Weight {
            layer: self.name.clone(),
            reason,
        }
    }
}
