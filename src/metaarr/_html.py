"""What notebooks show: the values, and beside them the unit, the labels and the fields of subclasses.

Everything that comes from the user is escaped, and what is large is summarised, as ``repr`` does by NumPy's rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import numpy as np

from . import _repr
from ._call import is_ours
from ._kind import Kind
from ._labels.kind import LABELS
from ._masks.kind import MASK
from ._units.kind import UNITS

_LONGEST = 2000
"""Characters of one text; objects can have any number."""

_PRE = "margin: 0.3em 0; line-height: 1.25"
_CELL = "text-align: left"


def shown(array: Any) -> str:
    """Give what ``_repr_html_`` shows."""
    with np.printoptions(threshold=60, edgeitems=3, linewidth=100):
        record = dict(zip(array._kinds, array._meta, strict=True))
        labels = record.get(LABELS)
        parts = [
            f"<div>{_headline(array, record)}</div>",
            f'<pre style="{_PRE}">{_text(_repr.values_text(array, " "))}</pre>',
            *_sections(record, labels),
        ]
    return f'<div class="metaarr">{"".join(parts)}</div>'


def _headline(array: Any, record: Mapping[Kind, Any]) -> str:
    """The class, the name, the shape, the dtype, the unit, and how much is masked."""
    labels = record.get(LABELS)
    facts = [_sizes(array.shape, labels), _text(str(array.dtype))]
    if UNITS in record:
        facts.append(f"<b>{_text(str(record[UNITS]))}</b>")
    if MASK in record:
        facts.append(f"{int(record[MASK].sum())} of {array.size} masked")
    name = "" if labels is None or labels.name is None else f" <em>{_text(str(labels.name))}</em>"
    return f"<strong>{_text(type(array).__name__)}</strong>{name} {' · '.join(facts)}"


def _sizes(shape: tuple[int, ...], labels: Any) -> str:
    dims = (None,) * len(shape) if labels is None else labels.dims
    pairs = (str(size) if dim is None else f"{dim}: {size}" for dim, size in zip(dims, shape, strict=True))
    return f"({_text(', '.join(pairs))})"


def _sections(record: Mapping[Kind, Any], labels: Any) -> Iterable[str]:
    if labels is not None:
        yield _section("Coordinates", [_coordinate(name, coord) for name, coord in labels.coords.items()])
        yield _section("Attributes", _pairs(labels.attrs))
    fields = {kind.name: meta for kind, meta in record.items() if kind not in (UNITS, MASK, LABELS)}
    yield _section("Fields", _pairs(fields))


def _section(title: str, rows: list[tuple[str, ...]]) -> str:
    """A table that is folded away, nothing where it has no rows."""
    if not rows:
        return ""
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<details><summary>{title} ({len(rows)})</summary><table>{body}</table></details>"


def _cells(row: tuple[str, ...]) -> str:
    head, *rest = (_text(cell) for cell in row)
    return f'<th style="{_CELL}">{head}</th>' + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in rest)


def _coordinate(name: str, coord: Any) -> tuple[str, ...]:
    unit = "" if coord.units is None else str(coord.units)
    values = _repr.values_text(coord.values, " ") if is_ours(coord.values) else _short(coord.values)
    return (name, f"({', '.join(coord.dims)})", str(coord.values.dtype), unit, values)


def _pairs(items: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(str(name), _short(value)) for name, value in items.items()]


def _short(value: Any) -> str:
    return np.array2string(value) if type(value) is np.ndarray else repr(value)


def _text(text: str) -> str:
    """Escaped, and cut where it has no end."""
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
