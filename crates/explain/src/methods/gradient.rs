//! The gradient at the picture, also called saliency (Simonyan et al., 2014).
//! <https://arxiv.org/abs/1312.6034>
//!
//! ```text
//! S_cij = ∂y/∂x_cij        map_ij = max_c |S_cij|
//! ```
//! `x` is the network's input, `c` a colour, `y` the score. The paper takes the largest magnitude of
//! the three colours; a setting takes their signed sum instead. One forward and one backward pass.
//! Matches captum's `Saliency(abs=False)` before the colours are joined.

use graph::ReluRule;

use crate::options::STRENGTH;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "gradient",
        label: "Gradient",
        description: "Shows how fast the score changes with each pixel: sensitivity, not what the network used. Noisy.",
        paper: "https://arxiv.org/abs/1312.6034",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "One forward and one backward pass.",
        matches: "captum 0.9, Saliency",
        options: &[STRENGTH],
    },
    run: Run::Steps(|question, settings, _| Box::pin(explain(question, settings))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let gradient = question.picture_gradients(picture, ReluRule::Plain).await?;
    Ok(attribution::map(gradient, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, square_of_sums};

    /// The score is (1·a + 2·b)² of the pixels 3 and 1, so the gradient is 2·5·1 and 2·5·2.
    #[test]
    fn matches_hand_computed_values() {
        assert_eq!(
            ask("gradient", &square_of_sums(), &[]).map.values(),
            [10.0, 20.0]
        );
    }
}
