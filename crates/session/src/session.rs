use std::rc::Rc;

use explain::{How, Method, Outcome, PlainRun, Question, Settings, Target, Watch};
use formats::SourceFile;
use graph::{NodeId, Value};
use imaging::{ImagingError, Picture, Preprocessing, Rect};
use serde::Serialize;
use ts_rs::TS;

use crate::answers::Answers;
use crate::clock::Clock;
use crate::device::{Kernels, Place};
use crate::kept::worth_keeping;
use crate::model::Model;
use crate::scores::{Score, Segmentation, check_finite, scores, segmentation};
use crate::{Backend, Explanation, ModelInfo, Request, SessionError};

/// Facts about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct PictureInfo {
    /// Columns, after applying the orientation from the metadata.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The part that the network gets; `None` without a model.
    pub crop: Option<Rect>,
    /// The share of the picture that its file lacks or has damaged, at least: 0 for a whole one, at
    /// most 1. It is grey there, or wrong.
    pub lost: f32,
}

/// The picture and the model after a change of the preprocessing.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Fitted {
    /// The part of the picture that the network gets; `None` without a picture.
    pub crop: Option<Rect>,
    /// The model, with its layers for the new input size.
    pub model: ModelInfo,
}

/// A device with a model and a picture.
///
/// Keeps the results for a picture until the picture, the model or the preprocessing changes. A
/// request for another class, layer or method does not repeat the plain run.
pub struct Session {
    backend: Backend,
    place: Place,
    loaded: Option<Loaded>,
    picture: Option<Picture>,
    /// The plain run on the picture, from the first request on.
    run: Option<Rc<PlainRun>>,
    /// The answers about that run.
    pub(crate) answers: Answers,
}

/// A model and its settings.
struct Loaded {
    model: Model,
    preprocessing: Preprocessing,
}

impl Loaded {
    /// A model with the settings that its files ask for.
    fn new(model: Model) -> Self {
        let preprocessing = model.info.input.clone();
        Self {
            model,
            preprocessing,
        }
    }

    /// Returns the plain run on a picture, keeping what later questions ask for.
    async fn run(&self, picture: &Picture, place: &Place) -> Result<PlainRun, SessionError> {
        let keep = worth_keeping(&self.model.network.folded, self.model.suggested()?);
        run_with(&self.model, (picture, &self.preprocessing, &keep), place).await
    }
}

impl Session {
    /// Opens a device and runs the self-test on it.
    ///
    /// # Errors
    /// [`SessionError::Device`] or [`SessionError::SelfTest`].
    pub async fn open(backend: Backend) -> Result<Self, SessionError> {
        Self::open_with(backend, Kernels::default()).await
    }

    /// Opens a device with a choice of what computes on the processor.
    ///
    /// # Errors
    /// Those of [`Session::open`].
    pub async fn open_with(backend: Backend, kernels: Kernels) -> Result<Self, SessionError> {
        Ok(Self {
            backend,
            place: backend.open(kernels).await?,
            loaded: None,
            picture: None,
            run: None,
            answers: Answers::default(),
        })
    }

    /// Replaces the model, after it ran on the present picture. If anything fails, the earlier model
    /// stays, with all that is known of it.
    ///
    /// # Errors
    /// [`SessionError::Model`], [`SessionError::NoLayer`] if no layer can be explained,
    /// [`SessionError::Memory`] if it does not fit, and those of [`Session::classify`].
    pub async fn load_model(&mut self, files: Vec<SourceFile>) -> Result<ModelInfo, SessionError> {
        let model = Model::import(files, &self.place).await?;
        self.try_and_take(Loaded::new(model)).await
    }

    /// Runs a candidate on the present picture, if there is one, and puts it in the place of what is
    /// loaded.
    async fn try_and_take(&mut self, candidate: Loaded) -> Result<ModelInfo, SessionError> {
        let run = match self.tried(&candidate).await {
            Ok(run) => run,
            Err(error) => {
                self.place.device.memory_cleanup();
                return Err(error);
            }
        };
        let info = candidate.model.info.clone();
        self.loaded = Some(candidate);
        self.forget();
        self.run = run;
        Ok(info)
    }

    async fn tried(&self, candidate: &Loaded) -> Result<Option<Rc<PlainRun>>, SessionError> {
        candidate.preprocessing.validate()?;
        let Some(picture) = &self.picture else {
            return Ok(None);
        };
        let run = candidate.run(picture, &self.place).await?;
        Ok(Some(Rc::new(run)))
    }

    /// Drops the model and the picture.
    pub fn clear(&mut self) {
        self.loaded = None;
        self.picture = None;
        self.forget();
    }

    /// Sets the task, by the id of an [`explain::Task`].
    ///
    /// # Errors
    /// [`SessionError::NoModel`], or [`SessionError::Task`] if the task does not fit the outputs.
    pub fn set_task(&mut self, id: &str) -> Result<ModelInfo, SessionError> {
        let loaded = self.loaded.as_mut().ok_or(SessionError::NoModel)?;
        loaded.model.set_task(id)?;
        Ok(loaded.model.info.clone())
    }

    /// Takes another set of the weights in the model's file, by its id in [`ModelInfo::weights`]. The
    /// preprocessing stays, unless the other weights are of a network with another one.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], or [`SessionError::Model`] if the file has no such weights. The
    /// earlier weights stay.
    pub async fn set_weights(&mut self, id: &str) -> Result<ModelInfo, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let model = loaded.model.with_weights(id, &self.place).await?;
        self.exchange(model).await
    }

    /// Takes the model's weights for another of the networks that they may be of, one of
    /// [`ModelInfo::network`]. The preprocessing stays, unless that network asks for another one.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], or [`SessionError::Model`] if the weights are not of that network.
    pub async fn set_network(&mut self, name: &str) -> Result<ModelInfo, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let model = loaded.model.as_network(name, &self.place).await?;
        self.exchange(model).await
    }

    /// Explains another output of the model, by its name.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Output`] for a name that no output has, and those of
    /// [`Session::load_model`]. The earlier output stays.
    pub async fn set_output(&mut self, name: &str) -> Result<ModelInfo, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let model = loaded.model.answering(name, &self.place).await?;
        self.exchange(model).await
    }

    /// Puts the same files, read in another way, in the model's place.
    async fn exchange(&mut self, model: Model) -> Result<ModelInfo, SessionError> {
        let mut candidate = Loaded::new(model);
        if let Some(loaded) = &self.loaded
            && candidate.model.info.input == loaded.model.info.input
        {
            candidate.preprocessing = loaded.preprocessing.clone();
        }
        self.try_and_take(candidate).await
    }

    /// Replaces the preprocessing. Returns the part of the picture that the network now gets, and the
    /// model. A new input size changes the shapes of the model's layers.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Image`] for invalid settings,
    /// [`SessionError::InputSize`] for an input size that the network does not take, and those of
    /// [`Session::load_model`] if the model is rebuilt for another input size.
    pub async fn set_preprocessing(
        &mut self,
        preprocessing: Preprocessing,
    ) -> Result<Fitted, SessionError> {
        preprocessing.validate()?;
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let crop = crop(Some(&preprocessing), self.picture.as_ref())?;
        if preprocessing == loaded.preprocessing {
            let model = loaded.model.info.clone();
            return Ok(Fitted { crop, model });
        }
        let resized = loaded.model.fitting(&preprocessing, &self.place).await?;
        let candidate = Loaded {
            model: resized.unwrap_or_else(|| loaded.model.clone()),
            preprocessing,
        };
        let model = self.try_and_take(candidate).await?;
        Ok(Fitted { crop, model })
    }

    /// Returns the pixels that the network gets, before normalisation.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`].
    pub fn preview(&self) -> Result<Picture, SessionError> {
        let (loaded, picture) = self.loaded_and_picture()?;
        Ok(imaging::preview(picture, &loaded.preprocessing)?)
    }

    /// Returns the upright picture as it was read.
    ///
    /// # Errors
    /// [`SessionError::NoPicture`].
    pub fn pixels(&self) -> Result<&Picture, SessionError> {
        self.picture()
    }

    /// Replaces the picture with the one in an image file, after the model ran on it. If anything
    /// fails, the earlier picture stays, with all that is known of it.
    ///
    /// # Errors
    /// [`SessionError::Image`], and those of [`Session::classify`].
    pub async fn set_picture(&mut self, file: &[u8]) -> Result<PictureInfo, SessionError> {
        let picture = imaging::decode(file)?;
        let info = self.facts(&picture)?;
        let run = match &self.loaded {
            Some(loaded) => Some(Rc::new(loaded.run(&picture, &self.place).await?)),
            None => None,
        };
        self.picture = Some(picture);
        self.forget();
        self.run = run;
        Ok(info)
    }

    /// The present picture.
    pub(crate) fn picture(&self) -> Result<&Picture, SessionError> {
        self.picture.as_ref().ok_or(SessionError::NoPicture)
    }

    /// Facts about any picture.
    pub(crate) fn facts(&self, picture: &Picture) -> Result<PictureInfo, SessionError> {
        let preprocessing = self.loaded.as_ref().map(|loaded| &loaded.preprocessing);
        Ok(PictureInfo {
            width: picture.width,
            height: picture.height,
            crop: crop(preprocessing, Some(picture))?,
            lost: picture.lost,
        })
    }

    /// Returns the scores of all classes for the picture, in class order.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], [`SessionError::NotFinite`], or an
    /// error of the device.
    pub async fn classify(&mut self) -> Result<Vec<Score>, SessionError> {
        let run = self.plain_run().await?;
        let model = self.model()?;
        Ok(scores(model.task, &model.info.classes, run.outputs()))
    }

    /// Returns the predicted class of every pixel; `None` if the network does not segment.
    ///
    /// # Errors
    /// Those of [`Session::classify`].
    pub async fn segment(&mut self) -> Result<Option<Segmentation>, SessionError> {
        let run = self.plain_run().await?;
        Ok(segmentation(self.model()?.output_shape(), run.outputs()))
    }

    /// Explains one score with one method. If the method runs the network many times, `watch` hears
    /// of each batch and can stop the work.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], [`SessionError::Explain`] if the
    /// request cannot be answered or `watch` stops it, or an error of the device.
    pub async fn explain(
        &mut self,
        request: &Request,
        watch: &mut dyn Watch,
    ) -> Result<Explanation, SessionError> {
        let mut clock = Clock::start();
        self.plain_run().await?;
        clock.lap("network");
        let (how, question) = self.question(request).await?;
        let outcome = self.answers.answer(&how, &question, watch).await?;
        clock.lap("map");
        self.explanation(outcome, (how, &question), &request.target, clock)
    }

    pub(crate) fn explanation(
        &self,
        outcome: Outcome,
        asked: (How, &Question),
        target: &Target,
        clock: Clock,
    ) -> Result<Explanation, SessionError> {
        let about = (self.model()?, target);
        let ran = (self.backend, clock.laps());
        Ok(Explanation::new(outcome, asked, about, ran))
    }

    /// Returns the plain run on the picture, which is computed once.
    pub(crate) async fn plain_run(&mut self) -> Result<Rc<PlainRun>, SessionError> {
        if let Some(run) = &self.run {
            return Ok(Rc::clone(run));
        }
        let (_, picture) = self.loaded_and_picture()?;
        let run = Rc::new(self.run_on(picture).await?);
        self.run = Some(Rc::clone(&run));
        Ok(run)
    }

    /// Returns the plain run on any picture.
    pub(crate) async fn run_on(&self, picture: &Picture) -> Result<PlainRun, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        loaded.run(picture, &self.place).await
    }

    /// Returns the plain run on any picture with any settings, keeping the values of some nodes.
    pub(crate) async fn run_with(
        &self,
        picture: &Picture,
        preprocessing: &Preprocessing,
        keep: &[NodeId],
    ) -> Result<PlainRun, SessionError> {
        let on = (picture, preprocessing, keep);
        run_with(self.model()?, on, &self.place).await
    }

    /// The model, the settings in force and the present picture.
    pub(crate) fn asked(&self) -> Result<(&Model, &Preprocessing, &Picture), SessionError> {
        let (loaded, picture) = self.loaded_and_picture()?;
        Ok((&loaded.model, &loaded.preprocessing, picture))
    }

    /// Resolves a request against the current model and picture.
    pub(crate) async fn question(
        &mut self,
        request: &Request,
    ) -> Result<(How, Question), SessionError> {
        let run = self.plain_run().await?;
        self.question_about(run, self.crop()?, request)
    }

    /// Resolves a request against the current model and any run of it on a picture with this crop.
    pub(crate) fn question_about(
        &self,
        run: Rc<PlainRun>,
        crop: Option<Rect>,
        request: &Request,
    ) -> Result<(How, Question), SessionError> {
        let model = self.model()?;
        let method = Method::by_id(&request.method)?;
        let given = request.options.clone().unwrap_or_default();
        let how = How {
            method,
            settings: Settings::new(method.info.options, &given)?,
            merge: request.merge.unwrap_or_default(),
        };
        let mut layers = request.layer_ids();
        if layers.is_empty() || !method.info.needs.layer() {
            layers = vec![&model.info.default_layer];
        }
        let mut layers = layers.into_iter().map(|id| model.layer(id));
        let question = Question {
            layer: layers.next().ok_or(SessionError::NoLayer)??,
            more_layers: layers.collect::<Result<_, _>>()?,
            aim: model.aim(&request.target, run.outputs(), crop)?,
            run,
        };
        Ok((how, question))
    }

    /// The part of the picture that the network gets; `None` without a model or a picture.
    pub(crate) fn crop(&self) -> Result<Option<Rect>, ImagingError> {
        let preprocessing = self.loaded.as_ref().map(|loaded| &loaded.preprocessing);
        crop(preprocessing, self.picture.as_ref())
    }

    pub(crate) fn model(&self) -> Result<&Model, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        Ok(&loaded.model)
    }

    fn loaded_and_picture(&self) -> Result<(&Loaded, &Picture), SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        Ok((loaded, self.picture()?))
    }

    /// Drops all results and frees their memory on the device.
    fn forget(&mut self) {
        self.run = None;
        self.answers = Answers::default();
        self.place.device.memory_cleanup();
    }
}

fn crop(
    preprocessing: Option<&Preprocessing>,
    picture: Option<&Picture>,
) -> Result<Option<Rect>, ImagingError> {
    let both = preprocessing.zip(picture);
    both.map(|(preprocessing, picture)| imaging::crop(preprocessing, picture.width, picture.height))
        .transpose()
}

/// Returns the plain run of a model on a picture with these settings, keeping the values of some nodes.
async fn run_with(
    model: &Model,
    (picture, preprocessing, keep): (&Picture, &Preprocessing, &[NodeId]),
    place: &Place,
) -> Result<PlainRun, SessionError> {
    let input = imaging::input(picture, preprocessing)?;
    let input = Value::new(input, model.input_shape(), &place.device)
        .map_err(|reason| SessionError::Device { reason })?;
    let run = PlainRun::new(Rc::clone(&model.network), input, keep).await?;
    check_finite(&model.info.classes, run.outputs())?;
    Ok(run)
}
