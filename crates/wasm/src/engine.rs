use std::cell::RefCell;

use serde::Serialize;
use session::{Backend, Criteria, Places, Request, Session, SessionError};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{js_error, session_error};
use crate::file::NamedBlob;
use crate::plain::{from_js, to_js};
use crate::shader_watch;
use crate::watch::JsWatch;

/// A session in a worker. Every failure is an `Error` with `code`, `kind` and a sentence.
#[wasm_bindgen]
pub struct Engine {
    session: RefCell<Option<Session>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens `"cpu"` or `"webgpu"` and proves that it computes right numbers.
    ///
    /// # Errors
    /// `unknown-backend`, `device-failed`, `self-test-failed`, `shader-failed`.
    pub async fn create(backend: String) -> Result<Engine, JsValue> {
        console_error_panic_hook::set_once();
        shader_watch::install();
        let backend = Backend::by_id(&backend).map_err(|error| session_error(&error))?;
        let session = Session::open(backend)
            .await
            .map_err(|error| session_error(&error))?;
        shader_watch::check()?;
        Ok(Self {
            session: RefCell::new(Some(session)),
        })
    }

    /// Loads a model from its files, reading the Blobs piece by piece. `on_read(bytes)` is called
    /// after every read, if it is a function.
    ///
    /// # Errors
    /// Those of kind `model`; the earlier model stays.
    #[wasm_bindgen(js_name = loadModel, unchecked_return_type = "Model")]
    pub fn load_model(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NamedBlob[]")] files: JsValue,
        on_read: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let files: Vec<NamedBlob> = from_js(files)?;
        let sources = files.into_iter().map(|file| file.source(on_read.dyn_ref()));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        self.with(|session| session.load_model(sources))
    }

    /// How many weights the files hold, without loading them; `null` if only loading tells.
    ///
    /// # Errors
    /// Those of kind `model`.
    #[wasm_bindgen(unchecked_return_type = "ModelSize | null")]
    pub fn measure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NamedBlob[]")] files: JsValue,
    ) -> Result<JsValue, JsValue> {
        let files: Vec<NamedBlob> = from_js(files)?;
        let sources = files.into_iter().map(|file| file.source(None));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        to_js(&session::measure(sources).map_err(|error| session_error(&error))?)
    }

    /// Replaces the preprocessing, as [`Session::set_preprocessing`].
    ///
    /// # Errors
    /// `no-model`, `preprocessing-invalid`, `input-size`, and those of [`Engine::load_model`].
    #[wasm_bindgen(js_name = setPreprocessing, unchecked_return_type = "Fitted")]
    pub fn set_preprocessing(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Preprocessing")] input: JsValue,
    ) -> Result<JsValue, JsValue> {
        let preprocessing = from_js(input)?;
        self.with(|session| session.set_preprocessing(preprocessing))
    }

    /// The pixels that the network gets.
    ///
    /// # Errors
    /// `no-model`, `no-picture`.
    #[wasm_bindgen(unchecked_return_type = "Pixels")]
    pub fn preview(&self) -> Result<JsValue, JsValue> {
        self.with(|session| session.preview())
    }

    /// Says what the outputs mean, by the id of a task.
    ///
    /// # Errors
    /// `no-model`, `task-unfit`.
    #[wasm_bindgen(js_name = setTask, unchecked_return_type = "Model")]
    pub fn set_task(&self, task: &str) -> Result<JsValue, JsValue> {
        self.with(|session| session.set_task(task))
    }

    /// Decodes a picture from the bytes of a file.
    ///
    /// # Errors
    /// Those of kind `image`; the earlier picture stays.
    #[wasm_bindgen(js_name = setPicture, unchecked_return_type = "PictureInfo")]
    pub fn set_picture(&self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        self.with(|session| session.set_picture(bytes))
    }

    /// The scores of all classes, in class order.
    ///
    /// # Errors
    /// `no-model`, `no-picture`, `not-finite`, and those of kind `device`.
    #[wasm_bindgen(unchecked_return_type = "Score[]")]
    pub async fn classify(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let scores = session.classify().await;
        self.answer(session, scores)
    }

    /// The class of every pixel, or `null` if the network does not segment.
    ///
    /// # Errors
    /// As [`Engine::classify`].
    #[wasm_bindgen(unchecked_return_type = "Segmentation | null")]
    pub async fn segment(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let segmentation = session.segment().await;
        self.answer(session, segmentation)
    }

    /// Explains one score, as [`Session::explain`].
    ///
    /// `on_progress`, if it is a function, is told `{ done, total, map }` after each batch of a method
    /// that runs the network many times; the work stops if it answers `false`, or a promise of it.
    ///
    /// # Errors
    /// `unknown-method`, `unknown-layer`, `unknown-class`, `unknown-option`, `option-invalid`,
    /// `method-unfit`, `no-probability`, `no-pixels`, `no-relu`, `stopped`, and those of
    /// [`Engine::classify`].
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub async fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExplainRequest")] request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request: Request = from_js(request)?;
        let mut session = self.take()?;
        let explanation = session
            .explain(&request, &mut JsWatch::new(&on_progress))
            .await;
        self.answer(session, explanation)
    }

    /// The channels of the layer of a request, as [`Session::channels`], from place `start` on, `count`
    /// of them.
    ///
    /// # Errors
    /// `no-channels`, and those of [`Engine::explain`].
    #[wasm_bindgen(unchecked_return_type = "Channels")]
    pub async fn channels(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ChannelsRequest")] request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let explained: Request = from_js(request.clone())?;
        let places: Places = from_js(request)?;
        let mut session = self.take()?;
        let channels = session
            .channels(&explained, places, &mut JsWatch::new(&on_progress))
            .await;
        self.answer(session, channels)
    }

    /// Judges the explanation of a request, as [`Session::judge`]. `on_progress` as in
    /// [`Engine::explain`], without maps.
    ///
    /// # Errors
    /// `unknown-metric`, `no-object`, and those of [`Engine::explain`].
    #[wasm_bindgen(unchecked_return_type = "Judged[]")]
    pub async fn judge(
        &self,
        #[wasm_bindgen(unchecked_param_type = "JudgeRequest")] request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let explained: Request = from_js(request.clone())?;
        let criteria: Criteria = from_js(request)?;
        let mut session = self.take()?;
        let judged = session
            .judge(&explained, &criteria, &mut JsWatch::new(&on_progress))
            .await;
        self.answer(session, judged)
    }
}

impl Engine {
    fn with<T: Serialize>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, SessionError>,
    ) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let result = work(&mut session);
        self.put(session);
        to_js(&result.map_err(|error| session_error(&error))?)
    }

    /// Takes the session out for the time of a call, so that no borrow lasts across an `await`.
    fn take(&self) -> Result<Session, JsValue> {
        self.session.take().ok_or_else(|| {
            js_error(
                "engine-busy",
                "bug",
                "the engine is still busy with an earlier call: await it first",
            )
        })
    }

    fn put(&self, session: Session) {
        self.session.replace(Some(session));
    }

    /// Puts the session back after a call that used the device, and returns the call's result.
    fn answer<T: Serialize>(
        &self,
        session: Session,
        result: Result<T, SessionError>,
    ) -> Result<JsValue, JsValue> {
        self.put(session);
        shader_watch::check()?;
        to_js(&result.map_err(|error| session_error(&error))?)
    }
}
