//! The border to JavaScript: converts, never decides.
//!
//! [`Engine`] is a [`session::Session`] for a worker; [`catalogue()`] and [`heatmap()`] are pure. No
//! exported function holds a mutable borrow across an `await`: a second call meanwhile gets the
//! error `engine-busy`, not a poisoned instance.

mod blob;
mod catalogue;
mod engine;
mod error;
mod file;
mod heatmap;
mod plain;
mod shader_watch;
mod watch;

pub use catalogue::catalogue;
pub use engine::Engine;
pub use heatmap::heatmap;
