//! Every limit, given more than it allows: refused soon, in a short sentence, and the model stays.

use std::io::{Cursor, Result as IoResult, Write};
use std::time::{Duration, Instant};

use pollster::block_on;
use session::imaging::admit;
use session::limits::{ALL, MESSAGE, model, picture};
use session::{ReadAt, Session, SessionError, SourceFile};
use tests::broken::onnx_network::{Net, floats, node, tensor, whole};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::broken_files::{demo, opened, scores};

/// The longest wait for a message.
const PATIENCE: Duration = Duration::from_secs(5);

/// Limits that are given more elsewhere, because a test cannot have so much.
const ELSEWHERE: [(&str, &str); 3] = [
    (
        "weights",
        "crates/graph/src/builder.rs::weights_that_do_not_fit_into_a_tab_are_rejected",
    ),
    (
        "bytes of weights and values",
        "crates/session/src/budget.rs::weights_and_values_are_counted_together",
    ),
    (
        "scans of a JPEG",
        "crates/imaging/tests/hostile.rs::a_jpeg_goes_over_its_pixels_a_limited_number_of_times",
    ),
];

/// A file of zeros after its beginning, which are nowhere in memory.
#[derive(Debug)]
struct Long(Vec<u8>, u64);

impl ReadAt for Long {
    fn len(&self) -> u64 {
        self.1
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> IoResult<()> {
        for (at, byte) in (offset as usize..).zip(buffer) {
            *byte = self.0.get(at).copied().unwrap_or_default();
        }
        Ok(())
    }
}

fn long(name: &str, beginning: &[u8], length: u64) -> Vec<SourceFile> {
    vec![SourceFile::from_source(
        name,
        Long(beginning.to_vec(), length),
    )]
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile::new(name, bytes.into())
}

/// The embedded network with one file beside it.
fn beside(other: Vec<SourceFile>) -> Vec<SourceFile> {
    let files = ["model.json", "weights.bin"].map(|name| file(name, demo(name)));
    files.into_iter().chain(other).collect()
}

/// An archive of so many empty members, the last of which has a name.
fn members(count: usize, last: &str) -> Vec<SourceFile> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 1..count {
        writer
            .start_file(at.to_string(), SimpleFileOptions::default())
            .unwrap();
    }
    writer
        .start_file(last, SimpleFileOptions::default())
        .unwrap();
    vec![file("model.zip", writer.finish().unwrap().into_inner())]
}

/// An archive with `stored` bytes as they are, and a member that claims to unpack to as many bytes as
/// `claim` makes of the archive's length.
fn claiming(stored: usize, claim: impl Fn(u64) -> u64) -> Vec<SourceFile> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let as_it_is = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("stored", as_it_is).unwrap();
    writer.write_all(&vec![0; stored]).unwrap();
    writer
        .start_file("claims", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(&[0; 1000]).unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    let record = bytes
        .windows(4)
        .rposition(|four| four == b"PK\x01\x02")
        .unwrap();
    let claimed = u32::try_from(claim(bytes.len() as u64)).unwrap();
    bytes[record + 24..][..4].copy_from_slice(&claimed.to_le_bytes());
    vec![file("model.zip", bytes)]
}

fn onnx(net: &Net) -> Vec<SourceFile> {
    vec![file("net.onnx", net.bytes())]
}

/// A network behind other nodes, the last of which gives `z`.
fn with(nodes: Vec<Vec<u8>>, weights: Vec<Vec<u8>>) -> Vec<SourceFile> {
    let mut net = Net::good().node(0, node("Conv", &["z", "w"], "a", &[]));
    net.nodes.splice(..0, nodes);
    net.weights.extend(weights);
    onnx(&net)
}

/// A constant that grows to so many values.
fn grown(count: i64, name: &str) -> (Vec<u8>, [Vec<u8>; 2]) {
    let (one, size) = (format!("{name}1"), format!("{name}s"));
    let weights = [
        tensor(&one, &[1], 1, &floats(&[0.0])),
        tensor(&size, &[1], 7, &whole(&[count])),
    ];
    (node("Expand", &[&one, &size], name, &[]), weights)
}

/// A network for 4096 x 4096 pixels whose first layer has so many channels.
fn large(channels: i64) -> Vec<SourceFile> {
    let weight = vec![0.1; channels as usize * 27];
    let weight = tensor("w", &[channels, 3, 3, 3], 1, &floats(&weight));
    let picture = vec![1, 3, 4096, 4096];
    onnx(&Net {
        picture,
        ..Net::good().weight(weight)
    })
}

/// The files of a model that is over a limit.
fn over(what: &str) -> Option<Vec<SourceFile>> {
    Some(match what {
        "bytes of a model's files" => {
            long("net.onnx", &Net::good().bytes(), model::FILES_BYTES + 1)
        }
        "files of a model" => {
            let others = (0..model::ENTRIES).map(|at| file(&at.to_string(), "x"));
            beside(others.collect())
        }
        "members of an archive" => members(model::ENTRIES + 1, "x"),
        "members of an archive of PyTorch" => members(model::TENSOR_ENTRIES + 1, "net/data.pkl"),
        "bytes that archives unpack to" => claiming(50_000_000, |_| model::UNPACKED + 1),
        "bytes that a small archive unpacks to" | "bytes for each byte of an archive" => {
            claiming(10, |bytes| {
                model::UNPACKED_FREELY + model::UNPACKED_PER_BYTE * bytes + 1
            })
        }
        "bytes of JSON" => long("model.json", b"{", model::JSON + 1),
        "lists in lists of JSON" => {
            let json = ["[".repeat(128), "]".repeat(128)].concat();
            vec![file("model.json", format!("{{\"modelTopology\": {json}}}"))]
        }
        "bytes of a pickle" => long("net.pkl", b"\x80\x02}", model::PICKLE + 1),
        "steps of a pickle" => {
            let steps = vec![b'N'; model::PICKLE_STEPS + 1];
            vec![file("net.pkl", [b"\x80\x02", &steps[..]].concat())]
        }
        "bytes of a safetensors header" => {
            let header = [&(model::HEADER + 1).to_le_bytes()[..], b"{"].concat();
            long("net.safetensors", &header, model::HEADER + 100)
        }
        "bytes of a list of labels" => beside(long("labels.txt", b"cat", model::LABELS + 1)),
        "classes" => beside(vec![file("labels.txt", "x\n".repeat(model::CLASSES + 1))]),
        "characters of a name" => {
            let name = "c".repeat(model::NAME + 1);
            let json = String::from_utf8(demo("model.json")).unwrap();
            let renamed = file("model.json", json.replace("conv1", &name));
            vec![renamed, file("weights.bin", demo("weights.bin"))]
        }
        "values of a computed constant" => {
            let (node_, weights) = grown(i64::try_from(model::CONSTANT).unwrap() + 1, "k");
            let used = node("Add", &["x", "k"], "z", &[]);
            with(vec![node_, used], weights.into())
        }
        "values computed while a small file is read" => {
            let count = model::WORK / model::CONSTANT + 1;
            let constant = i64::try_from(model::CONSTANT).unwrap();
            let grown: Vec<_> = (0..count)
                .map(|at| grown(constant, &format!("k{at}")))
                .collect();
            let (mut nodes, weights): (Vec<_>, Vec<_>) = grown.into_iter().unzip();
            let names: Vec<String> = (0..count).map(|at| format!("k{at}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            nodes.push(node("Sum", &names, "sum", &[]));
            nodes.push(node("Add", &["x", "sum"], "z", &[]));
            with(nodes, weights.concat())
        }
        "values of one activation" => large(17),
        "bytes of values at one time" => large(16),
        _ => return None,
    })
}

/// Gives a session what is over a limit of pictures; `None` for other limits.
fn picture_over(session: &mut Session, what: &str) -> Option<Result<(), SessionError>> {
    let sized = |width: u32, height: u32| {
        let mut png = demo("sample-1.png");
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        png
    };
    let mut show = |bytes: Vec<u8>| block_on(session.set_picture(&bytes)).map(|_| ());
    Some(match what {
        "pixels of a picture" => show(sized(8001, 8000)),
        "pixels along a picture" => show(sized(picture::MAX_SIDE + 1, 1)),
        "bytes of a picture" => {
            let beginning = &demo("sample-1.png")[..100];
            admit(beginning, picture::MAX_BYTES + 1).map_err(SessionError::from)
        }
        "pixels along a network's input" => {
            let files = beside(Vec::new());
            let mut input = block_on(session.load_model(files)).unwrap().input;
            input.width = picture::MAX_INPUT + 1;
            block_on(session.set_preprocessing(input)).map(|_| ())
        }
        _ => return None,
    })
}

#[test]
fn more_than_each_limit_is_refused_soon_in_a_short_sentence_and_the_model_stays() {
    let mut session = opened();
    let before = scores(&mut session);
    for limit in ALL {
        let what = limit.what;
        if ELSEWHERE.iter().any(|(other, _)| *other == what) {
            continue;
        }
        let files = over(what);
        let start = Instant::now();
        let answer = match files {
            Some(files) => block_on(session.load_model(files)).map(|_| ()),
            None => picture_over(&mut session, what).unwrap_or_else(|| panic!("no case: {what}")),
        };
        let time = start.elapsed();
        let error = answer.expect_err(what).to_string();
        println!("{what}: {} in {time:?}: {error}", limit.most);
        assert!(error.chars().count() <= MESSAGE, "{what}: {error}");
        assert!(time < PATIENCE, "{what}: {time:?}");
        assert_eq!(scores(&mut session), before, "after {what}");
    }
}
