//! State dicts to graphs: which network do these names belong to?

use burn::tensor::Device;

use crate::state_dict::StateDict;
use crate::{ConfigFacts, FormatError, Model};

/// Builds the network that the names and shapes of a state dict belong to; `config` may say more
/// about it.
///
/// # Errors
/// [`FormatError::UnknownArchitecture`] where no network is known by these names.
pub(crate) fn build(
    state: &StateDict,
    _config: &ConfigFacts,
    _size: Option<[usize; 2]>,
    _device: &Device,
) -> Result<Model, FormatError> {
    Err(FormatError::UnknownArchitecture {
        first_names: state.names().take(6).map(str::to_owned).collect(),
        tensors: state.names().count(),
    })
}
