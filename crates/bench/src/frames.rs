//! Takes a stream apart into its frames, as far as counting their bytes needs: TLS records (RFC 8446 §5.1) and HTTP/2
//! frames (RFC 9113 §4.1).

use std::collections::BTreeMap;

/// What a stream is made of.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Type, version, length (2 bytes), content.
    Tls,
    /// Length (3 bytes), type, flags, stream, payload.
    Http2,
}

impl Kind {
    fn header(self) -> usize {
        match self {
            Self::Tls => 5,
            Self::Http2 => 9,
        }
    }

    /// The frame's type and how many bytes follow its header.
    fn read(self, header: &[u8]) -> (u8, usize) {
        match self {
            Self::Tls => (header[0], usize::from(u16::from_be_bytes([header[3], header[4]]))),
            Self::Http2 => {
                let length = u32::from_be_bytes([0, header[0], header[1], header[2]]);
                (header[3], usize::try_from(length).expect("24 bits"))
            }
        }
    }
}

/// Counts the frames of one direction of one connection.
pub struct Frames {
    kind: Kind,
    /// Bytes of the stream that belong to no further frame.
    skip: usize,
    header: Vec<u8>,
    /// Frames and bytes, headers of frames included, by type.
    pub seen: BTreeMap<u8, Tally>,
}

/// How many, and how many bytes.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Frames.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Frames {
    /// Counts from the start of a stream that begins with `preface` bytes of something else.
    pub fn new(kind: Kind, preface: usize) -> Self {
        Self { kind, skip: preface, header: vec![], seen: BTreeMap::new() }
    }

    /// Takes the next bytes of the stream.
    pub fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = &bytes[skipped..];
            let wanted = (self.kind.header() - self.header.len()).min(bytes.len());
            self.header.extend_from_slice(&bytes[..wanted]);
            bytes = &bytes[wanted..];
            if self.header.len() == self.kind.header() {
                let (kind, length) = self.kind.read(&self.header);
                let tally = self.seen.entry(kind).or_default();
                tally.count += 1;
                tally.bytes += u64::try_from(self.header.len() + length).expect("small");
                self.header.clear();
                self.skip = length;
            }
        }
    }

    /// What was seen of one type.
    pub fn of(&self, kind: u8) -> Tally {
        self.seen.get(&kind).copied().unwrap_or_default()
    }

    /// What was seen in all.
    pub fn all(&self) -> Tally {
        self.seen.values().fold(Tally::default(), |sum, tally| Tally {
            count: sum.count + tally.count,
            bytes: sum.bytes + tally.bytes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_however_the_stream_is_cut() {
        let stream = b"PRI\x00\x00\x02\x00\x01\x00\x00\x00\x01ab\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x01c";
        for size in [1, 4, 100] {
            let mut frames = Frames::new(Kind::Http2, 3);
            stream.chunks(size).for_each(|piece| frames.take(piece));
            assert_eq!((frames.of(0).count, frames.of(0).bytes), (2, 21));
            assert_eq!((frames.of(4).count, frames.of(4).bytes), (1, 9));
            assert_eq!(frames.all().bytes, u64::try_from(stream.len() - 3).expect("small"));
        }
    }
}
