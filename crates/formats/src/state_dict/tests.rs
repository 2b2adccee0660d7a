use super::*;

fn entry(value: u8, count: usize) -> Entry {
    let file = SourceFile::new("data/0", vec![value; count]);
    Entry::new(vec![count], Dtype::U8, file, (0, 0), &[1]).unwrap()
}

/// Dicts at these paths, whose tensors have these names.
fn state(dicts: &[(&str, &[&str])]) -> StateDict {
    let dicts = dicts.iter().map(|(path, names)| Dict {
        path: (*path).into(),
        tensors: names
            .iter()
            .map(|name| (format!("{path}{name}"), entry(1, 2)))
            .collect(),
    });
    StateDict::new("net".into(), PYTORCH.id, dicts.collect())
}

fn names(state: &StateDict) -> Vec<&str> {
    state.names().collect()
}

#[test]
fn the_later_of_two_tensors_with_one_name_counts() {
    let tensors = vec![
        ("z".into(), entry(1, 2)),
        ("a".into(), entry(2, 3)),
        ("z".into(), entry(3, 4)),
    ];
    let path = String::new();
    let state = StateDict::new("net".into(), PYTORCH.id, vec![Dict { path, tensors }]);
    assert_eq!(names(&state), ["z", "a"]);
    assert_eq!(state.parameters(), 7, "the second z replaces the first");
    assert_eq!(state.shape("z"), Some(&[4][..]));
    assert_eq!(state.take("a").unwrap(), [2.0; 3]);
    assert!(state.contains("a") && !state.contains("b"));
    let error = state.take("b").unwrap_err();
    assert_eq!(error.code(), "tensor-unusable");
    assert!(error.to_string().contains("`b`"), "{error}");
}

#[test]
fn a_part_has_the_names_below_its_prefix_in_the_order_of_the_file() {
    let all = state(&[
        ("", &["loss"]),
        ("net.", &["z.weight", "a.weight", "model.b"]),
    ]);
    assert_eq!(
        names(&all.below("net.")),
        ["z.weight", "a.weight", "model.b"]
    );
    assert_eq!(names(&all.below("net.model.")), ["b"]);
    assert_eq!(
        names(&all.below("n")),
        ["et.z.weight", "et.a.weight", "et.model.b"]
    );
    assert_eq!(names(&all.below("other.")), [""; 0]);
    assert_eq!(
        (all.dict_of("net.model.b"), all.dict_of("loss")),
        ("net.", "")
    );
    assert_eq!(
        all.prefixes(),
        ["", "net.", "net.a.", "net.z.", "net.model."]
    );
}

#[test]
fn the_largest_dict_is_shown_without_what_its_names_share() {
    let moments = &["0.exp_avg", "1.exp_avg", "2.exp_avg", "3.exp_avg"];
    let all = state(&[
        ("", &["epoch"]),
        ("optimizer.state.", moments),
        (
            "model.",
            &["module.conv.weight", "module.fc.bias", "module.fc.weight"],
        ),
        ("ema.", &["a", "b", "c"]),
    ]);
    assert_eq!(
        names(&all.largest()),
        ["conv.weight", "fc.bias", "fc.weight"]
    );
    assert_eq!(names(&state(&[("", &["fc.weight"])]).largest()), ["weight"]);
    assert_eq!(names(&state(&[]).largest()), [""; 0]);
}

#[test]
fn averaged_values_replace_raw_ones_and_the_rest_stays() {
    let raw = state(&[("", &["a", "b.c", "count"])]);
    let path = String::new();
    let tensors = vec![("a".into(), entry(7, 2)), ("bc".into(), entry(8, 2))];
    let averaged = StateDict::new("net".into(), PYTORCH.id, vec![Dict { path, tensors }]);
    let both = raw.overlaid(&averaged, |name| name.replace('.', ""));
    let values = ["a", "b.c", "count"].map(|name| both.take(name).unwrap()[0] as u8);
    assert_eq!(values, [7, 8, 1]);
    assert!(raw.is_stored_in(&raw.clone()) && !raw.is_stored_in(&both));
}
