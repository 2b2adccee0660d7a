//! What is explained and how: targets, evidence, methods.
//!
//! A [`Task`] says what the outputs of a network mean and a [`Target`] picks the score; its
//! [`Seed`] is the gradient of that score at the outputs. [`evidence`] answers with the activation of the target layer and
//! the gradient of the score there. A [`Method`] turns these into a raw, signed map; it never sees
//! the network, the picture or the session, and it neither rectifies nor normalises.
//!
//! One method is one file in `methods/`, one row of [`Method::ALL`].

mod error;
mod evidence;
mod methods;
mod note;
mod target;
mod task;

pub use error::ExplainError;
pub use evidence::{Evidence, evidence};
pub use methods::{Method, MethodInfo, Needs, OptionInfo};
pub use note::blank_note;
pub use target::{Extent, Region, Seed, Target, TargetScore, predicted};
pub use task::Task;
