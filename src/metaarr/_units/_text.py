"""What a unit expression may look like, decided before pint reads it.

pint's reader skips characters that it does not know (``"m,s"`` is a millisecond to it, ``"m#s"`` a metre) and works out
powers of numbers however long that takes (``"9**9**9"``). Both are refused here, from the text alone.
"""

from __future__ import annotations

import re

from .._errors import UnitsError

LONGEST = 1000
"""Characters of an expression; a longer one is no unit that anybody wrote."""

# Besides letters and digits of any script, among them µ, Å and superscripts.
_FOREIGN = re.compile(r"[^\w\s.+\-*/^()\[\]%°℃℉′″‰·⋅×⁺⁻]")
_SUPERSCRIPT = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TOKEN = re.compile(r"\*\*|\^|[()]|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[^\W\d]\w*|\S")
_POWERS = {"**", "^", "squared", "cubed"}
_SIGNS = "%°℃℉′″‰"


def checked(text: str) -> str:
    """Give `text` back if pint's reader can be trusted with it.

    Raises
    ------
    UnitsError
        If it is too long, has characters that no unit has, or raises a number to a power.
    """
    if len(text) > LONGEST:
        raise UnitsError(f"{shown(text)} is not a unit expression: it has {len(text)} characters")
    strange = _FOREIGN.search(text)
    if strange is not None:
        raise UnitsError(
            f"{shown(text)} is not a unit expression: no unit has the character {strange.group()!a}; "
            "write units like 'm / s**2'"
        )
    if "//" in text:
        raise UnitsError(f"{shown(text)} is not a unit expression: write one '/' to divide")
    _check_powers(text)
    return text


def shown(text: str) -> str:
    """Give the text in quotes, a long one cut."""
    return repr(text) if len(text) <= 80 else f"{text[:60]!r}…"


def _check_powers(text: str) -> None:
    """Refuse a power whose base is a number, and a power in an exponent: both can take forever to work out."""
    groups: list[bool] = []  # of each open bracket: whether a name was seen inside
    named = False  # whether what was just read contains a name
    for token in _TOKEN.findall(_SUPERSCRIPT.sub(" ** 1 ", text)):
        if token == "(":
            groups.append(False)
            continue
        if token in "[]":  # around the name of a dimension
            continue
        if token in _POWERS and not named:
            raise UnitsError(
                f"{shown(text)} is not a unit expression: it raises a number to a power; "
                "write the exponent as one number or fraction, as in 'm**3' or 'm**(1/3)'"
            )
        if token == ")":
            named = groups.pop() if groups else False
        else:
            named = token not in _POWERS and (token[0].isalpha() or token[0] in f"_{_SIGNS}")
        if named and groups:
            groups[-1] = True
