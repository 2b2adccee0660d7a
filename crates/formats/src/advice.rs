use std::fmt::{Display, Formatter, Result};

use crate::words::{cut, name};

/// How to export a network whose weights alone are not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportAdvice {
    /// The channels that its first layer takes, if it shows them.
    pub channels: Option<usize>,
    /// `[height, width]` of its input, if the files say so.
    pub size: Option<[usize; 2]>,
}

impl Display for ExportAdvice {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let channels = self.channels.unwrap_or(3);
        let size = match self.size {
            Some([height, width]) => format!("{height}, {width}"),
            None => "HEIGHT, WIDTH".into(),
        };
        write!(
            out,
            "Export it as ONNX: `torch.onnx.export(model.eval(), (torch.zeros(1, {channels}, {size}),), \"model.onnx\", external_data=False)`"
        )
    }
}

/// Says that nothing is known that has these tensors.
pub(crate) fn network_unknown(
    said: Option<&str>,
    tensors: usize,
    first: &[String],
    nearest: Option<&str>,
) -> String {
    let nearest = nearest.map_or_else(String::new, |family| format!("; closest family: {family}"));
    if let Some(said) = said {
        format!(
            "`{}` is not known by its weights alone{nearest}",
            name(said)
        )
    } else {
        let names = cut(&first.join(", "), 70);
        format!("no network is known whose {tensors} tensors are named {names}{nearest}")
    }
}
