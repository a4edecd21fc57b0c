"""pandas: labelled arrays of one axis become Series, those of two become DataFrames, and back.

=====================  ================================================================================================
here                   in pandas
=====================  ================================================================================================
unit                   ``attrs["units"]``
mask                   NA of the nullable dtypes (integers, booleans, text), NaN or NaT of the others
dim, its coordinate    an index and its name; bin edges are intervals, dims that were stacked a MultiIndex
name                   the name; ``attrs["name"]`` of a DataFrame
unit of a coordinate,  ``attrs["coords"]``, with the dtypes
scalar coordinates
=====================  ================================================================================================

Other coordinates have no place in pandas and are refused. ``attrs`` hold plain Python objects only, so that pandas can
compare them and write them to files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare
from .._errors import UnsupportedError
from .._front import array as make
from .._labels.arrays import hidden
from .._labels.coord import Coord
from .._labels.kind import LABELS
from .._labels.reshaping import level_names
from .._labels.state import Labels
from .._masks.kind import MASK
from .._units.kind import UNITS
from ._missing import is_missing, marked, restored, unit_of, unit_text
from ._parts import record_for
from .xarray import edges_of, intervals, multi_index

_OURS = ("units", "coords", "dtype", "masked", "dims", "labeled")
_OURS_OF_FRAME = (*_OURS, "name")

# -- to pandas -------------------------------------------------------------------------------------------------------


def to_pandas(array: Any, *, copy: bool | None = True) -> Any:
    """Give an array as a Series or a DataFrame; what ``x.to_pandas()`` does."""
    import pandas as pd

    labeled = LABELS in type(array)._index
    if not labeled:
        array = make(array, dims=(None,) * array.ndim, copy=None)
    record = record_for(array, "pandas", (UNITS, MASK, LABELS))
    labels: Labels = record[LABELS]
    if array.ndim not in (1, 2):
        raise UnsupportedError(
            f"pandas has objects of one and of two axes, not of {array.ndim}; make them one with x.stack(row=(...))"
        )
    _check_coords(labels, array.shape)
    values, mask = bare(array), record.get(MASK)
    axes = [_index(labels, axis, array.shape) for axis in range(array.ndim)]
    if array.ndim == 1:
        column = _column(values, mask)
        _check_copy(array, column, copy)
        made = pd.Series(column, axes[0], name=labels.name, copy=bool(copy))
    else:
        if copy is False:
            raise ValueError("a DataFrame is made of columns, by a copy only; leave copy=False out")
        masks = [None] * values.shape[1] if mask is None else [mask[:, i] for i in range(values.shape[1])]
        made = pd.DataFrame({i: _column(values[:, i], column) for i, column in enumerate(masks)}, axes[0])
        made.columns = axes[1]
    made.attrs = _attributes(array, labels, record.get(UNITS), mask is not None)
    if not labeled:
        made.attrs["labeled"] = False
    return made


def _check_copy(array: Any, column: Any, copy: bool | None) -> None:
    if copy is False and array.size and not np.shares_memory(_data_of(column), bare(array)):
        raise ValueError(f"these data of {array.dtype} go to pandas by a copy only; leave copy=False out")


def _data_of(column: Any) -> Any:
    """The values of a masked array of pandas, which shows them nowhere; anything else as it is."""
    return column if isinstance(column, np.ndarray) else getattr(column, "_data", np.zeros(0))


def _check_coords(labels: Labels, shape: tuple[int, ...]) -> None:
    """Raise where a coordinate would be lost."""
    for name, coord in labels.coords.items():
        in_index = any(name == dim or (dim is not None and name in level_names(labels, dim)) for dim in labels.dims)
        if coord.dims and not in_index:
            raise UnsupportedError(
                f"coordinate {name!r} along {coord.dims} has no place in pandas; leave it out with "
                f".drop_coords({name!r}), make it the index with .swap_dims, or use .to_xarray()"
            )
    for dim in labels.dims:
        if dim is not None and dim in labels.coords and level_names(labels, dim):
            raise UnsupportedError(f"dim {dim!r} was stacked and has labels of its own; drop one or the other first")


def _column(values: NDArray[Any], mask: NDArray[np.bool_] | None) -> Any:
    """Values with missing ones in a dtype of pandas that has a mark for them."""
    import pandas as pd

    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    if mask is None:
        return values
    kind = values.dtype.kind
    if kind == "b":
        return pd.arrays.BooleanArray(values, mask.copy())
    if kind in "iu":
        return pd.arrays.IntegerArray(values, mask.copy())
    if kind in "UT":
        objects = values.astype(object)
        objects[mask] = pd.NA
        return pd.array(objects, dtype="string")
    found = marked(values, mask)
    if found is not None:
        return found
    if kind == "f" and values.dtype.itemsize in (4, 8):
        return pd.arrays.FloatingArray(values, mask.copy())
    raise UnsupportedError(
        f"masked elements of {values.dtype} cannot be told from others by NaN; fill them with .filled(value) first"
    )


def _index(labels: Labels, axis: int, shape: tuple[int, ...]) -> Any:
    import pandas as pd

    dim = labels.dims[axis]
    if dim is None:
        return pd.RangeIndex(shape[axis])
    coord = labels.coords.get(dim)
    if coord is None:
        return multi_index(labels, dim) if level_names(labels, dim) else pd.RangeIndex(shape[axis], name=dim)
    if coord.is_edges(labels.sizes(shape)):
        return intervals(dim, bare(coord.values)).rename(dim)
    return pd.Index(_column(bare(coord.values), hidden(coord.values)), name=dim)


def _attributes(array: Any, labels: Labels, unit: Any, masked: bool) -> dict[str, Any]:
    taken = [name for name in (_OURS_OF_FRAME if array.ndim == 2 else _OURS) if name in labels.attrs]
    if taken:
        raise UnsupportedError(f"the attributes {taken} stand where metaarr writes its own; rename them first")
    attrs = {**labels.attrs, "dtype": array.dtype.str, "masked": masked, "dims": list(labels.dims)}
    if array.ndim == 2 and labels.name is not None:
        attrs["name"] = labels.name
    coords = {name: _described(coord) for name, coord in labels.coords.items()}
    return attrs | ({} if unit is None else {"units": unit_text(unit)}) | ({"coords": coords} if coords else {})


def _described(coord: Coord) -> dict[str, Any]:
    """A coordinate in plain objects; the labels of a scalar one, those of others are in an index."""
    found: dict[str, Any] = {"dtype": coord.values.dtype.str, "attrs": dict(coord.attrs)}
    if coord.units is not None:
        found["units"] = unit_text(coord.units)
    mask = hidden(coord.values)
    if mask is not None:
        found["masked"] = True
    if not coord.dims:
        found["label"] = None if mask is not None and mask.any() else _plain(bare(coord.values))
    return found


def _plain(value: NDArray[Any]) -> Any:
    """One label as an object that pandas can compare and write: times as text, stretches of time as a number."""
    if value.dtype.kind == "m":
        return int(value.astype(np.int64))
    return str(value) if value.dtype.kind == "M" else value.item()


# -- from pandas -----------------------------------------------------------------------------------------------------


def from_pandas(data: Any, *, mask: bool | None = None, copy: bool | None = True) -> Any:
    """Give a Series, a DataFrame, an Index or an extension array of pandas as an array of metaarr.

    Parameters
    ----------
    data : pandas.Series, pandas.DataFrame, pandas.Index or pandas.api.extensions.ExtensionArray
        Its ``attrs["units"]`` becomes the unit. The index becomes a dim with its labels, called as it is called or
        ``index`` (``columns`` for those of a DataFrame); a MultiIndex becomes a dim that was stacked, intervals side by
        side become bin edges. An index that only counts has no labels.
    mask
        Whether missing values become masked elements. By default they do where the dtype is a nullable one, and where
        the data came from ``to_pandas`` and had a mask; NaN is a value otherwise.
    copy
        As in :func:`numpy.array`: ``None`` shares memory where possible (a Series of numbers; read-only, where pandas
        copies on write), ``False`` shares or raises ValueError.

    Returns
    -------
    LabeledArray
        Or a combination of it, with a unit and a mask if there are any. The values alone, masked where the dtype is a
        nullable one, for an index or an extension array.

    Raises
    ------
    UnsupportedError
        For what has no dtype in NumPy, such as times with a zone.

    Notes
    -----
    pandas carries ``attrs`` through arithmetic as they are: after ``s * s`` they say ``"meter"`` as before. So a Series
    that says its unit is refused as an operand of arithmetic with arrays of metaarr, and has to be converted by this
    function first.

    Examples
    --------
    >>> import metaarr as mt
    >>> import pandas as pd
    >>> mt.from_pandas(pd.Series([1, None], ["a", "b"], dtype="Int64", name="n"))
    LabeledMaskedArray([ 1, --], dims=('index',), coords=(index), name='n')
    """
    import pandas as pd

    if isinstance(data, (pd.Index, pd.api.extensions.ExtensionArray)):
        return _alone(data, mask, copy)
    if not isinstance(data, (pd.Series, pd.DataFrame)):
        raise UnsupportedError(f"from_pandas takes a Series or a DataFrame, not a {type(data).__name__}")
    ours = _OURS if isinstance(data, pd.Series) else _OURS_OF_FRAME
    attrs = {key: value for key, value in data.attrs.items() if key not in ours}
    notes: Mapping[str, Any] = {key: data.attrs[key] for key in ours if key in data.attrs}
    columns = [data] if isinstance(data, pd.Series) else [data.iloc[:, i] for i in range(data.shape[1])]
    nullable = any(_is_nullable(column.dtype) for column in columns)
    wanted = notes.get("masked", nullable) if mask is None else mask
    parts = [_values(column, notes.get("dtype"), wanted, copy) for column in columns]
    if copy is False and data.ndim == 2:
        raise ValueError("the columns of a DataFrame are put together by a copy only; leave copy=False out")
    values, missing = _together(parts, data.shape)
    dims, coords = _axes(data, notes)
    unit = unit_of(notes["units"]) if "units" in notes else None
    name = data.name if isinstance(data, pd.Series) else notes.get("name")
    found = missing if wanted else None
    if not notes.get("labeled", True) and not coords and not attrs:
        return make(values, unit, mask=found, copy=None)
    return make(
        values,
        unit,
        mask=found,
        dims=dims,
        coords=coords,
        name=None if name is None else str(name),
        attrs=attrs,
        copy=None,
    )


def _alone(data: Any, mask: bool | None, copy: bool | None) -> Any:
    """The values of an index or an extension array."""
    if data.ndim == 1 and getattr(data, "nlevels", 1) > 1:
        raise UnsupportedError("a MultiIndex is no array of labels; pick a level with .get_level_values(name)")
    wanted = _is_nullable(data.dtype) if mask is None else mask
    values, missing = _values(data, None, wanted, copy)
    return make(values, mask=missing, copy=None) if wanted else values


def read(data: Any, *, copy: bool | None) -> Any:
    """Give an object of pandas as an array of metaarr, for ``from_any``."""
    return from_pandas(data, copy=copy)


def operand(data: Any) -> Any:
    """Give an object of pandas that meets an array of ours as one of ours.

    Raises
    ------
    UnsupportedError
        If its attributes say a unit: pandas carries them through arithmetic, which changes units.
    """
    units = getattr(data, "attrs", {}).get("units")
    if units is not None:
        raise UnsupportedError(
            f"the attribute units={units!r} may be out of date, since pandas keeps it whatever is computed; "
            "say that it holds with metaarr.from_pandas(s), or drop it: s.attrs.pop('units')"
        )
    return from_pandas(data, copy=None)


def _is_nullable(dtype: Any) -> bool:
    import pandas as pd

    return getattr(dtype, "na_value", None) is pd.NA


def _together(parts: list[tuple[Any, Any]], shape: tuple[int, ...]) -> tuple[Any, Any]:
    if len(shape) == 1:
        return parts[0]
    if not parts:
        return np.zeros(shape), np.zeros(shape, np.bool_)
    values, missing = zip(*parts, strict=True)
    if len({"number" if part.dtype.kind in "iufc" else part.dtype.kind for part in values}) > 1:
        values = tuple(part.astype(object) for part in values)  # NumPy would write the numbers as text
    return np.stack(values, axis=1), np.stack(missing, axis=1)


def _values(
    column: Any, dtype: str | None, masked: bool, copy: bool | None = True
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The values of a Series, an index or an extension array in a dtype of NumPy, and which of them are missing."""
    values, missing = _read(column, bool(copy))
    wanted = np.dtype(dtype) if dtype is not None else _text_dtype(values, missing)
    found = restored(values, wanted, missing, masked)
    if copy is False and (found is not values or not _shares(column, values)):
        raise ValueError(f"data of {column.dtype} come from pandas by a copy only; leave copy=False out")
    return found, missing


def _shares(column: Any, values: NDArray[Any]) -> bool:
    return not values.size or np.shares_memory(values, _read(column, False)[0])


def _read(column: Any, copy: bool) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Values and missing ones, before they get the dtype that is wanted."""
    if getattr(column.dtype, "tz", None) is not None:
        raise UnsupportedError(
            "times with a zone have no dtype in NumPy; make them UTC with .dt.tz_convert('UTC').dt.tz_localize(None)"
        )
    missing = np.array(column.isna(), np.bool_)
    own = getattr(column.dtype, "numpy_dtype", None)
    if isinstance(column.dtype, np.dtype):
        return column.to_numpy(copy=copy), missing
    if hasattr(column.dtype, "categories") or (
        hasattr(column.dtype, "subtype") and hasattr(column.dtype, "fill_value")
    ):
        return np.array(column), missing  # categorical or sparse: the values themselves
    if isinstance(own, np.dtype) and own.kind in "biuf":
        data = getattr(getattr(column, "array", column), "_data", None)
        if not copy and isinstance(data, np.ndarray) and data.dtype == own:
            return data, missing  # pandas shows the values under missing ones nowhere else
        return column.to_numpy(dtype=own, copy=True, na_value=own.type(0)), missing
    if isinstance(own, np.dtype) and own.kind in "mM":
        return column.to_numpy(dtype=own, copy=True), missing
    return column.to_numpy(dtype=object, copy=True), missing


def _text_dtype(values: NDArray[Any], missing: NDArray[np.bool_]) -> np.dtype[Any]:
    """The dtype of text for objects that are nothing else."""
    if values.dtype != object or not values.size:
        return values.dtype
    items = values[~missing].tolist()
    if not items or not all(isinstance(item, str) for item in items):
        return values.dtype
    return np.dtype(f"U{max(1, *map(len, items))}")


def _axes(data: Any, notes: Mapping[str, Any]) -> tuple[list[str | None], dict[str, Any]]:
    """Dims and coordinates: those of the indexes, and scalar ones."""
    coords: dict[str, Any] = {}
    dims: list[str | None] = []
    known: Mapping[str, Any] = notes.get("coords", {})
    named = notes.get("dims", [])
    for axis, (index, default) in enumerate(zip(data.axes, ("index", "columns"), strict=False)):
        name = named[axis] if len(named) == data.ndim and _fits(named[axis], index) else _name(index, default)
        found = _coords_of(index, name, known)
        dims.append(name if found or name != default or index.name is not None else None)
        coords |= found
    scalars = {name: _scalar(note) for name, note in known.items() if "label" in note and name not in coords}
    return dims, coords | scalars


def _fits(dim: str | None, index: Any) -> bool:
    return bool(index.nlevels > 1 or index.name == dim)


def _name(index: Any, default: str) -> str:
    return default if index.nlevels > 1 or index.name is None else str(index.name)


def _coords_of(index: Any, dim: str | None, known: Mapping[str, Any]) -> dict[str, Any]:
    import pandas as pd

    if isinstance(index, pd.MultiIndex):
        return _levels_of(index, str(dim), known)
    if dim is None or (isinstance(index, pd.RangeIndex) and (index.start, index.step) == (0, 1) and dim not in known):
        return {}
    note = known.get(dim, {})
    edges = edges_of(index) if isinstance(index, pd.IntervalIndex) else None
    if edges is not None:
        values, mask = restored(edges, np.dtype(note.get("dtype", edges.dtype)), is_missing(edges), False), None
    else:
        masked = bool(note.get("masked"))
        values, missing = _values(index.to_series(), note.get("dtype"), masked)
        mask = missing if masked else None
    return {dim: Coord(dim, make(values, _unit(note), mask=mask), note.get("attrs"))}


def _levels_of(index: Any, dim: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The levels of a MultiIndex, as coordinates that know what they were stacked of."""
    coords = {}
    for number in range(index.nlevels):
        name = f"level_{number}" if index.names[number] is None else str(index.names[number])
        if name in coords or name == dim:
            raise UnsupportedError(f"the levels of the index are called {list(index.names)}; give each its own name")
        note = known.get(name, {})
        labels, _ = _values(index.levels[number].to_series(), note.get("dtype"), False)
        origin = Coord(name, make(labels, _unit(note)), note.get("attrs"))
        codes = np.asarray(index.codes[number], np.intp)
        if (codes < 0).any():
            raise UnsupportedError(f"level {name!r} of the index has missing labels; fill or drop them first")
        coords[name] = origin.pointwise({name: codes}, dim)
        coords[name].origin = origin
    return coords


def _unit(note: Mapping[str, Any]) -> Any:
    return unit_of(note["units"]) if "units" in note else None


def _scalar(note: Mapping[str, Any]) -> Coord:
    dtype = np.dtype(note["dtype"])
    missing = note["label"] is None and bool(note.get("masked"))
    value = np.zeros((), dtype) if missing else np.array(note["label"], dtype)
    return Coord((), make(value, _unit(note), mask=missing if note.get("masked") else None), note.get("attrs"))
