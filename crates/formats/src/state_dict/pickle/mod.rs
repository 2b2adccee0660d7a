//! Python's pickles as data.
//!
//! A pickle is a program for a stack machine: it names functions and asks Python to call them.
//! Here a name is a text and a call is a note of what should have been called with what; nothing
//! is ever run. Opcodes: `pickletools.py` of Python, protocols 2 to 4.

mod input;
mod machine;
mod opcodes;
mod refused;

pub(super) use machine::parse;

/// Place of an object in its [`Pickle`]. Objects may hold each other in circles.
pub(super) type Id = usize;

/// One object of Python, as far as tensors need it.
#[derive(Debug, PartialEq)]
pub(super) enum Object {
    /// A number with a point, bytes, `None`: of no interest.
    Opaque,
    Bool(bool),
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
    /// What a call of `function` with `arguments` would have given.
    Call {
        function: Id,
        arguments: Id,
    },
    /// An object of a class.
    Instance(Id),
    /// Something outside the pickle, by its persistent id: a storage of numbers.
    Outside(Id),
}

/// All objects of a pickle.
#[derive(Debug)]
pub(super) struct Pickle {
    objects: Vec<Object>,
    root: Id,
}

impl Pickle {
    /// What the pickle stands for.
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

    /// A count: not negative.
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

    /// Module and name of a function that should have been called, and the arguments.
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
