use std::collections::BTreeSet;

use burn::tensor::Device;
use graph::ops::{Activation, BatchNorm, Binary, Conv, LayerNorm, Op, Window};
use graph::{Graph, GraphBuilder, NodeId, Value};

use super::MAX_BLOCKS;
use super::facts::Facts;
use crate::FormatError;
use crate::state_dict::StateDict;

/// Maps the name of a module or tensor in the recipe to its name in the file: `layer1.0.conv1` may
/// be `resnet.encoder.stages.0.layers.0.layer.0.convolution` there.
pub(super) type Spelling = fn(&str) -> String;

/// Builds a graph from named weights.
///
/// Recipes use the names of one library. Nodes and weights have the names in the file.
pub(super) struct Network<'a> {
    state: &'a StateDict,
    device: &'a Device,
    spelling: Spelling,
    /// What the files say about the network.
    pub(super) facts: Facts,
    builder: GraphBuilder,
    used: BTreeSet<String>,
}

impl<'a> Network<'a> {
    pub(super) fn new(
        state: &'a StateDict,
        device: &'a Device,
        spelling: Spelling,
        facts: Facts,
    ) -> Self {
        Self {
            state,
            device,
            spelling,
            facts,
            builder: GraphBuilder::default(),
            used: BTreeSet::new(),
        }
    }

    /// Returns the name of a module or tensor in the file.
    pub(super) fn name(&self, path: &str) -> String {
        (self.spelling)(path)
    }

    /// Whether the file has this tensor.
    pub(super) fn has(&self, tensor: &str) -> bool {
        self.state.contains(&(self.spelling)(tensor))
    }

    /// Returns the shape of a tensor.
    pub(super) fn dims(&self, tensor: &str) -> Result<&'a [usize], FormatError> {
        let name = (self.spelling)(tensor);
        self.state.shape(&name).ok_or_else(|| missing(&name))
    }

    /// Counts blocks: returns the first index whose tensor does not exist.
    pub(super) fn count(&self, tensor: impl Fn(usize) -> String) -> usize {
        (0..MAX_BLOCKS)
            .take_while(|index| self.has(&tensor(*index)))
            .count()
    }

    /// Returns the side of a square kernel, or of patches.
    ///
    /// # Errors
    /// [`FormatError::OtherNetwork`] if it is no square.
    pub(super) fn kernel(&self, path: &str) -> Result<usize, FormatError> {
        match self.dims(&format!("{path}.weight"))? {
            &[_, _, height, width] if height == width => Ok(width),
            dims => Err(self.facts.other(format!(
                "`{}.weight` has the shape {dims:?}",
                self.name(path)
            ))),
        }
    }

    /// Returns the shape `[1, …]` of a node.
    pub(super) fn shape(&self, id: NodeId) -> &[usize] {
        self.builder.shape(id)
    }

    pub(super) fn input(&mut self, shape: [usize; 4]) -> Result<NodeId, FormatError> {
        Ok(self.builder.input("input", &shape)?)
    }

    /// Loads a tensor to the device.
    pub(super) fn weight(&mut self, tensor: &str) -> Result<Value, FormatError> {
        self.weight_changed(tensor, |_, _| ())
    }

    /// Loads a tensor whose values are changed first. The change gets them with the first side of the
    /// shape.
    fn weight_changed(
        &mut self,
        tensor: &str,
        change: fn(&mut [f32], usize),
    ) -> Result<Value, FormatError> {
        let name = (self.spelling)(tensor);
        let shape = self.state.shape(&name).ok_or_else(|| missing(&name))?;
        let mut values = self.state.take(&name)?;
        change(&mut values, shape.first().copied().unwrap_or(1));
        let value =
            Value::new(values, shape, self.device).map_err(|reason| FormatError::Tensor {
                tensor: name.clone(),
                reason,
            })?;
        self.used.insert(name);
        Ok(value)
    }

    fn optional(&mut self, tensor: &str) -> Result<Option<Value>, FormatError> {
        if self.has(tensor) {
            self.weight(tensor).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Adds a node with weights. It has the name of the module in the file.
    pub(super) fn node(
        &mut self,
        path: &str,
        op: Op,
        inputs: &[NodeId],
        constants: Vec<Value>,
    ) -> Result<NodeId, FormatError> {
        Ok(self
            .builder
            .add((self.spelling)(path), op, inputs, constants)?)
    }

    /// Gives a node one more name and suggests it as a layer, for example the last block of a
    /// stage.
    pub(super) fn alias(&mut self, path: &str, id: NodeId) {
        self.builder.alias((self.spelling)(path), id);
        self.builder.stage(id);
    }

    /// Adds a node without weights that reads one node.
    pub(super) fn step(&mut self, path: &str, op: Op, x: NodeId) -> Result<NodeId, FormatError> {
        self.node(path, op, &[x], vec![])
    }

    pub(super) fn activation(
        &mut self,
        path: &str,
        activation: Activation,
        x: NodeId,
    ) -> Result<NodeId, FormatError> {
        self.step(path, Op::Activation(activation), x)
    }

    pub(super) fn relu(&mut self, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
        self.activation(path, Activation::Relu, x)
    }

    pub(super) fn add(&mut self, path: &str, a: NodeId, b: NodeId) -> Result<NodeId, FormatError> {
        self.node(path, Op::Binary(Binary::Add), &[a, b], vec![])
    }

    /// Notes the tensors of a module that the library itself does not use for the scores.
    pub(super) fn without_effect(&mut self, path: &str) {
        let prefix = format!("{}.", self.name(path));
        let names = self.state.names().filter(|name| name.starts_with(&prefix));
        self.used.extend(names.map(str::to_owned));
    }

    /// Adds a tensor as a constant: a class token, position embeddings.
    pub(super) fn constant(&mut self, tensor: &str) -> Result<NodeId, FormatError> {
        let value = self.weight(tensor)?;
        self.node(tensor, Op::Constant, &[], vec![value])
    }

    /// Adds a tensor as a constant of another shape.
    pub(super) fn arranged(
        &mut self,
        tensor: &str,
        shape: &[usize],
    ) -> Result<NodeId, FormatError> {
        let value = self.weight(tensor)?.reshape(shape);
        let value = value.map_err(|reason| FormatError::Tensor {
            tensor: self.name(tensor),
            reason,
        })?;
        self.node(tensor, Op::Constant, &[], vec![value])
    }

    /// Adds values of the recipe itself as a constant: a mask, a factor.
    pub(super) fn fixed(
        &mut self,
        path: &str,
        values: Vec<f32>,
        shape: &[usize],
    ) -> Result<NodeId, FormatError> {
        let tensor = (self.spelling)(path);
        let value = Value::new(values, shape, self.device);
        let value = value.map_err(|reason| FormatError::Tensor { tensor, reason })?;
        self.node(path, Op::Constant, &[], vec![value])
    }

    /// Adds a convolution with the weight `[out, in / groups, kh, kw]`, and a bias if the file has
    /// one.
    ///
    /// # Errors
    /// [`FormatError::OtherNetwork`] if the weight has another kernel: stride and padding would be
    /// other ones too.
    pub(super) fn conv(
        &mut self,
        path: &str,
        x: NodeId,
        slide: Slide,
    ) -> Result<NodeId, FormatError> {
        let conv = Conv {
            window: slide.window(),
            groups: slide.groups,
        };
        self.conv_of(path, x, [slide.kernel; 2], conv)
    }

    /// Adds a convolution with a kernel of this height and width.
    ///
    /// # Errors
    /// [`FormatError::OtherNetwork`] if the weight has another kernel.
    pub(super) fn conv_of(
        &mut self,
        path: &str,
        x: NodeId,
        kernel: [usize; 2],
        conv: Conv,
    ) -> Result<NodeId, FormatError> {
        self.conv_changed(path, x, kernel, conv, |_, _| ())
    }

    /// Adds a convolution whose weight is changed first. The change gets the values with the number of
    /// outputs.
    pub(super) fn conv_changed(
        &mut self,
        path: &str,
        x: NodeId,
        kernel: [usize; 2],
        conv: Conv,
        change: fn(&mut [f32], usize),
    ) -> Result<NodeId, FormatError> {
        let dims = self.dims(&format!("{path}.weight"))?;
        let &[_, per_group, height, width] = dims else {
            let fact = format!("`{}.weight` has the shape {dims:?}", self.name(path));
            return Err(self.facts.other(fact));
        };
        if [height, width] != kernel {
            let [high, wide] = kernel;
            return Err(self.facts.other(format!(
                "`{}.weight` has a kernel of {height} x {width} instead of {high} x {wide}",
                self.name(path)
            )));
        }
        self.check_channels(path, x, per_group.saturating_mul(conv.groups))?;
        let weight = self.weight_changed(&format!("{path}.weight"), change)?;
        let mut weights = vec![weight];
        weights.extend(self.optional(&format!("{path}.bias"))?);
        self.node(path, Op::Conv(conv), &[x], weights)
    }

    /// Checks that the first convolution, which is that of the picture, takes its channels.
    fn check_channels(&self, path: &str, x: NodeId, channels: usize) -> Result<(), FormatError> {
        if !self.used.is_empty() || self.shape(x).get(1) == Some(&channels) {
            return Ok(());
        }
        Err(FormatError::Channels {
            tensor: self.name(&format!("{path}.weight")),
            channels,
        })
    }

    /// Adds PyTorch's `BatchNorm` in inference mode.
    pub(super) fn batch_norm(
        &mut self,
        path: &str,
        x: NodeId,
        epsilon: f32,
    ) -> Result<NodeId, FormatError> {
        self.batch_norm_as(path, path, x, epsilon)
    }

    /// Adds the batch norm of a module that does more than that. `name` is the name of its node.
    pub(super) fn batch_norm_as(
        &mut self,
        name: &str,
        path: &str,
        x: NodeId,
        epsilon: f32,
    ) -> Result<NodeId, FormatError> {
        let kinds = ["weight", "bias", "running_mean", "running_var"];
        let weights = kinds.map(|kind| self.weight(&format!("{path}.{kind}")));
        let weights = weights.into_iter().collect::<Result<_, _>>()?;
        self.node(name, Op::BatchNorm(BatchNorm { epsilon }), &[x], weights)
    }

    /// Adds a layer norm along one axis: the last of tokens, axis 1 of pictures.
    pub(super) fn layer_norm(
        &mut self,
        path: &str,
        x: NodeId,
        axis: usize,
        epsilon: f32,
    ) -> Result<NodeId, FormatError> {
        self.layer_norm_as((path, path), x, axis, epsilon)
    }

    /// Adds a layer norm of which a network has several with the same weights. `name` is the name of
    /// its node, `path` that of the weights.
    pub(super) fn layer_norm_as(
        &mut self,
        (name, path): (&str, &str),
        x: NodeId,
        axis: usize,
        epsilon: f32,
    ) -> Result<NodeId, FormatError> {
        let kinds = ["weight", "bias"];
        let weights = kinds.map(|kind| self.weight(&format!("{path}.{kind}")));
        let weights = weights.into_iter().collect::<Result<_, _>>()?;
        let axes = vec![axis];
        self.node(
            name,
            Op::LayerNorm(LayerNorm { axes, epsilon }),
            &[x],
            weights,
        )
    }

    /// Adds a linear layer with the weight `[out, in]`, and a bias if the file has one.
    pub(super) fn linear(&mut self, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
        let bias = self.optional(&format!("{path}.bias"))?;
        self.linear_with(path, x, bias)
    }

    /// Adds a linear layer with the weight `[out, in]` and this bias.
    pub(super) fn linear_with(
        &mut self,
        path: &str,
        x: NodeId,
        bias: Option<Value>,
    ) -> Result<NodeId, FormatError> {
        let weight = self.weight(&format!("{path}.weight"))?;
        let transposed = weight.rank2().map(|weight| Value::R2(weight.transpose()));
        let transposed = transposed.map_err(|reason| FormatError::Tensor {
            tensor: format!("{}.weight", (self.spelling)(path)),
            reason,
        })?;
        let weights = std::iter::once(transposed).chain(bias).collect();
        self.node(path, Op::Linear, &[x], weights)
    }

    /// Finishes the graph. Returns it with the names of the tensors that it has: one that is unused
    /// shows another network than that of the recipe, whose scores would be wrong.
    ///
    /// # Errors
    /// [`FormatError::OtherNetwork`] if a fact is unused.
    pub(super) fn finish(
        self,
        outputs: &[NodeId],
    ) -> Result<(Graph, BTreeSet<String>), FormatError> {
        self.facts.finish()?;
        Ok((self.builder.finish(outputs)?, self.used))
    }
}

/// Kernel, stride, padding, dilation and groups of a convolution with a square kernel.
#[derive(Clone, Copy)]
pub(super) struct Slide {
    pub(super) kernel: usize,
    pub(super) stride: usize,
    pub(super) padding: usize,
    pub(super) dilation: usize,
    pub(super) groups: usize,
}

impl Slide {
    /// Stride 1 and the padding with which a kernel of this odd size keeps the picture's size.
    pub(super) fn same(kernel: usize) -> Self {
        Self {
            padding: kernel / 2,
            ..Self::bare(kernel)
        }
    }

    /// Stride 1 without padding.
    pub(super) fn bare(kernel: usize) -> Self {
        Self {
            kernel,
            stride: 1,
            padding: 0,
            dilation: 1,
            groups: 1,
        }
    }

    /// Windows beside each other.
    pub(super) fn patches(side: usize) -> Self {
        Self::bare(side).stride(side)
    }

    pub(super) fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    pub(super) fn groups(self, groups: usize) -> Self {
        Self { groups, ..self }
    }

    /// Sets the dilation and multiplies the padding by it.
    pub(super) fn dilation(self, dilation: usize) -> Self {
        Self {
            dilation,
            padding: self.padding * dilation,
            ..self
        }
    }

    pub(super) fn padding(self, padding: usize) -> Self {
        Self { padding, ..self }
    }

    pub(super) fn window(self) -> Window {
        Window {
            stride: [self.stride; 2],
            padding: [(self.padding, self.padding); 2],
            dilation: [self.dilation; 2],
        }
    }
}

/// Whether a tensor does not affect what the network computes.
pub(super) fn is_bookkeeping(name: &str) -> bool {
    const KINDS: &[&str] = &[
        "num_batches_tracked",
        "relative_position_index",
        "relative_coords_table",
        "attn_mask",
        "position_ids",
        // Stands for patches that the training hides.
        "mask_token",
    ];
    let kind = name.rsplit('.').next().unwrap_or_default();
    KINDS.contains(&kind)
}

fn missing(name: &str) -> FormatError {
    FormatError::Tensor {
        tensor: name.into(),
        reason: "it is not in the file".into(),
    }
}
