//! Gradient times input (Shrikumar et al., 2016). <https://arxiv.org/abs/1605.01713>
//!
//! ```text
//! map_ij = Σ_c ∂y/∂x_cij · x_cij
//! ```
//! Symbols as in Gradient. `x` is normalised, so a pixel of the mean colour gets 0. If the network is
//! linear without biases, the map sums to the score. One forward and one backward pass. Matches
//! captum's `InputXGradient` before the colours are joined.

use graph::ReluRule;

use crate::options::SIGNED;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "gradient-x-input",
        label: "Gradient × input",
        description: "The gradient times how far each pixel is from the mean colour. Edges of the picture show through, whatever the network does.",
        paper: "https://arxiv.org/abs/1605.01713",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "One forward and one backward pass.",
        matches: "captum 0.9, InputXGradient",
        options: &[SIGNED],
    },
    run: Run::Steps(|question, settings, _| Box::pin(explain(question, settings))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let gradient = question
        .picture_gradients(picture.clone(), ReluRule::Plain)
        .await?;
    Ok(attribution::map(gradient * picture, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, square_of_sums};

    /// The gradient is 10 and 20, the pixels are 3 and 1.
    #[test]
    fn matches_hand_computed_values() {
        assert_eq!(
            ask("gradient-x-input", &square_of_sums(), &[]).map.values(),
            [30.0, 20.0]
        );
    }
}
