use burn::tensor::Device;
use explain::{Asked, Method, Settings, Target, Watch, blank_note};
use formats::SourceFile;
use graph::{NodeId, Value, Values, run};
use imaging::{ImagingError, Picture, Preprocessing, Rect};
use serde::Serialize;

use crate::answer::answer;
use crate::cache::{Cache, worth_keeping};
use crate::clock::Clock;
use crate::model::Model;
use crate::scores::{Score, Segmentation, check_finite, scores, segmentation};
use crate::{Backend, Explanation, ModelInfo, Request, SessionError};

/// What people are told about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PictureInfo {
    /// Columns, after the orientation in its metadata was applied.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The part that the network gets, once there is a model.
    pub crop: Option<Rect>,
}

/// A device with a model and a picture on it.
///
/// What was computed for a picture is kept until the picture, the model or the preprocessing
/// changes: another class, layer or method never runs the network again.
pub struct Session {
    backend: Backend,
    device: Device,
    pub(crate) model: Option<Model>,
    preprocessing: Option<Preprocessing>,
    picture: Option<Picture>,
    pub(crate) cache: Cache,
}

impl Session {
    /// Opens a device and proves that it computes right numbers.
    ///
    /// # Errors
    /// [`SessionError::Device`] or [`SessionError::SelfTest`].
    pub async fn open(backend: Backend) -> Result<Self, SessionError> {
        let device = backend.open().await?;
        let (model, preprocessing, picture) = (None, None, None);
        Ok(Self {
            backend,
            device,
            model,
            preprocessing,
            picture,
            cache: Cache::default(),
        })
    }

    /// Where networks run.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Replaces the model. On an error the earlier one stays.
    ///
    /// # Errors
    /// [`SessionError::Model`], or [`SessionError::NoLayer`] where no layer can be explained.
    pub fn load_model(&mut self, files: Vec<SourceFile>) -> Result<ModelInfo, SessionError> {
        let model = Model::import(files, &self.device)?;
        let info = model.info.clone();
        self.preprocessing = Some(info.input.clone());
        self.model = Some(model);
        self.forget();
        Ok(info)
    }

    /// Says what the outputs mean, by the id of a [`explain::Task`], where the network leaves a
    /// choice.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Task`] for a task that its outputs cannot have.
    pub fn set_task(&mut self, id: &str) -> Result<ModelInfo, SessionError> {
        let model = self.model.as_mut().ok_or(SessionError::NoModel)?;
        model.set_task(id)?;
        self.cache.forget_evidence();
        Ok(model.info.clone())
    }

    /// Replaces the preprocessing; answers with the part of the picture that the network now gets.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Image`] for settings that make no sense,
    /// [`SessionError::InputSize`] for an input that the network cannot take, those of
    /// [`Session::load_model`] where it has to be built again for pictures of another size.
    pub fn set_preprocessing(
        &mut self,
        preprocessing: Preprocessing,
    ) -> Result<Option<Rect>, SessionError> {
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        preprocessing.validate()?;
        let size = [preprocessing.height as usize, preprocessing.width as usize];
        let input = [preprocessing.channel_count(), size[0], size[1]];
        let resized = if model.takes(input) {
            None
        } else {
            let resized = model.resized(size, &self.device)?;
            Some(
                resized
                    .takes(input)
                    .then_some(resized)
                    .ok_or_else(|| model.misfit(input))?,
            )
        };
        let crop = crop(Some(&preprocessing), self.picture.as_ref())?;
        if resized.is_some() {
            self.model = resized;
        }
        self.preprocessing = Some(preprocessing);
        self.forget();
        Ok(crop)
    }

    /// What people are told about the model; other settings of its input may have changed it.
    ///
    /// # Errors
    /// [`SessionError::NoModel`].
    pub fn model(&self) -> Result<&ModelInfo, SessionError> {
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        Ok(&model.info)
    }

    /// The very pixels that the network gets, before they become numbers around 0.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`].
    pub fn preview(&self) -> Result<Picture, SessionError> {
        let preprocessing = self.preprocessing.as_ref().ok_or(SessionError::NoModel)?;
        let picture = self.picture.as_ref().ok_or(SessionError::NoPicture)?;
        Ok(imaging::preview(picture, preprocessing)?)
    }

    /// Replaces the picture by the content of a file. On an error the earlier one stays.
    ///
    /// # Errors
    /// [`SessionError::Image`].
    pub fn set_picture(&mut self, file: &[u8]) -> Result<PictureInfo, SessionError> {
        let picture = imaging::decode(file)?;
        let crop = crop(self.preprocessing.as_ref(), Some(&picture))?;
        let (width, height) = (picture.width, picture.height);
        self.picture = Some(picture);
        self.forget();
        Ok(PictureInfo {
            width,
            height,
            crop,
        })
    }

    /// The scores of all classes for the picture, in class order.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], [`SessionError::NotFinite`], or what
    /// the device says.
    pub async fn classify(&mut self) -> Result<Vec<Score>, SessionError> {
        self.run_network().await?;
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        Ok(scores(model.task, &model.info.classes, &self.cache.logits))
    }

    /// The class of every pixel for the picture, or nothing where the network does not give one.
    ///
    /// # Errors
    /// As [`Session::classify`].
    pub async fn segment(&mut self) -> Result<Option<Segmentation>, SessionError> {
        self.run_network().await?;
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        Ok(segmentation(model.output_shape(), &self.cache.logits))
    }

    /// Explains one score with one method: the whole way, top to bottom. `watch` is told after each
    /// batch of a method that runs the network often.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], [`SessionError::Explain`] for a
    /// request that cannot be answered or that `watch` stopped, or what the device says.
    pub async fn explain<W: Watch>(
        &mut self,
        request: &Request,
        watch: &mut W,
    ) -> Result<Explanation, SessionError> {
        let mut clock = Clock::start();
        self.run_network().await?;
        clock.lap("network");

        let (asked, target) = self.resolve(request)?;
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        let seed = asked.aim.seed(&self.cache.logits);
        let outcome = answer(model, &mut self.cache, (&asked, &target), watch).await?;
        self.cache.keep_answer(&asked, &target, outcome.clone());
        clock.lap("map");

        let layers = model.names(&asked.layers);
        let label = model.label(&target);
        Ok(Explanation {
            note: blank_note(&outcome.map, &target, label, &layers.join(", ")),
            score: seed.score,
            pixels: seed.pixels,
            map: outcome.map,
            form: outcome.form,
            facts: outcome.facts,
            points: outcome.points,
            method: asked.method,
            layers,
            merge: asked.merge,
            target,
            settings: asked.settings,
            backend: self.backend,
            milliseconds: clock.laps(),
        })
    }

    /// Runs the network on the picture, unless that was done.
    pub(crate) async fn run_network(&mut self) -> Result<(), SessionError> {
        if !self.cache.values.is_empty() {
            return Ok(());
        }
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        let picture = self.picture.as_ref().ok_or(SessionError::NoPicture)?;
        let preprocessing = self.preprocessing.as_ref().unwrap_or(&model.info.input);
        let input = imaging::input(picture, preprocessing)?;
        let shape = &model.original.node(model.input).shape;
        let input = Value::new(input, shape, &self.device)
            .map_err(|reason| SessionError::Device { reason })?;
        let known = Values::from([(model.input, input)]);
        let suggested = model.suggested()?;
        let mut values = run(
            &model.folded,
            &known,
            &worth_keeping(&model.folded, &suggested),
        )?;
        let logits = values.get(&model.folded.logits()).cloned();
        let logits = logits.ok_or(SessionError::NoModel)?.read().await?;
        check_finite(&model.info.classes, &logits)?;
        values.extend(known);
        self.cache = Cache::new(values, logits);
        Ok(())
    }

    /// The words of a request as what they mean for the model and picture at hand.
    pub(crate) fn resolve(&self, request: &Request) -> Result<(Asked, Target), SessionError> {
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        let method = Method::by_id(&request.method)?;
        let settings = Settings::new(method.info().options, &request.options)?;
        let layers = request.layers.iter().map(|id| model.original.find(id));
        let mut layers: Vec<NodeId> = layers.collect::<Result<_, _>>()?;
        if layers.is_empty() || !method.info().needs.layer() {
            layers = vec![model.original.find(&model.info.default_layer)?];
        }
        let target = self.target(model, request)?;
        let asked = Asked {
            aim: model.aim(&target, &self.cache.logits)?,
            method,
            settings,
            layers,
            merge: request.merge,
        };
        Ok((asked, target))
    }

    /// The target of a request, a region of the picture turned into one of the outputs.
    fn target(&self, model: &Model, request: &Request) -> Result<Target, SessionError> {
        let target = request.target.clone();
        let crop = self.crop()?;
        let (Some(region), Some(crop)) = (request.region, crop) else {
            return Ok(target);
        };
        let region = model.region(region, crop);
        Ok(Target { region, ..target })
    }

    /// The part of the picture that the network gets, once there are both.
    pub(crate) fn crop(&self) -> Result<Option<Rect>, ImagingError> {
        crop(self.preprocessing.as_ref(), self.picture.as_ref())
    }

    /// Forgets what was computed, and gives its memory back.
    fn forget(&mut self) {
        self.cache = Cache::default();
        self.device.memory_cleanup();
    }
}

/// The part of the picture that the network gets, once there are both.
fn crop(
    preprocessing: Option<&Preprocessing>,
    picture: Option<&Picture>,
) -> Result<Option<Rect>, ImagingError> {
    let both = preprocessing.zip(picture);
    both.map(|(preprocessing, picture)| imaging::crop(preprocessing, picture.width, picture.height))
        .transpose()
}
