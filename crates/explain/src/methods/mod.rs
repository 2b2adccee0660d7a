//! Each method is one file; [`Method::ALL`] lists them.

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

use std::fmt::{Debug, Formatter, Result as FmtResult};

use burn::tensor::Tensor;

use crate::watch::Later;
use crate::{Evidence, ExplainError, Join, MethodInfo, Outcome, Question, Settings, Watch};

/// A method that finds the pixels that a score depends on.
pub struct Method {
    /// Its description for menus.
    pub info: MethodInfo,
    pub(crate) run: Run,
}

/// Computes each channel's share of the map from the evidence of a layer, `[batch, channel, height,
/// width]`.
pub type Shares = fn(Evidence) -> Tensor<4>;

/// How a method computes its map.
pub(crate) enum Run {
    /// From shares of the channels that depend on activation and gradient.
    Evidence(Shares, Join),
    /// From shares of the channels that depend only on the activation.
    Activation(fn(Tensor<4>, &Settings) -> Tensor<4>, Join),
    /// In any other way.
    Steps(Steps),
}

type Steps = for<'a> fn(
    &'a Question,
    &'a Settings,
    &'a mut dyn Watch,
) -> Later<'a, Result<Outcome, ExplainError>>;

impl Method {
    /// All methods, in menu order: by family, with the usual one of each first.
    pub const ALL: &[&'static Self] = &[
        &grad_cam::METHOD,
        &hires_cam::METHOD,
        &element_wise_grad_cam::METHOD,
        &grad_cam_plus_plus::METHOD,
        &xgrad_cam::METHOD,
        &layer_cam::METHOD,
        &eigen_cam::METHOD,
        &eigen_grad_cam::METHOD,
        &score_cam::METHOD,
        &ablation_cam::METHOD,
        &full_grad::METHOD,
        &kpca_cam::METHOD,
        &fem::METHOD,
        &shapley_cam::METHOD,
        &finer_cam::METHOD,
        &cam::METHOD,
        &guided_gate_grad_cam::METHOD,
        &gradient::METHOD,
        &gradient_x_input::METHOD,
        &smooth_grad::METHOD,
        &integrated_gradients::METHOD,
        &guided_backprop::METHOD,
        &guided_grad_cam::METHOD,
        &deconvnet::METHOD,
        &occlusion::METHOD,
        &rise::METHOD,
        &cnn_fixations::METHOD,
        &activation_mean::METHOD,
        &random_cam::METHOD,
    ];

    /// Returns the method with this id.
    ///
    /// # Errors
    /// [`ExplainError::UnknownMethod`], which lists all ids.
    pub fn by_id(id: &str) -> Result<&'static Self, ExplainError> {
        let found = Self::ALL.iter().find(|method| method.info.id == id);
        found.copied().ok_or_else(|| ExplainError::UnknownMethod {
            id: id.into(),
            available: (Self::ALL.iter().map(|method| method.info.id))
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// Returns how the method computes channel shares and joins them, if it needs only the evidence of
    /// a layer; else `None`.
    #[must_use]
    pub fn shares(&self) -> Option<(Shares, Join)> {
        match self.run {
            Run::Evidence(shares, join) => Some((shares, join)),
            Run::Activation(..) | Run::Steps(_) => None,
        }
    }

    /// Returns the raw, signed map for the question's first layer, with facts about it.
    ///
    /// # Errors
    /// [`ExplainError::Unfit`] if the method cannot explain this network or layer,
    /// [`ExplainError::Stopped`] if `watch` stops it, or an error of the device.
    pub async fn explain(
        &self,
        question: &Question,
        settings: &Settings,
        watch: &mut dyn Watch,
    ) -> Result<Outcome, ExplainError> {
        match self.run {
            Run::Evidence(shares, join) => {
                let shares = shares(question.evidence(watch).await?);
                join.or_smoothed(settings).map(shares).await
            }
            Run::Activation(shares, join) => {
                let shares = shares(question.activation()?, settings);
                join.or_smoothed(settings).map(shares).await
            }
            Run::Steps(steps) => steps(question, settings, watch).await,
        }
    }
}

/// Methods are equal if their ids are.
impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.info.id == other.info.id
    }
}

impl Debug for Method {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> FmtResult {
        formatter.write_str(self.info.id)
    }
}
