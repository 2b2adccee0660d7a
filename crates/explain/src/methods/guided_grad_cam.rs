//! Guided Grad-CAM (Selvaraju et al., 2017, section 3.1). <https://arxiv.org/abs/1610.02391>
//!
//! ```text
//! map_ij = guided back-propagation_cij · Grad-CAM_ij, joined over the colours c
//! ```
//! Grad-CAM is the finished map: after ReLU, scaled to [0, 1], enlarged bilinearly to the picture and
//! scaled to [0, 1] again. Matches the product in pytorch-grad-cam's script `cam.py`. One forward and
//! two backward passes.

use burn::tensor::{Tensor, TensorData};
use graph::ReluRule;

use super::grad_cam;
use crate::finished::{Merge, finished};
use crate::options::STRENGTH;
use crate::{
    ExplainError, Family, Join, Method, MethodInfo, Needs, Outcome, Question, Run, Settings, Watch,
    attribution,
};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "guided-grad-cam",
        label: "Guided Grad-CAM",
        description: "Guided back-propagation where Grad-CAM is strong. Looks precise, but only the place depends on the class. The details are those of an edge detector.",
        paper: "https://arxiv.org/abs/1610.02391",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::PictureAndLayer,
        cost: "One forward and two backward passes.",
        matches: "pytorch-grad-cam 1.5.7, cam.py",
        options: &[STRENGTH],
    },
    run: Run::Steps(|question, settings, watch| Box::pin(explain(question, settings, watch))),
};

pub(super) async fn explain(
    question: &Question,
    settings: &Settings,
    watch: &mut dyn Watch,
) -> Result<Outcome, ExplainError> {
    let picture = question.input_picture()?;
    let [_, _, height, width] = picture.dims();
    let gradient = question
        .picture_gradients(picture, ReluRule::Guided)
        .await?;
    let raw = Join::Sum
        .map(grad_cam::shares(question.evidence(watch).await?))
        .await?;
    let heat = finished(&[raw.map], Merge::Mean, [height, width])?.into_values();
    let heat = TensorData::new(heat, [1, 1, height, width]);
    let heat = Tensor::<4>::from_data(heat, &gradient.device());
    Ok(attribution::map(gradient * heat, settings).await?.into())
}

#[cfg(test)]
mod tests {
    use crate::test_network::{ask, difference_of_relus};

    /// The layer is the picture itself, with A = (3, 1) and G = (1, −1). The mean gradient is 0, so
    /// Grad-CAM is 0 too.
    #[test]
    fn the_map_is_zero_where_grad_cam_is_zero() {
        let network = difference_of_relus([3.0, 1.0]);
        assert_eq!(
            ask("guided-grad-cam", &network, &[]).map.values(),
            [0.0, 0.0]
        );
    }
}
