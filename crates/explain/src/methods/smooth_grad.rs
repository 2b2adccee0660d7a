//! SmoothGrad (Smilkov et al., 2017). <https://arxiv.org/abs/1706.03825>
//!
//! ```text
//! map_ij = 1/n · Σ_s ∂y/∂x_cij at x + ε_s, joined over the colours c
//! ε_s normal with standard deviation σ·(max x − min x)
//! ```
//! Symbols as in Gradient. `n` forward and backward passes. The noise is defined as in the paper;
//! captum's `NoiseTunnel` takes an absolute deviation instead.

use burn::tensor::{Tensor, TensorData};
use graph::{ReluRule, Value};

use crate::options::{SEED, STRENGTH};
use crate::random::Random;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, OptionInfo, OptionKind, Outcome, Progress,
    Question, Run, Settings, Watch, attribution,
};

const SAMPLES: OptionInfo = OptionInfo {
    id: "samples",
    label: "Samples",
    description: "Number of noisy pictures.",
    kind: OptionKind::Number {
        default: 25.0,
        min: 1.0,
        max: 1000.0,
        step: 1.0,
    },
};

const NOISE: OptionInfo = OptionInfo {
    id: "noise",
    label: "Noise",
    description: "Standard deviation of the noise, as a fraction of the range of the input. The paper finds 0.1 to 0.2 best.",
    kind: OptionKind::Number {
        default: 0.15,
        min: 0.0,
        max: 1.0,
        step: 0.01,
    },
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "smooth-grad",
        label: "SmoothGrad",
        description: "The mean gradient of many noisy copies of the picture. Less noisy than the gradient, but it also shows sensitivity, not what the network used.",
        paper: "https://arxiv.org/abs/1706.03825",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "A forward and a backward pass for each sample.",
        matches: "the paper",
        options: &[STRENGTH, SAMPLES, NOISE, SEED],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let [_, channels, height, width] = picture.dims();
    let device = picture.device();
    let values = Value::R4(picture.clone()).read().await?;
    let deviation = settings.number(&NOISE) as f32 * range(&values);
    let (total, mut random) = (settings.count(&SAMPLES), seeded(settings));
    let batch = question.gradient_batch(8);
    let mut sum = picture.zeros_like();
    let mut done = 0;
    while done < total {
        let count = batch.min(total - done);
        let noise: Vec<f32> = (0..count * values.len())
            .map(|_| deviation * random.normal())
            .collect();
        let noise = TensorData::new(noise, [count, channels, height, width]);
        let noisy = picture.clone() + Tensor::<4>::from_data(noise, &device);
        let gradients = question
            .picture_gradients(noisy, ReluRule::Plain)
            .await?
            .sum_dim(0);
        sum = sum + gradients;
        done += count;
        let map = Some(attribution::map(sum.clone() / done as f32, settings).await?);
        if !watch.told(Progress { done, total, map }).await {
            return Err(ExplainError::Stopped);
        }
    }
    Ok(attribution::map(sum / total as f32, settings).await?.into())
}

fn seeded(settings: &Settings) -> Random {
    Random::new(settings.count(&SEED) as u64)
}

fn range(values: &[f32]) -> f32 {
    let max = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    max - values.iter().copied().fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, square_of_sums};

    /// The gradient of (a + 2·b)² is linear, so its mean over the noise approaches that at the picture,
    /// 10 and 20. With deviation 0.15·2 and 1000 samples, five standard errors are
    /// 5·2·√5·0.3/√1000 = 0.21.
    #[test]
    fn the_noise_averages_out_for_a_linear_gradient() {
        let map = ask("smooth-grad", &square_of_sums(), &[("samples", "1000")]).map;
        assert!((map.values()[0] - 10.0).abs() < 0.21, "{:?}", map.values());
        assert!((map.values()[1] - 20.0).abs() < 0.42, "{:?}", map.values());
        let again = ask("smooth-grad", &square_of_sums(), &[("samples", "1000")]).map;
        assert_eq!(again, map, "a seed repeats");
    }

    #[test]
    fn without_noise_it_is_the_gradient() {
        let map = ask(
            "smooth-grad",
            &square_of_sums(),
            &[("noise", "0"), ("samples", "3")],
        )
        .map;
        assert!((map.values()[0] - 10.0).abs() < 1e-5);
    }
}
