"""What the calls share: the type of an entry, writing into a copy, and what the running NumPy never asks us."""

import warnings
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any, TypeAlias

import numpy as np
from numpy import char, strings
from numpy.polynomial import polynomial

from ..._compat import is_overridable

Entry: TypeAlias = Callable[[Any], Any]

_ASKED_LATE: dict[str, tuple[Any, str]] = {
    "strings.": (
        strings,
        """capitalize center decode encode expandtabs ljust lower mod multiply partition replace rjust rpartition
        swapcase title translate upper zfill""",
    ),
    "char.": (char, "join rsplit split splitlines"),
    "": (polynomial, "polyval2d polygrid2d"),
}
NEVER_ASKED = {
    f"{prefix}{name}"
    for prefix, (module, names) in _ASKED_LATE.items()
    for name in names.split()
    if not is_overridable(getattr(module, name))
}
"""Functions for which newer NumPy asks the array and the running one does not: none where that is new."""


def reached(calls: dict[str, Any]) -> dict[str, Any]:
    """Leave out calls, named after their function, that never reach us on the running NumPy."""
    return {name: call for name, call in calls.items() if name not in NEVER_ASKED}


def alone(func: Callable[..., Any]) -> Entry:
    """Call a function of one array."""
    return lambda x: func(x)


def reversed_too(func: Callable[..., Any]) -> Entry:
    """Call a function of two arrays: the one given, and it upside down."""
    return lambda x: func(x, x[::-1])


def before(func: Callable[..., Any], other: Any) -> Entry:
    """Call a function of two arrays with `other` as the second."""
    return lambda x: func(x, other)


def after(func: Callable[..., Any], other: Any) -> Entry:
    """Call a function of two arrays with `other` as the first."""
    return lambda x: func(other, x)


def reading(content: bytes, read: Callable[[Any, Any], Any]) -> Entry:
    """Call a function of an open file of that content and an array."""

    def call(x: Any) -> Any:
        with TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            return read(file, x)

    return call


def in_place(x: Any, change: Callable[[Any], Any]) -> Any:
    """Apply a change to a copy, and give the copy."""
    y = x.copy()
    change(y)
    return y


def in1d(one: Any, other: Any) -> Any:
    """Call what NumPy has until 2.3, and warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return getattr(np, "in1d")(one, other)  # noqa: B009 (types of newer NumPy do not have it)
