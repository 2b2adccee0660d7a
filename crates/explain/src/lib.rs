//! Targets, evidence, methods and metrics.
//!
//! A [`Task`] says what the outputs of a network mean, and a [`Target`] picks the score. Its [`Seed`]
//! is the gradient of that score at the outputs. [`evidence`] returns the activation of the target
//! layer and the gradient of the score there. A [`Method`] answers a [`Question`] with a raw, signed
//! map; it neither rectifies nor normalises it.
//!
//! Each method is one file in `methods/` and one row of [`Method::ALL`]. Metrics measure how good a
//! map is; each is one file in `metrics/` and one row of [`Metric::ALL`].
#![cfg_attr(
    test,
    allow(clippy::float_cmp, reason = "sums of small binary fractions are exact")
)]

mod aim;
mod attribution;
mod candidate;
mod channels;
mod edge_map;
mod error;
mod evidence;
mod finished;
mod how;
mod join;
mod masks;
mod measured;
mod method_info;
mod methods;
mod metric_info;
mod metrics;
mod network;
mod note;
mod options;
mod outcome;
mod plain_run;
mod principal;
mod probe;
mod question;
mod random;
mod ranking;
mod settings;
mod target;
mod task;
#[cfg(test)]
mod test_evidence;
#[cfg(test)]
mod test_network;
mod trace;
mod trial;
mod watch;

pub use aim::{Aim, Seed};
pub use candidate::Candidate;
pub use channels::{Channel, Channels};
pub use edge_map::edge_map;
pub use error::ExplainError;
pub use evidence::{Evidence, evidence};
pub use finished::{Merge, finished};
pub use how::How;
pub use join::Join;
pub use measured::{Measured, Point};
pub use method_info::{Family, MethodInfo, Needs};
pub use methods::{Method, Shares};
pub use metric_info::{MetricInfo, MetricNeeds};
pub use metrics::{Metric, energy_inside, points_at, spearman, top_overlap};
pub use network::Network;
pub use note::blank_note;
pub use options::AUG_SMOOTH;
pub use outcome::{Fact, Form, Outcome};
pub use plain_run::PlainRun;
pub use probe::{BATCH_BYTES, Probe};
pub use question::Question;
pub use settings::{Named, OptionInfo, OptionKind, Setting, Settings};
pub use target::{Target, TargetScore, predicted};
pub use task::Task;
pub use trial::Trial;
pub use watch::{Later, Progress, Unwatched, Watch};

pub(crate) use methods::Run;
pub(crate) use metrics::MetricRun;
