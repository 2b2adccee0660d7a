//! Windows of convolutions and pools: attributes, padding, and rows of pixels as pictures.

use graph::NodeId;
use graph::ops::{Window, same_padding};

use super::build::Known;
use super::host::sizes;
use super::step::Step;
use crate::FormatError;

/// The largest window, stride or padding, in pixels.
const LARGEST: usize = 4096;

impl Step<'_, '_> {
    /// An attribute of two sizes, `[height, width]`. A single size, of a row of pixels, is the
    /// width; the height is then `default`.
    pub(super) fn pair(&self, name: &str, default: usize) -> Result<[usize; 2], FormatError> {
        let numbers = match self.node.ints(name) {
            None | Some([]) => return Ok([default; 2]),
            Some(numbers) => numbers,
        };
        match small(numbers).as_deref() {
            Some([width]) => Ok([default, *width]),
            Some([height, width]) => Ok([*height, *width]),
            _ => Err(self.error(format!(
                "expected two {name} of 0 to {LARGEST}, got {numbers:?}"
            ))),
        }
    }

    /// Padding `[(top, bottom), (left, right)]`; the attribute `pads` lists all beginnings, then
    /// all ends.
    pub(super) fn pads(&self) -> Result<[(usize, usize); 2], FormatError> {
        let Some(numbers) = self.node.ints("pads") else {
            return Ok([(0, 0); 2]);
        };
        match small(numbers).as_deref() {
            Some([]) => Ok([(0, 0); 2]),
            Some([left, right]) => Ok([(0, 0), (*left, *right)]),
            Some([top, left, bottom, right]) => Ok([(*top, *bottom), (*left, *right)]),
            _ => Err(self.error(format!(
                "expected four pads of 0 to {LARGEST}, got {numbers:?}"
            ))),
        }
    }

    /// The window of a convolution or pool on a picture of size `[height, width]`.
    pub(super) fn window(
        &self,
        size: [usize; 2],
        kernel: [usize; 2],
    ) -> Result<Window, FormatError> {
        let stride = self.pair("strides", 1)?;
        let dilation = self.pair("dilations", 1)?;
        if kernel.iter().any(|size| !(1..=LARGEST).contains(size)) {
            return Err(self.error(format!("a window of {kernel:?} pixels is not supported")));
        }
        let same = |axis: usize| {
            same_padding(
                size[axis],
                kernel[axis],
                stride[axis],
                dilation[axis].max(1),
            )
        };
        let padding = match self.node.text("auto_pad", "NOTSET") {
            "NOTSET" | "" => self.pads()?,
            "VALID" => [(0, 0); 2],
            "SAME_UPPER" => [same(0), same(1)],
            // The odd pixel is added at the beginning.
            "SAME_LOWER" => [same(0), same(1)].map(|(less, more)| (more, less)),
            other => return Err(self.error(format!("auto_pad `{other}` is not known"))),
        };
        Ok(Window {
            stride,
            padding,
            dilation,
        })
    }

    /// The input as a picture, and whether it was a row of pixels, which gets height 1.
    pub(super) fn picture(&mut self) -> Result<(NodeId, bool), FormatError> {
        let known = self.input(0)?;
        self.picture_of(&known)
    }

    /// A value as a picture, and whether it was a row of pixels.
    pub(super) fn picture_of(&mut self, known: &Known) -> Result<(NodeId, bool), FormatError> {
        match self.shape(known)[..] {
            [_, _, _, _] => Ok((self.node_of(known)?, false)),
            [batch, channels, width] => {
                let picture = self.reshape(known, &[batch, channels, 1, width])?;
                Ok((self.node_of(&picture)?, true))
            }
            [_, _, _, _, _] => {
                Err(self.error("only pictures of two dimensions are supported".into()))
            }
            ref shape => Err(self.error(format!(
                "expected a picture [batch, channel, height, width], got {shape:?}"
            ))),
        }
    }

    /// The output, as a row of pixels again if `row`.
    pub(super) fn without_height(
        &mut self,
        output: NodeId,
        row: bool,
    ) -> Result<Known, FormatError> {
        let known = Known::Node(output);
        match self.shape(&known)[..] {
            [batch, channels, 1, width] if row => self.reshape(&known, &[batch, channels, width]),
            _ => Ok(known),
        }
    }

    /// Height and width of a picture.
    pub(super) fn picture_size(&self, input: NodeId) -> Result<[usize; 2], FormatError> {
        match self.build.graph.shape(input)[..] {
            [_, _, height, width] => Ok([height, width]),
            ref shape => Err(self.error(format!("expected a picture, got {shape:?}"))),
        }
    }
}

fn small(numbers: &[i64]) -> Option<Vec<usize>> {
    let sizes = sizes(numbers)?;
    sizes.iter().all(|size| *size <= LARGEST).then_some(sizes)
}
