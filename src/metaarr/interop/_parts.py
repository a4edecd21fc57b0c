"""Arrays on their way to and from other libraries: data, unit and mask, and nothing lost between."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .._call import bare
from .._errors import UnsupportedError
from .._family import class_with
from .._kind import Kind
from .._labels.kind import LABELS
from .._masks import hard
from .._masks.kind import MASK
from .._run import attach
from .._units.kind import UNITS
from .._units.unit import Unit

_REMEDIES: dict[Kind, str] = {
    UNITS: "pass x.magnitude",
    MASK: "pass x.filled(value) or x.unmasked",
    LABELS: "pass x.unlabeled",
}


def record_for(x: Any, library: str, takes: Collection[Kind]) -> dict[Kind, Any]:
    """Give the metadata of `x` that another library can take over.

    Raises
    ------
    UnsupportedError
        If `x` carries more than that, and more than a plain array would say as well.
    """
    record: dict[Kind, Any] = dict(zip(x._kinds, x._meta, strict=True))
    for kind, meta in record.items():
        if kind not in takes and not kind.is_neutral(meta):
            remedy = _REMEDIES.get(kind, "pass np.asarray(x)")
            raise UnsupportedError(f"an array of {library} has no {kind.name}, which would be lost; {remedy}")
    return {kind: meta for kind, meta in record.items() if kind in takes}


def copied(values: Any, copy: bool | None) -> Any:
    """Give bare data as NumPy's ``copy=`` says: a copy, or the same memory."""
    return np.array(values, copy=copy, subok=False)


def assembled(data: Any, unit: Unit | None = None, mask: Any = None) -> Any:
    """Attach a unit and a mask, as they are, to bare data."""
    data = np.asarray(bare(data))
    record = [(kind, meta) for kind, meta in ((UNITS, unit), (MASK, mask)) if meta is not None]
    if not record:
        return data
    if unit is not None:
        UNITS.check_dtype(data.dtype)
    kinds, metas = zip(*record, strict=True)
    return attach(data, class_with((), kinds), metas)


def with_own_mask(array: Any) -> Any:
    """Give an array that was just made a mask of its own: operations do not share masks with their operands."""
    at = type(array)._index.get(MASK) if hasattr(type(array), "_kinds") else None
    if at is not None:
        mask = array._meta[at]
        kept = mask.copy()
        array._replace(MASK, kept if mask.flags.writeable else hard.hardened(kept))
    return array


def whole_mask(mask: Any, data: Any, copy: bool | None) -> Any:
    """Give a mask as an array of the data's shape; a scalar one stands for all elements.

    Raises
    ------
    UnsupportedError
        If fields of a structured dtype are masked one by one.
    """
    mask = np.asarray(mask)
    if mask.dtype.names is not None:
        fields = [whole_mask(mask[name], data, True) for name in mask.dtype.names]
        if any(field.shape != np.shape(data) or (field != fields[0]).any() for field in fields):
            raise UnsupportedError("an element is masked as a whole, not field by field; convert one field at a time")
        return fields[0]
    if mask.shape != np.shape(data):
        return np.array(np.broadcast_to(mask, np.shape(data)), bool)
    return np.array(mask, bool, copy=True if copy else None)
