#![no_main]
//! Decodes arbitrary bytes as a picture.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = imaging::decode(bytes);
});
