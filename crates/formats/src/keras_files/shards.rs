//! Weights that Keras 3 wrote into several files, `m_00000.weights.h5` and so on, and `m.weights.json`,
//! which lists them.

use serde_json::Value as Json;

use crate::hdf5::SIGNATURE;
use crate::{FormatError, SourceFile};

const LIST: &str = ".weights.json";

/// The name of the list if the file is one of several with weights, or their list.
pub(super) fn list(file: &SourceFile) -> Result<Option<String>, FormatError> {
    let name = file.base_name();
    if name.ends_with(LIST) {
        let json: Option<Json> = serde_json::from_slice(&file.bytes()?).ok();
        let lists = json.is_some_and(|json| json["weight_map"].is_object());
        return Ok(lists.then(|| name.to_owned()));
    }
    let of_several = list_beside(name);
    Ok(of_several.filter(|_| {
        file.beginning()
            .is_ok_and(|bytes| bytes.starts_with(SIGNATURE))
    }))
}

fn list_beside(name: &str) -> Option<String> {
    let (stem, number) = name.strip_suffix(".weights.h5")?.rsplit_once('_')?;
    let is_numbered = number.len() == 5 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_numbered.then(|| format!("{stem}{LIST}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_files_names_their_list() {
        let found =
            |name: &str, bytes: &[u8]| list(&SourceFile::new(name, bytes.to_vec())).unwrap();
        let listed = Some("m.weights.json".to_owned());
        assert_eq!(found("to/m_00012.weights.h5", SIGNATURE), listed);
        assert_eq!(found("m.weights.json", br#"{"weight_map": {}}"#), listed);
        for (name, bytes) in [
            ("m_00012.weights.h5", &b"no HDF5"[..]),
            ("m_12.weights.h5", SIGNATURE),
            ("m.weights.h5", SIGNATURE),
            ("m.weights.json", b"{}"),
            ("model.safetensors.index.json", br#"{"weight_map": {}}"#),
        ] {
            assert_eq!(found(name, bytes), None, "{name}");
        }
    }
}
