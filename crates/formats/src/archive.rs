use std::io::Read;

use zip::read::{ArchiveOffset, Config, ZipFile};
use zip::{CompressionMethod, ZipArchive};

use crate::content::{describe, has_ending, is_zip};
use crate::limits::{ENTRIES, TENSOR_ENTRIES, UNPACKED, UNPACKED_FREELY, UNPACKED_PER_BYTE};
use crate::member::{Deflated, Packed, Stored};
use crate::{FormatError, SourceFile};

/// The member by which an archive of PyTorch is known.
const OF_PYTORCH: &str = "data.pkl";

/// Replaces each archive by its members.
///
/// Archives inside an archive are unpacked too, but no deeper: a PyTorch checkpoint is itself an
/// archive. A member's name starts with the name of its archive; it is never used as a path. A member
/// is unpacked, and compared with its checksum, when it is read.
///
/// # Errors
/// [`FormatError::Archive`] for one that is damaged or has too many members,
/// [`FormatError::ArchiveTooLarge`] for members that unpack to more than the
/// [limits](crate::limits).
pub fn unpacked(files: Vec<SourceFile>) -> Result<Vec<SourceFile>, FormatError> {
    let mut left = UNPACKED;
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
    // Before the crate makes room for as many as the archive claims to have.
    check_count(listed(file)?, TENSOR_ENTRIES).map_err(damaged)?;
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
    let is_pytorch = (archive.file_names_raw()).any(|name| name.ends_with(OF_PYTORCH.as_bytes()));
    let most = if is_pytorch { TENSOR_ENTRIES } else { ENTRIES };
    check_count(archive.len() as u64, most).map_err(damaged)?;
    let allowed = (*left).min(UNPACKED_FREELY + UNPACKED_PER_BYTE.saturating_mul(file.len()));
    let (mut files, mut places) = (Vec::new(), Vec::new());
    let mut claimed = 0u64;
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
        let method = entry.compression();
        if ![CompressionMethod::Stored, CompressionMethod::Deflated].contains(&method) {
            return Err(damaged(format!(
                "`{name}` in it is packed in a way that is not supported ({method})"
            )));
        }
        let start = entry.data_start().unwrap_or_default();
        places.push((start, entry.compressed_size()));
        if !is_stored(&entry) {
            claimed = claimed.saturating_add(entry.size());
        }
        if claimed > allowed {
            return Err(FormatError::ArchiveTooLarge {
                file: file.base_name().into(),
                limit: allowed / 1_000_000,
            });
        }
        let crc = entry.crc32();
        // PyTorch can be told to compute none.
        let crc = Some(crc).filter(|crc| *crc != 0 || !is_pytorch);
        files.push(member(file, &name, &entry, crc)?);
    }
    *left -= claimed;
    if overlap(places) {
        return Err(damaged("its members overlap".into()));
    }
    Ok(files)
}

/// The member as a file, nothing of which is read yet.
fn member<R: Read>(
    archive: &SourceFile,
    name: &str,
    entry: &ZipFile<'_, R>,
    crc: Option<u32>,
) -> Result<SourceFile, FormatError> {
    let label = format!("{}/{name}", archive.name);
    let start = entry.data_start().unwrap_or_default();
    let packed = Packed {
        archive: archive.base_name().into(),
        name: name.into(),
        bytes: archive.part(label.clone(), start, entry.compressed_size())?,
        length: entry.size(),
        crc,
    };
    Ok(if is_stored(entry) {
        SourceFile::from_source(label, Stored::new(packed))
    } else {
        SourceFile::from_source(label, Deflated::new(packed))
    })
}

fn is_stored<R: Read>(entry: &ZipFile<'_, R>) -> bool {
    entry.compression() == CompressionMethod::Stored && entry.compressed_size() == entry.size()
}

fn check_count(count: u64, most: usize) -> Result<(), String> {
    if count > most as u64 {
        return Err(format!(
            "it holds {count} files, and at most {most} are read"
        ));
    }
    Ok(())
}

/// Whether some bytes belong to two members: so a small archive would unpack to a large one.
fn overlap(mut places: Vec<(u64, u64)>) -> bool {
    places.retain(|(_, length)| *length > 0);
    places.sort_unstable();
    let ends = |place: &(u64, u64)| place.0.saturating_add(place.1);
    places.windows(2).any(|pair| ends(&pair[0]) > pair[1].0)
}

/// The number of members that the record at the end of an archive claims; 0 if there is none.
fn listed(file: &SourceFile) -> Result<u64, FormatError> {
    /// Its own bytes, and the longest remark behind it.
    const RECORD: u64 = 22;
    const REMARK: u64 = 65_535;
    /// What refers to the record of a larger archive stands before it, and the number in that one.
    const LOCATOR: usize = 20;
    const NUMBER: u64 = 32;
    let length = file.len().min(RECORD + REMARK + LOCATOR as u64);
    let bytes = file.read(file.len() - length, length)?;
    let Some(at) = (bytes.windows(4)).rposition(|four| four == b"PK\x05\x06") else {
        return Ok(0);
    };
    let number = |bytes: &[u8], at: usize, count: usize| {
        let bytes = bytes.get(at..at + count)?.iter().rev();
        Some(bytes.fold(0u64, |number, byte| number << 8 | u64::from(*byte)))
    };
    let own = number(&bytes, at + 10, 2).unwrap_or_default();
    let locator = at
        .checked_sub(LOCATOR)
        .filter(|at| bytes[*at..].starts_with(b"PK\x06\x07"));
    let record = locator.and_then(|at| number(&bytes, at + 8, 8));
    let Some(place) = record.and_then(|record| record.checked_add(NUMBER)) else {
        return Ok(own);
    };
    let count = file.read(place, 8).unwrap_or_default();
    let large = number(&count, 0, 8).unwrap_or_default();
    // The record at the end has no room for a larger number.
    Ok(if own == 0xFFFF { large } else { large.max(own) })
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

    /// `left` is unchanged: it was refused by what it says.
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

    fn many(count: usize, last: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for index in 1..count {
            writer.start_file(index.to_string(), options).unwrap();
        }
        writer.start_file(last, options).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_with_too_many_members_is_rejected() {
        assert_eq!(listed(&SourceFile::new("a.zip", many(1234, "x"))), Ok(1234));
        assert!(open("model.zip", many(ENTRIES, "x")).is_ok());
        for (count, last) in [(ENTRIES + 1, "x"), (TENSOR_ENTRIES + 1, OF_PYTORCH)] {
            let error = open("model.zip", many(count, last)).unwrap_err();
            assert!(
                error.to_string().contains(&format!("{count} files")),
                "{error}"
            );
        }
        assert!(open("net.pth", many(ENTRIES + 1, OF_PYTORCH)).is_ok());
    }

    #[test]
    fn an_archive_of_a_few_bytes_does_not_unpack_to_many() {
        let bomb = zipped("weights.bin", &vec![0; 100_000_000]);
        let error = open("model.zip", bomb).unwrap_err();
        assert!(error.to_string().contains("more than 6"), "{error}");
    }

    #[test]
    fn members_in_the_same_place_are_rejected() {
        assert!(!overlap(vec![(30, 5), (0, 30), (30, 0)]));
        assert!(overlap(vec![(29, 5), (0, 30)]));
        assert!(overlap(vec![(0, u64::MAX), (1, 1)]));
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
