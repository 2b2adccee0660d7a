//! Class labels: read from a file beside the model, taken from a built-in list, or numbered.

mod csv;
mod file;
mod json;
mod literal;
mod order;
mod sets;
mod text;
mod yaml;

pub(crate) use json::names as names_in_json;
pub use sets::LabelSet;

use crate::limits::NAME;
use crate::words::cut;
use crate::{FormatError, SourceFile};

/// The class labels and their source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// One name per class, in the order of the logits.
    pub names: Vec<String>,
    /// Where the names come from.
    pub source: LabelSource,
}

/// Where labels come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelSource {
    /// The file with this name.
    File(String),
    /// The built-in list with this id, one of [`LabelSet::ALL`].
    Set(&'static str),
    /// No source: the classes are numbered.
    Numbers,
}

impl Labels {
    /// Names the classes "class 0", "class 1"…
    #[must_use]
    pub fn numbered(outputs: usize) -> Self {
        Self {
            names: (0..outputs).map(|index| format!("class {index}")).collect(),
            source: LabelSource::Numbers,
        }
    }

    /// Chooses the labels for a network with `outputs` logits. The first source counts of:
    ///
    /// 1. a label file (by its name) with the right number of names, the last one of several;
    /// 2. any other file with the right number of names;
    /// 3. `own`, the labels in the model's own files;
    /// 4. a built-in list for this number of classes;
    /// 5. numbers.
    ///
    /// # Errors
    /// [`FormatError::Labels`] if there are label files and none has the right number of names, or
    /// if `own` is reached and has not; and the errors of [`Labels::read`].
    pub fn choose(
        files: &[SourceFile],
        own: Option<Self>,
        outputs: usize,
        segmentation: bool,
    ) -> Result<Self, FormatError> {
        let (lists, others): (Vec<_>, Vec<_>) = files.iter().partition(|f| file::is_for_labels(f));
        let mut misfit = None;
        for file in lists.into_iter().rev() {
            let Some(labels) = Self::read(file)? else {
                continue;
            };
            match labels.check(outputs) {
                Ok(()) => return Ok(labels),
                Err(error) => _ = misfit.get_or_insert(error),
            }
        }
        if let Some(error) = misfit {
            return Err(error);
        }
        for file in others {
            let fits = |labels: &Self| labels.check(outputs).is_ok(); // otherwise not a list of classes
            if let Some(labels) = Self::read(file)?.filter(fits) {
                return Ok(labels);
            }
        }
        if let Some(own) = own {
            return own.check(outputs).map(|()| own);
        }
        let set = LabelSet::by_count(outputs, segmentation);
        Ok(set.map_or_else(|| Self::numbered(outputs), LabelSet::labels))
    }

    /// Reads the names in a label file. Returns `None` if the file holds no labels and its name
    /// does not promise any.
    ///
    /// Supports text with one name per line (without the numbers, `WordNet` ids and comments before
    /// the names), lists and maps in JSON (`imagenet_class_index.json` of Keras, `id2label` of
    /// Hugging Face, `metadata.json` of Teachable Machine), CSV tables, and the `names` in the YAML
    /// of Ultralytics. At most 1 MB and 100 000 names.
    ///
    /// # Errors
    /// [`FormatError::LabelsDamaged`] if a text file, or a file with the name of a label file, has
    /// no usable names; and [`FormatError::Unreadable`].
    pub fn read(file: &SourceFile) -> Result<Option<Self>, FormatError> {
        let source = LabelSource::File(file.base_name().into());
        Ok(file::names(file)?.map(|names| Self { names, source }))
    }

    /// Whether there are files, and each is a list of labels: also one that is damaged, if its name says
    /// that it is one.
    pub(crate) fn are_all_of(files: &[SourceFile]) -> bool {
        let is_list = |file: &SourceFile| match Self::read(file) {
            Ok(labels) => labels.is_some(),
            Err(error) => matches!(error, FormatError::LabelsDamaged { .. }),
        };
        !files.is_empty() && files.iter().all(is_list)
    }

    /// The same labels, each with as many characters as a name may have.
    pub(crate) fn cut(mut self) -> Self {
        for name in &mut self.names {
            *name = cut(name, NAME);
        }
        self
    }

    /// Reads the names in a text inside the model file `file`: `{0: 'cat', 1: 'dog'}` as in the
    /// ONNX files of Ultralytics, or one name per line.
    ///
    /// # Errors
    /// [`FormatError::LabelsDamaged`] if the text has no usable names.
    pub fn in_text(content: &str, file: &str) -> Result<Self, FormatError> {
        let names = text::parse(content).map_err(|reason| FormatError::LabelsDamaged {
            file: file.to_owned(),
            reason,
        })?;
        let source = LabelSource::File(file.to_owned());
        Ok(Self { names, source })
    }

    /// Checks that there is one name for each of the network's `outputs` logits. One logit may also
    /// have two names, "no" and "yes".
    ///
    /// # Errors
    /// [`FormatError::Labels`] if the number of names is wrong.
    pub fn check(&self, outputs: usize) -> Result<(), FormatError> {
        if self.names.len() == outputs || (self.names.len(), outputs) == (2, 1) {
            return Ok(());
        }
        let file = match &self.source {
            LabelSource::File(name) => name.clone(),
            LabelSource::Set(id) => (*id).to_owned(),
            LabelSource::Numbers => "the numbering".to_owned(),
        };
        Err(FormatError::Labels {
            file,
            labels: self.names.len(),
            outputs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content: &str) -> SourceFile {
        SourceFile::new(name, content.into())
    }

    #[test]
    fn names_are_read_from_text_in_a_model_file() {
        let labels = Labels::in_text("{1: 'dog', 0: 'cat'}", "yolo.onnx").unwrap();
        assert_eq!(labels.names, ["cat", "dog"]);
        assert_eq!(labels.source, LabelSource::File("yolo.onnx".into()));
        let error = Labels::in_text("{0: 'cat', 2: 'dog'}", "yolo.onnx").unwrap_err();
        assert!(error.to_string().starts_with("`yolo.onnx`"), "{error}");
    }

    #[test]
    fn long_names_are_cut() {
        let labels = Labels::in_text(&"x".repeat(100_000), "a.onnx").unwrap();
        assert_eq!(labels.names[0].len(), 100_000);
        assert_eq!(labels.cut().names[0].chars().count(), NAME);
    }

    #[test]
    fn lists_of_labels_without_a_model_are_known() {
        let list = file("data.yaml", "names: [cat, dog]\n");
        let damaged = file("labels.json", "[1");
        let other = file("net.bin", "cat\ndog\n");
        assert!(Labels::are_all_of(&[list.clone(), damaged]));
        assert!(!Labels::are_all_of(&[list, other]));
        assert!(!Labels::are_all_of(&[]));
    }

    #[test]
    fn the_first_source_in_order_is_chosen() {
        let own = |count| {
            let source = LabelSource::File("config.json".into());
            let names = vec!["own".to_owned(); count];
            Some(Labels { names, source })
        };
        let two = || file("labels.txt", "cat\ndog\n");
        let three = || file("labels.txt", "eins\nzwei\ndrei\n");
        let settings = || file("settings.json", r#"{"names": ["a", "b", "c"]}"#);
        type Files = Vec<SourceFile>;
        struct Case(
            Files,
            Option<Labels>,
            usize,
            bool,
            Result<&'static str, &'static str>,
        );
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(vec![settings(), two()], own(2), 2, false, Ok("cat")),
            Case(vec![two()], own(3), 3, false, Err("`labels.txt` names 2 classes and the network answers with 3")),
            Case(vec![settings(), two()], own(3), 3, false, Err("`labels.txt` names 2 classes")),
            Case(vec![settings(), three()], own(3), 3, false, Ok("eins")),
            Case(vec![file("classes.txt", "x\ny\nz\n"), three()], None, 3, false, Ok("eins")),
            Case(vec![three(), two()], None, 3, false, Ok("eins")),
            Case(vec![settings()], own(3), 3, false, Ok("a")),
            Case(vec![settings()], own(2), 2, false, Ok("own")),
            Case(vec![], own(3), 2, false, Err("`config.json` names 3 classes")),
            Case(vec![], None, 1000, false, Ok("tench")),
            Case(vec![], None, 1001, false, Ok("background")),
            Case(vec![], None, 21, true, Ok("__background__")),
            Case(vec![], None, 21, false, Ok("class 0")),
            Case(vec![], None, 1000, true, Ok("class 0")),
        ];
        for Case(files, own, outputs, segmentation, expected) in cases {
            let found = Labels::choose(&files, own, outputs, segmentation);
            match (found, expected) {
                (Ok(labels), Ok(first)) => assert_eq!(labels.names[0], first),
                (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
                (found, expected) => panic!("{expected:?}, got {found:?}"),
            }
        }
    }
}
