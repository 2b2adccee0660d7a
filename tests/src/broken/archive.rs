//! Converts zip archives to their members and back.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Content;

/// The members of an archive.
pub(super) fn members(archive: Vec<u8>) -> Vec<Content> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut all = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).expect("a member");
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("its content");
        all.push(Content {
            name: member.name().expect("its name").to_string(),
            bytes,
        });
    }
    all
}

/// An archive whose members are stored as they are.
pub(super) fn stored(members: &[Content]) -> Vec<u8> {
    pack(members, CompressionMethod::Stored)
}

/// An archive whose members are compressed.
pub(super) fn compressed(members: &[Content]) -> Vec<u8> {
    pack(members, CompressionMethod::Deflated)
}

fn pack(members: &[Content], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for Content { name, bytes } in members {
        writer.start_file(name.as_str(), options).expect("a member");
        writer.write_all(bytes).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}
