use std::rc::Rc;

use burn::tensor::Device;
use explain::{How, Method, PlainRun, Question, Settings, Watch};
use formats::SourceFile;
use graph::Value;
use imaging::{ImagingError, Picture, Preprocessing, Rect};
use serde::Serialize;
use ts_rs::TS;

use crate::answers::Answers;
use crate::clock::Clock;
use crate::kept::worth_keeping;
use crate::model::Model;
use crate::scores::{Score, Segmentation, check_finite, scores, segmentation};
use crate::{Backend, Explanation, ModelInfo, Request, SessionError};

/// What is known of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct PictureInfo {
    /// Columns, after the orientation in its metadata was applied.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The part that the network gets, if there is a model.
    pub crop: Option<Rect>,
}

/// How a model and a picture fit together.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Fitted {
    /// The part of the picture that the network gets, if there is a picture.
    pub crop: Option<Rect>,
    /// The model, with the layers that it has for inputs of this size.
    pub model: ModelInfo,
}

/// A device with a model and a picture on it.
///
/// What was computed for a picture is kept until the picture, the model or the preprocessing
/// changes: another class, layer or method never runs the network again.
pub struct Session {
    backend: Backend,
    device: Device,
    loaded: Option<Loaded>,
    picture: Option<Picture>,
    /// The plain run on the picture, once something was asked about it.
    run: Option<Rc<PlainRun>>,
    /// What was answered about that run.
    pub(crate) answers: Answers,
}

/// A model, and how pictures become its input.
struct Loaded {
    model: Model,
    preprocessing: Preprocessing,
}

impl Session {
    /// Opens a device and checks that it computes right values.
    ///
    /// # Errors
    /// [`SessionError::Device`] or [`SessionError::SelfTest`].
    pub async fn open(backend: Backend) -> Result<Self, SessionError> {
        Ok(Self {
            backend,
            device: backend.open().await?,
            loaded: None,
            picture: None,
            run: None,
            answers: Answers::default(),
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
    /// [`SessionError::Model`], or [`SessionError::NoLayer`] if no layer can be explained.
    pub fn load_model(&mut self, files: Vec<SourceFile>) -> Result<ModelInfo, SessionError> {
        let model = Model::import(files, &self.device)?;
        let info = model.info.clone();
        let preprocessing = info.input.clone();
        self.loaded = Some(Loaded {
            model,
            preprocessing,
        });
        self.forget();
        Ok(info)
    }

    /// Says what the outputs mean, by the id of a [`explain::Task`], if the network leaves a choice.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Task`] for a task that its outputs cannot have.
    pub fn set_task(&mut self, id: &str) -> Result<ModelInfo, SessionError> {
        let loaded = self.loaded.as_mut().ok_or(SessionError::NoModel)?;
        loaded.model.set_task(id)?;
        Ok(loaded.model.info.clone())
    }

    /// Replaces the preprocessing. Returns the part of the picture that the network now gets, and the
    /// model, whose layers another input size changes.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::Image`] for invalid settings,
    /// [`SessionError::InputSize`] for an input that the network cannot take, those of
    /// [`Session::load_model`] if it has to be built again for pictures of another size.
    pub fn set_preprocessing(
        &mut self,
        preprocessing: Preprocessing,
    ) -> Result<Fitted, SessionError> {
        preprocessing.validate()?;
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let crop = crop(Some(&preprocessing), self.picture.as_ref())?;
        let resized = loaded.model.fitting(&preprocessing, &self.device)?;
        let loaded = self.loaded.as_mut().ok_or(SessionError::NoModel)?;
        if let Some(resized) = resized {
            loaded.model = resized;
        }
        loaded.preprocessing = preprocessing;
        let model = loaded.model.info.clone();
        self.forget();
        Ok(Fitted { crop, model })
    }

    /// The pixels that the network gets, before they are normalised.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`].
    pub fn preview(&self) -> Result<Picture, SessionError> {
        let (loaded, picture) = self.loaded_and_picture()?;
        Ok(imaging::preview(picture, &loaded.preprocessing)?)
    }

    /// Replaces the picture by the content of a file. On an error the earlier one stays.
    ///
    /// # Errors
    /// [`SessionError::Image`].
    pub fn set_picture(&mut self, file: &[u8]) -> Result<PictureInfo, SessionError> {
        let picture = imaging::decode(file)?;
        let preprocessing = self.loaded.as_ref().map(|loaded| &loaded.preprocessing);
        let crop = crop(preprocessing, Some(&picture))?;
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
        let run = self.plain_run().await?;
        let model = self.model()?;
        Ok(scores(model.task, &model.info.classes, run.outputs()))
    }

    /// The class of every pixel for the picture, or `None` if the network does not segment.
    ///
    /// # Errors
    /// As [`Session::classify`].
    pub async fn segment(&mut self) -> Result<Option<Segmentation>, SessionError> {
        let run = self.plain_run().await?;
        Ok(segmentation(self.model()?.output_shape(), run.outputs()))
    }

    /// Explains one score with one method: the whole way, top to bottom. `watch` is told after each
    /// batch of a method that runs the network many times.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], [`SessionError::Explain`] for a
    /// request that cannot be answered or that `watch` stopped, or what the device says.
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
        Ok(Explanation::new(
            outcome,
            (how, &question),
            (self.model()?, &request.target),
            (self.backend, clock.laps()),
        ))
    }

    /// The plain run on the picture, computed once.
    async fn plain_run(&mut self) -> Result<Rc<PlainRun>, SessionError> {
        if let Some(run) = &self.run {
            return Ok(Rc::clone(run));
        }
        let (
            Loaded {
                model,
                preprocessing,
            },
            picture,
        ) = self.loaded_and_picture()?;
        let input = imaging::input(picture, preprocessing)?;
        let input = Value::new(input, model.input_shape(), &self.device)
            .map_err(|reason| SessionError::Device { reason })?;
        let keep = worth_keeping(&model.network.folded, model.suggested()?);
        let run = PlainRun::new(Rc::clone(&model.network), input, &keep).await?;
        check_finite(&model.info.classes, run.outputs())?;
        let run = Rc::new(run);
        self.run = Some(Rc::clone(&run));
        Ok(run)
    }

    /// What a request asks about the model and picture at hand, and how it is to be answered.
    pub(crate) async fn question(
        &mut self,
        request: &Request,
    ) -> Result<(How, Question), SessionError> {
        let run = self.plain_run().await?;
        let (model, crop) = (self.model()?, self.crop()?);
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

    /// The part of the picture that the network gets, if there are both.
    pub(crate) fn crop(&self) -> Result<Option<Rect>, ImagingError> {
        let preprocessing = self.loaded.as_ref().map(|loaded| &loaded.preprocessing);
        crop(preprocessing, self.picture.as_ref())
    }

    fn model(&self) -> Result<&Model, SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        Ok(&loaded.model)
    }

    fn loaded_and_picture(&self) -> Result<(&Loaded, &Picture), SessionError> {
        let loaded = self.loaded.as_ref().ok_or(SessionError::NoModel)?;
        let picture = self.picture.as_ref().ok_or(SessionError::NoPicture)?;
        Ok((loaded, picture))
    }

    /// Forgets what was computed, and gives its memory back.
    fn forget(&mut self) {
        self.run = None;
        self.answers = Answers::default();
        self.device.memory_cleanup();
    }
}

/// The part of the picture that the network gets, if there are both.
fn crop(
    preprocessing: Option<&Preprocessing>,
    picture: Option<&Picture>,
) -> Result<Option<Rect>, ImagingError> {
    let both = preprocessing.zip(picture);
    both.map(|(preprocessing, picture)| imaging::crop(preprocessing, picture.width, picture.height))
        .transpose()
}
