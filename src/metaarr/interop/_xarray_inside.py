"""Arrays with units and masks inside the objects of xarray: finding them, and taking them out and in.

xarray computes with NumPy's functions, which ask us, so most of its methods keep units and masks by themselves. The
others read the buffer: they hand the data to pandas, SciPy, matplotlib or a file. Those are wrapped when xarray is
imported (``_xarray_operands``, ``_xarray_results``), and keep the metadata, write them out as CF attributes, or refuse;
see decision record 0013.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import numpy as np

from .._call import bare, is_ours
from .._errors import UnsupportedError
from .._front import array as make
from .._labels.arrays import hidden, unlabeled
from .._labels.kind import LABELS
from .._masks.kind import MASK
from .._units.kind import UNITS
from . import xarray as exchange
from ._giving_way import says_something
from ._parts import record_for

_MARK = "gives_way_to_metaarr"


def replaced(owner: Any, name: str, make_wrapper: Callable[[Any], Any]) -> None:
    """Wrap a function of a class or module, once; what is not there stays so."""
    own = getattr(owner, name, None)
    if own is not None and not hasattr(own, _MARK):
        wrapper = wraps(own)(make_wrapper(own))
        setattr(wrapper, _MARK, True)
        setattr(owner, name, wrapper)


# --- what is inside -------------------------------------------------------------------------------------------------


def inside(obj: Any) -> Any:
    """Give the array of ours that a Variable or a DataArray holds; None if it holds another."""
    data = getattr(getattr(obj, "variable", obj), "_data", None)
    return data if is_ours(data) else None


def variables_of(obj: Any) -> Iterator[Any]:
    """Give the variables of a Dataset, a DataArray with its coordinates, or a Variable."""
    if hasattr(obj, "data_vars"):
        yield from obj.variables.values()
    else:
        yield getattr(obj, "variable", obj)
        if hasattr(obj, "coords"):
            yield from obj.coords.variables.values()


def carries(obj: Any) -> bool:
    """Whether any variable holds an array of ours that a plain one would not do for."""
    found = (inside(variable) for variable in variables_of(obj))
    return any(array is not None and says_something(array) for array in found)


def is_labeled(value: Any) -> bool:
    """Whether `value` is an array of ours with labels."""
    return is_ours(value) and LABELS in type(value)._index


def lifted(array: Any) -> Any:
    """Give a labelled array as a DataArray that holds it, unit and mask inside.

    Raises
    ------
    UnsupportedError
        If an axis has no name.
    """
    import xarray as xr

    labels = array._labels
    if None in labels.dims:
        raise UnsupportedError(
            f"every axis has a name in xarray, not dims={labels.dims}; name them with mt.array(x, dims=...)"
        )
    coords = exchange.coordinates(xr, labels, array.shape)
    made = xr.DataArray(unlabeled(array), coords, labels.dims, labels.name, dict(labels.attrs))
    exchange.describe_levels(made, labels)
    return made


# --- units as attributes, masks as missing values, and back ---------------------------------------------------------


def with_attributes(obj: Any) -> Any:
    """Give a DataArray or a Dataset without arrays of ours: units as attributes, masked elements as missing values."""
    if not any(inside(variable) is not None for variable in variables_of(obj)):
        return obj
    coords = {name: _plain(v) for name, v in obj.coords.variables.items() if inside(v) is not None}
    made = obj.assign_coords(coords) if coords else obj
    if hasattr(obj, "data_vars"):
        return made.assign(
            {name: _plain(obj[name].variable) for name in obj.data_vars if inside(obj[name]) is not None}
        )
    if inside(obj) is None:
        return made
    values, note, mask, attrs = _parts(obj.variable)
    made = made.copy(data=values)
    made.attrs, made.encoding = attrs, {**obj.encoding, **note}
    return made if mask is None else made.assign_coords({exchange.MASK_NAME: exchange.flags(obj.dims, mask)})


def _parts(variable: Any) -> Any:
    array = inside(variable)
    record = record_for(array, "xarray", (UNITS, MASK))
    attrs = exchange.attributes(variable.attrs, record.get(UNITS))
    return *exchange.with_holes(bare(array), record.get(MASK)), attrs


def _plain(variable: Any) -> Any:
    values, note, mask, attrs = _parts(variable)
    if mask is not None:
        raise UnsupportedError(
            "NaN cannot stand for masked elements here, since NaN would not tell them from others; "
            "fill them with .filled(value) first"
        )
    return type(variable)(variable.dims, values, attrs, {**variable.encoding, **note})


def with_arrays(obj: Any, units: Any = None, mask: bool | None = None) -> Any:
    """Give a DataArray with its ``units`` attribute and its missing values as unit and mask of an array of ours."""
    values, found, unit, attrs = exchange.decoded(obj.variable, mask)
    flags = exchange.mask_of(obj)
    inner = make(values, unit, mask=found if flags is None else flags)
    made = obj.copy(data=inner if units is None else make(inner, units))
    made.attrs = attrs
    made.encoding = {key: value for key, value in obj.encoding.items() if key != exchange.NOTE}
    return made if flags is None else made.drop_vars(exchange.MASK_NAME)


# --- text -----------------------------------------------------------------------------------------------------------


def inline(array: Any, max_width: int) -> str:
    """Give an array in one line of `max_width` characters, for the table of variables of xarray."""
    unit = f" {array.units}" if UNITS in type(array)._index else ""
    return (" ".join(_items(array, max_width - len(unit))) + unit).strip()


def _items(array: Any, width: int) -> list[str]:
    """As many elements from both ends as there is room for."""
    flat = bare(array).ravel()
    mask = hidden(array)
    covered = np.zeros(flat.shape, np.bool_) if mask is None else mask.ravel()
    size = flat.size
    shown: list[str] = []
    for count in range(1, size + 1):
        places = [*range((count + 1) // 2), *range(size - count // 2, size)]
        texts = ["--" if covered[i] else _item(flat[i]) for i in places]
        if count < size:
            texts.insert((count + 1) // 2, "...")
        if shown and len(" ".join(texts)) > width:
            break
        shown = texts
    return shown


def _item(value: Any) -> str:
    return f"{value:.4}" if isinstance(value, (float, np.floating, complex, np.complexfloating)) else str(value)
