"""NetCDF 4 files, read through h5netcdf (``pip install metaarr[netcdf]``).

One data variable becomes one array: its ``units`` the unit, its missing values the mask, its dimensions and
coordinates the labels, what is left of its attributes ``attrs``. A file that says something which this module does not
understand is refused; see :func:`read_netcdf` for what is left out.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metaarr._errors import LabelNotFoundError, UndefinedUnitError, UnitsError, UnsupportedError
from metaarr._units.unit import Unit
from metaarr.io import _cf

# h5netcdf has no type information.
_File = Any
_Variable = Any

_NAMING_COORDINATES: Final = "coordinates"
_NAMING_METADATA: Final = ("bounds", "climatology", "grid_mapping")
_MISSING: Final = ("_FillValue", "missing_value")
_VALID: Final = ("valid_min", "valid_max", "valid_range")
_PACKING: Final = ("scale_factor", "add_offset")
_UNITS: Final = ("units", "units_metadata", "calendar")
_CONSUMED: Final = frozenset(
    (*_MISSING, *_VALID, *_PACKING, *_UNITS, _NAMING_COORDINATES, *_NAMING_METADATA),
)
_UNREADABLE: Final[Mapping[str, str]] = {
    "_Unsigned": "marks signed integers as unsigned",
    "compress": "lists the points of a compressed grid",
}


class _Decoded(NamedTuple):
    """A variable as it is meant."""

    dims: tuple[str, ...]
    values: NDArray[Any]
    mask: NDArray[np.bool_] | None
    unit: Unit | None


def read_netcdf(path: str | os.PathLike[str], variable: str | None = None) -> Any:
    """Read one variable of a NetCDF 4 file as one array with its unit, mask and labels.

    ===============================================  ==============================================================
    in the file                                      in the array
    ===============================================  ==============================================================
    ``_FillValue``, ``missing_value``, ``valid_*``   the mask (no mask without any of these attributes)
    ``scale_factor``, ``add_offset``                 applied; the dtype is theirs, as CF says
    ``units``                                        the unit (none without the attribute)
    ``units = "hours since 1970-01-01"``             ``datetime64``; resolution s, or finer where a time needs it
    dimensions, and the variables named like them    dims and coordinates, each with its own unit
    variables named by ``coordinates``               further coordinates, scalar ones included
    the variable named by ``grid_mapping``           ``attrs["grid_mapping"]``, a dictionary of its attributes
    other attributes                                 ``attrs``, of coordinates too
    ===============================================  ==============================================================

    The dtype is kept, in the byte order of the machine. Left out are cell bounds (``bounds``, ``climatology``) and the
    attributes of the file.

    Parameters
    ----------
    path
        The file.
    variable
        Name of the variable; may be left out where the file has one data variable only.

    Returns
    -------
    LabeledMaskedQuantity
        Or the smaller class that applies, for a variable without units or missing values.

    Raises
    ------
    LabelNotFoundError
        When the file has no such variable, or several and none is named.
    UndefinedUnitError
        When the unit of the variable or of a coordinate is unknown.
    UnsupportedError
        When the file holds something that has no place in an array or is not understood.
    ImportError
        When h5netcdf is not installed.

    Examples
    --------
    >>> sst = read_netcdf("examples/data/ostia_monthly.nc")
    >>> sst.dims
    ('time', 'latitude', 'longitude')
    """
    path = Path(path)
    _check_format(path)
    with _library().File(path, "r") as file:
        return _array(file, _choice(file, variable))


def _library() -> ModuleType:
    try:
        import h5netcdf
        import h5py  # noqa: F401  # h5netcdf installs without it, and then opens nothing
    except ImportError as error:
        raise ImportError(
            "reading NetCDF needs h5netcdf and h5py; install them with: pip install metaarr[netcdf]"
        ) from error
    return h5netcdf  # type: ignore[no-any-return]


def _check_format(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(3) == b"CDF":
            raise UnsupportedError(f"{path} is a NetCDF 3 file; convert it to NetCDF 4 with: nccopy -k nc4 OLD NEW")


def _choice(file: _File, variable: str | None) -> str:
    """Name the variable to read."""
    if variable is not None:
        if variable not in file.variables:
            raise LabelNotFoundError(f"{file.filename} has no variable {variable!r}; it has {_listed(file.variables)}")
        return variable
    names = _data_variables(file)
    if len(names) == 1 and not file.groups:
        return names[0]
    held = f"the data variables {_listed(names)}" if names else "no data variable"
    groups = f" and the groups {_listed(file.groups)}, which are not read" if file.groups else ""
    raise LabelNotFoundError(f"{file.filename} has {held}{groups}; name one variable")


def _listed(names: Any) -> str:
    return ", ".join(repr(str(name)) for name in names)


def _data_variables(file: _File) -> list[str]:
    """Variables that are neither coordinates of others nor describe them."""
    described = {
        name
        for variable in file.variables.values()
        for attribute in (_NAMING_COORDINATES, *_NAMING_METADATA)
        for name in _text(variable.attrs.get(attribute, "")).replace(":", " ").split()
    }
    return [name for name in file.variables if name not in described and name not in file.dimensions]


def _array(file: _File, name: str) -> Any:
    from metaarr._front import array

    main = _decode(file, name)
    return array(
        main.values,
        main.unit,
        mask=main.mask,
        dims=main.dims,
        coords=dict(_coordinates(file, name, main.dims)),
        name=name,
        attrs=_attributes(file, name),
        copy=False,
    )


def _coordinates(file: _File, name: str, dims: tuple[str, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each coordinate's name, and its dims, array and attributes."""
    from metaarr._front import array

    auxiliary = _text(file.variables[name].attrs.get(_NAMING_COORDINATES, "")).split()
    missing = [other for other in auxiliary if other not in file.variables]
    if missing:
        raise UnsupportedError(
            f"{name!r} names the coordinates {_listed(missing)}, which {file.filename} does not hold"
        )
    labelled = [dim for dim in dims if dim in file.variables]
    for other in dict.fromkeys((*labelled, *auxiliary)):
        found = _decode(file, other)
        _check_coordinate(found, other, name, dims)
        mask = None if other in dims else found.mask
        values = array(found.values, found.unit, mask=mask, copy=False)
        yield other, (found.dims, values, _attributes(file, other))


def _check_coordinate(found: _Decoded, coordinate: str, name: str, dims: tuple[str, ...]) -> None:
    if not set(found.dims) <= set(dims):
        raise UnsupportedError(
            f"coordinate {coordinate!r} of {name!r} runs along {_listed(found.dims)}, "
            f"the variable itself along {_listed(dims)}"
        )
    if coordinate in dims and found.mask is not None and found.mask.any():
        raise UnsupportedError(f"coordinate {coordinate!r} of {name!r} has missing values, which labels must not have")


def _attributes(file: _File, name: str) -> dict[str, Any]:
    attrs = file.variables[name].attrs
    kept = {key: _plain(value) for key, value in attrs.items() if key not in _CONSUMED}
    if "grid_mapping" in attrs:
        kept["grid_mapping"] = _grid_mapping(file, name, _text(attrs["grid_mapping"]))
    return kept


def _grid_mapping(file: _File, name: str, mapping: str) -> dict[str, Any]:
    if mapping not in file.variables:
        raise UnsupportedError(f"the grid_mapping {mapping!r} of {name!r} is not the name of a variable")
    return {key: _plain(value) for key, value in file.variables[mapping].attrs.items()}


def _decode(file: _File, name: str) -> _Decoded:
    """Undo fill values, packing and time units of one variable."""
    variable = file.variables[name]
    _check_readable(variable, name)
    raw, dims = _raw(variable, name)
    mask = _missing(raw, variable, name)
    values = _unpacked(raw, variable, name)
    if "units" not in variable.attrs:
        return _Decoded(dims, values, mask, None)
    try:
        if _cf.is_time(_text(variable.attrs["units"])):
            return _Decoded(dims, _times(values, mask, variable), mask, None)
        return _Decoded(dims, values, mask, _unit(variable))
    except UnitsError as error:
        raise UndefinedUnitError(f"variable {name!r} of {file.filename}: {error}") from error
    except UnsupportedError as error:
        raise UnsupportedError(f"variable {name!r} of {file.filename}: {error}") from error


def _check_readable(variable: _Variable, name: str) -> None:
    for attribute, meaning in _UNREADABLE.items():
        if attribute in variable.attrs:
            raise UnsupportedError(f"variable {name!r} has the attribute {attribute!r}, which {meaning}; not read yet")
    if not isinstance(variable.datatype, np.dtype) or variable.datatype.kind not in "biufcSUO":
        raise UnsupportedError(f"variable {name!r} has the type {variable.datatype}, which is not read yet")


def _raw(variable: _Variable, name: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Read the stored values in native byte order, text as ``str``, and the dims."""
    values, dims = np.asarray(variable[...]).reshape(variable.shape), tuple(variable.dimensions)
    if values.dtype == "S1" and values.ndim:
        # Characters; their last dimension is the length of the text.
        length = values.shape[-1]
        values, dims = np.ascontiguousarray(values).view(f"S{length}")[..., 0], dims[:-1]
    if values.dtype.kind in "SO":
        return _decoded_text(values, name), dims
    return values.astype(values.dtype.newbyteorder("="), copy=False), dims


def _decoded_text(values: NDArray[Any], name: str) -> NDArray[np.str_]:
    items = [item.decode() if isinstance(item, bytes) else item for item in values.ravel().tolist()]
    if not all(isinstance(item, str) for item in items):
        raise UnsupportedError(f"variable {name!r} holds objects that are neither numbers nor text")
    return np.array(items, dtype=np.str_).reshape(values.shape)


def _missing(raw: NDArray[Any], variable: _Variable, name: str) -> NDArray[np.bool_] | None:
    """Tell where a value is marked as missing or outside the valid range; None without any such attribute."""
    if not any(attribute in variable.attrs for attribute in (*_MISSING, *_VALID)):
        return None
    mask = np.zeros(raw.shape, dtype=np.bool_)
    for attribute in _MISSING:
        if attribute in variable.attrs:
            mask |= _is_any(raw, _marks(raw, variable, attribute, name))
    for attribute in _VALID:
        if attribute in variable.attrs:
            mask |= _is_outside(raw, attribute, variable, name)
    return mask


def _is_any(values: NDArray[Any], marks: NDArray[Any]) -> NDArray[np.bool_]:
    found = np.isin(values, marks)
    if marks.dtype.kind == "f" and np.isnan(marks).any():
        found |= np.isnan(values)
    return found


def _is_outside(raw: NDArray[Any], attribute: str, variable: _Variable, name: str) -> NDArray[np.bool_]:
    limits = np.atleast_1d(variable.attrs[attribute])
    # CF means packed values, unless the limits have a type that only unpacked ones have.
    packed = raw.dtype.kind == "f" or limits.dtype.kind != "f"
    values = raw if packed else _unpacked(raw, variable, name)
    limits = _marks(values, variable, attribute, name)
    if limits.size != (2 if attribute == "valid_range" else 1):
        raise UnsupportedError(f"{attribute!r} of variable {name!r} has {limits.size} values")
    below = values < limits[0] if attribute != "valid_max" else np.False_
    above = values > limits[-1] if attribute != "valid_min" else np.False_
    return np.asarray(below | above)


def _marks(values: NDArray[Any], variable: _Variable, attribute: str, name: str) -> NDArray[Any]:
    """Read an attribute that holds values of the variable, in their precision."""
    marks = np.atleast_1d(variable.attrs[attribute])
    if (marks.dtype.kind in "iuf") != (values.dtype.kind in "biuf"):
        raise UnsupportedError(
            f"{attribute!r} of variable {name!r} holds {marks.dtype}, which no value of {values.dtype} can equal"
        )
    # A double beside single-precision data would equal none of them.
    return marks.astype(values.dtype) if marks.dtype.kind == values.dtype.kind == "f" else marks


def _unpacked(raw: NDArray[Any], variable: _Variable, name: str) -> NDArray[Any]:
    scale, offset = (_factor(variable, attribute, name) for attribute in _PACKING)
    if scale is None and offset is None:
        return raw
    given = [factor.dtype for factor in (scale, offset) if factor is not None]
    dtype = np.result_type(*given)
    if dtype.kind != "f":
        dtype = np.result_type(raw, *given)
    values = raw.astype(dtype)
    if scale is not None:
        values *= scale
    if offset is not None:
        values += offset
    return values


def _factor(variable: _Variable, attribute: str, name: str) -> NDArray[Any] | None:
    if attribute not in variable.attrs:
        return None
    factor = np.asarray(variable.attrs[attribute])
    if factor.dtype.kind not in "iuf" or factor.size != 1:
        raise UnsupportedError(f"{attribute!r} of variable {name!r} should be one number, found {factor!r}")
    return factor.reshape(())


def _times(values: NDArray[Any], mask: NDArray[np.bool_] | None, variable: _Variable) -> NDArray[np.datetime64]:
    calendar = _text(variable.attrs.get("calendar", "standard"))
    if mask is not None:
        # What is hidden may be no time at all.
        values = np.where(mask, np.zeros_like(values), values)
    return _cf.decode_times(values, _text(variable.attrs["units"]), calendar)


def _unit(variable: _Variable) -> Unit:
    difference = _text(variable.attrs.get("units_metadata", "")) == "temperature: difference"
    return Unit(_cf.pint_spelling(_text(variable.attrs["units"]), difference=difference))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if not isinstance(value, str):
        raise UnsupportedError(f"expected an attribute of text, found {value!r}")
    return str(value)


def _plain(value: Any) -> Any:
    """Strip an attribute of the traces of how the file stored it."""
    return _text(value) if isinstance(value, bytes | str) else value
