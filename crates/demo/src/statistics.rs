use burn::tensor::Tensor;
use graph::Value;
use graph::ops::Op;

/// Keeps the deviation from being 0.
const EPSILON: f32 = 1e-5;

/// Mean and standard deviation of each channel over a batch, `[channel]`.
pub(crate) struct Statistics {
    mean: Tensor<1>,
    deviation: Tensor<1>,
}

/// Computes a layer with batch normalisation (Ioffe and Szegedy, 2015,
/// <https://arxiv.org/abs/1502.03167>). Without it these networks hardly start to learn. After
/// training, [`folded`] folds it into the weights.
///
/// A convolution's output is normalised before its bias is added; a scale would be redundant before
/// ReLU. A linear layer's input is normalised, because after pooling the values of different
/// pictures differ by far less than their size.
pub(crate) fn normalised(
    op: &Op,
    input: Value,
    constants: &[Value],
) -> Result<(Value, Option<Statistics>), String> {
    let ([weight, bias], Op::Conv(_) | Op::Linear) = (constants, op) else {
        return Ok((op.apply(vec![input], constants)?, None));
    };
    if *op == Op::Linear {
        let (rows, statistics) = standardised(input)?;
        return Ok((op.apply(vec![rows], constants)?, Some(statistics)));
    }
    let output = op.apply(vec![input], std::slice::from_ref(weight))?;
    let (output, statistics) = standardised(output)?;
    Ok((
        Op::Bias.apply(vec![output], std::slice::from_ref(bias))?,
        Some(statistics),
    ))
}

/// Normalises each channel (axis 1) to mean 0 and deviation 1.
fn standardised(value: Value) -> Result<(Value, Statistics), String> {
    let shape = value.shape();
    let pixels = shape[2..].iter().product();
    let x = value.reshape(&[shape[0], shape[1], pixels])?.rank3()?;
    let over_batch = |x: Tensor<3>| x.mean_dim(2).mean_dim(0);
    let mean = over_batch(x.clone());
    let centred = x - mean.clone();
    let deviation = (over_batch(centred.clone() * centred.clone()) + EPSILON).sqrt();
    let value = Value::R3(centred / deviation.clone()).reshape(&shape)?;
    let flat = |x: Tensor<3>| x.reshape([shape[1]]);
    Ok((
        value,
        Statistics {
            mean: flat(mean),
            deviation: flat(deviation),
        },
    ))
}

/// Returns the weight and bias of a plain layer that computes the same with these statistics.
/// Convolution: `k / σ`, `b − μ / σ` per output. Linear: `k / σ` per input, `b − (μ / σ) · k`.
pub(crate) fn folded(
    op: &Op,
    constants: &[Value],
    Statistics { mean, deviation }: Statistics,
) -> Result<[Value; 2], String> {
    let [weight, bias] = constants else {
        return Err("expected a weight and a bias".into());
    };
    let channels = deviation.dims()[0];
    let (shift, bias) = (mean / deviation.clone(), bias.clone().rank1()?);
    if *op == Op::Linear {
        let kernel = weight.clone().rank2()?;
        let offset = shift
            .reshape([1, channels])
            .matmul(kernel.clone())
            .reshape([-1]);
        return Ok([
            (kernel / deviation.reshape([channels, 1])).into(),
            (bias - offset).into(),
        ]);
    }
    let kernel = weight.clone().rank4()? / deviation.reshape([channels, 1, 1, 1]);
    Ok([kernel.into(), (bias - shift).into()])
}
