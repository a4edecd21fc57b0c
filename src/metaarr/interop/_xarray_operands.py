"""What goes into the objects of xarray: data, operands, positions and labels that are arrays of ours."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from .._call import bare, is_ours
from .._errors import MaskError, UnsupportedError
from .._front import array as make
from .._labels.arrays import unlabeled
from .._labels.kind import LABELS
from .._masks.kind import MASK
from .._sentinel import masked
from .._units.kind import UNITS
from . import xarray as exchange
from ._giving_way import says_something
from ._missing import unit_of
from ._parts import record_for
from ._xarray_inside import inside, is_labeled, lifted, replaced


def adapt(xr: Any) -> None:
    """Wrap what takes arrays of ours in."""
    replaced(xr.DataArray, "__init__", _data_array_init)
    replaced(xr.Variable, "__init__", _variable_init)
    replaced(xr.IndexVariable, "__init__", _index_variable_init)
    replaced(import_module("xarray.indexes").PandasIndex, "__init__", _index_init)
    replaced(xr.Variable, "__setitem__", _setitem)
    replaced(xr.Variable, "__getitem__", _getitem)
    for cls in (xr.DataArray, xr.Variable, xr.Dataset):
        replaced(cls, "__array_ufunc__", _ufunc)
        for name in _OPERATORS:
            replaced(cls, name, _operator)
    for cls in (xr.DataArray, xr.Dataset):
        replaced(cls, "isel", _picking)
        for name in ("sel", "reindex", "drop_sel"):
            replaced(cls, name, looking_up)


# --- construction and assignment ------------------------------------------------------------------------------------


def _data_array_init(own: Any) -> Any:
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> None:
        data = args[0] if args else kwargs.get("data")
        if is_labeled(data):
            if any(item is not None for item in (*args[1:3], kwargs.get("coords"), kwargs.get("dims"))):
                raise UnsupportedError("the array has dims and coordinates already; pass x.unlabeled to give others")
            args, kwargs = (lifted(data), *args[1:]), {key: kwargs[key] for key in kwargs if key != "data"}
        own(self, *args, **kwargs)

    return wrapper


def _variable_init(own: Any) -> Any:
    def wrapper(self: Any, dims: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        if is_labeled(data):
            data = _without_labels(data)
        own(self, dims, data, *args, **kwargs)

    return wrapper


def _without_labels(data: Any) -> Any:
    if not LABELS.is_neutral(data._labels):
        raise UnsupportedError(
            "a variable of xarray has dims of its own, and would lose or repeat those of the array; "
            "pass x.unlabeled, or make a DataArray with x.to_xarray()"
        )
    return unlabeled(data)


def _index_variable_init(own: Any) -> Any:
    def wrapper(
        self: Any, dims: Any, data: Any, attrs: Any = None, encoding: Any = None, fastpath: bool = False
    ) -> None:
        if is_ours(data):
            data, attrs = _labels_with_attributes(data, dict(attrs or {}))
        own(self, dims, data, attrs, encoding, fastpath)

    return wrapper


def _labels_with_attributes(data: Any, attrs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Labels of an index of pandas, which has neither unit nor mask: the unit becomes an attribute."""
    record = record_for(data, "xarray's indexes", (UNITS,))
    return bare(data), exchange.attributes(attrs, record.get(UNITS))


def _index_init(own: Any) -> Any:
    def wrapper(self: Any, array: Any, *args: Any, **kwargs: Any) -> None:
        held = array if is_ours(array) else inside(array)
        if held is not None and says_something(held):
            raise UnsupportedError(
                "an index of xarray has neither unit nor mask; make the unit an attribute first: "
                'x.metaarr.dequantify(), or ("x", x.magnitude, {"units": ...})'
            )
        own(self, array, *args, **kwargs)

    return wrapper


def _setitem(own: Any) -> Any:
    def wrapper(self: Any, key: Any, value: Any) -> None:
        array = inside(self)
        if value is masked:
            if array is None or MASK not in type(array)._index:
                raise MaskError("there is no mask to mark elements in; give one first: da.metaarr.quantify(mask=True)")
            value = make(np.zeros((), array.dtype), getattr(array, "units", None), mask=True)
        given = value if is_ours(value) else inside(value)
        if array is None and given is not None and says_something(given):
            raise UnsupportedError(
                "a plain variable has no place for the unit or the mask of what is assigned; "
                "make it a quantity first: da.metaarr.quantify(units, mask=True)"
            )
        own(self, _positions(key), value)

    return wrapper


def _getitem(own: Any) -> Any:
    return lambda self, key: own(self, _positions(key))


def _picking(own: Any) -> Any:
    def isel(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], Mapping):
            args = (_positions(args[0]), *args[1:])
        return own(self, *args, **_positions(kwargs))

    return isel


def _positions(key: Any) -> Any:
    """The key with plain positions: masked truth selects nothing, and a masked position is an error."""
    if isinstance(key, tuple):
        return tuple(_positions(item) for item in key)
    if isinstance(key, Mapping):
        return {name: _positions(item) for name, item in key.items()}
    array = key if is_ours(key) else inside(key)
    if array is None:
        return key
    plain = bare(np.zeros(max(array.shape, default=0)))
    found: Any = array
    for kind, meta in zip(array._kinds, array._meta, strict=True):
        found = kind.as_index(found, meta, plain)
    return bare(found) if is_ours(key) else key.copy(data=bare(found))


# --- labelled operands ----------------------------------------------------------------------------------------------

_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift", "matmul")
_OPERATORS = tuple(
    f"__{name}__"
    for name in (*_BINARY, *(f"r{b}" for b in _BINARY), *(f"i{b}" for b in _BINARY), "lt", "le", "gt", "ge", "eq", "ne")
)


def _operator(own: Any) -> Any:
    def method(self: Any, other: Any) -> Any:
        if is_labeled(other):
            other = _beside(self, other)
        _require_inside(self, other)
        return own(self, other)

    return method


def _require_inside(*operands: Any) -> None:
    """Refuse a plain variable whose attributes say a unit beside a quantity: xarray would overlook it."""
    if any(_has_units(operand) for operand in operands):
        for operand in operands:
            if hasattr(operand, "dims") and "units" in getattr(operand, "attrs", ()) and not _has_units(operand):
                raise UnsupportedError(
                    f"the attribute units={operand.attrs['units']!r} would be overlooked beside a quantity; put the "
                    "unit inside first with .metaarr.quantify(), or drop the attribute"
                )


def _has_units(operand: Any) -> bool:
    array = operand if is_ours(operand) else inside(operand)
    return array is not None and UNITS in type(array)._index


def _beside(obj: Any, array: Any) -> Any:
    """A labelled array as the operand of an object of xarray, whose labels must be the same where both have some."""
    import xarray as xr

    operand = lifted(array)
    if hasattr(obj, "coords"):
        xr.align(obj, operand, join="exact", copy=False)
        return operand
    if operand.coords:
        raise UnsupportedError(
            "a Variable has no coordinates, and those of the array would be lost; pass x.drop_coords(...)"
        )
    return operand.variable


def _ufunc(own: Any) -> Any:
    def wrapper(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        inputs = tuple(_beside(self, x) if is_labeled(x) else x for x in inputs)
        _require_inside(*inputs)
        return own(self, ufunc, method, *inputs, **kwargs)

    return wrapper


# --- labels that are looked for -------------------------------------------------------------------------------------


def looking_up(own: Any) -> Any:
    """Methods that look labels up, given in a mapping first or as keywords."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], Mapping):
            args = (_labels(self, args[0]), *args[1:])
        if any(is_ours(part) for part in (kwargs.get("tolerance"), *args[2:3])):
            raise UnsupportedError("tolerance= is a number in the unit of the coordinate; pass x.m_as(unit)")
        return own(self, *args, **_labels(self, kwargs))

    return method


def _labels(dataset: Any, labels: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        name: _labels(dataset, label) if isinstance(label, Mapping) else _label(dataset, name, label)
        for name, label in labels.items()
    }


def _label(dataset: Any, name: Any, label: Any) -> Any:
    """A label as a number in the unit that the attribute of the coordinate says."""
    if isinstance(label, slice):
        return slice(*(_label(dataset, name, part) for part in (label.start, label.stop, label.step)))
    if isinstance(label, (list, tuple)) and any(is_ours(item) for item in label):
        label = make(list(label))
    array = label if is_ours(label) else inside(label)
    if array is None or name not in dataset.coords:
        return label
    record = record_for(array, "xarray's indexes", (UNITS, LABELS))
    numbers = bare(array) if UNITS not in record else _numbers(unlabeled(array), name, dataset.coords[name].attrs)
    if not is_ours(label):
        return label.copy(data=numbers)
    return numbers if numbers.ndim else numbers[()]


def _numbers(array: Any, name: Any, attrs: Mapping[str, Any]) -> Any:
    if "units" not in attrs and not array.dimensionless:
        raise UnsupportedError(
            f"coordinate {name!r} has no attribute units, so '{array.units}' means nothing along it; "
            "pass .magnitude, or set the attribute"
        )
    return bare(array.to(unit_of(attrs["units"]) if "units" in attrs else ""))
