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

/// The names and shapes of a minimal `ResNet`: `channels` of the picture, two channels inside, one
/// block in each stage, three classes.
pub(super) fn resnet(channels: usize) -> Vec<(String, Vec<usize>)> {
    let norm = |name: String| {
        let parts = ["weight", "bias", "running_mean", "running_var"];
        parts.map(|part| (format!("{name}.{part}"), vec![2]))
    };
    let mut all = vec![("conv1.weight".to_owned(), vec![2, channels, 7, 7])];
    all.extend(norm("bn1".into()));
    for stage in 1..=4 {
        let block = format!("layer{stage}.0");
        for half in 1..=2 {
            all.push((format!("{block}.conv{half}.weight"), vec![2, 2, 3, 3]));
            all.extend(norm(format!("{block}.bn{half}")));
        }
        if stage > 1 {
            all.push((format!("{block}.downsample.0.weight"), vec![2, 2, 1, 1]));
            all.extend(norm(format!("{block}.downsample.1")));
        }
    }
    all.push(("fc.weight".into(), vec![3, 2]));
    all.push(("fc.bias".into(), vec![3]));
    all
}

/// Puts a prefix before each name.
pub(super) fn below(prefix: &str, tensors: &[(String, Vec<usize>)]) -> Vec<(String, Vec<usize>)> {
    let named = tensors
        .iter()
        .map(|(name, shape)| (format!("{prefix}{name}"), shape.clone()));
    named.collect()
}
