//! Decodes pictures, prepares them as network inputs, and normalises and resamples maps. Knows no
//! networks and no browser.
//!
//! ```text
//! file bytes ─ decode ─► Picture ─ input ─► the network's input
//!                           │
//!                         crop: which part of the picture the network gets
//!                           │
//! raw Map ─ relu ─ normalise ─ resample ─► heatmap, to be coloured by the page
//! ```
//!
//! Both directions share this crate because [`crop`] must be the exact inverse of [`input`]: both
//! use the same axes (`geometry.rs`).

pub mod bulk;
mod canvas;
mod colour_map;
mod colours;
mod cover;
mod decode;
mod error;
mod fit;
mod geometry;
mod impute;
mod input;
mod interpolation;
mod jpeg;
pub mod limits;
mod map;
mod normalise;
mod picture;
mod png;
mod preprocessing;
mod recognise;
mod resample;
mod resize;
mod resizer;

pub use colour_map::{COLOUR_MAPS, ColourMap};
pub use colours::Colours;
pub use cover::cover;
pub use decode::{admit, decode};
pub use error::ImagingError;
pub use fit::Fit;
pub use geometry::{Rect, crop};
pub use impute::impute;
pub use input::{input, preview};
pub use interpolation::Interpolation;
pub use map::{Map, relu};
pub use normalise::{Normalise, normalise};
pub use picture::Picture;
pub use preprocessing::Preprocessing;
pub use resample::{Resampling, resample};
pub use resizer::Resizer;
