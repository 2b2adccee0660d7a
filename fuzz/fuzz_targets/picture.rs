#![no_main]
//! A picture of any bytes is decoded or refused.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = imaging::decode(bytes);
});
