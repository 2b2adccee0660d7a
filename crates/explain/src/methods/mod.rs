//! One method is one file; [`Method::ALL`] is the catalogue.

mod ablation_cam;
mod activation_mean;
mod cam;
mod cnn_fixations;
mod deconvnet;
mod eigen_cam;
mod eigen_grad_cam;
mod element_wise_grad_cam;
mod fem;
mod finer_cam;
mod full_grad;
mod grad_cam;
mod grad_cam_plus_plus;
mod gradient;
mod gradient_x_input;
mod guided_backprop;
mod guided_gate_grad_cam;
mod guided_grad_cam;
mod hires_cam;
mod integrated_gradients;
mod kpca_cam;
mod layer_cam;
mod occlusion;
mod random_cam;
mod rise;
mod score_cam;
mod shapley_cam;
mod smooth_grad;
mod xgrad_cam;

use burn::tensor::Tensor;

use crate::{Evidence, ExplainError, Join, MethodInfo, Outcome, Question, Settings, Watch};

/// A way to find the pixels that a score depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the name is the file; `info` says what it is")]
pub enum Method {
    GradCam,
    HiResCam,
    ElementWiseGradCam,
    GradCamPlusPlus,
    XGradCam,
    LayerCam,
    EigenCam,
    EigenGradCam,
    ScoreCam,
    AblationCam,
    FullGrad,
    KpcaCam,
    Fem,
    ShapleyCam,
    FinerCam,
    Cam,
    GuidedGateGradCam,
    Gradient,
    GradientXInput,
    SmoothGrad,
    IntegratedGradients,
    GuidedBackprop,
    GuidedGradCam,
    Deconvnet,
    Occlusion,
    Rise,
    CnnFixations,
    ActivationMean,
    RandomCam,
}

/// What the evidence of a layer becomes: each channel's share of the map, `[batch, channel, height,
/// width]`.
pub type Shares = fn(Evidence) -> Tensor<4>;

impl Method {
    /// All methods, in the order of menus: family by family, the usual one of each first.
    pub const ALL: &[Self] = &[
        Self::GradCam,
        Self::HiResCam,
        Self::ElementWiseGradCam,
        Self::GradCamPlusPlus,
        Self::XGradCam,
        Self::LayerCam,
        Self::EigenCam,
        Self::EigenGradCam,
        Self::ScoreCam,
        Self::AblationCam,
        Self::FullGrad,
        Self::KpcaCam,
        Self::Fem,
        Self::ShapleyCam,
        Self::FinerCam,
        Self::Cam,
        Self::GuidedGateGradCam,
        Self::Gradient,
        Self::GradientXInput,
        Self::SmoothGrad,
        Self::IntegratedGradients,
        Self::GuidedBackprop,
        Self::GuidedGradCam,
        Self::Deconvnet,
        Self::Occlusion,
        Self::Rise,
        Self::CnnFixations,
        Self::ActivationMean,
        Self::RandomCam,
    ];

    /// What menus and documents say about it.
    #[must_use]
    pub fn info(self) -> &'static MethodInfo {
        match self {
            Self::GradCam => &grad_cam::INFO,
            Self::HiResCam => &hires_cam::INFO,
            Self::ElementWiseGradCam => &element_wise_grad_cam::INFO,
            Self::GradCamPlusPlus => &grad_cam_plus_plus::INFO,
            Self::XGradCam => &xgrad_cam::INFO,
            Self::LayerCam => &layer_cam::INFO,
            Self::EigenCam => &eigen_cam::INFO,
            Self::EigenGradCam => &eigen_grad_cam::INFO,
            Self::ScoreCam => &score_cam::INFO,
            Self::AblationCam => &ablation_cam::INFO,
            Self::FullGrad => &full_grad::INFO,
            Self::KpcaCam => &kpca_cam::INFO,
            Self::Fem => &fem::INFO,
            Self::ShapleyCam => &shapley_cam::INFO,
            Self::FinerCam => &finer_cam::INFO,
            Self::Cam => &cam::INFO,
            Self::GuidedGateGradCam => &guided_gate_grad_cam::INFO,
            Self::Gradient => &gradient::INFO,
            Self::GradientXInput => &gradient_x_input::INFO,
            Self::SmoothGrad => &smooth_grad::INFO,
            Self::IntegratedGradients => &integrated_gradients::INFO,
            Self::GuidedBackprop => &guided_backprop::INFO,
            Self::GuidedGradCam => &guided_grad_cam::INFO,
            Self::Deconvnet => &deconvnet::INFO,
            Self::Occlusion => &occlusion::INFO,
            Self::Rise => &rise::INFO,
            Self::CnnFixations => &cnn_fixations::INFO,
            Self::ActivationMean => &activation_mean::INFO,
            Self::RandomCam => &random_cam::INFO,
        }
    }

    /// Finds a method by its id.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMethod`], which lists what there is.
    pub fn by_id(id: &str) -> Result<Self, ExplainError> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|method| method.info().id == id);
        found.ok_or_else(|| ExplainError::UnknownMethod {
            id: id.into(),
            available: (Self::ALL.iter().map(|method| method.info().id))
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// Each channel's share of the map, for a method that is arithmetic on the evidence of a layer,
    /// and how the shares become a map.
    #[must_use]
    pub fn shares(self) -> Option<(Shares, Join)> {
        Some(match self {
            Self::GradCam => (grad_cam::shares, Join::Sum),
            Self::HiResCam => (hires_cam::shares, Join::Sum),
            Self::ElementWiseGradCam => (element_wise_grad_cam::shares, Join::Sum),
            Self::GradCamPlusPlus => (grad_cam_plus_plus::shares, Join::Sum),
            Self::XGradCam => (xgrad_cam::shares, Join::Sum),
            Self::LayerCam => (layer_cam::shares, Join::Sum),
            Self::EigenGradCam => (eigen_grad_cam::shares, Join::FirstComponent),
            Self::GuidedGateGradCam => (guided_gate_grad_cam::shares, Join::Sum),
            _ => return None,
        })
    }

    /// The raw, signed map, and what is to be said beside it.
    ///
    /// # Errors
    /// [`ExplainError::Unfit`] where the method cannot explain this network or layer,
    /// [`ExplainError::Stopped`] when `watch` said so, and what the device says.
    pub async fn explain<W: Watch>(
        self,
        question: &Question<'_>,
        settings: &Settings,
        watch: &mut W,
    ) -> Result<Outcome, ExplainError> {
        if let Some((shares, join)) = self.shares() {
            let shares = shares(question.evidence()?);
            return join.or_smoothed(settings).map(shares).await;
        }
        let q = question;
        match self {
            Self::EigenCam => Join::FirstComponent.map(q.activation()?).await,
            Self::KpcaCam => kpca_cam::explain(q.activation()?).await,
            Self::Fem => Join::of(settings).map(fem::shares(q.activation()?)).await,
            Self::ActivationMean => {
                Join::Sum
                    .map(activation_mean::shares(q.activation()?))
                    .await
            }
            Self::RandomCam => {
                Join::Sum
                    .map(random_cam::shares(q.activation()?, settings))
                    .await
            }
            Self::FinerCam => finer_cam::explain(q, settings).await,
            Self::ShapleyCam => shapley_cam::explain(q, settings).await,
            Self::Cam => cam::explain(q).await,
            Self::ScoreCam => score_cam::explain(q, settings, watch).await,
            Self::AblationCam => ablation_cam::explain(q, settings, watch).await,
            Self::FullGrad => full_grad::explain(q).await,
            Self::Gradient => gradient::explain(q, settings).await,
            Self::GradientXInput => gradient_x_input::explain(q, settings).await,
            Self::SmoothGrad => smooth_grad::explain(q, settings, watch).await,
            Self::IntegratedGradients => integrated_gradients::explain(q, settings, watch).await,
            Self::GuidedBackprop => guided_backprop::explain(q, settings).await,
            Self::GuidedGradCam => guided_grad_cam::explain(q, settings).await,
            Self::Deconvnet => deconvnet::explain(q, settings).await,
            Self::Occlusion => occlusion::explain(q, settings, watch).await,
            Self::Rise => rise::explain(q, settings, watch).await,
            Self::CnnFixations => cnn_fixations::explain(q, settings).await,
            _ => Err(ExplainError::Unfit {
                method: self.info().label,
                reason: "has no arithmetic of its own".into(),
            }),
        }
    }
}
