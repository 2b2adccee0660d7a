//! Edits the bytes of archives, for false claims that a writer of archives would refuse.

/// The offsets of the records with a signature.
fn records(archive: &[u8], signature: [u8; 4]) -> Vec<usize> {
    let windows = archive.windows(4).enumerate();
    windows
        .filter(|(_, four)| *four == signature)
        .map(|(at, _)| at)
        .collect()
}

/// The archive with bytes of each entry changed. `local` and `central` are offsets in its two
/// headers.
pub(super) fn patched(archive: &[u8], (local, central): (usize, usize), new: &[u8]) -> Vec<u8> {
    let mut changed = archive.to_vec();
    for (signature, place) in [(*b"PK\x03\x04", local), (*b"PK\x01\x02", central)] {
        for at in records(archive, signature) {
            changed[at + place..][..new.len()].copy_from_slice(new);
        }
    }
    changed
}

/// Offsets of fields in the two headers of an entry.
pub(super) const FLAGS: (usize, usize) = (6, 8);
pub(super) const METHOD: (usize, usize) = (8, 10);
pub(super) const CHECKSUM: (usize, usize) = (14, 16);
pub(super) const PACKED: (usize, usize) = (18, 20);
pub(super) const UNPACKED: (usize, usize) = (22, 24);

/// The archive with bytes of its end record changed.
pub(super) fn ending(archive: &[u8], place: usize, new: &[u8]) -> Vec<u8> {
    let mut changed = archive.to_vec();
    let at = *records(archive, *b"PK\x05\x06").last().expect("an end");
    changed[at + place..][..new.len()].copy_from_slice(new);
    changed
}

/// The archive with its only entry listed `count` times, under names that begin with numbers.
pub(super) fn listed(archive: &[u8], times: u16) -> Vec<u8> {
    let start = *records(archive, *b"PK\x01\x02").first().expect("an entry");
    let end = *records(archive, *b"PK\x05\x06").last().expect("an end");
    let entry = |at: u16| {
        let mut entry = archive[start..end].to_vec();
        entry[46..51].copy_from_slice(format!("{at:05}").as_bytes());
        entry
    };
    let all: Vec<u8> = (0..times).flat_map(entry).collect();
    let mut last = archive[end..].to_vec();
    last[8..10].copy_from_slice(&times.to_le_bytes());
    last[10..12].copy_from_slice(&times.to_le_bytes());
    last[12..16].copy_from_slice(&(all.len() as u32).to_le_bytes());
    [&archive[..start], &all, &last].concat()
}
