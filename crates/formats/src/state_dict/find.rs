use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::checkpoint::{has_tensors, said, tensors, whole_object};
use super::pickle::{Pickle, parse};
use super::{Dict, PYTORCH, SAFETENSORS, StateDict, legacy, safetensors, whole, words};
use crate::content::has_ending;
use crate::limits::PICKLE;
use crate::{FormatError, SourceFile, json};

/// Finds the named tensors in files whose archives have been unpacked: those of all `.safetensors`
/// files together, or else those of one PyTorch checkpoint. Returns `None` if there is neither.
///
/// # Errors
/// A [`FormatError`] that names the file if it is damaged, would run code in Python or holds a
/// whole Python object; [`FormatError::SeveralModels`] for several checkpoints.
pub fn find(files: &[SourceFile]) -> Result<Option<StateDict>, FormatError> {
    let mut parts = Vec::new();
    for file in files {
        if has_ending(&file.name, "safetensors") || safetensors::is_one(file)? {
            parts.push(file);
        }
    }
    if let Some(first) = parts.first() {
        let state = from_parts(first, &parts)?;
        lacks_nothing(&state, files)?;
        return Ok(Some(state));
    }
    let archives = files.iter().filter(|file| file.base_name() == "data.pkl");
    let mut checkpoints: Vec<&SourceFile> = archives.collect();
    let mut other = None;
    for file in files {
        let beginning = file.beginning()?;
        if legacy::is_one(&beginning) {
            checkpoints.push(file);
        } else if matches!(beginning.as_slice(), [0x80, 2..=5, ..]) {
            other = other.or(Some(file));
        }
    }
    match (checkpoints.as_slice(), other) {
        ([], None) => Ok(None),
        ([], Some(pickle)) => Err(why_not(pickle)?),
        ([one], _) if one.base_name() == "data.pkl" => from_archive(one, files).map(Some),
        ([one], _) => from_legacy(one).map(Some),
        (several, _) => {
            let names: Vec<_> = several.iter().map(|pickle| chosen(pickle)).collect();
            Err(FormatError::SeveralModels {
                files: names.join(", "),
            })
        }
    }
}

/// Returns the name of an archive that `torch.export` wrote. It holds a program, and its
/// `model.json` is not one of TensorFlow.js.
pub(crate) fn exported(files: &[SourceFile]) -> Option<&str> {
    let marks = |file: &&SourceFile| file.base_name() == "archive_format";
    files.iter().find(marks).map(chosen)
}

/// Joins the tensors of a model that is split into several files.
fn from_parts(first: &SourceFile, parts: &[&SourceFile]) -> Result<StateDict, FormatError> {
    let mut tensors = Vec::new();
    for part in parts {
        tensors.extend(safetensors::read(part)?);
    }
    if tensors.is_empty() {
        return Err(FormatError::NoTensors {
            file: first.base_name().into(),
        });
    }
    let names: BTreeSet<&str> = tensors.iter().map(|(name, _)| name.as_str()).collect();
    if names.len() < tensors.len() {
        let files: Vec<_> = parts.iter().map(|part| part.base_name()).collect();
        return Err(FormatError::SeveralModels {
            files: files.join(", "),
        });
    }
    let name = without_ending(first.base_name()).to_owned();
    let path = String::new();
    let dict = Dict { path, tensors };
    Ok(StateDict::new(name, SAFETENSORS.id, vec![dict]))
}

/// Compares the tensors with the list of those that a model of several files has.
fn lacks_nothing(state: &StateDict, files: &[SourceFile]) -> Result<(), FormatError> {
    #[derive(Deserialize)]
    struct Index {
        weight_map: BTreeMap<String, String>,
    }
    let list = (files.iter()).find(|file| file.base_name().ends_with(".safetensors.index.json"));
    let Some(list) = list else {
        return Ok(());
    };
    let Ok(Index { weight_map }) = json::read(list) else {
        return Ok(());
    };
    let mut listed = weight_map.into_iter();
    match listed.find(|(tensor, _)| !state.contains(tensor)) {
        Some((tensor, file)) => Err(FormatError::MissingPart { file, tensor }),
        None => Ok(()),
    }
}

/// Reads the pickle of a checkpoint and finds its storages among the files beside it.
fn from_archive(pickle: &SourceFile, files: &[SourceFile]) -> Result<StateDict, FormatError> {
    let (file, folder) = (chosen(pickle), pickle.name.trim_end_matches("data.pkl"));
    let beside = |name: &str| {
        files
            .iter()
            .find(|file| file.name.strip_prefix(folder) == Some(name))
    };
    let damaged = |reason: String| FormatError::Checkpoint {
        file: file.into(),
        reason,
    };
    if let Some(order) = beside("byteorder")
        && order.beginning()? != b"little"
    {
        return Err(damaged("its values are not little-endian".into()));
    }
    let parsed = parse(&content(pickle)?, file)?;
    let storages = files.iter().filter_map(|file| {
        let key = file.name.strip_prefix(folder)?.strip_prefix("data/")?;
        Some((key, file))
    });
    let found = named(&parsed, &storages.collect(), file)?;
    found.ok_or_else(|| match beside("constants.pkl") {
        Some(_) => FormatError::Program { file: file.into() },
        None => nothing_named(&parsed, file),
    })
}

fn from_legacy(file: &SourceFile) -> Result<StateDict, FormatError> {
    let legacy = legacy::read(file)?;
    let storages = legacy.storages.iter();
    let storages = storages.map(|(key, values)| (key.as_str(), values));
    let found = named(&legacy.pickle, &storages.collect(), file.base_name())?;
    found.ok_or_else(|| nothing_named(&legacy.pickle, file.base_name()))
}

/// Reads the named tensors of a checkpoint; `None` if it has none but single numbers and those of an
/// optimiser.
fn named(
    pickle: &Pickle,
    storages: &BTreeMap<&str, &SourceFile>,
    file: &str,
) -> Result<Option<StateDict>, FormatError> {
    let dicts = tensors(pickle, storages).map_err(|reason| FormatError::Checkpoint {
        file: file.into(),
        reason,
    })?;
    let mut all = dicts.iter().flat_map(|dict| &dict.tensors);
    let found = all.any(|(name, entry)| !entry.shape.is_empty() && !words::is_optimiser(name));
    let name = without_ending(file).to_owned();
    Ok(found.then(|| StateDict {
        said: said(pickle),
        ..StateDict::new(name, PYTORCH.id, dicts)
    }))
}

/// Says what a pickle without named tensors is.
fn nothing_named(pickle: &Pickle, file: &str) -> FormatError {
    match whole_object(pickle) {
        Some(whole) => whole::refused(file, whole),
        None if has_tensors(pickle) => FormatError::Checkpoint {
            file: file.into(),
            reason: "its tensors have no names".into(),
        },
        None => FormatError::NoTensors { file: file.into() },
    }
}

/// Says why a pickle outside an archive is not a state dict.
fn why_not(pickle: &SourceFile) -> Result<FormatError, FormatError> {
    let file = pickle.base_name();
    Ok(match parse(&content(pickle)?, file) {
        Err(attack @ FormatError::PickleRefused { .. }) => attack,
        Ok(parsed) => nothing_named(&parsed, file),
        // Not damaged: a pickle of other software may have opcodes that PyTorch does not write.
        Err(_) => FormatError::NoTensors { file: file.into() },
    })
}

fn content(pickle: &SourceFile) -> Result<Vec<u8>, FormatError> {
    if pickle.len() > PICKLE {
        return Err(FormatError::Checkpoint {
            file: chosen(pickle).into(),
            reason: format!("its pickle has {} bytes", pickle.len()),
        });
    }
    pickle.bytes()
}

/// Returns the name of the chosen file from the name of a member: `net.pth` for
/// `net.pth/net/data.pkl`.
fn chosen(member: &SourceFile) -> &str {
    let mut names = member.name.rsplit(['/', '\\']);
    let (base, inner, outer) = (names.next(), names.next(), names.next());
    let inside = base.is_some_and(|base| ["data.pkl", "archive_format"].contains(&base));
    let archive = outer.or(inner).filter(|_| inside);
    archive.or(base).unwrap_or_default()
}

fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pickled state dict of one tensor with two bytes; `key` is its name.
    fn pickle(key: &str) -> Vec<u8> {
        let name = [&[b'X', key.len() as u8, 0, 0, 0][..], key.as_bytes()].concat();
        let tensor = b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nByteStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x02tQK\0K\x02\x85K\x01\x85\x89NtRs.";
        [b"\x80\x02}", name.as_slice(), tensor].concat()
    }

    fn archive(root: &str, pickle: Vec<u8>) -> Vec<SourceFile> {
        vec![
            SourceFile::new(format!("{root}/data.pkl"), pickle),
            SourceFile::new(format!("{root}/byteorder"), b"little".to_vec()),
            SourceFile::new(format!("{root}/data/0"), vec![3, 4]),
        ]
    }

    #[test]
    fn a_state_dict_has_the_name_of_the_chosen_file() {
        struct Case(&'static str, &'static str);
        for Case(root, expected) in [
            Case("my.net.pth/archive", "my.net"),
            Case("folder/net.pth/net.v2", "net"),
            Case("all.zip/net.pt/archive", "net"),
            Case("net.pth", "net"),
        ] {
            let state = find(&archive(root, pickle("fc"))).unwrap().unwrap();
            assert_eq!((state.name.as_str(), state.format), (expected, "pytorch"));
            assert_eq!(state.take("fc").unwrap(), [3.0, 4.0], "{root}");
        }
    }

    #[test]
    fn a_part_that_the_list_names_and_that_is_not_there_is_named() {
        let header = br#"{"fc.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
        let part = [
            &(header.len() as u64).to_le_bytes(),
            header.as_slice(),
            &[0; 4],
        ]
        .concat();
        let with = |list: &str| {
            let list = SourceFile::new("model.safetensors.index.json", list.as_bytes().to_vec());
            find(&[SourceFile::new("model-1.safetensors", part.clone()), list])
        };
        assert!(with(r#"{"weight_map": {"fc.weight": "model-1.safetensors"}}"#).is_ok());
        let lacking = r#"{"weight_map": {"fc.weight": "model-1.safetensors", "fc.bias": "model-2.safetensors"}}"#;
        let error = with(lacking).unwrap_err();
        assert_eq!(error.code(), "part-missing");
        let message = error.to_string();
        assert!(
            message.contains("model-2.safetensors") && message.contains("fc.bias"),
            "{message}"
        );
    }

    #[test]
    fn files_without_a_state_dict_have_an_explanation() {
        let legacy = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xE9\x03.";
        let object = b"\x80\x02cnet\nNet\n)\x81}b.";
        let learner = b"\x80\x02cfastai.learner\nLearner\n)\x81}b.";
        let raw = |bytes: &[u8]| vec![SourceFile::new("net.pkl", bytes.to_vec())];
        let zip = |bytes: &[u8]| archive("net.pth/net", bytes.to_vec());
        let mut script = zip(object);
        script.push(SourceFile::new("net.pth/net/constants.pkl", Vec::new()));
        let mut big = zip(b"}.");
        big[1] = SourceFile::new("net.pth/net/byteorder", b"big".to_vec());
        let two = [zip(b"}."), archive("b.pth/b", b"}.".to_vec())].concat();
        struct Case(Vec<SourceFile>, &'static str, &'static str);
        for Case(files, code, named) in [
            Case(raw(legacy), "checkpoint-damaged", "cut short"),
            Case(raw(object), "pickled-object", "net.Net"),
            Case(zip(object), "pickled-object", "state_dict()"),
            Case(zip(learner), "pickled-object", "learn.save"),
            Case(
                raw(b"\x80\x02cos\nsystem\n."),
                "pickle-refused",
                "os.system",
            ),
            Case(zip(b"\x80\x02cos\nsystem\n."), "pickle-refused", "net.pth"),
            Case(raw(b"\x80\x04\x97."), "no-tensors", "net.pkl"),
            Case(zip(b"}."), "no-tensors", "net.pth"),
            Case(script, "pytorch-program", "onnx"),
            Case(big, "checkpoint-damaged", "little-endian"),
            Case(two.clone(), "several-models", "net.pth, b.pth"),
        ] {
            let error = find(&files).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(named), "{named}: {error}");
        }
        let program = [SourceFile::new(
            "net.pt2/net/archive_format",
            b"pt2".to_vec(),
        )];
        assert_eq!(exported(&program), Some("net.pt2"));
        assert_eq!(exported(&two), None);
        assert!(
            find(&[SourceFile::new("a.txt", b"a b".to_vec())])
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn several_safetensors_files_make_one_state_dict() {
        let part = |file: &str, name: &str| {
            let header =
                format!(r#"{{"{name}":{{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}}}"#);
            let length = (header.len() as u64).to_le_bytes();
            SourceFile::new(file, [&length[..], header.as_bytes(), &[9]].concat())
        };
        // One has lost its extension.
        let files = [part("net-1.safetensors", "a"), part("blob", "b")];
        let state = find(&files).unwrap().unwrap();
        assert_eq!(state.names().collect::<Vec<_>>(), ["a", "b"]);
        let same = find(&[part("x.safetensors", "a"), part("y.safetensors", "a")]);
        assert_eq!(same.unwrap_err().code(), "several-models");
        assert_eq!(
            (state.name.as_str(), state.format),
            ("net-1", "safetensors")
        );
    }
}
