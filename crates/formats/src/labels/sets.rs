//! Built-in lists of labels. Each data file names its source.

use super::{LabelSource, Labels};

/// A built-in list of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelSet {
    /// Stable identifier.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// A class before those in `text`.
    first: Option<&'static str>,
    /// Comments, then one name per line.
    text: &'static str,
}

const IMAGENET: &str = include_str!("../../labels/imagenet-1k.txt");

impl LabelSet {
    /// All built-in lists.
    pub const ALL: &'static [Self] = &[
        Self {
            id: "imagenet-1k",
            label: "ImageNet, 1000 classes",
            first: None,
            text: IMAGENET,
        },
        Self {
            id: "imagenet-1001",
            label: "ImageNet, 1000 classes after a background (TensorFlow)",
            first: Some("background"),
            text: IMAGENET,
        },
        Self {
            id: "coco-21",
            label: "COCO with the 21 classes of Pascal VOC (DeepLab)",
            first: None,
            text: include_str!("../../labels/coco-21.txt"),
        },
    ];

    /// Returns the list with this id, or `None` if there is none.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|set| set.id == id)
    }

    /// Returns the list that nearly every network with this number of classes was trained on:
    /// `ImageNet` for 1000 and 1001, Pascal VOC for a segmentation network with 21. Returns `None`
    /// for other numbers.
    #[must_use]
    pub fn by_count(classes: usize, segmentation: bool) -> Option<&'static Self> {
        match (classes, segmentation) {
            (1000, false) => Self::find("imagenet-1k"),
            (1001, false) => Self::find("imagenet-1001"),
            (21, true) => Self::find("coco-21"),
            _ => None,
        }
    }

    /// Returns the names, in the order of the logits.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let lines = self.text.lines().filter(|line| !line.starts_with("# "));
        self.first
            .into_iter()
            .chain(lines)
            .map(str::to_owned)
            .collect()
    }

    /// Returns the names as labels.
    #[must_use]
    pub fn labels(&self) -> Labels {
        Labels {
            names: self.names(),
            source: LabelSource::Set(self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn known_classes_have_their_index_in_each_list() {
        struct Case(&'static str, usize, &'static [(usize, &'static str)]);
        #[rustfmt::skip] // one list per line
        let cases = [
            Case("imagenet-1k", 1000, &[(0, "tench"), (207, "golden retriever"), (281, "tabby"), (285, "Egyptian cat"), (340, "zebra"), (999, "toilet tissue")]),
            Case("imagenet-1001", 1001, &[(0, "background"), (1, "tench"), (282, "tabby"), (1000, "toilet tissue")]),
            Case("coco-21", 21, &[(0, "__background__"), (8, "cat"), (12, "dog"), (15, "person"), (20, "tvmonitor")]),
        ];
        assert_eq!(cases.len(), LabelSet::ALL.len());
        for Case(id, count, known) in cases {
            let set = LabelSet::find(id).unwrap();
            let names = set.names();
            assert_eq!(names.len(), count, "{id}");
            let different: BTreeSet<&String> = names.iter().collect();
            assert_eq!(different.len(), count, "{id}: a name occurs twice");
            assert!(
                names
                    .iter()
                    .all(|name| !name.is_empty() && name.trim() == name)
            );
            for (index, name) in known {
                assert_eq!(names[*index], *name, "{id}, class {index}");
            }
            assert!(set.text.starts_with("# source: "), "{id}");
            assert_eq!(set.labels().source, LabelSource::Set(id));
        }
    }

    #[test]
    fn only_unambiguous_numbers_of_classes_choose_a_list() {
        struct Case(usize, bool, Option<&'static str>);
        for Case(classes, segmentation, id) in [
            Case(1000, false, Some("imagenet-1k")),
            Case(1000, true, None),
            Case(1001, false, Some("imagenet-1001")),
            Case(21, true, Some("coco-21")),
            Case(21, false, None),
            Case(10, false, None),
            Case(37, false, None),
        ] {
            let set = LabelSet::by_count(classes, segmentation);
            assert_eq!(set.map(|set| set.id), id);
        }
    }
}
