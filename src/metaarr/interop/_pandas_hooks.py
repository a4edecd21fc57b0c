"""pandas leaves operators and ufuncs with arrays of ours to us, and refuses to take their buffer for the values.

Operators ask ``__pandas_priority__``. What doesn't ask is wrapped when pandas is imported: ufuncs and operators in
place give way; constructors, assignments and methods such as ``s.mul(x)`` raise. See decision record 0013.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .._call import is_ours
from .._errors import UnsupportedError
from ._giving_way import ARITHMETIC, give_way, says_something

_MARK = "gives_way_to_metaarr"
_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
_METHODS = (
    *_BINARY,
    *(f"r{name}" for name in _BINARY),
    *("div", "rdiv", "divmod", "rdivmod", "multiply", "subtract", "divide"),
    *("lt", "le", "gt", "ge", "eq", "ne", "dot"),
)


def adapt(library: Any) -> None:
    """Wrap what would strip arrays of ours."""
    seen: list[Any] = [library.Series, library.DataFrame, library.Index, library.api.extensions.ExtensionArray]
    while seen:
        cls = seen.pop()
        seen += cls.__subclasses__()
        for base in cls.__mro__:
            if _is_pandas(base):
                give_way(base, ARITHMETIC)
                if issubclass(base, library.api.extensions.ExtensionArray) and "__setitem__" in vars(base):
                    _replace(base, "__setitem__", _not_assigned)
    for cls in (library.Series, library.DataFrame):
        for name in _METHODS:
            _replace(cls, name, _refusing)
        _replace(cls, "__init__", _not_made_of)
        _replace(cls, "__setitem__", _not_assigned)


def _is_pandas(cls: type) -> bool:
    return cls.__module__.partition(".")[0] == "pandas"


def _replace(cls: Any, name: str, make_wrapper: Callable[[Any], Any]) -> None:
    own = getattr(cls, name, None)
    if own is not None and not hasattr(own, _MARK):
        wrapper = wraps(own)(make_wrapper(own))
        setattr(wrapper, _MARK, True)
        setattr(cls, name, wrapper)


def _means(value: Any) -> bool:
    return is_ours(value) and says_something(value)


def _refusing(own: Any) -> Any:
    def method(self: Any, other: Any, *args: Any, **kwargs: Any) -> Any:
        if _means(other):
            raise UnsupportedError(
                f"{own.__name__} of pandas would lose the metadata of the {type(other).__name__}; "
                "use the operator (s * x, s @ x), which gives an array of metaarr, or pass np.asarray(x)"
            )
        return own(self, other, *args, **kwargs)

    return method


def _not_made_of(own: Any) -> Any:
    def wrapper(self: Any, data: Any = None, *args: Any, **kwargs: Any) -> None:
        for item in data.values() if type(data) is dict else (data,):
            if _means(item):
                raise UnsupportedError(
                    f"an object of pandas would lose the metadata of the {type(item).__name__}; "
                    "use x.to_pandas(), which keeps them, or pass np.asarray(x)"
                )
        own(self, data, *args, **kwargs)

    return wrapper


def _not_assigned(own: Any) -> Any:
    def wrapper(self: Any, key: Any, value: Any) -> None:
        if _means(value):
            raise UnsupportedError(
                f"assignment would lose the metadata of the {type(value).__name__}; "
                "assign np.asarray(x), converted to the unit that is meant: x.m_as(unit)"
            )
        own(self, key, value)

    return wrapper
