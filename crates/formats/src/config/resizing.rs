//! Resizing and cropping in `preprocessor_config.json`, read as the image processors of
//! transformers read it.

use serde_json::Value as Json;

use super::ConfigFacts;
use super::defaults::name;
use super::fields::{Fields, MAX_SIDE, side, sides};
use crate::{FormatError, InputFit};

/// Processors for which a single number is the shorter side and not both sides: `default_to_square`
/// is false in transformers.
const SHORTER_SIDE: [&str; 8] = [
    "Bit",
    "CLIP",
    "ConvNext",
    "Levit",
    "MobileNetV1",
    "MobileNetV2",
    "MobileViT",
    "PoolFormer",
];

/// From this size on, the processor of `ConvNeXt` stretches the picture instead of cropping it.
const CONVNEXT_SQUASHES: usize = 384;

/// The processor of `LeViT` resizes the shorter side to so much more than it crops.
const LEVIT_MARGIN: f64 = 256.0 / 224.0;

/// The default `crop_pct` of the processor of `ConvNeXt`.
const CONVNEXT_CROP: f64 = 0.875;

/// The size after resizing.
#[derive(Clone, Copy)]
enum Resized {
    Both([usize; 2]),
    Shorter(usize),
}

struct Shape {
    size: [usize; 2],
    fit: InputFit,
    /// Whether this is exactly what the file asks for.
    exact: bool,
}

/// Reads the input's size and fit.
pub(super) fn read(root: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let resized = match root.flag("do_resize")? {
        Some(false) => None,
        _ => resized(root, &mut facts.remarks)?,
    };
    let window = match root.flag("do_center_crop")? {
        Some(false) => None,
        _ => root.read("crop_size", "1 to 4096 px", sides)?,
    };
    let shape = match resized {
        Some(Resized::Both(both)) => squashed(both, window),
        Some(Resized::Shorter(side)) => cut(root, side, window)?,
        None => {
            facts.input.size = window.or(facts.input.size);
            return Ok(());
        }
    };
    facts.input.size = Some(shape.size);
    facts.input.fit = Some(shape.fit);
    if !shape.exact {
        let [height, width] = shape.size;
        facts.remarks.push(format!(
            "`{}` asks for a picture that is stretched or has a margin; the centre of {height} x {width} is cropped without stretching instead.",
            root.file()
        ));
    }
    Ok(())
}

/// Both sides are resized, which can distort the picture. Then a window may be cropped.
fn squashed(both: [usize; 2], window: Option<[usize; 2]>) -> Shape {
    let size = window.unwrap_or(both);
    let shorter = both[0].min(both[1]);
    let inside = both[0] == both[1] && size[0].max(size[1]) <= shorter;
    let fit = match (size == both, inside) {
        (true, _) => InputFit::Squash,
        (false, true) => InputFit::SquashCrop { side: shorter },
        (false, false) => InputFit::ResizeCrop { shorter },
    };
    Shape {
        size,
        fit,
        exact: size == both || inside,
    }
}

/// The shorter side is resized, then a window is cropped. The processor of `ConvNeXt` has
/// `crop_pct` instead of a window, and stretches to large sizes.
fn cut(root: &Fields<'_>, side: usize, window: Option<[usize; 2]>) -> Result<Shape, FormatError> {
    let share = root.share("crop_pct")?;
    let convnext = name(root).starts_with("ConvNext") || (window.is_none() && share.is_some());
    if convnext && side >= CONVNEXT_SQUASHES {
        return Ok(squashed([side; 2], None));
    }
    let side = if name(root).starts_with("Levit") {
        (side as f64 * LEVIT_MARGIN).floor() as usize
    } else {
        side
    };
    let usual = if convnext { CONVNEXT_CROP } else { 1.0 };
    let shorter = kept(root, side, share.unwrap_or(usual))?;
    let size = window.filter(|_| !convnext).unwrap_or([side; 2]);
    Ok(Shape {
        size,
        fit: InputFit::ResizeCrop { shorter },
        exact: (convnext || window.is_some()) && shorter >= size[0].max(size[1]),
    })
}

/// Returns the shorter side after resizing, of which `share` is cropped.
fn kept(root: &Fields<'_>, side: usize, share: f64) -> Result<usize, FormatError> {
    let shorter = (side as f64 / share).floor() as usize;
    if shorter > MAX_SIDE {
        return Err(root.wrong(
            "crop_pct",
            &format!("large enough that the resized side is at most {MAX_SIDE} px"),
        ));
    }
    Ok(shorter)
}

/// Reads `size`: `{height, width}`, `{shortest_edge}`, or one number in older files.
fn resized(root: &Fields<'_>, remarks: &mut Vec<String>) -> Result<Option<Resized>, FormatError> {
    let Some(json) = root.get("size") else {
        return Ok(None);
    };
    let name = name(root);
    let shorter =
        SHORTER_SIDE.iter().any(|known| name.starts_with(known)) || root.get("crop_pct").is_some();
    let by_name = |key| json.as_object().and_then(|map| map.get(key));
    let resized = match (json, by_name("shortest_edge"), by_name("longest_edge")) {
        (_, Some(edge), None) => side(edge).map(Resized::Shorter),
        (Json::Number(_), ..) if shorter => side(json).map(Resized::Shorter),
        (Json::Object(map), ..) if !map.contains_key("height") => {
            remarks.push(format!(
                "`{}` asks for the size {json}, which is not supported; the usual size of the network is used.",
                root.file()
            ));
            return Ok(None);
        }
        _ => sides(json).map(Resized::Both),
    };
    resized
        .map(Some)
        .ok_or_else(|| root.wrong("size", "1 to 4096 px"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read as read_shape;
    use super::*;
    use crate::InputRule;

    fn read(json: &Json) -> Result<ConfigFacts, FormatError> {
        let mut facts = ConfigFacts::default();
        let root = Fields::new("preprocessor_config.json", json.as_object().unwrap());
        read_shape(&root, &mut facts).map(|()| facts)
    }

    #[test]
    fn sizes_and_crops_match_each_processor() {
        use InputFit::{ResizeCrop, Squash, SquashCrop};
        struct Case(&'static str, Json, [usize; 2], InputFit, usize);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("ViT", json!({"image_processor_type": "ViTImageProcessor", "size": {"height": 224, "width": 224}}), [224, 224], Squash, 0),
            Case("ViT, old", json!({"feature_extractor_type": "ViTFeatureExtractor", "size": 384}), [384, 384], Squash, 0),
            Case("ConvNeXt", json!({"image_processor_type": "ConvNextImageProcessorFast", "size": {"shortest_edge": 224}, "crop_pct": 0.875}), [224, 224], ResizeCrop { shorter: 256 }, 0),
            Case("ConvNeXt, large", json!({"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}, "crop_pct": 0.875}), [384, 384], Squash, 0),
            Case("ResNet, old", json!({"feature_extractor_type": "ConvNextFeatureExtractor", "size": 224, "crop_pct": 0.95}), [224, 224], ResizeCrop { shorter: 235 }, 0),
            Case("ConvNeXt says no share", json!({"feature_extractor_type": "ConvNextFeatureExtractor", "size": 224}), [224, 224], ResizeCrop { shorter: 256 }, 0),
            Case("no name", json!({"size": 224, "crop_pct": 0.5}), [224, 224], ResizeCrop { shorter: 448 }, 0),
            Case("MobileNetV2", json!({"size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 192}}), [224, 192], ResizeCrop { shorter: 256 }, 0),
            Case("MobileNetV1, old", json!({"feature_extractor_type": "MobileNetV1FeatureExtractor", "size": 256, "crop_size": 224}), [224, 224], ResizeCrop { shorter: 256 }, 0),
            Case("PoolFormer", json!({"size": {"shortest_edge": 224}, "crop_pct": 0.9, "crop_size": 224}), [224, 224], ResizeCrop { shorter: 248 }, 0),
            Case("DeiT", json!({"size": {"height": 256, "width": 256}, "crop_size": 224}), [224, 224], SquashCrop { side: 256 }, 0),
            Case("a window of a rectangle", json!({"size": {"height": 256, "width": 300}, "crop_size": 224}), [224, 224], ResizeCrop { shorter: 256 }, 1),
            Case("EfficientNet", json!({"size": {"height": 346, "width": 346}, "do_center_crop": false, "crop_size": 289}), [346, 346], Squash, 0),
            Case("a margin", json!({"size": {"shortest_edge": 224}, "crop_size": 256}), [256, 256], ResizeCrop { shorter: 256 }, 1),
            Case("any proportions", json!({"size": {"shortest_edge": 224}}), [224, 224], ResizeCrop { shorter: 224 }, 1),
            Case("the window alone", json!({"do_resize": false, "size": 99, "crop_size": 64}), [64, 64], ResizeCrop { shorter: 73 }, 0),
            Case("unknown size", json!({"size": {"longest_edge": 999}}), [224, 224], ResizeCrop { shorter: 256 }, 1),
        ];
        for Case(why, json, size, fit, remarks) in cases {
            let facts = read(&json).unwrap();
            let rule = facts.input.apply(InputRule::imagenet(224));
            assert_eq!([rule.height, rule.width], size, "{why}");
            assert_eq!(rule.fit, fit, "{why}");
            assert_eq!(facts.remarks.len(), remarks, "{why}: {:?}", facts.remarks);
        }
    }

    #[test]
    fn invalid_settings_are_rejected_by_name() {
        struct Case(Json, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"size": 0}), "`size` should be 1 to 4096 px, got 0"),
            Case(json!({"size": {"height": 224, "width": 9000}}), "`size`"),
            Case(json!({"size": {"shortest_edge": -3}}), "`size`"),
            Case(json!({"size": 4096, "crop_pct": 0.2, "crop_size": 8}), "at most 4096 px"),
            Case(json!({"crop_size": "big"}), "`crop_size`"),
        ];
        for Case(json, part) in cases {
            let error = read(&json).unwrap_err();
            assert_eq!(error.code(), "config-unusable");
            let message = error.to_string();
            assert!(
                message.contains("preprocessor_config.json") && message.contains(part),
                "{message}"
            );
        }
    }
}
