//! The input of a network: its name, size and channel axis.

use graph::Op;

use super::batch::Batch;
use super::build::{Build, Known};
use super::contents::Contents;
use super::proto::{EntryProto, NodeProto, ValueInfoProto};
use super::wire::damaged;
use crate::{ConfigFacts, FormatError, InputChanges, InputFit, InputRule, Origin, SourceFile};

/// The side of a picture if the file leaves it open; nearly all classifiers use it.
const USUAL_SIDE: usize = 224;

/// The longest side of an input.
const MAX_SIDE: usize = 4096;

/// `TensorProto.DataType` of bytes.
const UINT8: i32 = 2;

/// The input of a network, a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    name: String,
    channels: usize,
    size: [usize; 2],
    /// Whether the file leaves the size open.
    open: bool,
    /// Whether the channels are the last axis.
    channels_last: bool,
    bytes: bool,
}

impl Picture {
    /// Finds the only input that is read and is not a weight. `size` is the `[height, width]` to
    /// use if the file leaves it open.
    pub(super) fn find(
        file: &SourceFile,
        contents: &Contents,
        nodes: &[NodeProto],
        size: Option<[usize; 2]>,
    ) -> Result<Self, FormatError> {
        let read = |name: &str| {
            nodes
                .iter()
                .any(|node| node.input.iter().any(|input| input == name))
        };
        let weights = &contents.weights;
        let open =
            |input: &&ValueInfoProto| !weights.contains_key(&input.name) && read(&input.name);
        let inputs: Vec<&ValueInfoProto> = contents.inputs.iter().filter(open).collect();
        match inputs.as_slice() {
            [one] => Self::of(one, nodes, size.unwrap_or([USUAL_SIDE; 2])),
            [] => Err(damaged(
                file,
                "its outputs do not depend on a picture".into(),
            )),
            several => {
                let names: Vec<&str> = several
                    .iter()
                    .take(8)
                    .map(|input| input.name.as_str())
                    .collect();
                Err(error(
                    &names.join(", "),
                    "the network takes several inputs; only networks of one picture are supported"
                        .into(),
                ))
            }
        }
    }

    /// `open` is the `[height, width]` to use if the file leaves it open.
    fn of(
        input: &ValueInfoProto,
        nodes: &[NodeProto],
        open: [usize; 2],
    ) -> Result<Self, FormatError> {
        let tensor = input.r#type.as_ref().and_then(|kind| kind.tensor.as_ref());
        let shape = tensor.and_then(|tensor| tensor.shape.as_ref());
        let sizes: Vec<i64> = shape.map_or_else(Vec::new, |shape| {
            shape.dim.iter().map(|dim| dim.value).collect()
        });
        let misfit = || {
            let reason = format!(
                "expected a picture with 1 or 3 channels of at most {MAX_SIDE} pixels a side, got {sizes:?} (0 and -1 are open)"
            );
            error(&input.name, reason)
        };
        let &[_, a, b, c] = sizes.as_slice() else {
            return Err(misfit());
        };
        let channels_last = match (a, c) {
            (1 | 3, _) => false,
            (_, 1 | 3) => true,
            _ => is_turned(&input.name, nodes),
        };
        let (channels, height, width) = if channels_last { (c, a, b) } else { (a, b, c) };
        let side = |size: i64, open: usize| {
            let size = match size {
                ..=0 => open,
                _ => usize::try_from(size).ok()?,
            };
            (1..=MAX_SIDE).contains(&size).then_some(size)
        };
        let channels = match channels {
            ..=0 | 3 => Some(3),
            1 => Some(1),
            _ => None,
        };
        let (Some(channels), Some(height), Some(width)) =
            (channels, side(height, open[0]), side(width, open[1]))
        else {
            return Err(misfit());
        };
        Ok(Self {
            name: input.name.clone(),
            channels,
            size: [height, width],
            open: sizes[1..].contains(&0),
            channels_last,
            bytes: tensor.is_some_and(|tensor| tensor.elem_type == UINT8),
        })
    }

    /// Adds the input to the graph. There its channels come first, so channels-last networks read a
    /// transposition of it.
    pub(super) fn add(&self, build: &mut Build) -> Result<(), FormatError> {
        let name = build.unique.name(&self.name);
        let mut id = build.graph.input(
            name.clone(),
            &[1, self.channels, self.size[0], self.size[1]],
        )?;
        build.batch.insert(id, Batch::FIRST);
        if self.channels_last {
            let permutation = vec![0, 2, 3, 1];
            let turned = build.unique.name(&format!("{name}.channels-last"));
            let from = id;
            id = build.graph.add(
                turned,
                Op::Transpose {
                    permutation: permutation.clone(),
                },
                &[from],
                vec![],
            )?;
            build.batch.insert(id, Batch::FIRST);
            build.turned.insert(id, (from, permutation));
        }
        build.values.insert(self.name.clone(), Known::Node(id));
        Ok(())
    }

    /// The input rule, from the settings beside the file, the notes in it, and what is usual.
    pub(super) fn rule(&self, notes: &[EntryProto], config: &ConfigFacts) -> InputRule {
        let mut rule = in_notes(notes).apply(self.usual(notes));
        rule = config.input.apply(rule);
        // The graph is built already, for this size.
        rule = InputChanges::of_size(self.size).apply(rule);
        if !self.open {
            rule.origins.size = Origin::Network;
        }
        if self.bytes {
            (rule.range, rule.mean, rule.std) = ([0.0, 255.0], [0.0; 3], [1.0; 3]);
            rule.origins = rule.origins.with_values(Origin::Network);
        }
        rule.channels = self.channels;
        rule.origins.channels = Origin::Network;
        rule.suiting_size()
    }

    /// What is usual for the origin of the file. PyTorch: mean and deviation of `ImageNet`; Keras,
    /// whose channels come last: the whole picture, from -1 to 1; Ultralytics, which writes a `stride`
    /// into the metadata: the shorter side is resized and the centre cropped, from 0 to 1.
    fn usual(&self, notes: &[EntryProto]) -> InputRule {
        let [height, width] = self.size;
        let plain = |range| InputRule::plain(height, width, self.channels, range);
        let ultralytics = notes.iter().any(|note| note.key == "stride");
        match (ultralytics, self.channels_last) {
            (true, _) => InputRule {
                fit: InputFit::ResizeCrop {
                    shorter: height.max(width),
                },
                ..plain([0.0, 1.0])
            }
            .from(Origin::Recipe("Ultralytics")),
            (false, true) => plain([-1.0, 1.0]).as_keras().from(Origin::Guess("Keras")),
            (false, false) if self.channels == 1 => {
                plain([0.0, 1.0]).from(Origin::Guess("PyTorch"))
            }
            (false, false) => InputRule {
                width,
                height,
                ..InputRule::imagenet(height.max(width))
            }
            .from(Origin::Guess("PyTorch")),
        }
    }
}

/// The input settings in the metadata of a file.
pub(super) fn in_notes(notes: &[EntryProto]) -> InputChanges {
    InputChanges::in_notes(
        notes
            .iter()
            .map(|note| (note.key.as_str(), note.value.as_str())),
    )
}

/// Whether the first node that reads an input moves its channels to the front.
fn is_turned(name: &str, nodes: &[NodeProto]) -> bool {
    let reader = nodes
        .iter()
        .find(|node| node.input.iter().any(|input| input == name));
    reader
        .is_some_and(|node| node.op_type == "Transpose" && node.ints("perm") == Some(&[0, 3, 1, 2]))
}

fn error(layer: &str, reason: String) -> FormatError {
    FormatError::Layer {
        layer: layer.into(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onnx::proto::{DimensionProto, ShapeProto, TensorTypeProto, TypeProto};

    fn input(sizes: &[i64]) -> ValueInfoProto {
        let dim = sizes
            .iter()
            .map(|value| DimensionProto { value: *value })
            .collect();
        let tensor = TensorTypeProto {
            elem_type: 1,
            shape: Some(ShapeProto { dim }),
        };
        ValueInfoProto {
            name: "x".into(),
            r#type: Some(TypeProto {
                tensor: Some(tensor),
            }),
        }
    }

    #[test]
    fn sizes_and_channels_are_found() {
        struct Case(&'static [i64], Option<(usize, [usize; 2], bool)>);
        for Case(sizes, expected) in [
            Case(&[1, 3, 299, 200], Some((3, [299, 200], false))),
            Case(&[0, 3, 0, 0], Some((3, [224, 224], false))),
            Case(&[0, 0, 0, 0], Some((3, [224, 224], false))),
            Case(&[16, 1, 28, 28], Some((1, [28, 28], false))),
            Case(&[0, 96, 128, 3], Some((3, [96, 128], true))),
            Case(&[0, 4, 28, 28], None),
            Case(&[1, 3, 5000, 28], None),
            Case(&[-1, 3, -1, 28], Some((3, [224, 28], false))),
            Case(&[-1, -1, -1, 3], Some((3, [224, 224], true))),
            Case(&[1, 784], None),
            Case(&[], None),
        ] {
            let found = Picture::of(&input(sizes), &[], [USUAL_SIDE; 2]).ok();
            let found = found.map(|found| (found.channels, found.size, found.channels_last));
            assert_eq!(found, expected, "{sizes:?}");
        }
    }
}
