//! Deconvolutional network (Zeiler and Fergus, 2014). <https://arxiv.org/abs/1311.2901>
//!
//! ```text
//! backward through a ReLU:  g ← max(g, 0), whatever its input was
//! ```
//! One forward and one backward pass. Matches captum's `Deconvolution`. Only the rule for ReLU
//! changes.

use graph::ReluRule;

use crate::options::STRENGTH;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "deconvnet",
        label: "Deconvolution",
        description: "The gradient, but each ReLU passes back all positive values and nothing else. Of historical interest: noisier than guided back-propagation and no better founded.",
        paper: "https://arxiv.org/abs/1311.2901",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "One forward and one backward pass.",
        matches: "captum 0.9, Deconvolution",
        options: &[STRENGTH],
    },
    run: Run::Steps(|question, settings, _| Box::pin(explain(question, settings))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let gradient = question
        .picture_gradients(picture, ReluRule::Deconvolution)
        .await?;
    Ok(attribution::map(gradient, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, difference_of_relus};

    /// y = relu(a) − relu(b) at −3 and 1. The ReLU of a is inactive, but its gradient passes anyway.
    /// The gradient of b is negative and does not pass.
    #[test]
    fn matches_hand_computed_values() {
        let network = difference_of_relus([-3.0, 1.0]);
        assert_eq!(
            ask("gradient", &network, &[("colours", "sum")])
                .map
                .values(),
            [0.0, -1.0]
        );
        assert_eq!(ask("deconvnet", &network, &[]).map.values(), [1.0, 0.0]);
    }
}
