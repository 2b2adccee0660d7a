//! Builds the graph of a topology by calling its layers in order.

use std::collections::BTreeMap;

use burn::tensor::Device;
use graph::{Graph, NodeId};
use serde_json::Value as Json;

use super::build::Build;
use super::input;
use super::layer::Layer;
use super::layers;
use super::order::Order;
use super::preprocessing::{self, Pixels};
use super::scope::Scope;
use super::topology::{self, Call, KerasLayer, KerasModel, Source, damaged, is_model};
use super::weights::Weights;
use crate::{FormatError, InputRule};

/// The most layers, more than any classifier has. Ordering them takes quadratic time, and nested
/// models that are called often would multiply them.
const MAX_LAYERS: usize = 20_000;

/// Builds the graph and the input rule of a classifier. `size` is the `[height, width]` to use if the
/// file leaves it open. `pixels` are looked for in the topology if nothing else tells them.
pub(crate) fn read(
    topology: &Json,
    weights: &dyn Weights,
    pixels: Option<Pixels>,
    size: [usize; 2],
    device: &Device,
) -> Result<(Graph, InputRule), FormatError> {
    let pixels = match pixels {
        Some(pixels) => pixels,
        None => preprocessing::pixels(topology)?,
    };
    let graph = build(topology, weights, size, device)?;
    let input = pixels.rule(&graph.node(graph.inputs()[0]).shape)?;
    let scores = graph.node(graph.logits());
    if scores.shape.len() != 2 {
        let shape = &scores.shape;
        let reason = format!("expected one score per class as the output, got {shape:?}");
        return Err(damaged(&scores.name, reason));
    }
    Ok((graph, input))
}

/// Builds the graph of a topology. `size` is the `[height, width]` to use if the file leaves it
/// open.
fn build(
    topology: &Json,
    weights: &dyn Weights,
    size: [usize; 2],
    device: &Device,
) -> Result<Graph, FormatError> {
    let (class, config) = topology::root(topology)?;
    let mut unsupported = Vec::new();
    collect_unsupported(class, config, &mut unsupported)?;
    if !unsupported.is_empty() {
        return Err(FormatError::UnsupportedLayers {
            layers: unsupported,
            supported: layers::SUPPORTED.to_vec(),
        });
    }
    let order = Order::of(&KerasModel::read(class, config)?)?;
    let mut build = Build::new(weights, device, (topology::origin(topology), order));
    let (name, shape) = input::shape((class, config), size, order)?;
    let input = build.graph.input(name, &shape)?;
    let outputs = build.model(&Scope::outermost(), class, config, &[input])?;
    Ok(build.graph.finish(&outputs)?)
}

impl Build<'_> {
    fn model(
        &mut self,
        scope: &Scope,
        class: &str,
        config: &Json,
        inputs: &[NodeId],
    ) -> Result<Vec<NodeId>, FormatError> {
        let model = KerasModel::read(class, config)?;
        if model.sequential {
            let mut current = inputs.to_vec();
            for layer in &model.layers {
                if layer.class != "InputLayer" {
                    current = self.layer(scope, layer, &Call::default(), &current)?;
                }
            }
            return Ok(current);
        }
        self.functional(scope, &model, inputs)
    }

    /// Adds the calls of all layers, each as soon as its inputs are there.
    fn functional(
        &mut self,
        scope: &Scope,
        model: &KerasModel,
        inputs: &[NodeId],
    ) -> Result<Vec<NodeId>, FormatError> {
        let name = scope.name;
        if model.inputs.len() != inputs.len() {
            let (has, given) = (model.inputs.len(), inputs.len());
            let reason = format!(
                "it has {has} inputs and gets {given}; only models of one picture are supported"
            );
            return Err(damaged(name, reason));
        }
        let mut known: BTreeMap<(&str, usize), NodeId> = model
            .inputs
            .iter()
            .map(|input| (*input, 0))
            .zip(inputs.iter().copied())
            .collect();
        let mut open: Vec<(&KerasLayer, usize)> = (model.layers.iter())
            .filter(|layer| layer.class != "InputLayer")
            .flat_map(|layer| (0..layer.calls.len()).map(move |call| (layer, call)))
            .collect();
        while !open.is_empty() {
            let mut waiting = Vec::new();
            for (layer, call) in &open {
                let arguments = &layer.calls[*call];
                let sources = found(name, &known, &arguments.sources())?;
                match sources {
                    Some(sources) => {
                        let outputs = self.layer(scope, layer, arguments, &sources)?;
                        let call = call + first_call(model, layer);
                        known.extend(outputs.first().map(|output| ((layer.name, call), *output)));
                    }
                    None => waiting.push((*layer, *call)),
                }
            }
            if waiting.len() == open.len() {
                let reason = "it reads a layer that is missing, or itself".to_owned();
                return Err(damaged(waiting[0].0.name, reason));
            }
            open = waiting;
        }
        let missing = |output: &&Source| !known.contains_key(&(output.layer, output.call));
        let missing = model
            .outputs
            .iter()
            .find(missing)
            .map_or(name, |output| output.layer);
        found(name, &known, &model.outputs)?
            .filter(|outputs| !outputs.is_empty())
            .ok_or_else(|| damaged(missing, "it is listed as an output and missing".into()))
    }

    fn layer(
        &mut self,
        scope: &Scope,
        layer: &KerasLayer,
        call: &Call,
        inputs: &[NodeId],
    ) -> Result<Vec<NodeId>, FormatError> {
        if self.graph.len() >= MAX_LAYERS {
            let reason = format!("the model has more than {MAX_LAYERS} layers");
            return Err(damaged(layer.name, reason));
        }
        if call.trains {
            let reason = "it is called with `training=True`, which is not supported";
            return Err(damaged(layer.name, reason.into()));
        }
        if is_model(layer.class) {
            return self.model(&scope.inside(layer), layer.class, layer.config, inputs);
        }
        let name = self.free_name(scope.name, layer.name);
        layers::add(Layer {
            build: self,
            scope,
            keras: layer,
            call,
            name,
            inputs,
        })
        .map(|id| vec![id])
    }
}

/// The number that a file gives to the first call of a layer. Some versions of Keras count the
/// calls of a nested model from 1, since call 0 made it. Others do not, so this is the smallest
/// number that a reference to the layer has.
fn first_call(model: &KerasModel, layer: &KerasLayer) -> usize {
    if !is_model(layer.class) {
        return 0;
    }
    let sources = model
        .layers
        .iter()
        .flat_map(|layer| &layer.calls)
        .flat_map(Call::sources)
        .chain(model.outputs.iter().copied());
    sources
        .filter(|source| source.layer == layer.name)
        .map(|source| source.call)
        .min()
        .unwrap_or(0)
}

/// The nodes of these tensors. Returns `None` if one is not known yet.
fn found(
    model: &str,
    known: &BTreeMap<(&str, usize), NodeId>,
    sources: &[Source],
) -> Result<Option<Vec<NodeId>>, FormatError> {
    if let Some(source) = sources.iter().find(|source| source.tensor > 0) {
        let reason = format!("layers with several outputs, as in `{model}`, are not supported");
        return Err(damaged(source.layer, reason));
    }
    Ok(sources
        .iter()
        .map(|source| known.get(&(source.layer, source.call)).copied())
        .collect())
}

fn collect_unsupported(
    class: &str,
    config: &Json,
    unsupported: &mut Vec<(String, String)>,
) -> Result<(), FormatError> {
    for layer in KerasModel::read(class, config)?.layers {
        if let Some(foreign) = &layer.foreign {
            unsupported.push((layer.name.to_owned(), foreign.clone()));
        } else if is_model(layer.class) {
            collect_unsupported(layer.class, layer.config, unsupported)?;
        } else if !layers::SUPPORTED.contains(&layer.class) {
            unsupported.push((layer.name.to_owned(), layer.class.to_owned()));
        }
    }
    Ok(())
}
