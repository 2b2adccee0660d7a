use burn::tensor::Device;
use serde::Serialize;
use ts_rs::TS;

use crate::SessionError;

/// Where a network runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// Burn's Flex backend: the processor, one thread in a browser.
    Cpu,
    /// Burn's wgpu backend: the graphics card through WebGPU.
    WebGpu,
}

impl Backend {
    /// Its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
        }
    }

    /// Finds a backend by its stable name.
    ///
    /// # Errors
    /// [`SessionError::UnknownBackend`].
    pub fn by_id(id: &str) -> Result<Self, SessionError> {
        [Self::Cpu, Self::WebGpu]
            .into_iter()
            .find(|backend| backend.id() == id)
            .ok_or_else(|| SessionError::UnknownBackend { id: id.into() })
    }

    /// Opens the device and proves that it computes right numbers.
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
        reason: "this build holds the CPU backend alone".into(),
    })
}
