//! Drawings of shapes on patterned grounds, and what the network of shapes learns on.

mod background;
mod course;
mod scene;
mod shape;

pub use course::{NETWORK, ShapeCourse};
pub use scene::{Object, Scene};
pub use shape::Shape;
