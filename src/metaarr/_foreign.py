"""Who is who among operands: ours, plain, converted to ours, left to decide, or refused (a strip would be silent).

Arrays of pint, astropy, unyt and numpy.ma say what they mean, so they become arrays of ours when they meet one
(:func:`adopted`); modules of ``interop`` know how. Each library is looked up among the imported modules: an array of it
cannot exist before.
"""

from __future__ import annotations

import sys
from enum import Enum
from importlib import import_module
from typing import Any

import numpy as np

from ._errors import UnsupportedError


class Stance(Enum):
    """How an operand of some type is treated."""

    OURS = "one of our arrays"
    PLAIN = "bare data"
    CONVERT = "becomes one of our arrays first"
    DEFER = "it knows better: NotImplemented"
    REFUSE = "mixing would lose its meaning"


_ADAPTERS = (
    ("pint", "Quantity", "pint"),
    ("astropy.units", "Quantity", "astropy"),
    ("astropy.utils.masked", "Masked", "astropy"),
    ("astropy.table", "Column", "astropy"),
    ("astropy.table", "MaskedColumn", "astropy"),
    ("unyt", "unyt_array", "unyt"),
    ("numpy.ma", "MaskedArray", "numpy_ma"),
)
"""Module, class in it, and the module of ``interop`` that converts instances; the first that fits (a MaskedColumn is
a MaskedArray too)."""

_UNIT_ADAPTERS = (
    ("astropy.units", "UnitBase", "astropy"),
    ("astropy.units", "FunctionUnitBase", "astropy"),
    ("unyt", "Unit", "unyt"),
)
"""The same for units; pint's own are read by ``_units``."""

# NotImplemented to these libraries ends in a silent strip of our metadata or of theirs.
_STRIPPERS = {
    "pandas": "pass .to_numpy()",
    "pint": "use metaarr.from_pint(q), or metaarr.Unit(unit)",
    "astropy": "use metaarr.from_astropy(q), or metaarr.Unit(unit)",
    "unyt": "use metaarr.from_unyt(q), or metaarr.Unit(unit)",
}


_known: dict[type[Any], Stance] = {}


def stance(kind: type[Any]) -> Stance:
    """Say how operands of the type `kind` are treated."""
    known = _known.get(kind)
    if known is None:
        if len(_known) >= 1024:  # classes made in a loop
            _known.clear()
        known = _known[kind] = _found(kind)
    return known


def _found(kind: type[Any]) -> Stance:
    if hasattr(kind, "_kinds"):
        return Stance.OURS
    if kind is np.ndarray or issubclass(kind, (np.generic, int, float, complex, str, bytes, list, tuple)):
        return Stance.PLAIN
    if _adapter(kind, _ADAPTERS) is not None:
        return Stance.CONVERT
    if issubclass(kind, np.matrix) or _library(kind) in _STRIPPERS:
        return Stance.REFUSE
    override = getattr(kind, "__array_ufunc__", np.ndarray.__array_ufunc__)
    if override is not np.ndarray.__array_ufunc__:
        return Stance.DEFER
    if issubclass(kind, np.ndarray):
        return Stance.PLAIN
    if hasattr(kind, "__array__") or hasattr(kind, "__dlpack__"):
        return Stance.REFUSE
    return Stance.PLAIN


def _adapter(kind: type[Any], table: tuple[tuple[str, str, str], ...]) -> str | None:
    """Name the module of ``interop`` that converts instances of `kind`."""
    for module, name, adapter in table:
        known = getattr(sys.modules.get(module), name, None)
        if isinstance(known, type) and issubclass(kind, known):
            return adapter
    return None


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
    return converted(value) if stance(type(value)) is Stance.CONVERT else value


def speaks(value: Any) -> bool:
    """Whether `value` says what it means: one of our arrays, or one that becomes ours."""
    kind = stance(type(value))
    return kind is Stance.OURS or kind is Stance.CONVERT


def require_known(out: Any) -> None:
    """Refuse to write into an array of another library: its metadata are not ours to keep up."""
    if stance(type(out)) in (Stance.CONVERT, Stance.REFUSE):
        name = f"{_library(type(out))}.{type(out).__qualname__}"
        raise UnsupportedError(
            f"the result is to be written into a {name}, which only its own library does; "
            "convert what is written (to_pint, to_astropy …), or make a new array: x = x + y"
        )


def converted(value: Any) -> Any:
    """Convert an array whose stance is CONVERT."""
    adapter = _adapter(type(value), _ADAPTERS)
    return import_module(f".interop.{adapter}", __package__).converted(value)


def foreign_unit(spec: Any) -> Any:
    """Give a unit of another library as one of ours, None for anything else."""
    adapter = _adapter(type(spec), _UNIT_ADAPTERS)
    return None if adapter is None else import_module(f".interop.{adapter}", __package__).unit(spec)


def refusal(kind: type, what: str) -> UnsupportedError:
    """Build the error for mixing one of our arrays with an array of another library."""
    library = _library(kind)
    remedy = _STRIPPERS.get(library)
    if remedy is None:
        remedy = "use metaarr.array(x)" if issubclass(kind, np.ndarray) else "convert it with np.asarray(x)"
    return UnsupportedError(
        f"{what}: an array of metaarr meets a {library}.{kind.__qualname__}, whose meaning would be lost; "
        f"{remedy} first"
    )


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
