//! Losses, which a file that was exported during training may end with. The right classes are
//! constants.

use std::rc::Rc;

use graph::ops::{Binary, Reduce, ReduceKind};
use graph::{NodeId, Op};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

/// Minus the logarithm of the probability of the right class, whose logarithms are given.
pub(super) fn of_logarithms(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.input(0)?;
    likelihood(step, &input)
}

/// The same for scores before softmax. The second output are the logarithms.
pub(super) fn of_scores(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let logarithms = step.one(Op::LogSoftmax { axis: 1 }, &[input], vec![])?;
    let loss = likelihood(step, &logarithms)?;
    step.another(logarithms);
    Ok(loss)
}

fn likelihood(step: &mut Step, logarithms: &Known) -> Result<Known, FormatError> {
    let (shape, classes) = (step.shape(logarithms), step.host(1)?);
    let &[pictures, count, ref pixels @ ..] = shape.as_slice() else {
        return Err(step.error(format!("expected scores of classes, got {shape:?}")));
    };
    let pixels: usize = pixels.iter().product();
    let weights = step
        .has(2)
        .then(|| step.host(2))
        .transpose()?
        .map(|host| host.floats());
    let ignored = step
        .node
        .has("ignore_index")
        .then(|| step.node.int("ignore_index", 0));
    let (mut places, mut factors) = (Vec::new(), Vec::new());
    for (index, class) in classes.ints().into_iter().enumerate() {
        let counts = ignored != Some(class);
        let class = step.axis(if counts { class } else { 0 }, count)?;
        let weight = weights
            .as_ref()
            .map_or(Some(1.0), |weights| weights.get(class).copied());
        let weight = weight.ok_or_else(|| step.error(format!("class {class} has no weight")))?;
        factors.push(if counts { -weight } else { 0.0 });
        places.push((index / pixels.max(1) * count + class) * pixels + index % pixels.max(1));
    }
    if places.len() != pictures * pixels {
        return Err(step.error(format!("{} classes do not fit {shape:?}", places.len())));
    }
    let all: f32 = factors.iter().map(|factor| -factor).sum();
    let picked = step.picked(logarithms, places, &classes.shape)?;
    let factors = classes.with(Numbers::Float(factors));
    let (picked, factors) = (step.node_of(&picked)?, host(step, factors)?);
    let losses = step.binary(Binary::Mul, picked, factors)?;
    match step.node.text("reduction", "mean") {
        "none" => Ok(Known::Node(losses)),
        "sum" => sum(step, losses).map(Known::Node),
        _ => {
            let sum = sum(step, losses)?;
            step.times(sum, 1.0 / all).map(Known::Node)
        }
    }
}

fn host(step: &mut Step, host: Host) -> Result<NodeId, FormatError> {
    step.node_of(&Known::Host(Rc::new(host)))
}

fn sum(step: &mut Step, input: NodeId) -> Result<NodeId, FormatError> {
    let axes = (0..step.build.graph.shape(input).len()).collect();
    let (kind, keep_axes) = (ReduceKind::Sum, false);
    step.add(
        Op::Reduce(Reduce {
            kind,
            axes,
            keep_axes,
        }),
        &[input],
        vec![],
    )
}
