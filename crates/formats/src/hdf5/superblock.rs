use super::bytes::{Bytes, Parsed};
use super::{Hdf5, SIGNATURE};
use crate::FormatError;

/// No superblock is longer.
const LONGEST: u64 = 96;

impl Hdf5<'_> {
    /// The address of the root group's header. Fails if the file is shorter than it says.
    pub(super) fn superblock(&self) -> Result<u64, FormatError> {
        let bytes = self.read(0, self.file.len().min(LONGEST))?;
        let (end, root) = parse(&bytes).map_err(|reason| self.damaged(reason))?;
        if end > self.file.len() {
            let bytes = self.file.len();
            let reason = format!("it was cut short: of {end} bytes there are {bytes}");
            return Err(self.damaged(reason));
        }
        Ok(root)
    }
}

/// The addresses of the end of the file and of the root group's header.
fn parse(bytes: &[u8]) -> Parsed<(u64, u64)> {
    let mut bytes = Bytes::new(bytes);
    if bytes.take(SIGNATURE.len())? != SIGNATURE {
        return Err("it does not begin like one".into());
    }
    let version = bytes.byte()?;
    let sizes = match version {
        0 | 1 => {
            bytes.take(4)?;
            let sizes = (bytes.byte()?, bytes.byte()?);
            bytes.take(if version == 0 { 9 } else { 13 })?;
            sizes
        }
        2 | 3 => {
            let sizes = (bytes.byte()?, bytes.byte()?);
            bytes.take(1)?;
            sizes
        }
        other => return Err(format!("its version {other} is not known")),
    };
    if sizes != (8, 8) {
        return Err(format!("its addresses have {} bytes instead of 8", sizes.0));
    }
    if bytes.address()? != Some(0) {
        return Err("its addresses do not begin with the file".into());
    }
    bytes.address()?; // of the free space, or of the extension
    let end = bytes.number(8)?;
    let root = if version < 2 {
        bytes.take(8 + 8)?; // the driver's block, and the root's name
        bytes.address()?
    } else {
        bytes.address()?
    };
    Ok((end, root.ok_or("it has no root group")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_tells_the_end_and_the_root() {
        let number = |n: u64| n.to_le_bytes();
        let old = [
            SIGNATURE,
            &[0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0],
            &number(0),
            &number(u64::MAX),
            &number(2048),
            &number(u64::MAX),
            &number(0),
            &number(96),
            &[0; 24],
        ]
        .concat();
        let new = |version: u8, size: u8| {
            let (start, end, root) = (number(0), number(4096), number(48));
            let head = [version, size, 8, 0];
            [
                SIGNATURE,
                &head,
                &start,
                &number(u64::MAX),
                &end,
                &root,
                &[0; 4],
            ]
            .concat()
        };
        assert_eq!(parse(&old), Ok((2048, 96)));
        assert_eq!(parse(&new(2, 8)), Ok((4096, 48)));
        assert_eq!(parse(&new(3, 8)), Ok((4096, 48)));
        assert!(parse(&new(3, 4)).unwrap_err().contains("4 bytes"));
        assert!(parse(&new(9, 8)).unwrap_err().contains("version 9"));
        // The checksum behind it is not read.
        for length in 0..44 {
            assert!(parse(&new(2, 8)[..length]).is_err(), "cut at {length}");
        }
    }
}
