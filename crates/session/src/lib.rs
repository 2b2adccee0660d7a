//! The composition root: device, model, picture, caches.
//!
//! [`Session`] is the one long-lived object and the only place that names a backend. Requests and
//! results are plain data. The whole way from a picture to a map is [`Session::explain`].

mod answer;
mod cache;
mod channels;
mod clock;
mod device;
mod error;
mod explanation;
mod fingerprint;
mod judge;
mod model;
mod scores;
mod self_test;
mod session;

pub use device::Backend;
pub use error::{Kind, SessionError};
pub use explanation::{Explanation, Request};
pub use judge::Judged;
pub use model::{LayerInfo, ModelInfo, ModelSize, measure};
pub use scores::{Score, Segmentation};
pub use self_test::self_test;
pub use session::{PictureInfo, Session};

// What a border needs beside the session itself: the catalogues, and the pure steps after a map.
pub use explain::{
    Channel, Channels, Fact, Family, Measured, Merge, Method, MethodInfo, Metric, MetricInfo,
    MetricNeeds, OptionInfo, OptionKind, Point, Progress, Region, Setting, Settings, Target,
    TargetScore, Task, Unwatched, Watch,
};
pub use formats::{FORMATS, FormatInfo, ReadAt, SourceFile};
pub use imaging;
