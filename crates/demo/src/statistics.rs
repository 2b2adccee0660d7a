use burn::tensor::Tensor;
use graph::ops::{Conv, Op};
use graph::{Node, Value};

/// Keeps the root away from 0.
const EPSILON: f32 = 1e-3;

/// Mean and deviation of each channel over a batch, `[1, channel, 1, 1]`.
pub(crate) struct Statistics {
    pub(crate) mean: Tensor<4>,
    pub(crate) deviation: Tensor<4>,
}

/// A convolution whose output is normalised over the batch before its bias is added (Ioffe and
/// Szegedy, 2015, <https://arxiv.org/abs/1502.03167>, without a scale, which the ReLU behind makes
/// superfluous). Without it these networks hardly begin to learn; after training it is worked into
/// the weights.
pub(crate) fn normalised(
    conv: Conv,
    input: Value,
    constants: &[Value],
) -> Result<(Value, Statistics), String> {
    let [kernel, bias] = constants else {
        return Err("expected a kernel and a bias".into());
    };
    let output = Op::Conv(conv)
        .apply(vec![input], std::slice::from_ref(kernel))?
        .rank4()?;
    let over_batch = |x: Tensor<4>| x.mean_dim(3).mean_dim(2).mean_dim(0);
    let mean = over_batch(output.clone());
    let centred = output - mean.clone();
    let deviation = (over_batch(centred.clone() * centred.clone()) + EPSILON).sqrt();
    let bias = bias.clone().rank1()?;
    let channels = bias.dims()[0];
    let output = centred / deviation.clone() + bias.reshape([1, channels, 1, 1]);
    Ok((output.into(), Statistics { mean, deviation }))
}

/// Kernel and bias of a plain convolution that does the same for these statistics:
/// `k / σ` and `b − μ / σ`.
pub(crate) fn worked_in(
    node: &Node,
    constants: &[Value],
    statistics: Statistics,
) -> Result<[Value; 2], String> {
    let [kernel, bias] = constants else {
        return Err(format!("`{}` has no bias", node.name));
    };
    let (kernel, bias) = (kernel.clone().rank4()?, bias.clone().rank1()?);
    let channels = bias.dims()[0];
    let Statistics { mean, deviation } = statistics;
    let shift = (mean / deviation.clone()).reshape([channels]);
    Ok([
        (kernel / deviation.reshape([channels, 1, 1, 1])).into(),
        (bias - shift).into(),
    ])
}
