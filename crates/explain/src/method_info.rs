use serde::Serialize;
use ts_rs::TS;

use crate::OptionInfo;

/// The description of a method for menus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MethodInfo {
    /// The name in the literature, in kebab case.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// What it shows and when it misleads.
    pub description: &'static str,
    /// Address of the paper.
    pub paper: &'static str,
    /// The group of methods that it belongs to.
    pub family: Family,
    /// Whether the map depends on the class.
    pub class_specific: bool,
    /// What it uses.
    #[serde(skip)]
    pub needs: Needs,
    /// A sentence about its cost in runs of the network.
    pub cost: &'static str,
    /// The library and version whose values it matches, or the paper whose steps it follows.
    pub matches: &'static str,
    /// Its settings.
    pub options: &'static [OptionInfo],
}

/// A group of similar methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A weighted sum of a layer's channels.
    ClassActivation,
    /// Gradients at the picture.
    Pixel,
    /// Scores of pictures with hidden parts.
    Perturbation,
    /// Tracing the score back to single pixels.
    Tracing,
    /// The activation of a layer, independent of the score.
    Activation,
    /// Maps without any knowledge of the class, to compare with.
    Control,
}

impl Family {
    /// All families, in menu order.
    pub const ALL: &[Self] = &[
        Self::ClassActivation,
        Self::Pixel,
        Self::Perturbation,
        Self::Tracing,
        Self::Activation,
        Self::Control,
    ];

    /// The stable id, in kebab case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ClassActivation => "class-activation",
            Self::Pixel => "pixel",
            Self::Perturbation => "perturbation",
            Self::Tracing => "tracing",
            Self::Activation => "activation",
            Self::Control => "control",
        }
    }

    /// Display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ClassActivation => "Weighted channels of a layer",
            Self::Pixel => "Gradients at the picture",
            Self::Perturbation => "Hiding parts of the picture",
            Self::Tracing => "Tracing the score back",
            Self::Activation => "Activation of a layer",
            Self::Control => "Controls",
        }
    }
}

/// What a method uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The activation of the target layer.
    Activation,
    /// Activation and gradient of the target layer.
    Gradient,
    /// The activation of the target layer, and gradients there for other scores or activations.
    Gradients,
    /// Scores for changed activations of the target layer.
    LayerProbe,
    /// Scores for changed pictures, and the activation of the target layer.
    MaskedPictures,
    /// Scores for changed pictures.
    PictureProbe,
    /// Gradients at the picture.
    PictureGradient,
    /// Gradients at the picture, and the evidence of the target layer.
    PictureAndLayer,
    /// Gradients at every bias of the network.
    BiasGradients,
    /// Weights and values of the whole network.
    Network,
}

impl Needs {
    /// Whether the map depends on the target layer.
    #[must_use]
    pub fn layer(self) -> bool {
        match self {
            Self::Activation
            | Self::Gradient
            | Self::Gradients
            | Self::LayerProbe
            | Self::MaskedPictures
            | Self::PictureAndLayer => true,
            Self::PictureProbe | Self::PictureGradient | Self::BiasGradients | Self::Network => {
                false
            }
        }
    }

    /// Whether one forward and one backward pass are enough. Methods of this kind share them, so
    /// another one needs no further run of the network.
    #[must_use]
    pub fn is_cheap(self) -> bool {
        matches!(self, Self::Activation | Self::Gradient)
    }
}
