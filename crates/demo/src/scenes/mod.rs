//! Scenes: things that one knows at once, on grounds where they are usual or not, with exact masks.
//!
//! A [`Scene`] is made of a [`Plan`] and chance. A [`World`] says which [`Class`] is seen on which [`Ground`]: the two
//! networks of scenes differ in the world that they learned on, and in nothing else.

#![allow(
    clippy::unreadable_literal,
    reason = "colours are written as in a style sheet, six digits"
)]

mod canvas;
mod class;
mod course;
mod details;
mod figure;
mod ground;
mod light;
mod noise;
mod path;
mod props;
mod scene;
mod shipped;
mod things;
mod world;

pub use class::Class;
pub use course::{Learner, SceneCourse};
pub use ground::Ground;
pub use scene::{Plan, Scene};
pub use shipped::{SHIPPED, SIDE, Shipped};
pub use world::World;
