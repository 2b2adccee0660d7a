//! What is explained and how: targets, evidence, methods.
//!
//! A [`Target`] picks the score. [`evidence`] answers with the activation of the target layer and
//! the gradient of the score there. A [`Method`] turns these into a raw, signed map; it never sees
//! the network, the picture or the session, and it neither rectifies nor normalises.
//!
//! One method is one file in `methods/`, one row of [`Method::ALL`].

mod error;
mod evidence;
mod methods;
mod note;
mod target;

pub use error::ExplainError;
pub use evidence::{Evidence, evidence};
pub use methods::{Method, MethodInfo, Needs, OptionInfo};
pub use note::blank_note;
pub use target::Target;
