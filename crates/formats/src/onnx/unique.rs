use std::collections::BTreeMap;

/// Makes names unique: a second `conv1` becomes `conv1#2`.
#[derive(Debug, Default)]
pub(super) struct Unique {
    used: BTreeMap<String, usize>,
}

impl Unique {
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "node" } else { wanted };
        let mut name = wanted.to_owned();
        let mut count = self.used.get(wanted).copied().unwrap_or_default();
        while self.used.contains_key(&name) {
            count += 1;
            name = format!("{wanted}#{count}");
        }
        self.used.insert(wanted.to_owned(), count.max(1));
        self.used.entry(name.clone()).or_insert(1);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_given_once() {
        let mut unique = Unique::default();
        let names = ["a", "a", "a#2", "a", ""].map(|name| unique.name(name));
        assert_eq!(names, ["a", "a#2", "a#2#2", "a#3", "node"]);
    }
}
