/// How a kernel slides over a picture. Axes are rows, columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Rows and columns of the kernel.
    pub kernel: [usize; 2],
    /// Pixels from one place to the next.
    pub stride: [usize; 2],
    /// Pixels that are added before and after.
    pub padding: [(usize, usize); 2],
    /// Pixels from one weight to the next.
    pub dilation: [usize; 2],
}

impl Window {
    /// The places along each axis where the kernel fits, without a window that starts in the padding
    /// after the picture; `None` if there is none.
    #[must_use]
    pub fn places(&self, size: [usize; 2]) -> Option<[usize; 2]> {
        let mut places = [0; 2];
        for axis in 0..2 {
            let (before, after) = self.padding[axis];
            let reach = self.dilation[axis].checked_mul(self.kernel[axis].checked_sub(1)?)? + 1;
            let rest = (size[axis] + before + after).checked_sub(reach)?;
            places[axis] = rest.checked_div(self.stride[axis])? + 1;
        }
        Some(places)
    }

    /// Whether it reads each pixel by itself, in order.
    pub(crate) fn is_pixel(&self) -> bool {
        self.kernel == [1, 1] && self.stride == [1, 1] && self.padding == [(0, 0), (0, 0)]
    }
}

/// The shape of some pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// How many.
    pub count: usize,
    /// Channels of each.
    pub channels: usize,
    /// Rows and columns.
    pub size: [usize; 2],
}

impl Pictures {
    /// Pixels of one channel.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// The number of values.
    #[must_use]
    pub fn values(&self) -> usize {
        self.count * self.channels * self.pixels()
    }
}
