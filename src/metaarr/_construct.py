"""Making arrays: from anything array-like, lists that hold our own scalars and :data:`masked` included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ._call import bare, bare_view, is_ours, kinds_of
from ._errors import MaskError, UnsupportedError
from ._foreign import Stance, is_array, is_taken, refusal, stance, taken, unreadable
from ._kind import Kind
from ._proposal import ABSENT
from ._sentinel import Masked, masked

ndarray = np.ndarray

_DEEPEST = 64
"""Axes that an array can have; a list that is nested deeper is NumPy's to refuse."""


def holds_ours(data: Any, depth: int = 1) -> bool:
    """Whether a nested list holds one of our arrays, one that becomes ours, or :data:`masked`."""
    types = set(map(type, data))  # few, where items are many
    if any(kind is Masked or stance(kind) is Stance.OURS or is_taken(kind) for kind in types):
        return True
    if depth > _DEEPEST or types.isdisjoint((list, tuple)):
        return False
    return any(type(x) in (list, tuple) and holds_ours(x, depth + 1) for x in data)


def stacked(data: Any) -> Any:
    """Stack a nested list that holds our arrays into one array of ours, by the rules of :func:`numpy.stack`."""
    items = [
        stacked(item) if type(item) in (list, tuple) and holds_ours(item) else taken(item, copy=None) for item in data
    ]
    if any(item is masked for item in items):
        items = _with_placeholders(items)
    return np.stack(items)


def _with_placeholders(items: list[Any]) -> list[Any]:
    """Put a masked element like its neighbours in the place of each :data:`masked`."""
    from ._front import array

    like: Any = next((item for item in items if item is not masked), np.float64(0))
    template = array(like[...] if is_ours(like) else np.asarray(like), mask=True)
    return [template if item is masked else item for item in items]


def unpacked(data: Any, dtype: Any, copy: bool | None, order: Any) -> tuple[ndarray, dict[Kind, Any], bool]:
    """Take array-like data apart.

    Returns
    -------
    tuple
        Bare data, the metadata that came with them by kind, and whether the data share memory with `data`.
    """
    if type(data) in (list, tuple) and holds_ours(data):
        data = stacked(data)
    if type(data) is Masked:
        raise MaskError("masked alone has no dtype or unit; give a value and mask=True")
    data = taken(data, False if copy is False else None)
    if is_ours(data):
        return _unpacked_ours(data, dtype, copy, order)
    if stance(type(data)) in (Stance.REFUSE, Stance.DEFER) and not hasattr(type(data), "__array_ufunc__"):
        pass  # a plain container (a memory view, a tensor): numpy converts it, and nothing is lost
    elif stance(type(data)) is Stance.REFUSE:
        raise refusal(type(data), "array()")
    values = np.array(data, dtype=dtype, copy=copy, order=order)
    if values.dtype.hasobject and not values.ndim and not isinstance(data, ndarray) and is_array(type(data)):
        raise unreadable(data)
    return values, {}, np.may_share_memory(values, data) if isinstance(data, ndarray) else copy is not True


def _unpacked_ours(data: Any, dtype: Any, copy: bool | None, order: Any) -> tuple[ndarray, dict[Kind, Any], bool]:
    values = np.array(bare(data), dtype=dtype, copy=copy, order=order)
    shared = np.may_share_memory(values, data) and data.size > 0
    metas = {k: m if shared else k.copied(m) for k, m in zip(data._kinds, data._meta, strict=True)}
    return values, metas, shared


def construct(
    cls: Any,
    data: Any,
    args: tuple[Any, ...],
    fields: dict[str, Any],
    *,
    dtype: Any = None,
    copy: bool | None = True,
    order: Any = "K",
) -> Any:
    """Make an array of just the class `cls`; what ``cls(data, ...)`` does."""
    given = named(cls, args, fields)
    values, metas, _ = unpacked(data, dtype, copy, order)
    metas = _by_name(cls, metas)
    lost = [kind.name for kind, meta in metas.items() if kind not in cls._index and not kind.is_neutral(meta)]
    if lost:
        raise UnsupportedError(
            f"{cls.__name__} has no {', '.join(lost)}, which the data carry; use metaarr.array(data), "
            "or drop them first"
        )
    return build(cls, values, metas, given)


def _by_name(cls: Any, metas: dict[Kind, Any]) -> dict[Kind, Any]:
    """Let fields that `cls` declares anew take over what its bases' fields of that name hold, and the reverse."""
    twins = {kind.name: kind for kind in cls._kinds if kind.has_twins}
    if not twins:
        return metas
    named = {kind: twins.get(kind.name, kind) for kind in metas}
    return {named[k]: meta if named[k] is k else named[k].taken_over(meta) for k, meta in metas.items()}


def named(cls: Any, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
    """Name the positional arguments, and refuse keywords that no kind of `cls` takes."""
    names = [name for kind in cls._kinds for name in kind.keywords]
    if len(args) > len(names):
        raise TypeError(f"{cls.__name__}() takes the data and at most {len(names)} more arguments ({', '.join(names)})")
    given = dict(zip(names, args, strict=False))
    for name, value in fields.items():
        if name not in names or name in given:
            raise TypeError(
                f"{cls.__name__}() got an unexpected argument {name!r}; "
                f"it takes {', '.join(names) or 'no metadata'}, dtype, copy and order"
            )
        given[name] = value
    return given


def build(cls: Any, values: ndarray, metas: Mapping[Kind, Any], given: Mapping[str, Any]) -> Any:
    """Let each kind of `cls` check what was given, and attach the metadata."""
    record = []
    for kind in cls._kinds:
        mine = {name: given[name] for name in kind.keywords if name in given}
        values, meta = kind.accept(mine, values, metas.get(kind, ABSENT))
        record.append(meta)
    array = bare_view(values, cls)
    array._meta = tuple(record)
    settled = tuple(kind.settled(meta, array) for kind, meta in zip(cls._kinds, record, strict=True))
    array._meta = settled
    return array


def meaning(array: Any, what: str, args: tuple[Any, ...] = (), *, any_unit: bool = False) -> Any:
    """Give one element as a Python object, if that means the same without metadata.

    Parameters
    ----------
    array
        An array with one element (with one chosen by `args`).
    what
        The conversion, for the error.
    args
        Position of the element, as :meth:`numpy.ndarray.item` takes it.
    any_unit
        Whether the answer does not depend on the unit (truth).
    """
    value = bare(array)
    if any_unit and value.size != 1:
        return bool(value)  # NumPy says why there is no answer
    for kind, meta in zip(array._kinds, array._meta, strict=True):
        value = kind.as_number(value, meta, what, args, any_unit)
        if value is None:
            return None
    return bare(value).item(*args)


def hashed(array: Any) -> int:
    """Hash one element by its meaning; arrays with axes have no hash."""
    if array.ndim:
        raise TypeError(
            f"unhashable type: {type(array).__name__!r} with axes; only a single element, such as x[0], has a hash"
        )
    key = bare(array).item()
    for kind, meta in zip(array._kinds, array._meta, strict=True):
        key = kind.as_key(key, meta)
    return hash(key)


def plain_list(array: Any) -> Any:
    """Give nested lists of Python objects, None where an element has no visible value."""
    value = bare(array)
    hidden: Any = None
    for kind, meta in zip(array._kinds, array._meta, strict=True):
        if kind.hides:
            hidden = meta
        else:
            value = kind.as_number(value, meta, "tolist()", (), False)
    if hidden is None or not hidden.any():
        return value.tolist()
    objects = value.astype(object)
    objects[hidden] = None
    return objects.tolist()


Reader = Callable[[Any], Any]

__all__ = [
    "Masked",
    "build",
    "construct",
    "holds_ours",
    "kinds_of",
    "masked",
    "meaning",
    "plain_list",
    "stacked",
    "unpacked",
]
