use super::bytes::{Bytes, Parsed};

/// Where the values of a dataset stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// In the header itself.
    Compact(Vec<u8>),
    /// In one piece: its address and length.
    Contiguous(u64, u64),
    /// In chunks of this shape, in a tree at an address.
    Chunked(u64, Vec<usize>),
    /// In one chunk of this shape, at an address, with its stored length if it is compressed.
    OneChunk(u64, Vec<usize>, Option<u64>),
}

impl Layout {
    pub(super) fn parse(mut bytes: Bytes) -> Parsed<Self> {
        let version = bytes.byte()?;
        let class = bytes.byte()?;
        match (version, class) {
            (3 | 4, 0) => {
                let size = bytes.count(2)?;
                Ok(Self::Compact(bytes.take(size)?.to_vec()))
            }
            (3 | 4, 1) => Ok(Self::Contiguous(there(&mut bytes)?, bytes.number(8)?)),
            (3, 2) => {
                let axes = bytes.count(1)?;
                let tree = there(&mut bytes)?;
                Ok(Self::Chunked(tree, chunk(axes, 4, &mut bytes)?))
            }
            (4, 2) => {
                let flags = bytes.byte()?;
                let (axes, size) = (bytes.count(1)?, bytes.count(1)?);
                if size > 8 {
                    return Err(format!("sizes of {size} bytes are not supported"));
                }
                let shape = chunk(axes, size, &mut bytes)?;
                if bytes.byte()? != 1 {
                    return Err("an index of its chunks is not supported".into());
                }
                let stored = if flags & 2 != 0 {
                    let stored = bytes.number(8)?;
                    if bytes.number(4)? != 0 {
                        return Err("a chunk skips a filter".into());
                    }
                    Some(stored)
                } else {
                    None
                };
                Ok(Self::OneChunk(there(&mut bytes)?, shape, stored))
            }
            _ => Err(format!(
                "layout {class} of version {version} is not supported"
            )),
        }
    }
}

fn there(bytes: &mut Bytes) -> Parsed<u64> {
    Ok(bytes.address()?.ok_or("it was never written")?)
}

/// The sizes of a chunk along each axis. The last one is the size of a value.
fn chunk(axes: usize, size: usize, bytes: &mut Bytes) -> Parsed<Vec<usize>> {
    let mut sizes: Vec<usize> = (0..axes)
        .map(|_| bytes.count(size))
        .collect::<Parsed<_>>()?;
    sizes.pop();
    if sizes.is_empty() || sizes.contains(&0) {
        return Err(format!("chunks of the shape {sizes:?} hold nothing"));
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(bytes: &[&[u8]]) -> Parsed<Layout> {
        Layout::parse(Bytes::new(&bytes.concat()))
    }

    #[test]
    fn each_layout_tells_where_the_values_are() {
        let (at, size) = (&96u64.to_le_bytes()[..], &24u64.to_le_bytes()[..]);
        let compact = parsed(&[&[3, 0, 2, 0, 7, 8]]);
        assert_eq!(compact, Ok(Layout::Compact(vec![7, 8])));
        assert_eq!(parsed(&[&[3, 1], at, size]), Ok(Layout::Contiguous(96, 24)));
        let axes = [5, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0];
        let chunks = parsed(&[&[3, 2, 3], at, &axes]);
        assert_eq!(chunks, Ok(Layout::Chunked(96, vec![5, 2])));
        let one = parsed(&[&[4, 2, 2, 3, 1, 5, 2, 4, 1], size, &[0; 4], at]);
        assert_eq!(one, Ok(Layout::OneChunk(96, vec![5, 2], Some(24))));
        let nowhere = parsed(&[&[3, 1], &[0xFF; 8], size]);
        assert!(nowhere.unwrap_err().contains("never written"));
        assert!(
            parsed(&[&[4, 2, 0, 3, 1, 5, 2, 4, 3], at]).is_err(),
            "another index"
        );
        assert!(parsed(&[&[3, 2, 1], at, &[4, 0, 0, 0]]).is_err(), "no axes");
    }
}
