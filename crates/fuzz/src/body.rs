//! Request bodies, as the server reads them.

use std::{fmt::Debug, io::Write};

use flate2::{Compression, write::GzEncoder};
use lagoon_listing::MAX_GROUP_BYTES;
use lagoon_server::body::{MAX_BYTES, decode, decode_exchange};
use lagoon_sync::{decision::PropertyDraftInput, wire::SyncRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The first byte says whether the rest is compressed. What is read is within the limit, and compression makes no
/// difference to it. (The fuzzer's own limits on memory see what a body takes while it is read.)
pub fn body(data: &[u8]) -> bool {
    let Some((first, bytes)) = data.split_first() else { return false };
    let compressed = first % 2 == 1;
    reads_alike(bytes, compressed);
    [
        read::<SyncRequest>(bytes, compressed),
        read::<PropertyDraftInput>(bytes, compressed),
        read::<Value>(bytes, compressed),
    ]
    .contains(&true)
}

/// A value is measured before it is built. As long as it is no larger than a group may be, nobody can tell.
fn reads_alike(bytes: &[u8], compressed: bool) {
    let (plain, measured) = (decode::<SyncRequest>(bytes, compressed), decode_exchange(bytes, compressed));
    let is_small = |request: &SyncRequest| serde_json::to_vec(request).is_ok_and(|json| json.len() <= MAX_GROUP_BYTES);
    if plain.as_ref().is_ok_and(|request| !is_small(request)) {
        assert!(measured.is_ok(), "refused: {measured:?}");
        return;
    }
    assert_eq!(format!("{plain:?}"), format!("{measured:?}"), "measuring made a difference");
}

fn read<T: DeserializeOwned + Debug>(bytes: &[u8], compressed: bool) -> bool {
    let read = decode::<T>(bytes, compressed);
    if compressed {
        assert!(read.is_err() || decode::<T>(bytes, false).is_err(), "no JSON begins like gzip");
    } else {
        assert!(bytes.len() <= MAX_BYTES, "the fuzzer sends no such thing");
        let same = decode::<T>(&gzip(bytes), true);
        assert_eq!(format!("{read:?}"), format!("{same:?}"), "compression made a difference");
    }
    read.is_ok()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}
