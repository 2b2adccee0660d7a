use std::collections::BTreeMap;

use burn::tensor::Device;
use graph::{GraphBuilder, Value};

use super::order::Order;
use super::scope::Place;
use super::topology::Origin;
use super::weights::{Weight, Weights};
use crate::FormatError;

/// A graph under construction.
pub(super) struct Build<'a> {
    pub(super) graph: GraphBuilder,
    weights: &'a dyn Weights,
    /// Weights on the device by their full names: each is uploaded once.
    values: BTreeMap<String, Value>,
    pub(super) device: Device,
    pub(super) origin: Origin,
    pub(super) order: Order,
}

impl<'a> Build<'a> {
    pub(super) fn new(
        weights: &'a dyn Weights,
        device: &Device,
        (origin, order): (Origin, Order),
    ) -> Self {
        Self {
            graph: GraphBuilder::default(),
            weights,
            values: BTreeMap::new(),
            device: device.clone(),
            origin,
            order,
        }
    }

    /// Uploads a weight that `arrange` brings into the order of the graph.
    pub(super) fn weight(
        &mut self,
        place: Place,
        kind: &str,
        arrange: impl Fn(Weight) -> Option<Weight>,
    ) -> Result<Value, FormatError> {
        let name = self.weights.find(place, kind)?;
        if let Some(value) = self.values.get(&name) {
            return Ok(value.clone());
        }
        let error = |reason| FormatError::Weight {
            layer: place.layer.name.into(),
            reason,
        };
        let weight = self.weights.decode(&name)?;
        let shape = weight.shape.clone();
        let weight = arrange(weight).ok_or_else(|| {
            error(format!(
                "its {kind} of shape {shape:?} does not fit its input"
            ))
        })?;
        let value = Value::new(weight.values, &weight.shape, &self.device).map_err(error)?;
        self.values.insert(name, value.clone());
        Ok(value)
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
