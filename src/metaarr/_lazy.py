"""Values that are worked out when somebody asks for them."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value of a :class:`~metaarr.PerArray` field that is worked out when it is first read, at most once.

    All arrays that inherit the field share the value: whichever is read first works it out for all of them.

    Parameters
    ----------
    function
        What to call.
    *args, **kwargs
        Its arguments.

    Examples
    --------
    >>> import metaarr as mt
    >>> class Image(mt.MetaArray):
    ...     header = mt.PerArray(default=None, type=dict)
    >>> def read(path):
    ...     print("reading", path)
    ...     return {"path": path}
    >>> image = Image([1, 2, 3], header=mt.Lazy(read, "a.fits"))
    >>> image[1:].header["path"]
    reading a.fits
    'a.fits'
    >>> image.header["path"]
    'a.fits'
    """

    __slots__ = ("__weakref__", "_call", "_check", "_lock", "_value")

    def __init__(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> None:
        if not callable(function):
            raise TypeError(f"Lazy takes a function and its arguments, not {function!r}")
        self._call: tuple[Callable[..., T], tuple[Any, ...], dict[str, Any]] | None = (function, args, kwargs)
        self._check: Callable[[T], T] | None = None
        self._value: Any = None
        self._lock = RLock()
        _ALL.add(self)

    @property
    def known(self) -> bool:
        """Whether the value was worked out."""
        return self._call is None

    def checked_by(self, check: Callable[[T], T]) -> Lazy[T]:
        """Give the same value, to go through `check` when it is worked out."""
        lazy = Lazy(self.get)
        lazy._check = check
        return lazy

    def get(self) -> T:
        """Give the value."""
        with self._lock:
            if self._call is not None:
                function, args, kwargs = self._call
                value = function(*args, **kwargs)
                self._value = value if self._check is None else self._check(value)
                self._call = self._check = None
        value_: T = self._value
        return value_

    def __repr__(self) -> str:
        return repr(self._value) if self.known else "<not known yet>"

    def __copy__(self) -> Lazy[T]:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        from copy import deepcopy

        return deepcopy(self._value, memo) if self.known else self

    def __reduce__(self) -> Any:
        return _known, (self.get(),)


_ALL: WeakSet[Lazy[Any]] = WeakSet()


def _forget_other_threads() -> None:
    """Give new locks: in a forked child nobody is left who could give back one that another thread had."""
    for lazy in list(_ALL):
        lazy._lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_other_threads)


def _known(value: Any) -> Lazy[Any]:
    lazy: Lazy[Any] = Lazy(_known)
    lazy._value, lazy._call = value, None
    return lazy


def value_of(value: Any) -> Any:
    """Give what a value is: a lazy one is worked out."""
    return value.get() if type(value) is Lazy else value
