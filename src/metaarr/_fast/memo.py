"""Plans, where they are kept, and what the kind that converts data remembers of pairs of its metadata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

ndarray = np.ndarray
view = np.ndarray.view

Plan = Callable[[Any, Any], Any]

LIMIT = 4096
BINARY: dict[np.ufunc, dict[tuple[type, type], Plan]] = {}
UNARY: dict[tuple[Any, type], Callable[[Any], Any]] = {}
IN_PLACE: dict[tuple[Any, type, type], Plan] = {}
FOLDS: dict[tuple[Any, type], Plan] = {}

Entry = tuple[Any, Callable[[Any], Any] | None, Callable[[Any], Any] | None]
"""What a converting kind keeps for a pair: metadata of the result, conversion of the first, of the second operand."""


def _key(one: Any, other: Any) -> Any:
    """Key of a pair in a memo; None stands for an operand without metadata of this kind."""
    if one is other:
        return one.serial
    return (0 if one is None else one.serial, 0 if other is None else other.serial)


class Converter:
    """How the one kind that converts data answers pairs of metadata: a memo, and a function that fills it.

    Parameters
    ----------
    learn
        ``(meta_a, meta_b) → Entry``, or None where the general path must decide; raises where the pair is refused.
    gives
        Whether results have metadata of this kind.
    """

    __slots__ = ("gives", "learn", "memo")

    def __init__(self, learn: Callable[[Any, Any], Entry | None], gives: bool) -> None:
        self.gives = gives
        self.memo: dict[Any, Entry] = {}
        self.learn = learn

    def entry(self, one: Any, other: Any) -> Entry | None:
        """Give the entry for a pair; None where the general path must decide."""
        return self.memo.get(_key(one, other)) or self.fill(one, other)

    def fill(self, one: Any, other: Any) -> Entry | None:
        """Work out the entry for a pair and remember it."""
        entry = self.learn(one, other)
        if entry is not None:
            if len(self.memo) >= LIMIT:
                self.memo.clear()
            self.memo[_key(one, other)] = entry
        return entry


def forget() -> None:
    """Drop every plan: what they remember was worked out from rules that changed."""
    for plans in BINARY.values():
        plans.clear()
    UNARY.clear()
    IN_PLACE.clear()
    FOLDS.clear()
