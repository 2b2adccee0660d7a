use formats::SourceFile;
use sha2::{Digest, Sha256};

/// SHA-256 of a model, in hexadecimal: of its file, or of the hashes of its files in the order of
/// their names where there are several.
pub(crate) fn fingerprint(files: &[SourceFile]) -> String {
    let mut hashes: Vec<_> = files
        .iter()
        .map(|file| (file.base_name(), Sha256::digest(&file.bytes)))
        .collect();
    hashes.sort_unstable_by_key(|(name, _)| *name);
    let hash = match hashes.as_slice() {
        [(_, one)] => *one,
        several => several
            .iter()
            .fold(Sha256::new(), |all, (_, hash)| all.chain_update(hash))
            .finalize(),
    };
    hash.iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers_and_any_order() {
        let file = |name: &str, text: &str| SourceFile {
            name: name.into(),
            bytes: text.into(),
        };
        // The test vector of FIPS 180-2 for "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint(&[file("x", "abc")]), abc);
        let (a, b) = (file("a", "1"), file("b", "2"));
        assert_eq!(fingerprint(&[a.clone(), b.clone()]), fingerprint(&[b, a]));
    }
}
