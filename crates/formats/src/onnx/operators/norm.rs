use graph::ops::{
    BatchNorm, Binary, Conv, Function, GroupNorm, LayerNorm, Reduce, ReduceKind, Window,
};
use graph::{NodeId, Op, Value};

use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::Host;
use crate::onnx::step::Step;

pub(super) fn batch(step: &mut Step) -> Result<Known, FormatError> {
    if step.node.int("training_mode", 0) != 0 {
        return Err(step.error(
            "it was exported for training: export the model for inference (`eval`)".into(),
        ));
    }
    let epsilon = step.node.float("epsilon", 1e-5);
    let constants = (1..5)
        .map(|index| step.plain_weight(index))
        .collect::<Result<_, _>>()?;
    let input = step.id(0)?;
    // A row of pixels becomes a picture of height 1.
    if let [batch, channels, width] = step.build.graph.shape(input)[..] {
        let picture = step.reshape(&Known::Node(input), &[batch, channels, 1, width])?;
        let picture = step.node_of(&picture)?;
        let normal = step.one(Op::BatchNorm(BatchNorm { epsilon }), &[picture], constants)?;
        return step.reshape(&normal, &[batch, channels, width]);
    }
    step.one(Op::BatchNorm(BatchNorm { epsilon }), &[input], constants)
}

pub(super) fn layer(step: &mut Step) -> Result<Known, FormatError> {
    let epsilon = step.node.float("epsilon", 1e-5);
    let input = step.id(0)?;
    let shape = step.build.graph.shape(input).to_vec();
    let first = step.axis(step.node.int("axis", -1), shape.len())?;
    let sizes = shape[first..].to_vec();
    let axes: Vec<usize> = (first..shape.len()).collect();
    if step.node.output.len() > 1 {
        return layer_with_parts(step, input, &axes, epsilon);
    }
    let constants = affine(step, 1, &sizes)?;
    step.one(
        Op::LayerNorm(LayerNorm { axes, epsilon }),
        &[input],
        constants,
    )
}

/// A layer norm that also answers with its mean and with 1 / standard deviation.
fn layer_with_parts(
    step: &mut Step,
    input: NodeId,
    axes: &[usize],
    epsilon: f32,
) -> Result<Known, FormatError> {
    let Parts {
        normal,
        mean,
        inverse,
    } = normalised(step, input, axes, epsilon)?;
    let gamma = step.id(1)?;
    let mut output = step.binary(Binary::Mul, normal, gamma)?;
    if step.has(2) {
        let beta = step.id(2)?;
        output = step.binary(Binary::Add, output, beta)?;
    }
    step.another(Known::Node(mean));
    step.another(Known::Node(inverse));
    Ok(Known::Node(output))
}

/// Gamma and beta, broadcast to a shape; a missing beta is 0.
fn affine(step: &mut Step, gamma: usize, sizes: &[usize]) -> Result<Vec<Value>, FormatError> {
    let gamma = step.weight(gamma, "gamma", |host| host.expanded(sizes))?;
    let beta = if step.has(2) {
        step.weight(2, "beta", |host| host.expanded(sizes))?
    } else {
        let zeros = Value::new(vec![0.0; gamma.len()], sizes, step.build.device);
        zeros.map_err(|reason| step.error(reason))?
    };
    Ok(vec![gamma, beta])
}

pub(super) fn root_mean_square(step: &mut Step) -> Result<Known, FormatError> {
    let epsilon = step.node.float("epsilon", 1e-5);
    let input = step.id(0)?;
    let rank = step.build.graph.shape(input).len();
    let first = step.axis(step.node.int("axis", -1), rank)?;
    let square = step.function(Function::Power { exponent: 2.0 }, input)?;
    let axes = (first..rank).collect();
    let mean = Reduce {
        kind: ReduceKind::Mean,
        axes,
        keep_axes: true,
    };
    let mean = step.add(Op::Reduce(mean), &[square], vec![])?;
    let epsilon = step.number(epsilon)?;
    let mean = step.binary(Binary::Add, mean, epsilon)?;
    let root = step.function(Function::Sqrt, mean)?;
    let normal = step.binary(Binary::Div, input, root)?;
    let scale = step.id(1)?;
    step.binary(Binary::Mul, normal, scale).map(Known::Node)
}

pub(super) fn instance(step: &mut Step) -> Result<Known, FormatError> {
    let epsilon = step.node.float("epsilon", 1e-5);
    let input = step.id(0)?;
    let groups = channels(step, input);
    let constants = affine(step, 1, &[groups])?;
    step.one(
        Op::GroupNorm(GroupNorm { groups, epsilon }),
        &[input],
        constants,
    )
}

/// Gamma and beta are per group before opset 21, and per channel since then.
pub(super) fn group(step: &mut Step) -> Result<Known, FormatError> {
    let epsilon = step.node.float("epsilon", 1e-5);
    let input = step.id(0)?;
    let channels = channels(step, input);
    let wanted = step.node.int("num_groups", 0);
    let groups = usize::try_from(wanted)
        .ok()
        .filter(|groups| *groups > 0 && channels.is_multiple_of(*groups));
    let groups = groups.ok_or_else(|| {
        step.error(format!(
            "{channels} channels cannot be split into {wanted} groups"
        ))
    })?;
    let per_channel = |host: Host| match host.len() {
        count if count == channels => Some(host),
        count if count == groups => {
            let column = host.reshaped(&[groups, 1])?;
            column
                .expanded(&[groups, channels / groups])?
                .reshaped(&[channels])
        }
        _ => None,
    };
    let gamma = step.weight(1, "gamma", per_channel)?;
    let beta = step.weight(2, "beta", per_channel)?;
    step.one(
        Op::GroupNorm(GroupNorm { groups, epsilon }),
        &[input],
        vec![gamma, beta],
    )
}

fn channels(step: &Step, input: NodeId) -> usize {
    step.build
        .graph
        .shape(input)
        .get(1)
        .copied()
        .unwrap_or_default()
}

/// Divides `x` by its norm along an axis.
pub(super) fn length(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let rank = step.build.graph.shape(input).len();
    let axes = vec![step.axis(step.node.int("axis", -1), rank)?];
    let keep_axes = true;
    let length = match step.node.int("p", 2) {
        2 => {
            let reduce = Reduce {
                kind: ReduceKind::L2,
                axes,
                keep_axes,
            };
            step.add(Op::Reduce(reduce), &[input], vec![])?
        }
        1 => {
            let absolute = step.function(Function::Abs, input)?;
            let reduce = Reduce {
                kind: ReduceKind::Sum,
                axes,
                keep_axes,
            };
            step.add(Op::Reduce(reduce), &[absolute], vec![])?
        }
        p => return Err(step.error(format!("a norm of order {p} is not supported"))),
    };
    // A row of zeros stays a row of zeros.
    let (length, _) = step.without_zeros(length)?;
    step.binary(Binary::Div, input, length).map(Known::Node)
}

/// `(x − mean) / √(variance + ε)`, without gamma and beta; in the examples of the standard ε is 1e-9.
pub(super) fn mean_variance(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let rank = step.build.graph.shape(input).len();
    let axes = step.node.ints("axes").unwrap_or(&[0, 2, 3]).to_vec();
    let mut axes = step.axes(&axes, rank)?;
    axes.sort_unstable();
    let Parts { normal, .. } = normalised(step, input, &axes, 1e-9)?;
    Ok(Known::Node(normal))
}

/// A normalised value, and what it was normalised by.
struct Parts {
    normal: NodeId,
    mean: NodeId,
    inverse: NodeId,
}

fn normalised(
    step: &mut Step,
    input: NodeId,
    axes: &[usize],
    epsilon: f32,
) -> Result<Parts, FormatError> {
    let mean_of = |step: &mut Step, input: NodeId| {
        let (kind, axes, keep_axes) = (ReduceKind::Mean, axes.to_vec(), true);
        step.add(
            Op::Reduce(Reduce {
                kind,
                axes,
                keep_axes,
            }),
            &[input],
            vec![],
        )
    };
    let mean = mean_of(step, input)?;
    let centred = step.binary(Binary::Sub, input, mean)?;
    let square = step.function(Function::Power { exponent: 2.0 }, centred)?;
    let variance = mean_of(step, square)?;
    let epsilon = step.number(epsilon)?;
    let sum = step.binary(Binary::Add, variance, epsilon)?;
    let inverse = step.function(Function::Power { exponent: -0.5 }, sum)?;
    let normal = step.binary(Binary::Mul, centred, inverse)?;
    Ok(Parts {
        normal,
        mean,
        inverse,
    })
}

/// Local response normalisation across channels (Krizhevsky et al., 2012). A 1x1 convolution whose
/// weight is a band matrix sums the squares of neighbouring channels.
pub(super) fn local_response(step: &mut Step) -> Result<Known, FormatError> {
    let input = step.id(0)?;
    let channels = channels(step, input);
    let size = usize::try_from(step.node.int("size", 0)).unwrap_or_default();
    if size == 0 || channels > 4096 {
        return Err(step.error(format!(
            "{size} neighbours of {channels} channels are not supported"
        )));
    }
    let node = step.node;
    let (alpha, beta, bias) = (
        node.float("alpha", 1e-4),
        node.float("beta", 0.75),
        node.float("bias", 1.0),
    );
    let (before, after) = ((size - 1) / 2, size - 1 - (size - 1) / 2);
    let mut band = vec![0.0; channels * channels];
    for channel in 0..channels {
        for other in
            channel.saturating_sub(before)..=channel.saturating_add(after).min(channels - 1)
        {
            band[channel * channels + other] = alpha / size as f32;
        }
    }
    let value = |step: &Step, values: Vec<f32>, shape: &[usize]| {
        Value::new(values, shape, step.build.device).map_err(|reason| step.error(reason))
    };
    let weight = value(step, band, &[channels, channels, 1, 1])?;
    let bias = value(step, vec![bias; channels], &[channels])?;
    let square = step.function(Function::Power { exponent: 2.0 }, input)?;
    let conv = Conv {
        window: Window::default(),
        groups: 1,
    };
    let sum = step.add(Op::Conv(conv), &[square], vec![weight, bias])?;
    let power = Op::Function(Function::Power { exponent: beta });
    let power = step.add(power, &[sum], vec![])?;
    step.binary(Binary::Div, input, power).map(Known::Node)
}
