"""The front door: functions that make arrays of the class that fits what they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, TypeVar, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from . import _construct
from ._call import bare, is_ours
from ._family import class_with
from ._foreign import adopted, speaks
from ._kind import Kind
from ._labels.kind import LABELS
from ._masks.kind import MASK
from ._units.kind import UNITS

if TYPE_CHECKING:
    from ._array import MetaArray
    from ._classes import (
        LabeledArray,
        LabeledMaskedArray,
        LabeledMaskedQuantity,
        LabeledQuantity,
        MaskedArray,
        MaskedQuantity,
        Quantity,
    )
    from ._units.unit import Unit

    _Ours = TypeVar("_Ours", bound=MetaArray)
    _Scalar = TypeVar("_Scalar", bound=np.generic)
    UnitLike: TypeAlias = str | Unit
    Dims: TypeAlias = str | Sequence[str | None]
    Coords: TypeAlias = Mapping[str, Any] | None


class _Sharing(TypedDict, total=False):
    """What :func:`asarray` takes beside the metadata that decide on the class."""

    name: str | None
    attrs: Mapping[str, Any] | None
    hard_mask: bool | None
    dtype: DTypeLike | None


class _Copying(_Sharing, total=False):
    """The same of :func:`array`."""

    copy: bool | None
    order: Any


_KINDS: tuple[Kind, ...] = (UNITS, MASK, LABELS)


@overload
def array(data: _Ours, **options: Unpack[_Copying]) -> _Ours: ...
@overload
def array(data: NDArray[_Scalar], **options: Unpack[_Copying]) -> NDArray[_Scalar]: ...
@overload
def array(data: Any, units: UnitLike, **options: Unpack[_Copying]) -> Quantity: ...
@overload
def array(data: Any, units: UnitLike, mask: ArrayLike, **options: Unpack[_Copying]) -> MaskedQuantity: ...
@overload
def array(data: Any, units: None = None, *, mask: ArrayLike, **options: Unpack[_Copying]) -> MaskedArray: ...
@overload
def array(
    data: Any, units: UnitLike, *, dims: Dims, coords: Coords = None, **options: Unpack[_Copying]
) -> LabeledQuantity: ...
@overload
def array(
    data: Any, units: UnitLike, mask: ArrayLike, dims: Dims, coords: Coords = None, **options: Unpack[_Copying]
) -> LabeledMaskedQuantity: ...
@overload
def array(
    data: Any, units: None = None, *, mask: ArrayLike, dims: Dims, coords: Coords = None, **options: Unpack[_Copying]
) -> LabeledMaskedArray: ...
@overload
def array(
    data: Any, units: None = None, *, dims: Dims, coords: Coords = None, **options: Unpack[_Copying]
) -> LabeledArray: ...
@overload
def array(
    data: Any,
    units: UnitLike | None = None,
    mask: ArrayLike | None = None,
    dims: Dims | None = None,
    coords: Coords = None,
    **options: Unpack[_Copying],
) -> Any: ...
def array(
    data: Any,
    units: Any = None,
    mask: Any = None,
    dims: str | Sequence[str | None] | None = None,
    coords: Mapping[str, Any] | None = None,
    *,
    name: str | None = None,
    attrs: Mapping[str, Any] | None = None,
    hard_mask: bool | None = None,
    dtype: Any = None,
    copy: bool | None = True,
    order: Any = "K",
) -> Any:
    """Make an array that carries just the metadata that are given.

    Parameters
    ----------
    data
        Anything that :func:`numpy.array` takes; also arrays of metaarr, lists that hold them or :data:`metaarr.masked`,
        and :class:`numpy.ma.MaskedArray`. Metadata that the data have already are kept.
    units
        Unit of the values: a string, a unit of :data:`metaarr.units`, or ``""`` for a dimensionless quantity. Data that
        have a unit already are converted to it.
    mask
        True where an element is masked; broadcast to the data's shape, and copied.
    dims
        One name for each axis, ``None`` for an axis without one; a single name for an array with one axis.
    coords
        Coordinates by name: an array along the dim of that name, ``(dims, array)``, or a scalar.
    name, attrs
        Name of the array and a mapping of anything else, as xarray and CF files call them.
    hard_mask
        Whether assignment leaves masked elements alone (see ``harden_mask``); True gives the array a mask.
    dtype, copy, order
        As in :func:`numpy.array`.

    Returns
    -------
    MetaArray
        Of the class that has these kinds of metadata (``Quantity``, ``MaskedQuantity`` …); a plain
        :class:`numpy.ndarray` if there are none.

    Raises
    ------
    UndefinedUnitError, DimensionalityError
        For an unknown unit, or one that does not fit the data's.
    MaskError
        For a mask of another shape.
    DimsError
        For dims or coordinates that do not fit the shape.

    Examples
    --------
    >>> import metaarr as mt
    >>> t = mt.array([12.8, 10.6, 11.7], "degC", mask=[0, 0, 1], dims="time")
    >>> t
    LabeledMaskedQuantity([12.8, 10.6, --], 'degree_Celsius', dims=('time',))
    >>> t.mean("time")
    LabeledMaskedQuantity(11.7, 'degree_Celsius', dims=())
    """
    labels = {"dims": dims, "coords": coords, "name": name, "attrs": attrs}
    given = {k: v for k, v in ({"units": units, "mask": mask} | labels).items() if v is not None}
    values, metas, _ = _construct.unpacked(data, dtype, copy, order)
    if hard_mask and MASK not in metas:
        given.setdefault("mask", False)
    kinds = [k for k in _KINDS if k in metas or any(keyword in given for keyword in k.keywords)]
    others = [k for k in metas if k not in _KINDS]
    cls = class_with((type(data),) if is_ours(data) else (), tuple(kinds + others))
    if cls is np.ndarray:
        return values
    made = _construct.build(cls, values, metas, given)
    if hard_mask is not None and MASK in kinds:
        return made.harden_mask() if hard_mask else made.soften_mask()
    return made


def from_any(
    obj: Any,
    units: Any = None,
    mask: Any = None,
    dims: str | Sequence[str | None] | None = None,
    coords: Mapping[str, Any] | None = None,
    *,
    name: str | None = None,
    attrs: Mapping[str, Any] | None = None,
    hard_mask: bool | None = None,
    dtype: Any = None,
    copy: bool | None = None,
    order: Any = "K",
) -> Any:
    """Make an array from an object of any library, keeping what it means and sharing its memory where possible.

    Parameters
    ----------
    obj
        What it is tells its type: quantities of pint, astropy and unyt bring their unit, masked arrays of numpy.ma
        their mask, objects of pandas and xarray their labels, tensors their numbers; anything else is read through
        NumPy's protocols (the buffer protocol, ``__array_struct__``, ``__array_interface__``, ``__array__``) or
        DLPack. No library is imported for it.
    units, mask, dims, coords, name, attrs, hard_mask, dtype, order
        What the object does not say, as :func:`array` takes it.
    copy
        ``None`` shares memory where possible, ``True`` copies, ``False`` shares or raises.

    Returns
    -------
    MetaArray
        Or a plain :class:`numpy.ndarray`, if neither the object nor the call says anything about the values.

    Raises
    ------
    UnsupportedError
        For what is never done by accident: copying from another device, making a sparse array dense.
    ValueError
        If ``copy=False`` and the memory cannot be shared.

    Examples
    --------
    >>> import numpy as np
    >>> import pint
    >>> import metaarr as mt
    >>> mt.from_any(pint.Quantity([1.0, 2.0], "km"), mask=[False, True])
    MaskedQuantity([1., --], 'kilometer')
    >>> mt.from_any(memoryview(b"abc"), units="count")
    Quantity([97, 98, 99], 'count', dtype=uint8)
    """
    given = {"hard_mask": hard_mask, "dtype": dtype, "copy": copy, "order": order}
    return array(obj, units, mask, dims, coords, name=name, attrs=attrs, **given)


@overload
def asarray(data: _Ours, **options: Unpack[_Sharing]) -> _Ours: ...
@overload
def asarray(data: NDArray[_Scalar], **options: Unpack[_Sharing]) -> NDArray[_Scalar]: ...
@overload
def asarray(data: Any, units: UnitLike, **options: Unpack[_Sharing]) -> Quantity: ...
@overload
def asarray(data: Any, units: UnitLike, mask: ArrayLike, **options: Unpack[_Sharing]) -> MaskedQuantity: ...
@overload
def asarray(data: Any, units: None = None, *, mask: ArrayLike, **options: Unpack[_Sharing]) -> MaskedArray: ...
@overload
def asarray(
    data: Any, units: UnitLike, *, dims: Dims, coords: Coords = None, **options: Unpack[_Sharing]
) -> LabeledQuantity: ...
@overload
def asarray(
    data: Any, units: UnitLike, mask: ArrayLike, dims: Dims, coords: Coords = None, **options: Unpack[_Sharing]
) -> LabeledMaskedQuantity: ...
@overload
def asarray(
    data: Any, units: None = None, *, mask: ArrayLike, dims: Dims, coords: Coords = None, **options: Unpack[_Sharing]
) -> LabeledMaskedArray: ...
@overload
def asarray(
    data: Any, units: None = None, *, dims: Dims, coords: Coords = None, **options: Unpack[_Sharing]
) -> LabeledArray: ...
@overload
def asarray(
    data: Any,
    units: UnitLike | None = None,
    mask: ArrayLike | None = None,
    dims: Dims | None = None,
    coords: Coords = None,
    **options: Unpack[_Sharing],
) -> Any: ...
def asarray(
    data: Any,
    units: Any = None,
    mask: Any = None,
    dims: str | Sequence[str | None] | None = None,
    coords: Mapping[str, Any] | None = None,
    *,
    name: str | None = None,
    attrs: Mapping[str, Any] | None = None,
    hard_mask: bool | None = None,
    dtype: Any = None,
) -> Any:
    """Make an array as :func:`array` does, sharing the data's memory where possible.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> plain = np.zeros(2)
    >>> q = mt.asarray(plain, "m")
    >>> q[0] = 1 * mt.units.km
    >>> plain
    array([1000.,    0.])
    """
    return array(data, units, mask, dims, coords, name=name, attrs=attrs, hard_mask=hard_mask, dtype=dtype, copy=None)


def _unit_and_numbers(values: Sequence[Any], units: Any) -> tuple[Any, list[Any]]:
    """Unit of a creation from several values (the first that has one, or `units`), and the values as numbers in it."""
    unit = next((v._meta[type(v)._index[UNITS]] for v in values if is_ours(v) and UNITS in type(v)._index), None)
    if units is not None:
        unit = UNITS.parsed(units)
    if unit is None:
        return None, list(values)
    return unit, [None if v is None else bare(UNITS.number_in(v, unit, explicit=units is not None)) for v in values]


def _created(values: Any, unit: Any) -> Any:
    return values if unit is None else _construct.build(class_with((), (UNITS,)), values, {UNITS: unit}, {})


@overload
def arange(
    start: Any, stop: Any = None, step: Any = None, *, units: UnitLike, dtype: DTypeLike | None = None
) -> Quantity: ...
@overload
def arange(
    start: Any, stop: Any = None, step: Any = None, *, units: None = None, dtype: DTypeLike | None = None
) -> Any: ...
def arange(start: Any, stop: Any = None, step: Any = None, *, units: Any = None, dtype: Any = None) -> Any:
    """Evenly spaced values within a half-open interval; see :func:`numpy.arange`.

    Parameters
    ----------
    start, stop, step
        Quantities of one dimension, or numbers (in `units`).
    units
        Unit of the result; the first one among the arguments otherwise.
    dtype
        Dtype of the result.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.arange(0, 3, units="m")
    Quantity([0, 1, 2], 'meter')
    """
    unit, (first, last, by) = _unit_and_numbers((start, stop, step), units)
    if last is None:
        first, last = 0, first
    return _created(np.arange(first, last, 1 if by is None else by, dtype=dtype), unit)


@overload
def linspace(
    start: Any, stop: Any, num: int = 50, *, endpoint: bool = True, units: UnitLike, dtype: DTypeLike | None = None
) -> Quantity: ...
@overload
def linspace(
    start: Quantity, stop: Any, num: int = 50, *, endpoint: bool = True, dtype: DTypeLike | None = None
) -> Quantity: ...
@overload
def linspace(
    start: Any, stop: Any, num: int = 50, *, endpoint: bool = True, units: None = None, dtype: DTypeLike | None = None
) -> Any: ...
def linspace(
    start: Any, stop: Any, num: int = 50, *, endpoint: bool = True, units: Any = None, dtype: Any = None
) -> Any:
    """Evenly spaced values over an interval; see :func:`numpy.linspace`.

    Examples
    --------
    >>> import metaarr as mt
    >>> u = mt.units
    >>> mt.linspace(0 * u.m, 1 * u.km, 3)
    Quantity([   0.,  500., 1000.], 'meter')
    """
    unit, (first, last) = _unit_and_numbers((start, stop), units)
    return _created(np.linspace(first, last, num, endpoint=endpoint, dtype=dtype), unit)


@overload
def full(
    shape: Any, fill_value: Any, units: UnitLike, *, dtype: DTypeLike | None = None, order: Any = "C"
) -> Quantity: ...
@overload
def full(
    shape: Any, fill_value: Any, units: None = None, *, dtype: DTypeLike | None = None, order: Any = "C"
) -> Any: ...
def full(shape: Any, fill_value: Any, units: Any = None, *, dtype: Any = None, order: Any = "C") -> Any:
    """Make an array of one value; see :func:`numpy.full`.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.full(2, 3 * mt.units.m)
    Quantity([3, 3], 'meter')
    """
    unit, (value,) = _unit_and_numbers((fill_value,), units)
    return _created(np.full(shape, value, dtype=dtype, order=order), unit)


@overload
def zeros(shape: Any, units: UnitLike, *, dtype: DTypeLike = ..., order: Any = ...) -> Quantity: ...
@overload
def zeros(shape: Any, units: None = None, *, dtype: DTypeLike = ..., order: Any = ...) -> NDArray[Any]: ...
def zeros(shape: Any, units: Any = None, *, dtype: Any = float, order: Any = "C") -> Any:
    """Make an array of zeros in `units`; see :func:`numpy.zeros`."""
    return _created(np.zeros(shape, dtype, order), None if units is None else UNITS.parsed(units))


@overload
def ones(shape: Any, units: UnitLike, *, dtype: DTypeLike = ..., order: Any = ...) -> Quantity: ...
@overload
def ones(shape: Any, units: None = None, *, dtype: DTypeLike = ..., order: Any = ...) -> NDArray[Any]: ...
def ones(shape: Any, units: Any = None, *, dtype: Any = float, order: Any = "C") -> Any:
    """Make an array of ones in `units`; see :func:`numpy.ones`."""
    return _created(np.ones(shape, dtype, order), None if units is None else UNITS.parsed(units))


@overload
def empty(shape: Any, units: UnitLike, *, dtype: DTypeLike = ..., order: Any = ...) -> Quantity: ...
@overload
def empty(shape: Any, units: None = None, *, dtype: DTypeLike = ..., order: Any = ...) -> NDArray[Any]: ...
def empty(shape: Any, units: Any = None, *, dtype: Any = float, order: Any = "C") -> Any:
    """Make an array in `units` without setting its values; see :func:`numpy.empty`."""
    return _created(np.empty(shape, dtype, order), None if units is None else UNITS.parsed(units))


@overload
def eye(n: int, m: int | None = None, k: int = 0, *, units: UnitLike, dtype: DTypeLike = ...) -> Quantity: ...
@overload
def eye(n: int, m: int | None = None, k: int = 0, units: None = None, *, dtype: DTypeLike = ...) -> NDArray[Any]: ...
def eye(n: int, m: int | None = None, k: int = 0, units: Any = None, *, dtype: Any = float) -> Any:
    """Make a matrix with ones, in `units`, on a diagonal; see :func:`numpy.eye`."""
    return _created(np.eye(n, m, k, dtype), None if units is None else UNITS.parsed(units))


def is_masked(value: Any) -> bool:
    """Whether any element of `value` is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1.0, 2.0], "m", mask=[0, 1])
    >>> mt.is_masked(x[1]), mt.is_masked(x[0])
    (True, False)
    """
    value = adopted(value) if speaks(value) else value
    return value is _construct.masked or (is_ours(value) and MASK in type(value)._index and bool(value.mask.any()))
