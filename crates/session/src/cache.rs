use explain::{Asked, Evidence, Merge, Method, Outcome, Settings, Target};
use graph::{Graph, NodeId, Values};

/// Activations of one run may take so many bytes of the device; all of `MobileNet` at 224 pixels is
/// a tenth of it, `ResNet`-50 two thirds.
const KEPT_BYTES: usize = 256 << 20;

/// So many pieces of evidence are kept, enough to go back and forth between classes and layers, as
/// long as they take no more than so many bytes.
const KEPT_EVIDENCE: usize = 8;
const KEPT_EVIDENCE_BYTES: usize = 64 << 20;

/// What was computed for the picture at hand.
#[derive(Default)]
pub(crate) struct Cache {
    /// Activations by node, the input among them. Empty until the first run.
    pub(crate) values: Values,
    /// The logits, on the host.
    pub(crate) logits: Vec<f32>,
    evidence: Vec<((NodeId, Target), Evidence)>,
    answer: Option<(Question, Outcome)>,
}

impl Cache {
    pub(crate) fn new(values: Values, logits: Vec<f32>) -> Self {
        Self {
            values,
            logits,
            evidence: Vec::new(),
            answer: None,
        }
    }

    pub(crate) fn evidence(&self, layer: NodeId, target: &Target) -> Option<Evidence> {
        let found = self
            .evidence
            .iter()
            .find(|((at, of), _)| (*at, of) == (layer, target));
        found.map(|(_, evidence)| evidence.clone())
    }

    /// The last answer, if this was its question.
    pub(crate) fn answer(&self, asked: &Asked, target: &Target) -> Option<Outcome> {
        let (question, answer) = self.answer.as_ref()?;
        (*question == Question::of(asked, target)).then(|| answer.clone())
    }

    /// Keeps an answer in place of the last one.
    pub(crate) fn keep_answer(&mut self, asked: &Asked, target: &Target, answer: Outcome) {
        self.answer = Some((Question::of(asked, target), answer));
    }

    /// Forgets evidence, when targets come to mean something else.
    pub(crate) fn forget_evidence(&mut self) {
        self.evidence.clear();
        self.answer = None;
    }

    /// Keeps evidence, and forgets the oldest while there is too much; the newest always stays.
    pub(crate) fn keep_evidence(&mut self, layer: NodeId, target: Target, evidence: Evidence) {
        self.evidence.push(((layer, target), evidence));
        let too_much = |cache: &Self| {
            cache.evidence.len() > KEPT_EVIDENCE || cache.evidence_bytes() > KEPT_EVIDENCE_BYTES
        };
        while self.evidence.len() > 1 && too_much(self) {
            self.evidence.remove(0);
        }
    }

    /// Gradients count; activations are shared with `values`, or as large again.
    fn evidence_bytes(&self) -> usize {
        let sizes = self
            .evidence
            .iter()
            .map(|(_, e)| e.gradient.dims().iter().product::<usize>());
        2 * 4 * sizes.sum::<usize>()
    }
}

/// What a map depends on, beside the picture and the network.
#[derive(PartialEq)]
struct Question {
    method: Method,
    settings: Settings,
    layers: Vec<NodeId>,
    merge: Merge,
    target: Target,
}

impl Question {
    fn of(asked: &Asked, target: &Target) -> Self {
        Self {
            method: asked.method,
            settings: asked.settings.clone(),
            layers: asked.layers.clone(),
            merge: asked.merge,
            target: target.clone(),
        }
    }
}

/// The nodes to keep from a run: all that the score depends on if they fit, else those that menus
/// suggest. The logits are among them in any case.
pub(crate) fn worth_keeping(graph: &Graph, suggested: &[NodeId]) -> Vec<NodeId> {
    let used = graph.used();
    let used: Vec<NodeId> = graph
        .nodes()
        .map(|(id, _)| id)
        .filter(|id| used[id.index()])
        .collect();
    let bytes: usize = used
        .iter()
        .map(|id| 4 * graph.node(*id).shape.iter().product::<usize>())
        .sum();
    if bytes <= KEPT_BYTES {
        used
    } else {
        [suggested, &[graph.logits()]].concat()
    }
}
