use super::Entry;

/// Prefixes that `DataParallel`, `torch.compile` and Lightning add to every name.
const WRAPPERS: [&str; 3] = ["module.", "_orig_mod.", "model."];

/// Removes wrapper prefixes that all names share.
pub(super) fn unwrap(tensors: &mut [(String, Entry)]) {
    while let Some(wrapper) = common(tensors) {
        for (name, _) in &mut *tensors {
            name.drain(..wrapper.len());
        }
    }
}

fn common(tensors: &[(String, Entry)]) -> Option<&'static str> {
    let all = |wrapper: &&&str| tensors.iter().all(|(name, _)| name.starts_with(**wrapper));
    let found = WRAPPERS.iter().find(all).copied();
    found.filter(|_| !tensors.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceFile;
    use crate::state_dict::Dtype;

    #[test]
    fn only_prefixes_that_all_names_share_are_removed() {
        struct Case(&'static [&'static str], &'static [&'static str]);
        for Case(names, expected) in [
            Case(
                &["module.conv.weight", "module.fc.bias"],
                &["conv.weight", "fc.bias"],
            ),
            Case(&["_orig_mod.module.a", "_orig_mod.module.b"], &["a", "b"]),
            Case(&["model.a", "model.model.b"], &["a", "model.b"]),
            Case(&["model.a", "head.b"], &["model.a", "head.b"]),
            Case(&["models.a"], &["models.a"]),
            Case(&[], &[]),
        ] {
            let tensor = |name: &&str| {
                let file = SourceFile::new("data/0", vec![0]);
                let entry = Entry::new(vec![1], Dtype::U8, file, (0, 0), &[1]).unwrap();
                ((*name).to_owned(), entry)
            };
            let mut tensors: Vec<_> = names.iter().map(tensor).collect();
            unwrap(&mut tensors);
            let found: Vec<&str> = tensors.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(found, expected);
        }
    }
}
