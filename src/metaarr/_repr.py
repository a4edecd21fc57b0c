"""Printing: the values as NumPy prints them, masked elements as ``--``, units and labels beside."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ._call import Call, bare
from ._masks.lines import any_masked


def values_text(array: Any, separator: str, prefix: str = "") -> str:
    """Give the elements as text, hidden ones as ``--``."""
    data = bare(array)
    hidden = hidden_of(array)
    if hidden is None or not any_masked(hidden):
        return np.array2string(data, separator=separator, prefix=prefix)
    return _with_dashes(data, hidden, separator, prefix)


def hidden_of(array: Any) -> Any:
    """Mask of the elements that have no visible value; None where the class has none."""
    return next((meta for kind, meta in zip(array._kinds, array._meta, strict=True) if kind.hides), None)


def _with_dashes(data: np.ndarray, hidden: np.ndarray, separator: str, prefix: str) -> str:
    """Format the visible elements by their own, so that what is hidden cannot widen a column."""
    options = np.get_printoptions()
    threshold = options["threshold"]
    if data.size > threshold:
        data, hidden = _edges(data, hidden, options["edgeitems"])
        threshold = 0
    shown = np.full(data.shape, "--", object)
    shown[~hidden] = _element_texts(data[~hidden])
    width = max((len(text) for text in shown.ravel().tolist()), default=2)
    formatter: Any = {"all": lambda text: str(text).rjust(width)}
    return np.array2string(shown, separator=separator, prefix=prefix, threshold=threshold, formatter=formatter)


def _edges(data: np.ndarray, hidden: np.ndarray, edge: int) -> tuple[np.ndarray, np.ndarray]:
    """Give what a summary shows of a large array: the ends of each axis, and one place between that is left out."""
    ends = [np.r_[: edge + 1, n - edge : n] if n > 2 * edge else np.arange(n) for n in data.shape]
    data, hidden = data[np.ix_(*ends)], hidden[np.ix_(*ends)]
    for axis, places in enumerate(ends):
        if len(places) > 2 * edge:
            hidden[(slice(None),) * axis + (edge,)] = True  # not shown, so it must not widen a column
    return data, hidden


def _element_texts(values: np.ndarray) -> list[str]:
    """Give each value as NumPy would print it in an array of them."""
    if not values.size:
        return []
    text = np.array2string(values, separator="\x1f", threshold=values.size + 1, max_line_width=10**9)
    return text[1:-1].split("\x1f")


def _descriptions(array: Any) -> list[str]:
    described = (kind.described(meta) for kind, meta in zip(array._kinds, array._meta, strict=True))
    return [text for text in described if text]


def _dtype_text(dtype: np.dtype[Any]) -> str:
    """Give a dtype as NumPy's own repr does: by name where that says all."""
    if dtype.names is not None:
        return str(dtype)
    return dtype.name if dtype.isnative and dtype.kind not in "SUV" else f"'{dtype}'"


def representation(array: Any) -> str:
    """Give what ``repr`` shows: the class, the values, then each kind of metadata."""
    prefix = f"{type(array).__name__}("
    parts = [values_text(array, ", ", prefix), *_descriptions(array)]
    dtype = array.dtype
    if dtype not in (np.dtype(float), np.dtype(int), np.dtype(bool), np.dtype(complex)) or array.size == 0:
        parts.append(f"dtype={_dtype_text(dtype)}")
    line = ", ".join(parts)
    if "\n" not in line and len(prefix) + len(line) < np.get_printoptions()["linewidth"]:
        return f"{prefix}{line})"
    return prefix + (",\n" + " " * len(prefix)).join(parts) + ")"


def text(array: Any, unit_spec: str = "") -> str:
    """Give what ``str`` shows: the values and the unit."""
    hidden = hidden_of(array)
    alone = array.ndim == 0 and not (hidden is not None and hidden[()])
    values = str(bare(array)[()]) if alone else values_text(array, " ")
    return " ".join([values, *_suffixes(array, unit_spec)])


def _suffixes(array: Any, unit_spec: str) -> list[str]:
    found = (kind.suffix(meta, unit_spec) for kind, meta in zip(array._kinds, array._meta, strict=True))
    return [suffix for suffix in found if suffix]


_SPEC = re.compile(r"(.*?)(~?(?:Lx|[PLHCD])?)", re.DOTALL)


def formatted(array: Any, spec: str) -> str:
    """Apply a format spec to each element, as ``f"{x:.2f}"`` does for numbers; ``f"{x:.2f~P}"`` also to the unit."""
    match = _SPEC.fullmatch(spec)
    value_spec, unit_spec = match.groups() if match else (spec, "")
    if not value_spec:
        return text(array, unit_spec)
    hidden = hidden_of(array)
    data = bare(array)
    shown = np.empty(data.shape, object)
    for place in np.ndindex(data.shape):
        shown[place] = "--" if hidden is not None and hidden[place] else format(data[place], value_spec)
    # NumPy cannot lay out an element of no text.
    formatter: Any = {"all": lambda text: text or " "}
    body = str(shown[()]) if data.ndim == 0 else np.array2string(shown, formatter=formatter)
    return " ".join([body, *_suffixes(array, unit_spec)])


_OPTIONS = {"max_line_width": "linewidth", "suppress_small": "suppress"}
_NO_OPTIONS = ("a", "arr", "separator", "prefix", "suffix", "style")


def printed(call: Call) -> str:
    """Answer NumPy's functions that print an array."""
    array = call.arrays[0].source
    given = call.given()
    options = {_OPTIONS.get(k, k): v for k, v in given.items() if k not in _NO_OPTIONS and v is not None}
    options.setdefault("formatter", np.get_printoptions()["formatter"])  # NumPy resets it unless it is given
    with np.printoptions(**options):
        if call.func is np.array_repr:
            return representation(array)
        if call.func is np.array_str:
            return text(array)
        values = values_text(array, given.get("separator", " "), given.get("prefix", ""))
        return " ".join([values, *_suffixes(array, "")])
