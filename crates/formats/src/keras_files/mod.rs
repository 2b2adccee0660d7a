//! Keras's own files: `.h5` with layers and weights, and the `.keras` archive of Keras 3.
//!
//! `topology` finds the JSON with the layers, `keras_1` brings that of Keras 1 into today's form,
//! and `legacy` and `numbered` find the weights of a layer in the HDF5 file. The graph is built by
//! [`crate::keras`].

mod keras_1;
mod legacy;
mod listed;
mod numbered;
mod shards;
mod topology;

use burn::tensor::Device;

use crate::content::has_ending;
use crate::hdf5::{Hdf5, SIGNATURE};
use crate::keras::{self, Weights};
use crate::{ConfigFacts, FormatError, FormatInfo, Model, SourceFile};
use legacy::Legacy;
use numbered::Numbered;
use topology::{Naming, Topology};

/// The format as menus show it.
pub(crate) const INFO: FormatInfo = FormatInfo {
    id: "keras",
    label: "Keras model",
    extensions: &["keras", "h5", "hdf5"],
    description: "the .keras or .h5 file of a whole model, such as Teachable Machine's keras_model.h5 with its labels.txt",
};

/// The side of a picture if the file leaves it open.
const USUAL_SIDE: usize = 224;

/// Reads the Keras model among the chosen files, or returns `None` if none is in HDF5. `config`
/// overrides the input rule, and `size` is the `[height, width]` of a picture if the file does not
/// fix them.
///
/// # Errors
/// Fails with a [`FormatError`] that names the file, layer or weight, and says what a file without
/// layers is.
pub(crate) fn import(
    files: &[SourceFile],
    (config, size): (&ConfigFacts, Option<[usize; 2]>),
    device: &Device,
) -> Result<Option<Model>, FormatError> {
    let mut opened = Vec::new();
    let mut of_several = None;
    for file in files {
        if let Some(list) = shards::list(file)? {
            of_several = Some((file, list));
        } else if file.beginning()?.starts_with(SIGNATURE) {
            opened.push((file, Hdf5::open(file)?));
        }
    }
    let mut found = Vec::new();
    for (file, hdf5) in &opened {
        if let Some(topology) = Topology::find(file, hdf5, files)? {
            found.push((*file, hdf5, topology));
        }
    }
    let (file, hdf5, topology) = match found.as_slice() {
        [] => {
            if let Some((file, list)) = of_several {
                let file = name(file);
                return Err(FormatError::KerasWeights { file, list });
            }
            return opened
                .first()
                .map_or(Ok(None), |(file, hdf5)| Err(topology::nothing(file, hdf5)?));
        }
        [one] => one,
        several => {
            let names: Vec<String> = several.iter().map(|(file, ..)| name(file)).collect();
            let files = names.join(", ");
            return Err(FormatError::SeveralModels { files });
        }
    };
    let weights: Box<dyn Weights + '_> = match topology.naming {
        Naming::Numbered => Box::new(Numbered::new(hdf5)?),
        Naming::Legacy => Box::new(Legacy::read(hdf5, &topology.json)?),
    };
    let size = size.unwrap_or([USUAL_SIDE; 2]);
    let (graph, input) = keras::read(&topology.json, &*weights, None, size, device)?;
    let name = name(file);
    Ok(Some(Model {
        name: name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem)
            .to_owned(),
        format: INFO.id,
        labels: None,
        input: config.input.apply(input),
        outputs: Vec::new(),
        remarks: Vec::new(),
        network: None,
        weights: None,
        graph,
    }))
}

/// What a person chose: the archive that the file is in, or the file.
fn name(file: &SourceFile) -> String {
    let mut folders = file.name.split('/');
    let archive = folders.find(|folder| has_ending(folder, "keras"));
    archive.unwrap_or(file.base_name()).to_owned()
}
