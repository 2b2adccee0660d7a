//! Deconvolutional network (Zeiler and Fergus, 2014). <https://arxiv.org/abs/1311.2901>
//!
//! ```text
//! on the way back through a ReLU:  g ← max(g, 0), whatever its input was
//! ```
//! One forward and one backward pass. Matches captum's `Deconvolution`: ReLU alone is changed.

use graph::ReluRule;

use crate::options::STRENGTH;
use crate::{
    ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "deconvnet",
        label: "Deconvolution",
        description: "The gradient, of which only positive parts pass a ReLU, active or not. Historical; noisier than guided back-propagation and no better founded.",
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
    let slopes = question
        .picture_gradients(picture, ReluRule::Deconvolution)
        .await?;
    Ok(attribution::map(slopes, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, difference_of_relus};

    /// y = relu(a) − relu(b) at −3 and 1: the ReLU of a is closed, and its gradient passes all the
    /// same; that of b is negative and does not.
    #[test]
    fn by_hand() {
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
