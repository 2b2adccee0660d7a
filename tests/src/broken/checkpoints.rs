//! Checkpoints of PyTorch, made from the good and malicious files in `tests/reference/pth/`.

use super::archive::{members, stored};
use super::{Broken, Content, PAGE, POINTER, cut, pickles, replaced, resnet};

fn fixture(name: &str) -> Vec<u8> {
    super::stored(&format!("tests/reference/pth/{name}"))
}

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), Content::new("net.pth", bytes))
}

/// A good checkpoint with another pickle.
fn with_pickle(change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let network = resnet::tensors();
    let pickle = change(&pickles::state_dict(&network));
    let storages = network.iter().enumerate();
    let storages = storages
        .map(|(key, (_, shape))| Content::new(&format!("net/data/{key}"), resnet::numbers(shape)));
    let mut all = vec![Content::new("net/data.pkl", pickle)];
    all.extend(storages);
    stored(&all)
}

/// A good checkpoint with other values for its first tensor.
fn with_numbers(numbers: Vec<u8>) -> Vec<u8> {
    let mut all = members(with_pickle(<[u8]>::to_vec));
    all[1].bytes = numbers;
    stored(&all)
}

/// A good checkpoint with bytes of its pickle replaced.
fn changed(old: &[u8], new: &[u8]) -> Vec<u8> {
    with_pickle(|pickle| replaced(pickle, old, new))
}

pub(super) fn good() -> Vec<Content> {
    vec![Content::new("net.pth", with_pickle(<[u8]>::to_vec))]
}

pub(super) fn broken() -> Vec<Broken> {
    [harmful(), damaged(), misplaced()].concat()
}

/// Files that would run code, or take endless memory or time, in a reader that trusts them.
#[rustfmt::skip] // one case per line
fn harmful() -> Vec<Broken> {
    let rebuild = b"ctorch._utils\n_rebuild_tensor_v2\n";
    vec![
        case("a pickle that imports os", "pickle-refused", "os.system", changed(rebuild, b"cos\nsystem\n")),
        case("a pickle that imports os, without an archive", "pickle-refused", "os.system", pickles::imports_os()),
        case("a pickle that evaluates a text", "pickle-refused", "builtins.eval", fixture("attack-eval-4.pth")),
        case("a pickle that starts a program", "pickle-refused", "commands.Popen", fixture("attack-subprocess-2.pth")),
        case("a text of 2^63 bytes", "checkpoint-damaged", "its pickle is cut short", with_pickle(|_| pickles::endless_text())),
        case("lists in lists", "no-tensors", "holds no named tensors", with_pickle(|_| pickles::deep())),
        case("lists in lists, without an archive", "no-tensors", "holds no named tensors", pickles::deep()),
        case("pairs of pairs", "no-tensors", "holds no named tensors", with_pickle(|_| pickles::doubled())),
        case("dicts of dicts", "no-tensors", "holds no named tensors", with_pickle(|_| pickles::doubled_dict())),
        case("a list that holds itself", "no-tensors", "holds no named tensors", with_pickle(|_| pickles::holds_itself())),
        case("a dict that holds itself", "no-tensors", "holds no named tensors", with_pickle(|_| pickles::dict_holds_itself())),
    ]
}

/// Damaged checkpoints.
#[rustfmt::skip] // one case per line
fn damaged() -> Vec<Broken> {
    let good = with_pickle(<[u8]>::to_vec);
    let mut nan = resnet::numbers(&[2, 3, 7, 7]);
    nan[40..44].copy_from_slice(&f32::NAN.to_le_bytes());
    let short = resnet::numbers(&[2, 3, 7, 6]);
    vec![
        case("cut in half", "archive-damaged", "list of contents", cut(&good, 0.5)),
        case("cut near its end", "archive-damaged", "list of contents", cut(&good, 0.99)),
        case("cut after three bytes", "model-format", "a file of an unknown kind", good[..3].to_vec()),
        case("a web page", "model-format", "net.pth, which is a web page", PAGE.to_vec()),
        case("a pointer of Git LFS", "model-format", "net.pth, which is a pointer of Git LFS", POINTER.to_vec()),
        case("a pickle cut in half", "checkpoint-damaged", "its pickle is cut short", with_pickle(|pickle| cut(pickle, 0.5))),
        case("a pickle of nothing", "checkpoint-damaged", "its pickle is cut short", with_pickle(|_| Vec::new())),
        case("a pickle of noise", "checkpoint-damaged", "opcode 0xff", with_pickle(|_| vec![0xFF; 100])),
        case("a storage is missing", "checkpoint-damaged", "data/2", fixture("storage-missing.pth")),
        case("a storage is short", "checkpoint-damaged", "which holds 1008", with_numbers(short)),
        case("NaN weights", "tensor-unusable", "value 10 is NaN", with_numbers(nan)),
        case("big-endian", "checkpoint-damaged", "not little-endian", fixture("big-endian.pth")),
    ]
}

/// Impossible tensors, and files without a state dict.
#[rustfmt::skip] // one case per line
fn misplaced() -> Vec<Broken> {
    // Shape and strides of `conv1.weight`, and the name of its storage.
    let (shape, strides) = (b"(K\x02K\x03K\x07K\x07t", b"(K\x93K1K\x07K\x01t");
    let broad = b"(J\xff\xff\xff\x7fJ\xff\xff\xff\x7fK\x02K\x02t";
    let below = b"(J\xff\xff\xff\xffK\x03K\x07K\x07t";
    let float = b"ctorch\nFloatStorage\n";
    let key = b"X\x01\0\0\x000";
    vec![
        case("a shape of 2^64", "checkpoint-damaged", "takes more than 1000 MB", changed(shape, broad)),
        case("strides of 2^62", "checkpoint-damaged", "tensor conv1.weight", changed(strides, broad)),
        case("a shape below 0", "checkpoint-damaged", "its shape and place is damaged", changed(shape, below)),
        case("a bias with a shape below 0", "checkpoint-damaged", "its shape and place is damaged", changed(b"(K\x03t", b"(J\xff\xff\xff\xfft")),
        case("numbers from beyond the end", "checkpoint-damaged", "should end at byte 8589935764", changed(b"QK\0", b"QJ\xff\xff\xff\x7f")),
        case("a wrong dtype", "checkpoint-damaged", "should end at byte 2352", changed(float, b"ctorch\nDoubleStorage\n")),
        case("a dtype that does not exist", "tensor-unusable", "NoStorage", changed(float, b"ctorch\nNoStorage\n")),
        case("a storage outside", "checkpoint-damaged", "data/../../etc/passwd", changed(key, b"X\x10\0\0\0../../etc/passwd")),
        case("a network that nobody knows", "architecture-unknown", "network is known whose 9 tensors", fixture("float32.pth")),
        case("no tensors", "no-tensors", "holds no named tensors", fixture("no-tensors.pth")),
        case("a whole object", "pickled-object", "__main__.Net", fixture("whole-model.pth")),
        case("of old PyTorch, cut in half", "checkpoint-damaged", "its pickle is cut short", cut(&fixture("legacy.pth"), 0.5)),
        case("of old PyTorch, cut in its values", "checkpoint-damaged", "its values end early", cut(&fixture("legacy.pth"), 0.99)),
        case("a program", "pytorch-program", "a program that PyTorch exported", fixture("script.pt")),
    ]
}
