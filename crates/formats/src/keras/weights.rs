use super::scope::Place;
use crate::FormatError;

/// A weight in float32, in the layout of Keras.
#[derive(Debug)]
pub(crate) struct Weight {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// The weights in a model's files. Each is decoded on request, so memory holds no second copy of
/// the model.
pub(crate) trait Weights {
    /// The name in the file of a layer's weight. `kind` is what Keras calls it.
    ///
    /// # Errors
    /// [`FormatError::Weight`] if there is none, or if it cannot be told which one it is.
    fn find(&self, place: Place, kind: &str) -> Result<String, FormatError>;

    /// Decodes a weight by its name in the file.
    ///
    /// # Errors
    /// A [`FormatError`] if it cannot be read.
    fn decode(&self, name: &str) -> Result<Weight, FormatError>;
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Weights of one value by `layer/kind`.
    #[derive(Default)]
    pub(crate) struct Given(pub(crate) BTreeMap<&'static str, f32>);

    impl Weights for Given {
        fn find(&self, place: Place, kind: &str) -> Result<String, FormatError> {
            Ok(format!("{}/{kind}", place.layer.name))
        }

        fn decode(&self, name: &str) -> Result<Weight, FormatError> {
            let value = self.0.get(name).ok_or_else(|| FormatError::Weight {
                layer: name.into(),
                reason: "it is not given".into(),
            })?;
            Ok(Weight {
                shape: vec![1],
                values: vec![*value],
            })
        }
    }
}
