"""xarray: labelled arrays become DataArrays and back.

=====================  ================================================================================================
here                   in a DataArray
=====================  ================================================================================================
unit                   ``attrs["units"]``, of coordinates too
mask                   NaN or NaT (integers become floats, other dtypes objects); where NaN would not tell, or is an
                       element itself, a boolean coordinate ``mask`` along all dims
axis without a name    ``dim_0``, ``dim_1`` …
bin edges              a coordinate of intervals
dims that were         a MultiIndex
stacked
=====================  ================================================================================================

``encoding["metaarr"]`` notes the dtype, and whether there was a mask. xarray keeps it while elements are picked and
drops it in computations; no file format writes it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare, is_ours
from .._errors import LabelsError, UnsupportedError
from .._foreign import adopted
from .._front import array as make
from .._labels.aligning import places_of
from .._labels.arrays import hidden
from .._labels.coord import Coord
from .._labels.kind import LABELS
from .._labels.reshaping import level_names
from .._labels.state import Labels
from .._masks.kind import MASK
from .._units.kind import UNITS
from ._missing import Note, is_missing, marked, restored, unit_of, unit_text
from ._parts import record_for

NOTE = "metaarr"
MASK_NAME = "mask"
_NO_NAME = re.compile(r"dim_\d+")

# -- to xarray -------------------------------------------------------------------------------------------------------


def to_xarray(array: Any) -> Any:
    """Give a labelled array as a DataArray; see ``LabeledArray.to_xarray``."""
    import xarray as xr

    record = record_for(array, "xarray", (UNITS, MASK, LABELS))
    labels: Labels = record[LABELS]
    dims = tuple(f"dim_{axis}" if dim is None else dim for axis, dim in enumerate(labels.dims))
    values, encoding, mask = with_holes(bare(array), record.get(MASK))
    coords = coordinates(xr, labels, array.shape)
    if mask is not None:
        if MASK_NAME in labels.coords:
            raise UnsupportedError(
                f"NaN cannot stand for masked elements here, and there is a coordinate {MASK_NAME!r} already; "
                "rename it with .rename, or fill masked elements with .filled(value)"
            )
        coords[MASK_NAME] = flags(dims, mask)
    made = xr.DataArray(values, coords, dims, labels.name, attributes(labels.attrs, record.get(UNITS)))
    made.encoding = encoding
    describe_levels(made, labels)
    return made


def flags(dims: Any, mask: NDArray[np.bool_]) -> Any:
    """The coordinate that says which elements are masked."""
    import xarray as xr

    return xr.Variable(dims, mask, {NOTE: "mask"})


def with_holes(values: NDArray[Any], mask: NDArray[np.bool_] | None) -> tuple[Any, dict[str, Any], Any]:
    """The values with masked ones marked as missing, the note about them, and the mask where that cannot be done."""
    found = values.copy() if mask is None else marked(values, mask)
    note = {NOTE: tuple(Note(values.dtype.str, mask is not None))} if values.dtype.kind != "V" else {}
    return (values.copy(), note, mask.copy()) if found is None and mask is not None else (found, note, None)


def attributes(attrs: Mapping[str, Any], unit: Any) -> dict[str, Any]:
    """Attributes, and the unit among them."""
    if unit is None:
        return dict(attrs)
    if "units" in attrs:
        raise UnsupportedError(
            f"the attribute units={attrs['units']!r} stands where the unit '{unit}' goes; take it out of .attrs first"
        )
    return {**attrs, "units": unit_text(unit)}


def coordinates(xr: Any, labels: Labels, shape: tuple[int, ...]) -> dict[Hashable, Any]:
    """The coordinates as xarray takes them."""
    coords: dict[Hashable, Any] = {}
    for dim in _stacked_dims(labels):
        coords |= dict(xr.Coordinates.from_pandas_multiindex(multi_index(labels, dim), dim))
    sizes = labels.sizes(shape)
    for name, coord in labels.coords.items():
        if name not in coords:
            coords[name] = _variable(xr, name, coord, coord.is_edges(sizes))
    return coords


def _stacked_dims(labels: Labels) -> list[str]:
    return [dim for dim in labels.dims if dim is not None and dim not in labels.coords and level_names(labels, dim)]


def multi_index(labels: Labels, dim: str) -> Any:
    """The pandas index of a dim that was stacked of others."""
    import pandas as pd

    names = level_names(labels, dim)
    pairs = [(labels.coords[name], labels.coords[name].origin) for name in names]
    levels = [np.asarray(origin.values) for _, origin in pairs if origin is not None]
    codes = [places_of(origin, name, coord) for name, (coord, origin) in zip(names, pairs, strict=True) if origin]
    return pd.MultiIndex(levels=levels, codes=codes, names=names)


def describe_levels(made: Any, labels: Labels) -> None:
    """Give the levels of a MultiIndex their attributes."""
    for dim in _stacked_dims(labels):
        for name in level_names(labels, dim):
            coord = labels.coords[name]
            made.coords[name].attrs.update(attributes(coord.attrs, coord.units))
            made.coords[name].encoding[NOTE] = tuple(Note(coord.values.dtype.str, masked=False))


def _variable(xr: Any, name: str, coord: Coord, edges: bool) -> Any:
    values, mask = bare(coord.values), hidden(coord.values)
    attrs = attributes(coord.attrs, coord.units)
    if edges:
        note = {NOTE: tuple(Note(values.dtype.str, masked=False))}
        return xr.Variable(coord.dims, intervals(name, values), attrs, note)
    found, encoding, rest = with_holes(values, mask)
    if coord.dims == (name,) and values.dtype == np.float16:
        found = found.astype(np.float32)  # the smallest floats that an index of pandas takes
    if rest is not None:
        raise UnsupportedError(f"masked labels of coordinate {name!r} cannot be told from others by NaN; drop it first")
    return xr.Variable(coord.dims, found, attrs, encoding)


def intervals(name: str, edges: NDArray[Any]) -> Any:
    """The bins between edges as a pandas index, closed on the left as bins of a histogram are."""
    import pandas as pd

    if edges.size < 2 or edges.dtype.kind not in "iufMm":
        raise UnsupportedError(
            f"bin edges {name!r} of no bins, or of {edges.dtype}, have no intervals; drop them first"
        )
    left, right = edges[:-1], edges[1:]
    if not (np.all(left <= right) or np.all(left >= right)):
        raise UnsupportedError(
            f"bin edges {name!r} are in no order, so there are no intervals between; drop them first"
        )
    return pd.IntervalIndex.from_arrays(np.minimum(left, right), np.maximum(left, right), closed="left")


# -- from xarray -----------------------------------------------------------------------------------------------------


def from_xarray(data_array: Any, *, mask: bool | None = None) -> Any:
    """Give a DataArray of xarray as an array of metaarr.

    Parameters
    ----------
    data_array : xarray.DataArray
        Its ``attrs["units"]``, in the spelling of metaarr, CF or UDUNITS, becomes the unit; data that are a pint
        quantity keep theirs. Data of dask are computed. Dims called ``dim_0``, ``dim_1`` … without labels, as xarray
        calls those that were given no name, have none.
    mask
        Whether missing values (NaN, NaT, None) become masked elements. By default they do where xarray says that they
        mark missing data (``encoding["_FillValue"]`` of files), and where the array came from ``to_xarray`` and had a
        mask; NaN is a value otherwise.

    Returns
    -------
    LabeledArray
        Or a combination of it, with a unit and a mask if there are any.

    Raises
    ------
    UndefinedUnitError
        If ``units`` is no unit, of a coordinate either; drop or correct the attribute first.

    Notes
    -----
    Since 2025 xarray carries attributes through arithmetic as they are: of ``da * da`` they say ``"meter"`` as those of
    ``da`` do. Units that are computed with belong inside: ``da.metaarr.quantify()``.

    Examples
    --------
    >>> import metaarr as mt
    >>> import xarray as xr
    >>> mt.from_xarray(xr.DataArray([1.0, 2.0], {"x": [10, 20]}, "x", attrs={"units": "m s-1"}))
    LabeledQuantity([1., 2.], 'meter / second', dims=('x',), coords=(x))
    """
    import xarray as xr

    if not isinstance(data_array, xr.DataArray):
        raise UnsupportedError(
            f"from_xarray takes a DataArray, not a {type(data_array).__name__}; pick a variable of a Dataset by name"
        )
    values, found, unit, attrs = decoded(data_array.variable, mask)
    noted = mask_of(data_array)
    found = found if noted is None else noted
    coords = {str(name): coord for name, coord in _labels_of(data_array) if not _is_mask(coord)}
    dims = [_dim(dim, coords) for dim in data_array.dims]
    name = None if data_array.name is None else str(data_array.name)
    return make(values, unit, mask=found, dims=dims, coords=coords, name=name, attrs=attrs)


def read(obj: Any, *, copy: bool | None) -> Any:
    """Give a DataArray or a Variable as an array of metaarr, for ``from_any``."""
    import xarray as xr

    if copy is False:
        raise ValueError("an array of xarray can be converted by a copy only; leave copy=False out")
    return from_xarray(obj if isinstance(obj, xr.DataArray) else xr.DataArray(obj))


def adapt(library: Any) -> None:
    """Keep arrays of metaarr whole inside the objects of xarray, and give these an accessor."""
    from . import _xarray_operands, _xarray_results, xarray_accessor

    _xarray_results.adapt(library)
    _xarray_operands.adapt(library)
    xarray_accessor.adapt(library)


def mask_of(data_array: Any) -> NDArray[np.bool_] | None:
    """The mask that a coordinate says."""
    found = data_array.coords.get(MASK_NAME)
    if found is None or found.attrs.get(NOTE) != "mask":
        return None
    return np.array(found.transpose(*data_array.dims).values, np.bool_)


def _is_mask(coord: Coord) -> bool:
    return coord.attrs.get(NOTE) == "mask"


def _dim(dim: Hashable, coords: Mapping[str, Coord]) -> str | None:
    if not isinstance(dim, str):
        raise LabelsError(f"dims are called by text here, not {dim!r}; rename it first")
    used = any(dim in coord.dims for coord in coords.values())
    return None if _NO_NAME.fullmatch(dim) and not used else dim


def decoded(variable: Any, mask: bool | None) -> tuple[Any, Any, Any, dict[str, Any]]:
    """Values, mask, unit and the other attributes."""
    attrs = dict(variable.attrs)
    data = adopted(variable.data)
    unit = getattr(data, "units", None)
    if unit is None and "units" in attrs:
        unit = unit_of(attrs.pop("units"))
    if is_ours(data):
        record = record_for(data, "xarray", (UNITS, MASK))
        return bare(data).copy(), record.get(MASK, _asked(bare(data), mask)), unit, attrs
    values = np.asarray(variable.values)
    note = variable.encoding.get(NOTE)
    noted = None if note is None else Note(*note)
    by_file = {"_FillValue", "missing_value"} & variable.encoding.keys()
    wanted = (noted.masked if noted is not None else bool(by_file)) if mask is None else mask
    missing = is_missing(values)
    if noted is not None:
        values = restored(values, np.dtype(noted.dtype), missing, wanted)
    return values, missing if wanted else None, unit, attrs


def _asked(values: NDArray[Any], mask: bool | None) -> NDArray[np.bool_] | None:
    """Missing values as a mask, where they are to be one."""
    return is_missing(values) if mask else None


def _labels_of(data_array: Any) -> list[tuple[Hashable, Coord]]:
    """The coordinates, those of a MultiIndex as its levels."""
    import pandas as pd

    found: list[tuple[Hashable, Coord]] = []
    whole = {dim: index for dim, index in data_array.indexes.items() if isinstance(index, pd.MultiIndex)}
    for name, item in data_array.coords.items():
        index = whole.get(name)
        if index is None or name not in data_array.dims:
            found.append((name, _coord(name, item, data_array)))
    return found


def _coord(name: Hashable, item: Any, data_array: Any) -> Coord:
    import pandas as pd

    dims = tuple(str(dim) for dim in item.dims)
    index = data_array.indexes.get(name)
    if "interval" in str(item.dtype) or (
        item.dtype == object and item.size and isinstance(item.values.flat[0], pd.Interval)
    ):
        return _edges_coord(item, dims)
    values, mask, unit, attrs = decoded(item.variable, False if name in item.dims else None)
    coord = Coord(dims, make(values, unit, mask=mask), attrs)
    if isinstance(index, pd.MultiIndex) and name in index.names:
        level = np.asarray(index.levels[index.names.index(name)])
        level = restored(level, coord.values.dtype, is_missing(level), masked=False)
        coord.origin = Coord((str(name),), make(level, unit), attrs)
    return coord


def _edges_coord(item: Any, dims: tuple[str, ...]) -> Coord:
    """Bin edges of intervals that lie side by side; the intervals themselves, as objects, otherwise."""
    attrs = dict(item.attrs)
    unit = unit_of(attrs.pop("units")) if "units" in attrs else None
    edges = edges_of(item.values)
    if edges is None:
        return Coord(dims, np.asarray(item.values, object), item.attrs)
    note = item.encoding.get(NOTE)
    if note is not None:
        edges = restored(edges, np.dtype(Note(*note).dtype), is_missing(edges), masked=False)
    return Coord(dims, make(edges, unit), attrs)


def edges_of(bins: Any) -> NDArray[Any] | None:
    """The edges of intervals that lie side by side, upwards or downwards; None for others."""
    left, right = (np.array([getattr(item, side) for item in bins]) for side in ("left", "right"))
    if left.dtype == object:
        left, right = (np.array([np.datetime64(value) for value in side]) for side in (left, right))
    if bool(np.all(left[1:] == right[:-1])):
        return np.concatenate([left, right[-1:]])
    return np.concatenate([right, left[-1:]]) if bool(np.all(left[:-1] == right[1:])) else None
