//! Keras models: a topology in JSON, with layers whose weights lie in some file.
//!
//! [`crate::tfjs`] and [`crate::keras_files`] find both in files and call [`read`].
//!
//! The modules depend on each other one way: `topology` reads the JSON, `build` is the graph under
//! construction, `layer` and the methods of `settings`, `activation` and `joining` add one layer,
//! `layers` has a function for each class, and `network` calls them in order.

mod activation;
mod build;
mod input;
mod joining;
mod json;
mod kernels;
mod layer;
mod layers;
mod network;
mod numbered;
mod order;
mod preprocessing;
mod scope;
mod settings;
mod slots;
mod topology;
mod variables;
mod weights;

pub(crate) use network::read;
pub(crate) use numbered::numbered;
pub(crate) use preprocessing::Pixels;
pub(crate) use scope::{Place, Scope};
pub(crate) use topology::{KerasLayer, KerasModel, is_keras_3, is_model, root};
pub(crate) use variables::variables;
pub(crate) use weights::{Weight, Weights};
