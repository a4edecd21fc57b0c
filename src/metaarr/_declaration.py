"""Checks of what authors declare, and of what users give to a field; each error says what would be right."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from numbers import Number
from typing import Any, TypeVar, get_args

import numpy as np

from ._call import is_ours
from ._foreign import adopted
from ._structure import Structure
from ._table import lookup, ufunc_row

F = TypeVar("F", bound=Callable[..., Any] | None)


def function(value: F, count: int, what: str, of: str) -> F:
    """Give a function that is called with `count` arguments by position; raise for anything else."""
    if value is None:
        return value
    if not callable(value):
        raise TypeError(f"{what} must be a function of {of}, not {value!r}")
    if isinstance(value, np.ufunc):
        takes = value.nin == count and value.nout == 1 and value.signature is None
    else:
        takes = _takes(value, count)
    if not takes:
        raise TypeError(
            f"{what} must be a function of {of}; {getattr(value, '__name__', value)!r} cannot be called with {count}"
        )
    return value


def fill(value: Any, dtype: np.dtype[Any], units: Any) -> Any:
    """Give the value of elements that have none, in the dtype of the companion."""
    if dtype.hasobject or dtype.kind in "SUVTM":
        raise TypeError(
            f"a companion of dtype {dtype} cannot say what elements without a value have; use numbers or bool"
        )
    if units is not None and dtype.kind not in "fc":
        raise TypeError(
            f"a field with units has floating-point numbers (dtype=float), which can be converted, not {dtype}"
        )
    if value is None:
        value = 0 if units is None else np.nan
    if units is not None and np.isfinite(value) and (value != 0 or (isinstance(units, str) and units == "array")):
        raise TypeError(
            f"fill={value!r} means another value in each unit; leave it out: nan stands for what is not known"
        )
    array = numbers("fill", value, dtype)
    if array.ndim:
        raise TypeError(f"fill must be one value, not {value!r}")
    return array.item()


def folding(dtype: np.dtype[Any], merge: Callable[..., Any], reduce: Any) -> None:
    """Raise for ufuncs that cannot merge, or fold, companions of a dtype."""
    if reduce is not None and not isinstance(reduce, np.ufunc):
        raise TypeError(f"reduce must be a ufunc, whose .reduce folds companions, not {reduce!r}")
    for ufunc, what in ((merge, "merge"), (reduce, "reduce")):
        if isinstance(ufunc, np.ufunc):
            function(ufunc, 2, what, "two arrays")
            _require_loop(ufunc, dtype, what)


def _require_loop(ufunc: np.ufunc, dtype: np.dtype[Any], what: str) -> None:
    """A ufunc must give of two companions one of the same dtype."""
    one = np.zeros(1, dtype)
    supported = any(loop[0] == dtype.char or (loop[0] != "O" and np.can_cast(dtype, loop[0])) for loop in ufunc.types)
    with np.errstate(all="ignore"):
        found = ufunc(one, one).dtype if supported else None
    if found is None or found != dtype:  # to NumPy None is a dtype
        gives = "does not take them" if found is None else f"gives {found}"
        raise TypeError(f"{what}=np.{ufunc.__name__}: companions are {dtype}, and of two of these it {gives}")


def answers(name: str, own: Mapping[str, Any]) -> None:
    """Raise for answers in the body of a kind's class that cannot be asked, or that never would be."""
    for method in (structure.value for structure in Structure):
        if isinstance(own.get(method), types.FunctionType):
            function(own[method], 2, f"{name}.{method}", "the kind and a call")
    rules = own.get("rules", {})
    if not isinstance(rules, Mapping):
        raise TypeError(f"{name}.rules must be a dict of functions to their rules, not {rules!r}")
    for func, rule in rules.items():
        if not _is_known(func):
            raise TypeError(
                f"{name}.rules: {getattr(func, '__name__', func)} is no function of NumPy, nor registered; "
                "metaarr.register it first"
            )
        function(rule, 2, f"{name}.rules", "the kind and a call")


def key_of(func: Any) -> Any:
    """Give what calls name a function by: one that was registered sends arrays with metadata to another one."""
    return getattr(func, "registered_as", func)


def _is_known(func: Any) -> bool:
    func = key_of(func)
    ufunc = getattr(func, "__self__", func)  # a ufunc, or one of its methods
    return ufunc_row(ufunc) is not None if isinstance(ufunc, np.ufunc) else lookup(func) is not None


def _takes(value: Callable[..., Any], count: int) -> bool:
    """Whether a function can be called with so many arguments; what tells nothing of itself may."""
    try:
        signature = inspect.signature(value)
    except ValueError:  # some of those written in C
        return True
    positional = [p for p in signature.parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    needed = sum(p.default is p.empty for p in positional)
    many = any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())
    return needed <= count and (many or count <= len(positional)) and not named


def classes(spec: Any) -> tuple[type, ...] | None:
    """Give the classes that ``type=`` names: one, a tuple, or a union."""
    if spec is None:
        return None
    found = spec if isinstance(spec, tuple) else get_args(spec) if isinstance(spec, types.UnionType) else (spec,)
    found = tuple(type(None) if one is None else one for one in found)
    if not found or not all(isinstance(one, type) and not isinstance(one, types.GenericAlias) for one in found):
        raise TypeError(f"type must be a class, or several (str | None), not {spec!r}; for more use check=")
    return found


def default(value: Any) -> Any:
    """Give a default that arrays can share; raise for one that somebody could change for all of them."""
    if isinstance(value, np.ndarray) or type(value).__hash__ is None:
        raise TypeError(
            f"the default is a {type(value).__name__}, which all arrays would share and could change; "
            "give factory=, a function that makes one, or a tuple in place of a list"
        )
    return value


def typed(name: str, value: Any, allowed: tuple[type, ...] | None) -> Any:
    """Give a value of one of the classes; numbers may change their class where they keep their value."""
    if allowed is None or (isinstance(value, allowed) and not (isinstance(value, bool) and bool not in allowed)):
        return value
    if isinstance(value, (Number, np.generic)) and not isinstance(value, (bool, np.bool)):
        for one in allowed:
            if one in (int, float, complex):
                number = _as_number(one, value)
                if number == value:
                    return number
    wanted = " or ".join("None" if one is type(None) else one.__name__ for one in allowed)
    raise TypeError(f"{name or 'the default'} must be {wanted}, not {value!r} ({type(value).__name__})")


def _as_number(one: Any, value: Any) -> Any:
    """Give a number as one of another class, None where that has no such."""
    if isinstance(value, (complex, np.complexfloating)) and one is not complex:
        return None
    return one(value) if one is not int or np.isfinite(value) else None


def frozen(name: str, value: Any, dtype: np.dtype[Any]) -> np.ndarray:
    """Give an array of `dtype` that nobody can change."""
    array = numbers(name or "the default", value, dtype).copy()
    array.flags.writeable = False
    return array


def checked(name: str, value: Any, check: Callable[[Any], Any] | None) -> None:
    """Raise where an author's check answers False (or raises)."""
    if check is None:
        return
    answer = check(value)
    if answer is not None and not answer:
        described = str(getattr(check, "__doc__", None) or getattr(check, "__name__", "check"))
        raise ValueError(f"{name or 'the default'} cannot be {value!r}: {described.strip().splitlines()[0]}")


def numbers(name: str, given: Any, dtype: np.dtype[Any]) -> np.ndarray:
    """Give the values of a field as an array of its dtype; raise where they would not be the same values."""
    given = adopted(given)
    if is_ours(given) and not all(k.is_neutral(m) for k, m in zip(given._kinds, given._meta, strict=True)):
        carried = ", ".join(kind.name for kind in given._kinds)
        raise TypeError(f"{name} holds bare values, and what was given has {carried}; pass np.asarray(...) of it")
    values = np.asarray(given)
    if values.dtype == dtype:
        return values
    with np.errstate(invalid="ignore", over="ignore"):
        result = values.astype(dtype) if _holds(dtype, values) else None
    if result is None or not _equal(result, values):
        raise ValueError(f"{name} holds {dtype}, which cannot hold what was given: {_brief(values)}")
    return result


def _holds(dtype: np.dtype[Any], values: np.ndarray) -> bool:
    """Whether values of one dtype can become such of another at all."""
    if values.dtype.kind == dtype.kind:
        return True
    if values.dtype.hasobject or dtype.hasobject:
        return dtype.hasobject
    if values.dtype.kind == "c":
        return not values.size
    return not values.size or (values.dtype.kind in "biuf" and dtype.kind in "biufc")


def _equal(result: np.ndarray, values: np.ndarray) -> bool:
    if values.dtype.kind in "fc":
        if result.dtype.kind in "fc":
            return True  # digits of floats may go
    elif result.dtype.hasobject:
        return True
    return bool(np.array_equal(result, values, equal_nan=result.dtype.kind in "fc" and values.dtype.kind in "fc"))


def _brief(values: np.ndarray) -> str:
    text = np.array2string(values, threshold=6, separator=", ").replace("\n", "")
    return f"{text} ({values.dtype})"
