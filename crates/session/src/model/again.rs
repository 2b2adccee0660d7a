//! The same model, read again from the files that it keeps, with another choice.

use formats::Choices;
use imaging::Preprocessing;

use super::Model;
use crate::SessionError;
use crate::device::Place;

impl Model {
    /// Returns the same model rebuilt for the input size of a preprocessing, from the files that the
    /// model keeps; `None` if it takes that size already.
    pub(crate) async fn fitting(
        &self,
        preprocessing: &Preprocessing,
        place: &Place,
    ) -> Result<Option<Self>, SessionError> {
        let size = [preprocessing.height as usize, preprocessing.width as usize];
        let wanted = [preprocessing.channel_count(), size[0], size[1]];
        if self.takes(wanted) {
            return Ok(None);
        }
        let choices = Choices {
            size: Some(size),
            ..self.choices.clone()
        };
        let model = self.read_again(choices, place).await?;
        if model.takes(wanted) {
            return Ok(Some(model));
        }
        let shape = self.input_shape();
        Err(SessionError::InputSize {
            expected: [shape[1], shape[2], shape[3]],
            found: wanted,
        })
    }

    /// Returns the same model with another set of the weights in its file. What was chosen for the
    /// earlier set stays if it fits: the file may hold another network.
    pub(crate) async fn with_weights(&self, id: &str, place: &Place) -> Result<Self, SessionError> {
        let weights = Some(id.to_owned());
        let same = Choices {
            weights,
            ..self.choices.clone()
        };
        let other = Choices {
            network: None,
            output: None,
            ..same.clone()
        };
        match self.read_again(same.clone(), place).await {
            Err(_) if same != other => self.read_again(other, place).await,
            read => read,
        }
    }

    /// Returns the same model as another of the networks that its weights may be of.
    pub(crate) async fn as_network(&self, name: &str, place: &Place) -> Result<Self, SessionError> {
        let choices = Choices {
            network: Some(name.to_owned()),
            ..self.choices.clone()
        };
        self.read_again(choices, place).await
    }

    /// Returns the same model, but explaining another of its outputs.
    pub(crate) async fn answering(
        &self,
        output: &str,
        place: &Place,
    ) -> Result<Self, SessionError> {
        if !self.info.outputs.iter().any(|other| other == output) {
            return Err(SessionError::Output {
                output: output.into(),
                choices: self.info.outputs.join(", "),
            });
        }
        let &[_, _, height, width] = self.input_shape() else {
            return Err(SessionError::NoLayer);
        };
        let choices = Choices {
            size: Some([height, width]),
            output: Some(output.to_owned()),
            ..self.choices.clone()
        };
        self.read_again(choices, place).await
    }

    async fn read_again(&self, choices: Choices, place: &Place) -> Result<Self, SessionError> {
        let (files, sha256) = (self.files.clone(), self.info.sha256.clone());
        let mut model = Self::read(files, sha256, choices, place).await?;
        if model.info.tasks.contains(&self.info.task) {
            model.set_task(&self.info.task)?;
        }
        Ok(model)
    }
}
