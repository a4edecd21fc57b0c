"""``MetaArray``: every NumPy hook and nothing else, each delegating at once."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from . import _construct, _html, _indexing, _latex, _pickle, _repr, _run
from ._call import bare
from ._errors import MetaArrayError, UnsupportedError
from ._fast.binary import call_binary
from ._fast.functions import call_function
from ._fast.unary import call_unary
from ._fields import collect
from ._foreign import Stance, announce, defers, stance
from ._kind import Kind
from ._methods import add_methods, add_operators, ask_hook

if TYPE_CHECKING:
    from ._typing import Typed
else:
    Typed = np.ndarray  # type checkers see the operators and methods that tables add below

ndarray = np.ndarray


def _derived(array: Any) -> tuple[Any, ...]:
    """Metadata of an array that nobody attached any to: NumPy made it by itself.

    There is no ``__array_finalize__``: NumPy would call it for every view, and it cannot know what was done (a
    transposed square looks like a slice). Whoever makes one of our arrays attaches its metadata; where NumPy did, the
    base tells whether plain data were viewed as ours, or ours taken apart in a way that we do not know.
    """
    base = array.base
    if type(base) is type(array) and array._carried:
        carried: tuple[Any, ...] = base._meta
        return carried
    strided = getattr(base, "base", None)
    if not isinstance(strided, ndarray):  # as_strided views something with the array for its base
        base = getattr(strided, "base", base)
    if base is None or isinstance(base, MetaArray) or stance(type(base)) in (Stance.REFUSE, Stance.CONVERT):
        raise UnsupportedError(
            f"the metadata of this {type(array).__name__} are unknown: it was made by an operation that does not say "
            "what it did; use a NumPy function or a method instead, or metaarr.array(np.asarray(x), ...)"
        )
    data = bare(array)
    return tuple(kind.neutral(data) for kind in array._kinds)


class MetaArray(Typed):
    """Base class of all arrays that carry metadata.

    Metadata live in one slot, ``_meta``: an immutable tuple aligned with the kinds of the class. Make arrays with
    :func:`metaarr.array` or with the classes below; declare kinds as attributes of a subclass.

    Examples
    --------
    >>> import metaarr as mt
    >>> class Run(mt.MetaArray):
    ...     label = mt.PerArray(default="")
    >>> Run([1, 2, 3], label="first")[1:].label
    'first'
    """

    __slots__ = ("_meta",)
    _kinds: ClassVar[tuple[Kind, ...]] = ()
    _index: ClassVar[dict[Kind, int]] = {}
    _carried: ClassVar[bool] = False
    _parts: ClassVar[tuple[type, ...]] = ()
    _downstream: ClassVar[bool] = False
    _meta: tuple[Any, ...]

    __array_priority__ = 1000.0
    __pandas_priority__ = 10000

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._kinds = collect(cls)
        cls._index = {kind: i for i, kind in enumerate(cls._kinds)}
        cls._carried = all(kind.per_array for kind in cls._kinds)
        if "_parts" not in vars(cls):
            cls._parts, cls._downstream = (cls,), True
        _indexing.compose(cls)
        if cls.__array_ufunc__ is not MetaArray.__array_ufunc__:
            ask_hook(cls, MetaArray)
        announce(cls)

    def __new__(
        cls, data: Any, *args: Any, dtype: Any = None, copy: bool | None = True, order: Any = "K", **fields: Any
    ) -> Self:
        made: Self = _construct.construct(cls, data, args, fields, dtype=dtype, copy=copy, order=order)
        return made

    if not TYPE_CHECKING:  # to a type checker it would give every array every attribute

        def __getattr__(self, name: str) -> Any:
            if name != "_meta":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self._meta = record = _derived(self)
            return record

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if not kwargs and method == "__call__" and ufunc.nout == 1:
            if ufunc.nin == 2 and not defers(inputs, ufunc.__name__):
                return call_binary(ufunc, *inputs)
            if ufunc.nin == 1:
                return call_unary(ufunc, inputs[0])
        if defers((*inputs, *kwargs.get("out", ())), ufunc.__name__):
            return NotImplemented
        return _run.run_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if _run.foreign(types, func):
            return NotImplemented
        return call_function(func, args, kwargs, self)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)

    def _replace(self, kind: Kind, meta: Any) -> None:
        """Put other metadata of one kind into the record."""
        at = type(self)._index[kind]
        self._meta = (*self._meta[:at], meta, *self._meta[at + 1 :])

    # --- copies and pickles ---

    def __copy__(self) -> Self:
        return self.copy("K")

    def __deepcopy__(self, memo: dict[int, Any] | None) -> Self:
        copied: Self = _pickle.deep_copy(self, {} if memo is None else memo)
        return copied

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _pickle.reduced(self, protocol)

    # --- items ---

    def __setitem__(self, key: Any, value: Any) -> None:
        _indexing.assign(self, key, value)

    def __iter__(self) -> Iterator[Self]:
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    # --- text ---

    def __repr__(self) -> str:
        return _repr.representation(self)

    def __str__(self) -> str:
        return _repr.text(self)

    def __format__(self, spec: str) -> str:
        return _repr.formatted(self, spec)

    def _repr_html_(self) -> str:
        return _html.shown(self)

    def _repr_latex_(self) -> str:
        return _latex.formula(self)

    # --- Python numbers ---

    def __bool__(self) -> bool:
        return bool(_construct.meaning(self, "bool()", any_unit=True))

    def __float__(self) -> float:
        return float(_construct.meaning(self, "float()"))

    def __int__(self) -> int:
        return int(_construct.meaning(self, "int()"))

    def __complex__(self) -> complex:
        return complex(_construct.meaning(self, "complex()"))

    def __index__(self) -> int:
        return operator.index(_construct.meaning(self, "an index"))

    def __hash__(self) -> int:  # type: ignore[override]
        return _construct.hashed(self)


add_operators(MetaArray)
add_methods(MetaArray)

__all__ = ["MetaArray", "MetaArrayError"]
