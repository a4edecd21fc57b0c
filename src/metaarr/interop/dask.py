"""dask: arrays of ours as chunks of a dask array, and on the wire between the workers of a cluster.

dask finds what it does with a chunk by its class, and takes one of ours for the plain array that it inherits from: for
its token, its size, its journey to another process, and the count of its elements. Each of these is told here.

A token says everything that an array means. dask's own says less: not whether an array lies in memory by rows or by
columns, nor the names of fields, so the arrays of our tokens have digests of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from .._array import MetaArray
from .._call import bare
from .._errors import UnsupportedError
from .._family import recipe
from .._labels.coord import Coord
from .._labels.kind import LABELS
from .._labels.state import Labels
from .._masks.kind import MASK
from .._pickle import restored
from .._units.unit import Unit
from . import when_imported
from ._dask_functions import ANSWERS, replace


def adapt(library: ModuleType) -> None:
    """Register with the module that has just been imported."""
    _PARTS[library.__name__](library)


# --- tokens and sizes -----------------------------------------------------------------------------------------------


def _adapt_base(base: ModuleType) -> None:
    from dask.sizeof import sizeof

    base.normalize_token.register(MetaArray, token_of)
    base.normalize_token.register(Labels, _token_of_labels)
    base.normalize_token.register(Coord, _token_of_coord)
    base.normalize_token.register(Unit, _token_of_unit)
    sizeof.register(MetaArray, size_of)


def token_of(array: Any) -> Any:
    """Give what tells the array from every other one: class, elements, metadata and attributes of its own."""
    from dask.base import normalize_token

    parts = recipe(type(array))
    metas = [_token_of(kind.store(meta)) for kind, meta in zip(array._kinds, array._meta, strict=True)]
    fixed = [meta.flags.writeable for kind, meta in zip(array._kinds, array._meta, strict=True) if kind.per_element]
    attributes = normalize_token(getattr(array, "__dict__", None))
    return "metaarr", normalize_token(parts), _digest(bare(array)), metas, fixed, array.flags.writeable, attributes


def _token_of(stored: Any) -> Any:
    from dask.base import normalize_token

    return _digest(stored) if type(stored) is np.ndarray else normalize_token(stored)


def _token_of_unit(unit: Unit) -> Any:
    """A name may mean another unit in another program, so what it means belongs to it."""
    return "metaarr.Unit", unit.spelling, str(unit.root_factor), str(unit.root_offset), repr(unit.log), str(unit.dims)


def _token_of_labels(labels: Labels) -> Any:
    from dask.base import normalize_token

    # Coordinates in their order, which shows.
    return "metaarr.Labels", normalize_token([labels.dims, list(labels.coords.items()), labels.name, labels.attrs])


def _token_of_coord(coord: Coord) -> Any:
    from dask.base import normalize_token

    return "metaarr.Coord", coord.dims, _token_of(coord.values), normalize_token([coord.attrs, coord.origin])


def _digest(array: np.ndarray) -> Any:
    """Give a token of a plain array: what it holds, wherever that lies in memory."""
    from dask.base import normalize_token

    dtype = array.dtype
    if dtype.hasobject or dtype.kind == "T":
        return "object", str(dtype), array.shape, normalize_token(array.ravel().tolist())
    if dtype.names is not None:  # bytes between the fields may be anything
        return "fields", str(dtype), array.shape, [_digest(array[name]) for name in dtype.names]
    data = np.ascontiguousarray(array).reshape(-1).view(np.uint8) if dtype.itemsize else array.ravel()
    return hashlib.blake2b(data.data, digest_size=20).hexdigest(), str(dtype), array.shape


def size_of(array: Any) -> int:
    """Give the bytes that an array takes with everything that it carries."""
    return _plain_size(bare(array)) + sum(_size_of_meta(meta) for meta in array._meta)


def _size_of_meta(meta: Any) -> int:
    from dask.sizeof import sizeof

    if isinstance(meta, Labels):
        return sum(_size_of_meta(coord.values) for coord in meta.coords.values())
    if isinstance(meta, Unit):
        return 0  # one object for the whole program
    return _plain_size(meta) if type(meta) is np.ndarray else int(sizeof(meta))


def _plain_size(array: np.ndarray) -> int:
    from dask.sizeof import sizeof

    size = int(sizeof(array))
    return size + sum(map(sizeof, array.ravel().tolist())) if array.dtype == object else size


# --- the wire -------------------------------------------------------------------------------------------------------


def _adapt_wire(protocol: ModuleType) -> None:
    protocol.dask_serialize.register(MetaArray, serialized)
    protocol.dask_deserialize.register(MetaArray, deserialized)


def serialized(array: Any, context: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], list[Any]]:
    """Give a header and frames; data and companions share their memory with the frames where dask's own would."""
    from distributed.protocol.serialize import dask_serialize, pickle_dumps

    stored = [kind.store(meta) for kind, meta in zip(array._kinds, array._meta, strict=True)]
    beside = [type(part) is np.ndarray for part in stored]
    rest = [None if apart else part for part, apart in zip(stored, beside, strict=True)]
    what = (recipe(type(array)), rest, getattr(array, "__dict__", None))
    plain = partial(dask_serialize.dispatch(np.ndarray), context=context)
    arrays = [bare(array), *(part for part, apart in zip(stored, beside, strict=True) if apart)]
    headers, frames = zip(*(pickle_dumps(what, context), *map(plain, arrays)), strict=True)
    header = {"headers": list(headers), "counts": [len(part) for part in frames], "beside": beside}
    return header, [frame for part in frames for frame in part]


def deserialized(header: Mapping[str, Any], frames: Sequence[Any]) -> Any:
    """Give the array again: its class is the one that the header names, whatever class the message was filed under."""
    from distributed.protocol.serialize import dask_deserialize, pickle_loads

    groups = iter(_grouped(frames, header["counts"]))
    first, *headers = header["headers"]
    parts, rest, attributes = pickle_loads(first, next(groups))
    plain = dask_deserialize.dispatch(np.ndarray)
    data, *companions = (plain(each, group) for each, group in zip(headers, groups, strict=True))
    left = iter(companions)
    stored = tuple(next(left) if apart else part for part, apart in zip(rest, header["beside"], strict=True))
    return restored(parts, data, stored, attributes)


def _grouped(frames: Sequence[Any], counts: Sequence[int]) -> list[list[Any]]:
    ends = np.cumsum([0, *counts]).tolist()
    return [list(frames[start:end]) for start, end in pairwise(ends)]


# --- chunks ---------------------------------------------------------------------------------------------------------


def _adapt_chunks(array: ModuleType) -> None:
    import dask
    from dask.array import backends

    for name in ANSWERS:
        when_imported(name, replace)
    backends.numel_lookup.register(MetaArray, count)
    backends.nannumel_lookup.register(MetaArray, count_numbers)
    backends.concatenate_lookup.register(MetaArray, concatenate)
    plugins = tuple(dask.config.get("array_plugins", ()))
    if require_no_labels not in plugins:
        dask.config.set(array_plugins=(*plugins, require_no_labels))


def require_no_labels(collection: Any) -> None:
    """Refuse a dask array of labelled chunks.

    dask pairs blocks by position and ours pair axes by name, so a sum of two arrays could pair elements that don't
    belong together.
    """
    _require_no_labels(collection._meta)


def _require_no_labels(chunk: Any) -> None:
    at = type(chunk)._index.get(LABELS) if isinstance(chunk, MetaArray) else None
    if at is not None and not LABELS.is_neutral(chunk._meta[at]):
        raise UnsupportedError(
            "dask pairs blocks by position, labelled arrays pair axes by name: a dask array of labelled chunks could "
            "mix up elements; pass x.unlabeled, or use xarray for labels: x.to_xarray().chunk()"
        )


def concatenate(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Join blocks, which have no labels."""
    for array in arrays:
        _require_no_labels(array)
    return np.concatenate(arrays, axis=axis)


def count(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = np.float64, **kwargs: Any) -> Any:
    """Count the elements that a mean is taken of: the visible ones."""
    return np.sum(np.broadcast_to(_visible(x), x.shape), axis=axis, keepdims=keepdims, dtype=dtype)


def count_numbers(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None, **kwargs: Any) -> Any:
    """Count the visible elements that are not NaN."""
    return np.sum(_visible(x) & ~np.isnan(bare(x)), axis=axis, keepdims=keepdims, dtype=dtype)


def _visible(x: Any) -> Any:
    at = type(x)._index.get(MASK)
    return np.True_ if at is None else ~x._meta[at]


def read(obj: Any, *, copy: bool | None) -> Any:
    """Refuse: what a dask array stands for may be larger than memory, and take hours."""
    raise UnsupportedError(
        "a dask array has no elements until it is computed; pass x.compute(), or keep it lazy: x * metaarr.units.m"
    )


_PARTS: Mapping[str, Callable[[ModuleType], None]] = {
    "dask.base": _adapt_base,
    "dask.array": _adapt_chunks,
    "distributed.protocol": _adapt_wire,
}
"""Module that has been imported → what is registered with it."""
