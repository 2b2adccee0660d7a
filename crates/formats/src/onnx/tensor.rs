//! Stored tensors: the walk over the file finds them, and their values are read when needed.

use super::host::{Host, count};
use super::numbers::{bytes, host, misfit, numbers, shape_of};
use super::proto::{EntryProto, TensorProto};
use super::wire::{Field, Fields, Wire, damaged};
use crate::{FormatError, SourceFile};

/// A tensor and the place of its values.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) kind: i32,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    /// In the model's file, as raw bytes.
    Raw(Field),
    /// In the model's file, in the fields of this message.
    Message(Field),
    /// In another file.
    External {
        file: String,
        offset: u64,
        length: Option<u64>,
    },
}

impl Stored {
    /// Reads everything but the values.
    pub(super) fn find(wire: &mut Wire, message: Field) -> Result<Self, FormatError> {
        let mut head = TensorProto::default();
        let mut place = Place::Message(message);
        let mut fields = Fields::of(message);
        while let Some(field) = fields.next(wire)? {
            match field.tag {
                1 if field.length == 0 => head.dims.push(field.value.cast_signed()),
                1 => head.dims.extend(wire.numbers(field)?),
                2 => head.data_type = i32::try_from(field.value).unwrap_or_default(),
                8 => head.name = wire.text(field)?,
                9 => place = Place::Raw(field),
                13 => head.external_data.push(wire.decode::<EntryProto>(field)?),
                14 => head.data_location = i32::try_from(field.value).unwrap_or_default(),
                _ => {}
            }
            if head.dims.len() > 64 {
                return Err(wire.damaged(format!("`{}` has more than 64 axes", head.name)));
            }
        }
        if head.data_location == 1 {
            place = external(&head.external_data).map_err(|reason| wire.damaged(reason))?;
        }
        let shape = shape_of(&head).map_err(|reason| wire.damaged(reason))?;
        Ok(Self {
            name: head.name,
            shape,
            kind: head.data_type,
            place,
        })
    }

    /// The location of the other file that holds the values, if any.
    pub(super) fn external(&self) -> Option<&str> {
        match &self.place {
            Place::External { file, .. } => Some(file),
            _ => None,
        }
    }

    /// Reads the values from the model's file or from one of `files`.
    pub(super) fn load(
        &self,
        model: &SourceFile,
        files: &[SourceFile],
    ) -> Result<Host, FormatError> {
        let damaged = |reason| damaged(model, reason);
        let misfit = |length| damaged(misfit(&self.name, &self.shape, self.kind, length));
        let count = count(&self.shape).unwrap_or_default();
        let expected = bytes(self.kind, count);
        let (file, offset, length) = match &self.place {
            Place::Message(field) => {
                let proto = Wire::new(model).decode::<TensorProto>(*field)?;
                return host(&proto).map_err(damaged);
            }
            Place::Raw(field) => (model, field.start, field.length),
            Place::External {
                file,
                offset,
                length,
            } => {
                let found = named(files, file).ok_or_else(|| missing(file))?;
                let length = length.or(expected).unwrap_or_default();
                (found, *offset, length)
            }
        };
        if expected != Some(length) {
            return Err(misfit(length));
        }
        let content = file.read(offset, length)?;
        let numbers = numbers(self.kind, &content, count).ok_or_else(|| misfit(length))?;
        let shape = self.shape.clone();
        Ok(Host { shape, numbers })
    }
}

/// Finds the chosen file of that name; folders in `location` are ignored.
pub(super) fn named<'a>(files: &'a [SourceFile], location: &str) -> Option<&'a SourceFile> {
    let base = location.rsplit(['/', '\\']).next().unwrap_or_default();
    files.iter().find(|file| file.base_name() == base)
}

pub(super) fn missing(location: &str) -> FormatError {
    FormatError::ExternalDataMissing {
        files: location.into(),
    }
}

fn external(entries: &[EntryProto]) -> Result<Place, String> {
    let find = |key: &str| entries.iter().find(|entry| entry.key == key);
    let number = |key: &str| match find(key).map(|entry| entry.value.parse::<u64>()) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => Err(format!("the {key} of external data is not a number")),
    };
    let file = find("location").ok_or("external data without a location")?;
    Ok(Place::External {
        file: file.value.clone(),
        offset: number("offset")?.unwrap_or_default(),
        length: number("length")?,
    })
}
