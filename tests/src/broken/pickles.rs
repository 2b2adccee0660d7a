//! Pickles, opcode by opcode: a good one and malicious ones.

/// A pickle of protocol 2 with this body.
fn pickle(opcodes: &[u8]) -> Vec<u8> {
    [b"\x80\x02", opcodes, b"."].concat()
}

/// A text.
fn text(text: &str) -> Vec<u8> {
    [
        b"X",
        &(text.len() as u32).to_le_bytes()[..],
        text.as_bytes(),
    ]
    .concat()
}

/// A tuple of sizes below 256.
fn sizes(sizes: &[usize]) -> Vec<u8> {
    let sizes = sizes.iter().flat_map(|size| [b'K', *size as u8]);
    [b"(", sizes.collect::<Vec<u8>>().as_slice(), b"t"].concat()
}

/// A state dict of float32, as `torch.save` writes it. The values of the first tensor are in
/// storage `0`.
pub(super) fn state_dict(tensors: &[(String, Vec<usize>)]) -> Vec<u8> {
    let entry = |(key, (name, shape)): (usize, &(String, Vec<usize>))| {
        let strides: Vec<usize> = (0..shape.len())
            .map(|axis| shape[axis + 1..].iter().product())
            .collect();
        [
            text(name),
            b"ctorch._utils\n_rebuild_tensor_v2\n((".to_vec(),
            text("storage"),
            b"ctorch\nFloatStorage\n".to_vec(),
            [text(&key.to_string()), text("cpu")].concat(),
            // Its length, which no reader needs, and its offset.
            b"K\0tQK\0".to_vec(),
            [sizes(shape), sizes(&strides)].concat(),
            b"\x89NtRs".to_vec(),
        ]
        .concat()
    };
    let entries: Vec<u8> = tensors.iter().enumerate().flat_map(entry).collect();
    pickle(&[b"}", entries.as_slice()].concat())
}

/// `os.system("...")`.
pub(super) fn imports_os() -> Vec<u8> {
    pickle(b"cos\nsystem\nX\x04\0\0\0echo\x85R")
}

/// A text of 2^63 bytes.
pub(super) fn endless_text() -> Vec<u8> {
    let length = (1u64 << 63).to_le_bytes();
    [b"\x80\x04\x8d", &length[..], b"abc."].concat()
}

/// Nested lists, a hundred thousand deep.
pub(super) fn deep() -> Vec<u8> {
    let depth = 100_000;
    pickle(&[b"]".repeat(depth), b"a".repeat(depth - 1)].concat())
}

/// Forty pairs, each of which holds the one before it twice: 2^40 leaves in a few bytes.
pub(super) fn doubled() -> Vec<u8> {
    let pairs = (0..40u8).flat_map(|at| [b'h', at, b'h', at, 0x86, b'q', at + 1]);
    let pairs: Vec<u8> = pairs.collect();
    pickle(&[b"]q\0", pairs.as_slice()].concat())
}

/// The same, as the values of a state dict.
pub(super) fn doubled_dict() -> Vec<u8> {
    let dicts = (0..40u8).flat_map(|at| {
        [
            b'}',
            b'(',
            b'X',
            1,
            0,
            0,
            0,
            b'a',
            b'h',
            at,
            b'X',
            1,
            0,
            0,
            0,
            b'b',
            b'h',
            at,
            b'u',
            b'q',
            at + 1,
        ]
    });
    let dicts: Vec<u8> = dicts.collect();
    pickle(&[b"}q\0", dicts.as_slice()].concat())
}

/// A list that contains itself.
pub(super) fn holds_itself() -> Vec<u8> {
    pickle(b"]q\0h\0a")
}

/// A dict that contains itself.
pub(super) fn dict_holds_itself() -> Vec<u8> {
    pickle(b"}q\0X\x01\0\0\0ah\0s")
}
