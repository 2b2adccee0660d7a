use burn::tensor::Device;
use graph::{Fast, Graph};
use serde::Serialize;
use ts_rs::TS;

use crate::SessionError;

/// The device that a network runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The processor: tensors of Burn's Flex backend. In a browser it uses one thread.
    Cpu,
    /// The graphics card, through Burn's wgpu backend.
    WebGpu,
}

impl Backend {
    /// The stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
        }
    }

    /// Returns the backend with this id.
    ///
    /// # Errors
    /// [`SessionError::UnknownBackend`] if there is none.
    pub fn by_id(id: &str) -> Result<Self, SessionError> {
        [Self::Cpu, Self::WebGpu]
            .into_iter()
            .find(|backend| backend.id() == id)
            .ok_or_else(|| SessionError::UnknownBackend { id: id.into() })
    }

    /// Opens the device and runs the self-test on it.
    pub(crate) async fn open(self, kernels: Kernels) -> Result<Place, SessionError> {
        let place = match self {
            Self::Cpu => Place {
                device: Device::flex(),
                fast: (kernels == Kernels::Ours).then_some(&cpu::KERNELS),
            },
            Self::WebGpu => Place {
                device: web_gpu().await?,
                fast: None,
            },
        };
        crate::self_test(&place).await?;
        Ok(place)
    }
}

/// What computes on the processor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kernels {
    /// Our own kernels, and Burn's for what they do not take.
    #[default]
    Ours,
    /// Burn's alone: slower, for a comparison.
    Burns,
}

/// Where networks run, and what computes some of their nodes faster there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) device: Device,
    fast: Option<&'static dyn Fast>,
}

impl Place {
    /// The same network, as fast as it can be computed here.
    pub(crate) fn prepared(&self, graph: Graph) -> Graph {
        match self.fast {
            Some(fast) => graph.with_fast(fast),
            None => graph,
        }
    }
}

#[cfg(feature = "webgpu")]
async fn web_gpu() -> Result<Device, SessionError> {
    let opened = Device::wgpu_options().init_async().await;
    opened.map_err(|error| SessionError::Device {
        reason: error.to_string(),
    })
}

#[cfg(not(feature = "webgpu"))]
#[allow(
    clippy::unused_async,
    reason = "the same signature as with the feature"
)]
async fn web_gpu() -> Result<Device, SessionError> {
    Err(SessionError::Device {
        reason: "this build has only the CPU backend".into(),
    })
}
