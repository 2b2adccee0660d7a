use super::topology::NUMBERED;
use crate::FormatError;
use crate::finite::not_finite;
use crate::hdf5::Hdf5;
use crate::keras::{self, Place, Weight, Weights};

/// Weights that are numbered, as Keras 3 keeps them.
pub(super) struct Numbered<'h> {
    hdf5: &'h Hdf5<'h>,
    /// What the group of a model's layers is called.
    layers: &'static str,
}

impl<'h> Numbered<'h> {
    pub(super) fn new(hdf5: &'h Hdf5<'h>) -> Result<Self, FormatError> {
        let [today, before] = NUMBERED;
        let is_old = hdf5.find(today)?.is_none() && hdf5.find(before)?.is_some();
        let layers = if is_old { before } else { today };
        Ok(Self { hdf5, layers })
    }

    /// The path in the file for one of [`keras::numbered`].
    fn path(&self, name: &str) -> String {
        name.replace(NUMBERED[0], self.layers)
    }
}

impl Weights for Numbered<'_> {
    fn find(&self, place: Place, kind: &str) -> Result<String, FormatError> {
        let layer = place.layer.name;
        let error = |reason: String| FormatError::Weight {
            layer: layer.into(),
            reason,
        };
        let group = self.path(&format!("{}/vars", place.path()));
        // Newer files tell whose weights these are.
        if let Some(address) = self.hdf5.find(&group)?
            && let Some(name) = self.hdf5.text(address, "name")?
            && name != layer
        {
            let reason = format!("in the file its weights are those of the layer `{name}`");
            return Err(error(reason));
        }
        let exists = |name: &str| matches!(self.hdf5.find(&self.path(name)), Ok(Some(_)));
        keras::numbered(place, kind, exists).unwrap_or_else(|| {
            Err(error(format!(
                "its {kind} is missing: there is no `{group}/0`"
            )))
        })
    }

    fn decode(&self, name: &str) -> Result<Weight, FormatError> {
        decoded(self.hdf5, &self.path(name))
    }
}

/// The array at a path of the file.
pub(super) fn decoded(hdf5: &Hdf5, path: &str) -> Result<Weight, FormatError> {
    let error = |reason: String| FormatError::Weight {
        layer: path.into(),
        reason,
    };
    let address = hdf5.find(path)?;
    let address = address.ok_or_else(|| error("it is not in the file".into()))?;
    let numbers = hdf5.numbers(address)?;
    match not_finite(&numbers.values) {
        Some(reason) => Err(error(reason)),
        None => Ok(Weight {
            shape: numbers.shape,
            values: numbers.values,
        }),
    }
}
