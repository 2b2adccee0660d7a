use formats::{FormatError, SourceFile};
use sha2::digest::Output;
use sha2::{Digest, Sha256};

/// Bytes per read, so that a model is never in memory as a whole.
const PIECE: u64 = 1 << 20;

/// Returns the SHA-256 of a model in hexadecimal. For several files, it is the hash of their hashes
/// in the order of their names.
pub(crate) fn fingerprint(files: &[SourceFile]) -> Result<String, FormatError> {
    let mut hashes = files
        .iter()
        .map(|file| Ok((file.base_name(), digest(file)?)))
        .collect::<Result<Vec<_>, FormatError>>()?;
    hashes.sort_unstable_by_key(|(name, _)| *name);
    let hash = match hashes.as_slice() {
        [(_, one)] => *one,
        several => several
            .iter()
            .fold(Sha256::new(), |all, (_, hash)| all.chain_update(hash))
            .finalize(),
    };
    Ok(hash
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}

fn digest(file: &SourceFile) -> Result<Output<Sha256>, FormatError> {
    if let Some(known) = file.sha256() {
        return Ok(known.into());
    }
    let mut hash = Sha256::new();
    let mut offset = 0;
    while offset < file.len() {
        let count = PIECE.min(file.len() - offset);
        hash.update(file.read(offset, count)?);
        offset += count;
    }
    Ok(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_the_published_test_vector_in_any_order_of_files() {
        let file = |name: &str, text: &str| SourceFile::new(name, text.into());
        // The test vector of FIPS 180-2 for "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint(&[file("x", "abc")]).unwrap(), abc);
        let (a, b) = (file("a", "1"), file("b", "2"));
        assert_eq!(
            fingerprint(&[a.clone(), b.clone()]).unwrap(),
            fingerprint(&[b, a]).unwrap()
        );
    }

    #[test]
    fn a_hash_that_is_known_is_taken() {
        let file = |text: &str| SourceFile::new("a", text.into());
        let known = digest(&file("abc")).unwrap();
        let noted = file("other").with_sha256(known.into());
        assert_eq!(
            fingerprint(&[noted]).unwrap(),
            fingerprint(&[file("abc")]).unwrap()
        );
    }

    #[test]
    fn a_file_may_take_several_reads() {
        // The test vector of FIPS 180-2 for a million times the letter a. Two million: sha256sum.
        let hash = |count| fingerprint(&[SourceFile::new("a", vec![b'a'; count])]).unwrap();
        assert_eq!(
            hash(1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
        assert_eq!(
            hash(2_000_000),
            "bcf7f9d1b4311c3352e60502255ce09a6744df84e8f2c89f79c4b5d74933a95a"
        );
    }
}
