"""Have the arrays of another library leave operations with ours to us.

NumPy asks the first operand that has rules, and unyt and astropy answer for operands that they don't know: unyt takes a
masked array for a plain one, and a unit of ours for one of its own. There is no registry that would tell them, so the
methods that NumPy asks are wrapped; see decision record 0009.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

ARITHMETIC = tuple(
    f"__{side}{name}__"
    for side in ("", "r", "i")
    for name in ["add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "and", "or", "xor"]
)
"""Operators of arrays that are not asked by NumPy, and answer for ours as for plain ones."""

PRODUCTS = ("__mul__", "__rmul__", "__truediv__", "__rtruediv__")
"""Operators of units."""


def give_way(cls: Any, operators: Iterable[str] = ()) -> None:
    """Wrap the methods of `cls` that are asked; those that it inherits, and those wrapped before, stay."""
    for name, wrap in (_HOOKS | dict.fromkeys(operators, _operator)).items():
        _replace(cls, name, wrap)


def methods_give_way(cls: Any, methods: Mapping[str, Callable[[Any, Any], Any]]) -> None:
    """Have methods of `cls` that are given one of our arrays call a function that asks it."""
    for name, function in methods.items():
        _replace(cls, name, _method(function))


def guard(cls: Any, name: str, check: Callable[[Any, Any], object]) -> None:
    """Have a method of `cls` call ``check(self, x)`` beforehand for each argument `x` of ours that says something."""
    own = getattr(cls, name)
    if hasattr(own, "gives_way_to_metaarr"):
        return

    @wraps(own)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        for value in (*args, *kwargs.values()):
            if _is_ours(type(value)) and says_something(value):
                check(self, value)
        return own(self, *args, **kwargs)

    method.gives_way_to_metaarr = True  # type: ignore[attr-defined]
    setattr(cls, name, staticmethod(method) if name == "__new__" else method)


def _replace(cls: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    own = vars(cls).get(name)
    if own is not None and not hasattr(own, "gives_way_to_metaarr"):
        wrapped = wrap(own)
        wrapped.gives_way_to_metaarr = True
        setattr(cls, name, wrapped)


def says_something(array: Any) -> bool:
    """Whether an array of ours says more than a plain one would."""
    return any(not kind.is_neutral(meta) for kind, meta in zip(array._kinds, array._meta, strict=True))


def _is_ours(kind: type[Any]) -> bool:
    return hasattr(kind, "_kinds")


def is_lazily_ours(value: Any) -> bool:
    """Whether `value` is a dask array of chunks of ours."""
    return _is_ours(type(getattr(value, "_meta", None)))


def _ufunc(own: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(own)
    def hook(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if any(_is_ours(type(x)) for x in (*inputs, *kwargs.get("out", ()))):
            return NotImplemented
        return own(self, ufunc, method, *inputs, **kwargs)

    return hook


def _function(own: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(own)
    def hook(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if any(_is_ours(kind) for kind in types):
            return NotImplemented
        return own(self, function, types, args, kwargs)

    return hook


def _operator(own: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(own)
    def hook(self: Any, other: Any) -> Any:
        return NotImplemented if _is_ours(type(other)) or is_lazily_ours(other) else own(self, other)

    return hook


def _method(function: Callable[[Any, Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def wrap(own: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(own)
        def method(self: Any, other: Any, *args: Any, **kwargs: Any) -> Any:
            return function(self, other) if _is_ours(type(other)) else own(self, other, *args, **kwargs)

        return method

    return wrap


_HOOKS: dict[str, Callable[[Any], Any]] = {
    "__array_ufunc__": _ufunc,
    "__array_function__": _function,
    # Comparisons that astropy's masked arrays make by themselves.
    **dict.fromkeys(("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"), _operator),
}
