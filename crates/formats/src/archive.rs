use std::io::{Read, Seek};

use zip::read::{ArchiveOffset, Config, ZipFile};
use zip::result::ZipResult;
use zip::{CompressionMethod, ZipArchive};

use crate::content::{describe, has_ending, is_zip};
use crate::{FormatError, SourceFile};

/// The most bytes that archives may unpack to: a little more than the largest model that fits into
/// a browser tab, and far less than a zip bomb.
pub(crate) const MAX_UNPACKED: u64 = 1_000_000_000;

/// The most members of an archive. The largest checkpoints have one for each of a few thousand
/// tensors.
const MAX_MEMBERS: usize = 10_000;

/// Replaces each archive by its members.
///
/// Archives inside an archive are unpacked too, but no deeper: a PyTorch checkpoint is itself an
/// archive. A member's name starts with the name of its archive; it is never used as a path. Stored
/// (uncompressed) members are not copied, but read from the archive.
///
/// # Errors
/// [`FormatError::Archive`] for one that is damaged, [`FormatError::ArchiveTooLarge`] for members
/// that unpack to more than 1 GB together.
pub fn unpacked(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    let mut left = MAX_UNPACKED;
    let mut all = Vec::new();
    for file in files {
        if is_zip(&file.beginning()?) {
            for inner in unpack(&file, &mut left)? {
                if is_zip(&inner.beginning()?) {
                    all.extend(unpack(&inner, &mut left)?);
                } else {
                    all.push(inner);
                }
            }
        } else if has_ending(&file.name, "zip") && !file.is_empty() {
            let reason = format!(
                "it is named .zip, but it is {}",
                describe(&file.beginning()?)
            );
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

fn unpack(file: &SourceFile, left: &mut u64) -> Result<Vec<SourceFile>, FormatError> {
    let damaged = |reason: String| FormatError::Archive {
        file: file.base_name().into(),
        reason,
    };
    // Offsets count from the first byte. Where the crate looks for another beginning, it takes the
    // second member for the first one in a PyTorch file whose name has 21 characters.
    let config = Config {
        archive_offset: ArchiveOffset::Known(0),
    };
    let mut archive = ZipArchive::with_config(config, file.reader()).map_err(|error| {
        damaged(format!(
            "its list of contents, which stands at the end, cannot be read ({error})"
        ))
    })?;
    if archive.len() > MAX_MEMBERS {
        let count = archive.len();
        let reason = format!("it holds {count} files, and at most {MAX_MEMBERS} are read");
        return Err(damaged(reason));
    }
    let fits = archive
        .decompressed_size()
        .is_some_and(|size| size <= (*left).into());
    if !fits && claimed(&mut archive).map_err(|error| damaged(error.to_string()))? > *left {
        return Err(too_large(file));
    }
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
        let label = format!("{}/{name}", file.name);
        files.push(match stored_at(&entry) {
            Some(start) => file.part(label, start, entry.size())?,
            None => SourceFile::new(label, inflated(file, &name, entry, left)?),
        });
    }
    Ok(files)
}

/// Sums the sizes that the headers claim for compressed members. [`inflated`] checks them while
/// unpacking.
fn claimed<R: Read + Seek>(archive: &mut ZipArchive<R>) -> ZipResult<u64> {
    let mut claimed = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        if entry.compression() != CompressionMethod::Stored {
            claimed = claimed.saturating_add(entry.size());
        }
    }
    Ok(claimed)
}

/// Returns the offset of a member's content in the archive, or `None` if it is compressed or
/// encrypted.
fn stored_at<R: Read + Seek>(entry: &ZipFile<'_, R>) -> Option<u64> {
    let plain = entry.compression() == CompressionMethod::Stored
        && entry.compressed_size() == entry.size()
        && !entry.encrypted();
    entry.data_start().filter(|_| plain)
}

fn inflated<R: Read + Seek>(
    file: &SourceFile,
    name: &str,
    entry: ZipFile<'_, R>,
    left: &mut u64,
) -> Result<Vec<u8>, FormatError> {
    let mut bytes = Vec::new();
    // One byte more than allowed, to notice a header that claims too small a size.
    entry
        .take(*left + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| FormatError::Archive {
            file: file.base_name().into(),
            reason: format!("`{name}`: {error}"),
        })?;
    *left = left
        .checked_sub(bytes.len() as u64)
        .ok_or_else(|| too_large(file))?;
    Ok(bytes)
}

fn too_large(file: &SourceFile) -> FormatError {
    FormatError::ArchiveTooLarge {
        file: file.base_name().into(),
        limit: MAX_UNPACKED / 1_000_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
        packed(name, content, CompressionMethod::Deflated)
    }

    fn packed(name: &str, content: &[u8], method: CompressionMethod) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(name, options).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn open(name: &str, bytes: Vec<u8>) -> Result<Vec<SourceFile>, FormatError> {
        unpacked(vec![SourceFile::new(name, bytes)])
    }

    #[test]
    fn an_archive_is_replaced_by_its_members() {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let files = open("model.zip", packed("folder/model.json", b"{}", method)).unwrap();
            assert_eq!(files[0].name, "model.zip/folder/model.json");
            assert_eq!(files[0].bytes().unwrap(), b"{}");
        }
    }

    #[test]
    fn archives_are_unpacked_two_levels_deep() {
        let inner = packed("x/data.pkl", b"numbers", CompressionMethod::Stored);
        let middle = packed("net.pth", &inner, CompressionMethod::Stored);
        let files = open("all.zip", middle.clone()).unwrap();
        assert_eq!(files[0].name, "all.zip/net.pth/x/data.pkl");
        assert_eq!(files[0].bytes().unwrap(), b"numbers");
        let files = open("more.zip", zipped("all.zip", &middle)).unwrap();
        assert_eq!(files[0].name, "more.zip/all.zip/net.pth");
        assert_eq!(files[0].bytes().unwrap(), inner);
    }

    /// Archives as PyTorch writes them: stored members, and a 64-bit record at the end although all
    /// numbers are small.
    fn as_pytorch(folder: &str) -> Vec<u8> {
        let (mut bytes, mut list) = (Vec::new(), Vec::new());
        let members: [(&str, &[u8]); 3] = [
            ("data.pkl", b"}."),
            ("byteorder", b"little"),
            ("data/0", &[1, 2, 3]),
        ];
        for (name, content) in members {
            let name = format!("{folder}/{name}");
            let start = bytes.len() as u32;
            let mut head = [0u16, 0, 0, 0, 0].map(u16::to_le_bytes).concat();
            head.extend(crc32(content).to_le_bytes());
            head.extend([content.len() as u32; 2].map(u32::to_le_bytes).concat());
            head.extend((name.len() as u16).to_le_bytes());
            head.extend([0, 0]);
            bytes.extend([&b"PK\x03\x04"[..], &head, name.as_bytes(), content].concat());
            list.extend([&b"PK\x01\x02\0\0"[..], &head, &[0; 10]].concat());
            list.extend([&start.to_le_bytes()[..], name.as_bytes()].concat());
        }
        let (start, length) = (bytes.len() as u64, list.len() as u64);
        let end = start + length;
        bytes.extend(list);
        bytes.extend([&b"PK\x06\x06\x2c\0\0\0\0\0\0\0"[..], &[0; 12]].concat());
        bytes.extend([3, 3, length, start].map(u64::to_le_bytes).concat());
        bytes.extend([b"PK\x06\x07\0\0\0\0", &end.to_le_bytes()[..], &[1, 0, 0, 0]].concat());
        bytes.extend(b"PK\x05\x06\0\0\0\0\x03\0\x03\0");
        bytes.extend([length as u32, start as u32].map(u32::to_le_bytes).concat());
        bytes.extend([0, 0]);
        bytes
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
            })
        })
    }

    #[test]
    fn files_of_pytorch_are_read_whatever_the_length_of_their_name() {
        for length in 1..=300 {
            let folder = "n".repeat(length);
            let files = open("net.pth", as_pytorch(&folder));
            let files = files.unwrap_or_else(|error| panic!("{length}: {error}"));
            let names: Vec<_> = files.iter().map(SourceFile::base_name).collect();
            assert_eq!(names, ["data.pkl", "byteorder", "0"], "{length}");
            assert_eq!(files[2].bytes().unwrap(), [1, 2, 3], "{length}");
        }
    }

    #[test]
    fn the_size_limit_counts_all_archives_together() {
        let file = SourceFile::new("a.zip", zipped("zeros", &[0; 5000]));
        let mut left = 9000;
        unpack(&file, &mut left).unwrap();
        assert_eq!(left, 4000);
        let error = unpack(&file, &mut left).unwrap_err();
        assert_eq!(error.code(), "archive-too-large");
    }

    /// `left` is unchanged, so no member was unpacked.
    #[test]
    fn an_archive_that_claims_too_large_a_size_is_rejected_before_unpacking() {
        let file = SourceFile::new("a.zip", zipped("zeros", &[0; 5000]));
        let mut left = 4999;
        let error = unpack(&file, &mut left).unwrap_err();
        assert_eq!((error.code(), left), ("archive-too-large", 4999));
        let stored = packed("zeros", &[0; 5000], CompressionMethod::Stored);
        let file = SourceFile::new("a.zip", stored);
        assert!(unpack(&file, &mut left).is_ok(), "it stays where it is");
    }

    #[test]
    fn an_archive_with_too_many_members_is_rejected() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..=MAX_MEMBERS {
            let options = SimpleFileOptions::default();
            writer.start_file(index.to_string(), options).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let error = open("model.zip", bytes).unwrap_err();
        assert!(error.to_string().contains("10001 files"), "{error}");
    }

    #[test]
    fn a_broken_archive_has_an_explanation() {
        let good = zipped("model.json", &[7; 3000]);
        let cut = open("model.zip", good[..good.len() / 2].to_vec()).unwrap_err();
        assert_eq!(cut.code(), "archive-damaged");
        assert!(cut.to_string().contains("cut short"), "{cut}");
        assert!(
            cut.to_string().contains("EOCD"),
            "the reader's reason: {cut}"
        );
        let picture = open("model.zip", b"\xFF\xD8\xFF\xE0 and so on".to_vec()).unwrap_err();
        assert!(picture.to_string().contains("a JPEG picture"), "{picture}");
    }

    #[test]
    fn a_truncated_archive_is_an_error_at_every_length() {
        let good = zipped("model.json", b"some text that is long enough to be packed");
        for length in 4..good.len() {
            assert!(
                open("model.zip", good[..length].to_vec()).is_err(),
                "cut at {length}"
            );
        }
    }
}
