"""pyarrow: nulls become a mask and back, units travel in an extension type.

=================  ====================================================================================================
Arrow              here
=================  ====================================================================================================
bitmap of nulls    the mask; every array of Arrow may have nulls, so every one gives a masked array
numbers            the same memory, read-only; booleans are bits there, and copied
timestamp without  ``datetime64``, ``timedelta64`` of the same unit; dates are ``datetime64[D]`` and ``[ms]``
a zone, duration
text               ``U``; bytes are objects, since NumPy's forget trailing zeros
dictionary         its values
fixed-size lists   axes; not the other way
``metaarr.array``  extension type of arrays with a unit, and of those without a mask
=================  ====================================================================================================
"""

from __future__ import annotations

import json
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare
from .._errors import UnsupportedError
from .._masks.kind import MASK
from .._units.kind import UNITS
from ._missing import unit_of, unit_text
from ._parts import assembled, record_for

EXTENSION = "metaarr.array"


def adapt(library: ModuleType) -> None:
    """Register the extension type, so that files are read with it."""
    name = extension_type()
    try:
        library.register_extension_type(name(library.null(), {}))
    except library.ArrowKeyError:  # registered already
        return


@cache
def extension_type() -> Any:
    """The class of the extension type; made when pyarrow is there."""
    import pyarrow as pa

    class ArrayType(pa.ExtensionType):  # type: ignore[misc]
        """An array of metaarr: storage, unit, and whether it has a mask."""

        def __init__(self, storage: Any, note: dict[str, Any]) -> None:
            self.note = note
            super().__init__(storage, EXTENSION)

        def __arrow_ext_serialize__(self) -> bytes:
            return json.dumps(self.note, sort_keys=True).encode()

        @classmethod
        def __arrow_ext_deserialize__(cls, storage_type: Any, serialized: bytes) -> Any:
            return cls(storage_type, json.loads(serialized))

        def __reduce__(self) -> Any:
            return _type_of, (self.storage_type, self.note)

    return ArrayType


def _type_of(storage: Any, note: dict[str, Any]) -> Any:
    return extension_type()(storage, note)


# --- from pyarrow ---------------------------------------------------------------------------------------------------


def from_arrow(array: Any, *, mask: bool | None = None, copy: bool | None = None) -> Any:
    """Give an array of pyarrow, or of any library with the Arrow C interface, as one of metaarr.

    Parameters
    ----------
    array : pyarrow.Array or pyarrow.ChunkedArray
        Or an object with ``__arrow_c_array__``.
    mask
        Whether the result has a mask; by default it does, except where the array came from ``to_arrow`` and had none.
        ``False`` raises where there are nulls.
    copy
        As in :func:`numpy.array`: ``None`` shares memory where possible (the result is read-only then, as arrays of
        Arrow are), ``False`` shares or raises ValueError.

    Returns
    -------
    MaskedArray
        Or a combination of it, with a unit if the array came from ``to_arrow`` and had one.

    Raises
    ------
    UnsupportedError
        For types that NumPy has no dtype for (times with a zone, decimals, structs, lists of varying length).

    Examples
    --------
    >>> import metaarr as mt
    >>> import pyarrow as pa
    >>> mt.from_arrow(pa.array([1, None, 3]))
    MaskedArray([ 1, --,  3])
    """
    import pyarrow as pa

    whole = _in_one(_imported(array), copy)
    note = whole.type.note if isinstance(whole.type, extension_type()) else {"masked": True}
    storage = whole.storage if isinstance(whole, pa.ExtensionArray) else whole
    wanted = note.get("masked", False) if mask is None else mask
    missing = storage.is_null().to_numpy(zero_copy_only=False)
    if not wanted and missing.any():
        raise UnsupportedError(
            "the array has nulls, and there is to be no mask; fill them first: array.fill_null(value)"
        )
    values, shared = _values(storage, missing)
    if shared and copy:
        values = values.copy()
    if not shared and copy is False:
        raise ValueError(f"an array of {storage.type} can be converted by a copy only; leave copy=False out")
    if values.ndim > 1:
        missing = np.broadcast_to(missing.reshape(-1, *[1] * (values.ndim - 1)), values.shape).copy()
    unit = unit_of(note["units"]) if "units" in note else None
    return assembled(values, unit, missing if wanted else None)


def _imported(array: Any) -> Any:
    """An array of pyarrow over the memory of an array of any library with the Arrow C interface."""
    import pyarrow as pa

    if isinstance(array, (pa.Array, pa.ChunkedArray)):
        return array
    if hasattr(type(array), "__arrow_c_array__") and not isinstance(array, pa.RecordBatch):
        return pa.array(array)
    if hasattr(type(array), "__arrow_c_stream__") and not isinstance(array, pa.Table):
        return pa.chunked_array(array)
    raise UnsupportedError(f"from_arrow takes an array of pyarrow, not {type(array).__name__}; pick a column of tables")


def read(array: Any, *, copy: bool | None) -> Any:
    """Give an array of pyarrow that meets one of ours as one of ours."""
    return from_arrow(array, copy=copy)


def _in_one(array: Any, copy: bool | None) -> Any:
    import pyarrow as pa

    if isinstance(array, pa.Array):
        return array
    if array.num_chunks == 1:
        return array.chunk(0)
    if copy is False:
        raise ValueError("an array in several chunks is put together by a copy only; leave copy=False out")
    return array.combine_chunks() if array.num_chunks else pa.array([], array.type)


def _values(array: Any, missing: NDArray[np.bool_]) -> tuple[NDArray[Any], bool]:
    """The values, anything where they are missing, and whether they share Arrow's memory."""
    import pyarrow as pa

    kind, types = array.type, pa.types
    if types.is_dictionary(kind):
        return _values(array.dictionary_decode(), missing)[0], False
    if types.is_fixed_size_list(kind):
        return _nested(array)
    dtype = _dtype_of(kind)
    if dtype is not None:
        return _buffer(array, dtype), True
    if types.is_boolean(kind):
        return _filled(array, False).to_numpy(zero_copy_only=False).astype(np.bool_), False
    if types.is_date32(kind):
        return _buffer(array, np.dtype(np.int32)).astype("M8[D]"), False
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return np.array(_filled(array, "").to_pylist(), np.str_), False
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return _objects(array), False
    remedy = "make them UTC with array.cast(pa.timestamp(unit))" if types.is_timestamp(kind) else "cast it first"
    raise UnsupportedError(f"arrays of {kind} have no dtype in NumPy; {remedy}")


def _dtype_of(kind: Any) -> Any:
    """The dtype of NumPy that has the same layout; None if there is none."""
    from pyarrow import types

    if types.is_integer(kind) or types.is_floating(kind):
        return np.dtype(kind.to_pandas_dtype())
    if types.is_timestamp(kind) and kind.tz is None:
        return np.dtype(f"M8[{kind.unit}]")
    if types.is_duration(kind):
        return np.dtype(f"m8[{kind.unit}]")
    if types.is_date64(kind):
        return np.dtype("M8[ms]")
    return None


def _filled(array: Any, value: Any) -> Any:
    return array.fill_null(value) if array.null_count else array


def _objects(array: Any) -> NDArray[Any]:
    values = np.empty(len(array), object)
    values[:] = array.to_pylist()
    return values


def _buffer(array: Any, dtype: Any) -> NDArray[Any]:
    """View Arrow's buffer of values as an array of NumPy, nulls included."""
    dtype = np.dtype(dtype)
    data = array.buffers()[1]
    if data is None or not len(array):
        return np.zeros(len(array), dtype)
    values = np.frombuffer(data, dtype, count=len(array), offset=array.offset * dtype.itemsize)
    values.flags.writeable = False  # arrays of Arrow never change, even where their memory could
    return values


def _nested(array: Any) -> tuple[NDArray[Any], bool]:
    size = array.type.list_size
    inner = array.values.slice(array.offset * size, len(array) * size)
    if array.flatten().null_count:
        raise UnsupportedError("the lists of the array have nulls inside; flatten it first: array.flatten()")
    values, shared = _values(inner, np.zeros(len(inner), np.bool_))
    return values.reshape(len(array), size, *values.shape[1:]), shared


# --- to pyarrow -----------------------------------------------------------------------------------------------------


def to_arrow(x: Any, *, copy: bool | None = None) -> Any:
    """Give an array as one of pyarrow; what ``x.to_arrow()`` does."""
    import pyarrow as pa

    record = record_for(x, "pyarrow", (UNITS, MASK))
    if x.ndim != 1:
        raise UnsupportedError(f"an array of pyarrow has one axis, not {x.ndim}; pass x.ravel()")
    mask = record.get(MASK)
    storage = _storage(bare(x), mask, copy)
    note: dict[str, Any] = {"units": unit_text(record[UNITS])} if UNITS in record else {}
    if mask is not None:
        note["masked"] = True
    if note == {"masked": True}:
        return storage
    return pa.ExtensionArray.from_storage(extension_type()(storage.type, note), storage)


def _storage(values: NDArray[Any], mask: NDArray[np.bool_] | None, copy: bool | None) -> Any:
    """The values as an array of pyarrow, in the same memory where it lies as Arrow wants it."""
    import pyarrow as pa

    shares = (
        values.dtype.kind in "iuf"
        and values.dtype.isnative
        and values.dtype.itemsize <= 8
        and values.flags.c_contiguous
    )
    if copy is False and not shares:
        raise ValueError(f"these data of {values.dtype} go to Arrow by a copy only; leave copy=False out")
    if values.dtype.kind in "cV" or (values.dtype.itemsize > 8 and values.dtype.kind == "f"):
        raise UnsupportedError(f"pyarrow has no arrays of {values.dtype}; pass x.real and x.imag, or single fields")
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if shares and copy is not True:
        return _over(values, mask)
    if values.dtype.kind in "mM":
        return _times(values, mask)
    array = pa.array(values.copy() if shares else values, mask=mask)
    if values.dtype.kind == "O" and not pa.types.is_binary(array.type):
        raise UnsupportedError("objects would come back as something else from pyarrow; cast them first: x.astype(...)")
    return array


def _over(values: NDArray[Any], mask: NDArray[np.bool_] | None) -> Any:
    """An array of pyarrow over the memory of one of NumPy."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [_bitmap(mask), pa.py_buffer(values)])


def _bitmap(mask: NDArray[np.bool_] | None) -> Any:
    import pyarrow as pa

    if mask is None or not mask.any():
        return None
    return pa.py_buffer(np.packbits(~mask, bitorder="little").tobytes())


_UNITS_OF_TIME = {"s", "ms", "us", "ns"}


def _times(values: NDArray[Any], mask: NDArray[np.bool_] | None) -> Any:
    """Times and stretches of time; NaT that is not masked has no place in Arrow, which takes it for a null."""
    import pyarrow as pa

    unit = np.datetime_data(values.dtype)
    if np.isnat(values if mask is None else values[~mask]).any():
        raise UnsupportedError("NaT would become a null, as masked elements do; mask it first: mt.masked_invalid(x)")
    if unit[0] == "D" and unit[1] == 1 and values.dtype.kind == "M":
        return pa.array(values, pa.date32(), mask=mask)
    if unit[1] != 1 or unit[0] not in _UNITS_OF_TIME:
        raise UnsupportedError(f"pyarrow has no arrays of {values.dtype}; cast it first: x.astype('datetime64[s]')")
    return pa.array(values, mask=mask)


def for_pyarrow(x: Any, wanted: Any) -> Any:
    """What ``pa.array(x, type)`` gives."""
    array = to_arrow(x)
    if wanted is None or array.type == wanted:
        return array
    storage = array.storage if isinstance(array.type, extension_type()) else array
    if storage is not array and array.type.note.get("units"):
        raise UnsupportedError(f"an array of {wanted} has no unit, which would be lost; pass x.magnitude")
    return storage.cast(wanted)
