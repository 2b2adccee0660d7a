//! The composition root: device, model, picture, caches.
//!
//! [`Session`] is the one long-lived object, and this is the only crate that names a backend.
//! Requests and results are plain data. [`Session::explain`] goes the whole way from a picture to a
//! map.

mod answers;
mod budget;
mod catalogue;
mod channels;
mod clock;
mod device;
mod error;
mod explanation;
mod fingerprint;
mod heatmap;
mod input_from;
mod judge;
mod kept;
pub mod limits;
mod look;
mod model;
mod scores;
mod self_test;
mod session;

pub use catalogue::{Catalogue, Choice, ColourMapRow, MethodRow, NormaliseRow, catalogue};
pub use channels::Places;
pub use device::{Backend, Kernels};
pub use error::{Kind, SessionError};
pub use explanation::{Explanation, Request};
pub use heatmap::{Display, Heatmap, heatmap};
pub use input_from::{Alternative, AlternativeInfo, InputFrom, SettingFrom, SourceKind};
pub use judge::{Criteria, Judged};
pub use look::{Look, LookRequest};
pub use model::{LayerInfo, ModelInfo, ModelSize, measure};
pub use scores::{Score, Segmentation};
use self_test::self_test;
pub use session::{Fitted, PictureInfo, Session};

// The types in the session's requests and answers.
pub use explain::{
    Channel, Channels, Fact, Family, Form, Later, Measured, Merge, Method, MethodInfo, Metric,
    MetricInfo, MetricNeeds, Named, OptionInfo, OptionKind, Point, Progress, Setting, Settings,
    Target, TargetScore, Task, Unwatched, Watch,
};
pub use formats::{FORMATS, FormatInfo, NetworkChoice, ReadAt, SourceFile, WeightsChoice};
pub use imaging;
