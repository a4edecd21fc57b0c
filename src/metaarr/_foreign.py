"""Who is who among operands: ours, plain, converted to ours, left to decide, or refused (a strip would be silent).

What is known of classes of other libraries stands in ``_libraries``. Arrays of pint, astropy, unyt and numpy.ma say
what they mean, so they become arrays of ours when they meet one (:func:`adopted`); anything that is known becomes one
where the user asks for it (:func:`taken`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from ._errors import UnsupportedError
from ._libraries import Known, Stance, adapter, adapter_of_unit, known

# NotImplemented to these libraries ends in a silent strip of our metadata or of theirs.
_STRIPPERS = {
    "pandas": "pass .to_numpy()",
    "pint": "use metaarr.from_pint(q), or metaarr.Unit(unit)",
    "astropy": "use metaarr.from_astropy(q), or metaarr.Unit(unit)",
    "unyt": "use metaarr.from_unyt(q), or metaarr.Unit(unit)",
}


_known: dict[type[Any], tuple[Stance, Known | None]] = {}


def stance(kind: type[Any]) -> Stance:
    """Say how operands of the type `kind` are treated."""
    found = _known.get(kind)
    return _learned(kind)[0] if found is None else found[0]


def row_of(kind: type[Any]) -> Known | None:
    """Give what is known of the type `kind` of another library."""
    found = _known.get(kind)
    return _learned(kind)[1] if found is None else found[1]


def _learned(kind: type[Any]) -> tuple[Stance, Known | None]:
    if len(_known) >= 1024:  # classes made in a loop
        _known.clear()
    row = None if hasattr(kind, "_kinds") or _is_plain(kind) else known(kind)
    _known[kind] = found = (_found(kind) if row is None else row.stance, row)
    return found


def _is_plain(kind: type[Any]) -> bool:
    return kind is np.ndarray or issubclass(kind, (np.generic, int, float, complex, str, bytes, list, tuple))


def _found(kind: type[Any]) -> Stance:
    if hasattr(kind, "_kinds"):
        return Stance.OURS
    if _is_plain(kind):
        return Stance.PLAIN
    if issubclass(kind, np.matrix) or _library(kind) in _STRIPPERS or _is_on_gpu(kind):
        return Stance.REFUSE
    override = getattr(kind, "__array_ufunc__", np.ndarray.__array_ufunc__)
    if override is not np.ndarray.__array_ufunc__:
        return Stance.DEFER
    if issubclass(kind, np.ndarray):
        return Stance.PLAIN
    return Stance.REFUSE if is_array(kind) else Stance.PLAIN


def is_array(kind: type[Any]) -> bool:
    """Whether objects of a type that is not known call themselves arrays."""
    return _exports(kind) or (hasattr(kind, "shape") and hasattr(kind, "dtype"))


def _exports(kind: type[Any]) -> bool:
    return any(hasattr(kind, name) for name in ("__array__", "__dlpack__", "__cuda_array_interface__"))


def unreadable(value: Any) -> UnsupportedError:
    """Build the error for something that NumPy would wrap into an object instead of reading its elements."""
    kind = type(value)
    return UnsupportedError(
        f"NumPy cannot read the elements of a {kind.__module__}.{kind.__qualname__}; "
        "convert it by the means of its library"
    )


def _library(kind: type[Any]) -> str:
    """Name the library that a type, or one that it inherits from, comes from."""
    roots = [base.__module__.partition(".")[0] for base in kind.__mro__]
    return next((root for root in roots if root in _STRIPPERS), roots[0])


def adopted(value: Any) -> Any:
    """Give an array of another library as one of ours that shares its memory, and anything else as it is.

    Raises
    ------
    MetaArrayError
        If it means something that ours cannot say.
    """
    kind = stance(type(value))
    if kind is Stance.CONVERT:
        return converted(value)
    if kind is Stance.ANSWER or (kind is Stance.REFUSE and is_array(type(value))):
        raise refusal(type(value))
    return value


def answer_of(value: Any) -> Callable[..., Any]:
    """Give what answers ufuncs of an operand whose stance is ANSWER."""
    row = row_of(type(value))
    assert row is not None
    answer: Callable[..., Any] = adapter(row).answer
    return answer


def taken(value: Any, copy: bool | None) -> Any:
    """Give an object of a known library as one of our arrays, or as a plain one; anything else as it is.

    Unlike :func:`adopted` this is what the user asked for, so it takes whatever can be read without loss.
    """
    row = row_of(type(value))
    if row is not None and row.adapter:
        return adapter(row).read(value, copy=copy)
    exports = stance(type(value)) is Stance.REFUSE and not isinstance(value, np.ndarray)
    return _exported(value, copy) if exports and _exports(type(value)) else value


def _exported(value: Any, copy: bool | None) -> Any:
    """Read an array of a library that is not known, if its memory can be read; what it exports may be known."""
    from .interop import dlpack

    found = dlpack.read(value, copy=copy)
    return found if type(found) is np.ndarray else taken(found, copy)


def _is_on_gpu(kind: type[Any]) -> bool:
    return hasattr(kind, "__cuda_array_interface__")


def is_taken(kind: type[Any]) -> bool:
    """Whether objects of the type `kind` are read by an adapter (:func:`taken`)."""
    row = row_of(kind)
    return row is not None and bool(row.adapter)


def speaks(value: Any) -> bool:
    """Whether `value` says what it means: one of our arrays, or one that becomes ours."""
    kind = stance(type(value))
    return kind is Stance.OURS or kind is Stance.CONVERT


def require_known(out: Any) -> None:
    """Refuse to write into an array of another library: its metadata are not ours to keep up."""
    if stance(type(out)) in (Stance.CONVERT, Stance.ANSWER, Stance.REFUSE):
        name = f"{_library(type(out))}.{type(out).__qualname__}"
        raise UnsupportedError(
            f"the result is to be written into a {name}, which only its own library does; "
            "convert what is written (to_pint, to_astropy …), or make a new array: x = x + y"
        )


def converted(value: Any) -> Any:
    """Convert an array whose stance is CONVERT."""
    row = row_of(type(value))
    assert row is not None
    module = adapter(row)
    return module.operand(value) if hasattr(module, "operand") else module.read(value, copy=None)


def foreign_unit(spec: Any) -> Any:
    """Give a unit of another library as one of ours, None for anything else."""
    module = adapter_of_unit(type(spec))
    return None if module is None else module.unit(spec)


def refusal(kind: type, what: str = "") -> UnsupportedError:
    """Build the error for mixing one of our arrays with an array of another library."""
    library = _library(kind)
    return UnsupportedError(
        f"{what and f'{what}: '}an array of metaarr meets a {library}.{kind.__qualname__}, "
        f"whose meaning would be lost; {_remedy(kind, library)} first"
    )


def _remedy(kind: type, library: str) -> str:
    row = row_of(kind)
    if row is not None and row.remedy:
        return row.remedy
    if library in _STRIPPERS:
        return _STRIPPERS[library]
    return "convert it with " + ("np.asarray(x)" if issubclass(kind, np.ndarray) else "metaarr.from_any(x)")


def defers(operands: Any, what: str) -> bool:
    """Whether some operand knows better than we do; raise if one must not be mixed with ours."""
    answer = False
    for operand in operands:
        kind = stance(type(operand))
        if kind is Stance.REFUSE:
            raise refusal(type(operand), what)
        answer = answer or kind is Stance.DEFER
    return answer


def announce(cls: type[Any]) -> None:
    """Have pint, if it is imported already, leave operations with instances of a class of ours to us.

    It does so for types that it takes for wider than its own. ``interop.pint`` sees to a pint that comes later.
    """
    compat = sys.modules.get("pint.compat")
    if compat is not None:
        # pint looks a class up among the values; a key that is no importable name is never looked up.
        compat.upcast_type_map[f"metaarr:{id(cls)}"] = cls


__all__ = [
    "Stance",
    "adapter_of_unit",
    "adopted",
    "announce",
    "answer_of",
    "converted",
    "defers",
    "foreign_unit",
    "is_array",
    "is_taken",
    "refusal",
    "require_known",
    "row_of",
    "speaks",
    "stance",
    "taken",
    "unreadable",
]
