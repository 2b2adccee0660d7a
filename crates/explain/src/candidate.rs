use imaging::Map;

use crate::{How, Question, Trial};

/// A map that is judged, and what metrics may draw on.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The map as its method gives it, raw and signed.
    pub raw: &'a Map,
    /// The same as papers print it, at the size of the network's input ([`crate::finished`]).
    pub finished: &'a Map,
    /// The finished map of the explanation that it is compared with; nothing where it is that one.
    pub other: Option<&'a Map>,
    /// How much of each pixel of the network's input the object covers, 0 to 1, if that is known.
    pub inside: Option<&'a Map>,
    /// Scores of changed pictures.
    pub trial: &'a Trial<'a>,
    /// How it was made; nothing where no network took part.
    pub made: Option<(&'a How, &'a Question)>,
}
