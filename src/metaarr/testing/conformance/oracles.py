"""The oracles: they know what metadata mean, and no function of NumPy.

* **Written otherwise**: two arrays that mean the same must give results that mean the same, whatever is called. One in
  kilometres and one in metres, one with other values below its mask. A result that lost the unit, or let a hidden value
  out, differs.
* **Identity**: where a call only moves elements, each (recognised by its number) must still have its own metadata.
* **Carried**: what cannot be written otherwise (an instrument, labels) must at least be there.
* **Neutral**: arrays whose metadata say nothing must give NumPy's own numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .case import PASSED, Call, Case, Judged, Outcome, Prepared, is_number, leaves, outcome, same_values, short
from .fields import ABSENT, Field
from .report import Verdict

# --- written otherwise ---


def written_otherwise(case: Case, field: Field, prepared: Prepared, call: Call, answer: Outcome) -> Judged:
    """Compare with what comes of the same array written otherwise."""
    written = prepared.written[field.name]
    if written.error is not None:
        return PASSED  # the numbers cannot be written otherwise (integers in a larger unit)
    if written.value.dtype != prepared.source.value.dtype:
        return PASSED  # other numbers count otherwise (truths)
    other = outcome(call, written.value)
    if other.error is not None:
        verdict = Verdict.REFUSES if field.scaled and not other.breaks else Verdict.WRONG
        return verdict, f"depends on how {field.name} is written: {other.refused}"
    return compared(case, answer.value, other.value, field)


def compared(case: Case, one: Any, other: Any, field: Field) -> Judged:
    """Say whether two results mean the same."""
    done = outcome(lambda: _compared(case, list(leaves(one)), list(leaves(other)), field))
    if done.error is not None:
        return Verdict.WRONG, f"what came out cannot be read: {done.refused}"
    judged: Judged = done.value
    return judged


def _compared(case: Case, ones: list[Any], others: list[Any], field: Field) -> Judged:
    if len(ones) != len(others):
        return Verdict.WRONG, f"{len(ones)} and {len(others)} results, as {field.name} is written"
    for a, b in zip(ones, others, strict=True):
        if field.scaled and is_number(a) and np.asarray(a).dtype.kind not in "biufcO":
            continue  # factors are for numbers
        if not is_number(a) or not is_number(b):
            if isinstance(a, str) and not field.scaled and a != b:
                return Verdict.WRONG, f"the text depends on how {field.name} is written: {a!r} and {b!r}"
            continue
        if not _mean_the_same(case, a, b):
            lost = field.of(a) is ABSENT
            verdict = Verdict.LOSES if lost else Verdict.WRONG
            return verdict, f"{field.name}: {short(a)} and {short(b)} of arrays that mean the same"
    return PASSED


def _mean_the_same(case: Case, one: Any, other: Any) -> bool:
    (values, keys), (others, other_keys) = _meaning(case, one), _meaning(case, other)
    return keys == other_keys and same_values(values, others, 1e-9)


def _meaning(case: Case, leaf: Any) -> tuple[Any, list[Any]]:
    values = np.array(np.asarray(leaf))
    keys: list[Any] = []
    for field in case.fields:
        if field.of(leaf) is ABSENT:
            keys.append(ABSENT)
        elif field.meaning is not None:
            values, key = field.meaning(leaf, values)
            keys.append(key)
    return values, keys


# --- identity ---


def carried(case: Case, result: Any, scopes: tuple[str, ...]) -> Judged:
    """Whether results have the kinds that nothing can be found out of by writing them otherwise."""
    fields = [field for field in case.fields if field.rewrite is None and field.scope in scopes]
    for leaf in leaves(result) if fields else ():
        for field in fields:
            if isinstance(leaf, np.ndarray) and leaf.dtype.kind in "fc" and field.of(leaf) is ABSENT:
                return Verdict.LOSES, f"{field.name} is gone from {short(leaf)}"
    return PASSED


def moved(fields: Sequence[Field], source: Any, data: Any, result: Any, keeps: bool) -> Judged:
    """Follow the elements through a call that only moves them."""
    for leaf in leaves(result):
        if not is_number(leaf) or isinstance(leaf, (bool, np.bool)):
            continue
        for field in fields:
            judged = _kept(field, source, data, leaf) if field.scope == "array" else PASSED
            if judged is PASSED and field.scope != "array":
                judged = _lies_right(field, source, data, leaf, keeps)
            if judged is not PASSED:
                return judged
    return PASSED


def _kept(field: Field, source: Any, data: Any, leaf: Any) -> Judged:
    before, after = field.of(source), field.of(leaf)
    if after is ABSENT:
        return (Verdict.LOSES, f"{field.name} is gone from {short(leaf)}") if _holds_some(data, leaf) else PASSED
    if not field.agree(after, before):
        return Verdict.LOSES, f"{field.name} was {short(before)} and is {short(after)}"
    return PASSED


def _holds_some(data: Any, leaf: Any) -> bool:
    """Whether a result holds numbers of the array."""
    values = np.asarray(leaf)
    return values.dtype.kind in "fc" and bool(np.isin(values, data).any())


def _lies_right(field: Field, source: Any, data: Any, leaf: Any, keeps: bool) -> Judged:
    """Look up each element of a result by its number, and compare what belongs to it."""
    before, after = field.laid_out(source), field.laid_out(leaf)
    if not _holds_some(data, leaf):
        return PASSED
    if field.of(leaf) is ABSENT:
        return Verdict.LOSES, f"{field.name} is gone from {short(leaf)}"
    if keeps and field.scope == "axis" and (gone := _should_be_there(leaf, before) - after.keys()):
        return Verdict.LOSES, f"{field.name} {sorted(gone)} are gone"
    values = np.asarray(leaf)
    ranks = np.argsort(data, axis=None)
    numbers = data.reshape(-1)[ranks]
    known = np.isin(values, numbers)
    origin = ranks[np.minimum(np.searchsorted(numbers, values.real), data.size - 1)]
    for name, found in after.items():
        if found.shape != values.shape:
            return Verdict.WRONG, f"{field.name} has shape {found.shape}, the data {values.shape}"
        if name not in before:
            continue
        expected = np.asarray(before[name]).reshape(-1)[origin]
        if not np.array_equal(found[known], expected[known]):
            return Verdict.WRONG, f"{name} lies on other elements: {short(found)}, not {short(expected)}"
    return PASSED


def _should_be_there(leaf: Any, before: Any) -> set[str]:
    """Names of labels along the dims that a result still has."""
    dims = set(getattr(leaf, "dims", ()))
    return {name for name in before if name in dims}


# --- neutral ---


def neutral_as_plain(prepared: Prepared, call: Call) -> Judged:
    """Compare numbers with NumPy's own."""
    if prepared.neutral.error is not None:
        return Verdict.REFUSES, prepared.neutral.refused
    expected = outcome(call, np.array(np.asarray(prepared.neutral.value)))
    if expected.error is not None:
        return PASSED
    answer = outcome(call, prepared.neutral.value)
    if answer.error is not None:
        return (Verdict.WRONG if answer.breaks else Verdict.REFUSES), answer.refused
    return _numbers_differ(answer.value, expected.value)


def _numbers_differ(result: Any, expected: Any) -> Judged:
    found, wanted = list(_numbers(result)), list(_numbers(expected))
    if len(found) != len(wanted):
        return Verdict.WRONG, f"{len(found)} results, NumPy gives {len(wanted)}"
    for one, other in zip(found, wanted, strict=True):
        if not same_values(one, other, 1e-9):
            return Verdict.WRONG, f"{short(one)}, NumPy gives {short(other)}"
    return PASSED


def _numbers(result: Any) -> Iterator[Any]:
    for leaf in leaves(result):
        if is_number(leaf):
            yield np.asarray(leaf)
