"""What comes out of the objects of xarray: interpolated and filled values, files, plots, other libraries' objects.

The routines of bottleneck, numbagg and flox, which xarray prefers where they are installed, read the buffer; NumPy's,
which ask us, are taken for our arrays instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from .._array import MetaArray
from .._call import bare, is_ours
from .._errors import MaskError, UnsupportedError
from .._labels.arrays import hidden, record_of, remade
from .._masks.kind import MASK
from .._units.kind import UNITS
from ._missing import is_missing
from ._parts import record_for
from ._xarray_inside import carries, inline, inside, replaced, with_attributes
from ._xarray_operands import looking_up


def adapt(xr: Any) -> None:
    """Wrap what reads the buffer."""
    MetaArray._repr_inline_ = inline  # type: ignore[attr-defined]
    for cls in (xr.DataArray, xr.Dataset):
        for name in ("to_netcdf", "to_zarr", "to_dict"):
            replaced(cls, name, _writing)
        for name in ("to_series", "to_pandas", "to_dataframe", "to_dask_dataframe", "curvefit", "rank"):
            replaced(cls, name, _refusing)
        replaced(cls.plot, "__init__", _of_object)
    for cls in (xr.DataArray, xr.Variable):
        replaced(cls, "to_index", _refusing)
        for name in _NUMBERS:
            replaced(cls, name, _as_number)
    replaced(xr.DataArray, "to_masked_array", _to_masked_array)
    for accessor in (xr.DataArray.dt, xr.DataArray.str):
        replaced(getattr(accessor, "__origin__", accessor), "__new__", _refusing_accessor)
    replaced(import_module("xarray.conventions"), "encode_cf_variable", _refusing)
    replaced(xr.Dataset, "interp", lambda own: looking_up(_interpolating(own)))
    _adapt_routines(xr)


def _adapt_routines(xr: Any) -> None:
    nputils, utils, groupby, aggregations, arrays, missing = (
        import_module(f"xarray.core.{name}")
        for name in ("nputils", "utils", "groupby", "_aggregations", "duck_array_ops", "missing")
    )
    for name in [name for name in vars(nputils) if name.startswith("nan") and hasattr(np, name)]:
        replaced(nputils, name, _numpys)
    for module in (utils, groupby, aggregations):
        replaced(module, "contains_only_chunked_or_numpy", _without_flox)
    for module in (arrays, missing):
        replaced(module, "push", _push)
    replaced(missing, "interp_na", _filling)
    rolling = type(xr.DataArray(np.zeros(1), dims="x").rolling(x=1))
    replaced(rolling, "_array_reduce", _rolling)


# --- interpolation --------------------------------------------------------------------------------------------------

_LOCAL = ("linear", "nearest", "slinear", "zero")


def _interpolating(own: Any) -> Any:
    def interp(self: Any, *args: Any, **kwargs: Any) -> Any:
        arrays = {name: inside(self[name]) for name in self.data_vars if inside(self[name]) is not None}
        if not arrays:
            return own(self, *args, **kwargs)
        method = args[1] if len(args) > 1 else kwargs.get("method", "linear")
        _check_interpolation(arrays, method, kwargs.get("kwargs") or {})

        def again(change: Callable[[Any], Any]) -> Any:
            return own(_changed(self, arrays, change), *args, **kwargs)

        values = again(_shown)
        holes, floor = (again(_holes), again(_zeros)) if any(map(_is_masked, arrays.values())) else (None, None)
        made = {}
        for name, array in arrays.items():
            mask = None
            if MASK in type(array)._index:
                mask = np.zeros(values[name].shape, np.bool_)
                if holes is not None and floor is not None:
                    mask = np.isnan(holes[name].values) & ~np.isnan(floor[name].values)
            made[name] = values[name].copy(data=_like(array, values[name].values, mask))
        return values.assign(made)

    return interp


def _check_interpolation(arrays: Mapping[Any, Any], method: Any, options: Mapping[str, Any]) -> None:
    if method not in _LOCAL and any(map(_is_masked, arrays.values())):
        raise MaskError(
            f"interpolation with method={method!r} uses every element, and some are masked; "
            "fill them with .metaarr.filled(value), or use method='linear'"
        )
    if _fills(options.get("fill_value")) and any(UNITS in type(array)._index for array in arrays.values()):
        raise UnsupportedError("fill_value= of interpolation has no unit; use .fillna(quantity) on the result")


def _like(array: Any, values: Any, mask: Any) -> Any:
    """Values that were interpolated, with the metadata of the array that they come from."""
    values = np.asarray(values)
    record = record_of(array)
    for kind, meta in record.items():
        if kind is MASK:
            record[kind] = mask
        elif not kind.per_array:
            if not kind.is_neutral(meta):
                raise UnsupportedError(
                    f"interpolation does not know {kind.name}, which belongs to the elements; drop it first"
                )
            record[kind] = kind.neutral(values)
    return remade(values, record, array)


def _fills(value: Any) -> bool:
    """Whether interpolation puts numbers outside of the range."""
    return value is not None and not isinstance(value, str) and not bool(np.all(np.isnan(np.asarray(value, float))))


def _is_masked(array: Any) -> bool:
    mask = hidden(array)
    return mask is not None and bool(mask.any())


def _changed(dataset: Any, arrays: Mapping[Any, Any], change: Callable[[Any], Any]) -> Any:
    return dataset.assign({name: dataset[name].copy(data=np.asarray(change(array))) for name, array in arrays.items()})


def _shown(array: Any) -> Any:
    mask = hidden(array)
    return bare(array) if mask is None else np.where(mask, np.zeros((), array.dtype), bare(array))


def _holes(array: Any) -> Any:
    mask = hidden(array)
    return np.zeros(array.shape) if mask is None else np.where(mask, np.nan, 0.0)


def _zeros(array: Any) -> Any:
    return np.zeros(array.shape)


def _filling(own: Any) -> Any:
    """``interpolate_na``: missing values are filled from those that are visible, masked elements stay masked."""

    def interp_na(self: Any, *args: Any, **kwargs: Any) -> Any:
        array = inside(self)
        if array is None or array.dtype.kind not in "fc":
            return own(self, *args, **kwargs)
        mask = hidden(array)
        values = bare(array) if mask is None else np.where(mask, np.nan, bare(array))
        made = own(self.copy(data=values), *args, **kwargs)
        return made.copy(data=_like(array, made.values, None if mask is None else mask.copy()))

    return interp_na


# --- ways out -------------------------------------------------------------------------------------------------------


def _writing(own: Any) -> Any:
    """Methods that write: units become attributes, masked elements missing values."""
    return lambda self, *args, **kwargs: own(with_attributes(self), *args, **kwargs)


def _of_object(own: Any) -> Any:
    """Accessors that draw what their object holds."""
    return lambda self, obj, *args, **kwargs: own(self, with_attributes(obj), *args, **kwargs)


def _refusing(own: Any) -> Any:
    """Methods that hand the buffer to a library which has no place for units and masks."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if carries(self):
            raise UnsupportedError(
                f"{own.__name__} would lose units and masks; use .metaarr.dequantify() first, which makes them "
                "attributes and missing values, or metaarr.from_xarray(x)"
            )
        return own(self, *args, **kwargs)

    return method


def _refusing_accessor(own: Any) -> Any:
    def wrapper(cls: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if carries(obj.variable):
            raise UnsupportedError(
                "the accessors dt and str read the buffer, masked elements too; "
                "use metaarr.from_xarray(da), or .metaarr.dequantify() first"
            )
        return own(cls, obj, *args, **kwargs) if own is not object.__new__ else own(cls)

    return wrapper


_NUMBERS: Mapping[str, Callable[[Any], Any]] = {
    "__bool__": bool,
    "__complex__": complex,
    "__float__": float,
    "__int__": int,
}


def _as_number(own: Any) -> Any:
    """``float(da)`` and its like: what the array inside answers."""
    number = _NUMBERS[own.__name__]
    return lambda self: own(self) if inside(self) is None else number(inside(self))


def _to_masked_array(own: Any) -> Any:
    def to_masked_array(self: Any, copy: bool = True) -> Any:
        array = inside(self)
        if array is None:
            return own(self, copy)
        record = record_for(array, "numpy.ma", (MASK,))
        missing = is_missing(bare(array))
        return np.ma.MaskedArray(bare(array), missing | record.get(MASK, False), copy=copy)

    return to_masked_array


# --- routines of other libraries, which read the buffer -------------------------------------------------------------


def _numpys(own: Any) -> Any:
    """A reduction that NumPy has under the same name, instead of bottleneck's or numbagg's."""
    function = getattr(np, own.__name__)
    return lambda values, axis=None, **kwargs: (function if is_ours(values) else own)(values, axis=axis, **kwargs)


def _without_flox(own: Any) -> Any:
    return lambda obj: not carries(obj) and own(obj)


def _rolling(own: Any) -> Any:
    def _array_reduce(self: Any, *args: Any, **kwargs: Any) -> Any:
        if inside(self.obj) is not None:
            kwargs |= {name: None for name in ("bottleneck_move_func", "numbagg_move_func") if name in kwargs}
        return own(self, *args, **kwargs)

    return _array_reduce


def _push(own: Any) -> Any:
    return lambda array, n, axis, **kwargs: (_pushed if is_ours(array) else own)(array, n, axis, **kwargs)


def _pushed(array: Any, limit: int | None, axis: int) -> Any:
    """Put the last element that is neither missing nor masked in the place of missing ones."""
    missing = is_missing(bare(array))
    mask = hidden(array)
    covered = np.zeros(array.shape, np.bool_) if mask is None else mask
    shape = [1] * array.ndim
    shape[axis] = -1
    here = np.arange(array.shape[axis]).reshape(shape)
    last = np.maximum.accumulate(np.where(missing | covered, -1, here), axis=axis)
    fill = missing & ~covered & (last >= 0)
    if limit is not None:
        fill &= here - last <= limit
    return np.take_along_axis(array, np.where(fill, last, here), axis)
