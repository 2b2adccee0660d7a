//! The border to JavaScript: converts, never decides.
//!
//! [`Engine`] is a [`session::Session`] for a worker; [`catalogue()`] and [`heatmap()`] are pure. No
//! exported function holds a mutable borrow across an `await`: a second call meanwhile gets the
//! error `engine-busy`, not a poisoned instance.

mod blob;
mod catalogue;
mod channels;
mod engine;
mod error;
mod heatmap;
mod judge;
mod setting;
mod shader_watch;
mod shapes;
mod watch;

pub use catalogue::catalogue;
pub use engine::Engine;
pub use heatmap::heatmap;
