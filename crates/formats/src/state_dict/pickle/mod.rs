//! Parses Python pickles without running them.
//!
//! A pickle is code for a stack machine that names Python functions and calls them. This parser
//! records each call as an [`Object::Call`] and runs nothing. Opcodes: `pickletools.py` of Python,
//! protocols 2 to 4.

mod input;
mod machine;
mod opcodes;
mod refused;

use std::borrow::Cow;

pub(super) use machine::{is_cut_short, parse, parse_first};

/// Index of an object in its [`Pickle`]. Objects can refer to each other in cycles.
pub(super) type Id = usize;

/// A Python object, with the data that tensors need.
#[derive(Debug, PartialEq)]
pub(super) enum Object {
    /// A value that no tensor needs: a float, bytes, `None`.
    Opaque,
    /// An integer, or a boolean as 0 or 1.
    Int(i64),
    Text(String),
    /// A tuple, a list or a set.
    Sequence(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    /// A class or a function by its name.
    Name {
        module: String,
        name: String,
    },
    /// The result of calling `function` with `arguments`.
    Call {
        function: Id,
        arguments: Id,
    },
    /// An object of a class.
    Instance(Id),
    /// An object outside the pickle, by its persistent id: a storage.
    Outside(Id),
}

/// A parsed pickle.
#[derive(Debug)]
pub(super) struct Pickle {
    objects: Vec<Object>,
    root: Id,
}

impl Pickle {
    pub(super) fn root(&self) -> Id {
        self.root
    }

    pub(super) fn objects(&self) -> &[Object] {
        &self.objects
    }

    pub(super) fn get(&self, id: Id) -> &Object {
        self.objects.get(id).unwrap_or(&Object::Opaque)
    }

    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.get(id) {
            Object::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn sequence(&self, id: Id) -> Option<&[Id]> {
        match self.get(id) {
            Object::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// A string, or an integer as text: what names an item of a dict.
    pub(super) fn key(&self, id: Id) -> Option<Cow<'_, str>> {
        match self.get(id) {
            Object::Text(text) => Some(text.into()),
            Object::Int(number) => Some(number.to_string().into()),
            _ => None,
        }
    }

    /// An integer that is not negative.
    pub(super) fn count(&self, id: Id) -> Option<usize> {
        match self.get(id) {
            Object::Int(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    /// Module and name of a class or function.
    pub(super) fn name(&self, id: Id) -> Option<(&str, &str)> {
        match self.get(id) {
            Object::Name { module, name } => Some((module, name)),
            _ => None,
        }
    }

    /// Module and name of a called function, and its arguments.
    pub(super) fn call(&self, id: Id) -> Option<(&str, &str, &[Id])> {
        let &Object::Call {
            function,
            arguments,
        } = self.get(id)
        else {
            return None;
        };
        let (module, name) = self.name(function)?;
        Some((module, name, self.sequence(arguments)?))
    }
}
