//! Files that are not models, nearly models, or unsupported models: each gives an error that says
//! what is wrong, and none takes long or much memory.

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::proto::{AttributeProto, EntryProto, NodeProto, TensorProto};
    use super::super::test_models::{model, node, read, weight};
    use crate::{SourceFile, import};

    #[test]
    fn a_small_model_is_read() {
        let add = node("Add", &["x", "w"], "y");
        let imported = read(model(
            17,
            &[add],
            &[weight("w", &[3, 1, 1], &[1.0, 2.0, 3.0])],
        ))
        .unwrap();
        assert_eq!((imported.name.as_str(), imported.format), ("net", "onnx"));
        assert_eq!(imported.labels.names.len(), 3, "a picture of three classes");
        assert_eq!(
            imported.graph.find("/Add").unwrap(),
            imported.graph.find("y").unwrap()
        );
    }

    /// The error code, a part of the message, and the file.
    struct Case(&'static str, &'static str, Vec<u8>);

    fn assert_explained(cases: Vec<Case>) {
        for Case(code, part, bytes) in cases {
            let error = read(bytes).expect_err(part);
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(part), "{part}: {error}");
            assert!(
                error.to_string().chars().count() <= 300,
                "too long: {error}"
            );
        }
    }

    #[test]
    fn damage_is_explained() {
        let relu = || node("Relu", &["x"], "y");
        let add = || node("Add", &["x", "w"], "y");
        let plain = |nodes: &[NodeProto]| model(17, nodes, &[]);
        let texts = TensorProto {
            data_type: 8,
            ..weight("w", &[1], &[1.0])
        };
        let endless = {
            let mut bytes = vec![8, 8, 0x3A];
            prost::encoding::encode_varint(1 << 63, &mut bytes);
            bytes
        };
        assert_explained(vec![
            Case(
                "onnx-damaged",
                "holds no network",
                b"\x08\x08\x12\x00".to_vec(),
            ),
            Case("onnx-damaged", "9223372036854775808 bytes", endless),
            Case(
                "onnx-damaged",
                "it is a web page",
                b"<!DOCTYPE html>".to_vec(),
            ),
            Case("onnx-damaged", "do not depend on a picture", plain(&[])),
            Case(
                "onnx-damaged",
                "`b`",
                plain(&[
                    node("Add", &["x", "b"], "a"),
                    node("Add", &["x", "a"], "b"),
                    node("Relu", &["b"], "y"),
                ]),
            ),
            Case("onnx-damaged", "reads `w`", plain(&[add()])),
            Case(
                "onnx-damaged",
                "`y` is computed twice",
                plain(&[relu(), relu()]),
            ),
            Case(
                "onnx-damaged",
                "two weights named `w`",
                model(
                    17,
                    &[add()],
                    &[weight("w", &[1], &[1.0]), weight("w", &[1], &[1.0])],
                ),
            ),
            Case(
                "onnx-damaged",
                "8 bytes",
                model(17, &[add()], &[weight("w", &[3], &[1.0, 2.0])]),
            ),
            Case(
                "onnx-damaged",
                "cannot be held",
                model(17, &[add()], &[weight("w", &[i64::MAX, 8], &[1.0])]),
            ),
            Case("onnx-damaged", "texts", model(17, &[add()], &[texts])),
        ]);
    }

    #[test]
    fn unsupported_models_are_explained() {
        let relu = || node("Relu", &["x"], "y");
        let add = || node("Add", &["x", "w"], "y");
        let plain = |nodes: &[NodeProto]| model(17, nodes, &[]);
        let huge = {
            let mut fill = node("ConstantOfShape", &["s"], "c");
            fill.name = "/fill".into();
            let sizes = TensorProto {
                data_type: 7,
                raw_data: [1i64 << 20, 1 << 20]
                    .iter()
                    .flat_map(|n| n.to_le_bytes())
                    .collect(),
                ..weight("s", &[2], &[])
            };
            model(17, &[fill, node("Add", &["x", "c"], "y")], &[sizes])
        };
        let trees = NodeProto {
            domain: "ai.onnx.ml".into(),
            ..node("TreeEnsembleClassifier", &["x"], "y")
        };
        let broad = NodeProto {
            attribute: vec![AttributeProto {
                name: "kernel_shape".into(),
                ints: vec![i64::MAX, i64::MAX],
                ..AttributeProto::default()
            }],
            ..node("MaxPool", &["x"], "y")
        };
        assert_explained(vec![
            Case(
                "weight-unusable",
                "`w`",
                model(17, &[add()], &[weight("w", &[1], &[f32::NAN])]),
            ),
            Case("opset-unsupported", "version 6", model(6, &[relu()], &[])),
            Case("opset-unsupported", "version 29", model(29, &[relu()], &[])),
            Case("opset-unsupported", "version 0", model(0, &[relu()], &[])),
            Case(
                "operators-unsupported",
                "no neural network",
                model(0, &[trees], &[]),
            ),
            Case(
                "layer-unusable",
                "its input 0",
                plain(&[node("Relu", &[], "a"), node("Add", &["x", "a"], "y")]),
            ),
            Case("layer-unusable", "/fill", huge),
            Case("layer-unusable", "9223372036854775807", plain(&[broad])),
            Case(
                "model-inconsistent",
                "[5]",
                model(17, &[add()], &[weight("w", &[5], &[1.0; 5])]),
            ),
            Case(
                "operators-unsupported",
                "LSTM (2 times), /Loop (Loop). If they",
                plain(&[
                    node("LSTM", &["x"], "a"),
                    node("LSTM", &["a"], "b"),
                    node("Loop", &["b"], "y"),
                ]),
            ),
            Case(
                "operators-unsupported",
                "It finds objects",
                plain(&[node("NonMaxSuppression", &["x"], "y")]),
            ),
            Case(
                "operators-unsupported",
                "com.example.Relu",
                plain(&[NodeProto {
                    domain: "com.example".into(),
                    ..relu()
                }]),
            ),
        ]);
    }

    #[test]
    fn scales_that_do_not_fit_are_explained_and_the_node_is_named() {
        let set = |name: &str, value: i64| AttributeProto {
            name: name.into(),
            i: value,
            ..AttributeProto::default()
        };
        let with = |input: &str, attribute: Vec<AttributeProto>| {
            let dequantize = NodeProto {
                name: "conv1.weight".into(),
                attribute,
                ..node("DequantizeLinear", &[input, "s"], "f")
            };
            let eight = TensorProto {
                data_type: 3,
                raw_data: vec![1, 2, 3, 4, 5, 6],
                ..weight("w", &[3, 1, 2], &[])
            };
            let scales = weight("s", &[3], &[1.0, 0.5, 0.25]);
            model(
                21,
                &[dequantize, node("Add", &["x", "f"], "y")],
                &[eight, scales],
            )
        };
        assert!(read(with("w", vec![set("axis", -3)])).is_ok());
        #[rustfmt::skip] // one case per line
        let cases = vec![
            Case("layer-unusable", "conv1.weight (DequantizeLinear)", with("w", vec![])),
            Case("layer-unusable", "scales of shape [3] do not go with", with("x", vec![set("axis", 2)])),
            Case("layer-unusable", "axis or index 3 is out of range for 3", with("w", vec![set("axis", 3)])),
            Case("layer-unusable", "a scale of shape [1] for values of shape [3, 1, 2], got [3]", with("w", vec![])),
            Case("layer-unusable", "at least 1 value, got -1", with("w", vec![set("block_size", -1)])),
        ];
        assert_explained(cases);
    }

    #[test]
    fn unused_nodes_may_be_unsupported() {
        let nodes = [node("LSTM", &["x"], "unused"), node("Relu", &["x"], "y")];
        assert_eq!(read(model(17, &nodes, &[])).unwrap().graph.len(), 2);
    }

    #[test]
    fn the_scores_before_a_choice_are_the_output() {
        let nodes = [
            node("Relu", &["x"], "scores"),
            node("ArgMax", &["scores"], "best"),
            node("Cast", &["best"], "y"),
        ];
        let graph = read(model(17, &nodes, &[])).unwrap().graph;
        assert_eq!(graph.outputs(), [graph.find("scores").unwrap()]);
        for choice in ["ArgMax", "ZipMap"] {
            let nodes = [
                node("Relu", &["x"], "scores"),
                node(choice, &["scores"], "y"),
            ];
            let graph = read(model(17, &nodes, &[])).unwrap().graph;
            assert_eq!(graph.outputs(), [graph.find("scores").unwrap()], "{choice}");
        }
    }

    #[test]
    fn all_missing_files_are_named() {
        let outside = |name: &str, file: &str| TensorProto {
            data_location: 1,
            external_data: vec![EntryProto {
                key: "location".into(),
                value: file.into(),
            }],
            raw_data: Vec::new(),
            ..weight(name, &[1], &[])
        };
        let nodes = [node("Add", &["x", "v"], "a"), node("Add", &["a", "w"], "y")];
        let bytes = model(
            17,
            &nodes,
            &[outside("v", "one.data"), outside("w", "deep/two.data")],
        );
        let error = read(bytes.clone()).unwrap_err();
        assert_eq!(error.code(), "external-data-missing");
        assert!(
            error.to_string().contains("deep/two.data, one.data"),
            "{error}"
        );
        let beside = |name: &str, bytes: &[u8]| SourceFile::new(name, bytes.to_vec());
        let files = |second: &[u8]| {
            vec![
                SourceFile::new("net.onnx", bytes.clone()),
                beside("one.data", &1f32.to_le_bytes()),
                beside("folder/two.data", second),
            ]
        };
        assert!(import(files(&2f32.to_le_bytes()), None, &Device::flex()).is_ok());
        let short = import(files(&[0; 3]), None, &Device::flex()).unwrap_err();
        assert!(short.to_string().contains("two.data"), "{short}");
    }
}
