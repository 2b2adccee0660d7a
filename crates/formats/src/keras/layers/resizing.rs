use graph::ops::{Coordinates, Resize, ResizeMode};
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::layer::Layer;
use crate::keras::topology::Origin;

/// Repeats each pixel, or interpolates between neighbours.
pub(super) fn upsampling(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let (from, factor) = (layer.picture_size()?, layer.pair("size", 2)?);
    let size = [0, 1].map(|axis| from[axis].saturating_mul(factor[axis]));
    let (coordinates, mode) = match interpolation(layer, "nearest")? {
        "nearest" => (Coordinates::Asymmetric, ResizeMode::NearestFloor),
        // Both call it `bilinear`; TensorFlow.js aligns the grids at a corner, without the offset
        // of half a pixel.
        _ if layer.build.origin == Origin::TensorFlowJs => {
            (Coordinates::Asymmetric, ResizeMode::Linear)
        }
        _ => (Coordinates::HalfPixel, ResizeMode::Linear),
    };
    let resize = Resize::to(size, from, coordinates, mode);
    layer.add(Op::Resize(resize), Vec::new())
}

/// Resizes like `tf.image.resize` without antialiasing.
pub(super) fn resizing(layer: &mut Layer) -> Result<NodeId, FormatError> {
    for key in ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"] {
        if layer.flag(key, false)? {
            return Err(layer.error(format!("{key} is not supported")));
        }
    }
    if layer.build.origin == Origin::TensorFlowJs {
        return Err(layer.error("resizing as TensorFlow.js does it is not supported"));
    }
    let size_wanted = [layer.count("height", 0)?, layer.count("width", 0)?];
    let mode = match interpolation(layer, "bilinear")? {
        // TensorFlow takes the pixel that contains the centre.
        "nearest" => ResizeMode::NearestRoundUp,
        _ => ResizeMode::Linear,
    };
    let resize = Resize::to(
        size_wanted,
        layer.picture_size()?,
        Coordinates::HalfPixel,
        mode,
    );
    layer.add(Op::Resize(resize), Vec::new())
}

fn interpolation(layer: &Layer, default: &'static str) -> Result<&'static str, FormatError> {
    let known = |json: &Json| {
        let name = json.as_str()?;
        ["nearest", "bilinear"]
            .into_iter()
            .find(|known| *known == name)
    };
    layer.setting("interpolation", default, known, "nearest or bilinear")
}
