use std::collections::BTreeMap;

use burn::tensor::Device;
use graph::{GraphBuilder, Value};

use super::storage::Weight;
use super::topology::Origin;
use super::weights::Weights;
use crate::FormatError;

/// A graph under construction.
pub(super) struct Build<'a> {
    pub(super) graph: GraphBuilder,
    weights: Weights<'a>,
    /// Weights on the device by their full names: each is uploaded once.
    values: BTreeMap<String, Value>,
    pub(super) device: Device,
    pub(super) origin: Origin,
}

impl<'a> Build<'a> {
    pub(super) fn new(weights: Weights<'a>, device: &Device, origin: Origin) -> Self {
        Self {
            graph: GraphBuilder::default(),
            weights,
            values: BTreeMap::new(),
            device: device.clone(),
            origin,
        }
    }

    /// Uploads a weight that `arrange` brings into the order of the graph.
    pub(super) fn weight(
        &mut self,
        (parent, layer, kind): (&str, &str, &str),
        arrange: impl Fn(Weight) -> Option<Weight>,
    ) -> Result<Value, FormatError> {
        let name = self.weights.find(parent, layer, kind)?;
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        let error = |reason| FormatError::Weight {
            layer: layer.into(),
            reason,
        };
        let weight = self.weights.decode(name)?;
        let shape = weight.shape.clone();
        let weight = arrange(weight).ok_or_else(|| {
            error(format!(
                "its {kind} of shape {shape:?} does not fit its input"
            ))
        })?;
        let value = Value::new(weight.values, &weight.shape, &self.device).map_err(error)?;
        self.values.insert(name.to_owned(), value.clone());
        Ok(value)
    }

    /// The kind of the only weight of a layer.
    pub(super) fn only_weight(&self, parent: &str, layer: &str) -> Result<String, FormatError> {
        self.weights.only(parent, layer)
    }

    /// A free name for a layer: its own if possible, since that is its display name.
    pub(super) fn free_name(&self, parent: &str, layer: &str) -> String {
        let numbered = (0..).map(|n| format!("{parent}/{layer}:{n}"));
        [layer.to_owned(), format!("{parent}/{layer}")]
            .into_iter()
            .chain(numbered)
            .find(|name| !self.graph.has(name))
            .unwrap_or_default()
    }
}
