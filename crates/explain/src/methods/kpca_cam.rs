//! KPCA-CAM (Karmani et al., 2024). <https://arxiv.org/abs/2410.00267>
//!
//! ```text
//! x_p  channels of pixel p, each channel minus its mean over the pixels; C channels
//! K_pq = tanh(x_p · x_q / C + 1), centred in rows and columns
//! map = √λ · v for the largest eigenvalue λ of K and its eigenvector v
//! ```
//! EigenCAM with a nonlinear similarity. Does not depend on the score. One forward pass, and memory
//! for the square of the number of pixels. Matches `KPCA_CAM` of pytorch-grad-cam, which calls
//! `KernelPCA(1, kernel="sigmoid")` of scikit-learn. As there, the value of largest magnitude is
//! positive.

use burn::tensor::Tensor;
use graph::Value;
use imaging::Map;

use crate::principal::{largest_eigenvector, signed};
use crate::{ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run};

/// 64 x 64 pixels: the kernel takes 128 MiB.
const MOST_PIXELS: usize = 4096;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "kpca-cam",
        label: "KPCA-CAM",
        description: "EigenCAM with a nonlinear measure of how similar two pixels are. Does not depend on the class.",
        paper: "https://arxiv.org/abs/2410.00267",
        family: Family::ClassActivation,
        class_specific: false,
        needs: Needs::Activation,
        cost: "One forward pass. Slow at early layers, because it compares every pixel with every other.",
        matches: "pytorch-grad-cam 1.5.7, KPCA_CAM",
        options: &[],
    },
    run: Run::Steps(|question, _, _| Box::pin(explain(question))),
};

pub(super) async fn explain(question: &Question) -> Result<Outcome, ExplainError> {
    projected(question.activation()?).await
}

async fn projected(activation: Tensor<4>) -> Result<Outcome, ExplainError> {
    let [_, channels, height, width] = activation.dims();
    let pixels = height * width;
    if pixels > MOST_PIXELS {
        return Err(ExplainError::Unfit {
            method: METHOD.info.label,
            reason: format!(
                "compares every pixel of the layer with every other, which works for up to {MOST_PIXELS} pixels; this layer has {height} x {width}. Choose a later layer, or EigenCAM"
            ),
        });
    }
    let values = Value::R4(activation).read().await?;
    let kernel = centred_kernel(&values, channels, pixels);
    let apply = |vector: &[f64]| {
        let row = |row: &[f64]| row.iter().zip(vector).map(|(a, b)| a * b).sum();
        kernel.chunks(pixels).map(row).collect()
    };
    let map = signed(largest_eigenvector(pixels, apply));
    Ok(Map::new(width, height, map)?.into())
}

fn centred_kernel(values: &[f32], channels: usize, pixels: usize) -> Vec<f64> {
    let mut products = vec![0.0; pixels * pixels];
    for channel in values.chunks(pixels) {
        let mean = channel.iter().map(|value| f64::from(*value)).sum::<f64>() / pixels as f64;
        let centred: Vec<f64> = channel
            .iter()
            .map(|value| f64::from(*value) - mean)
            .collect();
        for (row, left) in products.chunks_mut(pixels).zip(&centred) {
            for (product, right) in row.iter_mut().zip(&centred) {
                *product += left * right;
            }
        }
    }
    for product in &mut products {
        *product = (*product / channels as f64 + 1.0).tanh();
    }
    let means: Vec<f64> = (products.chunks(pixels))
        .map(|row| row.iter().sum::<f64>() / pixels as f64)
        .collect();
    let mean = means.iter().sum::<f64>() / pixels as f64;
    for (row, left) in products.chunks_mut(pixels).zip(&means) {
        for (value, right) in row.iter_mut().zip(&means) {
            *value += mean - left - right;
        }
    }
    products
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use compare::assert_absolute;

    use super::*;

    /// Two pixels with one channel, ±1 around its mean: K = [[tanh 2, tanh 0], [tanh 0, tanh 2]].
    /// Centred it is ±(tanh 2)/2, with the eigenvalue tanh 2 and the eigenvector (1, -1)/√2.
    #[test]
    fn two_pixels_match_hand_computed_values() {
        let activation = Tensor::<1>::from_data([3.0, 1.0], &Device::flex()).reshape([1, 1, 1, 2]);
        let outcome = pollster::block_on(projected(activation)).unwrap();
        let expected = (2f32.tanh() / 2.0).sqrt();
        assert_absolute("map", outcome.map.values(), &[expected, -expected], 1e-6);
    }

    #[test]
    fn a_layer_with_too_many_pixels_is_rejected() {
        let activation = Tensor::<4>::zeros([1, 1, 65, 64], &Device::flex());
        let error = pollster::block_on(projected(activation)).unwrap_err();
        assert!(error.to_string().contains("65 x 64"));
    }
}
