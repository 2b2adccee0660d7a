//! State dicts to graphs: which network do these names belong to?

use burn::tensor::Device;

use crate::state_dict::StateDict;
use crate::{FormatError, Imported, SourceFile};

/// Builds the network that the names and shapes of a state dict belong to; `files` may say more
/// about it (`config.json`, labels).
///
/// # Errors
/// [`FormatError::UnknownArchitecture`] where no network is known by these names.
pub fn build(
    state: &StateDict,
    _files: &[SourceFile],
    _size: Option<[usize; 2]>,
    _device: &Device,
) -> Result<Imported, FormatError> {
    Err(FormatError::UnknownArchitecture {
        first_names: state.names().take(6).map(str::to_owned).collect(),
        tensors: state.names().count(),
    })
}
