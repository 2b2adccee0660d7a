use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::content::{describe, is_zip};
use crate::{FormatError, SourceFile};

/// Archives may unpack to so many bytes: a little more than the largest model that fits into a
/// tab, and far less than an archive made to fill the memory.
pub const MAX_UNPACKED: u64 = 1_000_000_000;

/// Replaces archives by the files in them; names are only labels here and never become paths.
pub(crate) fn unpacked(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    let mut all = Vec::new();
    for file in files {
        if is_zip(&file.bytes) {
            all.extend(unpack(&file)?);
        } else if has_zip_name(&file) && !file.bytes.is_empty() {
            let reason = format!("it is named .zip, but it is {}", describe(&file.bytes));
            return Err(FormatError::Archive {
                file: file.base_name().into(),
                reason,
            });
        } else {
            all.push(file);
        }
    }
    Ok(all)
}

fn has_zip_name(file: &SourceFile) -> bool {
    file.name
        .rsplit('.')
        .next()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

fn unpack(file: &SourceFile) -> Result<Vec<SourceFile>, FormatError> {
    let damaged = |reason: String| FormatError::Archive {
        file: file.base_name().into(),
        reason,
    };
    let mut archive = ZipArchive::new(Cursor::new(&file.bytes[..]))
        .map_err(|_| damaged("its list of contents, which stands at the end, is missing".into()))?;
    let mut left = MAX_UNPACKED;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|error| damaged(error.to_string()))?;
        let name = entry
            .name()
            .map_err(|error| damaged(error.to_string()))?
            .to_string();
        if entry.is_dir() || name.starts_with("__MACOSX/") || name.contains("/.") {
            continue;
        }
        let mut bytes = Vec::new();
        // One byte more than allowed, so that a header that lies about its size is noticed.
        let read = entry.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| damaged(format!("`{name}`: {error}")))?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or(FormatError::ArchiveTooLarge {
                file: file.base_name().into(),
                limit: MAX_UNPACKED / 1_000_000,
            })?;
        files.push(SourceFile { name, bytes });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn open(name: &str, bytes: Vec<u8>) -> Result<Vec<SourceFile>, FormatError> {
        unpacked(vec![SourceFile {
            name: name.into(),
            bytes,
        }])
    }

    #[test]
    fn an_archive_becomes_its_files() {
        let files = open("model.zip", zipped("folder/model.json", b"{}")).unwrap();
        assert_eq!(files[0].base_name(), "model.json");
        assert_eq!(files[0].bytes, b"{}");
    }

    #[test]
    fn each_broken_archive_is_explained() {
        let good = zipped("model.json", &[7; 3000]);
        let cut = open("model.zip", good[..good.len() / 2].to_vec()).unwrap_err();
        assert_eq!(cut.code(), "archive-damaged");
        assert!(cut.to_string().contains("cut short"), "{cut}");
        let picture = open("model.zip", b"\xFF\xD8\xFF\xE0 and so on".to_vec()).unwrap_err();
        assert!(picture.to_string().contains("a JPEG picture"), "{picture}");
    }

    #[test]
    fn every_cut_of_an_archive_is_an_error_and_no_panic() {
        let good = zipped("model.json", b"some text that is long enough to be packed");
        for length in 4..good.len() {
            assert!(
                open("model.zip", good[..length].to_vec()).is_err(),
                "cut at {length}"
            );
        }
    }
}
