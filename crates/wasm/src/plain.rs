//! Converts Rust values to plain JavaScript objects and back.
//!
//! A struct or a map becomes an object, a list becomes an array, and `None` becomes `null`. Lists of
//! numbers that [`session::imaging::bulk`] marks become typed arrays. `serde-wasm-bindgen` does not
//! make typed arrays, so this module has its own serializer.

use std::fmt::Display;

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array, Uint16Array};
use serde::ser::{
    Error as SerError, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::error::bad_argument;

pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(Plain)
        .map_err(|error| bad_argument(error.0))
}

pub(crate) fn from_js<T: for<'a> Deserialize<'a>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(bad_argument)
}

struct Plain;

/// Why a value cannot be converted.
#[derive(Debug)]
struct Unsupported(String);

impl Display for Unsupported {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

impl SerError for Unsupported {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Answer = Result<JsValue, Unsupported>;

/// Serializes every number as a 64-bit float.
macro_rules! numbers {
    ($($function:ident: $number:ty),*) => {$(
        fn $function(self, value: $number) -> Answer {
            Ok(JsValue::from_f64(f64::from(value)))
        }
    )*};
}

impl Serializer for Plain {
    type Ok = JsValue;
    type Error = Unsupported;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Impossible<JsValue, Unsupported>;
    type SerializeTupleVariant = Impossible<JsValue, Unsupported>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<JsValue, Unsupported>;

    fn is_human_readable(&self) -> bool {
        false
    }

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_i64(self, value: i64) -> Answer {
        Ok(JsValue::from_f64(value as f64))
    }

    fn serialize_u64(self, value: u64) -> Answer {
        Ok(JsValue::from_f64(value as f64))
    }

    fn serialize_bool(self, value: bool) -> Answer {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_char(self, value: char) -> Answer {
        Ok(JsValue::from_str(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Answer {
        Ok(JsValue::from_str(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Answer {
        Ok(Uint8Array::from(value).into())
    }

    fn serialize_none(self) -> Answer {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Answer {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Answer {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Answer {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Answer {
        Ok(JsValue::from_str(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Answer {
        let value = value.serialize(self)?;
        let bytes = || Uint8Array::new(&value).buffer();
        Ok(match name {
            "f32" => Float32Array::new(&bytes()).into(),
            "u16" => Uint16Array::new(&bytes()).into(),
            _ => value,
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Answer {
        Err(unsupported(name))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items, Unsupported> {
        Ok(Items(Array::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items, Unsupported> {
        Ok(Items(Array::new()))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unsupported> {
        Err(unsupported(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unsupported> {
        Err(unsupported(name))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Fields, Unsupported> {
        Ok(Fields::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Unsupported> {
        Ok(Fields::default())
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unsupported> {
        Err(unsupported(name))
    }
}

/// The error for the kinds of types that do not cross the border.
fn unsupported(name: &str) -> Unsupported {
    Unsupported(format!("`{name}` cannot become a plain object"))
}

struct Items(Array);

impl SerializeSeq for Items {
    type Ok = JsValue;
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.0.push(&value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Answer {
        Ok(self.0.into())
    }
}

impl SerializeTuple for Items {
    type Ok = JsValue;
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Answer {
        Ok(self.0.into())
    }
}

#[derive(Default)]
struct Fields {
    object: Object,
    /// The key whose value comes next.
    key: JsValue,
}

impl Fields {
    fn set(&self, key: &JsValue, value: &JsValue) {
        // Setting a property on a fresh object cannot fail.
        let _ = Reflect::set(&self.object, key, value);
    }
}

impl SerializeMap for Fields {
    type Ok = JsValue;
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        self.key = key.serialize(Plain)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.set(&self.key, &value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Answer {
        Ok(self.object.into())
    }
}

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.set(&JsValue::from_str(key), &value.serialize(Plain)?);
        Ok(())
    }

    fn end(self) -> Answer {
        Ok(self.object.into())
    }
}
