//! Which weights a layer has, in the order in which Keras keeps them.

use serde_json::Value as Json;

use super::topology::KerasLayer;

/// A weight of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// What Keras calls it.
    pub(crate) kind: &'static str,
    /// Whether training changes it, unless the layer is frozen.
    pub(crate) trained: bool,
}

/// The weights of a layer: first those that training changes.
pub(crate) fn variables(layer: &KerasLayer) -> Vec<Variable> {
    let has = |key: &str| layer.config[key] != Json::Bool(false);
    let rms = layer.config["rms_scaling"] == Json::Bool(true);
    let bias = ("bias", has("use_bias"));
    let scale = ("gamma", has("scale") || rms);
    let centre = ("beta", has("center") && !rms);
    let (trained, kept): (&[(&'static str, bool)], &[&'static str]) = match layer.class {
        "Conv2D" | "Conv2DTranspose" | "Dense" => (&[("kernel", true), bias], &[]),
        "DepthwiseConv2D" => (&[("depthwise_kernel", true), bias], &[]),
        "SeparableConv2D" => {
            let kernels = [("depthwise_kernel", true), ("pointwise_kernel", true)];
            (&[kernels[0], kernels[1], bias], &[])
        }
        "BatchNormalization" => (&[scale, centre], &["moving_mean", "moving_variance"]),
        "LayerNormalization" | "GroupNormalization" => (&[scale, centre], &[]),
        "PReLU" => (&[("alpha", true)], &[]),
        "LayerScale" => (&[("gamma", true)], &[]),
        "Normalization" if layer.config["mean"].is_null() => (&[], &["mean", "variance", "count"]),
        _ => (&[], &[]),
    };
    let trained = trained.iter().filter(|(_, there)| *there);
    let trained = trained.map(|(kind, _)| Variable {
        kind,
        trained: true,
    });
    let kept = kept.iter().map(|kind| Variable {
        kind,
        trained: false,
    });
    trained.chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_layer_has_the_weights_that_its_settings_say() {
        struct Case(&'static str, Json, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("Conv2D", json!({}), "kernel bias", ""),
            Case("Dense", json!({"use_bias": false}), "kernel", ""),
            Case("SeparableConv2D", json!({}), "depthwise_kernel pointwise_kernel bias", ""),
            Case("BatchNormalization", json!({"scale": false}), "beta", "moving_mean moving_variance"),
            Case("LayerNormalization", json!({"rms_scaling": true, "scale": false}), "gamma", ""),
            Case("Normalization", json!({"mean": null}), "", "mean variance count"),
            Case("Normalization", json!({"mean": 0.5}), "", ""),
            Case("ReLU", json!({}), "", ""),
        ];
        for Case(class, config, trained, kept) in cases {
            let json = json!({"class_name": class, "config": config});
            let layer = KerasLayer::read(&json).unwrap();
            let of = |trained: bool| {
                let all = variables(&layer).into_iter();
                let own = all.filter(|variable| variable.trained == trained);
                own.map(|variable| variable.kind)
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            assert_eq!(
                (of(true), of(false)),
                (trained.into(), kept.into()),
                "{class}"
            );
        }
    }
}
