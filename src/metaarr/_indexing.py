"""``x[key]`` and ``x[key] = value``: the data and every companion are indexed alike."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ._call import Operand, Role, bare, bare_view, is_ours
from ._errors import MaskError, UnsupportedError
from ._foreign import adopted, stance, taken
from ._libraries import Stance
from ._per_axis import PerAxis
from ._run import run_function
from ._sentinel import masked

ndarray = np.ndarray
native_item: Any = np.ndarray.__getitem__
copied: Any = np.ndarray.__copy__
set_native = np.ndarray.__setitem__


def compose(cls: Any) -> None:
    """Give `cls` the ``__getitem__`` that its kinds need."""
    cls.__getitem__ = _carried_item if cls._carried else _composed(cls)


def _carried_item(self: Any, key: Any) -> Any:
    """Index an array all of whose metadata belong to the whole."""
    kind = key.__class__
    if kind is slice:
        part = native_item(self, key)
        part._meta = self._meta
        return part
    if kind is int:
        part = native_item(self, (key, ...))
        if not part.ndim and part.dtype.names is None:
            part = copied(part)
    else:
        part = native_item(self, prepared(self, key))
        if not part.ndim and is_element(key, part):
            part = copied(part)
    part._meta = self._meta
    return part


def is_element(key: Any, part: Any) -> bool:
    """Whether a part without axes is one element, which is nobody's view: ``x[0], x[1] = x[1], x[0]`` swaps.

    An Ellipsis asks for a view, and NumPy's records are views.
    """
    return part.dtype.names is None and key is not Ellipsis and not (type(key) is tuple and _has_ellipsis(key))


def _has_ellipsis(key: tuple[Any, ...]) -> bool:
    return any(item is Ellipsis for item in key)


def _composed(cls: Any) -> Any:
    """Make an item getter that indexes every companion; which kinds need what is worked out once."""
    scopes = [(kind.per_array, kind.per_element, isinstance(kind, PerAxis)) for kind in cls._kinds]
    if scopes == [(True, False, False), (False, True, False), (False, False, True)]:
        return _all_three(cls._kinds[2])
    companions = tuple(i for i, kind in enumerate(cls._kinds) if kind.per_element)
    follow = _following(cls)

    def item(self: Any, key: Any) -> Any:
        given = key
        kind = key.__class__
        if kind is int:
            key = (key, ...)
        elif kind is not slice:
            if is_field(key):
                return _field(self, key)
            key = prepared(self, key)
        part = native_item(self, key)
        metas = list(self._meta)
        for i in companions:
            metas[i] = metas[i][key]
        if not part.ndim and is_element(given, part):
            part = copied(part)
            for i in companions:
                metas[i] = metas[i].copy()
        follow(self, key, metas, kind is slice or kind is int)
        part._meta = tuple(metas)
        return part

    return item


def _following(cls: Any) -> Callable[[Any, Any, list[Any], bool], None]:
    """Make a function that indexes the metadata that belong to axes, or whose kinds want to be asked."""
    slicers = tuple((i, kind.sliced) for i, kind in enumerate(cls._kinds) if isinstance(kind, PerAxis))
    indexers = tuple((i, kind.index) for i, kind in enumerate(cls._kinds) if not (kind.per_array or kind.per_element))
    only_axes = len(slicers) == len(indexers)

    def follow(self: Any, key: Any, metas: list[Any], basic: bool) -> None:
        if basic and only_axes:
            like = bare_view(self, ndarray)
            for i, index in slicers:
                metas[i] = index(metas[i], key, like)
        else:
            for i, index in indexers:
                metas[i] = index(metas[i], key, self)

    return follow if indexers else _nothing


def _nothing(self: Any, key: Any, metas: list[Any], basic: bool) -> None:
    """All metadata belong to the whole array or to its elements."""


def _all_three(axes: Any) -> Any:
    """One kind of each scope, in this order: the same as the general one, unrolled for slices."""
    general, sliced = axes.index, axes.sliced

    def item(self: Any, key: Any) -> Any:
        kind = key.__class__
        whole, companion, labels = self._meta
        if kind is slice:
            part = native_item(self, key)
            part._meta = (whole, companion[key], sliced(labels, key, companion))
            return part
        if is_field(key):
            return _field(self, key)
        given = key
        key = (key, ...) if kind is int else prepared(self, key)
        part = native_item(self, key)
        one = companion[key]
        if not part.ndim and is_element(given, part):
            part, one = copied(part), copied(one)
        part._meta = (whole, one, (sliced if kind is int else general)(labels, key, companion if kind is int else self))
        return part

    return item


def _field(self: Any, key: Any) -> Any:
    """Take a field out of a structured array: elements stay where they are."""
    part = native_item(self, key)
    part._meta = self._meta
    return part


def whole(self: Any) -> Any:
    """View the whole array: shares data and companions."""
    return self[(slice(None),) * self.ndim or Ellipsis]


def prepared(self: Any, key: Any) -> Any:
    """Give the key with plain arrays only, ending in an Ellipsis so that the result is never a scalar."""
    if is_field(key):
        return key
    items = key if type(key) is tuple else (key,)
    plain = tuple(_plain(self, item) for item in items)
    if any(item is Ellipsis for item in plain):
        return plain
    return (*plain, Ellipsis)


def is_field(key: Any) -> bool:
    """Whether the key names fields of a structured dtype."""
    return isinstance(key, str) or (type(key) is list and bool(key) and all(isinstance(name, str) for name in key))


def _plain(self: Any, item: Any) -> Any:
    item = adopted(item)
    if is_ours(item):
        for kind, meta in zip(item._kinds, item._meta, strict=True):
            item = kind.as_index(item, meta, self)
        return bare(item)
    if isinstance(item, (list, tuple)):
        if any(is_ours(part) for part in item):
            raise UnsupportedError("an index list holds arrays with metadata; use np.asarray on them first")
        return np.asarray(item) if item else np.asarray(item, np.intp)
    return item


def assign(self: Any, key: Any, value: Any) -> None:
    """``x[key] = value``: every kind checks first, then data and companions are written."""
    if type(key) is slice or type(key) is int:
        if type(value) is type(self) and all(
            kind.takes(meta, other) for kind, meta, other in zip(self._kinds, self._meta, value._meta, strict=True)
        ):
            set_native(self, key, bare_view(value, ndarray))
            return
    elif is_field(key):
        self, key = _fields_to_write(self, key, value), Ellipsis
    else:
        key = prepared(self, key)
    if stance(value.__class__) is Stance.DEFER:
        value = taken(value, None)  # nobody else can write into an array of ours
    if value is masked and not any(kind.hides for kind in self._kinds):
        raise MaskError(
            f"a {type(self).__name__} has no mask to mark elements in; "
            "give it one first: x = metaarr.array(x, mask=False)"
        )
    run_function(operator.setitem, (self, key, value), {})


def _fields_to_write(self: Any, key: Any, value: Any) -> Any:
    """Take out the fields that `value` is to be written into, if the other fields may stay as they are."""
    part = self[key]
    if set([key] if isinstance(key, str) else key) != set(self.dtype.names):
        given = Operand(value, "value", Role.VALUE)
        for kind, meta in zip(self._kinds, self._meta, strict=True):
            kind.require_fields(meta, given, self)
    return part


class Flat:
    """The elements of an array in C order, as arrays of its class (``x.flat``)."""

    __slots__ = ("_array", "index")

    def __init__(self, array: Any) -> None:
        self._array = array
        self.index = 0

    @property
    def base(self) -> Any:
        """The array itself."""
        return self._array

    def __len__(self) -> int:
        size: int = self._array.size
        return size

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self.index >= len(self):
            raise StopIteration
        element = self._array[self.coords]
        self.index += 1
        return element

    @property
    def coords(self) -> tuple[int, ...]:
        """Where the next element is."""
        return tuple(int(i) for i in np.unravel_index(self.index, self._array.shape))

    def copy(self) -> Any:
        """Give all elements along one axis, in memory of their own."""
        return self._array.flatten()

    def __getitem__(self, key: Any) -> Any:
        self.index = 0  # as NumPy's does
        return self._array[self._places(key)]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._array[self._places(key)] = value

    def _places(self, key: Any) -> Any:
        """Give the key of the array for a key of the flat sequence."""
        places = np.arange(len(self))[prepared(self._array, key)]
        return (
            np.unravel_index(places, self._array.shape) if self._array.ndim else (Ellipsis if places.size else places)
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(bare(self._array).ravel(), dtype=dtype, copy=copy)
