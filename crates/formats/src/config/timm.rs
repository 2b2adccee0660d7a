//! `config.json` of timm: `pretrained_cfg` with the input settings, and the class labels beside it.

use serde_json::Value as Json;

use super::ConfigFacts;
use super::fields::{Fields, MAX_SIDE, side, sides, whole};
use crate::labels::names_in_json;
use crate::{FormatError, InputFilter, InputFit, InputResizer};

/// timm's default input size.
const DEFAULT_SIDE: usize = 224;

/// timm's default `crop_pct`.
const DEFAULT_CROP: f64 = 0.875;

/// Settings of which one is in each file that has those of the input.
const SIGNS: [&str; 2] = ["pretrained_cfg", "input_size"];

/// timm's names of filters.
pub(super) const FILTERS: [(&str, InputFilter); 6] = [
    ("nearest", InputFilter::Nearest),
    ("box", InputFilter::Box),
    ("bilinear", InputFilter::Bilinear),
    ("hamming", InputFilter::Hamming),
    ("bicubic", InputFilter::Bicubic),
    ("lanczos", InputFilter::Lanczos),
];

/// Reads the settings into `facts`. Older files have the input settings at the top level.
pub(super) fn read(root: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let cfg = root.below("pretrained_cfg");
    facts.network.read_timm(root, &cfg);
    let classes = match count_of_classes(root)? {
        None => count_of_classes(&cfg)?,
        count => count,
    };
    // 0 means that the classifier was removed.
    facts.classes = classes.filter(|count| *count > 0);
    facts.labels = match labels(root)? {
        None => labels(&cfg)?,
        labels => labels,
    };
    if SIGNS.iter().any(|key| root.get(key).is_some()) {
        // timm's transforms, whatever the network is.
        facts.input.resizer = Some(InputResizer::Pillow);
        input(&cfg, facts)?;
    }
    if let Some(arguments) = root.inner("model_args") {
        built_for(&arguments, facts)?;
    }
    Ok(())
}

/// Whether timm wrote these settings. The name of the network alone is enough.
pub(super) fn wrote(root: &Fields<'_>) -> bool {
    let mut keys = SIGNS.iter().chain(["architecture"].iter());
    keys.any(|key| root.get(key).is_some())
}

/// Reads the picture that the network was built for, which `pretrained_cfg` does not follow.
fn built_for(arguments: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let expected = "1 to 4096 px, one or two numbers";
    let size = arguments.read("img_size", expected, sides)?;
    if size.is_some() && size != facts.input.size {
        (facts.input.size, facts.input.fit) = (size, None);
    }
    facts.input.channels = arguments.count("in_chans", 3)?.or(facts.input.channels);
    Ok(())
}

fn count_of_classes(fields: &Fields<'_>) -> Result<Option<usize>, FormatError> {
    fields.read("num_classes", "a whole number", whole)
}

/// Reads the class labels. Prefers descriptions to names, which may be `WordNet` ids.
fn labels(fields: &Fields<'_>) -> Result<Option<Vec<String>>, FormatError> {
    let key = ["label_names", "labels"]
        .into_iter()
        .find(|key| fields.get(key).is_some());
    let Some(key) = key else {
        return Ok(None);
    };
    let json = fields.get(key).unwrap_or(&Json::Null);
    let names =
        names_in_json(json).map_err(|reason| fields.refuse(format!("`{key}`: {reason}")))?;
    let described = |name: String| {
        let text = fields
            .get("label_descriptions")
            .and_then(|all| all.get(&name)?.as_str());
        text.map_or(name.clone(), str::to_owned)
    };
    Ok(names.map(|names| names.into_iter().map(described).collect()))
}

fn input(cfg: &Fields<'_>, facts: &mut ConfigFacts) -> Result<(), FormatError> {
    let expected = "[channels, height, width] with 1 or 3 channels and 1 to 4096 px";
    let shape = cfg.read("input_size", expected, |json| {
        match json.as_array()?.as_slice() {
            [channels, height, width] => {
                let channels = whole(channels).filter(|count| [1, 3].contains(count))?;
                Some((channels, [side(height)?, side(width)?]))
            }
            _ => None,
        }
    })?;
    let (channels, size) = shape.unwrap_or((3, [DEFAULT_SIDE; 2]));
    facts.input.channels = Some(channels);
    facts.input.size = Some(size);
    facts.input.fit = Some(fit(cfg, size, &mut facts.remarks)?);
    facts.input.range = Some([0.0, 1.0]);
    facts.input.mean = cfg.channels("mean")?;
    facts.input.std = cfg.divisors("std")?;
    facts.input.filter = cfg.text("interpolation").as_deref().map(|name| {
        FILTERS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or_else(
                || {
                    facts.remarks.push(format!(
                        "`{}` asks for `{name}` interpolation; bicubic is used.",
                        cfg.file()
                    ));
                    InputFilter::Bicubic
                },
                |(_, filter)| *filter,
            )
    });
    Ok(())
}

/// Reads `crop_pct` and `crop_mode` as timm's `transforms_imagenet_eval` does: the shorter side is
/// resized to floor(size / `crop_pct`), then the centre is cropped.
fn fit(
    cfg: &Fields<'_>,
    [height, width]: [usize; 2],
    remarks: &mut Vec<String>,
) -> Result<InputFit, FormatError> {
    let share = cfg.share("crop_pct")?.unwrap_or(DEFAULT_CROP);
    let shorter = (height.min(width) as f64 / share).floor() as usize;
    if shorter > MAX_SIDE {
        return Err(cfg.wrong(
            "crop_pct",
            &format!("large enough that the resized side is at most {MAX_SIDE} px"),
        ));
    }
    let whole = shorter == height.min(width);
    let margin = shorter < height.min(width);
    let mode = cfg.text("crop_mode").unwrap_or_else(|| "center".into());
    let (fit, exact) = match mode.as_str() {
        "squash" if whole => (InputFit::Squash, true),
        "squash" if height == width && !margin => (InputFit::SquashCrop { side: shorter }, true),
        "center" if height != width => (InputFit::Crop, whole),
        mode => (
            InputFit::ResizeCrop { shorter },
            mode == "center" && !margin,
        ),
    };
    if !exact {
        remarks.push(format!(
            "`{}` asks for the crop mode `{mode}` and {share} of a {height} x {width} picture; the centre is cropped without stretching instead.",
            cfg.file()
        ));
    }
    Ok(fit)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &Json) -> Result<ConfigFacts, FormatError> {
        let mut facts = ConfigFacts::default();
        let root = Fields::new("config.json", json.as_object().unwrap());
        super::read(&root, &mut facts).map(|()| facts)
    }

    #[test]
    fn the_config_of_a_vit_is_read() {
        let json = json!({
            "architecture": "vit_tiny_patch16_384", "num_classes": 2, "model_args": {"num_heads": 3},
            "label_names": ["n1", "n2"], "label_descriptions": {"n1": "cat, tomcat"},
            "pretrained_cfg": {
                "input_size": [3, 384, 384], "fixed_input_size": true, "interpolation": "bicubic",
                "crop_pct": 1.0, "crop_mode": "center", "num_classes": 21843,
                "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.5, 0.5],
            },
        });
        let facts = read(&json).unwrap();
        assert_eq!(facts.network.name.as_deref(), Some("vit_tiny_patch16_384"));
        assert_eq!(facts.network.settings["num_heads"], 3);
        assert_eq!(facts.classes, Some(2));
        assert_eq!(facts.labels.unwrap(), ["cat, tomcat", "n2"]);
        assert_eq!(facts.input.size, Some([384, 384]));
        assert_eq!(facts.input.fit, Some(InputFit::ResizeCrop { shorter: 384 }));
        assert_eq!(facts.input.filter, Some(InputFilter::Bicubic));
        assert_eq!(facts.input.range, Some([0.0, 1.0]));
        assert_eq!(facts.input.mean, Some([0.5; 3]));
        assert_eq!(facts.input.std, Some([0.25, 0.5, 0.5]));
        assert!(facts.remarks.is_empty());
    }

    #[test]
    fn the_name_alone_leaves_the_input_as_the_family_has_it() {
        let facts = read(&json!({"architecture": "resnet18"})).unwrap();
        assert_eq!(facts.network.name.as_deref(), Some("resnet18"));
        assert_eq!(facts.input, crate::InputChanges::default());
    }

    #[test]
    fn a_network_that_was_built_for_another_picture_has_that_size() {
        let json = json!({
            "architecture": "vit_tiny_patch16_224", "model_args": {"img_size": 96, "in_chans": 1},
            "pretrained_cfg": {"input_size": [3, 224, 224]},
        });
        let input = read(&json).unwrap().input;
        assert_eq!(
            (input.size, input.channels, input.fit),
            (Some([96, 96]), Some(1), None)
        );
    }

    #[test]
    fn crop_settings_become_the_fit() {
        use InputFit::{Crop, ResizeCrop, Squash, SquashCrop};
        struct Case(Json, InputFit, usize);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({}), ResizeCrop { shorter: 256 }, 0), // 224 / 0.875
            Case(json!({"crop_pct": 0.95}), ResizeCrop { shorter: 235 }, 0), // 235.79
            Case(json!({"crop_pct": 0.9}), ResizeCrop { shorter: 248 }, 0), // 248.89
            Case(json!({"crop_pct": 0.95, "input_size": [3, 288, 288]}), ResizeCrop { shorter: 303 }, 0), // 303.16
            Case(json!({"crop_pct": 1.0, "crop_mode": "squash"}), Squash, 0),
            Case(json!({"crop_pct": 0.95, "crop_mode": "squash"}), SquashCrop { side: 235 }, 0),
            Case(json!({"crop_pct": 2.0, "crop_mode": "squash"}), ResizeCrop { shorter: 112 }, 1),
            Case(json!({"crop_pct": 1.0, "crop_mode": "border"}), ResizeCrop { shorter: 224 }, 1),
            Case(json!({"crop_pct": 2.0}), ResizeCrop { shorter: 112 }, 1),
            Case(json!({"crop_pct": 1.0, "input_size": [1, 64, 128]}), Crop, 0),
            Case(json!({"crop_pct": 0.5, "input_size": [1, 64, 128]}), Crop, 1),
        ];
        for Case(json, fit, remarks) in cases {
            let facts = read(&json!({"pretrained_cfg": json})).unwrap();
            assert_eq!(facts.input.fit, Some(fit), "{json}");
            assert_eq!(facts.remarks.len(), remarks, "{json}: {:?}", facts.remarks);
        }
    }

    #[test]
    fn older_files_have_the_input_settings_at_the_top() {
        let json = json!({
            "architecture": "resnet18", "num_classes": 10, "input_size": [3, 32, 32],
            "interpolation": "random", "labels": {"1": "dog", "0": "cat"},
        });
        let facts = read(&json).unwrap();
        assert_eq!(facts.classes, Some(10));
        assert_eq!(facts.input.size, Some([32, 32]));
        assert_eq!(facts.input.fit, Some(InputFit::ResizeCrop { shorter: 36 }));
        assert_eq!(facts.labels.unwrap(), ["cat", "dog"]);
        let remark = "`config.json` asks for `random` interpolation; bicubic is used.";
        assert_eq!(facts.remarks, [remark]);
    }

    #[test]
    fn invalid_settings_are_rejected_by_name() {
        struct Case(Json, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"input_size": [3, 0, 224]}), "`input_size` should be [channels, height, width]"),
            Case(json!({"input_size": [3, 224, 5000]}), "got [3,224,5000]"),
            Case(json!({"input_size": [4, 224, 224]}), "with 1 or 3 channels"),
            Case(json!({"input_size": [3, 4096, 4096], "crop_pct": 0.5}), "at most 4096 px"),
            Case(json!({"crop_pct": -1}), "`crop_pct`"),
            Case(json!({"label_names": {"1": "a"}}), "`label_names`: the numbers"),
        ];
        for Case(json, part) in cases {
            let error = read(&json!({"pretrained_cfg": json})).unwrap_err();
            assert_eq!(error.code(), "config-unusable");
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
