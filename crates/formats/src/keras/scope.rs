use super::topology::KerasLayer;

/// The model around a layer.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Where Keras 3 keeps the weights of its layers: `layers` or `layers/functional/layers`.
    pub(crate) path: String,
}

/// A layer and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) scope: &'a Scope<'a>,
    pub(crate) layer: &'a KerasLayer<'a>,
}

impl<'a> Scope<'a> {
    /// The outermost model.
    pub(crate) fn outermost() -> Self {
        Self {
            name: "model",
            path: "layers".into(),
        }
    }

    /// A model that is a layer of this one.
    pub(crate) fn inside<'l>(&self, model: &KerasLayer<'l>) -> Scope<'l> {
        Scope {
            name: model.name,
            path: format!("{}/layers", self.place(model).path()),
        }
    }

    pub(crate) const fn place(&'a self, layer: &'a KerasLayer<'a>) -> Place<'a> {
        Place { scope: self, layer }
    }
}

impl Place<'_> {
    /// Where Keras 3 keeps the weights of the layer.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.scope.path, self.layer.slot)
    }
}
