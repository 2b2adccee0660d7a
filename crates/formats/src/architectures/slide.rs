use graph::ops::Window;

/// A convolution's strides, paddings and groups, for square kernels.
#[derive(Clone, Copy)]
pub(super) struct Slide {
    pub(super) stride: usize,
    pub(super) padding: usize,
    pub(super) dilation: usize,
    pub(super) groups: usize,
}

impl Slide {
    /// Stride 1 and just so much padding that a kernel of that size keeps the picture's size.
    pub(super) fn same(kernel: usize) -> Self {
        Self {
            stride: 1,
            padding: kernel / 2,
            dilation: 1,
            groups: 1,
        }
    }

    pub(super) fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    pub(super) fn groups(self, groups: usize) -> Self {
        Self { groups, ..self }
    }

    /// Pixels of the kernel so far apart, with the padding that this needs.
    pub(super) fn dilation(self, dilation: usize) -> Self {
        Self {
            dilation,
            padding: self.padding * dilation,
            ..self
        }
    }

    pub(super) fn window(self) -> Window {
        Window {
            stride: [self.stride; 2],
            padding: [(self.padding, self.padding); 2],
            dilation: [self.dilation; 2],
        }
    }
}
