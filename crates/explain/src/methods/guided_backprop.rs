//! Guided back-propagation (Springenberg et al., 2015). <https://arxiv.org/abs/1412.6806>
//!
//! ```text
//! backward through a ReLU:  g ← g where its input and g are positive, else 0
//! ```
//! One forward and one backward pass. It hardly depends on the weights of the later layers (Adebayo
//! et al., 2018), so it is nearly an edge detector. Matches `GuidedBackpropReLUModel` of
//! pytorch-grad-cam and captum's `GuidedBackprop`. Only the rule for ReLU changes. Fails for a network
//! without a ReLU, for which the libraries silently return the plain gradient.

use graph::ReluRule;

use crate::options::STRENGTH;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "guided-backprop",
        label: "Guided back-propagation",
        description: "Shows sharp edges that hardly depend on what the network learned. Check it with the metric Randomised network before you trust it.",
        paper: "https://arxiv.org/abs/1412.6806",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureGradient,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, GuidedBackpropReLUModel; captum 0.9, GuidedBackprop",
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
        .picture_gradients(picture, ReluRule::Guided)
        .await?;
    Ok(attribution::map(gradient, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, difference_of_relus};

    /// y = relu(a) − relu(b) at 3 and 1. The gradient of b is negative and does not pass.
    #[test]
    fn matches_hand_computed_values() {
        let network = difference_of_relus([3.0, 1.0]);
        assert_eq!(
            ask("gradient", &network, &[("colours", "sum")])
                .map
                .values(),
            [1.0, -1.0]
        );
        assert_eq!(
            ask("guided-backprop", &network, &[]).map.values(),
            [1.0, 0.0]
        );
    }
}
