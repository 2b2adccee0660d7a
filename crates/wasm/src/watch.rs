use js_sys::{Function, Promise};
use session::{Later, Progress, Watch};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::plain::to_js;

/// Reports progress to a JavaScript function `(progress) => Promise<boolean> | boolean`. The work
/// goes on unless it returns `false`. While its promise is pending, the worker can handle other
/// messages.
pub(crate) struct JsWatch(Option<Function>);

impl JsWatch {
    /// Reports to nobody if `callback` is not a function.
    pub(crate) fn new(callback: &JsValue) -> Self {
        Self(callback.dyn_ref().cloned())
    }

    async fn goes_on(&self, progress: Progress) -> bool {
        let Some(callback) = &self.0 else {
            return true;
        };
        let Ok(progress) = to_js(&progress) else {
            return true;
        };
        let Ok(answer) = callback.call1(&JsValue::UNDEFINED, &progress) else {
            return false;
        };
        let answer = match answer.dyn_into::<Promise>() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(answer) => Ok(answer),
        };
        answer.is_ok_and(|answer| answer.as_bool() != Some(false))
    }
}

impl Watch for JsWatch {
    fn told(&mut self, progress: Progress) -> Later<'_, bool> {
        Box::pin(self.goes_on(progress))
    }
}
