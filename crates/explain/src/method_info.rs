use serde::Serialize;
use ts_rs::TS;

use crate::OptionInfo;

/// A method, as menus and documents show it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MethodInfo {
    /// The literature's spelling in kebab case.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// One line: what it shows and when it misleads.
    pub description: &'static str,
    /// Address of the paper.
    pub paper: &'static str,
    /// Methods of a kind.
    pub family: Family,
    /// Whether another class gives another map.
    pub class_specific: bool,
    /// What it consumes.
    #[serde(skip)]
    pub needs: Needs,
    /// What it costs, in runs of the network, for people.
    pub cost: &'static str,
    /// The library and version whose numbers it has, or the paper whose steps it follows.
    pub matches: &'static str,
    /// Its settings.
    pub options: &'static [OptionInfo],
}

/// Methods of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A layer's channels, weighed by what they do to the score.
    ClassActivation,
    /// Gradients at the picture itself.
    Pixel,
    /// What happens to the score when parts of the picture are hidden.
    Perturbation,
    /// The way back of single scores to single pixels.
    Tracing,
    /// What a layer holds, whatever the score.
    Activation,
    /// What a map without any knowledge looks like.
    Control,
}

impl Family {
    /// All, in the order of menus.
    pub const ALL: &[Self] = &[
        Self::ClassActivation,
        Self::Pixel,
        Self::Perturbation,
        Self::Tracing,
        Self::Activation,
        Self::Control,
    ];

    /// Kebab-case name.
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

    /// Name for menus.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ClassActivation => "Channels of a layer, weighed for the class",
            Self::Pixel => "Gradients at the picture",
            Self::Perturbation => "Hiding parts of the picture",
            Self::Tracing => "Tracing the score back",
            Self::Activation => "What a layer holds",
            Self::Control => "Controls",
        }
    }
}

/// What a method consumes. It is given nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The activation of the target layer.
    Activation,
    /// Activation and gradient of the target layer.
    Gradient,
    /// Activation and gradients of the target layer for scores or activations of its own making.
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
    /// Gradients wherever the network adds a bias.
    BiasGradients,
    /// Weights and values of the whole network.
    Network,
}

impl Needs {
    /// Whether another target layer gives another map.
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

    /// Whether one forward and one backward pass are enough: switching to another such method is
    /// arithmetic on what is known.
    #[must_use]
    pub fn is_cheap(self) -> bool {
        matches!(self, Self::Activation | Self::Gradient)
    }
}
