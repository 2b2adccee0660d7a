//! Python objects that were saved whole, by the package of their class, and what to do about each.

use super::checkpoint::Whole;
use crate::FormatError;

/// The longest file name that is written into lines to copy.
const MAX_IN_CODE: usize = 32;

/// Packages whose models are no networks of pictures that can be exported as ONNX here.
const TABULAR: &[&str] = &["catboost", "lightgbm", "sklearn", "xgboost"];

/// Classes of YOLO models that find things, or parts of them, in a picture.
const DETECTORS: &[&str] = &[
    "DetectionModel",
    "OBBModel",
    "PoseModel",
    "RTDETRDetectionModel",
    "SegmentationModel",
    "WorldModel",
];

/// The error for a file that holds such an object.
pub(super) fn refused(file: &str, Whole { class, key }: Whole) -> FormatError {
    let advice = advice(file, &class, key.as_deref());
    FormatError::WholeObject {
        file: file.into(),
        class,
        advice,
    }
}

/// The errors for objects of each package.
#[cfg(test)]
pub(crate) fn whole_objects(long: &str) -> Vec<FormatError> {
    let classes = [
        "fastai.learner.Learner",
        "ultralytics.nn.tasks.DetectionModel",
        "ultralytics.nn.tasks.ClassificationModel",
        "keras.Model",
        "sklearn.svm.SVC",
        "net.Net",
    ];
    let files = [long.to_owned(), "a".repeat(MAX_IN_CODE)];
    let objects = files.iter().flat_map(|file| {
        classes.map(|class| {
            let key = Some("k".repeat(16));
            let class = format!("{class}.{long}");
            refused(file, Whole { class, key })
        })
    });
    objects.collect()
}

fn advice(file: &str, class: &str, key: Option<&str>) -> String {
    let code = if file.len() <= MAX_IN_CODE {
        file
    } else {
        "model.pt"
    };
    let (package, name) = (class.split('.').next(), class.rsplit('.').next());
    let is_detector = name.is_some_and(|name| DETECTORS.contains(&name));
    match package.unwrap_or_default() {
        "fastai" => format!(
            "If you trust it, run: `learn = load_learner(\"{code}\")`, then `learn.save(\"weights\", with_opt=False)`"
        ),
        "ultralytics" | "models" if is_detector => {
            "It is a YOLO that finds objects, and only classifiers and segmentations of every pixel can be explained here".into()
        }
        "ultralytics" => {
            format!("It is a checkpoint of Ultralytics. Run: `yolo export model={code} format=onnx`")
        }
        "keras" | "tensorflow" | "tf_keras" => {
            "It is a pickle of Keras: save the model with `model.save(\"model.keras\")` instead".into()
        }
        package if TABULAR.contains(&package) => {
            "It is no neural network, and only those can be explained here".into()
        }
        _ => {
            let key = key.filter(|key| key.len() <= 16);
            let key = key.map_or_else(String::new, |key| format!("[\"{key}\"]"));
            format!(
                "If you trust it, save its weights: `torch.save(torch.load(\"{code}\", \"cpu\", weights_only=False){key}.state_dict(), \"weights.pth\")`"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_is_that_of_the_package() {
        struct Case(&'static str, Option<&'static str>, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("net.Net", None, "torch.load(\"a.pt\", \"cpu\", weights_only=False).state_dict()"),
            Case("net.Net", Some("model"), "weights_only=False)[\"model\"].state_dict()"),
            Case("fastai.learner.Learner", None, "load_learner(\"a.pt\")"),
            Case("ultralytics.nn.tasks.ClassificationModel", Some("model"), "yolo export model=a.pt format=onnx"),
            Case("ultralytics.nn.tasks.DetectionModel", Some("model"), "finds objects"),
            Case("models.yolo.DetectionModel", Some("model"), "finds objects"),
            Case("keras.src.models.Sequential", None, "model.save("),
            Case("sklearn.svm.SVC", None, "no neural network"),
        ];
        for Case(class, key, expected) in cases {
            let advice = advice("a.pt", class, key);
            assert!(advice.contains(expected), "{class}: {advice}");
        }
    }
}
