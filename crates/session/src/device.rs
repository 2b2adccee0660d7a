use burn::tensor::Device;
use serde::Serialize;
use ts_rs::TS;

use crate::SessionError;

/// The device that a network runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The processor, through Burn's Flex backend. In a browser it uses one thread.
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
    pub(crate) async fn open(self) -> Result<Device, SessionError> {
        let device = match self {
            Self::Cpu => Device::flex(),
            Self::WebGpu => web_gpu().await?,
        };
        crate::self_test(&device).await?;
        Ok(device)
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
