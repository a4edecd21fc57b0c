"""A bounded memory for answers that are expensive to find."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """A dict that starts afresh when full; every memo is emptied together when a unit gets defined.

    Reading and writing single keys of a dict is atomic, so no lock is needed: at worst two threads find the same
    answer. An answer that began before :meth:`clear_all` is not kept.
    """

    LIMIT: ClassVar[int] = 4096
    _all: ClassVar[weakref.WeakSet[Memo[Hashable, object]]] = weakref.WeakSet()
    _followers: ClassVar[list[Callable[[], object]]] = []

    def __init__(self) -> None:
        self._known: dict[K, V] = {}
        Memo._all.add(self)  # type: ignore[arg-type]

    def get(self, key: K, find: Callable[[], V]) -> V:
        """Return the answer for `key`, found by `find` the first time."""
        known = self._known
        try:
            return known[key]
        except KeyError:
            pass  # and out of it again: what `find` raises has nothing to do with a missing key
        found = find()
        if len(known) >= self.LIMIT:
            known.clear()
        known[key] = found
        return found

    @staticmethod
    def clear_all() -> None:
        """Forget all answers of all memos."""
        for memo in Memo._all:
            memo._known = {}
        for forget in Memo._followers:
            forget()

    @staticmethod
    def on_clear(forget: Callable[[], object]) -> None:
        """Have `forget` called whenever all answers are forgotten; for caches that are no memo."""
        Memo._followers.append(forget)
