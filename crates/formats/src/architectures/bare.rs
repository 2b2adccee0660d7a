//! State dicts of zeros, for tests that only depend on names and shapes.

use safetensors::tensor::TensorView;

use crate::SourceFile;
use crate::state_dict::{self, StateDict};

/// Creates a state dict with tensors of these names and shapes.
pub(super) fn state<N: AsRef<str>>(tensors: &[(N, &[usize])]) -> StateDict {
    let size = |shape: &[usize]| 4 * shape.iter().product::<usize>();
    let largest = tensors.iter().map(|(_, shape)| size(shape)).max();
    let zeros = vec![0; largest.unwrap_or(0)];
    let views = tensors.iter().map(|(name, shape)| {
        let bytes = &zeros[..size(shape)];
        let view = TensorView::new(safetensors::Dtype::F32, shape.to_vec(), bytes);
        (name.as_ref(), view.unwrap())
    });
    let bytes = safetensors::serialize(views, None).unwrap();
    let file = SourceFile::new("bare.safetensors", bytes);
    state_dict::find(&[file]).unwrap().unwrap()
}
