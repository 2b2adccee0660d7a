//! Reads settings in JSON with a type and a range. `null` counts as missing.

use serde_json::{Map, Value as Json};

use crate::FormatError;

/// The longest side of an input in pixels.
pub(super) const MAX_SIDE: usize = 4096;

/// An object of settings and the name of its file.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    file: &'a str,
    map: &'a Map<String, Json>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(file: &'a str, map: &'a Map<String, Json>) -> Self {
        Self { file, map }
    }

    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Json> {
        self.map.get(key).filter(|json| !json.is_null())
    }

    /// Returns the object under `key`, or `self` if there is none.
    pub(super) fn below(&self, key: &str) -> Self {
        self.inner(key).unwrap_or(*self)
    }

    /// Returns the object under `key`, if there is one.
    pub(super) fn inner(&self, key: &str) -> Option<Self> {
        let inner = self.get(key).and_then(Json::as_object);
        inner.map(|map| Self { map, ..*self })
    }

    /// Returns all settings that are not `null`.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Json)> + use<'a> {
        let entries = self.map.iter().map(|(key, json)| (key.as_str(), json));
        entries.filter(|(_, json)| !json.is_null())
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        Some(self.get(key)?.as_str()?.to_owned())
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, FormatError> {
        self.read(key, "true or false", Json::as_bool)
    }

    /// Reads a finite number above 0.
    pub(super) fn positive(&self, key: &str) -> Result<Option<f64>, FormatError> {
        let number = |json: &Json| json.as_f64().filter(|x| x.is_finite() && *x > 0.0);
        self.read(key, "a number above 0", number)
    }

    /// Reads a share of a side, above 0.1 and at most 2. A share above 1 is a margin.
    pub(super) fn share(&self, key: &str) -> Result<Option<f64>, FormatError> {
        let number = |json: &Json| json.as_f64().filter(|x| *x > 0.1 && *x <= 2.0);
        self.read(key, "a number above 0.1 and at most 2", number)
    }

    /// Reads a whole number from 1 to `most`.
    pub(super) fn count(&self, key: &str, most: usize) -> Result<Option<usize>, FormatError> {
        let number = |json: &Json| whole(json).filter(|count| (1..=most).contains(count));
        self.read(key, &format!("a whole number from 1 to {most}"), number)
    }

    /// Reads one number per channel: red, green, blue. A single number counts for every channel.
    pub(super) fn channels(&self, key: &str) -> Result<Option<[f32; 3]>, FormatError> {
        self.read(key, "one or three numbers", |json| {
            let one = [json.clone()];
            let numbers = json.as_array().map_or(one.as_slice(), Vec::as_slice);
            let number = |json: &Json| Some(json.as_f64()? as f32).filter(|x| x.is_finite());
            let numbers: Vec<f32> = numbers.iter().map(number).collect::<Option<_>>()?;
            match *numbers {
                [grey] => Some([grey; 3]),
                [red, green, blue] => Some([red, green, blue]),
                _ => None,
            }
        })
    }

    /// Reads one number per channel, none of them 0.
    pub(super) fn divisors(&self, key: &str) -> Result<Option<[f32; 3]>, FormatError> {
        let numbers = self.channels(key)?;
        match numbers.filter(|numbers| numbers.contains(&0.0)) {
            Some(_) => Err(self.wrong(key, "numbers other than 0")),
            None => Ok(numbers),
        }
    }

    /// Reads a setting with `read`, which returns `None` if it is not what was `expected`.
    pub(super) fn read<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl Fn(&'a Json) -> Option<T>,
    ) -> Result<Option<T>, FormatError> {
        let Some(json) = self.get(key) else {
            return Ok(None);
        };
        read(json)
            .map(Some)
            .ok_or_else(|| self.wrong(key, expected))
    }

    /// Creates the error that says what was expected of a setting and what the file has.
    pub(super) fn wrong(&self, key: &str, expected: &str) -> FormatError {
        let got = self.get(key).map_or("nothing".into(), Json::to_string);
        let short: String = got.chars().take(80).collect();
        self.refuse(format!("`{key}` should be {expected}, got {short}"))
    }

    pub(super) fn refuse(&self, reason: String) -> FormatError {
        FormatError::Config {
            file: self.file.to_owned(),
            reason,
        }
    }
}

/// Reads a side of a picture, 1 to 4096 px.
pub(super) fn side(json: &Json) -> Option<usize> {
    whole(json).filter(|side| (1..=MAX_SIDE).contains(side))
}

/// Reads `[height, width]` from a number, a list or an object.
pub(super) fn sides(json: &Json) -> Option<[usize; 2]> {
    match json {
        Json::Array(list) => match list.as_slice() {
            [height, width] => Some([side(height)?, side(width)?]),
            _ => None,
        },
        Json::Object(map) => Some([side(map.get("height")?)?, side(map.get("width")?)?]),
        number => side(number).map(|side| [side; 2]),
    }
}

pub(super) fn whole(json: &Json) -> Option<usize> {
    json.as_u64().and_then(|number| number.try_into().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_out_of_range_are_rejected_by_name() {
        struct Case(Json, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!({"heads": 0}), "`heads` should be a whole number from 1 to 9, got 0"),
            Case(json!({"heads": 10}), "got 10"),
            Case(json!({"heads": 2.5}), "got 2.5"),
            Case(json!({"heads": "3"}), "got \"3\""),
            Case(json!({"crop": 0}), "`crop` should be a number above 0.1 and at most 2, got 0"),
            Case(json!({"crop": 2.5}), "got 2.5"),
            Case(json!({"epsilon": -1}), "`epsilon` should be a number above 0"),
            Case(json!({"mean": [1, 2]}), "`mean` should be one or three numbers, got [1,2]"),
            Case(json!({"mean": [1, 2, 1e300]}), "`mean`"),
            Case(json!({"std": [1, 0, 1]}), "`std` should be numbers other than 0"),
            Case(json!({"flag": 1}), "`flag` should be true or false, got 1"),
        ];
        for Case(json, part) in cases {
            let fields = Fields::new("a.json", json.as_object().unwrap());
            let checks = [
                fields.count("heads", 9).err(),
                fields.share("crop").err(),
                fields.positive("epsilon").err(),
                fields.channels("mean").err(),
                fields.divisors("std").err(),
                fields.flag("flag").err(),
            ];
            let errors: Vec<_> = checks.into_iter().flatten().collect();
            assert_eq!(errors.len(), 1, "{json}");
            let message = errors[0].to_string();
            assert!(
                message.starts_with("`a.json`: ") && message.contains(part),
                "{message}"
            );
        }
    }

    #[test]
    fn sizes_are_read_from_numbers_lists_and_objects() {
        struct Case(Json, Option<[usize; 2]>);
        for Case(json, expected) in [
            Case(json!(224), Some([224, 224])),
            Case(json!([224, 320]), Some([224, 320])),
            Case(json!({"height": 224, "width": 320}), Some([224, 320])),
            Case(json!({"shortest_edge": 224}), None),
            Case(json!(0), None),
            Case(json!(4097), None),
            Case(json!([3, 224, 224]), None),
        ] {
            assert_eq!(sides(&json), expected, "{json}");
        }
    }

    #[test]
    fn null_is_missing_and_one_number_counts_for_all_channels() {
        let json = json!({"heads": null, "mean": 0.5, "std": [2]});
        let fields = Fields::new("a.json", json.as_object().unwrap());
        assert_eq!(fields.count("heads", 9).unwrap(), None);
        assert_eq!(fields.channels("mean").unwrap(), Some([0.5; 3]));
        assert_eq!(fields.divisors("std").unwrap(), Some([2.0; 3]));
    }
}
