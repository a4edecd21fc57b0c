"""Who is who among operands: ours, plain, defer to them, or refuse (a strip would be silent)."""

from __future__ import annotations

import sys
from enum import Enum
from typing import Any

import numpy as np

from ._errors import UnsupportedError


class Stance(Enum):
    """How an operand of some type is treated."""

    OURS = "one of our arrays"
    PLAIN = "bare data"
    DEFER = "it knows better: NotImplemented"
    REFUSE = "mixing would lose its meaning"


# NotImplemented to these libraries ends in a silent strip of our metadata or of theirs.
_STRIPPERS = {
    "pandas": "pass .to_numpy()",
    "pint": "use metaarr.array(q.magnitude, str(q.units))",
    "astropy": "use metaarr.array(q.value, str(q.unit))",
    "unyt": "use metaarr.array(q.value, str(q.units))",
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
    if _loses_meaning(kind):
        return Stance.REFUSE
    override = getattr(kind, "__array_ufunc__", np.ndarray.__array_ufunc__)
    if override is not np.ndarray.__array_ufunc__:
        return Stance.DEFER
    if issubclass(kind, np.ndarray):
        return Stance.PLAIN
    if hasattr(kind, "__array__") or hasattr(kind, "__dlpack__"):
        return Stance.REFUSE
    return Stance.PLAIN


def _loses_meaning(kind: type) -> bool:
    if kind.__module__.partition(".")[0] in _STRIPPERS:
        # pint's Unit, astropy's Unit … build quantities by multiplication, but theirs, not ours.
        return True
    ma = sys.modules.get("numpy.ma")
    return issubclass(kind, np.matrix) or (ma is not None and issubclass(kind, ma.MaskedArray))


def refusal(kind: type, what: str) -> UnsupportedError:
    """Build the error for mixing one of our arrays with an array of another library."""
    remedy = _STRIPPERS.get(kind.__module__.partition(".")[0])
    if remedy is None:
        remedy = "use metaarr.array(x)" if issubclass(kind, np.ndarray) else "convert it with np.asarray(x)"
    name = f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
    return UnsupportedError(f"{what}: an array of metaarr meets a {name}, whose meaning would be lost; {remedy} first")


def defers(operands: Any, what: str) -> bool:
    """Whether some operand knows better than we do; raise if one must not be mixed with ours."""
    answer = False
    for operand in operands:
        kind = stance(type(operand))
        if kind is Stance.REFUSE:
            raise refusal(type(operand), what)
        answer = answer or kind is Stance.DEFER
    return answer
