use std::cell::RefCell;

use session::{Backend, Session};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::channels::{JsChannels, JsPlaces};
use crate::error::{js_error, session_error};
use crate::judge::{JsJudgeRequest, JsJudged};
use crate::shader_watch;
use crate::shapes::{
    JsExplanation, JsFile, JsFitted, JsPixels, JsRequest, JsSegmentation, from_js, to_js,
};
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

    /// Loads a model from `[{ name, blob }]`, reading the Blobs piece by piece; answers with what
    /// people are told of it. `on_read(bytes)` is called after every read, if it is a
    /// function.
    ///
    /// # Errors
    /// Those of kind `model`; the earlier model stays.
    #[wasm_bindgen(js_name = loadModel)]
    pub fn load_model(&self, files: JsValue, on_read: &JsValue) -> Result<JsValue, JsValue> {
        let files: Vec<JsFile> = from_js(files)?;
        let sources = files.into_iter().map(|file| file.source(on_read.dyn_ref()));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        self.with(|session| session.load_model(sources))
            .and_then(|info| to_js(&info))
    }

    /// How many weights files hold, `{ parameters, bytes }`, without loading them; `bytes` is what
    /// they will take in memory. `null` where only loading tells.
    ///
    /// # Errors
    /// Those of kind `model`.
    pub fn measure(&self, files: JsValue) -> Result<JsValue, JsValue> {
        let files: Vec<JsFile> = from_js(files)?;
        let sources = files.into_iter().map(|file| file.source(None));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        let size = session::measure(sources).map_err(|error| session_error(&error))?;
        to_js(&size)
    }

    /// Replaces the preprocessing; answers with `{ crop, model }`: the part of the picture that the
    /// network now gets, or `null` where there is none, and what people are told of the model, of
    /// which another input size changes the layers.
    ///
    /// # Errors
    /// `no-model`, `preprocessing-invalid`, `input-size`, and those of [`Engine::load_model`].
    #[wasm_bindgen(js_name = setPreprocessing)]
    pub fn set_preprocessing(&self, input: JsValue) -> Result<JsValue, JsValue> {
        let preprocessing = from_js(input)?;
        self.with(|session| {
            let crop = session.set_preprocessing(preprocessing)?;
            let model = session.model()?.clone();
            Ok(JsFitted { crop, model })
        })
        .and_then(|fitted| to_js(&fitted))
    }

    /// The very pixels that the network gets: `{ width, height, rgb: Uint8Array }`.
    ///
    /// # Errors
    /// `no-model`, `no-picture`.
    pub fn preview(&self) -> Result<JsValue, JsValue> {
        let picture = self.with(|session| session.preview())?;
        to_js(&JsPixels::from(picture))
    }

    /// Says what the outputs mean, by the id of a task; answers as [`Engine::load_model`].
    ///
    /// # Errors
    /// `no-model`, `task-unfit`.
    #[wasm_bindgen(js_name = setTask)]
    pub fn set_task(&self, task: &str) -> Result<JsValue, JsValue> {
        self.with(|session| session.set_task(task))
            .and_then(|info| to_js(&info))
    }

    /// Decodes a picture from the bytes of a file; answers with `{ width, height, crop }`.
    ///
    /// # Errors
    /// Those of kind `image`; the earlier picture stays.
    #[wasm_bindgen(js_name = setPicture)]
    pub fn set_picture(&self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        self.with(|session| session.set_picture(bytes))
            .and_then(|info| to_js(&info))
    }

    /// The scores of all classes, in class order: `[{ index, label, logit, probability }]`.
    ///
    /// # Errors
    /// `no-model`, `no-picture`, `not-finite`, and those of kind `device`.
    pub async fn classify(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let scores = session.classify().await;
        self.put(session);
        shader_watch::check()?;
        to_js(&scores.map_err(|error| session_error(&error))?)
    }

    /// The class of every pixel, `{ width, height, classes: Uint16Array }`, or `null` where the
    /// network does not give one.
    ///
    /// # Errors
    /// As [`Engine::classify`].
    pub async fn segment(&self) -> Result<JsValue, JsValue> {
        let mut session = self.take()?;
        let segmentation = session.segment().await;
        self.put(session);
        shader_watch::check()?;
        let segmentation = segmentation.map_err(|error| session_error(&error))?;
        to_js(&segmentation.map(JsSegmentation::from))
    }

    /// Explains `{ method, layer, layers, merge, target, options }`. A target is `{ kind: "class" | "probability"
    /// | "difference", index, than, negated, region }`: `than` for differences, `region` a
    /// rectangle `{ x, y, width, height }` of the picture for segmentations.
    ///
    /// `on_progress`, if it is a function, is told `{ done, total, map }` after each batch of a method
    /// that runs the network often; the work stops where it answers `false`, or a promise of it.
    ///
    /// # Errors
    /// `unknown-method`, `unknown-layer`, `unknown-class`, `unknown-option`, `option-invalid`,
    /// `method-unfit`, `no-probability`, `no-pixels`, `no-relu`, `stopped`, and those of
    /// [`Engine::classify`].
    pub async fn explain(
        &self,
        request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request: JsRequest = from_js(request)?;
        let target = request.target;
        let mut session = self.take()?;
        let mut watch = JsWatch::new(&on_progress);
        let explanation = session.explain(&request.into(), &mut watch).await;
        self.put(session);
        shader_watch::check()?;
        let explanation = explanation.map_err(|error| session_error(&error))?;
        to_js(&JsExplanation::new(explanation, target))
    }

    /// The channels of the layer of a request of [`Engine::explain`], by falling weight, from place
    /// `start` on, `count` of them: `{ width, height, total, channels: [{ index, weight, adds, values:
    /// Float32Array }] }`. `adds` is what a channel adds to the mean of the raw map. After that
    /// explanation it is arithmetic; else it is made first and `on_progress` told as there.
    ///
    /// # Errors
    /// `no-channels`, and those of [`Engine::explain`].
    pub async fn channels(
        &self,
        request: JsValue,
        on_progress: JsValue,
    ) -> Result<JsValue, JsValue> {
        let explained: JsRequest = from_js(request.clone())?;
        let JsPlaces { start, count } = from_js(request)?;
        let places = start..start.saturating_add(count);
        let mut session = self.take()?;
        let mut watch = JsWatch::new(&on_progress);
        let channels = session
            .channels(&explained.into(), places, &mut watch)
            .await;
        self.put(session);
        shader_watch::check()?;
        let channels = channels.map_err(|error| session_error(&error))?;
        to_js(&JsChannels::from(channels))
    }

    /// Judges an explanation: a request of [`Engine::explain`] with `region`, a rectangle of the
    /// picture where the object lies, and `metrics`, ids of the catalogue (all that can be had,
    /// without them). Answers with `[{ metric, asked, randomCam, edgeMap }]`, each `{ value, curve: [{
    /// at, value, layer }] }` or `null`. `on_progress` as in [`Engine::explain`], without maps.
    ///
    /// # Errors
    /// `unknown-metric`, `no-region`, and those of [`Engine::explain`].
    pub async fn judge(&self, request: JsValue, on_progress: JsValue) -> Result<JsValue, JsValue> {
        let explained: JsRequest = from_js(request.clone())?;
        let JsJudgeRequest { region, metrics } = from_js(request)?;
        let metrics = metrics.unwrap_or_default();
        let metrics: Vec<&str> = metrics.iter().map(String::as_str).collect();
        let mut session = self.take()?;
        let mut watch = JsWatch::new(&on_progress);
        let judged = session
            .judge(&explained.into(), region, &metrics, &mut watch)
            .await;
        self.put(session);
        shader_watch::check()?;
        let judged = judged.map_err(|error| session_error(&error))?;
        to_js(&judged.into_iter().map(JsJudged::from).collect::<Vec<_>>())
    }
}

impl Engine {
    fn with<T>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, session::SessionError>,
    ) -> Result<T, JsValue> {
        let mut session = self.take()?;
        let result = work(&mut session);
        self.put(session);
        result.map_err(|error| session_error(&error))
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
}
