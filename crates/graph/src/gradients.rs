use crate::ops::{Activation, Binary, Op};
use crate::run::{apply, shape_error};
use crate::value::with_value;
use crate::{Fast, Forward, Graph, GraphError, Node, NodeId, Value, Values};

/// What a ReLU does to the gradient in the backward pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReluRule {
    /// The derivative: the gradient passes where the input was positive.
    #[default]
    Plain,
    /// Guided back-propagation (Springenberg et al., 2015, <https://arxiv.org/abs/1412.6806>,
    /// section 3.4): the gradient passes where both the input and the gradient are positive.
    /// Applies to ReLU only, as in pytorch-grad-cam and captum.
    Guided,
    /// Deconvolutional networks (Zeiler and Fergus, 2014, <https://arxiv.org/abs/1311.2901>): the
    /// gradient passes where it is positive, whatever the input is. Applies to ReLU only, as in
    /// captum.
    Deconvolution,
}

/// Computes the gradients of a score at the wanted nodes, in one backward pass.
///
/// The score is `y = f(value of score_node)`, and `seed` is its gradient there: a one-hot row for
/// the logit of a class. The pass goes back node by node. Each step differentiates one op with
/// Burn's autodiff, on values of the forward pass. A wanted node may be anywhere in the graph, and
/// the pass visits only nodes between the wanted nodes and the score. Values in `known` are not
/// computed again.
///
/// # Shapes
/// `seed` has the shape of `score_node`'s value; each gradient has that of its node.
///
/// # Errors
/// [`GraphError::NoPath`] if the score does not depend on a wanted node, [`GraphError::NoRelu`] if
/// `rule` changes ReLUs and the pass meets none, and those of [`crate::run`].
pub fn gradients(
    graph: &Graph,
    known: &Values,
    score: (NodeId, Value),
    wanted: &[NodeId],
    rule: ReluRule,
) -> Result<Values, GraphError> {
    let mut backward = Backward::new(graph, known, score, wanted, rule)?;
    while backward.step()? {}
    Ok(backward.found())
}

/// The backward pass of [`gradients`] in steps of one node, first forward and then back, so that
/// somebody can stop it between two of them.
pub struct Backward<'a> {
    way: Way<'a>,
    rule: ReluRule,
    wanted: Vec<NodeId>,
    /// Computes the values that the pass reads, until they are there.
    forward: Option<Forward<'a>>,
    values: Values,
    pending: Values,
    found: Values,
    /// The node and all behind it are done.
    next: usize,
}

impl<'a> Backward<'a> {
    /// Begins a backward pass.
    ///
    /// # Errors
    /// Those of [`gradients`].
    pub fn new(
        graph: &'a Graph,
        known: &Values,
        (score_node, seed): (NodeId, Value),
        wanted: &[NodeId],
        rule: ReluRule,
    ) -> Result<Self, GraphError> {
        let way = Way::between(graph, wanted, score_node)?;
        way.check_rule(rule, wanted)?;
        let forward = Forward::new(graph, known, &way.read())?;
        Ok(Self {
            way,
            rule,
            wanted: wanted.to_vec(),
            forward: Some(forward),
            values: Values::new(),
            pending: Values::from([(score_node, seed)]),
            found: Values::new(),
            next: graph.len(),
        })
    }

    /// Computes the next value or gradient. Returns `false` if there is none.
    ///
    /// # Errors
    /// Those of [`gradients`].
    pub fn step(&mut self) -> Result<bool, GraphError> {
        if let Some(mut forward) = self.forward.take() {
            if forward.step()? {
                self.forward = Some(forward);
                return Ok(true);
            }
            self.values = forward.values();
        }
        while self.next > 0 {
            self.next -= 1;
            let id = NodeId(self.next);
            if let Some(gradient) = self.pending.remove(&id) {
                self.back(id, gradient)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The gradients at the wanted nodes that were reached so far.
    #[must_use]
    pub fn found(self) -> Values {
        self.found
    }

    /// Takes the gradient at a node back to the nodes that it reads.
    fn back(&mut self, id: NodeId, gradient: Value) -> Result<(), GraphError> {
        let node = self.way.graph.node(id);
        if self.wanted.contains(&id) {
            self.found.insert(id, gradient.clone());
        }
        if self.way.steps[id.0] {
            let inputs: Vec<(Value, bool)> = node
                .inputs
                .iter()
                .map(|input| (self.values[input].clone(), self.way.carries[input.0]))
                .collect();
            let back = pull_back(node, inputs, gradient, self.rule, self.way.graph.fast())?;
            for (input, gradient) in node.inputs.iter().zip(back) {
                accumulate(&mut self.pending, *input, gradient, node)?;
            }
        }
        self.values.remove(&id);
        Ok(())
    }
}

/// The part of a graph that a backward pass visits.
pub(crate) struct Way<'a> {
    graph: &'a Graph,
    /// Nodes on a path from a wanted node to the score: their gradients are needed.
    carries: Vec<bool>,
    /// Nodes of `carries` that read another one of them: they are differentiated.
    steps: Vec<bool>,
}

impl<'a> Way<'a> {
    pub(crate) fn between(
        graph: &'a Graph,
        wanted: &[NodeId],
        score: NodeId,
    ) -> Result<Self, GraphError> {
        let before = graph.ancestors(score);
        if let Some(id) = wanted.iter().find(|id| !before[id.0]) {
            return Err(GraphError::NoPath {
                node: graph.node(*id).name.clone(),
            });
        }
        let after = graph.descendants(wanted);
        let carries: Vec<bool> = before.iter().zip(&after).map(|(b, a)| *b && *a).collect();
        let steps = graph
            .nodes()
            .map(|(id, node)| carries[id.0] && node.inputs.iter().any(|input| carries[input.0]))
            .collect();
        Ok(Self {
            graph,
            carries,
            steps,
        })
    }

    /// Whether the pass needs the gradient at a node.
    pub(crate) fn carries(&self, id: NodeId) -> bool {
        self.carries[id.0]
    }

    /// Whether the pass differentiates a node.
    pub(crate) fn steps(&self, id: NodeId) -> bool {
        self.steps[id.0]
    }

    /// The nodes whose values the pass reads.
    pub(crate) fn read(&self) -> Vec<NodeId> {
        let mut read: Vec<NodeId> = (self.graph.nodes())
            .filter(|(id, _)| self.steps[id.0])
            .flat_map(|(_, node)| node.inputs.iter().copied())
            .collect();
        read.sort_unstable();
        read.dedup();
        read
    }

    fn check_rule(&self, rule: ReluRule, wanted: &[NodeId]) -> Result<(), GraphError> {
        let relu = |(id, node): (NodeId, &Node)| self.steps[id.0] && is_relu(&node.op);
        if rule == ReluRule::Plain || self.graph.nodes().any(relu) {
            return Ok(());
        }
        let from = wanted
            .first()
            .map_or_else(String::new, |id| self.graph.node(*id).name.clone());
        Err(GraphError::NoRelu { from })
    }
}

fn is_relu(op: &Op) -> bool {
    *op == Op::Activation(Activation::Relu)
}

/// The vector-Jacobian product of one node: the gradients at the marked inputs.
fn pull_back(
    node: &Node,
    inputs: Vec<(Value, bool)>,
    gradient: Value,
    rule: ReluRule,
    fast: Option<&'static dyn Fast>,
) -> Result<Vec<Option<Value>>, GraphError> {
    if node.op.is_step() {
        return Ok(vec![None; inputs.len()]);
    }
    let gradient = match rule {
        ReluRule::Deconvolution if is_relu(&node.op) => {
            return Ok(vec![Some(apply(node, vec![gradient])?)]);
        }
        ReluRule::Guided if is_relu(&node.op) => apply(node, vec![gradient])?,
        ReluRule::Plain | ReluRule::Guided | ReluRule::Deconvolution => gradient,
    };
    if let Some(back) = fast.and_then(|fast| fast.pull_back(node, &inputs, &gradient)) {
        return Ok(back);
    }
    // A node that reads one value twice has two leaves.
    let leaves: Vec<(Value, bool)> = inputs
        .into_iter()
        .map(|(value, marked)| (if marked { value.tracked() } else { value }, marked))
        .collect();
    let output = apply(node, leaves.iter().map(|(leaf, _)| leaf.clone()).collect())?;
    let product = Op::Binary(Binary::Mul)
        .apply(vec![output, gradient], &[])
        .map_err(|reason| shape_error(node, reason))?;
    // A choice passes no gradient to its condition: if that alone is marked, nothing is recorded.
    if !with_value!(&product, tensor => tensor.is_tracked()) {
        return Ok(vec![None; leaves.len()]);
    }
    let mut gradients = with_value!(product, tensor => tensor.sum().backward());
    Ok(leaves
        .iter()
        .map(|(leaf, marked)| {
            if *marked {
                leaf.take_gradient(&mut gradients)
            } else {
                None
            }
        })
        .collect())
}

fn accumulate(
    pending: &mut Values,
    id: NodeId,
    gradient: Option<Value>,
    node: &Node,
) -> Result<(), GraphError> {
    let Some(gradient) = gradient else {
        return Ok(());
    };
    let sum = match pending.remove(&id) {
        Some(earlier) => earlier
            .plus(gradient)
            .map_err(|reason| shape_error(node, reason))?,
        None => gradient,
    };
    pending.insert(id, sum);
    Ok(())
}
