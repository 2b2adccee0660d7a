//! Lists of class labels for the embedded network, which has six classes and labels of its own.

use super::{Broken, Content, tfjs};

fn case(
    title: &'static str,
    code: &'static str,
    says: &'static str,
    (name, bytes): (&str, &[u8]),
) -> Broken {
    Broken::new(title, (code, says), Content::new(name, bytes)).after(tfjs::good())
}

pub(super) fn good() -> Vec<Content> {
    let names = Content::new("labels.txt", "a\nb\nc\nd\ne\nf\n");
    tfjs::good().into_iter().chain([names]).collect()
}

#[rustfmt::skip] // one case per line
pub(super) fn broken() -> Vec<Broken> {
    let long = "name\n".repeat(300_000);
    let deep = "[".repeat(100_000);
    vec![
        Broken::new("labels and no model", ("labels-alone", "choose the model first"), Content::new("coco.names", "cat\ndog\n")),
        case("names of another model", "labels-mismatch", "names 2 classes", ("labels.txt", b"cat\ndog\n")),
        case("bytes", "labels-damaged", "UTF-16", ("labels.txt", &[0xFF, 0xFE, 0xC3, 0x28])),
        case("a picture", "labels-damaged", "line 1 is not in UTF-8", ("labels.txt", &super::stored("web/demo/sample-1.png"))),
        case("empty", "labels-damaged", "no lines with names", ("labels.txt", b"")),
        case("blank lines", "labels-damaged", "no lines with names", ("labels.txt", b"\n \n\n")),
        case("more than a megabyte", "labels-damaged", "1500000 bytes", ("labels.txt", long.as_bytes())),
        case("JSON cut in half", "labels-damaged", "EOF while parsing", ("labels.json", b"[\"circle\", \"squ")),
        case("JSON of lists in lists", "labels-damaged", "recursion limit", ("labels.json", deep.as_bytes())),
        case("JSON of numbers", "labels-damaged", "no list of names", ("labels.json", b"[1, 2, 3, 4, 5, 6]")),
        case("JSON with a place of 2^63", "labels-damaged", "holds no labels that can be used", ("labels.json", b"{\"9223372036854775808\": \"circle\"}")),
        case("CSV with an open quote", "labels-damaged", "a quote is never closed", ("labels.csv", b"index,name\n0,\"circle\n1,square\n")),
        case("YAML of something else", "labels-damaged", "no list of names", ("labels.yaml", b"a: [b, {c: d}\n")),
    ]
}
