//! Models in the formats of other tools, known by their content, and what to do with each. The lines
//! to run are those of `tests/reference/bring-your-own`.

use crate::content::{has_ending, recognised};
use crate::{FormatError, SourceFile};

/// A format that is not read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    what: &'static str,
    advice: &'static str,
}

const LITE: Foreign = Foreign {
    what: "a TensorFlow Lite model",
    advice: "Convert it: `python -m tf2onnx.convert --tflite model.tflite --output model.onnx`. Of Teachable Machine, export “Tensorflow.js” instead",
};

const SAVED_MODEL: Foreign = Foreign {
    what: "a SavedModel of TensorFlow",
    advice: "Convert its folder: `python -m tf2onnx.convert --saved-model saved_model --output model.onnx`",
};

/// Files by which the folder of a `SavedModel` is known.
const OF_SAVED_MODEL: &[&str] = &[
    "saved_model.pb",
    "saved_model.pbtxt",
    "keras_metadata.pb",
    "fingerprint.pb",
];

const CHECKPOINT: Foreign = Foreign {
    what: "of a checkpoint of TensorFlow, which has weights and no network",
    advice: "Where the model is made, load it into the model, then call `model.save(\"model.keras\")` and choose that file",
};

const FROZEN: Foreign = Foreign {
    what: "a frozen graph of TensorFlow",
    advice: "Convert it: `python -m tf2onnx.convert --graphdef frozen.pb --inputs INPUT:0 --outputs OUTPUT:0 --output model.onnx`",
};

const CORE_ML: Foreign = Foreign {
    what: "a Core ML model, which cannot be converted back",
    advice: "Export the network that it was made from as ONNX",
};

const GGUF: Foreign = Foreign {
    what: "a language model in GGUF",
    advice: "Only image classifiers can be explained here",
};

const OPENVINO: Foreign = Foreign {
    what: "a model of OpenVINO, which cannot be converted back",
    advice: "Export the network that it was made from as ONNX",
};

const WEIGHTS: Foreign = Foreign {
    what: "the weights of a model without its network",
    advice: "Choose them together with the file that describes it: model.json or the .onnx file",
};

const NUMPY: Foreign = Foreign {
    what: "an array of NumPy",
    advice: "Choose the file with the weights and their names",
};

#[cfg(test)]
pub(crate) const ALL: &[Foreign] = &[
    LITE,
    SAVED_MODEL,
    FROZEN,
    CORE_ML,
    GGUF,
    OPENVINO,
    NUMPY,
    WEIGHTS,
    CHECKPOINT,
];

impl Foreign {
    /// Returns what the file is, or `None` for a file that may be read here.
    pub(crate) fn of(file: &SourceFile) -> Result<Option<Self>, FormatError> {
        if OF_SAVED_MODEL.contains(&file.base_name()) {
            return Ok(Some(SAVED_MODEL));
        }
        let beginning = file.beginning()?;
        Ok(known(&beginning, file.len()))
    }

    /// The error for the first such file, or for weights alone.
    pub(crate) fn find(files: &[SourceFile]) -> Result<Option<FormatError>, FormatError> {
        // The message names the main file of a SavedModel, whichever comes first.
        let main = |file: &&SourceFile| OF_SAVED_MODEL.first() == Some(&file.base_name());
        for file in files.iter().find(main).into_iter().chain(files) {
            if let Some(kind) = Self::of(file)? {
                return Ok(Some(kind.error(file.base_name())));
            }
        }
        if let Some(file) = files.iter().find(|file| is_checkpoint(file.base_name())) {
            return Ok(Some(CHECKPOINT.error(file.base_name())));
        }
        let alone = files
            .first()
            .filter(|file| files.len() == 1 && is_weights(&file.name));
        Ok(match alone {
            Some(file) if recognised(&file.beginning()?).is_none() => {
                Some(WEIGHTS.error(file.base_name()))
            }
            _ => None,
        })
    }

    /// The error for a file of this kind.
    pub(crate) fn error(self, file: &str) -> FormatError {
        FormatError::Foreign {
            file: file.into(),
            what: self.what,
            advice: self.advice,
        }
    }
}

/// Whether a file has a name as those that TensorFlow writes of a checkpoint.
fn is_checkpoint(name: &str) -> bool {
    name == "checkpoint" || has_ending(name, "index") || name.contains(".data-000")
}

/// Whether a file has a name as those of weights that another file describes.
fn is_weights(name: &str) -> bool {
    let shard = name.contains("shard") && name.contains("of");
    shard
        || ["bin", "data"]
            .iter()
            .any(|ending| has_ending(name, ending))
}

fn known(beginning: &[u8], length: u64) -> Option<Foreign> {
    match beginning {
        [_, _, _, _, b'T', b'F', b'L', b'3', ..] => Some(LITE),
        [b'G', b'G', b'U', b'F', ..] => Some(GGUF),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Some(NUMPY),
        [0x08, version, 0x12, rest @ ..] => message(*version, rest, length),
        [0x0A, rest @ ..] => is_node(rest).then_some(FROZEN),
        [b'<', ..] => is_network_in_xml(beginning).then_some(OPENVINO),
        _ => None,
    }
}

/// `SavedModel`, Core ML and ONNX begin with their version in field 1. In ONNX, field 2 is the name of
/// a program; in the others it is a message that begins with its own field 1.
fn message(version: u8, rest: &[u8], length: u64) -> Option<Foreign> {
    let (inner, at) = varint(rest)?;
    if rest.get(at) != Some(&0x0A) {
        return None;
    }
    let most = inner.saturating_mul(2) > length;
    Some(if version == 1 && most {
        SAVED_MODEL
    } else {
        CORE_ML
    })
}

/// Whether this is the length and the beginning of a `NodeDef`: its name, then its operator.
fn is_node(rest: &[u8]) -> bool {
    let Some((_, at)) = varint(rest) else {
        return false;
    };
    let Some([0x0A, named @ ..]) = rest.get(at..) else {
        return false;
    };
    let Some((name, at)) = varint(named) else {
        return false;
    };
    let after = usize::try_from(name)
        .ok()
        .and_then(|name| at.checked_add(name));
    let operator = after.and_then(|after| named.get(after..));
    matches!(operator, Some([0x12, 1..=100, b'A'..=b'Z', ..]))
}

fn is_network_in_xml(beginning: &[u8]) -> bool {
    beginning.windows(5).any(|part| part == b"<net ")
}

/// The value of a varint and its length in bytes.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        value |= u64::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_model_is_known_by_its_files_too() {
        let file = |name: &str| SourceFile::new(name, vec![8, 1]);
        let found = |name: &str| Foreign::of(&file(name)).unwrap();
        assert_eq!(found("my/saved_model.pbtxt"), Some(SAVED_MODEL));
        assert_eq!(found("my/model.pb"), None);
        let folder = [
            "my/fingerprint.pb",
            "my/saved_model.pb",
            "my/variables/variables.index",
        ];
        let error = Foreign::find(&folder.map(file)).unwrap().unwrap();
        assert!(
            error
                .to_string()
                .starts_with("`saved_model.pb` is a SavedModel"),
            "{error}"
        );
    }

    #[test]
    fn a_checkpoint_is_known_by_its_names() {
        let file = |name: &str| SourceFile::new(name, vec![0, 1]);
        for name in [
            "checkpoint",
            "cp.ckpt.index",
            "cp.ckpt.data-00000-of-00001",
            "variables/variables.data-00000-of-00001",
        ] {
            let error = Foreign::find(&[file(name)]).unwrap().unwrap();
            assert!(error.to_string().contains("checkpoint of"), "{error}");
        }
        assert_eq!(Foreign::find(&[file("index.html")]), Ok(None));
        let folder = ["my/fingerprint.pb", "my/variables/variables.index"].map(file);
        let error = Foreign::find(&folder).unwrap().unwrap();
        assert!(error.to_string().contains("SavedModel"), "{error}");
    }

    #[test]
    fn formats_of_other_tools_are_known_by_their_first_bytes() {
        struct Case(&'static str, &'static [u8], u64, Option<Foreign>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("tflite", b"\x1c\0\0\0TFL3\x14\0\x20\0", 2528, Some(LITE)),
            Case("SavedModel", b"\x08\x01\x12\xcd\x95\x02\x0a\xbc\x15\x12", 35539, Some(SAVED_MODEL)),
            Case("Core ML", b"\x08\x04\x12\x1f\x0a\x1d\x0a\x05image", 9000, Some(CORE_ML)),
            Case("ONNX", b"\x08\x08\x12\x07pytorch\x1a\x052.1.0", 9000, None),
            Case("ONNX of version 1", b"\x08\x01\x12\x07pytorch", 9000, None),
            Case("ONNX without a producer", b"\x08\x08\x3a\x20\x0a\x10", 9000, None),
            Case("frozen graph", b"\x0a\x2b\x0a\x05input\x12\x0bPlaceholder*", 9000, Some(FROZEN)),
            Case("text that begins with a line break", b"\nlabels of\n", 11, None),
            Case("GGUF", b"GGUF\x03\0\0\0", 9000, Some(GGUF)),
            Case("NumPy", b"\x93NUMPY\x01\0v\0", 9000, Some(NUMPY)),
            Case("OpenVINO", b"<?xml version=\"1.0\"?>\n<net name=\"a\">", 9000, Some(OPENVINO)),
            Case("a web page", b"<!DOCTYPE html>", 9000, None),
            Case("nothing", b"", 0, None),
        ];
        for Case(what, beginning, length, expected) in cases {
            assert_eq!(known(beginning, length), expected, "{what}");
        }
    }
}
