//! A minimal `ResNet`: two channels, one block in each stage, three classes.

/// The names and shapes of its tensors.
pub(super) fn tensors() -> Vec<(String, Vec<usize>)> {
    let norm = |name: String| {
        let parts = ["weight", "bias", "running_mean", "running_var"];
        parts.map(|part| (format!("{name}.{part}"), vec![2]))
    };
    let mut all = vec![("conv1.weight".to_owned(), vec![2, 3, 7, 7])];
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
    all.extend([
        ("fc.weight".into(), vec![3, 2]),
        ("fc.bias".into(), vec![3]),
    ]);
    all
}

/// The bytes of a float32 tensor of this shape.
pub(super) fn numbers(shape: &[usize]) -> Vec<u8> {
    let count = shape.iter().product();
    std::iter::repeat_n(0.5f32.to_le_bytes(), count)
        .flatten()
        .collect()
}
