"""Printing: the values as NumPy prints them, masked elements as ``--``, units and labels beside."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._call import bare


def values_text(array: Any, separator: str, prefix: str = "") -> str:
    """Give the elements as text, hidden ones as ``--``."""
    data = bare(array)
    hidden = next((meta for kind, meta in zip(array._kinds, array._meta, strict=True) if kind.hides), None)
    if hidden is None or not hidden.any():
        return np.array2string(data, separator=separator, prefix=prefix)
    return _with_dashes(data, hidden, separator, prefix)


def _with_dashes(data: np.ndarray, hidden: np.ndarray, separator: str, prefix: str) -> str:
    """Format the visible elements by their own, so that what is hidden cannot widen a column."""
    shown = np.full(data.shape, "--", object)
    visible = data[~hidden]
    if visible.size:
        if visible.size > np.get_printoptions()["threshold"]:
            visible = visible.ravel()
        texts = _element_texts(visible)
        shown[~hidden] = texts
    width = max((len(text) for text in shown.ravel().tolist()), default=2)
    return np.array2string(
        shown, separator=separator, prefix=prefix, formatter={"all": lambda text: str(text).rjust(width)}
    )


def _element_texts(values: np.ndarray) -> list[str]:
    """Give each value as NumPy would print it in an array of them."""
    with np.printoptions(threshold=values.size + 1, linewidth=10**9):
        text = np.array2string(values, separator="\x1f")
    return [part.strip() for part in text[1:-1].split("\x1f")]


def _descriptions(array: Any) -> list[str]:
    described = (kind.described(meta) for kind, meta in zip(array._kinds, array._meta, strict=True))
    return [text for text in described if text]


def representation(array: Any) -> str:
    """Give what ``repr`` shows: the class, the values, then each kind of metadata."""
    prefix = f"{type(array).__name__}("
    parts = [values_text(array, ", ", prefix), *_descriptions(array)]
    dtype = array.dtype
    if dtype not in (np.dtype(float), np.dtype(int), np.dtype(bool), np.dtype(complex)) or array.size == 0:
        parts.append(f"dtype={dtype.name if dtype.names is None else dtype}")
    line = ", ".join(parts)
    if "\n" not in line and len(prefix) + len(line) < np.get_printoptions()["linewidth"]:
        return f"{prefix}{line})"
    return prefix + (",\n" + " " * len(prefix)).join(parts) + ")"


def text(array: Any) -> str:
    """Give what ``str`` shows: the values and the unit."""
    suffix = [kind.suffix(meta) for kind, meta in zip(array._kinds, array._meta, strict=True)]
    return " ".join([values_text(array, " "), *(part for part in suffix if part)])


def formatted(array: Any, spec: str) -> str:
    """Apply a format spec to each element, as ``f"{x:.2f}"`` does for numbers."""
    if not spec:
        return text(array)
    hidden = next((meta for kind, meta in zip(array._kinds, array._meta, strict=True) if kind.hides), None)
    data = bare(array)
    shown = np.empty(data.shape, object)
    for place in np.ndindex(data.shape):
        shown[place] = "--" if hidden is not None and hidden[place] else format(data[place], spec)
    body = str(shown[()]) if data.ndim == 0 else np.array2string(shown, formatter={"all": str})
    suffix = [kind.suffix(meta) for kind, meta in zip(array._kinds, array._meta, strict=True)]
    return " ".join([body, *(part for part in suffix if part)])
