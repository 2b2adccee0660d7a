use std::cell::RefCell;

use serde::Serialize;
use session::{Backend, Criteria, Kernels, LookRequest, Places, Request, Session, SessionError};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{js_error, session_error};
use crate::file::NamedBlob;
use crate::plain::{from_js, to_js};
use crate::shader_watch;
use crate::watch::JsWatch;

/// A session in a worker. Every failure is an `Error` with `code`, `kind` and `message`.
#[wasm_bindgen]
pub struct Engine {
    session: RefCell<Option<Session>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the device `"cpu"` or `"webgpu"` and runs the self-test on it. On the processor our own
    /// kernels compute, unless `fast` is `false`.
    ///
    /// # Errors
    /// `unknown-backend`, `device-failed`, `self-test-failed`, `shader-failed`.
    pub async fn create(backend: String, fast: Option<bool>) -> Result<Engine, JsValue> {
        console_error_panic_hook::set_once();
        shader_watch::install();
        let backend = Backend::by_id(&backend).map_err(|error| session_error(&error))?;
        let kernels = match fast {
            Some(false) => Kernels::Burns,
            _ => Kernels::Ours,
        };
        let session = Session::open_with(backend, kernels)
            .await
            .map_err(|error| session_error(&error))?;
        shader_watch::check()?;
        Ok(Self {
            session: RefCell::new(Some(session)),
        })
    }

    /// Drops the model and the picture.
    ///
    /// # Errors
    /// `engine-busy`.
    pub fn clear(&self) -> Result<(), JsValue> {
        let mut session = self.take()?;
        session.clear();
        self.put(session);
        Ok(())
    }

    /// Loads a model from its files, reading large Blobs piece by piece. Calls `on_read(bytes)` after
    /// every read, if it is a function.
    ///
    /// # Errors
    /// Those of kind `model`; the earlier model stays.
    #[wasm_bindgen(js_name = loadModel, unchecked_return_type = "Model")]
    pub async fn load_model(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NamedBlob[]")] files: JsValue,
        on_read: JsValue,
    ) -> Result<JsValue, JsValue> {
        let files: Vec<NamedBlob> = from_js(files)?;
        let mut sources = Vec::new();
        for file in files {
            sources.push(file.read(on_read.dyn_ref()).await?);
        }
        let mut session = self.take()?;
        let model = session.load_model(sources).await;
        self.answer(session, model)
    }

    /// Returns the size of a model from the headers of its files; `null` if they do not give it.
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

    /// Replaces the preprocessing. See [`Session::set_preprocessing`].
    ///
    /// # Errors
    /// `no-model`, `preprocessing-invalid`, `input-size`, and those of [`Engine::load_model`].
    #[wasm_bindgen(js_name = setPreprocessing, unchecked_return_type = "Fitted")]
    pub async fn set_preprocessing(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Preprocessing")] input: JsValue,
    ) -> Result<JsValue, JsValue> {
        let preprocessing = from_js(input)?;
        let mut session = self.take()?;
        let fitted = session.set_preprocessing(preprocessing).await;
        self.answer(session, fitted)
    }

    /// Returns what the model answers with other settings for what is a guess. See
    /// [`Session::alternatives`].
    ///
    /// # Errors
    /// `no-model`, `no-picture`, and those of kind `device`.
    #[wasm_bindgen(unchecked_return_type = "Alternative[]")]
    pub async fn alternatives(&self) -> Result<JsValue, JsValue> {
        let session = self.take()?;
        let alternatives = session.alternatives().await;
        self.answer(session, alternatives)
    }

    /// Returns the pixels that the network gets, before normalisation.
    ///
    /// # Errors
    /// `no-model`, `no-picture`.
    #[wasm_bindgen(unchecked_return_type = "Pixels")]
    pub fn preview(&self) -> Result<JsValue, JsValue> {
        self.with(|session| session.preview())
    }

    /// Returns the upright picture as it was read. See [`Session::pixels`].
    ///
    /// # Errors
    /// `no-picture`.
    #[wasm_bindgen(unchecked_return_type = "Pixels")]
    pub fn pixels(&self) -> Result<JsValue, JsValue> {
        self.with(|session| session.pixels().cloned())
    }

    /// Sets the task by its id.
    ///
    /// # Errors
    /// `no-model`, `task-unfit`.
    #[wasm_bindgen(js_name = setTask, unchecked_return_type = "Model")]
    pub fn set_task(&self, task: &str) -> Result<JsValue, JsValue> {
        self.with(|session| session.set_task(task))
    }

    /// Takes another set of the weights in the model's file. See [`Session::set_weights`].
    ///
    /// # Errors
    /// `no-model`, `weights-unknown`.
    #[wasm_bindgen(js_name = setWeights, unchecked_return_type = "Model")]
    pub async fn set_weights(&self, id: String) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let model = session.set_weights(&id).await;
        self.answer(session, model)
    }

    /// Takes the model's weights for another of the networks that they may be of. See
    /// [`Session::set_network`].
    ///
    /// # Errors
    /// `no-model`, `unknown-network`.
    #[wasm_bindgen(js_name = setNetwork, unchecked_return_type = "Model")]
    pub async fn set_network(&self, name: String) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let model = session.set_network(&name).await;
        self.answer(session, model)
    }

    /// Explains another output of the model, by its name.
    ///
    /// # Errors
    /// `no-model`, `unknown-output`.
    #[wasm_bindgen(js_name = setOutput, unchecked_return_type = "Model")]
    pub async fn set_output(&self, name: String) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let model = session.set_output(&name).await;
        self.answer(session, model)
    }

    /// Replaces the picture with the one in an image file. See [`Session::set_picture`].
    ///
    /// # Errors
    /// Those of kind `image` and of [`Engine::classify`]; the earlier picture stays.
    #[wasm_bindgen(js_name = setPicture, unchecked_return_type = "PictureInfo")]
    pub async fn set_picture(&self, bytes: Vec<u8>) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let info = session.set_picture(&bytes).await;
        self.answer(session, info)
    }

    /// Returns the scores of all classes, in class order.
    ///
    /// # Errors
    /// `no-model`, `no-picture`, `not-finite`, and those of kind `device`.
    #[wasm_bindgen(unchecked_return_type = "Score[]")]
    pub async fn classify(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let scores = session.classify().await;
        self.answer(session, scores)
    }

    /// Returns the predicted class of every pixel; `null` if the network does not segment.
    ///
    /// # Errors
    /// Those of [`Engine::classify`].
    #[wasm_bindgen(unchecked_return_type = "Segmentation | null")]
    pub async fn segment(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let segmentation = session.segment().await;
        self.answer(session, segmentation)
    }

    /// Explains one score. See [`Session::explain`].
    ///
    /// If the method runs the network many times, calls `on_progress({ done, total, map })` after each
    /// batch, if it is a function, and any method calls `on_progress(null)` between nodes of a pass
    /// from time to time. The work stops if it returns `false` or a promise of `false`.
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

    /// Returns `count` channels of the request's layer from place `start` on. See
    /// [`Session::channels`].
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

    /// Looks at the picture in an image file, or at the present one for `null`, and leaves the present
    /// one as it is. See [`Session::look`]. Calls `on_progress` as [`Engine::explain`] does.
    ///
    /// # Errors
    /// Those of [`Engine::set_picture`] and [`Engine::explain`].
    #[wasm_bindgen(unchecked_return_type = "Look")]
    pub async fn look(
        &self,
        file: Option<Vec<u8>>,
        #[wasm_bindgen(unchecked_param_type = "LookRequest")] request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request: LookRequest = from_js(request)?;
        let mut session = self.take()?;
        let look = session
            .look(file.as_deref(), &request, &mut JsWatch::new(&on_progress))
            .await;
        self.answer(session, look)
    }

    /// Judges the explanation of a request. See [`Session::judge`]. Calls `on_progress` as
    /// [`Engine::explain`] does, but without maps.
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

    /// Takes the session out for the duration of a call, so that no borrow lasts across an `await`.
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

    /// Puts the session back after a call that used the device. Returns the call's result.
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
