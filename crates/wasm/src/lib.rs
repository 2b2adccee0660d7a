//! The border to JavaScript. It converts values and makes no decisions.
//!
//! [`Engine`] is a [`session::Session`] for a worker; [`catalogue()`], [`heatmap()`] and [`admit_picture()`] are pure. No
//! exported function holds a mutable borrow across an `await`, so a second call during a first one
//! fails with `engine-busy` and does not poison the instance.

mod blob;
mod catalogue;
mod engine;
mod error;
mod file;
mod heatmap;
mod picture;
mod plain;
mod shader_watch;
mod watch;

pub use catalogue::catalogue;
pub use engine::Engine;
pub use heatmap::heatmap;
pub use picture::admit_picture;
