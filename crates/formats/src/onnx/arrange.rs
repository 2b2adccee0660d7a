//! Reshaping, transposing, slicing and joining, of constants and of nodes.

use graph::ops::Select;
use graph::{NodeId, Op};

use super::batch::Batch;
use super::build::Known;
use super::host::Host;
use super::step::Step;
use crate::FormatError;

impl Step<'_, '_> {
    /// The same values in another shape.
    pub(super) fn reshape(&mut self, known: &Known, shape: &[usize]) -> Result<Known, FormatError> {
        self.reshape_with(known, shape, None)
    }

    /// The batch axis of a node, if it is known.
    pub(super) fn batch(&self, known: &Known) -> Option<Batch> {
        match known {
            Known::Node(id) => self.build.batch.get(id).copied(),
            _ => None,
        }
    }

    /// The same values in another shape, with the new batch axis if the caller knows it.
    pub(super) fn reshape_with(
        &mut self,
        known: &Known,
        shape: &[usize],
        batch: Option<Batch>,
    ) -> Result<Known, FormatError> {
        let from = self.shape(known);
        if from == shape {
            return Ok(known.clone());
        }
        let Known::Node(id) = known else {
            return self.on_host(known, |host| host.clone().reshaped(shape));
        };
        if shape.is_empty() {
            // Nodes have at least one axis; one of size 1 broadcasts like a scalar.
            return self.reshape(known, &[1]);
        }
        let before = self.batch(known);
        let batch = batch.or_else(|| before?.reshaped(&from, shape));
        // 0 keeps the batch axis if it stays first; else -1 lets it take what remains.
        let stays = before == Some(Batch::FIRST) && from[0] == 1;
        let axes = shape.iter().enumerate().map(|(axis, size)| match batch {
            Some(Batch::FIRST) if axis == 0 && *size == 1 && stays => 0,
            Some(batch) if batch.axis == axis => -1,
            _ => size.cast_signed() as i64,
        });
        let axes = axes.collect();
        let reshaped = self.add(Op::Reshape { axes }, &[*id], vec![])?;
        if before.is_some() && batch.is_none() {
            self.build.graph.one_picture();
        }
        self.build
            .batch
            .extend(batch.map(|batch| (reshaped, batch)));
        Ok(Known::Node(reshaped))
    }

    /// The axes in another order.
    pub(super) fn transpose(
        &mut self,
        known: &Known,
        permutation: &[usize],
    ) -> Result<Known, FormatError> {
        let rank = self.shape(known).len();
        let mut sorted = permutation.to_vec();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..rank) {
            return Err(self.error(format!("{permutation:?} is not an order of {rank} axes")));
        }
        if is_ordered(permutation) {
            return Ok(known.clone());
        }
        let Known::Node(id) = known else {
            return self.on_host(known, |host| host.transposed(permutation));
        };
        let mut source = (*id, permutation.to_vec());
        if let Some((before, order)) = self.build.turned.get(id) {
            let both: Vec<usize> = permutation
                .iter()
                .filter_map(|axis| order.get(*axis).copied())
                .collect();
            if is_ordered(&both) {
                return Ok(Known::Node(*before));
            }
            source = (*before, both);
        }
        let (from, permutation) = source.clone();
        let id = self.add(Op::Transpose { permutation }, &[from], vec![])?;
        self.build.turned.insert(id, source);
        Ok(Known::Node(id))
    }

    /// The slices at these indices of an axis.
    pub(super) fn take(
        &mut self,
        known: &Known,
        axis: usize,
        places: Vec<usize>,
    ) -> Result<Known, FormatError> {
        let shape = self.shape(known);
        let size = shape.get(axis).copied().unwrap_or_default();
        if places.len() == size && is_ordered(&places) {
            return Ok(known.clone());
        }
        let Known::Node(id) = known else {
            let mut taken = shape;
            taken[axis] = places.len();
            self.check_constant(&taken, 0)?;
            return self.on_host(known, |host| host.taken(axis, &places));
        };
        let neighbours = places
            .windows(2)
            .all(|pair| pair[0].checked_add(1) == Some(pair[1]));
        let select = match places.as_slice() {
            [first, .., last] if neighbours => Select::Range {
                axis,
                range: *first..*last + 1,
            },
            [one] => Select::Range {
                axis,
                range: *one..*one + 1,
            },
            _ => Select::Places { axis, places },
        };
        self.one(Op::Select(select), &[*id], vec![])
    }

    /// The values at these places of all values in row-major order, in a new shape.
    pub(super) fn picked(
        &mut self,
        known: &Known,
        places: Vec<usize>,
        shape: &[usize],
    ) -> Result<Known, FormatError> {
        let flat = self.flat(known)?;
        let taken = self.take(&flat, 1, places)?;
        self.reshape(&taken, shape)
    }

    /// All values of a picture in one row, `[1, values]`.
    pub(super) fn flat(&mut self, known: &Known) -> Result<Known, FormatError> {
        let count = self.shape(known).iter().product();
        self.reshape(known, &[1, count])
    }

    /// Concatenates values along an axis.
    pub(super) fn concat(&mut self, parts: &[Known], axis: usize) -> Result<Known, FormatError> {
        if let [one] = parts {
            return Ok(one.clone());
        }
        if parts.iter().any(Known::is_node) {
            let ids: Vec<NodeId> = parts
                .iter()
                .map(|part| self.node_of(part))
                .collect::<Result<_, _>>()?;
            return self.one(Op::Concat { axis }, &ids, vec![]);
        }
        let mut hosts = Vec::new();
        for part in parts {
            hosts.extend(self.build.load(part)?);
        }
        let hosts: Vec<&Host> = hosts.iter().map(AsRef::as_ref).collect();
        let from = hosts.iter().map(|host| host.len()).sum();
        self.computed(Host::joined(&hosts, axis), from)
    }

    /// Broadcasts to a shape, as numpy does.
    pub(super) fn expand(&mut self, known: &Known, shape: &[usize]) -> Result<Known, FormatError> {
        let from = self.shape(known);
        if from == shape {
            return Ok(known.clone());
        }
        let Known::Node(id) = known else {
            self.check_constant(shape, 0)?;
            return self.on_host(known, |host| host.expanded(shape));
        };
        // An axis that has its size already is passed as 1, which leaves the batch open.
        let missing = shape.len().saturating_sub(from.len());
        let same = |axis: usize| axis >= missing && from[axis - missing] == shape[axis];
        let axes = (0..shape.len()).map(|axis| if same(axis) { 1 } else { shape[axis] });
        let axes = axes.collect();
        self.one(Op::Expand { axes }, &[*id], vec![])
    }

    /// Computes a constant from another. Fails if the value is a node.
    pub(super) fn on_host(
        &mut self,
        known: &Known,
        compute: impl FnOnce(&Host) -> Option<Host>,
    ) -> Result<Known, FormatError> {
        let Some(host) = self.build.load(known)? else {
            return Err(self.error("only constants are supported here".into()));
        };
        let (computed, from) = (compute(&host), host.len());
        self.computed(computed, from)
    }
}

fn is_ordered(places: &[usize]) -> bool {
    places.iter().copied().eq(0..places.len())
}
