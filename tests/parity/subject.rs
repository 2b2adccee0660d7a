//! A network with its picture, to be asked for maps.

use std::collections::BTreeMap;
use std::rc::Rc;

use burn::tensor::Device;
use explain::{
    ExplainError, How, Merge, Method, Network, Outcome, PlainRun, Question, Setting, Settings,
    Target, Task, Trial, Unwatched,
};
use formats::{SourceFile, import};
use graph::{Graph, NodeId, Value};
use pollster::block_on;

use crate::case::Case;
use tests::weights::safetensors;

pub(crate) struct Subject {
    run: Rc<PlainRun>,
    task: Task,
}

impl Subject {
    pub(crate) fn new(case: &Case) -> Self {
        let file = SourceFile::new("model.safetensors", safetensors(&case.parameters));
        let graph = import(vec![file], Some(case.size), &Device::flex())
            .unwrap()
            .graph;
        let [height, width] = case.size;
        let shape = [1, 3, height, width];
        let picture = Value::new(case.picture.clone(), &shape, &Device::flex()).unwrap();
        Self::of(graph, picture)
    }

    /// A graph with its input.
    pub(crate) fn of(original: Graph, picture: Value) -> Self {
        let task = Task::choices(&original)[0];
        let network = Network::new(original).unwrap();
        let used = network.folded.used();
        let all: Vec<NodeId> = (network.folded.nodes().map(|(id, _)| id))
            .filter(|id| used[id.index()])
            .collect();
        let run = block_on(PlainRun::new(Rc::new(network), picture, &all)).unwrap();
        Self {
            run: Rc::new(run),
            task,
        }
    }

    /// What a trial of changed pictures gives, scored by the probability of a class.
    pub(crate) fn tried<T>(&self, class: usize, work: impl FnOnce(&Trial<'_>) -> T) -> T {
        let mut question = self.question(class, &[]).unwrap();
        question.aim = question.aim.probability();
        work(&block_on(Trial::new(&question)).unwrap())
    }

    /// The outcome of a method for the logit of a class.
    pub(crate) fn ask(
        &self,
        method: &'static Method,
        (layers, class): (&[&str], usize),
        options: &[(String, Setting)],
    ) -> Result<Outcome, String> {
        let given: BTreeMap<String, Setting> = options.iter().cloned().collect();
        let words = |error: ExplainError| error.to_string();
        let how = How {
            method,
            settings: Settings::new(method.info.options, &given).map_err(words)?,
            merge: Merge::Mean,
        };
        let question = self.question(class, layers).map_err(words)?;
        block_on(how.answer(&question, &mut Unwatched)).map_err(words)
    }

    /// The logit of a class at some layers; without layers, at the input.
    fn question(&self, class: usize, layers: &[&str]) -> Result<Question, ExplainError> {
        let graph = &self.run.network().original;
        let shape = &graph.node(graph.logits()).shape;
        let mut layers = layers.iter().map(|name| graph.find(name));
        Ok(Question {
            layer: layers.next().unwrap_or(Ok(self.run.input().0))?,
            more_layers: layers.collect::<Result<_, _>>()?,
            aim: Target::class(class).aim(self.task, shape, self.run.outputs(), None)?,
            run: Rc::clone(&self.run),
        })
    }
}
