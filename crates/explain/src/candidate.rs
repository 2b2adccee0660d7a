use imaging::Map;

use crate::{How, Question, Trial};

/// A map to judge, and what metrics may use for it.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The raw, signed map of the method.
    pub raw: &'a Map,
    /// The finished map ([`crate::finished`]), at the size of the network's input.
    pub finished: &'a Map,
    /// The finished map of the explanation to compare with; `None` for the explanation itself.
    pub other: Option<&'a Map>,
    /// The fraction of each input pixel that the object covers; `None` if the object is not marked.
    pub inside: Option<&'a Map>,
    /// Scores of changed pictures.
    pub trial: &'a Trial<'a>,
    /// The method and question behind the map; `None` if it was made without a network.
    pub made: Option<(&'a How, &'a Question)>,
}
