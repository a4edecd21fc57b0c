"""Methods and operators of ndarray that would not reach a NumPy hook, re-routed by a table.

``x.argsort()`` reads the buffer without asking; ``np.argsort(x)`` asks. Each row pairs a method with the public
function that does the same with the array as its first argument. Operators go to the plans of ``_fast`` directly,
without NumPy's override machinery.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from . import _inplace, _run
from ._fast.binary import binary_plans, call_binary
from ._fast.folds import call_reduce, reduced_by
from ._fast.functions import call_function
from ._fast.in_place import inplace_plan
from ._fast.memo import IN_PLACE
from ._fast.unary import call_unary
from ._foreign import adopted, defers
from ._masks.propagation import propagate

_NAMED_AXIS_FIRST: dict[str, Callable[..., Any]] = {
    "all": np.all,
    "any": np.any,
    "argmax": np.argmax,
    "argmin": np.argmin,
    "cumprod": np.cumprod,
    "cumsum": np.cumsum,
    "max": np.max,
    "mean": np.mean,
    "min": np.min,
    "prod": np.prod,
    "std": np.std,
    "sum": np.sum,
    "var": np.var,
}
"""Methods whose first argument after the array is the axis: reductions and running folds."""

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **_NAMED_AXIS_FIRST,
    "argpartition": np.argpartition,
    "argsort": np.argsort,
    "choose": np.choose,
    "clip": np.clip,
    "compress": lambda a, condition, *args, **kwargs: _run.run_function(np.compress, (condition, a, *args), kwargs),
    "conj": np.conjugate,
    "conjugate": np.conjugate,
    "diagonal": np.diagonal,
    "dot": np.dot,
    "nonzero": np.nonzero,
    "put": np.put,
    "ravel": np.ravel,
    "repeat": np.repeat,
    "round": np.round,
    "searchsorted": np.searchsorted,
    "squeeze": np.squeeze,
    "swapaxes": np.swapaxes,
    "take": np.take,
    "trace": np.trace,
}

_BINARY = {
    "add": np.add,
    "and": np.bitwise_and,
    "divmod": np.divmod,
    "floordiv": np.floor_divide,
    "lshift": np.left_shift,
    "matmul": np.matmul,
    "mod": np.remainder,
    "mul": np.multiply,
    "or": np.bitwise_or,
    "pow": np.power,
    "rshift": np.right_shift,
    "sub": np.subtract,
    "truediv": np.true_divide,
    "xor": np.bitwise_xor,
}

_ORDER_OF_VALUES = {
    "ge": np.greater_equal,
    "gt": np.greater,
    "le": np.less_equal,
    "lt": np.less,
}

_UNARY = {"abs": np.absolute, "invert": np.invert, "neg": np.negative, "pos": np.positive}


def add_operators(cls: type) -> None:
    """Give `cls` every Python operator."""
    for name, ufunc in _BINARY.items():
        _set(cls, f"__{name}__", _forward(ufunc))
        _set(cls, f"__r{name}__", _reflected(ufunc))
        if ufunc.nout == 1:
            _set(cls, f"__i{name}__", _in_place(ufunc))
    _set(cls, "__pow__", _power(_forward(np.power)))
    for name, ufunc in _ORDER_OF_VALUES.items():
        _set(cls, f"__{name}__", _forward(ufunc))
    _set(cls, "__eq__", _equality(np.equal, operator.eq))
    _set(cls, "__ne__", _equality(np.not_equal, operator.ne))
    for name, ufunc in _UNARY.items():
        _set(cls, f"__{name}__", _single(ufunc))


def ask_hook(cls: type, base: type) -> None:
    """Give a class with an ``__array_ufunc__`` of its own operators and folds that ask it; ours do not ask again."""
    for name in _FOLDS:
        if getattr(cls, name) is getattr(base, name):
            _set(cls, name, _asking(getattr(np.ndarray, name), getattr(base, name)))
    names = [f"__{prefix}{name}__" for name in _BINARY for prefix in ("", "r", "i")]
    names += [f"__{name}__" for name in (*_ORDER_OF_VALUES, *_UNARY, "eq", "ne")]
    for name in names:
        if hasattr(base, name) and getattr(cls, name) is getattr(base, name):
            setattr(cls, name, getattr(np.ndarray, name))


_FOLDS = ("all", "any", "max", "min", "prod", "sum")


def _asking(theirs: Callable[..., Any], ours: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return (ours if "skip_masked" in kwargs else theirs)(self, *args, **kwargs)

    return method


def _set(cls: type, name: str, method: Callable[..., Any]) -> None:
    method.__name__ = name
    method.__qualname__ = f"{cls.__name__}.{name}"
    setattr(cls, name, method)


def _forward(ufunc: np.ufunc) -> Callable[[Any, Any], Any]:
    if ufunc.nout > 1:
        return lambda self, other: ufunc(self, other)  # noqa: PLW0108 (a ufunc is no method)
    plans = binary_plans(ufunc)
    make = call_binary

    def method(self: Any, other: Any) -> Any:
        plan = plans.get((self.__class__, other.__class__))
        if plan is not None:
            return plan(self, other)
        if defers((other,), ufunc.__name__):
            return NotImplemented
        return make(ufunc, self, other)

    return method


def _reflected(ufunc: np.ufunc) -> Callable[[Any, Any], Any]:
    if ufunc.nout > 1:
        return lambda self, other: ufunc(other, self)
    plans = binary_plans(ufunc)
    make = call_binary

    def method(self: Any, other: Any) -> Any:
        plan = plans.get((other.__class__, self.__class__))
        if plan is not None:
            return plan(other, self)
        if defers((other,), ufunc.__name__):
            return NotImplemented
        return make(ufunc, other, self)

    return method


def _power(general: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if other.__class__ is int and other == 2 and not self.dtype.hasobject:  # NumPy takes the same short cut
            return call_unary(np.square, self)
        return general(self, other)

    return method


def _equality(ufunc: np.ufunc, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Compare as the operators of NumPy do: records too, which its ufuncs know nothing of."""
    plans = binary_plans(ufunc)
    general = _forward(ufunc)

    def method(self: Any, other: Any) -> Any:
        if self.dtype.char == "V" and not defers((other,), ufunc.__name__):
            return _run.run_function(function, (self, np.asanyarray(adopted(other))), {})
        plan = plans.get((self.__class__, other.__class__))
        return general(self, other) if plan is None else plan(self, other)

    return method


def _in_place(ufunc: np.ufunc) -> Callable[[Any, Any], Any]:
    plans = IN_PLACE
    make = inplace_plan

    def method(self: Any, other: Any) -> Any:
        plan = plans.get((ufunc, type(self), type(other)))
        if plan is None:
            if defers((other,), ufunc.__name__):
                return NotImplemented
            plan = make(ufunc, type(self), type(other))
        return plan(self, other)

    return method


def _single(ufunc: np.ufunc) -> Callable[[Any], Any]:
    return lambda self: call_unary(ufunc, self)


def add_methods(cls: type) -> None:
    """Give `cls` the methods that ndarray would run without asking."""
    for name, func in _FUNCTIONS.items():
        reduced = None if isinstance(func, np.ufunc) else reduced_by(func)
        _set(cls, name, _routed(func) if reduced is None else _reducing(func, reduced))
        note = " With ``skip_masked=False`` a masked element masks the result." if name in _NAMED_AXIS_FIRST else ""
        getattr(cls, name).__doc__ = f"Same as :func:`numpy.{name}`.{note}"
    for name, method in _inplace.METHODS.items():
        _set(cls, name, method)
    for name, prop in _inplace.PROPERTIES.items():
        setattr(cls, name, prop)


def _reducing(func: Callable[..., Any], reduced: Any) -> Callable[..., Any]:
    run = _run.run_function
    fast = call_reduce

    def method(self: Any, axis: Any = None, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs and (axis is None or type(axis) is int):
            return fast(reduced, self, axis)
        if "skip_masked" in kwargs:
            return propagate(func, self, (axis, *args), kwargs)
        return run(func, (self, axis, *args), kwargs)

    return method


def _routed(func: Callable[..., Any]) -> Callable[..., Any]:
    if isinstance(func, np.ufunc):
        return lambda self, *args, **kwargs: func(self, *args, **kwargs)  # noqa: PLW0108 (a ufunc is no method)
    if func.__name__ == "<lambda>":
        return func
    if func in _NAMED_AXIS_FIRST.values():
        return _folding(func)
    call = call_function

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return call(func, (self, *args), kwargs)

    return method


def _folding(func: Callable[..., Any]) -> Callable[..., Any]:
    run = _run.run_function

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if "skip_masked" in kwargs:
            return propagate(func, self, args, kwargs)
        return run(func, (self, *args), kwargs)

    return method
