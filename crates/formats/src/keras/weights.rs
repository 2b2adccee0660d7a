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
