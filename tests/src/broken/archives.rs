//! Zip archives, most of them around the embedded network.

use super::archive::{compressed, stored};
use super::zip_bytes::{CHECKSUM, FLAGS, METHOD, PACKED, UNPACKED, ending, listed, patched};
use super::{Broken, Content, cut, tfjs};

/// More bytes than are ever unpacked.
const BOMB: usize = 1_100_000_000;

/// More members than an archive may have.
const MANY: usize = 2_001;

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), Content::new("model.zip", bytes))
}

pub(super) fn good() -> Vec<Content> {
    vec![Content::new("model.zip", compressed(&tfjs::good()))]
}

pub(super) fn broken() -> Vec<Broken> {
    [bombs(), slips(), damaged()].concat()
}

/// Small archives with huge content.
#[rustfmt::skip] // one case per line
fn bombs() -> Vec<Broken> {
    let zeros = |name: &str, count| Content::new(name, vec![0; count]);
    let bomb = compressed(&[zeros("weights.bin", BOMB)]);
    let many: Vec<Content> = (0..MANY).map(|at| Content::new(&format!("f{at}"), "{}")).collect();
    let twenty = compressed(&[zeros("weights.bin", 64 << 20)]);
    vec![
        case("a bomb", "archive-too-large", "unpacks to more than 85 MB", bomb.clone()),
        case("a bomb that says it is small", "archive-damaged", "unpacks to another length", patched(&bomb, UNPACKED, &10u32.to_le_bytes())),
        case("one small content under twenty names", "archive-damaged", "its members overlap", listed(&compressed(&[zeros("member", 1000)]), 20)),
        case("one content under twenty names", "archive-too-large", "unpacks to more than 6", listed(&twenty, 20)),
        case("a bomb in an archive", "archive-too-large", "inner.zip unpacks to more", compressed(&[Content::new("inner.zip", bomb)])),
        case("2001 members", "archive-damaged", "it holds 2001 files, and at most 2000", stored(&many)),
        case("an entry listed 60000 times", "archive-damaged", "holds 60000 files", listed(&compressed(&[zeros("member", 10)]), 60_000)),
    ]
}

/// Members with paths outside the archive.
#[rustfmt::skip] // one case per line
fn slips() -> Vec<Broken> {
    let slip = |name: &str| stored(&[Content::new(name, "root:x:0:0:root:/root:/bin/sh\n")]);
    vec![
        case("a member above the archive", "model-format", "an archive without files", slip("../../../etc/passwd")),
        case("a member at the root", "model-format", "got passwd", slip("/etc/passwd")),
        case("a member above, as Windows writes it", "model-format", "got system.ini", slip("..\\..\\system.ini")),
    ]
}

/// Damaged archives.
#[rustfmt::skip] // one case per line
fn damaged() -> Vec<Broken> {
    let good = compressed(&tfjs::good());
    let plain = stored(&tfjs::good());
    let far = u32::MAX.to_le_bytes();
    vec![
        case("cut in half", "archive-damaged", "list of contents", cut(&good, 0.5)),
        case("cut near its end", "archive-damaged", "list of contents", good[..good.len() - 30].to_vec()),
        case("without its beginning", "archive-damaged", "list of contents", [b"PK\x03\x04", &good[5000..]].concat()),
        case("an archive of nothing", "model-format", "an archive without files", stored(&[])),
        case("a picture named .zip", "archive-damaged", "a PNG picture", super::stored("web/demo/sample-1.png")),
        case("empty", "model-empty", "is empty (0 bytes)", Vec::new()),
        case("without a model", "model-format", "got readme.txt", compressed(&[Content::new("readme.txt", "no model here")])),
        case("an unknown compression", "archive-damaged", "not supported", patched(&good, METHOD, &[99, 0])),
        case("encrypted", "archive-damaged", "Password required", patched(&good, FLAGS, &[1, 0])),
        case("wrong checksums", "archive-damaged", "does not have its checksum", patched(&good, CHECKSUM, &[1, 2, 3, 4])),
        case("wrong checksums of what is stored", "archive-damaged", "does not have its checksum", patched(&plain, CHECKSUM, &[1, 2, 3, 4])),
        case("members of 2^32 bytes", "file-unreadable", "is cut off", patched(&patched(&plain, PACKED, &far), UNPACKED, &far)),
        case("a list that begins beyond the end", "archive-damaged", "list of contents", ending(&good, 16, &far)),
        case("a list of 65535 members", "archive-damaged", "it holds 65535 files", ending(&good, 8, &[0xFF; 4])),
    ]
}
