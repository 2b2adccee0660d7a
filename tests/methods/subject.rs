//! A network with a picture, to be asked for maps.

use std::cell::RefCell;
use std::collections::BTreeMap;

use burn::tensor::Device;
use explain::{
    Asked, Evidence, Merge, Method, Outcome, Plain, Setting, Settings, Target, Task, Trial,
    Unwatched,
};
use formats::{SourceFile, import};
use graph::{Graph, Value, Values, fold_batch_norm, run};
use pollster::block_on;
use tests::read;

use crate::case::Case;
use crate::weights::safetensors;

pub(crate) struct Subject {
    original: Graph,
    folded: Graph,
    known: Values,
    outputs: Vec<f32>,
    task: Task,
    /// By layer and class, so that another method of the same kind is arithmetic.
    evidence: RefCell<BTreeMap<(String, usize), Evidence>>,
}

impl Subject {
    pub(crate) fn new(case: &Case) -> Self {
        let file = SourceFile::new("model.safetensors", safetensors(&case.parameters));
        let original = import(vec![file], Some(case.size), &Device::flex())
            .unwrap()
            .graph;
        let folded = fold_batch_norm(&original).unwrap();
        let [height, width] = case.size;
        let shape = [1, 3, height, width];
        let picture = Value::new(case.picture.clone(), &shape, &Device::flex()).unwrap();
        let mut known = Values::from([(folded.inputs()[0], picture)]);
        let used = folded.used();
        let all: Vec<_> = (folded.nodes().map(|(id, _)| id))
            .filter(|id| used[id.index()])
            .collect();
        known.extend(run(&folded, &known, &all).unwrap());
        let outputs = read(known[&folded.logits()].clone());
        let task = Task::choices(&original)[0];
        Self {
            original,
            folded,
            known,
            outputs,
            task,
            evidence: RefCell::default(),
        }
    }

    /// What comes of a trial of changed pictures, scored by the probability of a class.
    pub(crate) fn tried<T>(&self, class: usize, work: impl FnOnce(&Trial<'_>) -> T) -> T {
        let shape = &self.original.node(self.original.logits()).shape;
        let aim = Target::class(class).aim(self.task, shape, &self.outputs);
        let aim = aim.unwrap().probability();
        let plain = self.plain();
        work(&block_on(Trial::new(plain, &aim)).unwrap())
    }

    fn plain(&self) -> Plain<'_> {
        Plain {
            folded: &self.folded,
            original: &self.original,
            known: &self.known,
            outputs: &self.outputs,
        }
    }

    /// What a method says of the logit of a class.
    pub(crate) fn ask(
        &self,
        method: Method,
        (layers, class): (&[&str], usize),
        options: &[(&str, Setting)],
    ) -> Result<Outcome, String> {
        let given = options
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()));
        let given: BTreeMap<String, Setting> = given.collect();
        let shape = &self.original.node(self.original.logits()).shape;
        let words = |error: explain::ExplainError| error.to_string();
        let aim = Target::class(class)
            .aim(self.task, shape, &self.outputs)
            .map_err(words)?;
        let find = |name: &&str| self.original.find(name).map_err(|error| error.to_string());
        let asked = Asked {
            method,
            settings: Settings::new(method.info().options, &given).map_err(words)?,
            layers: layers.iter().map(find).collect::<Result<_, _>>()?,
            merge: Merge::Mean,
            aim,
        };
        let plain = self.plain();
        let smoothed = block_on(asked.smoothed(plain, &mut Unwatched)).map_err(words)?;
        if let Some(outcome) = smoothed {
            return Ok(outcome);
        }
        let place = (layers[0].to_owned(), class);
        let known = self.evidence.borrow().get(&place).cloned();
        let question = plain.question(asked.layers[0], &asked.aim, known);
        let mut nobody = Unwatched;
        let explained = method.explain(&question, &asked.settings, &mut nobody);
        let outcome = block_on(explained).map_err(words)?;
        if let Some(found) = question.evidence.into_inner() {
            self.evidence.borrow_mut().insert(place, found);
        }
        Ok(outcome)
    }
}
