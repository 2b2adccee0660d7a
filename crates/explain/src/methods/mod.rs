//! One method is one file; [`Method::ALL`] is the catalogue.

mod element_wise_grad_cam;
mod grad_cam;
mod grad_cam_plus_plus;
mod hires_cam;
mod layer_cam;
mod xgrad_cam;

use burn::tensor::Tensor;

use crate::{Evidence, ExplainError};

/// A way to turn evidence into a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Grad-CAM, in `grad_cam.rs`.
    GradCam,
    /// HiResCAM, in `hires_cam.rs`.
    HiResCam,
    /// Element-wise Grad-CAM, in `element_wise_grad_cam.rs`.
    ElementWiseGradCam,
    /// Grad-CAM++, in `grad_cam_plus_plus.rs`.
    GradCamPlusPlus,
    /// XGrad-CAM, in `xgrad_cam.rs`.
    XGradCam,
    /// LayerCAM, in `layer_cam.rs`.
    LayerCam,
}

/// What a method wants to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The activation and the gradient of the target layer.
    Gradient,
}

/// A setting that a method takes, as a form shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionInfo {
    /// Stable name.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// What it changes.
    pub description: &'static str,
    /// Its value unless told otherwise.
    pub default: bool,
}

/// A method, as menus and documents show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodInfo {
    /// The literature's spelling in kebab case.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// One line: what it shows and when it misleads.
    pub description: &'static str,
    /// Address of the paper.
    pub paper: &'static str,
    /// Whether another class gives another map.
    pub class_specific: bool,
    /// What it consumes.
    pub needs: Needs,
    /// Its settings.
    pub options: &'static [OptionInfo],
}

/// ReLU on the finished map, a step of its own after the method.
const RELU: OptionInfo = OptionInfo {
    id: "relu",
    label: "Only positive evidence",
    description: "Sets negative values to 0, as the paper does; switch it off to see what speaks against the class.",
    default: true,
};

impl Method {
    /// All methods, in the order of menus.
    pub const ALL: &[Self] = &[
        Self::GradCam,
        Self::HiResCam,
        Self::ElementWiseGradCam,
        Self::GradCamPlusPlus,
        Self::XGradCam,
        Self::LayerCam,
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
            available: Self::ALL
                .iter()
                .map(|method| method.info().id)
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// The raw, signed map.
    ///
    /// # Shapes
    /// Evidence `[batch, channel, height, width]` gives `[batch, height, width]`.
    #[must_use]
    pub fn map(self, evidence: Evidence) -> Tensor<3> {
        match self {
            Self::GradCam => grad_cam::map(evidence),
            Self::HiResCam => hires_cam::map(evidence),
            Self::ElementWiseGradCam => element_wise_grad_cam::map(evidence),
            Self::GradCamPlusPlus => grad_cam_plus_plus::map(evidence),
            Self::XGradCam => xgrad_cam::map(evidence),
            Self::LayerCam => layer_cam::map(evidence),
        }
    }
}

#[cfg(test)]
pub(crate) mod test_evidence {
    use super::*;
    use burn::tensor::Device;

    /// Two channels of 2x2: `A` and `G` for methods to be computed by hand.
    pub(crate) fn two_channels(activation: [[f32; 4]; 2], gradient: [[f32; 4]; 2]) -> Evidence {
        let device = Device::flex();
        let tensor = |channels: [[f32; 4]; 2]| {
            Tensor::<2>::from_data(channels, &device).reshape([1, 2, 2, 2])
        };
        Evidence {
            activation: tensor(activation),
            gradient: tensor(gradient),
        }
    }

    pub(crate) fn read(map: Tensor<3>) -> Vec<f32> {
        map.into_data().try_to_vec().unwrap()
    }
}
