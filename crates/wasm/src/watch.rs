use std::future::ready;
use std::time::Duration;

use js_sys::{Function, Promise};
use session::{Later, Progress, Watch};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_time::Instant;

use crate::plain::to_js;

/// Reports progress to a JavaScript function `(progress) => Promise<boolean> | boolean`. The work
/// goes on unless it returns `false`. While its promise is pending, the worker can handle other
/// messages. Between two nodes of a pass it calls the function with `null` from time to time.
pub(crate) struct JsWatch {
    callback: Option<Function>,
    /// When it was called last, or the work began.
    called: Instant,
}

/// Hearing the messages that wait takes some milliseconds, so it is not done after every node.
const BETWEEN_PAUSES: Duration = Duration::from_millis(50);

impl JsWatch {
    /// Reports to nobody if `callback` is not a function.
    pub(crate) fn new(callback: &JsValue) -> Self {
        Self {
            callback: callback.dyn_ref().cloned(),
            called: Instant::now(),
        }
    }

    async fn goes_on(&mut self, progress: Option<Progress>) -> bool {
        let Some(callback) = &self.callback else {
            return true;
        };
        let Ok(progress) = to_js(&progress) else {
            return true;
        };
        let answer = callback.call1(&JsValue::UNDEFINED, &progress);
        let Ok(answer) = answer else {
            return false;
        };
        let answer = match answer.dyn_into::<Promise>() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(answer) => Ok(answer),
        };
        self.called = Instant::now();
        answer.is_ok_and(|answer| answer.as_bool() != Some(false))
    }
}

impl Watch for JsWatch {
    fn told(&mut self, progress: Progress) -> Later<'_, bool> {
        Box::pin(self.goes_on(Some(progress)))
    }

    fn pause(&mut self) -> Later<'_, bool> {
        if self.called.elapsed() < BETWEEN_PAUSES {
            return Box::pin(ready(true));
        }
        Box::pin(self.goes_on(None))
    }
}
