"""What notebooks turn into LaTeX: numbers, vectors and matrices with their unit."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from . import _repr
from ._call import bare
from ._errors import UnitsError
from ._units.kind import UNITS

_LONGEST, _ENDS = 12, 3
"""An axis of more elements than this is shown by so many at each end."""

_MARKS = {"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim ", "<": "<", ">": ">"}
"""Characters that text in LaTeX cannot have: as formulas inside it. Browsers must not take < for a tag."""

_LETTERS = {"°": r"{}^{\circ}", "Δ": r"\Delta ", "µ": r"\mu ", "μ": r"\mu ", "Å": r"\mathring{A}", "Ω": r"\Omega "}
"""Letters of units that LaTeX has other names for."""

_NUMBER = re.compile(r"([+-]?)(?:(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?|inf)")


def formula(array: Any) -> str:
    """Give what ``_repr_latex_`` shows; for more than two axes the class and the shape."""
    values = _matrix(array) if array.ndim <= 2 else _size(array)
    record = dict(zip(array._kinds, array._meta, strict=True))
    return f"${values}{_unit(record[UNITS]) if UNITS in record else ''}$"


def _size(array: Any) -> str:
    sizes = r" \times ".join(map(str, array.shape))
    return rf"{_words(type(array).__name__)}_{{{sizes}}}"


def _matrix(array: Any) -> str:
    places = [_places(size) for size in array.shape]
    data = bare(array)[np.ix_(*places)] if places else bare(array)
    hidden = _repr.hidden_of(array)
    texts = np.full(data.shape, r"\text{--}", object)
    visible = np.ones(data.shape, bool) if hidden is None else ~(hidden[np.ix_(*places)] if places else hidden)
    texts[visible] = [_element(text) for text in _repr._element_texts(data[visible])]
    if not places:
        return str(texts[()])
    if not array.size:
        return r"\begin{pmatrix}\end{pmatrix}"
    rows = [_with_dots(row, array.shape[-1], r"\cdots") for row in np.atleast_2d(texts).tolist()]
    if len(places) == 2:
        rows = _with_dots(rows, array.shape[0], [r"\vdots"] * len(rows[0]))
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"


def _places(size: int) -> np.ndarray:
    return np.arange(size) if size <= _LONGEST else np.r_[:_ENDS, size - _ENDS : size]


def _with_dots(items: list[Any], size: int, dots: Any) -> list[Any]:
    return items if size <= _LONGEST else [*items[:_ENDS], dots, *items[_ENDS:]]


def _element(text: str) -> str:
    text = text.strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _words(text)
    sign, digits, power = match.groups()
    if digits is None:
        return rf"{sign}\infty"
    digits = digits.removesuffix(".")
    return f"{sign}{digits}" if power is None else rf"{sign}{digits} \times 10^{{{int(power)}}}"


def _words(text: str) -> str:
    return rf"\text{{{''.join(map(_letter, text))}}}"


def _letter(letter: str) -> str:
    if letter in "{}$&#_%":
        return f"\\{letter}"
    return f"${_MARKS[letter]}$" if letter in _MARKS else letter


def _unit(unit: Any) -> str:
    try:
        text = f"{unit:~L}"
    except UnitsError:  # of a registry that is gone; the array can still be looked at
        return rf"\ {_words(str(unit))}"
    for letter, name in _LETTERS.items():
        text = text.replace(letter, name)
    return rf"\ {text}" if text else ""
